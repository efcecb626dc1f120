"""Lite R-ASPP (Howard et al. 2019): segmentation for telephones, on a dilated MobileNetV3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import Hardsigmoid, Hardswish, ReLU, Sigmoid
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.conv import Conv2d
from symnet.layers.fit import ResizeTo
from symnet.layers.norm import BatchNorm2d
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.fcn import Features
from symnet.zoo.parts import SqueezeExcitation
from symnet.zoo.stage import numbered
from symnet.zoo.widths import divisible

__all__ = ["lraspp_mobilenet_v3_large"]

LARGE = (
    *((3, 16, 16, False, ReLU, 1, 1), (3, 64, 24, False, ReLU, 2, 1), (3, 72, 24, False, ReLU, 1, 1)),
    *((5, 72, 40, True, ReLU, 2, 1), (5, 120, 40, True, ReLU, 1, 1), (5, 120, 40, True, ReLU, 1, 1)),
    *((3, 240, 80, False, Hardswish, 2, 1), (3, 200, 80, False, Hardswish, 1, 1), (3, 184, 80, False, Hardswish, 1, 1)),
    *((3, 184, 80, False, Hardswish, 1, 1), (3, 480, 112, True, Hardswish, 1, 1), (3, 672, 112, True, Hardswish, 1, 1)),
    *((5, 672, 160, True, Hardswish, 1, 2), (5, 960, 160, True, Hardswish, 1, 2), (5, 960, 160, True, Hardswish, 1, 2)),
)
"""Kernel, expanded and output channels, squeeze and excitation, activation, stride and dilation of each block (table 1)."""

EARLY = "4"
"""The block whose features have an eighth of the resolution."""


def mobilenet_trunk() -> Iterator[tuple[str, Op]]:
    """MobileNetV3-Large before its head, its last stage dilated instead of halved, by name."""
    yield "0", normed(Conv2d(16, 3, stride=2, padding=1, bias=False), Hardswish())
    before = 16
    for k, row in enumerate(LARGE, 1):
        yield str(k), Inverted(before, *row)
        before = row[2]
    yield str(len(LARGE) + 1), normed(Conv2d(6 * before, 1, bias=False), Hardswish())


@block
def Inverted(
    x: Value, /, before: int, kernel: int, expanded: int, out: int, excited: bool, activation: Any, stride: int, dilation: int
) -> Value:
    """An inverted bottleneck: wide in the middle, where each channel has a convolution of its own."""
    around = kernel // 2 * dilation
    middle = Conv2d(expanded, kernel, stride=stride, padding=around, dilation=dilation, groups=expanded, bias=False)
    wide = [normed(Conv2d(expanded, 1, bias=False), activation())] if expanded != before else []
    gate = [SqueezeExcitation(expanded, divisible(expanded // 4), ReLU(), Hardsigmoid())] if excited else []
    y = numbered(*wide, normed(middle, activation()), *gate, normed(Conv2d(out, 1, bias=False)))(x, name="block")
    return x + y if stride == 1 and before == out else y


def normed(conv: Conv2d, *activation: Op) -> Graph:
    """A convolution, its norm and an activation."""
    return numbered(conv, BatchNorm2d(eps=1e-3, momentum=0.01), *activation)


@block
def Head(high: Value, low: Value, /, channels: SizeLike, num_classes: SizeLike) -> Value:
    """Late features weighed by what the whole image says, and early ones at their resolution (figure 10)."""
    x = numbered(Conv2d(channels, 1, bias=False), BatchNorm2d(), ReLU())(high, name="cbr")
    weights = numbered(AdaptiveAvgPool2d(1), Conv2d(channels, 1, bias=False), Sigmoid())(high, name="scale")
    x = ResizeTo("bilinear")(x * weights, low)
    return Conv2d(num_classes, 1)(low, name="low_classifier") + Conv2d(num_classes, 1)(x, name="high_classifier")


@door
def lraspp_mobilenet_v3_large(input_shape: Any = (3, 520, 520), num_classes: SizeLike = 21, channels: SizeLike = 128) -> Network:
    """LR-ASPP on MobileNetV3-Large: 3,221,538 parameters.

    Args:
        input_shape: channels, height and width.
        num_classes: the classes of a pixel, the background included.
        channels: what the late features are reduced to.

    >>> lraspp_mobilenet_v3_large().params
    3221538

    Source: Howard et al. 2019, arXiv:1905.02244, table 1 and figure 10; torchvision 0.28.0.
    """
    x = Input()
    high, low = Features(mobilenet_trunk(), EARLY)(x, name="backbone")
    out = ResizeTo("bilinear")(Head(channels, num_classes)(high, low, name="classifier"), x, name="out")
    return Network(out, input_shape, name="LR-ASPP (MobileNetV3-Large)")
