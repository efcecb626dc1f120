"""ResNet (He, Zhang, Ren and Sun 2015), and its aggregated (ResNeXt) and wide kin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size, quotient
from symnet.door import door
from symnet.errors import unknown
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.stage import stage


@block
def Basic(x: Value, /, out: Any, width: Any, stride: int, project: bool, groups: Any) -> Value:
    relu = ReLU()
    y = Conv2d(width, 3, stride=stride, padding=1, bias=False)(x, name="conv1")
    y = z = relu(BatchNorm2d()(y, name="bn1"), name="relu")
    y = Conv2d(out, 3, padding=1, bias=False)(y, name="conv2")
    y = BatchNorm2d()(y, name="bn2")
    return relu(y + shortcut(x), name="relu_again", shares=z)
