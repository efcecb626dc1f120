"""A window along one axis: the one place that knows how kernel, stride, padding and dilation make an output size."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from symnet.arithmetic.sizes import as_given, ceil_div, maximum, minimum
from symnet.arithmetic.sweep import plain_array
from symnet.door import doors
from symnet.errors import SymnetError

LEAST = {"kernel_size": 0, "stride": 1, "padding": None, "padding_after": None, "dilation": 1, "stretch": 1}
"""The smallest int of each size of a window; padding that takes cells away is below 0."""


@doors
@dataclass(frozen=True, slots=True)
class Window:
    """What one output position sees of the input along one axis.

    `padding_after` is `None` where it equals `padding`; `same` stands for the padding that makes the output `ceil(n / stride)`
    (TensorFlow's rule, an odd cell at the end; with stride 1 also PyTorch's). `stretch` is by how much the input is stretched
    before the window moves over it (the stride of a transposed convolution, the factor of an upsampling). A `whole` window sees
    the whole axis.

    Args:
        kernel_size: K, how many cells it reads.
        stride: S, how far it moves for the next output cell.
        padding: P, cells before the axis.
        padding_after: cells after the axis; as many as before where it is None.
        dilation: D, the distance of the cells it reads.
        ceil_mode: whether a last window that lies only partly in the input counts.
        same: whether the padding is the one that makes the output ceil(n / stride).
        stretch: by how much the input is stretched first.
        whole: whether it sees the whole axis.
    """

    kernel_size: Any = 1
    stride: Any = 1
    padding: Any = 0
    padding_after: Any = None
    dilation: Any = 1
    ceil_mode: bool = False
    same: bool = False
    stretch: Any = 1
    whole: Any = False
    dilated: bool = field(init=False, repr=False, compare=False)
    """Whether there is a dilation to speak of."""
    extent: Any = field(init=False, repr=False, compare=False)
    """How many cells the dilated kernel spans: D(K - 1) + 1."""
    both: Any = field(init=False, repr=False, compare=False)
    """The padding of both sides together."""

    def __post_init__(self) -> None:
        for name, least in LEAST.items():
            value = getattr(self, name)
            if type(value) is int:
                if least is not None and value < least:
                    raise SymnetError(f"Window {name} is {value}", f"give at least {least}")
            elif value is not None:
                object.__setattr__(self, name, as_given(value, f"Window {name}"))
        dilated = not (type(self.dilation) is int and self.dilation == 1)
        object.__setattr__(self, "dilated", dilated)
        object.__setattr__(self, "extent", self.dilation * (self.kernel_size - 1) + 1 if dilated else self.kernel_size)
        object.__setattr__(self, "both", 2 * self.padding if self.padding_after is None else self.padding + self.padding_after)

    @property
    def sides(self) -> tuple[Any, Any]:
        """The padding before and the padding after; an odd cell of SAME padding comes after."""
        if self.same:
            around = self.extent - 1
            return around // 2, around - around // 2
        return self.padding, self.padding if self.padding_after is None else self.padding_after

    def room(self, n: Any) -> Any:
        """How far the window can move in n padded cells: n - K + 2P, with dilation n - D(K - 1) - 1 + 2P."""
        n = n if type(n) is int else as_given(n)
        free = n - self.dilation * (self.kernel_size - 1) - 1 if self.dilated else n - self.kernel_size
        return free + self.both

    def before(self, n: Any) -> Any:
        """How many padding cells come before the first of n cells."""
        n = n if type(n) is int else as_given(n)
        if not self.same:
            return self.padding
        return maximum((self.output_size(n) - 1) * self.stride + self.extent - n, 0) // 2

    def output_size(self, n: Any) -> Any:
        """floor((n - K + 2P)/S) + 1, or its ceil-mode and SAME relatives.

        >>> Window(11, stride=4).output_size(227)
        55
        """
        if type(n) is not int and (asked := as_given(n)) is not n:
            return plain_array(self.output_size(asked))
        if self.same:
            return ceil_div(n, self.stride)
        if self.ceil_mode:
            # PyTorch: the last window starts inside the input or its left padding.
            return minimum(ceil_div(self.room(n), self.stride) + 1, ceil_div(n + self.padding, self.stride))
        return self.room(n) // self.stride + 1


def together(x: Sequence[Any], axes: Collection[int]) -> tuple[Window, ...]:
    """The windows of a layer whose output cells see all of some axes, such as a softmax along one, and their own cell of the others."""
    return tuple(Window(n, n, whole=True) if axis in axes else Window() for axis, n in enumerate(x) if axis)
