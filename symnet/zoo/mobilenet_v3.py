"""MobileNet v3 (Howard et al. 2019): inverted residuals with squeeze and excitation, found by a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.architecture.graph import Op
from symnet.arithmetic.sizes import as_shape
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import Hardsigmoid, Hardswish, ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input
from symnet.network import Network
from symnet.zoo.keras.mobilenet_v3 import keras_mobilenet_v3
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.parts import InvertedResidual, SqueezeExcitation, conv_norm, inverted, nested
from symnet.zoo.stage import numbered
from symnet.zoo.widths import divisible, multiplier

__all__ = ["mobilenet_v3", "mobilenet_v3_large", "mobilenet_v3_small"]

RE, HS = ReLU(), Hardswish()
LARGE = (
    *((3, 16, 16, False, RE, 1), (3, 64, 24, False, RE, 2), (3, 72, 24, False, RE, 1)),
    *((5, 72, 40, True, RE, 2), (5, 120, 40, True, RE, 1), (5, 120, 40, True, RE, 1)),
    *((3, 240, 80, False, HS, 2), (3, 200, 80, False, HS, 1), (3, 184, 80, False, HS, 1), (3, 184, 80, False, HS, 1)),
    *((3, 480, 112, True, HS, 1), (3, 672, 112, True, HS, 1)),
    *((5, 672, 160, True, HS, 2), (5, 960, 160, True, HS, 1), (5, 960, 160, True, HS, 1)),
)
SMALL = (
    *((3, 16, 16, True, RE, 2), (3, 72, 24, False, RE, 2), (3, 88, 24, False, RE, 1)),
    *((5, 96, 40, True, HS, 2), (5, 240, 40, True, HS, 1), (5, 240, 40, True, HS, 1)),
    *((5, 120, 48, True, HS, 1), (5, 144, 48, True, HS, 1)),
    *((5, 288, 96, True, HS, 2), (5, 576, 96, True, HS, 1), (5, 576, 96, True, HS, 1)),
)
"""Kernel, expansion size, channels, squeeze and excitation, activation and stride of each block (tables 1 and 2)."""


@door
def mobilenet_v3(
    blocks: Iterable[tuple[int, Any, Any, bool, Any, int]] = LARGE,
    last: Any = 1280,
    width: Any = 1,
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
    variant: str = "torchvision",
    minimalistic: bool = False,
) -> Network:
    """MobileNet v3 (2019): 5,483,032 parameters (large) at width 1.

    Args:
        blocks: kernel, expansion size, channels, whether with squeeze and excitation, activation and stride of each block.
        last: the features before the last layer.
        width: what scales all channels, each to a multiple of 8: a number, or a name.
        input_shape: the shape of an image.
        num_classes: how many classes.
        variant: "torchvision", or "keras" for Keras 3's, which has other widths where `width` is not 1.
        minimalistic: Keras' network without squeeze and excitation, 5 x 5 kernels and Hardswish.

    >>> mobilenet_v3(width=0.75).params, mobilenet_v3(width=0.75, variant="keras").params
    (3377576, 3993528)

    Source: Howard et al. 2019, arXiv:1905.02244, tables 1 and 2; torchvision 0.28.0; Keras 3.15.1.
    """
    alpha = multiplier(width, "mobilenet_v3 width")
    if is_keras("mobilenet_v3", variant):
        graph = keras_mobilenet_v3(Input(as_shape(input_shape)), blocks, last, alpha, minimalistic, num_classes)
        return Network(graph, input_shape, name="MobileNet v3 (Keras)")
    if minimalistic:
        raise SymnetError("mobilenet_v3 of torchvision is not minimalistic", 'take the variant "keras"')
    channels = divisible(16, alpha)
    features: list[Op] = [numbered(*conv_norm(channels, 3, 2, act=HS))]
    for row in blocks:
        parts, out = residual(channels, row, alpha)
        features.append(InvertedResidual("block", nested(parts), row[-1] == 1 and channels == out))
        channels = out
    features.append(numbered(*conv_norm(6 * channels, act=HS)))
    head = numbered(Linear(divisible(last, alpha)), HS, Dropout(0.2), Linear(num_classes))
    graph = Sequential(features=numbered(*features), avgpool=AdaptiveAvgPool2d(1), flatten=Flatten(), classifier=head)
    return Network(graph, input_shape, name="MobileNet v3")


def residual(channels: Any, row: tuple[int, Any, Any, bool, Any, int], alpha: Any = 1) -> tuple[list[tuple[Op, ...]], Any]:
    """The parts of a block on so many channels, and how many it makes of them."""
    kernel, expanded, filters, squeeze, act, stride = row
    hidden, out = divisible(expanded, alpha), divisible(filters, alpha)
    weighed = SqueezeExcitation(hidden, divisible(hidden // 4), gate=Hardsigmoid()) if squeeze else None
    return inverted(channels, hidden, out, kernel, stride, act, weighed), out


@door
def mobilenet_v3_large(
    width: Any = 1,
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
    variant: str = "torchvision",
    minimalistic: bool = False,
) -> Network:
    """MobileNet v3 large (2019): 5,483,032 parameters; arguments as of `mobilenet_v3`.

    >>> mobilenet_v3_large().params, mobilenet_v3_large(variant="keras", minimalistic=True).params
    (5483032, 3924288)

    Source: Howard et al. 2019, arXiv:1905.02244, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    return mobilenet_v3(LARGE, 1280, width, input_shape, num_classes, variant, minimalistic)


@door
def mobilenet_v3_small(
    width: Any = 1,
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
    variant: str = "torchvision",
    minimalistic: bool = False,
) -> Network:
    """MobileNet v3 small (2019): 2,542,856 parameters; arguments as of `mobilenet_v3`.

    >>> mobilenet_v3_small().params, mobilenet_v3_small(variant="keras", minimalistic=True).params
    (2542856, 2044736)

    Source: Howard et al. 2019, arXiv:1905.02244, table 2; torchvision 0.28.0; Keras 3.15.1.
    """
    return mobilenet_v3(SMALL, 1024, width, input_shape, num_classes, variant, minimalistic)
