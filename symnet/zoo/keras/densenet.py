"""DenseNet (Huang et al. 2016) as Keras 3 has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Concat
from symnet.layers.padding import ZeroPad2d
from symnet.layers.pool import AvgPool2d, MaxPool2d
from symnet.layers.value import Value
from symnet.zoo.keras.parts import active, classified, listed, repeated


def keras_densenet(x: Value, n: Sequence[SizeLike], growth: Any, stem: Any, bottleneck: Any, num_classes: Any) -> Graph:
    """DenseNet-BC with the same sizes as torchvision's: only the padding of the stem is layers of its own."""

    def layer(x: Value, name: str) -> Value:
        y = active(x, f"{name}_0_bn", f"{name}_0_relu")
        y = active(Conv2d(bottleneck * growth, 1, bias=False)(y, name=f"{name}_1_conv"), f"{name}_1_bn", f"{name}_1_relu")
        return Concat()(x, Conv2d(growth, 3, padding="same", bias=False)(y, name=f"{name}_2_conv"), name=f"{name}_concat")

    x = Conv2d(stem, 7, stride=2, bias=False)(ZeroPad2d(3)(x, name="conv1_pad"), name="conv1_conv")
    x = ZeroPad2d(1)(active(x, "conv1_bn", "conv1_relu"), name="pool1_pad")
    x, channels = MaxPool2d(3, stride=2)(x, name="pool1"), stem
    for k, count in enumerate(n, 2):
        times = as_size(count, "densenet n", 1)
        x, channels = repeated(x, f"conv{k}_block{{}}", 1, times, layer), channels + times * growth
        if k <= len(n):
            channels //= 2
            x = Conv2d(channels, 1, bias=False)(active(x, f"pool{k}_bn", f"pool{k}_relu"), name=f"pool{k}_conv")
            x = AvgPool2d(2, stride=2)(x, name=f"pool{k}_pool")
    return listed(classified(active(x, "bn", "relu"), num_classes))
