"""Depthwise convolution, and the separable convolution made of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from symnet.architecture.fields import AxisSizes, OneSize, size
from symnet.architecture.graph import Graph
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, SizeLike, Sizes, product
from symnet.arithmetic.window import Window
from symnet.door import door
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv1d, Conv2d
from symnet.layers.pool import WORDS
from symnet.layers.windowed import Windowed, axis_windows


class DepthwiseConv(Windowed, abstract=True):
    """What depthwise convolutions share: each channel has its own M filters; use `DepthwiseConv1d`, `DepthwiseConv2d` or `DepthwiseConv3d`.

    Shapes: (F_in, *n) -> (M F_in, *floor((n - D(K - 1) - 1 + 2P)/S) + 1); weight (M F_in, 1, *K), bias (M F_in,).
    Parameters: M F_in K^d + M F_in. MACs: output cells x M F_in K^d. It is a convolution with as many groups as channels.

    Args:
        kernel_size: K.
        stride: S.
        padding: P, as in `Conv2d`: sizes, pairs, "valid" or "same".
        dilation: D.
        depth_multiplier: M, how many filters each channel has.
        bias: whether there is one bias per filter.

    Source: Howard et al. 2017, arXiv:1704.04861, section 3.1; keras.layers.DepthwiseConv2D.
    """

    label = "DepthwiseConv"

    kernel_size: AxisSizes = size("K", per_axis=True)
    stride: AxisSizes = size("S", default=1, per_axis=True, shown=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, shown=True, sides=True, words=WORDS)
    dilation: AxisSizes = size("D", default=1, per_axis=True)
    depth_multiplier: OneSize = size("M", default=1)
    bias: bool = True

    @cached_property
    def moving(self) -> tuple[Window, ...]:
        return axis_windows(self.kernel_size, self.stride, self.padding, self.dilation)

    def output_shape(self, x: Shape) -> Shape:
        return (self.depth_multiplier * x[0], *self.spatial_shape(x))

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        filters = self.depth_multiplier * x[0]
        return {"weight": (filters, 1, *self.kernel_size), "bias": (filters,)} if self.bias else {"weight": (filters, 1, *self.kernel_size)}

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(mac=product(y) * product(self.kernel_size), add=product(y) if self.bias else 0)


class DepthwiseConv1d(DepthwiseConv):
    """Depthwise convolution over one axis. Shapes and formulas: see `DepthwiseConv`.

    >>> from symnet import Network
    >>> Network(DepthwiseConv1d(3, padding=1), (8, 100)).params
    32
    """

    rank, spatial = 2, 1


class DepthwiseConv2d(DepthwiseConv):
    """Depthwise convolution over height and width. Shapes and formulas: see `DepthwiseConv`.

    >>> from symnet import Network
    >>> Network(DepthwiseConv2d(3, padding=1, bias=False), (32, 112, 112)).macs
    3612672
    """

    rank, spatial = 3, 2


class DepthwiseConv3d(DepthwiseConv):
    """Depthwise convolution over depth, height and width. Shapes and formulas: see `DepthwiseConv`.

    >>> from symnet import Network
    >>> Network(DepthwiseConv3d(3, depth_multiplier=2), (4, 8, 8, 8)).output_shape
    (8, 6, 6, 6)
    """

    rank, spatial = 4, 3


@door
def SeparableConv1d(
    out_channels: SizeLike,
    kernel_size: Sizes,
    *,
    stride: Sizes = 1,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    depth_multiplier: SizeLike = 1,
    bias: bool = True,
) -> Graph:
    """A depthwise convolution, then a 1-wide convolution across channels, over one axis; see `SeparableConv2d`.

    Args:
        out_channels: F_out, the filters of the convolution across channels.
        kernel_size: K of the depthwise convolution.
        stride: S of the depthwise convolution.
        padding: P of the depthwise convolution, as in `Conv2d`: sizes, pairs, "valid" or "same".
        dilation: D of the depthwise convolution.
        depth_multiplier: M, how many filters each channel has.
        bias: whether the convolution across channels has a bias.

    >>> from symnet import Network
    >>> Network(SeparableConv1d(16, 3), (8, 100)).params
    168
    """
    depthwise = DepthwiseConv1d(
        kernel_size, stride=stride, padding=padding, dilation=dilation, depth_multiplier=depth_multiplier, bias=False
    )
    return Sequential(depthwise=depthwise, pointwise=Conv1d(out_channels, 1, bias=bias))


@door
def SeparableConv2d(
    out_channels: SizeLike,
    kernel_size: Sizes,
    *,
    stride: Sizes = 1,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    depth_multiplier: SizeLike = 1,
    bias: bool = True,
) -> Graph:
    """A depthwise convolution, then a 1x1 convolution across channels: M F_in K^2 + M F_in F_out + F_out parameters.

    The bias is the second convolution's.

    Args:
        out_channels: F_out, the filters of the convolution across channels.
        kernel_size: K of the depthwise convolution.
        stride: S of the depthwise convolution.
        padding: P of the depthwise convolution, as in `Conv2d`: sizes, pairs, "valid" or "same".
        dilation: D of the depthwise convolution.
        depth_multiplier: M, how many filters each channel has.
        bias: whether the convolution across channels has a bias.

    >>> from symnet import Network
    >>> Network(SeparableConv2d(64, 3, padding=1), (32, 56, 56)).params
    2400

    Source: Chollet 2016, arXiv:1610.02357, section 1; keras.layers.SeparableConv2D.
    """
    depthwise = DepthwiseConv2d(
        kernel_size, stride=stride, padding=padding, dilation=dilation, depth_multiplier=depth_multiplier, bias=False
    )
    return Sequential(depthwise=depthwise, pointwise=Conv2d(out_channels, 1, bias=bias))
