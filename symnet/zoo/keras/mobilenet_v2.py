"""MobileNet v2 (Sandler et al. 2018) as Keras 3 has it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import as_size, maximum
from symnet.layers.activation import ReLU6
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Add
from symnet.layers.norm import BatchNorm2d
from symnet.layers.value import Value
from symnet.zoo.keras.parts import active, classified, depthwise, listed, repeated
from symnet.zoo.widths import divisible, scaled


def keras_mobilenet_v2(x: Value, stages: Iterable[tuple[Any, Any, Any, int]], alpha: Any, num_classes: Any) -> Graph:
    """MobileNet v2 without dropout; blocks are numbered through, and a scaled number of channels is rounded down before it is rounded."""
    channels = divisible(32, alpha)
    x = Conv2d(channels, 3, stride=2, padding="same", bias=False)(x, name="Conv1")
    x = active(x, "bn_Conv1", "Conv1_relu", ReLU6())
    number: Any = 0
    for expansion, filters, blocks, stride in stages:
        out, last = divisible(scaled(filters, alpha)), number + as_size(blocks, "blocks of a stage", 1) - 1
        x = _block(x, f"block_{number}_" if number else "expanded_conv_", channels, expansion, out, stride)
        alike = partial(_block, channels=out, expansion=expansion, out=out)
        x = repeated(x, "block_{}_", number + 1, last, alike)
        channels, number = out, last + 1
    x = active(Conv2d(divisible(1280, maximum(alpha, 1)), 1, bias=False)(x, name="Conv_1"), "Conv_1_bn", "out_relu", ReLU6())
    return listed(classified(x, num_classes))


def _block(x: Value, prefix: str, channels: Any, expansion: Any, out: Any, stride: int = 1) -> Value:
    hidden, y = channels * expansion, x
    if prefix != "expanded_conv_":
        y = Conv2d(hidden, 1, bias=False)(x, name=f"{prefix}expand")
        y = active(y, f"{prefix}expand_BN", f"{prefix}expand_relu", ReLU6())
    y = depthwise(y, 3, stride, f"{prefix}pad", f"{prefix}depthwise")
    y = active(y, f"{prefix}depthwise_BN", f"{prefix}depthwise_relu", ReLU6())
    y = BatchNorm2d()(Conv2d(out, 1, bias=False)(y, name=f"{prefix}project"), name=f"{prefix}project_BN")
    return Add()(x, y, name=f"{prefix}add") if stride == 1 and channels == out else y
