"""Named examples of the layers that are neither attention nor recurrent: what each counts, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import symnet as sn
from symnet import Network, Operations, SymnetError
from symnet.architecture.graph import Graph, Node
from symnet.architecture.layer import Layer


def on(layer: Layer, *shapes: Any) -> Network:
    return Network(Graph((Node("layer", layer, tuple(-1 - k for k in range(len(shapes)))),)), *shapes)


def operations(layer: Layer, *shapes: Any) -> Operations:
    return layer.operations(layer.output_shape(*shapes), *shapes)


def test_transposed_convolution_multiplies_over_the_input_grid() -> None:
    up = Network(sn.ConvTranspose2d(64, 4, stride=2, padding=1, bias=False), (128, 14, 14))
    assert up.output_shape == (64, 28, 28)
    assert up.macs == 14 * 14 * 128 * 64 * 4 * 4


def test_grouped_transposed_convolution_stores_in_by_out_over_groups() -> None:
    assert sn.ConvTranspose1d(6, 5, groups=3).weights((9, 4)) == {"weight": (9, 2, 5), "bias": (6,)}


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "extra", "dilation", "size"),
    [
        (3, 2, "same", None, 1, 16),  # Keras: n S
        (3, 2, "valid", None, 1, 17),  # (n - 1) S + max(K, S)
        (2, 3, "valid", None, 1, 24),
        (3, 1, "valid", None, 2, 12),
        (3, 2, "same", 1, 1, 16),  # (n - 1) S + K mod 2 + extra
        (4, 2, "same", 0, 1, 14),
        (3, 2, "valid", 1, 1, 18),
        (3, 2, 1, 1, 1, 16),  # torch
        (3, 2, ((0, 1),), None, 1, 16),
    ],
)  # fmt: skip
def test_sizes_of_a_transposed_convolution(kernel: int, stride: int, padding: Any, extra: Any, dilation: int, size: int) -> None:
    layer = sn.ConvTranspose1d(1, kernel, stride=stride, padding=padding, output_padding=extra, dilation=dilation)
    assert layer.output_shape((1, 8)) == (1, size)


def test_causal_convolution_keeps_the_past_only() -> None:
    layer = sn.Conv1d(4, 3, padding="causal", dilation=2)
    assert Network(layer, (2, 10)).output_shape == (4, 10)
    assert layer.windows((2, 10))[0].sides == (4, 0)
    with pytest.raises(SymnetError, match="causal"):
        sn.Conv2d(4, 3, padding="causal")


def test_a_depthwise_convolution_is_a_grouped_one() -> None:
    depthwise, grouped = (
        Network(sn.DepthwiseConv2d(3, stride=2, padding=1, depth_multiplier=2), (8, 9, 9)),
        Network(sn.Conv2d(16, 3, stride=2, padding=1, groups=8), (8, 9, 9)),
    )
    assert (depthwise.output_shape, depthwise.params, depthwise.macs) == (grouped.output_shape, grouped.params, grouped.macs)


def test_a_padding_tuple_is_torchs_last_axis_first() -> None:
    pad = sn.ZeroPad2d((1, 2, 3, 4))
    assert pad == sn.ZeroPad2d(((3, 4), (1, 2)))
    assert pad.output_shape((1, 10, 10)) == (1, 17, 13)
    assert sn.ZeroPad2d((0, 0, -1, -2)).output_shape((1, 10, 10)) == (1, 7, 10)


@pytest.mark.parametrize(
    ("layer", "shapes", "words"),
    [
        (sn.ReflectionPad1d(4), ((1, 4),), "reflection of 4 cells needs more than 4"),
        (sn.CircularPad1d(5), ((1, 4),), "goes around more than once"),
        (sn.ZeroPad1d((-3, -2)), ((1, 4),), "takes more away"),
        (sn.Conv1d(1, 3, padding=4, padding_mode="reflect"), ((1, 4),), "reflection"),
        (sn.PixelShuffle(2), ((6, 4, 4),), "does not divide 6 channels"),
        (sn.PixelUnshuffle(2), ((1, 5, 4),), "does not divide height 5"),
        (sn.ChannelShuffle(3), ((4, 5, 4),), "groups 3 do not divide 4"),
        (sn.GroupNorm(3), ((4, 5),), "groups 3 do not divide 4"),
        (sn.InstanceNorm1d(), ((4, 1),), "a variance needs at least 2"),
        (sn.GLU(), ((3,),), "cannot be halved"),
        (sn.PReLU(3), ((4, 5),), "3 parameters and 4 channels"),
        (sn.Fold(8, 3), ((9, 35),), "the image has 36 windows"),
        (sn.Fold(8, 3), ((10, 36),), "not whole kernels of 9"),
        (sn.Unfold(9), ((1, 4, 12),), "kernel 9 does not fit input height 4"),
        (sn.Upsample(scale_factor=0.25), ((1, 3),), "nothing is left of length 3"),
        (sn.Upsample(2, mode="bilinear"), ((1, 3),), "takes channels and 2 more axes"),
        (sn.MaxPool2d(2, padding=2), ((1, 8, 8),), "more than half of kernel 2"),
        (sn.Reshape((5, 5)), ((24,),), "the sizes make 25 cells, and the input has 24"),
        (sn.Reshape((-1, 5)), ((24,),), "24 cells are not a multiple of 5"),
        (sn.Unflatten(1, (5, 5)), ((24,),), "make 25 cells"),
        (sn.Unflatten(0, (5, 5)), ((24,),), "the batch axis"),
        (sn.Flatten(0), ((2, 3),), "the batch axis"),
        (sn.Flatten(2, 1), ((2, 3),), "before it starts"),
        (sn.Permute((0, 0)), ((2, 3),), "name each axis once"),
        (sn.Slice(0, 2, 9), ((4,),), "ends at 9, and the axis has 4"),
        (sn.Slice(0, 4), ((4,),), "is empty"),
        (sn.Select(3), ((4,),), "takes axis 3, and there are 1"),
        (sn.Squeeze(0), ((4,),), "has 4 cells"),
        (sn.Softmax(dim=2), ((4,),), "Softmax takes axis 2, and there are 1"),
        (sn.LayerNorm(dim=(-2, -1)), ((4,),), "LayerNorm takes axis -2, and there are 1"),
        (sn.MatMul(), ((2, 3), (4, 5)), "3 columns and the second 4 rows"),
        (sn.Dot(), ((2, 3), (2, 4)), "3 and 4 cells"),
        (sn.Bilinear(2), ((2, 3), (3, 3)), "differ on axis 0"),
        (sn.Subtract(), ((2, 3), (2, 4)), "differ on axis 1"),
        (sn.Multiply(broadcast=True), ((2, 3), (2, 4)), "is 3 in the inputs before and 4 in input 2"),
    ],
)  # fmt: skip
def test_refusals_say_what_is_wrong(layer: Layer, shapes: Any, words: str) -> None:
    with pytest.raises(SymnetError) as error:
        on(layer, *shapes)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (sn.Upsample, "neither size nor scale_factor"),
        (lambda: sn.Upsample(2, mode="cubic"), "mode is 'cubic'"),
        (lambda: sn.Upsample(2, align_corners=True), "goes with linear"),
        (lambda: sn.Upsample(scale_factor=-1.5), "give a positive number"),
        (lambda: sn.GELU("erf"), "give 'none' or 'tanh'"),
        (lambda: sn.Dropout(1.5), "between 0 and 1"),
        (lambda: sn.Embedding(4, 2, padding_idx=4), "there are 4 vectors"),
        (lambda: sn.EmbeddingBag(4, 2, mode="median"), "'mean', 'sum' or 'max'"),
        (lambda: sn.Reshape((-1, -1)), "only one of the sizes"),
        (lambda: sn.LowRankAdapter(sn.ReLU(), 4), "a Linear or a convolution"),  # type: ignore[arg-type]
    ],
)
def test_constructors_refuse(make: Any, words: str) -> None:
    with pytest.raises(SymnetError) as error:
        make()
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("layer", "shapes", "counts"),
    [
        (sn.Linear(5, bias=False), ((2, 3, 4),), {"mac": 2 * 3 * 4 * 5}),
        (sn.MatMul(), ((2, 3, 4), (2, 4, 5)), {"mac": 2 * 3 * 4 * 5}),
        (sn.Bilinear(5, bias=False), ((3,), (4,)), {"mac": 5 * (3 * 4 + 3)}),
        (sn.GlobalAvgPool2d(), ((3, 4, 5),), {"add": 3 * 19, "divide": 3}),
        (sn.AvgPool2d(2), ((3, 4, 4),), {"add": 12 * 3, "divide": 12}),
        (sn.MaxPool2d(2), ((3, 4, 4),), {"compare": 12 * 3}),
        (sn.Upsample(scale_factor=2, mode="bilinear"), ((1, 2, 2),), {"mul": 16 * 4, "add": 16 * 3}),
        (sn.GLU(), ((6,),), {"exp": 3, "add": 3, "divide": 3, "mul": 3}),
        (sn.Softmax(dim=0), ((4, 3),), {"exp": 12, "add": 9, "divide": 12}),
        (sn.Average(), ((4,), (4,), (4,)), {"add": 8, "divide": 4}),
        (sn.Embedding(9, 4), ((7,),), {}),
    ],
)  # fmt: skip
def test_operations(layer: Layer, shapes: Any, counts: dict[str, int]) -> None:
    assert {kind: n for kind, n in operations(layer, *shapes).counts().items() if n} == counts


def test_broadcasting_follows_numpy() -> None:
    assert on(sn.Multiply(broadcast=True), (8, 5, 1), (1, 7)).output_shape == (8, 5, 7)
    n, m = sn.symbols("n m")
    assert on(sn.Add(broadcast=True), (n, 3), (1, 3)).output_shape == (n, 3)
    assert on(sn.Add(broadcast=True), (n, 3), (m, 3)).output_shape == (sp.Max(m, n), 3)


def test_scale_factors_round_as_frameworks_do() -> None:
    assert sn.Upsample(scale_factor=0.7).output_shape((1, 10)) == (1, 7)
    assert sn.Upsample(scale_factor=0.29).output_shape((1, 100)) == (1, 28)
    n = sn.symbols("n")
    assert Network(sn.Upsample(scale_factor=1.5), (1, n)).output_shape[1] == sp.floor(sp.Rational(3, 2) * n)


def test_a_low_rank_adapter_keeps_the_layer_and_trains_little() -> None:
    adapted = Network(sn.LowRankAdapter(sn.Conv2d(32, 3, padding=1), "r"), (16, 8, 8))
    assert adapted.output_shape == (32, 8, 8)
    r = sn.symbols("r")
    assert sp.expand(sum(p.params for p in adapted if "lora" in p.name)) == r * (16 * 9 + 32)


def test_unfold_then_fold_gives_the_image_back() -> None:
    net = Network(sn.Sequential(sn.Unfold(3, stride=2, padding=1), sn.Fold((9, 12), 3, stride=2, padding=1)), (5, 9, 12))
    assert net.output_shape == (5, 9, 12)


def test_flatten_counts_axes_as_torch_does() -> None:
    assert sn.Flatten().output_shape((2, 3, 4)) == (24,)
    assert sn.Flatten(2).output_shape((2, 3, 4)) == (2, 12)
    assert sn.Flatten(1, 2).output_shape((2, 3, 4)) == (6, 4)
    assert sn.Flatten(-2).output_shape((2, 3, 4)) == (2, 12)
    assert sn.Flatten().output_shape(()) == (1,)


def test_a_receptive_field_passes_a_transposed_convolution() -> None:
    net = Network(sn.Sequential(sn.MaxPool1d(2), sn.ConvTranspose1d(4, 2, stride=2), sn.Conv1d(4, 3)), (4, 32))
    assert (net.receptive_field.size, net.receptive_field.jump) == (4, 1)
