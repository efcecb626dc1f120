"""EfficientNet (Tan and Le 2019): one network, scaled in width, depth and resolution together."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import as_shape, as_size
from symnet.door import door
from symnet.layers.activation import SiLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input
from symnet.network import Network
from symnet.zoo.keras.efficientnet import keras_efficientnet
from symnet.zoo.keras.parts import is_keras
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
]

B0 = (
    *(("MBConv", 1, 3, 1, 16, 1), ("MBConv", 6, 3, 2, 24, 2), ("MBConv", 6, 5, 2, 40, 2), ("MBConv", 6, 3, 2, 80, 3)),
    *(("MBConv", 6, 5, 1, 112, 3), ("MBConv", 6, 5, 2, 192, 4), ("MBConv", 6, 3, 1, 320, 1)),
)
"""Kind, expansion, kernel, stride, channels and blocks of each stage (table 1)."""


@door
def efficientnet(
    width: Any = 1, depth: Any = 1, input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "torchvision"
) -> Network:
    """EfficientNet (2019): 5,288,548 parameters at width and depth 1, which is B0.

    Compound scaling takes depth 1.2^φ, width 1.1^φ and resolution 1.15^φ; B1 to B7 have them rounded by hand. Channels become
    multiples of 8, numbers of blocks are rounded up.

    Args:
        width: what scales all channels: a number, or a name.
        depth: what scales the number of blocks of each stage: a number, or a name.
        input_shape: the shape of an image.
        num_classes: how many classes.
        variant: "torchvision", or "keras" for Keras 3's, which standardises pixels itself; halving pads one side only.

    >>> efficientnet().params, efficientnet(1.1, 1.2).params
    (5288548, 9109994)

    Source: Tan and Le 2019, arXiv:1905.11946, table 1 and equation 3; torchvision 0.28.0; Keras 3.15.1.
    """
    wide, long = multiplier(width, "efficientnet width"), multiplier(depth, "efficientnet depth")
    stages = [(*given, divisible(channels, wide), deep(n, long)) for *given, channels, n in B0]
    if is_keras("efficientnet", variant):
        graph = keras_efficientnet(Input(as_shape(input_shape)), divisible(32, wide), stages, divisible(1280, wide), num_classes)
        return Network(graph, input_shape, name="EfficientNet (Keras)")
    graph = layers(divisible(32, wide), stages, 4 * stages[-1][-2], num_classes)
    return Network(graph, input_shape, name="EfficientNet")


def layers(stem: Any, stages: Iterable[tuple[Any, ...]], last: Any, num_classes: Any) -> Graph:
    """The layers of either version."""
    features: list[Op] = [numbered(*conv_norm(stem, 3, 2, act=SiLU()))]
    channels = stem
    for kind, times, kernel, stride, width, n in stages:
        expansion, out = as_size(times, "expansion of a stage"), as_size(width, "channels of a stage")
        made = _fused if kind == "Fused" else _mb_conv
        first, rest = made(channels, expansion, out, kernel, stride), made(out, expansion, out, kernel, 1)
        features.append(stage(first, rest, n))
        channels = out
    features.append(numbered(*conv_norm(last, act=SiLU())))
    head = numbered(Dropout(0.2), Linear(num_classes))
    return Sequential(features=numbered(*features), avgpool=AdaptiveAvgPool2d(1), flatten=Flatten(), classifier=head)


def _mb_conv(channels: Any, expansion: Any, out: Any, kernel: int, stride: int) -> Graph:
    hidden = channels * expansion
    squeeze = SqueezeExcitation(hidden, channels // 4, SiLU())
    body = nested(inverted(channels, hidden, out, kernel, stride, SiLU(), squeeze))
    return InvertedResidual("block", body, stride == 1 and channels == out, drop=True)


def _fused(channels: Any, expansion: Any, out: Any, kernel: int, stride: int) -> Graph:
    """Expanding and convolving in one."""
    wide = conv_norm(out if expansion == 1 else channels * expansion, kernel, stride, act=SiLU())
    body = numbered(*([numbered(*wide)] if expansion == 1 else [numbered(*wide), numbered(*conv_norm(out))]))
    return InvertedResidual("block", body, stride == 1 and channels == out, drop=True)


@door
def efficientnet_b0(input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B0 (2019): 5,288,548 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b0().params
    5288548

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet(1, 1, input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_b1(input_shape: Any = (3, 240, 240), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B1 (2019): 7,794,184 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b1().params
    7794184

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet(1, Fraction("1.1"), input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_b2(input_shape: Any = None, num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B2 (2019): 9,109,994 parameters; arguments as of `efficientnet`. Images are 288 wide, and 260 (the paper's) for Keras.

    >>> efficientnet_b2().params
    9109994

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    size = 260 if variant == "keras" else 288
    return efficientnet(
        Fraction("1.1"), Fraction("1.2"), input_shape=input_shape or (3, size, size), num_classes=num_classes, variant=variant
    )


@door
def efficientnet_b3(input_shape: Any = (3, 300, 300), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B3 (2019): 12,233,232 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b3().params
    12233232

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet(Fraction("1.2"), Fraction("1.4"), input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_b4(input_shape: Any = (3, 380, 380), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B4 (2019): 19,341,616 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b4().params
    19341616

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet(Fraction("1.4"), Fraction("1.8"), input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_b5(input_shape: Any = (3, 456, 456), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B5 (2019): 30,389,784 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b5().params
    30389784

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet(Fraction("1.6"), Fraction("2.2"), input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_b6(input_shape: Any = (3, 528, 528), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B6 (2019): 43,040,704 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b6().params
    43040704

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet(Fraction("1.8"), Fraction("2.6"), input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_b7(input_shape: Any = (3, 600, 600), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNet-B7 (2019): 66,347,960 parameters; arguments as of `efficientnet`.

    >>> efficientnet_b7().params
    66347960

    Source: Tan and Le 2019, arXiv:1905.11946, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet(2, Fraction("3.1"), input_shape=input_shape, num_classes=num_classes, variant=variant)
