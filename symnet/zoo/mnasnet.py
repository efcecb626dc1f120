"""MNASNet (Tan et al. 2018), the variant B1 without squeeze and excitation: inverted residuals of two kernels."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symnet.architecture.graph import Op
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.network import Network
from symnet.zoo.parts import InvertedResidual, conv_norm, inverted
from symnet.zoo.stage import numbered, stage
from symnet.zoo.widths import divisible, multiplier

__all__ = ["mnasnet", "mnasnet0_5", "mnasnet0_75", "mnasnet1_0", "mnasnet1_3"]

TABLE = ((24, 3, 2, 3), (40, 5, 2, 3), (80, 5, 2, 6), (96, 3, 1, 6), (192, 5, 2, 6), (320, 3, 1, 6))
"""Channels, kernel, stride and expansion of each stage."""


@door
def mnasnet(width: Any = 1, n: tuple[Any, ...] = (3, 3, 3, 2, 4, 1), input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """MNASNet-B1 (2018): 4,383,312 parameters at width 1.

    Args:
        width: what scales all channels but the last ones, each to a multiple of 8: a number, or a name.
        n: the number of blocks of each of the six stages, or their names.
        input_shape: the shape of an image.
        num_classes: how many classes.

    >>> mnasnet().params
    4383312

    Source: Tan et al. 2018, arXiv:1807.11626, figure 7; torchvision 0.28.0.
    """
    alpha = multiplier(width, "mnasnet width")
    stem, channels = divisible(32, alpha), divisible(16, alpha)
    layers: list[Op] = [*conv_norm(stem, 3, 2, act=ReLU()), *conv_norm(stem, 3, 1, stem, ReLU()), *conv_norm(channels)]
    for (filters, kernel, stride, expansion), blocks in zip(TABLE, n, strict=True):
        out = divisible(filters, alpha)
        layers.append(stage(_block(channels, expansion, out, kernel, stride), _block(out, expansion, out, kernel, 1), blocks))
        channels = out
    layers += conv_norm(1280, act=ReLU())
    graph = Sequential(layers=numbered(*layers), mean=GlobalAvgPool2d(), classifier=numbered(Dropout(0.2), Linear(num_classes)))
    return Network(graph, input_shape, name="MNASNet")


def _block(channels: Any, expansion: Any, out: Any, kernel: int, stride: int) -> Op:
    parts = inverted(channels, channels * expansion, out, kernel, stride, ReLU())
    return InvertedResidual("layers", numbered(*(op for part in parts for op in part)), stride == 1 and channels == out)


@door
def mnasnet0_5(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """MNASNet-B1 of width 0.5: 2,218,512 parameters; arguments as of `mnasnet`.

    >>> mnasnet0_5().params
    2218512

    Source: Tan et al. 2018, arXiv:1807.11626; torchvision 0.28.0.
    """
    return mnasnet(Fraction(1, 2), input_shape=input_shape, num_classes=num_classes)


@door
def mnasnet0_75(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """MNASNet-B1 of width 0.75: 3,170,208 parameters; arguments as of `mnasnet`.

    >>> mnasnet0_75().params
    3170208

    Source: Tan et al. 2018, arXiv:1807.11626; torchvision 0.28.0.
    """
    return mnasnet(Fraction(3, 4), input_shape=input_shape, num_classes=num_classes)


@door
def mnasnet1_0(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """MNASNet-B1 of width 1.0: 4,383,312 parameters; arguments as of `mnasnet`.

    >>> mnasnet1_0().params
    4383312

    Source: Tan et al. 2018, arXiv:1807.11626; torchvision 0.28.0.
    """
    return mnasnet(1, input_shape=input_shape, num_classes=num_classes)


@door
def mnasnet1_3(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """MNASNet-B1 of width 1.3: 6,282,256 parameters; arguments as of `mnasnet`.

    >>> mnasnet1_3().params
    6282256

    Source: Tan et al. 2018, arXiv:1807.11626; torchvision 0.28.0.
    """
    return mnasnet(Fraction(13, 10), input_shape=input_shape, num_classes=num_classes)
