"""Small blocks around a layer: squeeze and excitation, and low-rank adapters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symnet.blocks import Parallel, Sequential
from symnet.errors import SymnetError
from symnet.graph import Graph
from symnet.layers.activation import ReLU, Sigmoid
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.conv import Conv, Conv2d
from symnet.layers.linear import Linear
from symnet.layers.merge import Add, Multiply


def SqueezeExcite(channels: Any, squeeze_channels: Any) -> Graph:
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


def LowRankAdapter(layer: Linear | Conv, rank: Any) -> Graph:
    """A layer W that is kept, and a correction B A of rank r beside it (LoRA): y = W x + B A x.

    A Linear of F_in and F_out features gets r (F_in + F_out) parameters more, and those alone are trained; they stand at
    the places "lora_A" and "lora_B" of the network, the layer's own at "base". A convolution gets A with its kernel and stride, and
    a B of 1x1.

    Args:
        layer: the Linear or convolution that is adapted.
        rank: r.

    >>> from symnet import Network
    >>> adapted = Network(LowRankAdapter(Linear(768), 8), (768,))
    >>> adapted.params, sum(place.params for place in adapted if "lora" in place.name)
    (602880, 12288)

    Source: Hu et al. 2021, arXiv:2106.09685, equation 3.
    """
    if isinstance(layer, Conv):
        down: Any = replace(layer, out_channels=rank, bias=False, groups=1)
        up: Any = type(layer)(layer.out_channels, 1, bias=False)
    elif isinstance(layer, Linear):  # pyright: ignore[reportUnnecessaryIsInstance]
        down, up = Linear(rank, bias=False), Linear(layer.out_features, bias=False)
    else:
        raise SymnetError(f"a low-rank adapter goes around a Linear or a convolution, not around {layer!r}")
    return Parallel(("base", layer), ("update", Sequential(lora_A=down, lora_B=up)), merge=Add(), kind="LowRankAdapter")
