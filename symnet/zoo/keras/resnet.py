"""ResNet (He et al. 2015) as Keras 3 has it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.layers.activation import ReLU
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Add
from symnet.layers.norm import BatchNorm2d
from symnet.layers.padding import ZeroPad2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.value import Value
from symnet.zoo.keras.parts import active, classified, listed, repeated


def stem(x: Value, width: Any) -> Value:
    """The first convolution, padded by a layer."""
    return Conv2d(width, 7, stride=2)(ZeroPad2d(3)(x, name="conv1_pad"), name="conv1_conv")


def pool(x: Value) -> Value:
    """The first pooling, padded by a layer."""
    return MaxPool2d(3, stride=2)(ZeroPad2d(1)(x, name="pool1_pad"), name="pool1_pool")


def _block(x: Value, name: str, width: Any, stride: int = 1, project: bool = False) -> Value:
    """Convolutions have a bias, and the stride is the first one's, as in the paper."""

    def conv(x: Value, k: int, *size: Any, **more: Any) -> Value:
        return BatchNorm2d()(Conv2d(*size, **more)(x, name=f"{name}_{k}_conv"), name=f"{name}_{k}_bn")

    shortcut = conv(x, 0, 4 * width, 1, stride=stride) if project else x
    y = ReLU()(conv(x, 1, width, 1, stride=stride), name=f"{name}_1_relu")
    y = ReLU()(conv(y, 2, width, 3, padding="same"), name=f"{name}_2_relu")
    return ReLU()(Add()(shortcut, conv(y, 3, 4 * width, 1), name=f"{name}_add"), name=f"{name}_out")


def keras_resnet(x: Value, n: Sequence[SizeLike], width: Any, num_classes: Any) -> Graph:
    """ResNet from bottlenecks."""
    x = pool(active(stem(x, width), "conv1_bn", "conv1_relu"))
    for k, count in enumerate(n):
        wide, name = 2**k * width, f"conv{k + 2}_block"
        x = _block(x, f"{name}1", wide, 2 if k else 1, project=True)
        x = repeated(x, f"{name}{{}}", 2, as_size(count, "resnet n"), partial(_block, width=wide))
    return listed(classified(x, num_classes))
