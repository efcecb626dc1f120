"""Products of two inputs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.architecture.conditions import Condition, equal
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.errors import SymnetError
from symnet.layers.merge import Multiply


class MatMul(Layer):
    """The matrix product over the last two axes: (*, m, k), (*, k, n) -> (*, m, n), m k n MACs for each position of the others.

    Axes in front are repeated where they are 1 or missing in one input.

    Raises:
        SymnetError: where the inner sizes differ.

    >>> from symnet import Network
    >>> attention = Network(MatMul(), (12, 197, 64), (12, 64, 197))
    >>> attention.output_shape, attention.macs
    ((12, 197, 197), 29805312)

    Source: torch.matmul.
    """

    arity = 2

    def output_shape(self, a: Shape, b: Shape) -> Shape:
        return (*Multiply(broadcast=True).output_shape(a[:-2], b[:-2]), a[-2], b[-1])

    def operations(self, y: Shape, a: Shape, b: Shape) -> Operations:
        return Operations(mac=product(y) * a[-1])

    def windows(self, *x: Shape) -> Any:
        """None: every output cell sees whole rows and columns."""
        return ()

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        if min(map(len, x)) < 2:
            raise SymnetError(f"MatMul takes inputs of at least two axes, got {x[0]} and {x[1]}")

    def conditions(self, a: Shape, b: Shape) -> Iterable[Condition]:
        yield equal(a[-1], b[-2], "the first input has {} columns and the second {} rows", a[-1], b[-2], remedy="make them equal")
        yield from Multiply(broadcast=True).conditions(a[:-2], b[:-2])


class Dot(Layer):
    """The dot products along one axis of each of two inputs, sample by sample: (m, k), (n, k) -> (m, n) for the axes (1, 1).

    A MAC for each output cell and cell of the axis.

    Args:
        dims: the axis of each sample, counted from 0 (Keras's `axes` count the batch as 0).
        normalize: whether vectors are first divided by their length, which gives cosine similarities.

    Raises:
        SymnetError: where the axes differ in size.

    >>> from symnet import Network
    >>> Network(Dot(dims=(0, 0)), (64,), (64,)).output_shape
    (1,)

    Source: keras.layers.Dot.
    """

    term = "normalisation"
    arity = 2

    dims: tuple[int, int] = (-1, -1)
    normalize: bool = False

    def output_shape(self, a: Shape, b: Shape) -> Shape:
        rest = (*_without(a, self.dims[0]), *_without(b, self.dims[1]))
        return rest or (1,)

    def operations(self, y: Shape, a: Shape, b: Shape) -> Operations:
        products = Operations(mac=product(y) * a[self.dims[0]])
        if not self.normalize:
            return products
        cells, vectors = product(a) + product(b), product(_without(a, self.dims[0])) + product(_without(b, self.dims[1]))
        return products + Operations(mul=cells, add=cells, sqrt=vectors, divide=cells)

    def windows(self, *x: Shape) -> Any:
        """None: every output cell sees whole axes."""
        return ()

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        for shape, axis in zip(x, self.dims, strict=True):
            if not -len(shape) <= axis < len(shape):
                raise SymnetError(f"Dot works along axes {self.dims}, and an input has {len(shape)} axes: {shape}", "give axes it has")

    def conditions(self, a: Shape, b: Shape) -> Iterable[Condition]:
        m, n = a[self.dims[0]], b[self.dims[1]]
        yield equal(m, n, "the axes of the dot product have {} and {} cells", m, n, remedy="make them equal")


def _without(x: Shape, axis: int) -> Shape:
    axis %= len(x)
    return (*x[:axis], *x[axis + 1 :])
