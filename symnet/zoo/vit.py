"""Vision transformers (Dosovitskiy et al. 2020): patches of an image as the words of a sentence."""

from __future__ import annotations

from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import GELU
from symnet.layers.attention import MultiheadAttention
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.norm import LayerNorm
from symnet.layers.position import ClassToken, PositionalEmbedding
from symnet.layers.reshape import Flatten, Select, Transpose
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered, stage

__all__ = ["vit", "vit_b_16", "vit_b_32", "vit_h_14", "vit_l_16", "vit_l_32"]


@door
def vit(
    patch: SizeLike,
    n: SizeLike,
    heads: SizeLike,
    d: SizeLike,
    mlp_size: SizeLike,
    input_shape: Any = (3, 224, 224),
    num_classes: SizeLike = 1000,
    name: str = "ViT",
) -> Network:
    """A vision transformer: 86,567,656 parameters with patches of 16, 12 layers of 12 heads, width 768 and 3072 in between.

    Args:
        patch: the side of a patch.
        n: the number of layers.
        heads: the attention heads, which divide the width.
        d: the width.
        mlp_size: the features between the two linear layers of a block.
        input_shape: channels, height and width.
        num_classes: the outputs.
        name: what it is called.

    >>> vit(16, "n", 12, "d", "m").subs(n=12, d=768, m=3072).params
    86567656

    Source: Dosovitskiy et al. 2020, arXiv:2010.11929, equations 1-4 and table 1; torchvision 0.28.0.
    """
    encoder = Sequential(
        pos_embedding=PositionalEmbedding(parameter=True),
        dropout=Dropout(0.0),
        layers=stage(None, EncoderBlock(heads, d, mlp_size), n, "encoder_layer_{}", of="layers of a transformer"),
        ln=LayerNorm(eps=1e-6),
    )
    graph = Sequential(
        conv_proj=Conv2d(d, patch, stride=patch),
        flatten=Flatten(2),
        transpose=Transpose(0, 1),
        class_token=ClassToken(),
        encoder=encoder,
        first=Select(0),
        heads=Sequential(head=Linear(num_classes)),
    )
    return Network(graph, input_shape, name=name)


@block
def EncoderBlock(x: Value, /, heads: SizeLike, d: SizeLike, mlp_size: SizeLike) -> Value:
    """Attention and two linear layers, each normed first and added to its input."""
    y = LayerNorm(eps=1e-6)(x, name="ln_1")
    y = MultiheadAttention(heads, need_weights=False)(y, name="self_attention")
    x = Dropout(0.0)(y, name="dropout") + x
    y = LayerNorm(eps=1e-6)(x, name="ln_2")
    return x + mlp(mlp_size, d)(y, name="mlp")


def mlp(hidden: SizeLike, out: SizeLike) -> Graph:
    """Two linear layers with a GELU between them, as torchvision numbers them."""
    return numbered(Linear(hidden), GELU(), Dropout(0.0), Linear(out), Dropout(0.0))


@door
def vit_b_16(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """ViT-B/16: 86,567,656 parameters; see `vit`.

    >>> vit_b_16().params
    86567656

    Source: Dosovitskiy et al. 2020, arXiv:2010.11929, table 1; torchvision 0.28.0.
    """
    return vit(16, 12, 12, 768, 3072, input_shape, num_classes, "ViT-B/16")


@door
def vit_b_32(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """ViT-B/32: 88,224,232 parameters; see `vit`.

    >>> vit_b_32().params
    88224232

    Source: Dosovitskiy et al. 2020, arXiv:2010.11929, table 1; torchvision 0.28.0.
    """
    return vit(32, 12, 12, 768, 3072, input_shape, num_classes, "ViT-B/32")


@door
def vit_l_16(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """ViT-L/16: 304,326,632 parameters; see `vit`.

    >>> vit_l_16().params
    304326632

    Source: Dosovitskiy et al. 2020, arXiv:2010.11929, table 1; torchvision 0.28.0.
    """
    return vit(16, 24, 16, 1024, 4096, input_shape, num_classes, "ViT-L/16")


@door
def vit_l_32(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """ViT-L/32: 306,535,400 parameters; see `vit`.

    >>> vit_l_32().params
    306535400

    Source: Dosovitskiy et al. 2020, arXiv:2010.11929, table 1; torchvision 0.28.0.
    """
    return vit(32, 24, 16, 1024, 4096, input_shape, num_classes, "ViT-L/32")


@door
def vit_h_14(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """ViT-H/14: 632,045,800 parameters; see `vit`.

    >>> vit_h_14().params
    632045800

    Source: Dosovitskiy et al. 2020, arXiv:2010.11929, table 1; torchvision 0.28.0.
    """
    return vit(14, 32, 16, 1280, 5120, input_shape, num_classes, "ViT-H/14")
