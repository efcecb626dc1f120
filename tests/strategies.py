"""hypothesis strategies for sizes, layers with legal inputs, networks and shapes: every layer has one entry in LAYERS."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from hypothesis import strategies as st

import symnet as sn
from symnet import Layer
from symnet.arithmetic.sizes import Shape
from tests.cases import Case, alike, anywhere, channels, ranked, shapes, sizes
from tests.vocabulary import VOCABULARY
from tests.zoo_layers import ZOO_LAYERS


@st.composite
def conv(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    kernel = tuple(draw(st.integers(1, 4)) for _ in range(spatial))
    dilation = tuple(draw(st.integers(1, 2)) for _ in range(spatial))
    pads: Any = draw(st.sampled_from(["number", "pair", "same"]))
    padding = {"number": 1, "pair": tuple((0, 2) for _ in range(spatial)), "same": "same"}[pads]
    stride = 1 if pads == "same" else draw(st.integers(1, 3))
    layer = cls(groups * draw(channels), kernel, stride=stride, padding=padding, dilation=dilation, groups=groups, bias=draw(st.booleans()))  # type: ignore[call-arg]
    extents = (d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    return layer, ((groups * draw(channels), *(draw(st.integers(e, e + 14)) for e in extents)),)


@st.composite
def pool(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    kernel = tuple(draw(st.integers(1, 4)) for _ in range(spatial))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    layer = cls(kernel, stride=draw(st.integers(1, 3)), padding=padding, ceil_mode=draw(st.booleans()))  # type: ignore[call-arg]
    return layer, ((draw(channels), *(draw(st.integers(k, k + 14)) for k in kernel)),)


@st.composite
def adaptive(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    return cls(tuple(draw(st.integers(1, 7)) for _ in range(spatial))), (draw(shapes(spatial + 1)),)  # type: ignore[call-arg]


def _linear(case: tuple[int, bool, Shape]) -> Case:
    return sn.Linear(case[0], bias=case[1]), (case[2],)


@st.composite
def recurrent(draw: st.DrawFn, cls: type[Layer], **choices: list[Any]) -> Case:
    hidden = draw(st.integers(2, 8))
    options = {name: draw(st.sampled_from(values)) for name, values in choices.items()}
    layer: Any = cls(hidden, bias=draw(st.booleans()), bias_vectors=draw(st.sampled_from([1, 2])), **options)  # type: ignore[call-arg]
    x: Shape = tuple(draw(sizes) for _ in range(layer.rank))
    states = layer.extra_outputs(x) if layer.rank == 2 else tuple((s,) for s in layer.state_sizes)
    return layer, (x, *states[: draw(st.integers(0, len(states)))])


@st.composite
def multihead(draw: st.DrawFn) -> Case:
    heads, flags = draw(st.integers(1, 3)), [draw(st.booleans()) for _ in range(5)]
    d, length, source = heads * draw(st.integers(1, 4)), draw(sizes), draw(sizes)
    kdim, vdim = draw(st.sampled_from([(None, None), (None, None), (5, None), (7, 3), (None, 2)]))
    names = ("bias", "add_bias_kv", "add_zero_attn", "need_weights", "average_attn_weights")
    layer = sn.MultiheadAttention(heads, **dict(zip(names, flags, strict=True)), kdim=kdim, vdim=vdim)  # type: ignore[arg-type]
    if kdim or vdim:
        return layer, ((length, d), (source, kdim or d), (source, vdim or d))
    return layer, ((length, d), (source, d), (source, d))[: draw(st.integers(1, 3))]


@st.composite
def dot_product(draw: st.DrawFn) -> Case:
    causal, groups = draw(st.booleans()), draw(st.integers(1, 3))
    window = draw(st.sampled_from([None, 1, 3, 8])) if causal else None
    layer = sn.ScaledDotProductAttention(is_causal=causal, window=window, count_masked=draw(st.booleans()), enable_gqa=groups > 1)
    lead, (length, source, d, out) = draw(shapes(draw(st.integers(1 if groups > 1 else 0, 2)), 1, 4)), draw(shapes(4))
    queries = (*lead[:-1], lead[-1] * groups) if groups > 1 else lead
    return layer, ((*queries, length, d), (*lead, source, d), (*lead, source, out))


def _wrapped(case: Case) -> Case:
    layer, (x, *_) = case
    return sn.TimeDistributed(layer), ((3, *x),)


@st.composite
def attention(draw: st.DrawFn) -> Case:
    groups, each, width = draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    flags = {name: draw(st.booleans()) for name in ("bias", "out_bias", "rotary", "is_causal", "count_masked")}
    given = {name: draw(st.sampled_from([None, 3, 6])) for name in ("head_dim", "value_dim", "out_features")}
    rest = {
        "qk_norm": draw(st.sampled_from(["none", "head", "width"])),
        "window": draw(st.sampled_from([None, 2])) if flags["is_causal"] else None,
    }
    heads = groups * each
    layer = sn.Attention(heads, num_key_value_heads=draw(st.sampled_from([None, groups])), **given, **flags, **rest)
    source = draw(sizes)
    x: tuple[Shape, ...] = ((draw(sizes), heads * width), (source, draw(sizes)), (source, draw(sizes)))
    return layer, x[: draw(st.integers(1, 3))]


@st.composite
def latent(draw: st.DrawFn) -> Case:
    ranks = {"q_lora_rank": draw(st.sampled_from([None, 6])), "kv_lora_rank": draw(sizes)}
    dims = {"qk_nope_head_dim": draw(sizes), "qk_rope_head_dim": 2 * draw(sizes), "v_head_dim": draw(sizes)}
    flags = {name: draw(st.booleans()) for name in ("bias", "is_causal", "count_masked")}
    return sn.MultiheadLatentAttention(draw(sizes), **ranks, **dims, **flags), (draw(shapes(2)),)


@st.composite
def mixture(draw: st.DrawFn) -> Case:
    top = draw(st.integers(1, 3))
    flags = {name: draw(st.booleans()) for name in ("gated", "shared_gate", "router_bias")}
    given = {"shared_features": draw(st.sampled_from([None, 4])), "activation": draw(st.sampled_from([sn.SiLU(), sn.GELU()]))}
    layer = sn.MixtureOfExperts(top + draw(st.integers(0, 4)), top, draw(sizes), **given, **flags)
    return layer, (draw(st.integers(1, 3).flatmap(shapes)),)


@st.composite
def mamba(draw: st.DrawFn) -> Case:
    given = {"d_state": draw(sizes), "d_conv": draw(sizes), "expand": draw(st.integers(1, 3)), "dt_rank": draw(st.sampled_from([None, 4]))}
    return sn.Mamba(**given, bias=draw(st.booleans()), conv_bias=draw(st.booleans())), (draw(shapes(2, 1, 40)),)


def _positions(case: tuple[int, Shape]) -> Case:
    return sn.PositionalEmbedding(case[1][0] + case[0] if case[0] else None), (case[1],)


@st.composite
def placed(draw: st.DrawFn, cls: type[Layer]) -> Case:
    """An input and one as large as it, or smaller, on every axis after the channels."""
    small = draw(st.integers(1, 3).flatmap(shapes))
    offset = draw(st.sampled_from([None, 0, 2]))
    large = tuple(n + (offset or 0) + draw(st.integers(0, 5)) for n in small)
    cells = (large, small) if cls is sn.CropTo else (small, large)
    return cls(offset=offset), tuple((draw(channels), *n) for n in cells)  # type: ignore[call-arg]


@st.composite
def resized(draw: st.DrawFn) -> Case:
    mode, axes = draw(st.sampled_from([("nearest", 1), ("area", 2), ("linear", 1), ("bilinear", 2), ("bicubic", 2), ("trilinear", 3)]))
    return sn.ResizeTo(mode), (draw(shapes(axes + 1)), draw(shapes(axes + 1)))


LAYERS: dict[type[Layer], st.SearchStrategy[Case]] = {
    **VOCABULARY,
    **ZOO_LAYERS,
    **{cls: conv(cls, k) for k, cls in enumerate((sn.Conv1d, sn.Conv2d, sn.Conv3d), 1)},
    **{cls: pool(cls, k) for k, cls in enumerate((sn.MaxPool1d, sn.MaxPool2d, sn.MaxPool3d), 1)},
    **{cls: pool(cls, k) for k, cls in enumerate((sn.AvgPool1d, sn.AvgPool2d, sn.AvgPool3d), 1)},
    **{cls: adaptive(cls, k) for k, cls in enumerate((sn.AdaptiveAvgPool1d, sn.AdaptiveAvgPool2d, sn.AdaptiveAvgPool3d), 1)},
    **{cls: adaptive(cls, k) for k, cls in enumerate((sn.AdaptiveMaxPool1d, sn.AdaptiveMaxPool2d, sn.AdaptiveMaxPool3d), 1)},
    sn.Linear: st.tuples(sizes, st.booleans(), st.integers(1, 3).flatmap(shapes)).map(_linear),
    sn.Flatten: anywhere(sn.Flatten()),
    sn.Identity: anywhere(sn.Identity()),
    sn.ReLU: anywhere(sn.ReLU()),
    sn.Softmax: anywhere(sn.Softmax(), sn.Softmax(dim=0)),
    sn.Dropout: anywhere(sn.Dropout()),
    sn.LocalResponseNorm: anywhere(sn.LocalResponseNorm(5), sn.LocalResponseNorm(2), low=2),
    sn.BatchNorm1d: anywhere(sn.BatchNorm1d(), sn.BatchNorm1d(affine=False), high=2),
    sn.BatchNorm2d: ranked(sn.BatchNorm2d(), 3),
    sn.BatchNorm3d: ranked(sn.BatchNorm3d(track_running_stats=False), 4),
    sn.Add: alike(sn.Add()),
    sn.Concat: alike(sn.Concat()),
    sn.RNN: recurrent(sn.RNN, num_layers=[1, 2], bidirectional=[False, True], nonlinearity=["tanh", "relu"]),
    sn.LSTM: recurrent(sn.LSTM, num_layers=[1, 2], bidirectional=[False, True], proj_size=[0, 1]),
    sn.GRU: recurrent(sn.GRU, num_layers=[1, 2], bidirectional=[False, True], reset_after=[False, True]),
    sn.RNNCell: recurrent(sn.RNNCell, nonlinearity=["tanh", "relu"]),
    sn.LSTMCell: recurrent(sn.LSTMCell),
    sn.GRUCell: recurrent(sn.GRUCell, reset_after=[False, True]),
    sn.MultiheadAttention: multihead(),
    sn.ScaledDotProductAttention: dot_product(),
    sn.Attention: attention(),
    sn.MultiheadLatentAttention: latent(),
    sn.MixtureOfExperts: mixture(),
    sn.Mamba: mamba(),
    sn.PositionalEmbedding: st.tuples(st.integers(0, 9), shapes(2)).map(_positions),
    sn.SinusoidalEncoding: ranked(sn.SinusoidalEncoding(), 2),
    sn.RotaryEmbedding: st.tuples(st.just(sn.RotaryEmbedding()), st.integers(1, 3).flatmap(shapes).map(lambda s: ((*s, 2 * s[-1]),))),
    sn.EinsumLinear: st.one_of(
        ranked(sn.EinsumLinear("ab,bcd->acd", (2, 5), bias_axes="cd"), 2),
        ranked(sn.EinsumLinear("...bc,cd->...bd", 4, bias_axes="b"), 4),
        ranked(sn.EinsumLinear("ab...,bc->ca...", 3, bias_axes="a"), 3),
    ),
    sn.Exponential: anywhere(sn.Exponential()),
    sn.UnitNorm: anywhere(sn.UnitNorm(), sn.UnitNorm(dim=(0, -1))),
    sn.LayerScale: anywhere(sn.LayerScale(), sn.LayerScale(dim=(0, -1))),
    sn.Standardize: anywhere(sn.Standardize(), sn.Standardize(dim=()), sn.Standardize(dim=0, adapted=False)),
    sn.Rescale: anywhere(sn.Rescale(0.5, 1.0)),
    sn.RepeatVector: anywhere(sn.RepeatVector(3)),
    sn.WeightNorm: st.builds(lambda case: (sn.WeightNorm(case[0]), case[1]), conv(sn.Conv1d, 1)),
    sn.LowRankWeight: st.builds(lambda case, r: (sn.LowRankWeight(case[0], r), case[1]), conv(sn.Conv2d, 2), st.integers(1, 4)),
    sn.CropTo: placed(sn.CropTo),
    sn.PadTo: placed(sn.PadTo),
    sn.ResizeTo: resized(),
    sn.TimeDistributed: st.one_of(conv(sn.Conv2d, 2), ranked(sn.BatchNorm2d(), 3)).map(_wrapped),
}

any_layer: st.SearchStrategy[Case] = st.one_of(*LAYERS.values())

Build = Callable[..., Layer]


# ----------------------------------------------------------------- networks


@st.composite
def image_layer(draw: st.DrawFn) -> Layer:
    """A layer for (channels, height, width) that any image of some size can go through."""
    return draw(
        st.one_of(
            st.builds(
                sn.Conv2d,
                st.integers(1, 6),
                st.integers(1, 5),
                stride=st.integers(1, 3),
                padding=st.one_of(st.integers(0, 2), st.just("same")),
                dilation=st.integers(1, 2),
                bias=st.booleans(),
            ),
            st.integers(1, 3).flatmap(
                lambda k: st.builds(
                    sn.MaxPool2d, st.just(k), stride=st.integers(1, 3), padding=st.integers(0, k // 2), ceil_mode=st.booleans()
                )
            ),
            st.builds(sn.AvgPool2d, st.integers(1, 3)),
            st.sampled_from([sn.ReLU(), sn.BatchNorm2d(), sn.Dropout(), sn.LocalResponseNorm(5)]),
        )
    )


@st.composite
def image_block(draw: st.DrawFn) -> Any:
    """A layer, a residual of layers that keep the shape, or two branches side by side."""
    kind = draw(st.sampled_from(["layer", "layer", "layer", "residual", "concat", "repeat"]))
    if kind == "layer":
        return draw(image_layer())
    keeps = sn.Sequential(sn.BatchNorm2d(), sn.ReLU())
    if kind == "residual":
        return sn.Residual(keeps)
    if kind == "repeat":
        return sn.Repeat(keeps, draw(st.integers(1, 4)))
    return sn.Parallel(None, sn.Conv2d(draw(st.integers(1, 4)), 3, padding=1), merge=sn.Concat())


@st.composite
def image_graphs(draw: st.DrawFn) -> Any:
    """A network body on images, with a classifier behind some."""
    blocks = draw(st.lists(image_block(), min_size=1, max_size=6))
    head = draw(st.sampled_from([(), (sn.Flatten(), sn.Linear(5)), (sn.AdaptiveAvgPool2d(1), sn.Flatten(), sn.Linear(3, bias=False))]))
    return sn.Sequential(*blocks, *head)


image_shapes = st.tuples(st.integers(1, 4), st.integers(1, 40), st.integers(1, 40))


# ------------------------------------------------------------------ wirings

Wiring = tuple[Any, Callable[[Any], Any]]
"""A graph made by combinators, and a function that wires the same by calls on a value."""


def _residual(inner: Wiring) -> Wiring:
    body, call = inner
    return sn.Residual(body), lambda x: sn.Residual(sn.wired(call(x0 := sn.Input()), [x0]))(x)


def _parallel(wirings: list[Wiring]) -> Wiring:
    branches = [body for body, _ in wirings]

    @sn.block
    def Parallel(x: Any) -> Any:
        return sn.Concat()(*(body(x, name=f"branch{k}") for k, body in enumerate(branches, 1)), name="Concat")

    return sn.Parallel(*branches, merge=sn.Concat()), Parallel()


def _chain(steps: list[Wiring]) -> Wiring:
    def call(x: Any) -> Any:
        for _, step in steps:
            x = step(x)
        return x

    return sn.Sequential(*(op for op, _ in steps)), call


def _called(op: Any) -> Wiring:
    """An operation as an object of its own, since one object called twice shares its weights."""
    return op, copy(op)


keeping = st.sampled_from([sn.ReLU(), sn.BatchNorm2d(), sn.Conv2d(4, 3, padding=1), sn.Dropout()]).map(_called)
"""Layers that keep an image of four channels."""
chains = st.recursive(
    st.lists(keeping, min_size=1, max_size=3).map(_chain),
    lambda inner: st.lists(
        st.one_of(
            keeping.map(lambda w: [w]),
            inner.map(lambda w: [_residual(w)]),
            st.lists(inner, min_size=2, max_size=2).map(lambda branches: [_parallel(branches), _called(sn.Conv2d(4, 1))]),
            st.tuples(inner, st.integers(1, 3)).map(lambda c: [_called(sn.Repeat(c[0][0], c[1]))]),
        ),
        min_size=1,
        max_size=3,
    ).map(lambda steps: _chain([w for step in steps for w in step])),
    max_leaves=6,
)
"""Chains of layers, residuals, branches and repetitions on images of four channels."""


@st.composite
def dags(draw: st.DrawFn) -> list[tuple[str, tuple[int, ...], Any]]:
    """Steps on images, each a kind, the numbers of the values it takes, and what it is made with; value 0 is the input of (4, 16, 16)."""
    steps: list[tuple[str, tuple[int, ...], Any]] = []
    count = 1
    for _ in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["conv", "conv", "relu", "add", "concat", "split", "norm"]))
        taken = tuple(draw(st.integers(0, count - 1)) for _ in range(2 if kind in ("add", "concat") else 1))
        steps.append((kind, taken, draw(st.sampled_from([1, 3, 5]))))
        count += 2 if kind == "split" else 1
    return steps
