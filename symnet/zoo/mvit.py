"""Multiscale vision transformers (Fan et al. 2021, Li et al. 2021): attention to pooled keys and values, at ever lower resolution."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_shape, as_size, maximum, quotient
from symnet.door import door
from symnet.errors import ShapeError
from symnet.layers.attention import ScaledDotProductAttention
from symnet.layers.blocks import Repeat
from symnet.layers.conv import Conv3d
from symnet.layers.dropout import Dropout, StochasticDepth
from symnet.layers.grid_attention import GridAttention
from symnet.layers.linear import Linear
from symnet.layers.merge import Concat, Split
from symnet.layers.norm import LayerNorm
from symnet.layers.pool import MaxPool3d
from symnet.layers.position import PositionalEncoding
from symnet.layers.reshape import Flatten, Permute, Select, Transpose, Unflatten, UnflattenLike
from symnet.layers.time_distributed import TimeDistributed
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered
from symnet.zoo.vit import mlp

__all__ = ["mvit_v1", "mvit_v1_b", "mvit_v2", "mvit_v2_s"]


@door
def mvit_v1(
    n: Sequence[SizeLike],
    d: SizeLike = 96,
    heads: SizeLike = 1,
    input_shape: Any = (3, 16, 224, 224),
    num_classes: SizeLike = 400,
    name: str = "MViT",
) -> Network:
    """A multiscale vision transformer: 36,610,672 parameters with (1, 2, 11, 2) blocks.

    Args:
        n: the number of blocks in each stage.
        d: the width of the first stage, doubled in each further one.
        heads: the attention heads of the first stage, likewise.
        input_shape: channels, frames, height and width.
        num_classes: the outputs.
        name: what it is called.

    >>> mvit_v1((1, 2, "n", 2)).subs(n=11).params
    36610672

    Source: Fan et al. 2021, arXiv:2104.11227, table 2b; torchvision 0.28.0.
    """
    return _mvit(1, n, d, heads, input_shape, num_classes, name)


@door
def mvit_v2(
    n: Sequence[SizeLike],
    d: SizeLike = 96,
    heads: SizeLike = 1,
    input_shape: Any = (3, 16, 224, 224),
    num_classes: SizeLike = 400,
    name: str = "MViTv2",
) -> Network:
    """A multiscale vision transformer, version 2: 34,537,744 parameters with (1, 2, 11, 2) blocks.

    Queries are pooled in every block and added to what attention makes of them, positions are relative, and attention (not the linear
    layers before it) makes a stage wider. Arguments: see `mvit_v1`.

    >>> mvit_v2((1, 2, "n", 2)).subs(n=11).params
    34537744

    Source: Li et al. 2021, arXiv:2112.01526, sections 4.1 and 4.3; torchvision 0.28.0.
    """
    return _mvit(2, n, d, heads, input_shape, num_classes, name)


def _mvit(version: int, n: Sequence[SizeLike], d: SizeLike, heads: SizeLike, input_shape: Any, num_classes: Any, name: str) -> Network:
    width = as_size(d, "width")
    shape = as_shape(input_shape)
    if len(shape) != 4:
        raise ShapeError(f"a video has channels, frames, height and width, got {shape}", "batch axes are left out")
    _, frames, height, side = shape
    grid = (frames // 2, height // 4, side // 4)
    x = Input()
    patches = Conv3d(width, (3, 7, 7), stride=(2, 4, 4), padding=(1, 3, 3))(x, name="conv_proj")
    y = Transpose(0, 1)(Flatten(2)(patches))
    y = PositionalEncoding(grid[1:], grid[0], rel_pos_embed=version == 2)(y, name="pos_encoding")
    y = Blocks(version, n, width, as_size(heads, "heads"), grid[0], maximum(*grid[1:]))(y, patches[0], name="blocks")
    y = Select(0)(LayerNorm(eps=1e-6)(y, name="norm"))
    return Network(numbered(Dropout(0.5), Linear(num_classes))(y, name="head"), input_shape, name=name)


@block
def Blocks(x: Value, grid: Value, /, version: int, n: Sequence[SizeLike], d: Any, heads: Any, frames: Any, side: Any) -> Value:
    """Stages, each with half the resolution, twice the width and twice the heads of the one before."""
    number = 0
    for k, given in enumerate(n):
        first, last = k > 0, version == 1 and k < len(n) - 1
        made = partial(stage_block, version, k, d, heads, frames, side)
        count = as_size(given, "blocks of a stage")
        if isinstance(count, int):
            blocks = [made(first and j == 0, last and j == count - 1) for j in range(count)]
        else:
            same = Repeat(made(False, False), count - int(first) - int(last), carried=2)
            blocks = [*([made(True, False)] if first else []), same, *([made(False, True)] if last else [])]
        for op in blocks:
            x, grid = op(x, grid, name=str(number))
            number += 1
    return x


def stage_block(version: int, k: int, d: Any, heads: Any, frames: Any, side: Any, first: bool, last: bool) -> Graph:
    """A block of stage k. The first one halves the resolution; version 2 doubles the width there, version 1 in the last one."""
    width = d * 2**k
    before = quotient(width, 2) if version == 2 and first else width
    after = 2 * width if last else width
    stride, stride_kv = 2 if first else 1, max(8 // 2**k, 1)
    longest = side // (2**k // stride * min(stride, stride_kv))
    return Block(version, before, after, heads * 2**k, stride, stride_kv, frames, longest)


@block
def Block(
    x: Value, grid: Value, /, version: int, before: Any, after: Any, heads: Any, stride: int, stride_kv: int, frames: Any, side: Any
) -> tuple[Value, Value]:
    """Pooled attention and two linear layers, each normed first and added to their input, which is pooled and projected with them."""
    d = before if version == 1 else after
    y = LayerNorm(eps=1e-6)(x, name="norm1")
    z, smaller = Attention(version, d, heads, stride, stride_kv, frames, side)(y, grid, name="attn")
    if version == 2 and before is not after:
        x = Linear(after)(y, name="project")
    if stride > 1:
        x = PoolSkip()(x, grid, name="pool_skip")
    depth = StochasticDepth(0.2)(z, name="stochastic_depth")
    x = x + depth
    y = LayerNorm(eps=1e-6)(x, name="norm2")
    if version == 1 and before is not after:
        x = Linear(after)(y, name="project")
    y = mlp(4 * d, after)(y, name="mlp")
    return x + StochasticDepth(0.2)(y, name="stochastic_depth_2", shares=depth), smaller


@block
def Attention(
    x: Value, grid: Value, /, version: int, d: Any, heads: Any, stride: int, stride_kv: int, frames: Any, side: Any
) -> tuple[Value, Value]:
    """Attention of queries to keys and values that are pooled to a smaller grid."""
    each = quotient(d, heads)
    q, k, v = (Permute((1, 0, 2))(Unflatten(2, (heads, each))(part)) for part in Split(3, dim=1)(Linear(3 * d)(x, name="qkv")))
    k, keys = Pool(each, stride_kv)(k, grid, name="pool_k")
    v, _ = Pool(each, stride_kv)(v, grid, name="pool_v")
    if version == 2 or stride > 1:
        q, grid = Pool(each, stride)(q, grid, name="pool_q")
    if version == 1:
        y = ScaledDotProductAttention()(q, k, v)
    else:
        y = GridAttention(side, frames, parameter=True)(q, k, v, keys, name="attention") + q
    return numbered(Linear(d))(Flatten(2)(Permute((1, 0, 2))(y)), name="project"), grid


@block
def Pool(x: Value, grid: Value, /, c: Any, stride: int) -> tuple[Value, Value]:
    """A learned pooling of the cells of each head, all but the class token, and a norm."""
    conv = Conv3d(c, 3, stride=(1, stride, stride), padding=1, groups=c, bias=False)
    cells = UnflattenLike(3)(Transpose(1, 2)(x[:, 1:]), grid)
    pooled = TimeDistributed(conv)(cells, name="pool")
    y = Concat(dim=1)(x[:, :1], Transpose(1, 2)(Flatten(3)(pooled)))
    return numbered(LayerNorm(eps=1e-6))(y, name="norm_act"), pooled[0, 0]


@block
def PoolSkip(x: Value, grid: Value, /) -> Value:
    """The largest of neighbouring cells, all but the class token."""
    cells = UnflattenLike(3)(Transpose(0, 1)(x[1:]), grid)
    pooled = MaxPool3d((1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1))(cells, name="pool")
    return Concat()(x[:1], Transpose(0, 1)(Flatten(2)(pooled)))


@door
def mvit_v1_b(input_shape: Any = (3, 16, 224, 224), num_classes: SizeLike = 400) -> Network:
    """MViT-B, 16x4: 36,610,672 parameters; see `mvit_v1`.

    >>> mvit_v1_b().params
    36610672

    Source: Fan et al. 2021, arXiv:2104.11227, table 2b; torchvision 0.28.0.
    """
    return mvit_v1((1, 2, 11, 2), 96, 1, input_shape, num_classes, "MViT-B, 16x4")


@door
def mvit_v2_s(input_shape: Any = (3, 16, 224, 224), num_classes: SizeLike = 400) -> Network:
    """MViTv2-S: 34,537,744 parameters; see `mvit_v2`.

    >>> mvit_v2_s().params
    34537744

    Source: Li et al. 2021, arXiv:2112.01526, table 4; torchvision 0.28.0.
    """
    return mvit_v2((1, 2, 11, 2), 96, 1, input_shape, num_classes, "MViTv2-S")
