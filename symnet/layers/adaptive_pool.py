"""Pooling into a fixed number of bins, or over everything."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, all_points
from symnet.architecture.fields import AxisSizes, SizeField, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, as_size, ceil_div, maximum, product, quotient
from symnet.arithmetic.sweep import Sweep, mask
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError
from symnet.layers.windowed import not_empty
from symnet.writing.term import name


class AdaptivePool(Layer, abstract=True):
    """Pooling into a fixed number of bins per axis: (F_in, *n) -> (F_in, *o); an axis whose o is None keeps its size.

    Bin i of o covers the cells floor(i n/o) .. ceil((i + 1) n/o) - 1, so bins of an axis that o does not divide overlap. Operations
    count every bin as the largest, which is exact where o divides n. There are no parameters.

    Args:
        output_size: o, one size for all axes or one for each; None keeps an axis.
    """

    term = "pooling"

    output_size: AxisSizes = size("O", minimum=0, per_axis=True)

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        if isinstance(value, (tuple, list)) and any(v is None for v in value):  # pyright: ignore[reportUnknownVariableType]
            if len(value) != self.spatial:  # pyright: ignore[reportUnknownArgumentType]
                raise SymnetError(f"{type(self).__name__} {name} has {len(value)} sizes", f"give one for each of the {self.spatial} axes")  # pyright: ignore[reportUnknownArgumentType]
            return tuple(None if v is None else as_size(v, f"{type(self).__name__} {name}", spec.minimum) for v in value)  # pyright: ignore[reportUnknownVariableType]
        return super().checked(name, spec, value)

    def output_shape(self, x: Shape) -> Shape:
        sizes = self.output_size if self.output_size is not None else (None,) * self.spatial
        return (x[0], *(n if o is None else o for o, n in zip(sizes, x[1:], strict=True)))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        for n, (axis, _) in zip(x[1:], self.input_axes(len(x))[1:], strict=True):
            yield from not_empty(n, axis)

    def particulars(self, x: Shape) -> Mapping[str, Any]:
        """The first cell of bin i along each axis, and the first cell behind it."""
        i = name("i")
        axes = zip(self.input_axes(len(x))[1:], self.output_shape(x)[1:], x[1:], strict=True)
        bins = [(axis, o, n) for (axis, _), o, n in axes if o is not n]
        starts = {f"bin of {axis} from": i * n // o for axis, o, n in bins}
        return starts | {f"bin of {axis} to": ceil_div((i + 1) * n, o) for axis, o, n in bins}

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """The bins along each axis; for o = 1 the whole axis."""
        return tuple(bins(n, o) for o, n in zip(self.output_shape(x)[1:], x[1:], strict=True))

    def largest(self, x: Shape) -> Any:
        """How many cells count for a bin: ceil(n/o) along each axis."""
        return product(n if type(o) is int and o <= 1 else ceil_div(n, o) for o, n in zip(self.output_shape(x)[1:], x[1:], strict=True))


def bins(n: Any, o: Any) -> Window:
    """So many bins of n cells: in the axis stretched by o, bin i covers the places i n - o + 1 to i n + n - 1."""
    if isinstance(o, Sweep) and o.below(2):
        some = maximum(o, 1)
        return Window(ceil_div(n, some), n // some, whole=mask(1, "at least", o))
    if type(o) is int and o <= 1:
        return Window(n, n, whole=True)
    if all_points(Condition("divides", o, n).holds()):
        return Window(quotient(n, o), quotient(n, o))
    shared = math.gcd(n, o) if isinstance(n, int) and isinstance(o, int) else 1
    cells, stretch = quotient(n, shared), quotient(o, shared)
    return Window(cells + stretch - 1, cells, stretch - 1, stretch=stretch)


class AdaptiveMaxPool(AdaptivePool, abstract=True):
    """Adaptive max pooling; use `AdaptiveMaxPool1d`, `AdaptiveMaxPool2d` or `AdaptiveMaxPool3d`.

    Args:
        return_indices: whether a second output says where each largest value stood.

    Source: torch.nn.AdaptiveMaxPool2d.
    """

    by_place = 2
    label = "AdaptiveMaxpool"
    return_indices: bool = False

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The cells, and where they are from if that is asked for."""
        return 1 + self.return_indices

    def extra_outputs(self, x: Shape) -> tuple[Shape, ...]:
        return (self.output_shape(x),) if self.return_indices else ()

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(compare=product(y) * (self.largest(x) - 1))


class AdaptiveAvgPool(AdaptivePool, abstract=True):
    """Adaptive average pooling; use `AdaptiveAvgPool1d`, `AdaptiveAvgPool2d` or `AdaptiveAvgPool3d`.

    Source: torch.nn.AdaptiveAvgPool2d.
    """

    label = "AdaptiveAvgpool"

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=product(y) * (self.largest(x) - 1), divide=product(y))


class AdaptiveMaxPool1d(AdaptiveMaxPool):
    """Adaptive max pooling over one axis.

    >>> from symnet import Network
    >>> Network(AdaptiveMaxPool1d(5), (4, 17)).output_shape
    (4, 5)
    """

    rank, spatial = 2, 1


class AdaptiveMaxPool2d(AdaptiveMaxPool):
    """Adaptive max pooling over height and width.

    >>> from symnet import Network
    >>> Network(AdaptiveMaxPool2d((5, None)), (4, 17, 9)).output_shape
    (4, 5, 9)
    """

    rank, spatial = 3, 2


class AdaptiveMaxPool3d(AdaptiveMaxPool):
    """Adaptive max pooling over depth, height and width.

    >>> from symnet import Network
    >>> Network(AdaptiveMaxPool3d(2), (4, 8, 9, 10)).output_shape
    (4, 2, 2, 2)
    """

    rank, spatial = 4, 3


class AdaptiveAvgPool1d(AdaptiveAvgPool):
    """Adaptive average pooling over one axis.

    >>> from symnet import Network
    >>> Network(AdaptiveAvgPool1d(1), (4, 17)).output_shape
    (4, 1)
    """

    rank, spatial = 2, 1


class AdaptiveAvgPool2d(AdaptiveAvgPool):
    """Adaptive average pooling over height and width.

    >>> from symnet import Network
    >>> Network(AdaptiveAvgPool2d(6), (256, 13, 13)).output_shape
    (256, 6, 6)
    """

    rank, spatial = 3, 2


class AdaptiveAvgPool3d(AdaptiveAvgPool):
    """Adaptive average pooling over depth, height and width.

    >>> from symnet import Network
    >>> Network(AdaptiveAvgPool3d(1), (4, 8, 9, 10)).output_shape
    (4, 1, 1, 1)
    """

    rank, spatial = 4, 3


class GlobalPool(Layer, abstract=True):
    """Pooling over all positions: (F_in, *n) -> (F_in,), or (F_in, 1, ...) where the axes are kept. No parameters.

    Args:
        keepdims: whether the pooled axes stay, with size 1.
    """

    term = "pooling"
    label = "GlobalPool"
    keepdims: bool = False

    def output_shape(self, x: Shape) -> Shape:
        return (x[0], *((1,) * self.spatial if self.keepdims else ()))

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return tuple(Window(n, n) for n in x[1:])


class GlobalAvgPool(GlobalPool, abstract=True):
    """The mean of each channel: product(n) - 1 additions and a division; use `GlobalAvgPool1d`, `GlobalAvgPool2d` or `GlobalAvgPool3d`.

    Source: Lin et al. 2013, arXiv:1312.4400, section 3.2; keras.layers.GlobalAveragePooling2D.
    """

    label = "GlobalAvgpool"

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=x[0] * (product(x[1:]) - 1), divide=x[0])


class GlobalMaxPool(GlobalPool, abstract=True):
    """The largest value of each channel: product(n) - 1 comparisons; use `GlobalMaxPool1d`, `GlobalMaxPool2d` or `GlobalMaxPool3d`.

    Source: keras.layers.GlobalMaxPooling2D.
    """

    label = "GlobalMaxpool"

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(compare=x[0] * (product(x[1:]) - 1))


class GlobalAvgPool1d(GlobalAvgPool):
    """The mean over one axis.

    >>> from symnet import Network
    >>> Network(GlobalAvgPool1d(), (4, 17)).output_shape
    (4,)
    """

    rank, spatial = 2, 1


class GlobalAvgPool2d(GlobalAvgPool):
    """The mean over height and width.

    >>> from symnet import Network
    >>> Network(GlobalAvgPool2d(), (512, 7, 7)).output_shape
    (512,)
    """

    rank, spatial = 3, 2


class GlobalAvgPool3d(GlobalAvgPool):
    """The mean over depth, height and width.

    >>> from symnet import Network
    >>> Network(GlobalAvgPool3d(keepdims=True), (4, 8, 9, 10)).output_shape
    (4, 1, 1, 1)
    """

    rank, spatial = 4, 3


class GlobalMaxPool1d(GlobalMaxPool):
    """The largest value over one axis.

    >>> from symnet import Network
    >>> Network(GlobalMaxPool1d(), (4, 17)).output_shape
    (4,)
    """

    rank, spatial = 2, 1


class GlobalMaxPool2d(GlobalMaxPool):
    """The largest value over height and width.

    >>> from symnet import Network
    >>> Network(GlobalMaxPool2d(), (512, 7, 7)).output_shape
    (512,)
    """

    rank, spatial = 3, 2


class GlobalMaxPool3d(GlobalMaxPool):
    """The largest value over depth, height and width.

    >>> from symnet import Network
    >>> Network(GlobalMaxPool3d(keepdims=True), (4, 8, 9, 10)).output_shape
    (4, 1, 1, 1)
    """

    rank, spatial = 4, 3
