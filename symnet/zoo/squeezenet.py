"""SqueezeNet (Iandola et al. 2016): fire modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Op
from symnet.arithmetic.sizes import SizeLike, as_size, quotient
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.merge import Concat
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered

__all__ = ["squeezenet", "squeezenet1_0", "squeezenet1_1"]

IMAGE = (3, 224, 224)
FIRES = 8


@block
def Fire(x: Value, /, squeeze: Any, expand: Any) -> Value:
    """Squeezed by 1 x 1, expanded by 1 x 1 and 3 x 3 side by side (figure 1)."""
    s = ReLU()(Conv2d(squeeze, 1)(x, name="squeeze"), name="squeeze_activation")
    one = ReLU()(Conv2d(expand, 1)(s, name="expand1x1"), name="expand1x1_activation")
    three = ReLU()(Conv2d(expand, 3, padding=1)(s, name="expand3x3"), name="expand3x3_activation")
    return Concat()(one, three)


@door
def squeezenet(
    stem: tuple[SizeLike, SizeLike] = (96, 7),
    pools: Sequence[int] = (1, 4, 8),
    *,
    base: SizeLike = 64,
    increment: SizeLike = 64,
    frequency: int = 2,
    squeeze: SizeLike = 4,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = IMAGE,
    name: str = "SqueezeNet",
) -> Network:
    """Eight fire modules (SqueezeNet 1.0: 1,248,424 parameters); see `squeezenet1_0` and `squeezenet1_1` for the published ones.

    Args:
        stem: the channels and the kernel of the first convolution.
        pools: the layers, counted from 1 as in the paper's table, after which height and width are halved.
        base: the channels of each half of the first fire module's expansion (the paper's base_e / 2).
        increment: what they grow by (incr_e / 2),
        frequency: after so many modules (freq).
        squeeze: how many times the expansion of one half is as wide as what it is squeezed to (1 / (2 SR)).
        num_classes: the outputs of the head, a convolution of 1 x 1.
        input_shape: channels, height and width.
        name: what it is called.

    >>> squeezenet(base="b", increment="b").subs(b=64).params
    1248424

    Source: Iandola et al. 2016, arXiv:1602.07360, table 1 and section 5.1; torchvision 0.28.0.
    """
    b, more, ratio = (as_size(v, f"squeezenet {what}") for v, what in ((base, "base"), (increment, "increment"), (squeeze, "squeeze")))
    layers: list[Op] = [Conv2d(stem[0], stem[1], stride=2), ReLU()]
    for i in range(1, FIRES + 2):
        if i > 1:
            expand = b + more * ((i - 2) // frequency)
            layers.append(Fire(quotient(expand, ratio), expand))
        if i in pools:
            layers.append(MaxPool2d(3, stride=2, ceil_mode=True))
    return Network(
        Sequential(
            ("features", numbered(*layers)),
            ("classifier", numbered(Dropout(), Conv2d(num_classes, 1), ReLU(), AdaptiveAvgPool2d(1))),
            ("flatten", Flatten()),
        ),
        input_shape,
        name=name,
    )


@door
def squeezenet1_0(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """SqueezeNet 1.0: 1,248,424 parameters.

    >>> squeezenet1_0().params
    1248424

    Source: Iandola et al. 2016, arXiv:1602.07360, table 1; torchvision 0.28.0.
    """
    return squeezenet((96, 7), (1, 4, 8), num_classes=num_classes, input_shape=input_shape, name="SqueezeNet 1.0")


@door
def squeezenet1_1(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """SqueezeNet 1.1: 1,235,496 parameters, and less than half the work, with a smaller stem and earlier pooling.

    >>> squeezenet1_1().params
    1235496

    Source: https://github.com/forresti/SqueezeNet, SqueezeNet_v1.1; torchvision 0.28.0.
    """
    return squeezenet((64, 3), (1, 3, 5), num_classes=num_classes, input_shape=input_shape, name="SqueezeNet 1.1")
