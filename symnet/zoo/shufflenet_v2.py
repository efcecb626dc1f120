"""ShuffleNet v2 (Ma et al. 2018): half of the channels passes, the other half is convolved, and both take turns afterwards."""

from __future__ import annotations

from typing import Any

from symnet.arithmetic.sizes import as_size, quotient
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.linear import Linear
from symnet.layers.merge import Concat, Split
from symnet.layers.pool import MaxPool2d
from symnet.layers.resize import ChannelShuffle
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.parts import conv_norm
from symnet.zoo.stage import numbered, stage

__all__ = ["shufflenet_v2", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0"]


@door
def shufflenet_v2(
    widths: tuple[Any, ...] = (24, 116, 232, 464, 1024),
    n: tuple[Any, ...] = (4, 8, 4),
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
) -> Network:
    """ShuffleNet v2 (2018): 2,278,604 parameters at x1.0.

    Args:
        widths: the channels of the first convolution, of the three stages and of the last convolution, or their names.
        n: the number of blocks of each of the three stages, or their names.
        input_shape: the shape of an image.
        num_classes: how many classes.

    >>> shufflenet_v2().params
    2278604

    Source: Ma et al. 2018, arXiv:1807.11164, table 5; torchvision 0.28.0.
    """
    stem, *outs, last = (as_size(width, "shufflenet_v2 width") for width in widths)
    stages: dict[str, Any] = {}
    channels = stem
    for k, (out, blocks) in enumerate(zip(outs, n, strict=True), 2):
        half = quotient(out, 2)
        stages[f"stage{k}"] = stage(Down(channels, half), Shuffled(half), blocks)
        channels = out
    first = {"conv1": numbered(*conv_norm(stem, 3, 2, act=ReLU())), "maxpool": MaxPool2d(3, stride=2, padding=1)}
    head = {"conv5": numbered(*conv_norm(last, act=ReLU())), "mean": GlobalAvgPool2d(), "fc": Linear(num_classes)}
    return Network(Sequential(**first, **stages, **head), input_shape, name="ShuffleNet v2")


@block
def Shuffled(x: Value, half: Any) -> Value:
    """Figure 3 (c)."""
    kept, changed = Split(2)(x)
    parts = (*conv_norm(half, act=ReLU()), *conv_norm(half, 3, 1, half), *conv_norm(half, act=ReLU()))
    return ChannelShuffle(2)(Concat()(kept, numbered(*parts)(changed, name="branch2")))


@block
def Down(x: Value, channels: Any, half: Any) -> Value:
    """Figure 3 (d): both branches halve the size."""
    short = numbered(*conv_norm(channels, 3, 2, channels), *conv_norm(half, act=ReLU()))(x, name="branch1")
    parts = (*conv_norm(half, act=ReLU()), *conv_norm(half, 3, 2, half), *conv_norm(half, act=ReLU()))
    return ChannelShuffle(2)(Concat()(short, numbered(*parts)(x, name="branch2")))


@door
def shufflenet_v2_x0_5(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """ShuffleNet v2 x0.5: 1,366,792 parameters; arguments as of `shufflenet_v2`.

    >>> shufflenet_v2_x0_5().params
    1366792

    Source: Ma et al. 2018, arXiv:1807.11164, table 5; torchvision 0.28.0.
    """
    return shufflenet_v2((24, 48, 96, 192, 1024), input_shape=input_shape, num_classes=num_classes)


@door
def shufflenet_v2_x1_0(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """ShuffleNet v2 x1.0: 2,278,604 parameters; arguments as of `shufflenet_v2`.

    >>> shufflenet_v2_x1_0().params
    2278604

    Source: Ma et al. 2018, arXiv:1807.11164, table 5; torchvision 0.28.0.
    """
    return shufflenet_v2((24, 116, 232, 464, 1024), input_shape=input_shape, num_classes=num_classes)


@door
def shufflenet_v2_x1_5(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """ShuffleNet v2 x1.5: 3,503,624 parameters; arguments as of `shufflenet_v2`.

    >>> shufflenet_v2_x1_5().params
    3503624

    Source: Ma et al. 2018, arXiv:1807.11164, table 5; torchvision 0.28.0.
    """
    return shufflenet_v2((24, 176, 352, 704, 1024), input_shape=input_shape, num_classes=num_classes)


@door
def shufflenet_v2_x2_0(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """ShuffleNet v2 x2.0: 7,393,996 parameters; arguments as of `shufflenet_v2`.

    >>> shufflenet_v2_x2_0().params
    7393996

    Source: Ma et al. 2018, arXiv:1807.11164, table 5; torchvision 0.28.0.
    """
    return shufflenet_v2((24, 244, 488, 976, 2048), input_shape=input_shape, num_classes=num_classes)
