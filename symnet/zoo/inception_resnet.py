"""Inception-ResNet v2 (Szegedy et al. 2016): Inception's branches as residuals, as Keras has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Add, Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.scale import Rescale
from symnet.layers.value import Input, Value
from symnet.network import Network
from symnet.zoo.keras.inception import COLUMN, ROW, Numbered, stem
from symnet.zoo.keras.parts import classified, is_keras, listed, repeated

__all__ = ["inception_resnet_v2"]

RESIDUALS: dict[str, tuple[tuple[tuple[Any, ...], ...], float]] = {
    "block35": ((((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3))), 0.17),
    "block17": ((((192, 1),), ((128, 1), (160, ROW), (192, COLUMN))), 0.1),
    "block8": ((((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1)))), 0.2),
}
"""The branches of each kind of block, and what their sum is scaled by (figures 16, 17 and 19, with the widths of the code)."""


def _residual(net: Numbered, kind: str, channels: int) -> Callable[[Value, str], Value]:
    """Branches, a 1 x 1 convolution to the channels there are, and a sum."""
    branches, scale = RESIDUALS[kind]

    def block(x: Value, name: str) -> Value:
        y = Concat()(*(net.conv(x, *branch) for branch in branches), name=f"{name}_mixed")
        y = Rescale(scale)(Conv2d(channels, 1)(y, name=f"{name}_conv"), name=f"{name}_scale")
        return Add()(x, y, name=f"{name}_add")

    return block


def _stage(net: Numbered, x: Value, kind: str, n: Any, channels: int, last: bool = False) -> Value:
    """Residual blocks, each followed by a ReLU but for the last one of the network."""
    block = _residual(net, kind, channels)
    x = repeated(x, f"{kind}_{{}}", 1, n - 1 if last else n, lambda x, name: ReLU()(block(x, name), name=f"{name}_ac"))
    return block(x, f"{kind}_{n}") if last else x


@door
def inception_resnet_v2(
    input_shape: Sequence[SizeLike] = (3, 299, 299),
    num_classes: SizeLike = 1000,
    *,
    n: tuple[SizeLike, SizeLike, SizeLike] = (10, 20, 10),
    variant: str = "keras",
) -> Network:
    """Inception-ResNet v2: 55,813,192 parameters.

    Args:
        input_shape: channels, height and width.
        num_classes: the outputs of the head.
        n: the number of residual blocks at each of the three sizes; the paper has 5, 10 and 5 of them, its code twice as many.
        variant: "keras".

    >>> inception_resnet_v2().params
    55813192

    Source: Szegedy et al. 2016, arXiv:1602.07261, figure 15; keras.applications.InceptionResNetV2 of Keras 3.15.1.
    """
    is_keras("inception_resnet_v2", variant, ("keras",))
    a, b, c = (as_size(count, "inception_resnet_v2 n") for count in n)
    net = Numbered()
    x = stem(net, Input())
    branches = (net.conv(x, (96, 1)), net.conv(x, (48, 1), (64, 5)), net.conv(x, (64, 1), (96, 3), (96, 3)))
    x = Concat()(*branches, net.conv(net.mean(x), (64, 1)), name="mixed_5b")
    x = _stage(net, x, "block35", a, 320)
    branches = (net.conv(x, (384, 3), stride=2, padding=0), net.conv(x, (256, 1), (256, 3), (384, 3), stride=2, padding=0))
    x = Concat()(*branches, net.largest(x), name="mixed_6a")
    x = _stage(net, x, "block17", b, 1088)
    paths = (((256, 1), (384, 3)), ((256, 1), (288, 3)), ((256, 1), (288, 3), (320, 3)))
    x = Concat()(*(net.conv(x, *path, stride=2, padding=0) for path in paths), net.largest(x), name="mixed_7a")
    x = _stage(net, x, "block8", c, 2080, last=True)
    x = BatchNorm2d(scale=False)(Conv2d(1536, 1, bias=False)(x, name="conv_7b"), name="conv_7b_bn")
    x = ReLU()(x, name="conv_7b_ac")
    return Network(listed(classified(x, num_classes)), input_shape, name="Inception-ResNet v2")
