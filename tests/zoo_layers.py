"""hypothesis strategies for the layers of the zoo's vision transformers and video networks."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import symnet as sn
from symnet import Layer
from tests.cases import Case, anywhere, channels, ranked, shapes, sizes


@st.composite
def convolution(draw: st.DrawFn, cls: type[Layer]) -> Case:
    stride = draw(st.sampled_from([1, 2, (1, 2, 2)]))
    return cls(draw(channels), stride=stride), ((draw(channels), *draw(shapes(3, 3))),)  # type: ignore[call-arg]


@st.composite
def window_attention(draw: st.DrawFn, cls: type[Layer], axes: int) -> Case:
    heads, each, window = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(shapes(axes, 1, 4))
    flags = {name: draw(st.booleans()) for name in ("qkv_bias", "proj_bias")}
    layer = cls(window, tuple(n // 2 for n in window), heads, **flags)  # type: ignore[call-arg]
    tables = ((*(2 * n - 1 for n in window), heads),) if layer.arity == 2 else ()
    return layer, ((*draw(shapes(axes)), heads * each), *tables)


@st.composite
def biased_attention(draw: st.DrawFn) -> Case:
    window, heads = draw(shapes(2, 1, 4)), draw(st.integers(1, 3))
    return sn.RelativePositionAttention(window, heads), ((draw(sizes), window[0] * window[1], 3 * heads * draw(st.integers(1, 3))),)


@st.composite
def grid_attention(draw: st.DrawFn) -> Case:
    (heads, queries, c), grid = draw(shapes(3)), draw(shapes(3, 1, 4))
    keys = (heads, grid[0] * grid[1] * grid[2] + 1, c)
    return sn.GridAttention(draw(sizes), draw(sizes)), ((heads, queries, c), keys, keys, (draw(sizes), *grid))


@st.composite
def partition(draw: st.DrawFn) -> Case:
    window, number = draw(shapes(2, 1, 4)), draw(shapes(2, 1, 4))
    layer: Any = draw(st.sampled_from([sn.WindowPartition(window), sn.WindowPartition(number=number)]))
    return layer, ((draw(channels), window[0] * number[0], window[1] * number[1]),)


@st.composite
def departition(draw: st.DrawFn) -> Case:
    window, number = draw(shapes(2, 1, 4)), draw(shapes(2, 1, 4))
    image = (draw(sizes), window[0] * number[0], window[1] * number[1])
    return sn.WindowDepartition(), ((number[0] * number[1], window[0] * window[1], draw(sizes)), image)


@st.composite
def unflattened_like(draw: st.DrawFn) -> Case:
    (a, b, c), (lead, other) = draw(shapes(3)), draw(shapes(2))
    return sn.UnflattenLike(3), ((lead, a * b * c), (other, a, b, c))


@st.composite
def positions(draw: st.DrawFn) -> Case:
    t, h, w = draw(shapes(3, 1, 4))
    return sn.PositionalEncoding((h, w), t, rel_pos_embed=draw(st.booleans())), ((t * h * w, draw(sizes)),)


ZOO_LAYERS: dict[type[Layer], st.SearchStrategy[Case]] = {
    sn.StochasticDepth: anywhere(sn.StochasticDepth(0.2), sn.StochasticDepth(mode="batch")),
    sn.SwapAxes: ranked(sn.SwapAxes(-2, -3), 3),
    sn.ClassToken: ranked(sn.ClassToken(), 2),
    sn.PositionalEncoding: positions(),
    sn.UnflattenLike: unflattened_like(),
    sn.PatchMerge: ranked(sn.PatchMerge(), 3),
    sn.WindowPartition: partition(),
    sn.WindowDepartition: departition(),
    sn.RelativePositions: ranked(sn.RelativePositions((4, 3)), 3),
    sn.RelativePositionAttention: biased_attention(),
    sn.GridAttention: grid_attention(),
    sn.ShiftedWindowAttention: window_attention(sn.ShiftedWindowAttention, 2),
    sn.ShiftedWindowAttentionV2: window_attention(sn.ShiftedWindowAttentionV2, 2),
    sn.ShiftedWindowAttention3d: window_attention(sn.ShiftedWindowAttention3d, 3),
    **{cls: convolution(cls) for cls in (sn.Conv3DSimple, sn.Conv3DNoTemporal)},
}
