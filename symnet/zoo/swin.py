"""Swin transformers (Liu et al. 2021): attention within windows, which are shifted in every second block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import SizeLike, as_size, quotient
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Repeat, Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import StochasticDepth
from symnet.layers.linear import Linear
from symnet.layers.norm import LayerNorm
from symnet.layers.reshape import Flatten, Permute
from symnet.layers.value import Value, block
from symnet.layers.window_attention import RelativePositions, ShiftedWindowAttention, ShiftedWindowAttentionV2
from symnet.layers.window_partition import PatchMerge
from symnet.network import Network
from symnet.zoo.stage import numbered
from symnet.zoo.vit import mlp

__all__ = ["swin", "swin_b", "swin_s", "swin_t", "swin_v2", "swin_v2_b", "swin_v2_s", "swin_v2_t"]

WINDOW, WINDOW_V2 = (7, 7), (8, 8)
TINY, SMALL = (2, 2, 6, 2), (2, 2, 18, 2)
HEADS, HEADS_BASE = (3, 6, 12, 24), (4, 8, 16, 32)


@door
def swin(
    d: SizeLike,
    n: Sequence[SizeLike],
    heads: Sequence[SizeLike],
    window: Sequence[int] = WINDOW,
    input_shape: Any = (3, 224, 224),
    num_classes: SizeLike = 1000,
    name: str = "Swin",
) -> Network:
    """A Swin transformer: 28,288,354 parameters with width 96, (2, 2, 6, 2) blocks and (3, 6, 12, 24) heads.

    Args:
        d: the width of the first stage, doubled in each further one.
        n: the number of blocks in each stage; a symbol stands for an even one.
        heads: the attention heads of each stage.
        window: the height and width of a window, in patches.
        input_shape: channels, height and width.
        num_classes: the outputs.
        name: what it is called.

    >>> swin("d", (2, 2, "n", 2), (3, 6, 12, 24)).subs(d=96, n=6).params
    28288354

    Source: Liu et al. 2021, arXiv:2103.14030, figure 3 and section 3.3; torchvision 0.28.0.
    """

    def block(width: Any, h: SizeLike, shift: Sequence[int]) -> Graph:
        return Block(width, ShiftedWindowAttention(window, shift, h))

    return _swin(d, swin_stages(block, Merging, d, n, heads, window), input_shape, num_classes, name)


@door
def swin_v2(
    d: SizeLike,
    n: Sequence[SizeLike],
    heads: Sequence[SizeLike],
    window: Sequence[int] = WINDOW_V2,
    input_shape: Any = (3, 256, 256),
    num_classes: SizeLike = 1000,
    name: str = "Swin v2",
) -> Network:
    """A Swin transformer v2: 28,351,570 parameters with width 96, (2, 2, 6, 2) blocks and (3, 6, 12, 24) heads.

    Norms come after attention and linear layers, and biases of relative positions from a small network. Arguments: see `swin`.

    >>> swin_v2("d", (2, 2, "n", 2), (3, 6, 12, 24)).subs(d=96, n=6).params
    28351570

    Source: Liu et al. 2021, arXiv:2111.09883, figure 1 and section 3.5; torchvision 0.28.0.
    """

    def block(width: Any, h: SizeLike, shift: Sequence[int]) -> Graph:
        return BlockV2(width, h, window, shift)

    return _swin(d, swin_stages(block, MergingV2, d, n, heads, window), input_shape, num_classes, name)


def _swin(d: SizeLike, stages: Sequence[Op], input_shape: Any, num_classes: SizeLike, name: str) -> Network:
    patches = numbered(Conv2d(d, 4, stride=4), Permute((1, 2, 0)), LayerNorm())
    graph = Sequential(
        features=numbered(patches, *stages),
        norm=LayerNorm(),
        permute=Permute((2, 0, 1)),
        avgpool=AdaptiveAvgPool2d(1),
        flatten=Flatten(),
        head=Linear(num_classes),
    )
    return Network(graph, input_shape, name=name)


def swin_stages(
    block: Callable[[Any, SizeLike, Sequence[int]], Op],
    merging: Callable[[Any], Op],
    d: SizeLike,
    n: Sequence[SizeLike],
    heads: Sequence[SizeLike],
    window: Sequence[int],
) -> list[Op]:
    """Stages of blocks, the windows of every second one shifted by half, with 2 x 2 patches merged in between."""
    stages: list[Op] = []
    width = as_size(d, "width")
    for given, h in each_stage(n=n, heads=heads):
        if stages:
            stages.append(merging(width))
            width = 2 * width
        pair = [block(width, h, shift) for shift in ((0,) * len(window), tuple(w // 2 for w in window))]
        count = as_size(given, "blocks of a stage")
        if isinstance(count, int):
            stages.append(numbered(*(pair[k % 2] for k in range(count))))
        else:
            stages.append(Repeat(numbered(*pair), quotient(count, 2)))
    return stages


def each_stage(**given: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """What is given for each stage, side by side."""
    counts = [f"{name} of {len(values)}" for name, values in given.items()]
    if len({len(values) for values in given.values()}) > 1:
        raise SymnetError(f"a network has one number of stages, and is given {' and '.join(counts)}", "give as many of each")
    return zip(*given.values(), strict=True)


@block
def Block(x: Value, /, d: Any, attention: Layer) -> Value:
    """Attention and two linear layers, each normed first and added to its input (equation 3)."""
    y = attention(LayerNorm()(x, name="norm1"), name="attn")
    depth = StochasticDepth(0.0)(y, name="stochastic_depth")
    x = x + depth
    y = mlp(4 * d, d)(LayerNorm()(x, name="norm2"), name="mlp")
    return x + StochasticDepth(0.0)(y, name="stochastic_depth_2", shares=depth)


@block
def BlockV2(x: Value, /, d: Any, heads: SizeLike, window: Sequence[int], shift: Sequence[int]) -> Value:
    """Attention and two linear layers, each normed and added to its input."""
    y = LayerNorm()(AttentionV2(heads, window, shift)(x, name="attn"), name="norm1")
    depth = StochasticDepth(0.0)(y, name="stochastic_depth")
    x = x + depth
    y = LayerNorm()(mlp(4 * d, d)(x, name="mlp"), name="norm2")
    return x + StochasticDepth(0.0)(y, name="stochastic_depth_2", shares=depth)


@block
def AttentionV2(x: Value, /, heads: SizeLike, window: Sequence[int], shift: Sequence[int]) -> Value:
    """Attention whose biases two linear layers make of the relative positions."""
    positions = RelativePositions(window, parameter=True)(x, name="relative_coords")
    biases = numbered(Linear(512), ReLU(), Linear(heads, bias=False))(positions, name="cpb_mlp")
    return ShiftedWindowAttentionV2(window, shift, heads, parameter=True)(x, biases, name="attention")


def Merging(d: Any) -> Graph:
    """2 x 2 patches side by side, normed, and half of their features."""
    return Sequential(patches=PatchMerge(), norm=LayerNorm(), reduction=Linear(2 * d, bias=False))


def MergingV2(d: Any) -> Graph:
    """The same with the norm at the end."""
    return Sequential(patches=PatchMerge(), reduction=Linear(2 * d, bias=False), norm=LayerNorm())


@door
def swin_t(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Swin-T: 28,288,354 parameters; see `swin`.

    >>> swin_t().params
    28288354

    Source: Liu et al. 2021, arXiv:2103.14030, section 3.3; torchvision 0.28.0.
    """
    return swin(96, TINY, HEADS, WINDOW, input_shape, num_classes, "Swin-T")


@door
def swin_s(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Swin-S: 49,606,258 parameters; see `swin`.

    >>> swin_s().params
    49606258

    Source: Liu et al. 2021, arXiv:2103.14030, section 3.3; torchvision 0.28.0.
    """
    return swin(96, SMALL, HEADS, WINDOW, input_shape, num_classes, "Swin-S")


@door
def swin_b(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Swin-B: 87,768,224 parameters; see `swin`.

    >>> swin_b().params
    87768224

    Source: Liu et al. 2021, arXiv:2103.14030, section 3.3; torchvision 0.28.0.
    """
    return swin(128, SMALL, HEADS_BASE, WINDOW, input_shape, num_classes, "Swin-B")


@door
def swin_v2_t(input_shape: Any = (3, 256, 256), num_classes: SizeLike = 1000) -> Network:
    """Swin v2-T: 28,351,570 parameters; see `swin_v2`.

    >>> swin_v2_t().params
    28351570

    Source: Liu et al. 2021, arXiv:2111.09883, section 3.5; torchvision 0.28.0.
    """
    return swin_v2(96, TINY, HEADS, WINDOW_V2, input_shape, num_classes, "Swin v2-T")


@door
def swin_v2_s(input_shape: Any = (3, 256, 256), num_classes: SizeLike = 1000) -> Network:
    """Swin v2-S: 49,737,442 parameters; see `swin_v2`.

    >>> swin_v2_s().params
    49737442

    Source: Liu et al. 2021, arXiv:2111.09883, section 3.5; torchvision 0.28.0.
    """
    return swin_v2(96, SMALL, HEADS, WINDOW_V2, input_shape, num_classes, "Swin v2-S")


@door
def swin_v2_b(input_shape: Any = (3, 256, 256), num_classes: SizeLike = 1000) -> Network:
    """Swin v2-B: 87,930,848 parameters; see `swin_v2`.

    >>> swin_v2_b().params
    87930848

    Source: Liu et al. 2021, arXiv:2111.09883, section 3.5; torchvision 0.28.0.
    """
    return swin_v2(128, SMALL, HEADS_BASE, WINDOW_V2, input_shape, num_classes, "Swin v2-B")
