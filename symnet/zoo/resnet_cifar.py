"""ResNets for CIFAR (He et al. 2015, section 4.2): three stages of n blocks, 6 n + 2 layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.errors import unknown
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.resnet import Basic, projection
from symnet.zoo.stage import stage

__all__ = ["resnet_cifar"]

OPTIONS = ("A", "B")


@block
def Padded(x: Value, /) -> Value:
    """Every second cell, and as many channels again that are zero: option A, a shortcut without parameters."""
    y = x[:, ::2, ::2]
    return Concat()(y, y - y)


@door
def resnet_cifar(
    n: SizeLike = 3,
    *,
    width: SizeLike = 16,
    option: str = "A",
    num_classes: SizeLike = 10,
    input_shape: Sequence[SizeLike] = (3, 32, 32),
) -> Network:
    """The residual network of 6 n + 2 layers for CIFAR-10: 269,722 parameters for n = 3 (ResNet-20).

    The paper's table 6 has 0.27M, 0.46M, 0.66M, 0.85M and 1.7M parameters for 20, 32, 44, 56 and 110 layers.

    Args:
        n: the number of blocks of each of the three stages.
        width: the channels of the first stage, which double twice.
        option: how shapes are made alike where they change: "A" pads with zeros, as the paper does on CIFAR, "B" projects.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.

    >>> [resnet_cifar(n).params for n in (3, 5, 7, 9, 18)]
    [269722, 464154, 658586, 853018, 1727962]
    >>> resnet_cifar("n").params.expand()
    97216*n - 21926

    Source: He et al. 2015, arXiv:1512.03385, section 4.2 and table 6.
    """
    if option not in OPTIONS:
        raise unknown("resnet_cifar option", option, OPTIONS)
    F = as_size(width, "resnet_cifar width")
    graph = Sequential(
        *(("conv1", Conv2d(F, 3, padding=1, bias=False)), ("bn1", BatchNorm2d()), ("relu", ReLU())),
        ("layer1", stage(None, Basic(F, F), n)),
        *((f"layer{k}", stage(_halving(2 ** (k - 1) * F, option), Basic(2 ** (k - 1) * F, 2 ** (k - 1) * F), n)) for k in (2, 3)),
        *(("avgpool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(num_classes))),
    )
    return Network(graph, input_shape, name=f"ResNet-{6 * n + 2} (CIFAR)" if isinstance(n, int) else "ResNet (CIFAR)")


def _halving(width: Any, option: str) -> Graph:
    """The first block of a stage that is half as high and wide as the one before."""
    return Basic(width, width, stride=2, shortcut=Padded() if option == "A" else projection(width, 2))
