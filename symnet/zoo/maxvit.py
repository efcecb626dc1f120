"""MaxViT (Tu et al. 2022): convolution, then attention within windows, then within a grid over the whole image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size, quotient
from symnet.door import door
from symnet.layers.activation import GELU, Sigmoid, SiLU, Tanh
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout, StochasticDepth
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm2d, LayerNorm
from symnet.layers.pool import AvgPool2d
from symnet.layers.reshape import Flatten, Identity, SwapAxes
from symnet.layers.value import Value, block
from symnet.layers.window_attention import RelativePositionAttention
from symnet.layers.window_partition import WindowDepartition, WindowPartition
from symnet.network import Network
from symnet.zoo.parts import SqueezeExcitation
from symnet.zoo.stage import numbered, stage
from symnet.zoo.swin import each_stage

__all__ = ["maxvit", "maxvit_t"]


@door
def maxvit(
    stem: SizeLike,
    channels: Sequence[SizeLike],
    n: Sequence[SizeLike],
    head_dim: SizeLike = 32,
    window: int = 7,
    input_shape: Any = (3, 224, 224),
    num_classes: SizeLike = 1000,
    name: str = "MaxViT",
) -> Network:
    """A MaxViT: 30,919,624 parameters with a stem of 64, channels (64, 128, 256, 512) and (2, 2, 5, 2) blocks.

    Args:
        stem: the channels of the first two convolutions.
        channels: the channels of each stage.
        n: the number of blocks in each stage.
        head_dim: the features of an attention head, which divide the channels.
        window: the side of a window, and of the grid.
        input_shape: channels, height and width.
        num_classes: the outputs.
        name: what it is called.

    >>> maxvit(64, (64, 128, 256, 512), (2, 2, "n", 2)).subs(n=5).params
    30919624

    Source: Tu et al. 2022, arXiv:2204.01697, figure 2 and table 1; torchvision 0.28.0.
    """
    blocks: list[Op] = []
    for c, count in each_stage(channels=[as_size(c, "channels") for c in channels], n=n):
        first, block = (MaxViTBlock(c, quotient(c, head_dim), window, down, stays=down and not blocks) for down in (True, False))
        blocks.append(Sequential(layers=stage(first, block, count)))
    width = channels[-1]
    graph = Sequential(
        stem=numbered(normed(Conv2d(stem, 3, stride=2, padding=1, bias=False)), numbered(Conv2d(stem, 3, padding=1))),
        blocks=numbered(*blocks),
        classifier=numbered(AdaptiveAvgPool2d(1), Flatten(), LayerNorm(), Linear(width), Tanh(), Linear(num_classes, bias=False)),
    )
    return Network(graph, input_shape, name=name)


def normed(conv: Conv2d) -> Graph:
    """A convolution, its norm and a GELU."""
    return numbered(conv, BatchNorm2d(eps=1e-3, momentum=0.01), GELU())


def MaxViTBlock(c: Any, heads: Any, window: int, down: bool, stays: bool) -> Graph:
    """Convolution and both attentions; a block that stays is never left out in training."""
    layers = Sequential(
        MBconv=MBConv(c, down, stays),
        window_attention=PartitionAttention(c, heads, window, grid=False),
        grid_attention=PartitionAttention(c, heads, window, grid=True),
    )
    return Sequential(layers=layers)


@block
def MBConv(x: Value, /, c: Any, down: bool, stays: bool) -> Value:
    """An inverted bottleneck with squeeze and excitation, normed first; the first of a stage has half the resolution."""
    shortcut = numbered(AvgPool2d(3, stride=2, padding=1), Conv2d(c, 1)) if down else Identity()
    layers = Sequential(
        pre_norm=BatchNorm2d(eps=1e-3, momentum=0.01),
        conv_a=normed(Conv2d(4 * c, 1, bias=False)),
        conv_b=normed(Conv2d(4 * c, 3, stride=2 if down else 1, padding=1, groups=4 * c, bias=False)),
        squeeze_excitation=SqueezeExcitation(4 * c, c // 4, SiLU(), Sigmoid()),
        conv_c=Conv2d(c, 1),
    )
    short = shortcut(x, name="proj")
    depth = Identity() if stays else StochasticDepth(0.2)
    return short + depth(layers(x, name="layers"), name="stochastic_depth")


@block
def PartitionAttention(x: Value, /, c: Any, heads: Any, window: int, grid: bool) -> Value:
    """Attention and two linear layers within windows, or within a grid of cells that lie apart."""
    partition, swap = (WindowPartition(number=window), SwapAxes(-2, -3)) if grid else (WindowPartition(window), Identity())
    attention = Sequential(to_qkv=Linear(3 * c), attention=RelativePositionAttention(window, heads, parameter=True), merge=Linear(c))
    y = swap(partition(x, name="partition_op"), name="partition_swap")
    z = numbered(LayerNorm(), attention, Dropout(0.0))(y, name="attn_layer")
    depth = StochasticDepth(0.2)(z, name="stochastic_dropout")
    y = y + depth
    z = numbered(LayerNorm(), Linear(4 * c), GELU(), Linear(c), Dropout(0.0))(y, name="mlp_layer")
    y = y + StochasticDepth(0.2)(z, name="stochastic_dropout_2", shares=depth)
    return WindowDepartition()(swap(y, name="departition_swap"), x, name="departition_op")


@door
def maxvit_t(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """MaxViT-T: 30,919,624 parameters; see `maxvit`.

    >>> maxvit_t().params
    30919624

    Source: Tu et al. 2022, arXiv:2204.01697, table 1; torchvision 0.28.0.
    """
    return maxvit(64, (64, 128, 256, 512), (2, 2, 5, 2), 32, 7, input_shape, num_classes, "MaxViT-T")
