"""Fully convolutional networks (Long, Shelhamer and Darrell 2014): a class for each pixel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.fit import ResizeTo
from symnet.layers.norm import BatchNorm2d
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.resnet import trunk
from symnet.zoo.stage import numbered

__all__ = ["fcn", "fcn_resnet50", "fcn_resnet101"]

DILATED = (False, False, True, True)
"""The stages of a ResNet that keep their resolution, an eighth of the image."""


@door
def fcn(
    n: Sequence[SizeLike] = (3, 4, 6, 3),
    input_shape: Any = (3, 520, 520),
    num_classes: SizeLike = 21,
    aux: bool = True,
    name: str = "FCN",
) -> Network:
    """A fully convolutional network on a dilated ResNet: 35,322,218 parameters on ResNet-50, 2,365,205 of them of the auxiliary head.

    Args:
        n: the number of blocks in each stage of the ResNet.
        input_shape: channels, height and width.
        num_classes: the classes of a pixel, the background included.
        aux: whether there is a second head on the third stage, which is a second output.
        name: what it is called.

    >>> fcn((3, 4, "n", 3)).subs(n=6).output_shapes
    ((21, 520, 520), (21, 520, 520))

    Source: Long et al. 2014, arXiv:1411.4038, section 4; torchvision 0.28.0.
    """
    heads = (fcn_head(512, num_classes), fcn_head(256, num_classes) if aux else None)
    return Network(segmented(Features(trunk(n, dilate=DILATED), "layer3"), *heads), input_shape, name=name)


def segmented(backbone: Graph, classifier: Graph, auxiliary: Graph | None) -> tuple[Value, ...]:
    """The classes of each pixel by the last features, and by earlier ones, at the resolution of the image."""
    x = Input()
    last, earlier = backbone(x, name="backbone")
    out = ResizeTo("bilinear")(classifier(last, name="classifier"), x, name="out")
    if auxiliary is None:
        return (out,)
    return out, ResizeTo("bilinear")(auxiliary(earlier, name="aux_classifier"), x, name="aux")


@block
def Features(x: Value, /, stages: Iterable[tuple[str, Op]], earlier: str) -> tuple[Value, Value]:
    """The features after all stages, and after an earlier one."""
    found: dict[str, Value] = {}
    for name, op in stages:
        x = found[name] = op(x, name=name)
    return x, found[earlier]


def fcn_head(c: SizeLike, num_classes: SizeLike) -> Graph:
    """A convolution to a quarter of the channels, and one to the classes."""
    return numbered(Conv2d(c, 3, padding=1, bias=False), BatchNorm2d(), ReLU(), Dropout(0.1), Conv2d(num_classes, 1))


@door
def fcn_resnet50(input_shape: Any = (3, 520, 520), num_classes: SizeLike = 21, aux: bool = True) -> Network:
    """FCN on ResNet-50: 35,322,218 parameters; see `fcn`.

    >>> fcn_resnet50().params, fcn_resnet50(aux=False).params
    (35322218, 32957013)

    Source: Long et al. 2014, arXiv:1411.4038, section 4; torchvision 0.28.0.
    """
    return fcn((3, 4, 6, 3), input_shape, num_classes, aux, "FCN (ResNet-50)")


@door
def fcn_resnet101(input_shape: Any = (3, 520, 520), num_classes: SizeLike = 21, aux: bool = True) -> Network:
    """FCN on ResNet-101: 54,314,346 parameters; see `fcn`.

    >>> fcn_resnet101().params
    54314346

    Source: Long et al. 2014, arXiv:1411.4038, section 4; torchvision 0.28.0.
    """
    return fcn((3, 4, 23, 3), input_shape, num_classes, aux, "FCN (ResNet-101)")
