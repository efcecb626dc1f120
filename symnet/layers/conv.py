"""Convolution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from symnet.architecture.conditions import Condition, divides
from symnet.architecture.fields import AxisSizes, OneSize, choice, size
from symnet.architecture.weights import counted
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product, quotient
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError
from symnet.layers.padding import padding_conditions
from symnet.layers.windowed import Windowed, axis_windows

WORDS = {"valid": 0, "same": "same", "causal": "causal"}


class Conv(Windowed, abstract=True):
    """What convolutions of any rank share; use `Conv1d`, `Conv2d` or `Conv3d`.

    Shapes: (F_in, *n) -> (F_out, *floor((n - D(K - 1) - 1 + 2P)/S) + 1), per spatial axis; weight (F_out, F_in/G, *K), bias (F_out,).
    Parameters: F_in/G K^d F_out + F_out. MACs: output cells x F_in/G K^d F_out.

    Args:
        out_channels: F_out, the number of filters.
        kernel_size: K, one size or one for each axis.
        stride: S.
        padding: P on both sides; per axis a size or a pair (before, after); "valid" for none, "same" for the output ceil(n/S),
            "causal" (one axis only) for D(K - 1) cells before the input, as Keras has it.
        dilation: D, the distance of kernel cells.
        groups: G, which must divide F_in and F_out.
        bias: whether there is one bias per filter.
        padding_mode: "zeros", "reflect", "replicate" or "circular"; it changes no count, but limits the padding.

    Raises:
        SymnetError: where groups do not divide the channels or the kernel does not fit.

    Source: Dumoulin and Visin 2016, arXiv:1603.07285, relationship 6; torch.nn.Conv2d.
    """

    from_input = {"in_channels": 0}
    label = "Conv"
    out_first = True

    out_channels: OneSize = size("F_out")
    kernel_size: AxisSizes = size("K", per_axis=True)
    stride: AxisSizes = size("S", default=1, per_axis=True, shown=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, shown=True, sides=True, words=WORDS)
    dilation: AxisSizes = size("D", default=1, per_axis=True)
    groups: OneSize = size("G", default=1)
    bias: bool = True
    padding_mode: str = choice("zeros", "reflect", "replicate", "circular", default="zeros")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.padding == "causal" and self.spatial > 1:
            raise SymnetError(f"{type(self).__name__} padding is 'causal', which one axis (time) can be", "give sizes, 'valid' or 'same'")
        check_groups(self)

    @cached_property
    def moving(self) -> tuple[Window, ...]:
        if self.padding == "causal":
            past = ((d * (k - 1), 0) for k, d in zip(self.kernel_size, self.dilation, strict=True))
            return axis_windows(self.kernel_size, self.stride, tuple(past), self.dilation)
        return axis_windows(self.kernel_size, self.stride, self.padding, self.dilation)

    def output_shape(self, x: Shape) -> Shape:
        return (self.out_channels, *self.spatial_shape(x))

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        weight = (self.out_channels, quotient(x[0], self.groups), *self.kernel_size)
        return {"weight": weight, "bias": (self.out_channels,)} if self.bias else {"weight": weight}

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y[1:])
        mac = cells * counted(self, self.weights(x)["weight"])
        return Operations(mac=mac, add=cells * y[0] if self.bias else 0)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield from group_conditions(self, x)
        yield from Windowed.facts.conditions(self, x)
        if self.padding_mode != "zeros":
            for n, window, (axis, _) in zip(x[1:], self.moving, self.input_axes(len(x))[1:], strict=True):
                yield from padding_conditions(self.padding_mode, n, window.sides, axis)


def check_groups(layer: Any) -> None:
    """Refuse groups that do not divide the output channels, which a layer knows before it sees an input."""
    whole = group_condition(layer, layer.out_channels, "output")
    if whole.holds() is False:
        raise whole.error.at(type(layer).__name__)


def group_conditions(layer: Any, x: Shape) -> Iterable[Condition]:
    """Groups divide the channels on both sides."""
    if not (isinstance(layer.groups, int) and layer.groups == 1):
        yield group_condition(layer, x[0], "input")
        yield group_condition(layer, layer.out_channels, "output")


def group_condition(layer: Any, channels: Any, side: str) -> Condition:
    """Groups divide the channels of one side."""
    words = f"groups {{}} do not divide {{}} {side} channels"
    return divides(layer.groups, channels, words, layer.groups, channels, remedy="give groups that do")


class Conv1d(Conv):
    """Convolution over one axis. Shapes and formulas: see `Conv`.

    >>> from symnet import Network
    >>> Network(Conv1d(8, 3, padding=1), (4, 100)).output_shape
    (8, 100)
    """

    rank, spatial = 2, 1


class Conv2d(Conv):
    """Convolution over height and width. Shapes and formulas: see `Conv`.

    >>> from symnet import Network
    >>> conv = Network(Conv2d(96, 11, stride=4), (3, 227, 227))
    >>> conv.output_shape, conv.params
    ((96, 55, 55), 34944)
    """

    rank, spatial = 3, 2


class Conv3d(Conv):
    """Convolution over depth, height and width. Shapes and formulas: see `Conv`.

    >>> from symnet import Network
    >>> Network(Conv3d(4, 3, padding="same"), (1, 8, 16, 16)).output_shape
    (4, 8, 16, 16)
    """

    rank, spatial = 4, 3


class Conv3DSimple(Conv):
    """Convolution over depth, height and width with a kernel of 3 and without a bias, as torchvision's video networks have it.

    >>> from symnet import Network
    >>> Network(Conv3DSimple(64), (64, 16, 56, 56)).params
    110592

    Source: Tran et al. 2017, arXiv:1711.11248, section 3.2; torchvision.models.video.resnet.Conv3DSimple.
    """

    rank, spatial = 4, 3
    kernel_size: AxisSizes = size("K", default=3, per_axis=True)
    padding: AxisSizes = size("P", default=1, minimum=0, per_axis=True, shown=True, sides=True, words=WORDS)
    bias: bool = False


class Conv3DNoTemporal(Conv):
    """Convolution over height and width of each image of a video, with a kernel of 3 and without a bias.

    >>> from symnet import Network
    >>> Network(Conv3DNoTemporal(64), (64, 16, 56, 56)).params
    36864

    Source: Tran et al. 2017, arXiv:1711.11248, section 3.3; torchvision.models.video.resnet.Conv3DNoTemporal.
    """

    rank, spatial = 4, 3
    kernel_size: AxisSizes = size("K", default=(1, 3, 3), per_axis=True)
    padding: AxisSizes = size("P", default=(0, 1, 1), minimum=0, per_axis=True, shown=True, sides=True, words=WORDS)
    bias: bool = False
