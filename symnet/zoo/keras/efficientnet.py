"""EfficientNet (Tan and Le 2019) and version 2 (2021) as Keras 3 has them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import as_size
from symnet.layers.activation import Sigmoid, SiLU
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.merge import Add, Multiply
from symnet.layers.norm import BatchNorm2d
from symnet.layers.reshape import Reshape
from symnet.layers.scale import Rescale, Standardize
from symnet.layers.separable import DepthwiseConv2d
from symnet.layers.softmax import Softmax
from symnet.layers.value import Value
from symnet.zoo.keras.parts import active, depthwise, listed, repeated, same_padded

Stage = tuple[Any, ...]


def keras_efficientnet(x: Value, stem: Any, stages: Iterable[Stage], last: Any, num_classes: Any) -> Graph:
    """Pixels are scaled and standardised by statistics that are stored; where a convolution halves, zeros come before it."""
    x = Standardize(dim=0)(Rescale(1 / 255)(x, name="rescaling"), name="normalization")
    x, padding = same_padded(x, 3, "stem_conv_pad")
    x = Conv2d(stem, 3, stride=2, padding=padding, bias=False)(x, name="stem_conv")
    return _network(x, stem, stages, last, num_classes)


def keras_efficientnet_v2(x: Value, stem: Any, stages: Iterable[Stage], last: Any, num_classes: Any, standardised: bool) -> Graph:
    """Pixels are scaled, and standardised by constants in B0 to B3; padding is the convolutions' own."""
    if standardised:
        x = Standardize(dim=0, adapted=False)(Rescale(1 / 255)(x, name="rescaling"), name="normalization")
    else:
        x = Rescale(1 / 128, -1.0)(x, name="rescaling")
    x = Conv2d(stem, 3, stride=2, padding="same", bias=False)(x, name="stem_conv")
    return _network(x, stem, stages, last, num_classes, v2=True)


def _network(x: Value, channels: Any, stages: Iterable[Stage], last: Any, num_classes: Any, v2: bool = False) -> Graph:
    """Blocks are called 1a, 1b, ... 2a, ...; the very first one is never dropped."""
    x = active(x, "stem_bn", "stem_activation", SiLU())
    for k, (kind, expansion, kernel, stride, out, n) in enumerate(stages, 1):
        block = partial(_fused if kind == "Fused" else _mb_conv, expansion=expansion, kernel=kernel, out=out, v2=v2)
        x = block(x, f"block{k}a_", channels=channels, stride=stride, drop=k > 1)
        x = repeated(x, f"block{k}{{letter}}_", 2, as_size(n, "blocks of a stage"), partial(block, channels=out))
        channels = out
    x = active(Conv2d(last, 1, bias=False)(x, name="top_conv"), "top_bn", "top_activation", SiLU())
    x = Dropout(0.2)(GlobalAvgPool2d()(x, name="avg_pool"), name="top_dropout")
    return listed(Softmax()(Linear(num_classes)(x, name="predictions"), name="softmax"))


def _mb_conv(
    x: Value, name: str, channels: Any, expansion: Any, kernel: int, out: Any, v2: bool, stride: int = 1, drop: bool = True
) -> Value:
    hidden, y = channels * expansion, x
    if expansion != 1:
        y = Conv2d(hidden, 1, bias=False)(x, name=f"{name}expand_conv")
        y = active(y, f"{name}expand_bn", f"{name}expand_activation", SiLU())
    if v2:
        y = DepthwiseConv2d(kernel, stride=stride, padding="same", bias=False)(y, name=f"{name}dwconv2")
    else:
        y = depthwise(y, kernel, stride, f"{name}dwconv_pad", f"{name}dwconv")
    y = active(y, f"{name}bn", f"{name}activation", SiLU())
    se = Reshape((hidden, 1, 1))(GlobalAvgPool2d()(y, name=f"{name}se_squeeze"), name=f"{name}se_reshape")
    se = SiLU()(Conv2d(channels // 4, 1)(se, name=f"{name}se_reduce"), name=f"{name}se_reduce_activation")
    se = Sigmoid()(Conv2d(hidden, 1)(se, name=f"{name}se_expand"), name=f"{name}se_expand_activation")
    y = Conv2d(out, 1, bias=False)(Multiply(broadcast=True)(y, se, name=f"{name}se_excite"), name=f"{name}project_conv")
    return _added(x, BatchNorm2d()(y, name=f"{name}project_bn"), name, stride == 1 and channels == out, drop)


def _fused(
    x: Value, name: str, channels: Any, expansion: Any, kernel: int, out: Any, v2: bool, stride: int = 1, drop: bool = True
) -> Value:
    """Expanding and convolving in one, or only convolving."""
    if expansion != 1:
        y = Conv2d(channels * expansion, kernel, stride=stride, padding="same", bias=False)(x, name=f"{name}expand_conv")
        y = Conv2d(out, 1, bias=False)(active(y, f"{name}expand_bn", f"{name}expand_activation", SiLU()), name=f"{name}project_conv")
        y = BatchNorm2d()(y, name=f"{name}project_bn")
    else:
        y = Conv2d(out, kernel, stride=stride, padding="same", bias=False)(x, name=f"{name}project_conv")
        y = active(y, f"{name}project_bn", f"{name}project_activation", SiLU())
    return _added(x, y, name, stride == 1 and channels == out, drop)


def _added(x: Value, y: Value, name: str, skip: bool, drop: bool) -> Value:
    if not skip:
        return y
    return Add()(Dropout(0.2)(y, name=f"{name}drop") if drop else y, x, name=f"{name}add")
