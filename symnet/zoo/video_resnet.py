"""ResNets for video (Tran et al. 2017): 3D convolutions, some of them without time, or space and time one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.errors import unknown
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool3d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv3d, Conv3DNoTemporal, Conv3DSimple
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm3d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered, stage
from symnet.zoo.swin import each_stage

__all__ = ["mc3_18", "r2plus1d_18", "r3d_18", "video_resnet"]

KINDS = {"r3d": ("space and time",) * 4, "mc3": ("space and time", "space", "space", "space"), "r2plus1d": ("one after the other",) * 4}
"""How the convolutions of each stage see a video."""


@door
def video_resnet(
    kind: str = "r3d",
    n: Sequence[SizeLike] = (2, 2, 2, 2),
    width: SizeLike = 64,
    input_shape: Any = (3, 16, 112, 112),
    num_classes: SizeLike = 400,
    name: str = "",
) -> Network:
    """A ResNet for video: 33,371,472 parameters as R3D-18.

    Args:
        kind: "r3d" for 3D convolutions, "mc3" for those in the first stage and 2D ones in the others, "r2plus1d" for a 2D
            convolution in space and a 1D one in time in place of each.
        n: the number of blocks in each stage.
        width: the channels of the first stage, doubled in each further one.
        input_shape: channels, frames, height and width.
        num_classes: the outputs.
        name: what it is called.

    >>> video_resnet(n=(2, 2, "n", 2)).subs(n=2).params
    33371472

    Source: Tran et al. 2017, arXiv:1711.11248, table 1 and section 3; torchvision 0.28.0.
    """
    if kind not in KINDS:
        raise unknown("kind of video ResNet", kind, KINDS)
    before = c = as_size(width, "width")
    stages: dict[str, Op] = {}
    for k, (view, count) in enumerate(each_stage(kind=KINDS[kind], n=n), 1):
        first, block = Basic(before, c, view, 1 if k == 1 else 2, k > 1), Basic(c, c, view, 1, False)
        stages[f"layer{k}"] = stage(first, block, count)
        before, c = c, 2 * c
    graph = Sequential(stem=_stem(kind, width), **stages, avgpool=AdaptiveAvgPool3d(1), flatten=Flatten(), fc=Linear(num_classes))
    return Network(graph, input_shape, name=name or f"Video ResNet ({kind})")


def _stem(kind: str, width: SizeLike) -> Graph:
    if kind != "r2plus1d":
        conv = Conv3d(width, (3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3), bias=False)
        return numbered(conv, BatchNorm3d(), ReLU())
    space = Conv3d(45, (1, 7, 7), stride=(1, 2, 2), padding=(0, 3, 3), bias=False)
    time = Conv3d(width, (3, 1, 1), padding=(1, 0, 0), bias=False)
    return numbered(space, BatchNorm3d(), ReLU(), time, BatchNorm3d(), ReLU())


@block
def Basic(x: Value, /, before: Any, c: Any, view: str, stride: int, project: bool) -> Value:
    """Two convolutions added to their input, or to its projection where the stage begins."""
    middle = before * c * 27 // (before * 9 + 3 * c)
    y = numbered(convolution(c, middle, view, stride), BatchNorm3d(), ReLU())(x, name="conv1")
    y = numbered(convolution(c, middle, view, 1), BatchNorm3d())(y, name="conv2")
    if project:
        steps = (1 if view == "space" else stride, stride, stride)
        x = numbered(Conv3d(c, 1, stride=steps, bias=False), BatchNorm3d())(x, name="downsample")
    return ReLU()(y + x, name="relu")


def convolution(c: Any, middle: Any, view: str, stride: int) -> Op:
    """A convolution of 3 cells each way; as 2D and 1D it has as many parameters, which is what `middle` is for (section 3.5)."""
    if view == "space and time":
        return Conv3DSimple(c, stride=stride)
    if view == "space":
        return Conv3DNoTemporal(c, stride=(1, stride, stride))
    space = Conv3d(middle, (1, 3, 3), stride=(1, stride, stride), padding=(0, 1, 1), bias=False)
    return numbered(space, BatchNorm3d(), ReLU(), Conv3d(c, (3, 1, 1), stride=(stride, 1, 1), padding=(1, 0, 0), bias=False))


@door
def r3d_18(input_shape: Any = (3, 16, 112, 112), num_classes: SizeLike = 400) -> Network:
    """R3D-18: 33,371,472 parameters; see `video_resnet`.

    >>> r3d_18().params
    33371472

    Source: Tran et al. 2017, arXiv:1711.11248, table 1; torchvision 0.28.0.
    """
    return video_resnet("r3d", input_shape=input_shape, num_classes=num_classes, name="R3D-18")


@door
def mc3_18(input_shape: Any = (3, 16, 112, 112), num_classes: SizeLike = 400) -> Network:
    """MC3-18: 11,695,440 parameters; see `video_resnet`.

    >>> mc3_18().params
    11695440

    Source: Tran et al. 2017, arXiv:1711.11248, section 3.3; torchvision 0.28.0.
    """
    return video_resnet("mc3", input_shape=input_shape, num_classes=num_classes, name="MC3-18")


@door
def r2plus1d_18(input_shape: Any = (3, 16, 112, 112), num_classes: SizeLike = 400) -> Network:
    """R(2+1)D-18: 31,505,325 parameters; see `video_resnet`.

    >>> r2plus1d_18().params
    31505325

    Source: Tran et al. 2017, arXiv:1711.11248, section 3.5; torchvision 0.28.0.
    """
    return video_resnet("r2plus1d", input_shape=input_shape, num_classes=num_classes, name="R(2+1)D-18")
