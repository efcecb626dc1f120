"""Diffusion transformers (Peebles and Xie 2022): a transformer that time and class steer by scaling and shifting its norms."""

from __future__ import annotations

from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_shape, as_size, quotient
from symnet.door import door
from symnet.errors import ShapeError
from symnet.layers.activation import GELU, SiLU
from symnet.layers.attention import ScaledDotProductAttention
from symnet.layers.blocks import Repeat, Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.embedding import Embedding
from symnet.layers.linear import Linear
from symnet.layers.merge import Add, Split
from symnet.layers.norm import LayerNorm
from symnet.layers.position import SinusoidalEncoding
from symnet.layers.reshape import Flatten, Permute, Reshape, Transpose, Unflatten
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered

__all__ = ["dit", "dit_b", "dit_l", "dit_s", "dit_xl"]

WAVES = 256
"""Sines and cosines that say what time it is."""


@door
def dit(
    patch: SizeLike,
    n: SizeLike,
    d: SizeLike,
    heads: SizeLike,
    input_shape: Any = (4, 32, 32),
    num_classes: SizeLike = 1000,
    name: str = "DiT",
) -> Network:
    """A diffusion transformer with adaLN-Zero: 674,834,720 parameters with patches of 2, 28 layers, width 1152 and 16 heads.

    Inputs are the noisy latent image, the sines and cosines of the time, and the number of the class. The output has noise and
    variance for each channel.

    Args:
        patch: the side of a patch, which divides height and width.
        n: the number of layers.
        d: the width.
        heads: the attention heads.
        input_shape: channels, height and width of the latent image.
        num_classes: the classes, to which one for none is added.
        name: what it is called.

    >>> net = dit(2, "n", "d", 16).subs(n=28, d=1152)
    >>> net.params, net.output_shape
    (674834720, (8, 32, 32))

    Source: Peebles and Xie 2022, arXiv:2212.09748, figure 3, tables 1 and 4; names are those of github.com/facebookresearch/DiT.
    """
    shape = as_shape(input_shape)
    if len(shape) != 3:
        raise ShapeError(f"an image has channels, height and width, got {shape}", "batch axes are left out")
    p, width = as_size(patch, "patch"), as_size(d, "width")
    rows, columns = (quotient(size, p) for size in shape[1:])
    x, time, label = Input(shape), Input(WAVES), Input(())
    tokens = Transpose(0, 1)(Flatten(2)(Sequential(proj=Conv2d(width, p, stride=p))(x, name="x_embedder")))
    t = Sequential(mlp=numbered(Linear(width), SiLU(), Linear(width)))(time, name="t_embedder")
    c = t + Sequential(embedding_table=Embedding(as_size(num_classes, "num_classes") + 1, width))(label, name="y_embedder")
    y = SinusoidalEncoding()(tokens, name="pos_embed")
    y = Blocks(n, width, heads)(y, c, name="blocks")
    y = Final(width, 2 * shape[0] * p * p)(y, c, name="final_layer")
    y = Permute((4, 0, 2, 1, 3))(Reshape((rows, columns, p, p, 2 * shape[0]))(y))
    return Network(Reshape((2 * shape[0], *shape[1:]))(y), name=name)


@block
def Blocks(x: Value, c: Value, /, n: SizeLike, d: Any, heads: SizeLike) -> Value:
    """All layers, steered by the same time and class."""
    count = as_size(n, "layers of a transformer")
    if not isinstance(count, int):
        return Repeat(Block(d, heads), count)(x, c)
    for k in range(count):
        x = Block(d, heads)(x, c, name=str(k))
    return x


@block
def Block(x: Value, c: Value, /, d: Any, heads: SizeLike) -> Value:
    """Attention and two linear layers, each with its own shift, scale and gate (figure 3, "DiT block with adaLN-Zero")."""
    steering = numbered(SiLU(), Linear(6 * d))(c, name="adaLN_modulation")
    shift, scale, gate, shift_mlp, scale_mlp, gate_mlp = Split(6)(steering)
    y = steered(plain_norm()(x, name="norm1"), shift, scale)
    x = x + Attention(d, heads)(y, name="attn") * gate
    y = steered(plain_norm()(x, name="norm2"), shift_mlp, scale_mlp)
    return x + Sequential(fc1=Linear(4 * d), act=GELU("tanh"), fc2=Linear(d))(y, name="mlp") * gate_mlp


@block
def Attention(x: Value, /, d: Any, heads: SizeLike) -> Value:
    """Multi-head self-attention."""
    h = as_size(heads, "heads")
    parts = Split(3, dim=1)(Linear(3 * d)(x, name="qkv"))
    y = ScaledDotProductAttention()(*(Permute((1, 0, 2))(Unflatten(2, (h, quotient(d, h)))(part)) for part in parts))
    return Linear(d)(Flatten(2)(Permute((1, 0, 2))(y)), name="proj")


@block
def Final(x: Value, c: Value, /, d: Any, out: Any) -> Value:
    """A last steered norm, and a linear layer to the pixels of a patch."""
    shift, scale = Split(2)(numbered(SiLU(), Linear(2 * d))(c, name="adaLN_modulation"))
    return Linear(out)(steered(plain_norm()(x, name="norm_final"), shift, scale), name="linear")


def plain_norm() -> LayerNorm:
    """A norm whose line is not its own, but of the time and the class."""
    return LayerNorm(eps=1e-6, elementwise_affine=False)


def steered(x: Value, shift: Value, scale: Value) -> Value:
    """x (1 + scale) + shift."""
    return Add(broadcast=True)(x + x * scale, shift)


@door
def dit_s(patch: SizeLike = 2, input_shape: Any = (4, 32, 32), num_classes: SizeLike = 1000) -> Network:
    """DiT-S/2: 32,865,056 parameters; patches of 4 or 8 change the first and the last layer. See `dit`.

    >>> dit_s().params
    32865056

    Source: Peebles and Xie 2022, arXiv:2212.09748, tables 1 and 4.
    """
    return dit(patch, 12, 384, 6, input_shape, num_classes, "DiT-S")


@door
def dit_b(patch: SizeLike = 2, input_shape: Any = (4, 32, 32), num_classes: SizeLike = 1000) -> Network:
    """DiT-B/2: 130,315,808 parameters; patches of 4 or 8 change the first and the last layer. See `dit`.

    >>> dit_b().params
    130315808

    Source: Peebles and Xie 2022, arXiv:2212.09748, tables 1 and 4.
    """
    return dit(patch, 12, 768, 12, input_shape, num_classes, "DiT-B")


@door
def dit_l(patch: SizeLike = 2, input_shape: Any = (4, 32, 32), num_classes: SizeLike = 1000) -> Network:
    """DiT-L/2: 457,840,672 parameters; patches of 4 or 8 change the first and the last layer. See `dit`.

    >>> dit_l().params
    457840672

    Source: Peebles and Xie 2022, arXiv:2212.09748, tables 1 and 4.
    """
    return dit(patch, 24, 1024, 16, input_shape, num_classes, "DiT-L")


@door
def dit_xl(patch: SizeLike = 2, input_shape: Any = (4, 32, 32), num_classes: SizeLike = 1000) -> Network:
    """DiT-XL/2: 674,834,720 parameters; patches of 4 or 8 change the first and the last layer. See `dit`.

    >>> dit_xl().params
    674834720

    Source: Peebles and Xie 2022, arXiv:2212.09748, tables 1 and 4.
    """
    return dit(patch, 28, 1152, 16, input_shape, num_classes, "DiT-XL")
