"""Inception v3 (Szegedy et al. 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import AvgPool2d, MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.keras.inception import keras_inception_v3
from symnet.zoo.keras.parts import is_keras

__all__ = ["inception_v3"]

IMAGE = (3, 299, 299)


def _conv(channels: Any, kernel: Any = 1, stride: int = 1, padding: Any = 0) -> Graph:
    """Without a bias, which batch norm has."""
    return Sequential(conv=Conv2d(channels, kernel, stride=stride, padding=padding, bias=False), bn=BatchNorm2d(), relu=ReLU())


def _row(channels: Any, n: int = 7) -> Graph:
    return _conv(channels, (1, n), padding=(0, n // 2))


def _column(channels: Any, n: int = 7) -> Graph:
    return _conv(channels, (n, 1), padding=(n // 2, 0))


def _branch(x: Value, name: str, *convs: Graph) -> Value:
    """Convolutions in a row, numbered where there are several."""
    for k, conv in enumerate(convs, 1):
        x = conv(x, name=f"{name}_{k}" if len(convs) > 1 else name)
    return x


def _pooled(x: Value, channels: Any) -> Value:
    return _conv(channels)(AvgPool2d(3, stride=1, padding=1)(x), name="branch_pool")


@block
def InceptionA(x: Value, /, pool: int) -> Value:
    """Two of 3 x 3 in place of one of 5 x 5 (figure 5)."""
    one = _branch(x, "branch1x1", _conv(64))
    five = _branch(x, "branch5x5", _conv(48), _conv(64, 5, padding=2))
    double = _branch(x, "branch3x3dbl", _conv(64), _conv(96, 3, padding=1), _conv(96, 3, padding=1))
    return Concat()(one, five, double, _pooled(x, pool))


@block
def InceptionB(x: Value, /) -> Value:
    """From 35 x 35 to 17 x 17 (figure 10)."""
    three = _branch(x, "branch3x3", _conv(384, 3, stride=2))
    double = _branch(x, "branch3x3dbl", _conv(64), _conv(96, 3, padding=1), _conv(96, 3, stride=2))
    return Concat()(three, double, MaxPool2d(3, stride=2)(x))


@block
def InceptionC(x: Value, /, c: int) -> Value:
    """7 x 7 as rows and columns (figure 6)."""
    one = _branch(x, "branch1x1", _conv(192))
    seven = _branch(x, "branch7x7", _conv(c), _row(c), _column(192))
    double = _branch(x, "branch7x7dbl", _conv(c), _column(c), _row(c), _column(c), _row(192))
    return Concat()(one, seven, double, _pooled(x, 192))


@block
def InceptionD(x: Value, /) -> Value:
    """From 17 x 17 to 8 x 8."""
    three = _branch(x, "branch3x3", _conv(192), _conv(320, 3, stride=2))
    seven = _branch(x, "branch7x7x3", _conv(192), _row(192), _column(192), _conv(192, 3, stride=2))
    return Concat()(three, seven, MaxPool2d(3, stride=2)(x))


@block
def InceptionE(x: Value, /) -> Value:
    """Wide at the coarsest grid: a row and a column side by side (figure 7)."""
    one = _branch(x, "branch1x1", _conv(320))
    y = _branch(x, "branch3x3_1", _conv(384))
    three = Concat()(_row(384, 3)(y, name="branch3x3_2a"), _column(384, 3)(y, name="branch3x3_2b"))
    y = _branch(x, "branch3x3dbl", _conv(448), _conv(384, 3, padding=1))
    double = Concat()(_row(384, 3)(y, name="branch3x3dbl_3a"), _column(384, 3)(y, name="branch3x3dbl_3b"))
    return Concat()(one, three, double, _pooled(x, 192))


def _auxiliary(num_classes: SizeLike) -> Graph:
    return Sequential(
        *(("avgpool", AvgPool2d(5, stride=3)), ("conv0", _conv(128)), ("conv1", _conv(768, 5))),
        *(("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("fc", Linear(num_classes))),
    )


@door
def inception_v3(
    input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, *, aux_logits: bool = False, variant: str = "torchvision"
) -> Network:
    """Inception v3: 23,834,568 parameters, as it is evaluated; 27,161,264 with the auxiliary head that helps to train it.

    Args:
        input_shape: channels, height and width.
        num_classes: the outputs of each head.
        aux_logits: whether the auxiliary head is there, whose output is then the second.
        variant: "torchvision", or "keras" for Keras 3's 23,817,352: batch norm has no scale, and there is no auxiliary head.

    >>> inception_v3().params, inception_v3(aux_logits=True).params
    (23834568, 27161264)
    >>> inception_v3(variant="keras").params
    23817352

    Source: Szegedy et al. 2015, arXiv:1512.00567, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    if is_keras("inception_v3", variant):
        if aux_logits:
            raise SymnetError("inception_v3 of Keras has no auxiliary head", "leave aux_logits out, or take the variant torchvision")
        return Network(keras_inception_v3(Input(), num_classes), input_shape, name="Inception v3 (Keras)")
    x = Input(*input_shape)
    stem = {"Conv2d_1a_3x3": _conv(32, 3, stride=2), "Conv2d_2a_3x3": _conv(32, 3), "Conv2d_2b_3x3": _conv(64, 3, padding=1)}
    stem |= {"maxpool1": MaxPool2d(3, stride=2), "Conv2d_3b_1x1": _conv(80), "Conv2d_4a_3x3": _conv(192, 3)}
    stem |= {"maxpool2": MaxPool2d(3, stride=2)}
    mixed = {"5b": InceptionA(32), "5c": InceptionA(64), "5d": InceptionA(64), "6a": InceptionB()}
    mixed |= {"6b": InceptionC(128), "6c": InceptionC(160), "6d": InceptionC(160), "6e": InceptionC(192)}
    coarse = {"7a": InceptionD(), "7b": InceptionE(), "7c": InceptionE()}
    for name, op in (stem | {f"Mixed_{number}": op for number, op in mixed.items()}).items():
        x = op(x, name=name)
    auxiliary = (_auxiliary(num_classes)(x, name="AuxLogits"),) if aux_logits else ()
    for number, op in coarse.items():
        x = op(x, name=f"Mixed_{number}")
    x = Flatten()(Dropout()(AdaptiveAvgPool2d(1)(x, name="avgpool"), name="dropout"))
    return Network((Linear(num_classes)(x, name="fc"), *auxiliary), name="Inception v3")
