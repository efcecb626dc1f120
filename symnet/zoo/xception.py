"""Xception (Chollet 2016): Inception's branches taken to one for each channel, as Keras has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Add
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.separable import SeparableConv2d
from symnet.layers.value import Input, Value
from symnet.network import Network
from symnet.zoo.keras.parts import active, classified, is_keras, listed, repeated

__all__ = ["xception"]


def _separable(x: Value, name: str, out: Any) -> Value:
    return BatchNorm2d()(SeparableConv2d(out, 3, padding="same", bias=False)(x, name=name), name=f"{name}_bn")


def _activated(x: Value, name: str, *widths: Any, first: int = 1) -> Value:
    """Separable convolutions, each after a ReLU (but for those before number `first`)."""
    for k, width in enumerate(widths, 1):
        x = ReLU()(x, name=f"{name}_sepconv{k}_act") if k >= first else x
        x = _separable(x, f"{name}_sepconv{k}", width)
    return x


def _halved(x: Value, name: str, number: int, widths: tuple[Any, Any], first: int = 1) -> Value:
    """A block of the entry or exit flow, beside a 1 x 1 convolution of stride 2; Keras numbers what its code does not name."""
    after = f"_{number}" if number else ""
    shortcut = Conv2d(widths[-1], 1, stride=2, padding="same", bias=False)(x, name=f"conv2d{after}")
    shortcut = BatchNorm2d()(shortcut, name=f"batch_normalization{after}")
    x = MaxPool2d(3, stride=2, padding="same")(_activated(x, name, *widths, first=first), name=f"{name}_pool")
    return Add()(x, shortcut, name=f"{name}_add")


def _middle(x: Value, name: str) -> Value:
    return Add()(_activated(x, name, 728, 728, 728), x, name=f"{name}_add")


@door
def xception(
    input_shape: Sequence[SizeLike] = (3, 299, 299), num_classes: SizeLike = 1000, *, n: SizeLike = 8, variant: str = "keras"
) -> Network:
    """Xception: 22,855,952 parameters.

    Args:
        input_shape: channels, height and width.
        num_classes: the outputs of the head.
        n: the number of blocks of the middle flow.
        variant: "keras".

    >>> xception().params
    22855952
    >>> xception(n="n").params.expand()
    1613976*n + 9944144

    Source: Chollet 2016, arXiv:1610.02357, figure 5 and table 3 (22,855,952); keras.applications.Xception of Keras 3.15.1.
    """
    is_keras("xception", variant, ("keras",))
    x = active(Conv2d(32, 3, stride=2, bias=False)(Input(), name="block1_conv1"), "block1_conv1_bn", "block1_conv1_act")
    x = active(Conv2d(64, 3, bias=False)(x, name="block1_conv2"), "block1_conv2_bn", "block1_conv2_act")
    x = _halved(x, "block2", 0, (128, 128), first=2)
    x = _halved(x, "block3", 1, (256, 256))
    x = _halved(x, "block4", 2, (728, 728))
    last = as_size(n, "xception n", 0) + 5
    x = repeated(x, "block{}", 5, last - 1, _middle)
    x = _halved(x, f"block{last}", 3, (728, 1024))
    for k, width in enumerate((1536, 2048), 1):
        x = ReLU()(_separable(x, f"block{last + 1}_sepconv{k}", width), name=f"block{last + 1}_sepconv{k}_act")
    return Network(listed(classified(x, num_classes)), input_shape, name="Xception")
