"""ResNet (He et al. 2015), with grouped (ResNeXt) and wider bottlenecks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.keras.resnet import keras_resnet
from symnet.zoo.stage import stage

__all__ = [
    "resnet",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "wide_resnet50_2",
    "wide_resnet101_2",
]

IMAGE = (3, 224, 224)


@block
def Basic(x: Value, /, width: Any, out: Any, stride: int = 1, dilation: int = 1, groups: Any = 1, shortcut: Op | None = None) -> Value:
    """Two convolutions of 3 x 3 (figure 5, left)."""
    y = Conv2d(width, 3, stride=stride, padding=dilation, dilation=dilation, groups=groups, bias=False)(x, name="conv1")
    y = relu = ReLU()(BatchNorm2d()(y, name="bn1"), name="relu")
    y = BatchNorm2d()(Conv2d(out, 3, padding=1, bias=False)(y, name="conv2"), name="bn2")
    return ReLU()(y + (shortcut(x, name="downsample") if shortcut else x), name="relu_2", shares=relu)


@block
def Bottleneck(x: Value, /, width: Any, out: Any, stride: int = 1, dilation: int = 1, groups: Any = 1, shortcut: Op | None = None) -> Value:
    """1 x 1, 3 x 3, 1 x 1 (figure 5, right); the stride is the middle one's, where the paper has it in the first."""
    y = BatchNorm2d()(Conv2d(width, 1, bias=False)(x, name="conv1"), name="bn1")
    y = relu = ReLU()(y, name="relu")
    y = Conv2d(width, 3, stride=stride, padding=dilation, dilation=dilation, groups=groups, bias=False)(y, name="conv2")
    y = ReLU()(BatchNorm2d()(y, name="bn2"), name="relu_2", shares=relu)
    y = BatchNorm2d()(Conv2d(out, 1, bias=False)(y, name="conv3"), name="bn3")
    return ReLU()(y + (shortcut(x, name="downsample") if shortcut else x), name="relu_3", shares=relu)


def projection(out: Any, stride: int) -> Graph:
    """The shortcut where shapes differ: option B."""
    return Sequential(("0", Conv2d(out, 1, stride=stride, bias=False)), ("1", BatchNorm2d()))


def trunk(
    n: Sequence[SizeLike], bottleneck: bool = True, width: Any = 64, inner: Any = 64, groups: Any = 1, dilate: Sequence[bool] = ()
) -> Iterator[tuple[str, Op]]:
    """Everything before the head, by name; a stage that is dilated keeps its size instead of halving it."""
    yield "conv1", Conv2d(width, 7, stride=2, padding=3, bias=False)
    yield "bn1", BatchNorm2d()
    yield "relu", ReLU()
    yield "maxpool", MaxPool2d(3, stride=2, padding=1)
    dilation, kind = 1, Bottleneck if bottleneck else Basic
    for k, count in enumerate(n):
        out = 2**k * width * (4 if bottleneck else 1)
        before, stride = dilation, 1 if k == 0 else 2
        if k < len(dilate) and dilate[k]:
            dilation, stride = dilation * stride, 1
        sizes = {"width": 2**k * inner, "out": out, "groups": groups}
        first = kind(**sizes, stride=stride, dilation=before, shortcut=projection(out, stride)) if k or bottleneck else None
        yield f"layer{k + 1}", stage(first, kind(**sizes, dilation=dilation), count)


@door
def resnet(
    n: Sequence[SizeLike] = (3, 4, 6, 3),
    bottleneck: bool = True,
    *,
    width: SizeLike = 64,
    groups: SizeLike = 1,
    width_per_group: SizeLike | None = None,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = IMAGE,
    name: str = "ResNet",
    variant: str = "torchvision",
) -> Network:
    """A residual network of any depth (ResNet-50: 25,557,032 parameters); see `resnet18` ... `wide_resnet101_2` for the published ones.

    Args:
        n: the number of blocks of each stage; channels double and height and width halve from one to the next.
        bottleneck: whether blocks are 1 x 1, 3 x 3, 1 x 1 (four times as wide outside as inside) or two of 3 x 3.
        width: the channels of the stem.
        groups: the cardinality of ResNeXt, the groups of the 3 x 3 convolution of a bottleneck.
        width_per_group: the channels of a group in the first stage; `width` for plain networks.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.
        variant: "torchvision", or "keras" for the bottlenecks of Keras 3: biases in convolutions, the stride in the first one.
        name: what it is called.

    >>> family = resnet(n=("n_1", "n_2", "n_3", "n_4"))
    >>> family.subs(n_1=3, n_2=4, n_3=23, n_4=3).params, resnet101().params
    (44549160, 44549160)

    Source: He et al. 2015, arXiv:1512.03385, table 1; Xie et al. 2016, arXiv:1611.05431, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    F, G = as_size(width, "resnet width"), as_size(groups, "resnet groups")
    inner = G * (F if width_per_group is None else as_size(width_per_group, "resnet width_per_group"))
    if is_keras("resnet", variant):
        if not bottleneck or (groups, width_per_group) != (1, None):
            raise SymnetError("resnet of Keras has plain bottlenecks", "leave bottleneck, groups and width_per_group as they are")
        return Network(keras_resnet(Input(), n, F, num_classes), input_shape, name=f"{name} (Keras)")
    head = (("avgpool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(num_classes)))
    return Network(Sequential(*trunk(n, bottleneck, F, inner, G), *head), input_shape, name=name)


@door
def resnet18(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """ResNet-18: 11,689,512 parameters.

    >>> resnet18().params
    11689512

    Source: He et al. 2015, arXiv:1512.03385, table 1; torchvision 0.28.0.
    """
    return resnet((2, 2, 2, 2), False, num_classes=num_classes, input_shape=input_shape, name="ResNet-18")


@door
def resnet34(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """ResNet-34: 21,797,672 parameters.

    >>> resnet34().params
    21797672

    Source: He et al. 2015, arXiv:1512.03385, table 1; torchvision 0.28.0.
    """
    return resnet((3, 4, 6, 3), False, num_classes=num_classes, input_shape=input_shape, name="ResNet-34")


@door
def resnet50(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """ResNet-50: 25,557,032 parameters; 25,583,592 as Keras has it.

    >>> resnet50().params, resnet50(variant="keras").params
    (25557032, 25583592)

    Source: He et al. 2015, arXiv:1512.03385, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    return resnet((3, 4, 6, 3), num_classes=num_classes, input_shape=input_shape, name="ResNet-50", variant=variant)


@door
def resnet101(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """ResNet-101: 44,549,160 parameters; 44,601,832 as Keras has it.

    >>> resnet101().params, resnet101(variant="keras").params
    (44549160, 44601832)

    Source: He et al. 2015, arXiv:1512.03385, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    return resnet((3, 4, 23, 3), num_classes=num_classes, input_shape=input_shape, name="ResNet-101", variant=variant)


@door
def resnet152(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """ResNet-152: 60,192,808 parameters; 60,268,520 as Keras has it.

    >>> resnet152().params, resnet152(variant="keras").params
    (60192808, 60268520)

    Source: He et al. 2015, arXiv:1512.03385, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    return resnet((3, 8, 36, 3), num_classes=num_classes, input_shape=input_shape, name="ResNet-152", variant=variant)


@door
def resnext50_32x4d(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """ResNeXt-50 32x4d: 25,028,904 parameters, 32 groups of 4 channels in the first stage.

    >>> resnext50_32x4d().params
    25028904

    Source: Xie et al. 2016, arXiv:1611.05431, table 1; torchvision 0.28.0.
    """
    return resnet((3, 4, 6, 3), groups=32, width_per_group=4, num_classes=num_classes, input_shape=input_shape, name="ResNeXt-50 32x4d")


@door
def resnext101_32x8d(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """ResNeXt-101 32x8d: 88,791,336 parameters, 32 groups of 8 channels in the first stage.

    >>> resnext101_32x8d().params
    88791336

    Source: Xie et al. 2016, arXiv:1611.05431, section 5; torchvision 0.28.0.
    """
    return resnet((3, 4, 23, 3), groups=32, width_per_group=8, num_classes=num_classes, input_shape=input_shape, name="ResNeXt-101 32x8d")


@door
def resnext101_64x4d(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """ResNeXt-101 64x4d: 83,455,272 parameters, 64 groups of 4 channels in the first stage.

    >>> resnext101_64x4d().params
    83455272

    Source: Xie et al. 2016, arXiv:1611.05431, table 4; torchvision 0.28.0.
    """
    return resnet((3, 4, 23, 3), groups=64, width_per_group=4, num_classes=num_classes, input_shape=input_shape, name="ResNeXt-101 64x4d")


@door
def wide_resnet50_2(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """Wide ResNet-50-2: 68,883,240 parameters, bottlenecks twice as wide inside.

    >>> wide_resnet50_2().params
    68883240

    Source: Zagoruyko and Komodakis 2016, arXiv:1605.07146, section 3.4; torchvision 0.28.0.
    """
    return resnet((3, 4, 6, 3), width_per_group=128, num_classes=num_classes, input_shape=input_shape, name="Wide ResNet-50-2")


@door
def wide_resnet101_2(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """Wide ResNet-101-2: 126,886,696 parameters, bottlenecks twice as wide inside.

    >>> wide_resnet101_2().params
    126886696

    Source: Zagoruyko and Komodakis 2016, arXiv:1605.07146, section 3.4; torchvision 0.28.0.
    """
    return resnet((3, 4, 23, 3), width_per_group=128, num_classes=num_classes, input_shape=input_shape, name="Wide ResNet-101-2")
