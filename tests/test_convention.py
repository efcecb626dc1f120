"""Conventions count what the tools they are named after report, and their terms say where figures differ."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Layer, Network, Operations, SymnetError
from symnet.arithmetic.sizes import total
from symnet.counting.convention import ALL_OPERATIONS, FLOPS, MACS, MACS_WITH_BIAS, TERMS, Convention, Rule, input_cells, split
from symnet.counting.counters import CONVENTIONS
from tests.measured import FIGURES, measured
from tests.strategies import LAYERS, image_graphs
from tests.test_networks import legal

OWN = (MACS, MACS_WITH_BIAS, FLOPS, ALL_OPERATIONS)
TOOLS = [name for name, convention in CONVENTIONS.items() if convention not in OWN]

NOT_FOLLOWED = {
    ("AdaptiveAvgPool2d(6)", "thop"): "13/6 is rounded in floating point, and one operation is lost",
    ("LSTM projected", "torchprofile"): "the projected state is taken for the hidden one",
    ("MultiheadAttention no bias no weights", "torchprofile"): "4 products of sizes, which tracing records, are counted",
    ("MultiheadAttention no bias", "torchprofile"): "the same, and the scaling of the queries",
    ("TransformerEncoderLayer no bias", "torchprofile"): "the same 4 products",
    ("TransformerEncoderLayer", "torchprofile"): "the whole block is one kernel",
    ("TransformerEncoderLayer no bias", "calflops"): "the block keeps the function relu from before it is followed",
    ("TransformerEncoderLayer", "calflops"): "the same",
    **{("attention q@k", tool): "the softmax measured is torch.softmax, no module" for tool in ("thop", "ptflops", "calflops")},
}
"""What is the measured program's and not the rule's: the figures are known to differ there."""


@pytest.mark.parametrize("case", FIGURES)
def test_a_convention_counts_what_its_tool_reports(case: str) -> None:
    net, figures = measured(case), FIGURES[case]["figures"]
    assert net.params == FIGURES[case]["params"]
    counted = {tool: net.count(tool).value for tool in TOOLS if tool in figures}
    reported = {tool: figures[tool] for tool in counted}
    differ = {tool for tool in counted if counted[tool] != reported[tool]}
    assert differ == {tool for name, tool in NOT_FOLLOWED if name == case}, (counted, reported)


@pytest.mark.parametrize(
    ("figure", "names"),
    [
        (1_135_256_096, {"MACs", "fvcore", "thop", "torchprofile", "calflops MACs"}),
        (1_135_915_368, {"MACs with biases", "torchinfo", "ptflops-aten"}),
        (1_138_272_488, {"ptflops"}),
        (2_270_512_192, {"FLOPs", "torch"}),
        (2_272_340_832, {"calflops"}),
    ],
)
def test_the_five_totals_of_one_alexnet(figure: int, names: set[str]) -> None:
    found = sn.zoo.alexnet().reconcile(figure=figure)
    assert set(found.exact) == names
    assert found.difference == 0


def test_every_figure_of_resnet50_belongs_to_its_tool() -> None:
    net = measured("resnet50")
    for tool, figure in FIGURES["resnet50"]["figures"].items():
        assert tool.removesuffix(" on a CPU") in net.reconcile(figure=figure).exact


def test_the_nearest_convention_where_none_fits() -> None:
    found = sn.zoo.alexnet().reconcile(figure=1_138_272_500)
    assert (found.exact, found.nearest, found.difference) == ((), "ptflops", 12)
    assert "no convention gives 1138272500" in str(found)
    assert "12 more than ptflops, which gives 1138272488" in str(found)


@given(data=st.data())
@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
def test_terms_are_all_a_layer_states(cls: type[Layer], data: st.DataObject) -> None:
    layer, x = data.draw(LAYERS[cls])
    y = layer.output_shape(*x)
    parts = split(layer, y, x)
    assert sum(parts.values(), Operations()) == layer.operations(y, *x)
    assert parts["bias"].add >= 0
    assert layer.term != "other" or parts["other"] == Operations()
    for convention in CONVENTIONS.values():
        assert all(type(n) is int and term in TERMS for term, n in convention.of(layer, y, x).items())


@given(image_graphs())
@pytest.mark.parametrize("name", CONVENTIONS)
def test_counts_in_symbols_are_the_counts_in_numbers(name: str, graph: Any) -> None:
    net = legal(graph, (3, 9, 8))
    symbolic = Network(graph, ("C", "H", "W")).count(name)
    assert symbolic_value(symbolic.value, C=3, H=9, W=8) == net.count(name).value
    assert total(list(net.count(name).layers.values())) == net.count(name).value == total(list(net.count(name).terms.values()))


def symbolic_value(value: Any, **sizes: int) -> int:
    return value if isinstance(value, int) else int(value.subs({s: sizes[s.name] for s in value.free_symbols}))


def test_repeats_count_every_run() -> None:
    body = sn.Residual(sn.Conv2d(8, 3, padding=1), sn.BatchNorm2d(), sn.ReLU())
    for name in CONVENTIONS:
        n = Network(sn.Repeat(body, "n"), (8, 5, 5)).count(name).value
        assert symbolic_value(n, n=7) == Network(sn.Sequential(*[body] * 7), (8, 5, 5)).count(name).value


def test_a_count_says_what_it_counts() -> None:
    net = sn.zoo.alexnet()
    assert str(net.flops()) == "2270512192 (FLOPs)"
    assert int(net.count()) == net.macs
    assert net.count("ptflops").terms == {"macs": 1135256096, "bias": 659272, "activation": 1316544, "pooling": 1040576}
    assert net.count("ptflops").layers["Maxpool1"] == 2 * 96 * 55 * 55
    assert net.count(MACS).convention is MACS
    symbolic = Network(sn.Linear("n"), ("d",)).flops()
    assert str(symbolic) == "2n d (FLOPs)"
    with pytest.raises(SymnetError, match=r"depends on d, n; put values in with subs"):
        int(symbolic)


def test_a_convention_of_ones_own() -> None:
    net = sn.zoo.alexnet()
    exps = Convention("ours", "Table 2", Operations(mac=1, exp=8))
    assert net.count(exps).value == net.macs
    assert Network(sn.Sigmoid(), (10,)).count(exps).value == 80
    pools = Convention("ours", "Table 2", Operations(mac=1, add=1), ("macs", "bias"), (Rule("pooling", (sn.MaxPool2d,), input_cells, 3),))
    assert net.count(pools).value == 1_135_915_368 + 3 * 520_288


@pytest.mark.parametrize("name", CONVENTIONS)
def test_conventions_are_values(name: str) -> None:
    convention = CONVENTIONS[name]
    again = pickle.loads(pickle.dumps(convention))
    assert again == convention
    assert hash(again) == hash(convention)
    assert len(convention.source) > 40


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: sn.zoo.alexnet().count("fvcor"), "unknown convention 'fvcor'"),
        (lambda: sn.zoo.alexnet().reconcile("x"), "unknown convention 'x'"),
        (lambda: Convention("a", "b", terms=("mac",)), "unknown term 'mac'"),
        (lambda: Rule("pool", (sn.MaxPool2d,), input_cells), "unknown term 'pool'"),
        (lambda: sn.zoo.alexnet(input_shape=(3, "H", "H")).reconcile(figure=5), "depends on H"),
    ],
)
def test_what_is_wrong_is_said(wrong: Any, message: str) -> None:
    with pytest.raises(SymnetError, match=message):
        wrong()


def test_reconciling_shows_what_each_adds_and_drops() -> None:
    table = sn.zoo.alexnet().reconcile("MACs", "ptflops", "calflops")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows == {
        "multiply-accumulates": (1135256096, 1135256096, 2270512192),
        "biases": (None, 659272, 650080),
        "activations": (None, 1316544, 658272),
        "pooling": (None, 1040576, 520288),
    }
    assert table.footer == ("Total", 1135256096, 1138272488, 2272340832)
    assert len(sn.zoo.alexnet().reconcile().titles) == len(CONVENTIONS) + 1
    assert "2W" in str(sn.Network(sn.Linear(2), ("W",)).reconcile("MACs"))
