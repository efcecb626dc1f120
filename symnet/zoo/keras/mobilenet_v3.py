"""MobileNet v3 (Howard et al. 2019) as Keras 3 has it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import maximum
from symnet.layers.activation import Hardsigmoid, Hardswish, ReLU
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.merge import Add, Multiply
from symnet.layers.norm import BatchNorm2d
from symnet.layers.reshape import Flatten
from symnet.layers.scale import Rescale
from symnet.layers.softmax import Softmax
from symnet.layers.value import Value
from symnet.zoo.keras.parts import active, depthwise, listed
from symnet.zoo.widths import divisible

STEM = 16


def keras_mobilenet_v3(
    x: Value, blocks: Iterable[tuple[int, Any, Any, bool, Op, int]], last: Any, alpha: Any, minimalistic: bool, num_classes: Any
) -> Graph:
    """The stem is as wide at every width; a block expands its own channels so many times, and the last features grow but do not shrink.

    The minimalistic network has ReLU throughout, kernels of 3 x 3, and no squeeze and excitation.
    """
    act: Op = ReLU() if minimalistic else Hardswish()
    x = Rescale(1 / 127.5, -1.0)(x, name="rescaling")
    x = active(Conv2d(STEM, 3, stride=2, padding="same", bias=False)(x, name="conv"), "conv_bn", "conv_activation", act)
    channels, before = STEM, STEM
    for k, (kernel, expanded, filters, squeeze, own, stride) in enumerate(blocks):
        hidden, out = divisible(channels * Fraction(expanded, before)), divisible(filters, alpha)
        plain = (3, False, ReLU()) if minimalistic else (kernel, squeeze, own)
        x = _block(x, f"expanded_conv_{k}_" if k else "expanded_conv_", channels, hidden, out, stride, *plain)
        channels, before = out, filters
    x = active(Conv2d(divisible(6 * channels), 1, bias=False)(x, name="conv_1"), "conv_1_bn", "conv_1_activation", act)
    x = GlobalAvgPool2d(keepdims=True)(x, name="global_average_pooling2d")
    x = act(Conv2d(divisible(last, maximum(alpha, 1)), 1)(x, name="conv_2"), name="conv_2_activation")
    x = Conv2d(num_classes, 1)(Dropout(0.2)(x, name="dropout"), name="logits")
    return listed(Softmax()(Flatten()(x, name="flatten"), name="predictions"))


def _block(x: Value, prefix: str, channels: Any, hidden: Any, out: Any, stride: int, kernel: int, squeeze: bool, act: Op) -> Value:
    y = x
    if prefix != "expanded_conv_":
        y = Conv2d(hidden, 1, bias=False)(x, name=f"{prefix}expand")
        y = active(y, f"{prefix}expand_bn", f"{prefix}expand_activation", act)
    y = depthwise(y, kernel, stride, f"{prefix}depthwise_pad", f"{prefix}depthwise")
    y = active(y, f"{prefix}depthwise_bn", f"{prefix}depthwise_activation", act)
    if squeeze:
        y = _squeezed(y, f"{prefix}squeeze_excite_", hidden)
    y = BatchNorm2d()(Conv2d(out, 1, bias=False)(y, name=f"{prefix}project"), name=f"{prefix}project_bn")
    return Add()(x, y, name=f"{prefix}add") if stride == 1 and channels == out else y


def _squeezed(x: Value, prefix: str, channels: Any) -> Value:
    y = GlobalAvgPool2d(keepdims=True)(x, name=f"{prefix}avg_pool")
    y = ReLU()(Conv2d(divisible(channels, Fraction(1, 4)), 1)(y, name=f"{prefix}conv"), name=f"{prefix}relu")
    y = Hardsigmoid()(Conv2d(channels, 1)(y, name=f"{prefix}conv_1"), name=f"{prefix}gate")
    return Multiply(broadcast=True)(x, y, name=f"{prefix}mul")
