"""Squeeze and excitation: channels weighed by what the whole image says."""

from __future__ import annotations

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import ReLU, Sigmoid
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Parallel, Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Multiply


@door
def SqueezeExcite(channels: SizeLike, squeeze_channels: SizeLike) -> Graph:
    """Channels weighed by what the whole image says: pool to one position, two 1x1 convolutions, a sigmoid, a product.

    2 C R + R + C parameters for C channels and R squeezed ones.

    Args:
        channels: C, the channels of the input.
        squeeze_channels: R, how many are in between; C/16 in the paper.

    >>> from symnet import Network
    >>> Network(SqueezeExcite(64, 4), (64, 56, 56)).params
    580

    Source: Hu et al. 2017, arXiv:1709.01507, equations 2-4; torchvision.ops.SqueezeExcitation.
    """
    gate = Sequential(AdaptiveAvgPool2d(1), fc1=Conv2d(squeeze_channels, 1), relu=ReLU(), fc2=Conv2d(channels, 1), sigmoid=Sigmoid())
    return Parallel(None, ("gate", gate), merge=Multiply(broadcast=True), kind="SqueezeExcite")
