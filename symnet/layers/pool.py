"""Pooling: over a sliding window, or into a fixed number of bins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.conditions import Condition, at_least
from symnet.errors import SymnetError
from symnet.layer import Layer
from symnet.layers.windowed import Windowed, axis_windows
from symnet.operations import Operations
from symnet.sizes import Shape, SizeField, as_size, ceil_div, product, size
from symnet.window import Window


class Pool(Windowed):
    """What pooling over a window shares: (F_in, *n) -> (F_in, *floor((n - K + 2P)/S) + 1), the stride being K where none is given.

    In `ceil_mode` the size is min(ceil((n - K + 2P)/S) + 1, ceil((n + P)/S)): the last window starts inside the input or its left
    padding. A padding is at most half the kernel. There are no parameters.

    Source: torch.nn.MaxPool2d, torch.nn.AvgPool2d.
    """

    label = "Maxpool"

    kernel_size: Any = size("K", per_axis=True)
    stride: Any = size("S", None, per_axis=True, shown=True)
    padding: Any = size("P", 0, minimum=0, per_axis=True, shown=True)
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.stride is None:
            object.__setattr__(self, "stride", self.kernel_size)

    def _checked(self, name: str, spec: SizeField, value: Any) -> Any:
        if name == "padding" and value in ("same", "valid"):
            return value if value == "same" else (0,) * self.spatial
        return super()._checked(name, spec, value)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return axis_windows(self.kernel_size, self.stride, self.padding, self._dilation(), self.ceil_mode)

    def _dilation(self) -> tuple[Any, ...]:
        return (1,) * self.spatial

    def output_shape(self, x: Shape) -> Shape:
        return (x[0], *self.spatial_shape(x))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield from super().conditions(x)
        if self.padding != "same":
            for p, k in zip(self.padding, self.kernel_size, strict=True):
                if not (type(p) is int and p == 0):
                    for side in p if isinstance(p, tuple) else (p,):
                        yield at_least(k, 2 * side, "padding {} is more than half of kernel {}; give at most half", side, k)


class MaxPool(Pool):
    """The largest value of each window; use `MaxPool1d`, `MaxPool2d` or `MaxPool3d`.

    Compares K^d - 1 times for each output cell. `return_indices` gives a second output, of the same shape.

    Source: torch.nn.MaxPool2d.
    """

    dilation: Any = size("D", 1, per_axis=True)
    return_indices: bool = False

    def _dilation(self) -> tuple[Any, ...]:
        return self.dilation

    def extra_outputs(self, x: Shape) -> tuple[Shape, ...]:
        return (self.output_shape(x),) if self.return_indices else ()

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(compare=product(y) * (product(self.kernel_size) - 1))


class AvgPool(Pool):
    """The mean of each window; use `AvgPool1d`, `AvgPool2d` or `AvgPool3d`.

    Adds K^d - 1 times and divides once for each output cell (cells of the padding are counted as added zeros).

    Args:
        count_include_pad: whether the divisor counts padding cells; it changes no shape.
        divisor_override: a divisor to use instead; it changes no shape.

    Source: torch.nn.AvgPool2d.
    """

    label = "Avgpool"

    count_include_pad: bool = True
    divisor_override: int | None = None

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=product(y) * (product(self.kernel_size) - 1), divide=product(y))


class MaxPool1d(MaxPool):
    """Max pooling over one axis. Shapes and formulas: see `Pool`.

    >>> from symnet import Network
    >>> Network(MaxPool1d(3, 2), (4, 20)).output_shape
    (4, 9)
    """

    rank, spatial = 2, 1


class MaxPool2d(MaxPool):
    """Max pooling over height and width. Shapes and formulas: see `Pool`.

    >>> from symnet import Network
    >>> Network(MaxPool2d(3, stride=2), (96, 55, 55)).output_shape
    (96, 27, 27)
    >>> Network(MaxPool2d(3, stride=2, ceil_mode=True), (96, 56, 56)).output_shape
    (96, 28, 28)
    """

    rank, spatial = 3, 2


class MaxPool3d(MaxPool):
    """Max pooling over depth, height and width. Shapes and formulas: see `Pool`.

    >>> from symnet import Network
    >>> Network(MaxPool3d(2), (4, 8, 8, 8)).output_shape
    (4, 4, 4, 4)
    """

    rank, spatial = 4, 3


class AvgPool1d(AvgPool):
    """Average pooling over one axis. Shapes and formulas: see `Pool`.

    >>> from symnet import Network
    >>> Network(AvgPool1d(2), (4, 20)).output_shape
    (4, 10)
    """

    rank, spatial = 2, 1


class AvgPool2d(AvgPool):
    """Average pooling over height and width. Shapes and formulas: see `Pool`.

    >>> from symnet import Network
    >>> Network(AvgPool2d(2), (16, 10, 10)).output_shape
    (16, 5, 5)
    """

    rank, spatial = 3, 2


class AvgPool3d(AvgPool):
    """Average pooling over depth, height and width. Shapes and formulas: see `Pool`.

    >>> from symnet import Network
    >>> Network(AvgPool3d(2, padding=1), (4, 8, 8, 8)).output_shape
    (4, 5, 5, 5)
    """

    rank, spatial = 4, 3


class AdaptivePool(Layer):
    """Pooling into a fixed number of bins per axis: (F_in, *n) -> (F_in, *o); an axis whose o is None keeps its size.

    Bin i of o covers the cells floor(i n/o) .. ceil((i + 1) n/o) - 1, so bins of an axis that o does not divide overlap.
    """

    output_size: Any = size("O", per_axis=True)

    def _checked(self, name: str, spec: SizeField, value: Any) -> Any:
        if isinstance(value, (tuple, list)) and None in value:
            if len(value) != self.spatial:  # pyright: ignore[reportUnknownArgumentType]
                raise SymnetError(f"{type(self).__name__} {name} has {len(value)} sizes; give one for each of the {self.spatial} axes")  # pyright: ignore[reportUnknownArgumentType]
            return tuple(None if v is None else as_size(v, f"{type(self).__name__} {name}") for v in value)  # pyright: ignore[reportUnknownVariableType]
        return super()._checked(name, spec, value)

    def output_shape(self, x: Shape) -> Shape:
        sizes = self.output_size if self.output_size is not None else (None,) * self.spatial
        return (x[0], *(n if o is None else o for o, n in zip(sizes, x[1:], strict=True)))

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """The largest bin along each axis; exact where o divides n, and for o = 1 the whole axis."""
        return tuple(Window(n, n) if type(o) is int and o == 1 else Window(ceil_div(n, o), n // o) for o, n in zip(self.output_shape(x)[1:], x[1:], strict=True))


class AdaptiveMaxPool(AdaptivePool):
    """Adaptive max pooling; use `AdaptiveMaxPool1d`, `AdaptiveMaxPool2d` or `AdaptiveMaxPool3d`.

    Source: torch.nn.AdaptiveMaxPool2d.
    """

    label = "AdaptiveMaxpool"
    return_indices: bool = False

    def extra_outputs(self, x: Shape) -> tuple[Shape, ...]:
        return (self.output_shape(x),) if self.return_indices else ()

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(compare=product(y) * (product(w.kernel_size for w in self.windows(x)) - 1))


class AdaptiveAvgPool(AdaptivePool):
    """Adaptive average pooling; use `AdaptiveAvgPool1d`, `AdaptiveAvgPool2d` or `AdaptiveAvgPool3d`.

    Source: torch.nn.AdaptiveAvgPool2d.
    """

    label = "AdaptiveAvgpool"

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=product(y) * (product(w.kernel_size for w in self.windows(x)) - 1), divide=product(y))


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
