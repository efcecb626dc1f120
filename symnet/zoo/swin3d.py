"""Swin transformers for video (Liu et al. 2021): attention within windows of space and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.adaptive_pool import AdaptiveAvgPool3d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv3d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.norm import LayerNorm
from symnet.layers.reshape import Flatten, Permute
from symnet.layers.window_attention import ShiftedWindowAttention3d
from symnet.network import Network
from symnet.zoo.stage import numbered
from symnet.zoo.swin import HEADS, HEADS_BASE, SMALL, TINY, Block, Merging, swin_stages

__all__ = ["swin3d", "swin3d_b", "swin3d_s", "swin3d_t"]

WINDOW = (8, 7, 7)


@door
def swin3d(
    d: SizeLike,
    n: Sequence[SizeLike],
    heads: Sequence[SizeLike],
    window: Sequence[int] = WINDOW,
    input_shape: Any = (3, 16, 224, 224),
    num_classes: SizeLike = 400,
    name: str = "Swin3D",
) -> Network:
    """A Swin transformer for video: 28,158,070 parameters with width 96, (2, 2, 6, 2) blocks and (3, 6, 12, 24) heads.

    Args:
        d: the width of the first stage, doubled in each further one.
        n: the number of blocks in each stage; a symbol stands for an even one.
        heads: the attention heads of each stage.
        window: the depth, height and width of a window, in patches.
        input_shape: channels, frames, height and width.
        num_classes: the outputs.
        name: what it is called.

    >>> swin3d("d", (2, 2, "n", 2), (3, 6, 12, 24)).subs(d=96, n=6).params
    28158070

    Source: Liu et al. 2021, arXiv:2106.13230, figure 1 and section 3.3; torchvision 0.28.0.
    """

    def block(width: Any, h: SizeLike, shift: Sequence[int]) -> Graph:
        return Block(width, ShiftedWindowAttention3d(window, shift, h))

    # A video is padded to whole patches.
    patches = Conv3d(d, (2, 4, 4), stride=(2, 4, 4), padding="same")
    graph = Sequential(
        patch_embed=Sequential(proj=patches, permute=Permute((1, 2, 3, 0)), norm=LayerNorm()),
        pos_drop=Dropout(0.0),
        features=numbered(*swin_stages(block, Merging, d, n, heads, window)),
        norm=LayerNorm(),
        permute=Permute((3, 0, 1, 2)),
        avgpool=AdaptiveAvgPool3d(1),
        flatten=Flatten(),
        head=Linear(num_classes),
    )
    return Network(graph, input_shape, name=name)


@door
def swin3d_t(input_shape: Any = (3, 16, 224, 224), num_classes: SizeLike = 400) -> Network:
    """Swin3D-T: 28,158,070 parameters; see `swin3d`.

    >>> swin3d_t().params
    28158070

    Source: Liu et al. 2021, arXiv:2106.13230, section 3.3; torchvision 0.28.0.
    """
    return swin3d(96, TINY, HEADS, WINDOW, input_shape, num_classes, "Swin3D-T")


@door
def swin3d_s(input_shape: Any = (3, 16, 224, 224), num_classes: SizeLike = 400) -> Network:
    """Swin3D-S: 49,816,678 parameters; see `swin3d`.

    >>> swin3d_s().params
    49816678

    Source: Liu et al. 2021, arXiv:2106.13230, section 3.3; torchvision 0.28.0.
    """
    return swin3d(96, SMALL, HEADS, WINDOW, input_shape, num_classes, "Swin3D-S")


@door
def swin3d_b(input_shape: Any = (3, 16, 224, 224), num_classes: SizeLike = 400) -> Network:
    """Swin3D-B: 88,048,984 parameters; see `swin3d`.

    >>> swin3d_b().params
    88048984

    Source: Liu et al. 2021, arXiv:2106.13230, section 3.3; torchvision 0.28.0.
    """
    return swin3d(128, SMALL, HEADS_BASE, WINDOW, input_shape, num_classes, "Swin3D-B")
