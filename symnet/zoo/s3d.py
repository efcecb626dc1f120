"""S3D (Xie et al. 2017): GoogLeNet for video, its convolutions in space and then in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import GlobalAvgPool3d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv3d
from symnet.layers.dropout import Dropout
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm3d
from symnet.layers.pool import AvgPool3d, MaxPool3d
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered

__all__ = ["s3d"]

BLOCKS = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
"""The channels of each block: the first branch, middle and end of the second and third, and the last (GoogLeNet's table 1)."""


@door
def s3d(
    input_shape: Any = (3, 16, 224, 224), num_classes: SizeLike = 400, blocks: Sequence[Sequence[Sequence[SizeLike]]] = BLOCKS
) -> Network:
    """S3D: 8,320,048 parameters.

    Args:
        input_shape: channels, frames, height and width.
        num_classes: the outputs.
        blocks: for the blocks between two poolings, the channels of each.

    >>> s3d().params
    8320048

    Source: Xie et al. 2017, arXiv:1712.04851, figure 5; Szegedy et al. 2014, arXiv:1409.4842, table 1; torchvision 0.28.0.
    """
    early, middle, late = ([Inception(*channels) for channels in part] for part in blocks)
    features = numbered(
        *(separable(64, 7, stride=2), MaxPool3d((1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1))),
        *(normed(Conv3d(64, 1, bias=False)), separable(192, 3)),
        *(MaxPool3d((1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)), *early),
        *(MaxPool3d(3, stride=2, padding=1), *middle),
        *(MaxPool3d(2, stride=2), *late),
    )
    classifier = numbered(Dropout(0.2), Conv3d(num_classes, 1))
    graph = Sequential(features=features, avgpool=AvgPool3d((2, 7, 7), stride=1), classifier=classifier, mean=GlobalAvgPool3d())
    return Network(graph, input_shape, name="S3D")


def normed(conv: Conv3d) -> Graph:
    """A convolution, its norm and a ReLU."""
    return numbered(conv, BatchNorm3d(eps=1e-3, momentum=1e-3), ReLU())


def separable(c: SizeLike, kernel: int, stride: int = 1) -> Graph:
    """A convolution in space and then one in time."""
    p = kernel // 2
    space = Conv3d(c, (1, kernel, kernel), stride=(1, stride, stride), padding=(0, p, p), bias=False)
    time = Conv3d(c, (kernel, 1, 1), stride=(stride, 1, 1), padding=(p, 0, 0), bias=False)
    return numbered(normed(space), normed(time))


@block
def Inception(x: Value, /, a: SizeLike, b_middle: SizeLike, b: SizeLike, c_middle: SizeLike, c: SizeLike, d: SizeLike) -> Value:
    """Four branches side by side."""
    branches = (
        normed(Conv3d(a, 1, bias=False)),
        numbered(normed(Conv3d(b_middle, 1, bias=False)), separable(b, 3)),
        numbered(normed(Conv3d(c_middle, 1, bias=False)), separable(c, 3)),
        numbered(MaxPool3d(3, stride=1, padding=1), normed(Conv3d(d, 1, bias=False))),
    )
    return Concat()(*(branch(x, name=f"branch{k}") for k, branch in enumerate(branches)))
