"""MobileNet v2 (Sandler et al. 2018): inverted residuals, which are narrow outside and wide inside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.architecture.graph import Op
from symnet.arithmetic.sizes import as_shape, as_size, maximum
from symnet.door import door
from symnet.layers.activation import ReLU6
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Repeat, Sequential
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input
from symnet.network import Network
from symnet.zoo.keras.mobilenet_v2 import keras_mobilenet_v2
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.parts import InvertedResidual, conv_norm, inverted
from symnet.zoo.stage import numbered
from symnet.zoo.widths import divisible, multiplier

__all__ = ["mobilenet_v2"]

TABLE = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""Expansion, channels, blocks and stride of each stage (table 2)."""


@door
def mobilenet_v2(
    width: Any = 1,
    stages: Iterable[tuple[Any, Any, Any, int]] = TABLE,
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
    variant: str = "torchvision",
) -> Network:
    """MobileNet v2 (2018): 3,504,872 parameters at width 1.

    Args:
        width: what scales all channels, each to a multiple of 8: a number, or a name.
        stages: expansion, channels, number of blocks (or its name) and stride of each stage.
        input_shape: the shape of an image.
        num_classes: how many classes.
        variant: "torchvision", or "keras" for Keras 3's, where halving pads one side only.

    >>> mobilenet_v2().params, mobilenet_v2().macs
    (3504872, 300774272)
    >>> mobilenet_v2(0.35, variant="keras").params
    1677128

    Source: Sandler et al. 2018, arXiv:1801.04381, tables 1 and 2; torchvision 0.28.0; Keras 3.15.1.
    """
    alpha = multiplier(width, "mobilenet_v2 width")
    if is_keras("mobilenet_v2", variant):
        return Network(
            keras_mobilenet_v2(Input(as_shape(input_shape)), stages, alpha, num_classes), input_shape, name="MobileNet v2 (Keras)"
        )
    channels = divisible(32, alpha)
    features: list[Op] = [numbered(*conv_norm(channels, 3, 2, act=ReLU6()))]
    for times, filters, blocks, stride in stages:
        expansion, out = as_size(times, "expansion of a stage"), divisible(as_size(filters, "channels of a stage"), alpha)
        more, rest = as_size(blocks, "blocks of a stage", 1) - 1, _block(out, expansion, out, 1)
        features += [_block(channels, expansion, out, stride), *([rest] * more if isinstance(more, int) else [Repeat(rest, more)])]
        channels = out
    features.append(numbered(*conv_norm(divisible(1280, maximum(alpha, 1)), act=ReLU6())))
    head = numbered(Dropout(0.2), Linear(num_classes))
    graph = Sequential(features=numbered(*features), pool=AdaptiveAvgPool2d(1), flatten=Flatten(), classifier=head)
    return Network(graph, input_shape, name="MobileNet v2")


def _block(channels: Any, expansion: Any, out: Any, stride: int) -> Op:
    *inner, project = inverted(channels, channels * expansion, out, 3, stride, ReLU6())
    body = numbered(*(numbered(*part) for part in inner), *project)
    return InvertedResidual("conv", body, stride == 1 and channels == out)
