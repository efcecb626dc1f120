"""Max pooling into a part of the input's size, with windows at random places."""

from __future__ import annotations

from collections.abc import Iterable

from symnet.architecture.conditions import Condition, at_least
from symnet.architecture.fields import AxisSizes, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError
from symnet.layers.resize import scaled
from symnet.layers.windowed import not_empty


class FractionalMaxPool(Layer, abstract=True):
    """Max pooling whose windows lie at random places; use `FractionalMaxPool2d` or `FractionalMaxPool3d`.

    Shapes: (F_in, *n) -> (F_in, *o), o given or floor(n ratio). Compares K^d - 1 times for each output cell. No parameters.

    Args:
        kernel_size: K.
        output_size: o, one size or one for each axis.
        output_ratio: instead of it, a number between 0 and 1 or one for each axis.
        return_indices: whether the places of the largest cells are a second output, of the same shape.

    Raises:
        SymnetError: for both or neither of the sizes, and where o windows do not fit: o + K - 1 must be at most n, and less over
            three axes.

    Source: Graham 2014, arXiv:1412.6071, section 2; torch.nn.FractionalMaxPool2d.
    """

    by_place = 3
    term = "pooling"
    typical = {"output_size": "O"}
    label = "FractionalMaxpool"

    kernel_size: AxisSizes = size("K", per_axis=True)
    output_size: AxisSizes = size("O", default=None, minimum=0, per_axis=True)
    output_ratio: float | tuple[float, ...] | None = None
    return_indices: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        name = type(self).__name__
        if (self.output_size is None) == (self.output_ratio is None):
            given = "both output_size and output_ratio" if self.output_ratio is not None else "neither output_size nor output_ratio"
            raise SymnetError(f"{name} has {given}", "give one of them")
        if self.output_ratio is not None and (len(self._ratios()) != self.spatial or not all(0 < r < 1 for r in self._ratios())):
            raise SymnetError(f"{name} output_ratio is {self.output_ratio}", "give a number between 0 and 1, or one for each axis")

    def _ratios(self) -> tuple[float, ...]:
        ratio = self.output_ratio
        return ratio if isinstance(ratio, tuple) else () if ratio is None else (float(ratio),) * self.spatial

    def output_shape(self, x: Shape) -> Shape:
        if self.output_size is not None:
            return (x[0], *self.output_size)
        return (x[0], *(scaled(n, ratio) for n, ratio in zip(x[1:], self._ratios(), strict=True)))

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """None: the windows lie at random places."""
        return ()

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The cells, and where they are from if that is asked for."""
        return 1 + self.return_indices

    def extra_outputs(self, x: Shape) -> tuple[Shape, ...]:
        return (self.output_shape(x),) if self.return_indices else ()

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(compare=product(y) * (product(self.kernel_size) - 1))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        names, touching = self.input_axes(len(x))[1:], 1 if self.spatial < 3 else 0
        for n, o, k, (axis, _) in zip(x[1:], self.output_shape(x)[1:], self.kernel_size, names, strict=True):
            yield from not_empty(n, axis)
            yield at_least(n, o + k - touching, "{} windows of {} do not fit {} {}", o, k, axis, n, remedy="pool into fewer cells")


class FractionalMaxPool2d(FractionalMaxPool):
    """Fractional max pooling over height and width. Shapes and formulas: see `FractionalMaxPool`.

    >>> from symnet import Network
    >>> Network(FractionalMaxPool2d(2, output_ratio=0.7), (16, 50, 32)).output_shape
    (16, 35, 22)
    """

    rank, spatial = 3, 2


class FractionalMaxPool3d(FractionalMaxPool):
    """Fractional max pooling over depth, height and width. Shapes and formulas: see `FractionalMaxPool`.

    >>> from symnet import Network
    >>> Network(FractionalMaxPool3d(3, output_size=(13, 12, 11)), (4, 20, 20, 16)).output_shape
    (4, 13, 12, 11)
    """

    rank, spatial = 4, 3
