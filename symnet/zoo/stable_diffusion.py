"""The U-Net of Stable Diffusion (Rombach et al. 2022): what it sees is noise, what steers it are a time and a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_size, quotient
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import SiLU
from symnet.layers.attention import ScaledDotProductAttention
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.gated import GEGLU
from symnet.layers.linear import Linear
from symnet.layers.merge import Add, Concat
from symnet.layers.norm import GroupNorm, LayerNorm
from symnet.layers.reshape import Flatten, Permute, Transpose, Unflatten, UnflattenLike
from symnet.layers.resize import Upsample
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered

__all__ = ["stable_diffusion_unet", "stable_diffusion_v1_unet"]


@door
def stable_diffusion_unet(
    width: SizeLike = 320,
    mults: Sequence[SizeLike] = (1, 2, 4, 4),
    n: SizeLike = 2,
    heads: SizeLike = 8,
    *,
    context: Sequence[SizeLike] = (77, 768),
    input_shape: Sequence[SizeLike] = (4, 64, 64),
    name: str = "Stable Diffusion's U-Net",
) -> Network:
    """A U-Net that a time and a text steer: 859,520,964 parameters as in Stable Diffusion v1.

    Inputs are the noisy latent image, the sines and cosines of the time (as many as `width`), and the features of the text.

    Args:
        width: the channels at full resolution.
        mults: how many times as many each resolution has, from one to the next halved; all but the last look at the text.
            A layer between widths that are written differently has a projection.
        n: the layers of each resolution on the way down, a number, because each is copied to a layer on the way up; there is one more.
        heads: the attention heads.
        context: the words of the text and their features.
        input_shape: channels, height and width of the latent image.
        name: what it is called.

    >>> net = stable_diffusion_unet("F", input_shape=(4, "H", "W"), context=("L", "d"))
    >>> net.params, net.subs(F=320, H=64, W=64, L=77, d=768).params
    (8202*F**2 + 78*F*d + 1459*F + 4, 859520964)

    Source: Rombach et al. 2022, arXiv:2112.10752, table 15 and appendix E.2.1; github.com/CompVis/stable-diffusion; names are those of
    diffusers 0.42.1, UNet2DConditionModel.
    """
    if not isinstance(n, int):
        raise SymnetError(f"n is {n!r}", "give a number, because each layer is copied to another one; the width may be a symbol")
    F, h = as_size(width, "width"), as_size(heads, "heads")
    widths, last = [as_size(mult, "mults") * F for mult in mults], len(mults) - 1
    image, time, text = Input(*input_shape), Input(F), Input(*context)
    t = Sequential(linear_1=Linear(4 * F), act=SiLU(), linear_2=Linear(4 * F))(time, name="time_embedding")

    def layer(x: Value, before: Any, c: Any, place: str, k: int, attends: bool = True) -> Value:
        x = ResNet(c, before != c)(x, t, name=f"{place}.resnets.{k}")
        return Attends(c, h)(x, text, name=f"{place}.attentions.{k}") if attends else x

    x, c = Conv2d(F, 3, padding=1)(image, name="conv_in"), F
    copies = [(x, c)]
    for i, out in enumerate(widths):
        for k in range(n):
            x, c = layer(x, c, out, f"down_blocks.{i}", k, i < last), out
            copies.append((x, c))
        if i < last:
            x = Conv2d(c, 3, stride=2, padding=1)(x, name=f"down_blocks.{i}.downsamplers.0.conv")
            copies.append((x, c))
    x = layer(layer(x, c, c, "mid_block", 0), c, c, "mid_block", 1, attends=False)
    for i, out in enumerate(reversed(widths)):
        for k in range(n + 1):
            copy, more = copies.pop()
            x, c = layer(Concat()(x, copy), c + more, out, f"up_blocks.{i}", k, i > 0), out
        if i < last:
            x = Conv2d(c, 3, padding=1)(Upsample(scale_factor=2)(x), name=f"up_blocks.{i}.upsamplers.0.conv")
    x = SiLU()(GroupNorm(32)(x, name="conv_norm_out"), name="conv_act")
    return Network(Conv2d(input_shape[0], 3, padding=1)(x, name="conv_out"), name=name)


@block
def ResNet(x: Value, t: Value, /, out: Any, project: bool) -> Value:
    """Two convolutions, between which the time is added to every cell, added to the input or its projection."""
    y = act = SiLU()(GroupNorm(32)(x, name="norm1"), name="nonlinearity")
    y = Conv2d(out, 3, padding=1)(y, name="conv1")
    t = Linear(out)(SiLU()(t, name="nonlinearity_2", shares=act), name="time_emb_proj")
    y = Add(broadcast=True)(y, Unflatten(1, (out, 1, 1))(t))
    y = SiLU()(GroupNorm(32)(y, name="norm2"), name="nonlinearity_3", shares=act)
    y = Conv2d(out, 3, padding=1)(Dropout(0.0)(y, name="dropout"), name="conv2")
    return (Conv2d(out, 1)(x, name="conv_shortcut") if project else x) + y


@block
def Attends(x: Value, text: Value, /, c: Any, heads: Any) -> Value:
    """A transformer layer on all cells, added to the input."""
    y = Conv2d(c, 1)(GroupNorm(32, eps=1e-6)(x, name="norm"), name="proj_in")
    y = TransformerBlock(c, heads)(Transpose(0, 1)(Flatten(2)(y)), text, name="transformer_blocks.0")
    y = UnflattenLike(2)(Transpose(0, 1)(y), x)
    return Conv2d(c, 1)(y, name="proj_out") + x


@block
def TransformerBlock(x: Value, text: Value, /, c: Any, heads: Any) -> Value:
    """Cells look at each other, then at the text, then think for themselves."""
    y = LayerNorm()(x, name="norm1")
    x = Attention(c, heads)(y, y, name="attn1") + x
    x = Attention(c, heads)(LayerNorm()(x, name="norm2"), text, name="attn2") + x
    ff = Sequential(net=numbered(Sequential(proj=Linear(8 * c), act=GEGLU()), Dropout(0.0), Linear(c)))
    return ff(LayerNorm()(x, name="norm3"), name="ff") + x


@block
def Attention(x: Value, seen: Value, /, c: Any, heads: Any) -> Value:
    """Queries of one sequence, keys and values of another."""
    made = (Linear(c, bias=False)(value, name=name) for name, value in (("to_q", x), ("to_k", seen), ("to_v", seen)))
    y = ScaledDotProductAttention()(*(Permute((1, 0, 2))(Unflatten(2, (heads, quotient(c, heads)))(part)) for part in made))
    return numbered(Linear(c), Dropout(0.0))(Flatten(2)(Permute((1, 0, 2))(y)), name="to_out")


@door
def stable_diffusion_v1_unet(input_shape: Sequence[SizeLike] = (4, 64, 64), context: Sequence[SizeLike] = (77, 768)) -> Network:
    """The U-Net of Stable Diffusion v1: 859,520,964 parameters, on latent images of 64 x 64; see `stable_diffusion_unet`.

    >>> stable_diffusion_v1_unet().params
    859520964

    Source: Rombach et al. 2022, arXiv:2112.10752; github.com/CompVis/stable-diffusion, configs/stable-diffusion/v1-inference.yaml.
    """
    return stable_diffusion_unet(context=context, input_shape=input_shape, name="Stable Diffusion v1's U-Net")
