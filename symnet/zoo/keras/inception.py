"""Inception v3 (Szegedy et al. 2015) as Keras 3 has it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from symnet.architecture.graph import Graph
from symnet.layers.activation import ReLU
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import AvgPool2d, MaxPool2d
from symnet.layers.value import Value
from symnet.zoo.keras.parts import classified, listed

ROW, COLUMN = (1, 7), (7, 1)


class Numbered:
    """Layers called after their kind and number, as Keras calls those that its code does not name."""

    def __init__(self) -> None:
        self.numbers: dict[str, Iterator[int]] = {}

    def name(self, kind: str) -> str:
        k = next(self.numbers.setdefault(kind, count()))
        return f"{kind}_{k}" if k else kind

    def conv(self, x: Value, *convs: tuple[Any, ...], stride: int = 1, padding: Any = "same") -> Value:
        """Convolutions (filters, kernel) in a row, of which the last one may stride; batch norm has no scale."""
        for k, (filters, kernel) in enumerate(convs, 1):
            last = k == len(convs)
            conv = Conv2d(filters, kernel, stride=stride if last else 1, padding=padding if last else "same", bias=False)
            x = conv(x, name=self.name("conv2d"))
            x = BatchNorm2d(scale=False)(x, name=self.name("batch_normalization"))
            x = ReLU()(x, name=self.name("activation"))
        return x

    def mean(self, x: Value) -> Value:
        return AvgPool2d(3, stride=1, padding="same")(x, name=self.name("average_pooling2d"))

    def largest(self, x: Value) -> Value:
        return MaxPool2d(3, stride=2)(x, name=self.name("max_pooling2d"))


def stem(net: Numbered, x: Value) -> Value:
    """What comes before the first branches, from 299 x 299 to 35 x 35."""
    x = net.conv(x, (32, 3), stride=2, padding=0)
    x = net.conv(net.conv(x, (32, 3), padding=0), (64, 3))
    x = net.conv(net.conv(net.largest(x), (80, 1), padding=0), (192, 3), padding=0)
    return net.largest(x)


def keras_inception_v3(x: Value, num_classes: Any) -> Graph:
    """torchvision's, but for the scale of batch norm, dropout, and the auxiliary head, which are not there."""
    net = Numbered()
    x = stem(net, x)
    for k, pool in enumerate((32, 64, 64)):
        branches = (net.conv(x, (64, 1)), net.conv(x, (48, 1), (64, 5)), net.conv(x, (64, 1), (96, 3), (96, 3)))
        x = Concat()(*branches, net.conv(net.mean(x), (pool, 1)), name=f"mixed{k}")
    branches = (net.conv(x, (384, 3), stride=2, padding=0), net.conv(x, (64, 1), (96, 3), (96, 3), stride=2, padding=0))
    x = Concat()(*branches, net.largest(x), name="mixed3")
    for k, c in enumerate((128, 160, 160, 192), 4):
        branches = (net.conv(x, (192, 1)), net.conv(x, (c, 1), (c, ROW), (192, COLUMN)))
        branches += (net.conv(x, (c, 1), (c, COLUMN), (c, ROW), (c, COLUMN), (192, ROW)),)
        x = Concat()(*branches, net.conv(net.mean(x), (192, 1)), name=f"mixed{k}")
    branches = (net.conv(x, (192, 1), (320, 3), stride=2, padding=0),)
    branches += (net.conv(x, (192, 1), (192, ROW), (192, COLUMN), (192, 3), stride=2, padding=0),)
    x = Concat()(*branches, net.largest(x), name="mixed8")
    for k in range(2):
        one, three = net.conv(x, (320, 1)), net.conv(x, (384, 1))
        three = Concat()(net.conv(three, (384, (1, 3))), net.conv(three, (384, (3, 1))), name=f"mixed9_{k}")
        double = net.conv(x, (448, 1), (384, 3))
        double = Concat()(net.conv(double, (384, (1, 3))), net.conv(double, (384, (3, 1))), name=net.name("concatenate"))
        x = Concat()(one, three, double, net.conv(net.mean(x), (192, 1)), name=f"mixed{9 + k}")
    return listed(classified(x, num_classes))
