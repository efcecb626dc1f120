"""EfficientNet v2 (Tan and Le 2021): the first stages expand and convolve in one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symnet.arithmetic.sizes import as_size
from symnet.door import door
from symnet.layers.value import Input
from symnet.network import Network
from symnet.zoo.efficientnet import layers
from symnet.zoo.keras.efficientnet import keras_efficientnet_v2
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.widths import deep, nearest

__all__ = [
    "efficientnet_v2",
    "efficientnet_v2_b0",
    "efficientnet_v2_b1",
    "efficientnet_v2_b2",
    "efficientnet_v2_b3",
    "efficientnet_v2_l",
    "efficientnet_v2_m",
    "efficientnet_v2_s",
]

V2_B0 = (
    *(("Fused", 1, 3, 1, 16, 1), ("Fused", 4, 3, 2, 32, 2), ("Fused", 4, 3, 2, 48, 2)),
    *(("MBConv", 4, 3, 2, 96, 3), ("MBConv", 6, 3, 1, 112, 5), ("MBConv", 6, 3, 2, 192, 8)),
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
"""Kind, expansion, kernel, stride, channels and blocks of each stage (table 4)."""


@door
def efficientnet_v2(
    stages: Iterable[tuple[Any, ...]] = V2_S,
    stem: Any = 24,
    last: Any = 1280,
    input_shape: Any = (3, 384, 384),
    num_classes: Any = 1000,
    variant: str = "torchvision",
    standardised: bool = False,
) -> Network:
    """EfficientNet v2 (2021): 21,458,488 parameters for the stages of its smallest member.

    Args:
        stages: "Fused" or "MBConv", expansion, kernel, stride, channels and number of blocks of each stage; the last two may be names.
        stem: the channels of the first convolution.
        last: the channels of the last one.
        input_shape: the shape of an image.
        num_classes: how many classes.
        variant: "torchvision", or "keras" for Keras 3's, which scales pixels itself and pads as much as it must.
        standardised: whether pixels are also standardised, as Keras does in B0 to B3.

    >>> efficientnet_v2().params
    21458488

    Source: Tan and Le 2021, arXiv:2104.00298, table 4; torchvision 0.28.0; Keras 3.15.1.
    """
    sized = [(*given, as_size(channels, "channels of a stage"), n) for *given, channels, n in stages]
    first = as_size(stem, "efficientnet_v2 stem")
    if is_keras("efficientnet_v2", variant):
        graph = keras_efficientnet_v2(Input(), first, sized, last, num_classes, standardised)
        return Network(graph, input_shape, name="EfficientNet v2 (Keras)")
    return Network(layers(first, sized, last, num_classes), input_shape, name="EfficientNet v2")


@door
def efficientnet_v2_s(input_shape: Any = (3, 384, 384), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNetV2-S (2021): 21,458,488 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_s().params
    21458488

    Source: Tan and Le 2021, arXiv:2104.00298, tables 4 and 7; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet_v2(V2_S, 24, input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_v2_m(input_shape: Any = (3, 480, 480), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNetV2-M (2021): 54,139,356 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_m().params
    54139356

    Source: Tan and Le 2021, arXiv:2104.00298, tables 4 and 7; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet_v2(V2_M, 24, input_shape=input_shape, num_classes=num_classes, variant=variant)


@door
def efficientnet_v2_l(input_shape: Any = (3, 480, 480), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """EfficientNetV2-L (2021): 118,515,272 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_l().params
    118515272

    Source: Tan and Le 2021, arXiv:2104.00298, tables 4 and 7; torchvision 0.28.0; Keras 3.15.1.
    """
    return efficientnet_v2(V2_L, 32, input_shape=input_shape, num_classes=num_classes, variant=variant)


def _small(width: Any, depth: Any, input_shape: Any, num_classes: Any, variant: str) -> Network:
    """Version 2's scaled ones."""
    wide, long = Fraction(width), Fraction(depth)
    stages = [(*given, nearest(channels, wide), deep(n, long)) for *given, channels, n in V2_B0]
    return efficientnet_v2(stages, nearest(32, wide), nearest(1280, wide), input_shape, num_classes, variant, standardised=True)


@door
def efficientnet_v2_b0(input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "keras") -> Network:
    """EfficientNetV2-B0 (2021), which is Keras' alone: 7,139,704 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_b0().params
    7139704

    Source: Tan and Le 2021, arXiv:2104.00298; Keras 3.15.1.
    """
    return _small("1", "1", input_shape, num_classes, variant)


@door
def efficientnet_v2_b1(input_shape: Any = (3, 240, 240), num_classes: Any = 1000, variant: str = "keras") -> Network:
    """EfficientNetV2-B1 (2021), which is Keras' alone: 8,141,052 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_b1().params
    8141052

    Source: Tan and Le 2021, arXiv:2104.00298; Keras 3.15.1.
    """
    return _small("1", "1.1", input_shape, num_classes, variant)


@door
def efficientnet_v2_b2(input_shape: Any = (3, 260, 260), num_classes: Any = 1000, variant: str = "keras") -> Network:
    """EfficientNetV2-B2 (2021), which is Keras' alone: 10,096,086 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_b2().params
    10096086

    Source: Tan and Le 2021, arXiv:2104.00298; Keras 3.15.1.
    """
    return _small("1.1", "1.2", input_shape, num_classes, variant)


@door
def efficientnet_v2_b3(input_shape: Any = (3, 300, 300), num_classes: Any = 1000, variant: str = "keras") -> Network:
    """EfficientNetV2-B3 (2021), which is Keras' alone: 14,358,406 parameters; arguments as of `efficientnet_v2`.

    >>> efficientnet_v2_b3().params
    14358406

    Source: Tan and Le 2021, arXiv:2104.00298; Keras 3.15.1.
    """
    return _small("1.2", "1.4", input_shape, num_classes, variant)
