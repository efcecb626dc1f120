"""hypothesis strategies for the layers that are neither attention nor recurrent."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import symnet as sn
from symnet import Layer
from tests.cases import Case, alike, anywhere, channels, ranked, shapes, sizes

ELEMENTWISE = (
    sn.CELU(2.0),
    sn.ELU(),
    sn.GELU("tanh"),
    sn.SELU(),
    sn.AlphaDropout(),
    sn.Dropout1d(),
    sn.Dropout2d(),
    sn.Dropout3d(0.2),
    sn.FeatureAlphaDropout(),
    sn.Hardshrink(),
    sn.Hardsigmoid(),
    sn.Hardswish(),
    sn.Hardtanh(-2.0, 2.0),
    sn.LeakyReLU(0.2),
    sn.LogSigmoid(),
    sn.LogSoftmax(dim=0),
    sn.Mish(),
    sn.RReLU(),
    sn.ReLU6(),
    sn.SiLU(),
    sn.Sigmoid(),
    sn.Softmin(),
    sn.Softplus(),
    sn.Softshrink(),
    sn.Softsign(),
    sn.StochasticDepth(0.2),
    sn.Tanh(),
    sn.Tanhshrink(),
    sn.Threshold(0.1, 20.0),
)


@st.composite
def transposed(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    groups, stride = draw(st.sampled_from([1, 1, 2, 3])), draw(st.integers(1, 3))
    kernel = tuple(draw(st.integers(1, 4)) for _ in range(spatial))
    padding: Any = draw(st.sampled_from([0, 1, "same", "valid", tuple((0, 1) for _ in range(spatial))]))
    extra = draw(st.sampled_from([None, 0, stride - 1]))
    dilation = draw(st.integers(1, 2))
    layer = cls(  # type: ignore[call-arg]
        groups * draw(channels),
        kernel,
        stride=stride,
        padding=padding,
        output_padding=extra,
        groups=groups,
        bias=draw(st.booleans()),
        dilation=dilation,
    )
    return layer, ((groups * draw(channels), *draw(shapes(spatial, 3))),)


@st.composite
def depthwise(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    layer = cls(
        draw(st.integers(1, 4)),
        stride=draw(st.integers(1, 3)),
        padding=draw(st.sampled_from([0, 1, "same"])),
        depth_multiplier=draw(st.integers(1, 3)),
        bias=draw(st.booleans()),
    )  # type: ignore[call-arg]
    return layer, ((draw(channels), *draw(shapes(spatial, 4))),)


@st.composite
def norm_pool(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    layer = cls(draw(st.integers(1, 4)), stride=draw(st.integers(1, 3)), ceil_mode=draw(st.booleans()), norm_type=2.0)  # type: ignore[call-arg]
    return layer, ((draw(channels), *draw(shapes(spatial, 4))),)


@st.composite
def fractional(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    given: Any = draw(st.sampled_from([{"output_size": 2}, {"output_ratio": 0.5}]))
    return cls(draw(st.integers(1, 2)), **given, return_indices=draw(st.booleans())), ((draw(channels), *draw(shapes(spatial, 4))),)


@st.composite
def unpool(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    shape = (draw(channels), *draw(shapes(spatial, 2)))
    layer: Any = cls(draw(st.integers(2, 4)), draw(st.sampled_from([None, 2])), draw(st.integers(0, 1)))  # type: ignore[call-arg]
    channel, *whole = layer.output_shape(shape, shape)
    like = (channel, *(n + draw(st.integers(0, s - 1)) for n, s in zip(whole, layer.stride, strict=True)))
    return layer, (shape, shape, like)[: draw(st.integers(2, 3))]


@st.composite
def padded(draw: st.DrawFn, cls: type[Layer], spatial: int) -> Case:
    low = -2 if "Zero" in cls.__name__ or "Constant" in cls.__name__ else 0
    padding = draw(st.one_of(st.integers(max(low, -1), 3), st.tuples(*(st.integers(low, 3) for _ in range(2 * spatial)))))
    return cls(padding), ((draw(channels), *draw(shapes(spatial, 5))),)  # type: ignore[call-arg]


@st.composite
def unfold(draw: st.DrawFn) -> Case:
    layer = sn.Unfold(*(tuple(draw(st.integers(*r)) for _ in range(2)) for r in ((1, 3), (1, 2), (0, 2), (1, 3))))
    return layer, ((draw(channels), *draw(shapes(2, 5))),)


@st.composite
def fold(draw: st.DrawFn) -> Case:
    unfolded, ((c, h, w),) = draw(unfold())
    assert isinstance(unfolded, sn.Unfold)
    return sn.Fold((h, w), **unfolded.sizes()), (tuple(unfolded.output_shape((c, h, w))),)


@st.composite
def upsample(draw: st.DrawFn) -> Case:
    axes = draw(st.integers(1, 3))
    mode = draw(st.sampled_from(["nearest", "area", ("linear", "bilinear", "trilinear")[axes - 1], *(["bicubic"] if axes == 2 else [])]))
    factor = st.sampled_from([1, 2, 3, 0.5, 1.5, 2.25])
    asked: Any = draw(st.sampled_from(["size", "scale_factor"]))
    value = st.integers(1, 9) if asked == "size" else factor
    given = draw(st.one_of(value, st.tuples(*(value for _ in range(axes)))))
    return sn.Upsample(**{asked: given}, mode=mode), ((draw(channels), *draw(shapes(axes, 2))),)  # type: ignore[arg-type]


@st.composite
def multiple(draw: st.DrawFn, cls: type[Layer], axes: dict[int, int], rank: int = 3) -> Case:
    """A layer of one factor, of which some axes are multiples (to a power)."""
    factor = draw(st.integers(1, 4))
    shape = list(draw(shapes(rank, 1, 6)))
    for axis, power in axes.items():
        shape[axis] *= factor**power
    return cls(factor), (tuple(shape),)  # type: ignore[call-arg]


@st.composite
def bilinear(draw: st.DrawFn) -> Case:
    lead = draw(shapes(draw(st.integers(0, 2))))
    return sn.Bilinear(draw(sizes), bias=draw(st.booleans())), ((*lead, draw(sizes)), (*lead, draw(sizes)))


@st.composite
def bag(draw: st.DrawFn) -> Case:
    layer = sn.EmbeddingBag(
        draw(sizes), draw(sizes), mode=draw(st.sampled_from(["mean", "sum", "max"])), include_last_offset=draw(st.booleans())
    )
    return layer, draw(st.sampled_from([((7,),), ((7,), (3,))]))


@st.composite
def matrices(draw: st.DrawFn) -> Case:
    lead, (m, k, n) = draw(shapes(draw(st.integers(0, 2)))), draw(shapes(3))
    return sn.MatMul(), ((*lead, m, k), (*lead, k, n))


@st.composite
def reshaped(draw: st.DrawFn) -> Case:
    a, b, c = draw(shapes(3))
    layer = draw(st.sampled_from([sn.Reshape((-1, b)), sn.Reshape((c, a * b)), sn.Reshape((a, None, c)), sn.Reshape((-1,))]))
    return layer, ((a, b, c),)


@st.composite
def unflattened(draw: st.DrawFn) -> Case:
    a, b, c = draw(shapes(3))
    return draw(
        st.sampled_from(
            [(sn.Unflatten(1, (a, b)), ((a * b, c),)), (sn.Unflatten(2, (-1, b)), ((c, a * b),)), (sn.Unflatten(-1, (a,)), ((b, a),))]
        )
    )


@st.composite
def sliced(draw: st.DrawFn) -> Case:
    start, step = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    stop = draw(st.one_of(st.none(), st.integers(start + 1, 6)))
    return sn.Slice(draw(st.integers(-2, 1)), start, stop, step), (draw(shapes(2, 6)),)


def layer_norm(cls: type[Layer]) -> st.SearchStrategy[Case]:
    return st.one_of(
        anywhere(cls(), cls(elementwise_affine=False), cls(dim=0)), anywhere(cls(dim=(-2, -1)), cls(dim=(0, 1), scale=False), low=2)
    )  # type: ignore[call-arg]


VOCABULARY: dict[type[Layer], st.SearchStrategy[Case]] = {
    **{type(layer): anywhere(layer) for layer in ELEMENTWISE},
    sn.GELU: anywhere(sn.GELU(), sn.GELU("tanh")),
    sn.Softmax2d: ranked(sn.Softmax2d(), 3),
    sn.PReLU: st.one_of(ranked(sn.PReLU(), 3), ranked(sn.PReLU(shared_axes=(1,)), 2), channels.map(lambda c: (sn.PReLU(c), ((c, 5),)))),
    **{cls: sizes.map(lambda n, c=cls: (c(), ((4, 2 * n),))) for cls in (sn.GLU, sn.SwiGLU, sn.GEGLU, sn.ReGLU)},  # type: ignore[misc]
    **{cls: transposed(cls, k) for k, cls in enumerate((sn.ConvTranspose1d, sn.ConvTranspose2d, sn.ConvTranspose3d), 1)},
    **{cls: depthwise(cls, k) for k, cls in enumerate((sn.DepthwiseConv1d, sn.DepthwiseConv2d, sn.DepthwiseConv3d), 1)},
    **{cls: norm_pool(cls, k) for k, cls in enumerate((sn.LPPool1d, sn.LPPool2d, sn.LPPool3d), 1)},
    **{cls: ranked(cls(keepdims=k == 2), k + 1) for k, cls in enumerate((sn.GlobalAvgPool1d, sn.GlobalAvgPool2d, sn.GlobalAvgPool3d), 1)},
    **{cls: ranked(cls(keepdims=k == 2), k + 1) for k, cls in enumerate((sn.GlobalMaxPool1d, sn.GlobalMaxPool2d, sn.GlobalMaxPool3d), 1)},
    **{
        cls: padded(cls, k)
        for mode in ("Zero", "Constant", "Reflection", "Replication", "Circular")
        for k in (1, 2, 3)
        for cls in (getattr(sn, f"{mode}Pad{k}d"),)
    },
    **{cls: fractional(cls, k) for k, cls in enumerate((sn.FractionalMaxPool2d, sn.FractionalMaxPool3d), 2)},
    **{cls: unpool(cls, k) for k, cls in enumerate((sn.MaxUnpool1d, sn.MaxUnpool2d, sn.MaxUnpool3d), 1)},
    sn.Unfold: unfold(),
    sn.Fold: fold(),
    sn.Upsample: upsample(),
    sn.PixelShuffle: multiple(sn.PixelShuffle, {-3: 2}, 4),
    sn.PixelUnshuffle: multiple(sn.PixelUnshuffle, {-2: 1, -1: 1}),
    sn.ChannelShuffle: multiple(sn.ChannelShuffle, {0: 1}),
    sn.GroupNorm: multiple(sn.GroupNorm, {0: 1}),
    sn.Bilinear: bilinear(),
    sn.Embedding: st.tuples(st.builds(sn.Embedding, sizes, sizes), st.integers(0, 2).flatmap(shapes).map(lambda s: (s,))),
    sn.EmbeddingBag: bag(),
    **{cls: ranked(cls(affine=True), k + 2, 2) for k, cls in enumerate((sn.InstanceNorm2d, sn.InstanceNorm3d), 1)},
    sn.InstanceNorm1d: ranked(sn.InstanceNorm1d(track_running_stats=True), 2),
    sn.LayerNorm: layer_norm(sn.LayerNorm),
    sn.LayerNorm2d: ranked(sn.LayerNorm2d(), 3),
    sn.RMSNorm: layer_norm(sn.RMSNorm),
    sn.Split: st.builds(
        lambda sections, shape: (sn.Split(sections, dim=-1), ((*shape[:-1], sections * shape[-1]),)),
        st.integers(1, 4),
        st.integers(1, 3).flatmap(shapes),
    ),
    **{cls: alike(cls(), low=2) for cls in (sn.Multiply, sn.Average, sn.Maximum, sn.Minimum, sn.Stack)},
    sn.Subtract: alike(sn.Subtract(), 2, 2),
    sn.MatMul: matrices(),
    sn.Dot: st.builds(lambda m, k, n, f: (sn.Dot(dims=(1, 0), normalize=f), ((m, k), (k, n))), sizes, sizes, sizes, st.booleans()),
    sn.Reshape: reshaped(),
    sn.Unflatten: unflattened(),
    sn.Permute: ranked(sn.Permute((2, 0, 1)), 3),
    sn.Transpose: ranked(sn.Transpose(0, -1), 3),
    sn.Slice: sliced(),
    sn.Select: anywhere(sn.Select(-1)),
    sn.Squeeze: shapes(2).map(lambda s: (sn.Squeeze(1), ((s[0], 1, s[1]),))),
    sn.Unsqueeze: anywhere(sn.Unsqueeze(), sn.Unsqueeze(-1)),
}
