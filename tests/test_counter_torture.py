"""The cases in which public counters err: parameters and multiply-accumulates are exact here, in numbers and in symbols."""

from __future__ import annotations

from typing import Any

import pytest

import symnet as sn
from symnet import Network, Sequential, Shared, SymnetError
from tests.measured import FIGURES, measured, self_attention, three_times, tied

CASES: dict[str, tuple[Any, tuple[int, ...], int, int]] = {
    "Linear on positions": (sn.Linear(64, bias=False), (128, 64), 4_096, 524_288),
    "Conv2d with groups": (sn.Conv2d(32, 3, padding=1, groups=4, bias=False), (16, 8, 8), 1_152, 73_728),
    "ConvTranspose2d": (sn.ConvTranspose2d(8, 4, stride=2, padding=1, bias=False), (16, 8, 8), 2_048, 131_072),
    "self-attention, fused": (self_attention(fused=True), (128, 64), 16_384, 4_194_304),
    "self-attention, two products": (self_attention(fused=False), (128, 64), 16_384, 4_194_304),
    "MultiheadAttention": (sn.MultiheadAttention(4, bias=False), (128, 64), 16_384, 4_194_304),
    "tied embedding and head": (tied(), (16,), 64_000, 1_024_000),
    "a parameter matrix": (sn.EinsumLinear("ij,jk->ik", 128), (16, 64), 8_192, 131_072),
    "one Linear used three times": (three_times(), (64,), 4_096, 12_288),
    "LSTM": (sn.LSTM(64), (10, 32), 25_088, 245_760),
    "GRU": (sn.GRU(64), (10, 32), 18_816, 184_320),
    "TransformerEncoderLayer without biases": (sn.TransformerEncoderLayer(64, 4, 256, bias=False), (128, 64), 49_280, 8_388_608),
    "Attention": (sn.Attention(4), (128, 64), 16_384, 4_194_304),
    "Linear on a grid": (sn.Linear(10), (3, 5, 7, 4), 50, 4_200),
}


@pytest.mark.parametrize("case", CASES)
def test_parameters_and_macs_are_exact(case: str) -> None:
    op, shape, params, macs = CASES[case]
    net = Network(op, shape)
    assert (net.params, net.macs, int(net.count("MACs")), int(net.flops())) == (params, macs, macs, 2 * macs)


@pytest.mark.parametrize("case", CASES)
def test_the_same_in_symbols(case: str) -> None:
    op, shape, params, macs = CASES[case]
    net = Network(op, shape).template()
    found = [n if isinstance(n, int) else int(n.subs(net.given)) for n in (net.params, net.macs, net.count("MACs").value)]
    assert found == [params, macs, macs]


@pytest.mark.parametrize("case", [name for name, case in FIGURES.items() if "torch" in case["figures"]])
def test_macs_are_half_of_what_torch_counts(case: str) -> None:
    assert 2 * measured(case).macs == FIGURES[case]["figures"]["torch"]


def test_only_what_is_the_same_is_shared() -> None:
    vocabulary, width = 1000, 64
    head = Network(Sequential(embedding=sn.Embedding(vocabulary, width), head=Shared(sn.Linear(vocabulary), "embedding")), (16,))
    assert head.params == vocabulary * width + vocabulary
    assert head["head"].params == vocabulary
    symbolic = Network(Sequential(embedding=sn.Embedding("V", "d"), head=Shared(sn.Linear("V"), "embedding")), ("L",))
    assert str(symbolic.params) == "V*d + V"
    assert str(symbolic.macs) == "L*V*d"


def test_derivations_of_shared_weights_count_none() -> None:
    head = Network(tied(), (16,))["head"]
    assert [(str(d), d.value) for d in head.derivations if d.name in ("params", "weights")] == [("0", 0), ("0", 0)]
    assert str(head.derivation("macs")) == "N_0 F_in F_out = 16×64×1000 = 1024000"


def test_whole_blocks_are_shared() -> None:
    block = sn.TransformerEncoderLayer(64, 4, 256)
    once = Network(block, (128, 64))
    twice = Network(Sequential(("block", block), Shared(block, "block")), (128, 64))
    assert (twice.params, twice.macs) == (once.params, 2 * once.macs)
    towers = Network(sn.Parallel(("left", sn.Conv2d(8, 3)), ("right", Shared(sn.Conv2d(8, 3), "left")), merge=sn.Add()), (3, 9, 9))
    assert towers.params == 8 * 3 * 9 + 8


def test_shared_statistics_are_stored_once() -> None:
    norm = Network(Sequential(("norm", sn.BatchNorm2d()), Shared(sn.BatchNorm2d(), "norm")), (8, 4, 4))
    assert (norm.params, norm.buffers) == (16, 17)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Sequential(("a", sn.Linear(3)), Shared(sn.Linear(3), "b")), "weights 'FC2' would share"),
        (lambda: Sequential(Shared(sn.Linear(3), "FC2"), sn.Linear(3)), "weights 'FC1' would share"),
        (
            lambda: Network(Sequential(("a", sn.Linear(3)), Shared(sn.Linear(4), "a")), (3,)),
            r"FC2: weight has \(4, 3\) where that of a has \(3, 3\)",
        ),
        (lambda: Sequential(Shared(3, "a")), "3 is not a layer or a graph"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_shared_is_said(make: Any, message: str) -> None:
    with pytest.raises(SymnetError, match=message):
        make()
