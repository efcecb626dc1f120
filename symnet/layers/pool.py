"""Pooling over a sliding window."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from symnet.architecture.conditions import Condition, at_least
from symnet.architecture.fields import AxisSizes, size
from symnet.arithmetic.operations import POWER, Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.window import Window
from symnet.layers.windowed import Windowed, axis_windows

WORDS = {"valid": 0, "same": "same"}


class Pool(Windowed, abstract=True):
    """What pooling over a window shares: (F_in, *n) -> (F_in, *floor((n - K + 2P)/S) + 1), the stride being K where none is given.

    In `ceil_mode` the size is min(ceil((n - K + 2P)/S) + 1, ceil((n + P)/S)): the last window starts inside the input or its left
    padding. A padding is at most half the kernel; over three axes, means and norms want n >= K, whatever the padding. There are no
    parameters.

    Args:
        kernel_size: K, one size or one for each axis.
        stride: S; K where it is None.
        padding: P on both sides; per axis a size or a pair (before, after); "valid" for none, "same" for the output ceil(n/S).
        ceil_mode: whether a last window that lies only partly in the input counts.

    Raises:
        SymnetError: where the kernel does not fit or the padding is more than half of it.

    Source: torch.nn.MaxPool2d, torch.nn.AvgPool2d.
    """

    by_place = 3
    label = "Maxpool"
    term = "pooling"

    kernel_size: AxisSizes = size("K", per_axis=True)
    stride: AxisSizes = size("S", default=None, per_axis=True, shown=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, shown=True, sides=True, words=WORDS)
    ceil_mode: bool = False
    inside: ClassVar[bool] = False
    """Whether the kernel must fit the input without its padding, as torch asks of means over three axes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.stride is None:
            object.__setattr__(self, "stride", self.kernel_size)

    @cached_property
    def moving(self) -> tuple[Window, ...]:
        return axis_windows(self.kernel_size, self.stride, self.padding, self._dilation(), self.ceil_mode)

    def _dilation(self) -> tuple[Any, ...]:
        return (1,) * self.spatial

    def output_shape(self, x: Shape) -> Shape:
        return (x[0], *self.spatial_shape(x))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield from Windowed.facts.conditions(self, x)
        for window, n, (axis, _) in zip(self.moving, x[1:], self.input_axes(len(x))[1:], strict=True) if self.inside else ():
            k, bare = window.kernel_size, type(window.both) is int and window.both == 0 and not self.ceil_mode
            if not window.same and not bare:
                yield at_least(n, k, "kernel {} is larger than input {} {}", k, axis, n, remedy="padding makes no room for it here")
        for window in self.windows(x):
            for side in () if window.same else dict.fromkeys(window.sides):
                if not (type(side) is int and side == 0):
                    k = window.kernel_size
                    yield at_least(k, 2 * side, "padding {} is more than half of kernel {}", side, k, remedy="give at most half")


class MaxPool(Pool, abstract=True):
    """The largest value of each window; use `MaxPool1d`, `MaxPool2d` or `MaxPool3d`.

    Compares K^d - 1 times for each output cell. `return_indices` gives a second output, of the same shape.

    Args:
        dilation: D, the distance of cells in a window.
        return_indices: whether a second output says where each largest value stood.

    Source: torch.nn.MaxPool2d.
    """

    dilation: AxisSizes = size("D", default=1, per_axis=True)
    return_indices: bool = False

    def _dilation(self) -> tuple[Any, ...]:
        return self.dilation

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The cells, and where they are from if that is asked for."""
        return 1 + self.return_indices

    def extra_outputs(self, x: Shape) -> tuple[Shape, ...]:
        return (self.output_shape(x),) if self.return_indices else ()

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(compare=product(y) * (product(self.kernel_size) - 1))


class AvgPool(Pool, abstract=True):
    """The mean of each window; use `AvgPool1d`, `AvgPool2d` or `AvgPool3d`.

    Adds K^d - 1 times and divides once for each output cell; cells of the padding are counted as added zeros.

    Args:
        count_include_pad: whether the divisor counts padding cells. It changes no shape; without it each output cell has a divisor
            of its own, which takes d - 1 multiplications for d axes.
        divisor_override: a divisor to use instead; it changes no shape.

    Source: torch.nn.AvgPool2d.
    """

    label = "Avgpool"

    count_include_pad: bool = True
    divisor_override: int | None = None

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y)
        own_divisor = 0 if self.count_include_pad or self.divisor_override else cells * (self.spatial - 1)
        return Operations(add=cells * (product(self.kernel_size) - 1), divide=cells, mul=own_divisor)


class LPPool(Pool, abstract=True):
    """The p-norm of each window, (sum x^p)^(1/p), without padding; use `LPPool1d`, `LPPool2d` or `LPPool3d`.

    A power for each cell of a window and one for the sum (counted as a logarithm, a multiplication and an exponential each), and
    K^d - 1 additions.

    Args:
        norm_type: p.

    Source: torch.nn.LPPool2d.
    """

    by_place = None
    label = "LPPool"

    stride: AxisSizes = size("S", default=None, per_axis=True, shown=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, sides=True, words=WORDS)
    norm_type: float = 2.0

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y)
        powers = cells * (product(self.kernel_size) + 1)
        return POWER * powers + Operations(add=cells * (product(self.kernel_size) - 1))


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
    inside = True


class LPPool1d(LPPool):
    """Power-average pooling over one axis. Shapes and formulas: see `Pool` and `LPPool`.

    >>> from symnet import Network
    >>> Network(LPPool1d(3, stride=2), (4, 21)).output_shape
    (4, 10)
    """

    rank, spatial = 2, 1


class LPPool2d(LPPool):
    """Power-average pooling over height and width. Shapes and formulas: see `Pool` and `LPPool`.

    >>> from symnet import Network
    >>> Network(LPPool2d(3, stride=2), (16, 50, 32)).output_shape
    (16, 24, 15)
    """

    rank, spatial = 3, 2


class LPPool3d(LPPool):
    """Power-average pooling over depth, height and width. Shapes and formulas: see `Pool` and `LPPool`.

    >>> from symnet import Network
    >>> Network(LPPool3d(2, norm_type=1.5), (4, 8, 8, 8)).output_shape
    (4, 4, 4, 4)
    """

    rank, spatial = 4, 3

    @property
    def inside(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        """That of a mean; the norm of order infinity is a largest value."""
        return self.norm_type != math.inf
