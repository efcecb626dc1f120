"""EfficientNet (Tan and Le 2019) and version 2 (2021): one network, scaled in width, depth and resolution together."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import as_size
from symnet.door import door
from symnet.layers.activation import SiLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.reshape import Flatten
from symnet.network import Network
from symnet.zoo.parts import InvertedResidual, SqueezeExcitation, conv_norm, inverted, nested
from symnet.zoo.stage import numbered, stage
from symnet.zoo.widths import deep, divisible, multiplier

__all__ = [
    "efficientnet",
    "efficientnet_b0",
    "efficientnet_b1",
    "efficientnet_b2",
    "efficientnet_b3",
    "efficientnet_b4",
    "efficientnet_b5",
    "efficientnet_b6",
    "efficientnet_b7",
    "efficientnet_v2",
    "efficientnet_v2_l",
    "efficientnet_v2_m",
    "efficientnet_v2_s",
]

B0 = (
    *(("MBConv", 1, 3, 1, 16, 1), ("MBConv", 6, 3, 2, 24, 2), ("MBConv", 6, 5, 2, 40, 2), ("MBConv", 6, 3, 2, 80, 3)),
    *(("MBConv", 6, 5, 1, 112, 3), ("MBConv", 6, 5, 2, 192, 4), ("MBConv", 6, 3, 1, 320, 1)),
)
V2_S = (
    *(("Fused", 1, 3, 1, 24, 2), ("Fused", 4, 3, 2, 48, 4), ("Fused", 4, 3, 2, 64, 4)),
    *(("MBConv", 4, 3, 2, 128, 6), ("MBConv", 6, 3, 1, 160, 9), ("MBConv", 6, 3, 2, 256, 15)),
)
V2_M = (
    *(("Fused", 1, 3, 1, 24, 3), ("Fused", 4, 3, 2, 48, 5), ("Fused", 4, 3, 2, 80, 5)),
    *(("MBConv", 4, 3, 2, 160, 7), ("MBConv", 6, 3, 1, 176, 14), ("MBConv", 6, 3, 2, 304, 18), ("MBConv", 6, 3, 1, 512, 5)),
)
V2_L = (
    *(("Fused", 1, 3, 1, 32, 4), ("Fused", 4, 3, 2, 64, 7), ("Fused", 4, 3, 2, 96, 7)),
    *(("MBConv", 4, 3, 2, 192, 10), ("MBConv", 6, 3, 1, 224, 19), ("MBConv", 6, 3, 2, 384, 25), ("MBConv", 6, 3, 1, 640, 7)),
)
"""Kind, expansion, kernel, stride, channels and blocks of each stage (table 1; version 2: table 4)."""


@door
def efficientnet(width: Any = 1, depth: Any = 1, input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """EfficientNet (2019): 5,288,548 parameters at width and depth 1, which is B0.

    Compound scaling takes depth 1.2^φ, width 1.1^φ and resolution 1.15^φ; B1 to B7 have them rounded by hand. Channels become
    multiples of 8, numbers of blocks are rounded up.

    Args:
        width: what scales all channels: a number, or a name.
        depth: what scales the number of blocks of each stage: a number, or a name.
        input_shape: the shape of an image.
        num_classes: how many classes.

    >>> efficientnet().params, efficientnet(1.1, 1.2).params
    (5288548, 9109994)

    Source: Tan and Le 2019, arXiv:1905.11946, table 1 and equation 3; torchvision 0.28.0.
    """
    wide, long = multiplier(width, "efficientnet width"), multiplier(depth, "efficientnet depth")
    stages = [(*given, divisible(channels, wide), deep(n, long)) for *given, channels, n in B0]
    return _network(divisible(32, wide), stages, None, input_shape, num_classes, "EfficientNet")


@door
def efficientnet_v2(
    stages: Iterable[tuple[str, Any, int, int, Any, Any]] = V2_S,
    stem: Any = 24,
    last: Any = 1280,
    input_shape: Any = (3, 384, 384),
    num_classes: Any = 1000,
) -> Network:
    """EfficientNet v2 (2021): 21,458,488 parameters for the stages of its smallest member.

    Args:
        stages: "Fused" or "MBConv", expansion, kernel, stride, channels and number of blocks of each stage; the last two may be names.
        stem: the channels of the first convolution.
        last: the channels of the last one.
        input_shape: the shape of an image.
        num_classes: how many classes.

    >>> efficientnet_v2().params
    21458488

    Source: Tan and Le 2021, arXiv:2104.00298, table 4; torchvision 0.28.0.
    """
    sized = [(*given, as_size(channels, "channels of a stage"), n) for *given, channels, n in stages]
    return _network(as_size(stem, "efficientnet_v2 stem"), sized, last, input_shape, num_classes, "EfficientNet v2")


def _network(stem: Any, stages: Iterable[tuple[Any, ...]], last: Any, input_shape: Any, num_classes: Any, name: str) -> Network:
    features: list[Op] = [numbered(*conv_norm(stem, 3, 2, act=SiLU()))]
    channels = stem
    for kind, expansion, kernel, stride, out, n in stages:
        made = _fused if kind == "Fused" else _mb_conv
        first, rest = made(channels, expansion, out, kernel, stride), made(out, expansion, out, kernel, 1)
        features.append(stage(first, rest, n))
        channels = out
    features.append(numbered(*conv_norm(last or 4 * channels, act=SiLU())))
    head = numbered(Dropout(0.2), Linear(num_classes))
    graph = Sequential(features=numbered(*features), avgpool=AdaptiveAvgPool2d(1), flatten=Flatten(), classifier=head)
    return Network(graph, input_shape, name=name)


def _mb_conv(channels: Any, expansion: Any, out: Any, kernel: int, stride: int) -> Graph:
    hidden = channels * expansion
    squeeze = SqueezeExcitation(hidden, channels // 4, SiLU())
    body = nested(inverted(channels, hidden, out, kernel, stride, SiLU(), squeeze))
    return InvertedResidual("block", body, stride == 1 and channels == out, drop=True)


def _fused(channels: Any, expansion: Any, out: Any, kernel: int, stride: int) -> Graph:
    """Expanding and convolving in one."""
    wide = conv_norm(channels * expansion, kernel, stride, act=SiLU())
    body = numbered(*([numbered(*wide)] if expansion == 1 else [numbered(*wide), numbered(*conv_norm(out))]))
    return InvertedResidual("block", body, stride == 1 and channels == out, drop=True)


@door
def efficientnet_b0(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """EfficientNet-B0 (2019): 5,288,548 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b0().params
    5288548

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(1, 1, input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_b1(input_shape: Any = (3, 240, 240), num_classes: Any = 1000) -> Network:
    """EfficientNet-B1 (2019): 7,794,184 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b1().params
    7794184

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(1, Fraction("1.1"), input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_b2(input_shape: Any = (3, 288, 288), num_classes: Any = 1000) -> Network:
    """EfficientNet-B2 (2019): 9,109,994 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b2().params
    9109994

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(Fraction("1.1"), Fraction("1.2"), input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_b3(input_shape: Any = (3, 300, 300), num_classes: Any = 1000) -> Network:
    """EfficientNet-B3 (2019): 12,233,232 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b3().params
    12233232

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(Fraction("1.2"), Fraction("1.4"), input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_b4(input_shape: Any = (3, 380, 380), num_classes: Any = 1000) -> Network:
    """EfficientNet-B4 (2019): 19,341,616 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b4().params
    19341616

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(Fraction("1.4"), Fraction("1.8"), input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_b5(input_shape: Any = (3, 456, 456), num_classes: Any = 1000) -> Network:
    """EfficientNet-B5 (2019): 30,389,784 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b5().params
    30389784

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(Fraction("1.6"), Fraction("2.2"), input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_b6(input_shape: Any = (3, 528, 528), num_classes: Any = 1000) -> Network:
    """EfficientNet-B6 (2019): 43,040,704 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b6().params
    43040704

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(Fraction("1.8"), Fraction("2.6"), input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_b7(input_shape: Any = (3, 600, 600), num_classes: Any = 1000) -> Network:
    """EfficientNet-B7 (2019): 66,347,960 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b7().params
    66347960

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0.
    """
    return efficientnet(2, Fraction("3.1"), input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_v2_s(input_shape: Any = (3, 384, 384), num_classes: Any = 1000) -> Network:
    """EfficientNetV2-S (2021): 21,458,488 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_s().params
    21458488

    Source: Tan and Le 2021, arXiv:2104.00298, tables 4 and 7; torchvision 0.28.0.
    """
    return efficientnet_v2(V2_S, 24, input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_v2_m(input_shape: Any = (3, 480, 480), num_classes: Any = 1000) -> Network:
    """EfficientNetV2-M (2021): 54,139,356 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_m().params
    54139356

    Source: Tan and Le 2021, arXiv:2104.00298, tables 4 and 7; torchvision 0.28.0.
    """
    return efficientnet_v2(V2_M, 24, input_shape=input_shape, num_classes=num_classes)


@door
def efficientnet_v2_l(input_shape: Any = (3, 480, 480), num_classes: Any = 1000) -> Network:
    """EfficientNetV2-L (2021): 118,515,272 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_l().params
    118515272

    Source: Tan and Le 2021, arXiv:2104.00298, tables 4 and 7; torchvision 0.28.0.
    """
    return efficientnet_v2(V2_L, 32, input_shape=input_shape, num_classes=num_classes)
