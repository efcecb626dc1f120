"""Layers of several inputs."""

from __future__ import annotations

from collections.abc import Iterable

from symnet.conditions import Condition, equal
from symnet.layer import Layer
from symnet.operations import Operations
from symnet.sizes import Shape, product, total


def alike(what: str, xs: tuple[Shape, ...], skip: int | None = None) -> Iterable[Condition]:
    """Inputs agree in their number of axes and in every size but that of the axis `skip`."""
    for k, x in enumerate(xs[1:], 2):
        yield equal(len(x), len(xs[0]), f"{what}: input {k} has {{}} axes and input 1 has {{}}; they must agree", len(x), len(xs[0]))
        for axis, (a, b) in enumerate(zip(xs[0], x, strict=False)):
            if axis != skip:
                yield equal(a, b, f"{what}: the shapes differ on axis {axis}: {{}} in input 1, {{}} in input {k}; make them equal", a, b)


class Add(Layer):
    """The sum of inputs of one shape, as in a residual connection (He et al. 2015): n - 1 additions a cell for n inputs.

    >>> from symnet import Conv2d, Network, Residual
    >>> Network(Residual(Conv2d(8, 3, padding=1)), (8, 4, 4)).output_shape
    (8, 4, 4)

    Source: He et al. 2015, arXiv:1512.03385, equation 1; keras.layers.Add.
    """

    arity = None

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def operations(self, y: Shape, *x: Shape) -> Operations:
        return Operations(add=product(y) * (len(x) - 1))

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        return alike("Add", x)


class Concat(Layer):
    """Inputs side by side along one axis (channels by default); all other sizes agree.

    >>> from symnet import Conv2d, Network, Parallel
    >>> Network(Parallel(None, Conv2d(12, 3, padding=1), merge=Concat()), (24, 8, 8)).output_shape
    (36, 8, 8)

    Source: Huang et al. 2016, arXiv:1608.06993, equation 2; torch.cat.
    """

    arity = None
    dim: int = 0

    def output_shape(self, *x: Shape) -> Shape:
        axis = self.dim % len(x[0])
        return (*x[0][:axis], total(s[axis] for s in x), *x[0][axis + 1 :])

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        return alike("Concat", x, self.dim % len(x[0]))
