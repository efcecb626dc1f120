"""GoogLeNet, the first Inception network (Szegedy et al. 2014), with batch norm as torchvision has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Parallel, Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input
from symnet.network import Network

__all__ = ["googlenet"]

IMAGE = (3, 224, 224)

TABLE = {
    "3a": (64, (96, 128), (16, 32), 32),
    "3b": (128, (128, 192), (32, 96), 64),
    "4a": (192, (96, 208), (16, 48), 64),
    "4b": (160, (112, 224), (24, 64), 64),
    "4c": (128, (128, 256), (24, 64), 64),
    "4d": (112, (144, 288), (32, 64), 64),
    "4e": (256, (160, 320), (32, 128), 128),
    "5a": (256, (160, 320), (32, 128), 128),
    "5b": (384, (192, 384), (48, 128), 128),
}
"""Table 1: channels of 1 x 1, of 3 x 3 and 5 x 5 behind their reductions, and of the projection behind the pooling."""


def _conv(channels: Any, kernel: int = 1, **where: Any) -> Graph:
    """Without a bias, which batch norm has."""
    return Sequential(conv=Conv2d(channels, kernel, bias=False, **where), bn=BatchNorm2d(), relu=ReLU())


def _inception(one: int, three: tuple[int, int], five: tuple[int, int], pool: int) -> Graph:
    """Figure 2b; the third branch is one of 3 x 3 where the paper has 5 x 5 (https://github.com/pytorch/vision/issues/906)."""
    return Parallel(
        ("branch1", _conv(one)),
        *((f"branch{k}", Sequential(("0", _conv(a)), ("1", _conv(b, 3, padding=1)))) for k, (a, b) in ((2, three), (3, five))),
        ("branch4", Sequential(("0", MaxPool2d(3, stride=1, padding=1, ceil_mode=True)), ("1", _conv(pool)))),
        merge=Concat(),
        kind="Inception",
    )


def _auxiliary(num_classes: SizeLike) -> Graph:
    return Sequential(
        *(("avgpool", AdaptiveAvgPool2d(4)), ("conv", _conv(128)), ("flatten", Flatten())),
        *(("fc1", Linear(1024)), ("relu", ReLU()), ("dropout", Dropout()), ("fc2", Linear(num_classes))),
    )


@door
def googlenet(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, *, aux_logits: bool = False) -> Network:
    """GoogLeNet: 6,624,904 parameters, as it is evaluated; 13,004,888 with the two auxiliary heads that help to train it.

    Args:
        input_shape: channels, height and width.
        num_classes: the outputs of each head.
        aux_logits: whether the auxiliary heads are there; the outputs are then the head's, the second's and the first's.

    >>> googlenet().params, googlenet(aux_logits=True).params
    (6624904, 13004888)

    Source: Szegedy et al. 2014, arXiv:1409.4842, table 1; torchvision 0.28.0.
    """
    x = Input(*input_shape)
    auxiliary = []
    x = MaxPool2d(3, stride=2, ceil_mode=True)(_conv(64, 7, stride=2, padding=3)(x, name="conv1"), name="maxpool1")
    x = _conv(192, 3, padding=1)(_conv(64)(x, name="conv2"), name="conv3")
    x = MaxPool2d(3, stride=2, ceil_mode=True)(x, name="maxpool2")
    for number, row in TABLE.items():
        x = _inception(*row)(x, name=f"inception{number}")
        if number == "3b":
            x = MaxPool2d(3, stride=2, ceil_mode=True)(x, name="maxpool3")
        if number == "4e":
            x = MaxPool2d(2, stride=2, ceil_mode=True)(x, name="maxpool4")
        if aux_logits and number in {"4a", "4d"}:
            auxiliary.append(_auxiliary(num_classes)(x, name=f"aux{len(auxiliary) + 1}"))
    x = Dropout()(Flatten()(AdaptiveAvgPool2d(1)(x, name="avgpool")), name="dropout")
    return Network((Linear(num_classes)(x, name="fc"), *reversed(auxiliary)), name="GoogLeNet")
