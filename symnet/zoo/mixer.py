"""MLP-Mixer (Tolstikhin et al. 2021): linear layers across patches and across channels by turns."""

from __future__ import annotations

from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_shape, product
from symnet.door import door
from symnet.layers.activation import GELU
from symnet.layers.adaptive_pool import GlobalAvgPool1d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.norm import LayerNorm
from symnet.layers.reshape import Flatten, Transpose
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.stage import stage

__all__ = ["mixer", "mixer_b16", "mixer_b32", "mixer_h14", "mixer_l16", "mixer_l32", "mixer_s16", "mixer_s32"]


@door
def mixer(
    patch: SizeLike,
    n: SizeLike,
    d: SizeLike,
    d_c: SizeLike,
    d_s: SizeLike,
    input_shape: Any = (3, 224, 224),
    num_classes: SizeLike = 1000,
    name: str = "MLP-Mixer",
) -> Network:
    """An MLP-Mixer: 59,880,472 parameters with patches of 16, 12 layers, width 768, and 3072 and 384 in between.

    Args:
        patch: the side of a patch.
        n: the number of layers.
        d: the width.
        d_c: the features between the two linear layers across channels.
        d_s: those across patches.
        input_shape: channels, height and width.
        num_classes: the outputs.
        name: what it is called.

    >>> mixer(16, "n", "d", "d_c", "d_s").subs(n=12, d=768, d_c=3072, d_s=384).params
    59880472

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, equation 1 and table 1, which counts without the head; names are timm's.
    """
    x = Input(as_shape(input_shape))
    image = Sequential(proj=Conv2d(d, patch, stride=patch))(x, name="stem")
    y = Transpose(0, 1)(Flatten(2)(image))
    y = stage(None, Block(product(image.shape[1:]), d, d_c, d_s), n, of="layers of a mixer")(y, name="blocks")
    y = GlobalAvgPool1d()(Transpose(0, 1)(LayerNorm(eps=1e-6)(y, name="norm")))
    return Network(Linear(num_classes)(y, name="head"), name=name)


@block
def Block(x: Value, /, patches: Any, d: SizeLike, d_c: SizeLike, d_s: SizeLike) -> Value:
    """Linear layers across patches, then across channels, each normed first and added to its input."""
    y = Transpose(0, 1)(LayerNorm(eps=1e-6)(x, name="norm1"))
    x = x + Transpose(0, 1)(mlp(d_s, patches)(y, name="mlp_tokens"))
    return x + mlp(d_c, d)(LayerNorm(eps=1e-6)(x, name="norm2"), name="mlp_channels")


def mlp(hidden: SizeLike, out: SizeLike) -> Graph:
    """Two linear layers with a GELU between them."""
    return Sequential(fc1=Linear(hidden), act=GELU(), fc2=Linear(out))


@door
def mixer_s32(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Mixer-S/32: 19,104,624 parameters; see `mixer`.

    >>> mixer_s32().params
    19104624

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, table 1.
    """
    return mixer(32, 8, 512, 2048, 256, input_shape, num_classes, "Mixer-S/32")


@door
def mixer_s16(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Mixer-S/16: 18,528,264 parameters; see `mixer`.

    >>> mixer_s16().params
    18528264

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, table 1.
    """
    return mixer(16, 8, 512, 2048, 256, input_shape, num_classes, "Mixer-S/16")


@door
def mixer_b32(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Mixer-B/32: 60,293,428 parameters; see `mixer`.

    >>> mixer_b32().params
    60293428

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, table 1.
    """
    return mixer(32, 12, 768, 3072, 384, input_shape, num_classes, "Mixer-B/32")


@door
def mixer_b16(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Mixer-B/16: 59,880,472 parameters; see `mixer`.

    >>> mixer_b16().params
    59880472

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, table 1.
    """
    return mixer(16, 12, 768, 3072, 384, input_shape, num_classes, "Mixer-B/16")


@door
def mixer_l32(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Mixer-L/32: 206,939,264 parameters; see `mixer`.

    >>> mixer_l32().params
    206939264

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, table 1.
    """
    return mixer(32, 24, 1024, 4096, 512, input_shape, num_classes, "Mixer-L/32")


@door
def mixer_l16(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Mixer-L/16: 208,196,168 parameters; see `mixer`.

    >>> mixer_l16().params
    208196168

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, table 1.
    """
    return mixer(16, 24, 1024, 4096, 512, input_shape, num_classes, "Mixer-L/16")


@door
def mixer_h14(input_shape: Any = (3, 224, 224), num_classes: SizeLike = 1000) -> Network:
    """Mixer-H/14: 432,350,952 parameters; see `mixer`.

    >>> mixer_h14().params
    432350952

    Source: Tolstikhin et al. 2021, arXiv:2105.01601, table 1.
    """
    return mixer(14, 32, 1280, 5120, 640, input_shape, num_classes, "Mixer-H/14")
