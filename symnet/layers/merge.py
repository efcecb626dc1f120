"""Layers of several inputs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from symnet.architecture.axes import axis_of
from symnet.architecture.conditions import Condition, divides, equal
from symnet.architecture.fields import listed
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, maximum, product, quotient, total
from symnet.arithmetic.window import Window, together


def alike(xs: tuple[Shape, ...], skip: int | None = None) -> Iterable[Condition]:
    """Inputs agree in their number of axes and in every size but that of the axis `skip`."""
    for k, x in enumerate(xs[1:], 2):
        yield equal(len(x), len(xs[0]), f"input {k} has {{}} axes and input 1 has {{}}", len(x), len(xs[0]), remedy="they must agree")
        for axis, (a, b) in enumerate(zip(xs[0], x, strict=False)):
            if axis != skip and not (type(a) is int and a == b):
                yield equal(a, b, f"the shapes differ on axis {axis}: {{}} in input 1, {{}} in input {k}", a, b, remedy="make them equal")


class Merge(Layer, abstract=True):
    """What merges cell by cell share: inputs of one shape, (*), (*), ... -> (*); n - 1 operations a cell for n inputs.

    Args:
        broadcast: whether an axis of size 1, or one that is missing in front, is repeated to the size of the others (NumPy's rule).

    Raises:
        SymnetError: where shapes differ otherwise.
    """

    term = "merging"
    arity = None
    step: ClassVar[str] = "add"

    broadcast: bool = False

    def output_shape(self, *x: Shape) -> Shape:
        if not self.broadcast:
            return x[0]
        shape = x[0]
        for other in x[1:]:
            longer, shorter = (shape, other) if len(shape) >= len(other) else (other, shape)
            lead = len(longer) - len(shorter)
            shape = (*longer[:lead], *(_larger(a, b) for a, b in zip(longer[lead:], shorter, strict=True)))
        return shape

    def operations(self, y: Shape, *x: Shape) -> Operations:
        return Operations(**{self.step: product(y) * (len(x) - 1)})

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        name = type(self).__name__
        if not self.broadcast:
            yield from alike(x)
            return
        shape = x[0]
        for k, other in enumerate(x[1:], 2):
            for back, (a, b) in enumerate(zip(shape[::-1], other[::-1], strict=False), 1):
                if a is not b:
                    words = f"{name}: axis {-back} is {{}} in the inputs before and {{}} in input {k}"
                    yield equal((a - 1) * (b - 1) * (a - b), 0, words, a, b, remedy="make them equal, or one of them 1")
            shape = self.output_shape(shape, other)


def _larger(a: Any, b: Any) -> Any:
    if a is b or (type(a) is int and a == 1):
        return b
    return a if type(b) is int and b == 1 else maximum(a, b)


class Add(Merge):
    """The sum of inputs, as in a residual connection (He et al. 2015): n - 1 additions a cell for n inputs.

    >>> from symnet import Conv2d, Network, Residual
    >>> Network(Residual(Conv2d(8, 3, padding=1)), (8, 4, 4)).output_shape
    (8, 4, 4)

    Source: He et al. 2015, arXiv:1512.03385, equation 1; keras.layers.Add.
    """


class Subtract(Merge):
    """The first of two inputs minus the second: a subtraction a cell.

    >>> from symnet import Conv2d, Network, Parallel
    >>> Network(Parallel(None, Conv2d(8, 1), merge=Subtract()), (8, 4, 4)).output_shape
    (8, 4, 4)

    Source: keras.layers.Subtract.
    """

    arity = 2


class Multiply(Merge):
    """The product of inputs, cell by cell: n - 1 multiplications a cell for n inputs.

    >>> from symnet import GlobalAvgPool2d, Network, Parallel
    >>> gate = Parallel(None, GlobalAvgPool2d(keepdims=True), merge=Multiply(broadcast=True))
    >>> Network(gate, (8, 4, 4)).output_shape
    (8, 4, 4)

    Source: Hu et al. 2017, arXiv:1709.01507, equation 4; keras.layers.Multiply.
    """

    step = "mul"


class Average(Merge):
    """The mean of inputs: n - 1 additions and a division a cell for n inputs.

    >>> from symnet import Conv2d, Network, Parallel
    >>> Network(Parallel(None, Conv2d(8, 1), merge=Average()), (8, 4, 4)).output_shape
    (8, 4, 4)

    Source: keras.layers.Average.
    """

    def operations(self, y: Shape, *x: Shape) -> Operations:
        return Operations(add=product(y) * (len(x) - 1), divide=product(y))


class Maximum(Merge):
    """The largest of inputs, cell by cell: n - 1 comparisons a cell for n inputs.

    >>> from symnet import Conv2d, Network, Parallel
    >>> Network(Parallel(None, Conv2d(8, 1), merge=Maximum()), (8, 4, 4)).output_shape
    (8, 4, 4)

    Source: keras.layers.Maximum.
    """

    step = "compare"


class Minimum(Merge):
    """The smallest of inputs, cell by cell: n - 1 comparisons a cell for n inputs.

    >>> from symnet import Conv2d, Network, Parallel
    >>> Network(Parallel(None, Conv2d(8, 1), merge=Minimum()), (8, 4, 4)).output_shape
    (8, 4, 4)

    Source: keras.layers.Minimum.
    """

    step = "compare"


class Concat(Layer):
    """Inputs side by side along one axis (channels by default), (F_1, *), (F_2, *), ... -> (F_1 + F_2 + ..., *); all other sizes agree.

    Args:
        dim: the axis along which sizes add up, counted in the sample: 0 is the channels, -1 the last axis.

    >>> from symnet import Conv2d, Network, Parallel
    >>> Network(Parallel(None, Conv2d(12, 3, padding=1), merge=Concat()), (24, 8, 8)).output_shape
    (36, 8, 8)

    Source: Huang et al. 2016, arXiv:1608.06993, equation 2; torch.cat.
    """

    arity = None
    dim: int = 0

    def output_shape(self, *x: Shape) -> Shape:
        axis = axis_of(x[0], self.dim, self)
        return (*x[0][:axis], total(shape[axis] for shape in x), *x[0][axis + 1 :])

    def windows(self, *x: Shape) -> tuple[Window, ...]:
        """Along that axis no one line says where an output cell stands in its input."""
        return together(x[0], (axis_of(x[0], self.dim, self),))

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        axis_of(x[0], self.dim, self)

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        return alike(x, axis_of(x[0], self.dim, self))


class Stack(Layer):
    """Inputs of one shape along a new axis: k inputs (F_in, L) -> (k, F_in, L).

    Args:
        dim: where the new axis stands in the sample, counted from 0.

    Raises:
        SymnetError: where shapes differ.

    >>> from symnet import Linear, Network, Parallel
    >>> Network(Parallel(Linear(8), Linear(8), Linear(8), merge=Stack()), (4,)).output_shape
    (3, 8)

    Source: torch.stack.
    """

    arity = None
    dim: int = 0

    def output_shape(self, *x: Shape) -> Shape:
        axis = axis_of(x[0], self.dim, self, len(x[0]) + 1)
        return (*x[0][:axis], len(x), *x[0][axis:])

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        axis_of(x[0], self.dim, self, len(x[0]) + 1)

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        return alike(x)


class Split(Layer):
    """One input cut into parts of one size along an axis: (n, *) -> k parts (n/k, *). In a chain the first part flows on.

    Args:
        sections: k, how many parts.
        dim: the axis, counted from 0.

    Raises:
        SymnetError: where k does not divide the axis.

    >>> from symnet import Network
    >>> split = Network(Split(3), (96, 8, 8))
    >>> split.calls[0].outputs
    ((32, 8, 8), (32, 8, 8), (32, 8, 8))

    Source: torch.chunk, torch.split.
    """

    sections: int
    dim: int = 0
    typical = {"sections": 2}

    def __post_init__(self) -> None:
        super().__post_init__()
        listed("Split sections", self.sections)

    def output_shape(self, x: Shape) -> Shape:
        axis = axis_of(x, self.dim, self)
        return (*x[:axis], quotient(x[axis], self.sections), *x[axis + 1 :])

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """A part each."""
        return self.sections

    def extra_outputs(self, x: Shape) -> tuple[Shape, ...]:
        return (self.output_shape(x),) * (self.sections - 1)

    def extra_windows(self, x: Shape) -> tuple[tuple[Window, ...], ...]:
        """A part of an axis of space begins where the parts before it end."""
        cut, part = axis_of(x, self.dim, self), self.output_shape(x)
        return tuple(
            tuple(Window(padding=-k * n) if axis == cut else Window() for axis, n in enumerate(part[1:], 1))
            for k in range(1, self.sections)
        )

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        axis_of(x[0], self.dim, self)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        n = x[axis_of(x, self.dim, self)]
        yield divides(self.sections, n, "{} sections do not divide {}", self.sections, n, remedy="give a number that does")
