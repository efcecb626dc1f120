"""DeepLab v3 (Chen et al. 2017): convolutions of several dilations side by side see objects of several sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.fit import ResizeTo
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.fcn import DILATED, Features, fcn_head, segmented
from symnet.zoo.lraspp import EARLY, mobilenet_trunk
from symnet.zoo.resnet import trunk
from symnet.zoo.stage import numbered

__all__ = ["deeplabv3", "deeplabv3_mobilenet_v3_large", "deeplabv3_resnet50", "deeplabv3_resnet101"]

RATES = (12, 24, 36)


@door
def deeplabv3(
    n: Sequence[SizeLike] = (3, 4, 6, 3),
    rates: Sequence[SizeLike] = RATES,
    input_shape: Any = (3, 520, 520),
    num_classes: SizeLike = 21,
    aux: bool = True,
    name: str = "DeepLab v3",
) -> Network:
    """DeepLab v3 on a dilated ResNet: 42,004,074 parameters on ResNet-50, 2,365,205 of them of the auxiliary head.

    Args:
        n: the number of blocks in each stage of the ResNet.
        rates: the dilations of the convolutions side by side.
        input_shape: channels, height and width.
        num_classes: the classes of a pixel, the background included.
        aux: whether there is a second head on the third stage, which is a second output.
        name: what it is called.

    >>> deeplabv3((3, 4, "n", 3)).subs(n=6).params
    42004074

    Source: Chen et al. 2017, arXiv:1706.05587, figure 5; torchvision 0.28.0, whose rates are those for an eighth of the resolution.
    """
    heads = (deeplab_head(rates, num_classes), fcn_head(256, num_classes) if aux else None)
    return Network(segmented(Features(trunk(n, dilate=DILATED), "layer3"), *heads), input_shape, name=name)


def deeplab_head(rates: Sequence[SizeLike], num_classes: SizeLike) -> Graph:
    """The pyramid and two convolutions."""
    pyramid = Sequential(convs=Pyramid(rates), project=numbered(*normed(Conv2d(256, 1, bias=False)), Dropout(0.5)))
    return numbered(pyramid, *normed(Conv2d(256, 3, padding=1, bias=False)), Conv2d(num_classes, 1))


@block
def Pyramid(x: Value, /, rates: Sequence[SizeLike]) -> Value:
    """A 1 x 1 convolution, dilated ones and what the whole image says, side by side."""
    dilated = [Conv2d(256, 3, padding=rate, dilation=rate, bias=False) for rate in rates]
    branches = [*(numbered(*normed(conv)) for conv in (Conv2d(256, 1, bias=False), *dilated)), Whole()]
    return Concat()(*(branch(x, name=str(k)) for k, branch in enumerate(branches)))


@block
def Whole(x: Value, /) -> Value:
    """What the whole image says, at each pixel."""
    y = x
    for k, op in enumerate((AdaptiveAvgPool2d(1), *normed(Conv2d(256, 1, bias=False)))):
        y = op(y, name=str(k))
    return ResizeTo("bilinear")(y, x)


def normed(conv: Conv2d) -> tuple[Conv2d, BatchNorm2d, ReLU]:
    """A convolution, its norm and a ReLU."""
    return conv, BatchNorm2d(), ReLU()


@door
def deeplabv3_resnet50(input_shape: Any = (3, 520, 520), num_classes: SizeLike = 21, aux: bool = True) -> Network:
    """DeepLab v3 on ResNet-50: 42,004,074 parameters; see `deeplabv3`.

    >>> deeplabv3_resnet50().params
    42004074

    Source: Chen et al. 2017, arXiv:1706.05587, figure 5; torchvision 0.28.0.
    """
    return deeplabv3((3, 4, 6, 3), RATES, input_shape, num_classes, aux, "DeepLab v3 (ResNet-50)")


@door
def deeplabv3_resnet101(input_shape: Any = (3, 520, 520), num_classes: SizeLike = 21, aux: bool = True) -> Network:
    """DeepLab v3 on ResNet-101: 60,996,202 parameters; see `deeplabv3`.

    >>> deeplabv3_resnet101().params
    60996202

    Source: Chen et al. 2017, arXiv:1706.05587, figure 5; torchvision 0.28.0.
    """
    return deeplabv3((3, 4, 23, 3), RATES, input_shape, num_classes, aux, "DeepLab v3 (ResNet-101)")


@door
def deeplabv3_mobilenet_v3_large(input_shape: Any = (3, 520, 520), num_classes: SizeLike = 21, aux: bool = True) -> Network:
    """DeepLab v3 on MobileNetV3-Large: 11,029,328 parameters; see `deeplabv3`.

    >>> deeplabv3_mobilenet_v3_large().params
    11029328

    Source: Chen et al. 2017, arXiv:1706.05587, figure 5; Howard et al. 2019, arXiv:1905.02244, table 1; torchvision 0.28.0.
    """
    heads = (deeplab_head(RATES, num_classes), fcn_head(10, num_classes) if aux else None)
    graph = segmented(Features(mobilenet_trunk(), EARLY), *heads)
    return Network(graph, input_shape, name="DeepLab v3 (MobileNetV3-Large)")
