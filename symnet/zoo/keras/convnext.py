"""ConvNeXt (Liu et al. 2022) as Keras 3 has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.layers.activation import GELU
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.merge import Add
from symnet.layers.norm import LayerNorm, LayerNorm2d
from symnet.layers.reshape import Identity, Permute
from symnet.layers.scale import LayerScale, Standardize
from symnet.layers.softmax import Softmax
from symnet.layers.value import Value
from symnet.zoo.keras.parts import listed, repeated


def keras_convnext(x: Value, n: Sequence[SizeLike], widths: Sequence[Any], num_classes: Any, name: str) -> Graph:
    """Pixels are standardised by constants, and names begin with the network's; without a rate no path is dropped."""
    x = Standardize(dim=0, adapted=False)(x, name=f"{name}_prestem_normalization")
    for k, (count, width) in enumerate(zip(n, widths, strict=True)):
        if k == 0:
            layers = {f"{name}_stem_conv": Conv2d(width, 4, stride=4), f"{name}_stem_layernorm": LayerNorm2d()}
            x = Sequential(**layers)(x, name=f"{name}_stem")
        else:
            layers = {f"{name}_downsampling_layernorm_{k - 1}": LayerNorm2d()}
            layers |= {f"{name}_downsampling_conv_{k - 1}": Conv2d(width, 2, stride=2)}
            x = Sequential(**layers)(x, name=f"{name}_downsampling_block_{k - 1}")

        def block(x: Value, place: str, width: Any = width) -> Value:
            y = Conv2d(width, 7, padding="same", groups=width)(x, name=f"{place}_depthwise_conv")
            y = LayerNorm()(Permute((1, 2, 0))(y, name=f"{place}_channels_last"), name=f"{place}_layernorm")
            y = GELU()(Linear(4 * width)(y, name=f"{place}_pointwise_conv_1"), name=f"{place}_gelu")
            y = LayerScale()(Linear(width)(y, name=f"{place}_pointwise_conv_2"), name=f"{place}_layer_scale")
            y = Permute((2, 0, 1))(y, name=f"{place}_channels_first")
            return Add()(x, Identity()(y, name=f"{place}_identity"), name=f"{place}_add")

        x = repeated(x, f"{name}_stage_{k}_block_{{}}", 0, as_size(count, "convnext n", 1) - 1, block)
    x = LayerNorm(dim=0)(GlobalAvgPool2d()(x, name=f"{name}_head_gap"), name=f"{name}_head_layernorm")
    return listed(Softmax()(Linear(num_classes)(x, name=f"{name}_head_dense"), name="softmax"))
