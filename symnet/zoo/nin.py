"""Network in Network (Lin, Chen and Yan 2013)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Op
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.errors import unknown
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.pool import AvgPool2d, MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.network import Network

__all__ = ["nin"]

VARIANTS = {
    "cifar": "966,986 parameters: three blocks, for 32 x 32",
    "imagenet": "7,595,176 parameters: four blocks, for 224 x 224",
}


@door
def nin(variant: str = "cifar", input_shape: Sequence[SizeLike] | None = None, num_classes: SizeLike | None = None) -> Network:
    """Network in Network: 966,986 parameters for CIFAR-10, and 7,595,176 for ImageNet.

    Args:
        variant: "cifar" for the network of the paper's figure 2, or "imagenet" for the larger one that its authors published for Caffe.
        input_shape: channels, height and width; (3, 32, 32) by default, for ImageNet (3, 224, 224).
        num_classes: how many maps the last block has, which are averaged into the output; 10 by default, for ImageNet 1000.

    >>> nin().params, nin("imagenet").params
    (966986, 7595176)

    Source: Lin et al. 2013, arXiv:1312.4400, section 4.1 and figure 2; https://gist.github.com/mavenlin/e56253735ef32c3c296d and
    https://gist.github.com/mavenlin/d802a5849de39225bcc6, the authors' Caffe definitions for CIFAR-10 and ImageNet.
    """
    if variant not in VARIANTS:
        raise unknown("nin variant", variant, VARIANTS)
    layers: list[Op]
    if variant == "cifar":
        classes, shape = num_classes or 10, input_shape or (3, 32, 32)
        layers = [
            *(*_mlpconv(192, 160, 96, kernel=5, padding=2), MaxPool2d(3, stride=2, ceil_mode=True), Dropout()),
            *(*_mlpconv(192, 192, 192, kernel=5, padding=2), AvgPool2d(3, stride=2, ceil_mode=True), Dropout()),
            *_mlpconv(192, 192, classes, kernel=3, padding=1),
        ]
    else:
        classes, shape = num_classes or 1000, input_shape or (3, 224, 224)
        layers = [
            *(*_mlpconv(96, 96, 96, kernel=11, stride=4), MaxPool2d(3, stride=2, ceil_mode=True)),
            *(*_mlpconv(256, 256, 256, kernel=5, padding=2), MaxPool2d(3, stride=2, ceil_mode=True)),
            *(*_mlpconv(384, 384, 384, kernel=3, padding=1), MaxPool2d(3, stride=2, ceil_mode=True), Dropout()),
            *_mlpconv(1024, 1024, classes, kernel=3, padding=1),
        ]
    return Network(Sequential(*layers, AdaptiveAvgPool2d(1), Flatten()), shape, name="NiN" if variant == "cifar" else "NiN (ImageNet)")


def _mlpconv(first: Any, second: Any, third: Any, **where: Any) -> tuple[Op, ...]:
    """A convolution and two layers on each of its cells."""
    kernel = where.pop("kernel")
    return (Conv2d(first, kernel, **where), ReLU(), Conv2d(second, 1), ReLU(), Conv2d(third, 1), ReLU())
