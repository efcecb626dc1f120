"""VGG (Simonyan and Zisserman 2014): 3 x 3 convolutions and halvings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symnet.architecture.graph import Op
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input
from symnet.network import Network
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.keras.vgg import keras_vgg
from symnet.zoo.stage import numbered, stage

__all__ = ["vgg", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn"]

IMAGE = (3, 224, 224)
WIDTHS = (64, 128, 256, 512, 512)

A = (1, 1, 2, 2, 2)
B = (2, 2, 2, 2, 2)
D = (2, 2, 3, 3, 3)
E = (2, 2, 4, 4, 4)


@door
def vgg(
    n: Sequence[SizeLike] = D,
    batch_norm: bool = False,
    *,
    widths: Sequence[SizeLike] = WIDTHS,
    hidden: SizeLike = 4096,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = IMAGE,
    name: str = "VGG",
    variant: str = "torchvision",
) -> Network:
    """A VGG network of any depth (VGG-16: 138,357,544 parameters); see `vgg11` ... `vgg19_bn` for the published ones.

    Args:
        n: the number of convolutions of each stage, before its pooling.
        batch_norm: whether each convolution is followed by batch norm, which the paper has not.
        widths: the channels of each stage.
        hidden: the width of the two hidden layers of the head.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.
        variant: "torchvision", or "keras" for Keras 3's, which has no dropout and no pooling to 7 x 7 before its head.
        name: what it is called.

    >>> family = vgg(n=("n_1", "n_2", "n_3", "n_4", "n_5"))
    >>> family.subs(n_1=2, n_2=2, n_3=4, n_4=4, n_5=4).params, vgg19().params
    (143667240, 143667240)

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, tables 1 and 2; torchvision 0.28.0; Keras 3.15.1.
    """
    if is_keras("vgg", variant):
        if batch_norm:
            raise SymnetError("vgg of Keras has no batch norm", "leave batch_norm out, or take the variant torchvision")
        return Network(keras_vgg(Input(), n, widths, hidden, num_classes), input_shape, name=f"{name} (Keras)")
    hiding = (Linear(hidden), ReLU(), Dropout())
    graph = Sequential(
        *(("features", numbered(*features(n, widths, batch_norm))), ("avgpool", AdaptiveAvgPool2d(7)), ("flatten", Flatten())),
        ("classifier", numbered(*hiding, *hiding, Linear(num_classes))),
    )
    return Network(graph, input_shape, name=name)


def features(n: Sequence[SizeLike], widths: Sequence[SizeLike], batch_norm: bool) -> Iterator[Op]:
    for count, width in zip(n, widths, strict=True):
        unit = (Conv2d(width, 3, padding=1), *((BatchNorm2d(),) if batch_norm else ()), ReLU())
        times = as_size(count, "vgg convolutions of a stage", 1)
        if isinstance(times, int):
            yield from unit * times
        else:
            yield stage(Sequential(*unit), Sequential(*unit), times)
        yield MaxPool2d(2, stride=2)


@door
def vgg11(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """VGG-11: 132,863,336 parameters.

    >>> vgg11().params
    132863336

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column A; torchvision 0.28.0.
    """
    return vgg(A, num_classes=num_classes, input_shape=input_shape, name="VGG-11")


@door
def vgg11_bn(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """VGG-11 with batch norm: 132,868,840 parameters.

    >>> vgg11_bn().params
    132868840

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column A; torchvision 0.28.0.
    """
    return vgg(A, batch_norm=True, num_classes=num_classes, input_shape=input_shape, name="VGG-11 with batch norm")


@door
def vgg13(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """VGG-13: 133,047,848 parameters.

    >>> vgg13().params
    133047848

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column B; torchvision 0.28.0.
    """
    return vgg(B, num_classes=num_classes, input_shape=input_shape, name="VGG-13")


@door
def vgg13_bn(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """VGG-13 with batch norm: 133,053,736 parameters.

    >>> vgg13_bn().params
    133053736

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column B; torchvision 0.28.0.
    """
    return vgg(B, batch_norm=True, num_classes=num_classes, input_shape=input_shape, name="VGG-13 with batch norm")


@door
def vgg16(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """VGG-16: 138,357,544 parameters.

    >>> vgg16().params, vgg16(variant="keras").params
    (138357544, 138357544)

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column D; torchvision 0.28.0; Keras 3.15.1.
    """
    return vgg(D, num_classes=num_classes, input_shape=input_shape, name="VGG-16", variant=variant)


@door
def vgg16_bn(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """VGG-16 with batch norm: 138,365,992 parameters.

    >>> vgg16_bn().params
    138365992

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column D; torchvision 0.28.0.
    """
    return vgg(D, batch_norm=True, num_classes=num_classes, input_shape=input_shape, name="VGG-16 with batch norm")


@door
def vgg19(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """VGG-19: 143,667,240 parameters.

    >>> vgg19().params, vgg19(variant="keras").params
    (143667240, 143667240)

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column E; torchvision 0.28.0; Keras 3.15.1.
    """
    return vgg(E, num_classes=num_classes, input_shape=input_shape, name="VGG-19", variant=variant)


@door
def vgg19_bn(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """VGG-19 with batch norm: 143,678,248 parameters.

    >>> vgg19_bn().params
    143678248

    Source: Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column E; torchvision 0.28.0.
    """
    return vgg(E, batch_norm=True, num_classes=num_classes, input_shape=input_shape, name="VGG-19 with batch norm")
