"""Networks as JSON: what is written is read back the same, what is wrong is named with its place, and nothing is evaluated."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Conv2d, Linear, Network, Repeat, Residual, Sequential, SymnetError
from symnet.architecture.graph import alone
from symnet.network import Template
from tests.strategies import LAYERS, image_graphs

D = sn.symbols("d")


def same(net: Network) -> Network:
    back = Network.from_json(net.to_json())
    assert back == net
    assert (back.name, back.reading, back.notation, back.input_shapes) == (net.name, net.reading, net.notation, net.input_shapes)
    assert back.weights == net.weights
    assert [call.name for call in back.calls] == [call.name for call in net.calls]
    return back


@pytest.mark.parametrize("name", sn.zoo.NETWORKS)
def test_every_network_of_the_zoo_comes_back(name: str) -> None:
    try:
        net = sn.zoo.NETWORKS[name]()
    except SymnetError:
        return  # the general network of a family, which needs its sizes
    assert same(net) == net


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@given(data=st.data())
def test_every_layer_comes_back(cls: type[sn.Layer], data: st.DataObject) -> None:
    layer, shapes = data.draw(LAYERS[cls])
    assert same(Network(alone(layer, len(shapes)), *shapes))["" or 0].layer == layer


@given(image_graphs(), st.booleans())
def test_every_wiring_comes_back(drawn: Any, named: bool) -> None:
    graph, shape = drawn if isinstance(drawn, tuple) else (drawn, (3, 32, 32))
    try:
        net = Network(graph, shape, name="a net" if named else "")
    except SymnetError:
        return
    assert same(net) == net


@pytest.mark.parametrize(
    "net",
    [
        Network(Repeat(Residual(Linear(4 * D // 3 * 3), Linear("d")), "n"), ("d",)),
        Network(Repeat(Residual(Linear("d")), "n"), ("d",)).assume("3 | d").exact(),
        Network(Conv2d("F", "K", stride="S"), ("C", "H", "W"), notation={"K": "k"}).assume("32 | H"),
        sn.zoo.alexnet().template(),
        Network(Sequential(a=Linear(sn.minimum(D, 8)), b=Linear(sn.maximum(D, 3) + D**2)), ("L", "d")),
        Network(sn.Linear(sn.symbols("p", positive=True)), (3,)),
    ],
    ids=str,
)
def test_symbols_expressions_and_readings_come_back(net: Network) -> None:
    back = same(net)
    assert str(back.params) == str(net.params)
    assert isinstance(net, Template) == isinstance(back, Template)
    if isinstance(net, Template) and isinstance(back, Template):
        assert back.given == net.given


def test_it_is_read_from_text_from_data_and_from_a_file(tmp_path: Path) -> None:
    net = sn.zoo.lenet5()
    (tmp_path / "net.json").write_text(net.to_json(), encoding="utf-8")
    assert Network.from_json(tmp_path / "net.json") == Network.from_json(json.loads(net.to_json())) == net
    for source, sentence in (
        ("{", "this is no JSON: "),
        (tmp_path / "none.json", "cannot read "),
        ("no.json", "cannot read 'no.json': "),
        ({}, r'\$.format is None; a network in JSON has "format": "symnet"'),
    ):
        with pytest.raises(SymnetError, match=sentence):
            Network.from_json(source)


class Own(sn.Layer):
    """A layer of a user's."""

    n: int = 3

    def output_shape(self, x: sn.Shape) -> sn.Shape:
        return x


def test_a_layer_of_ones_own_is_given_along() -> None:
    net = Network(Sequential(Own(n=5), Linear(3)), (4,))
    with pytest.raises(SymnetError, match=r"unknown layer at \$.network.op.nodes\[0\].op 'Own'.*from_json\(..., layers=\[...\]\)"):
        Network.from_json(net.to_json())
    assert Network.from_json(net.to_json(), layers=[Own]) == net


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, part in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(part, (*path, key))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("version",), 2, r"\$.version is 2; this symnet reads version 1"),
        (
            ("network", "op", "nodes", 0, "op", "class"),
            "Conv2D",
            r"unknown layer at \$.network.op.nodes\[0\].op 'Conv2D'; did you mean Conv2d",
        ),
        (
            ("network", "op", "nodes", 0, "op", "kernel"),
            3,
            r"unknown key at \$.network.op.nodes\[0\].op 'kernel'; did you mean kernel_size",
        ),
        (
            ("network", "op", "nodes", 0, "op", "out_channels"),
            "__import__('os')",
            r"\$.network.op.nodes\[0\].op: Conv2d out_channels: \"__import__",
        ),
        (("network", "op", "nodes", 0, "op", "out_channels"), {"expression": ["eval", 1]}, r"unknown operation at .*expression 'eval'"),
        (("network", "op", "nodes", 1, "inputs"), [7], r"Sequential: node 'ReLU1' takes input 7, but only earlier nodes"),
        (("network", "inputs"), [["x y", 3, 3]], "'x y' is not a size"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(path: tuple[Any, ...], value: Any, sentence: str) -> None:
    data = json.loads(Network(Sequential(Conv2d(8, 3), sn.ReLU(), Linear(3)), (3, 9, 9)).to_json())
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(SymnetError, match=sentence):
        Network.from_json(data)


@pytest.mark.parametrize("seed", range(4))
def test_any_document_ends_in_a_network_or_in_one_sentence(seed: int) -> None:
    r = Random(seed)  # noqa: S311 - these are tests
    nets = (
        sn.zoo.lenet5(),
        Network(Repeat(Residual(Linear(4 * D // 3)), "n"), ("d",)),
        Network(sn.WeightNorm(Conv2d("F", 3)), (3, "H", "W")),
    )
    documents = [json.loads(net.to_json()) for net in nets]
    junk = [None, -1, 0, 10**30, 2.5, float("nan"), "", "x", "a b", [], {}, [1], {"class": "Linear"}, {"symbol": 3}, {"expression": []},
            {"expression": ["**", 10, 10**9]},
            {"expression": ["**", ["**", ["**", 10, 60], 60], 60]},
            {"fraction": [1, 0]}, {"graph": "G", "nodes": []}, {"class": "Layer"}, True]  # fmt: skip
    for _ in range(300):
        data = copy.deepcopy(r.choice(documents))
        for _ in range(r.choice((1, 1, 2))):
            *above, last = r.choice([path for path in places(data) if path])
            at = data
            for key in above:
                at = at[key]
            at[last] = copy.deepcopy(r.choice(junk))
        try:
            Network.from_json(data)
        except SymnetError as error:
            assert str(error)  # noqa: PT017 - one of two outcomes


def test_what_a_document_does_not_hold_is_refused() -> None:
    with pytest.raises(SymnetError, match="cannot be written; a document holds numbers, names and expressions; put numbers in for arrays"):
        Network(Linear(np.array([3, 4])), (5,)).to_json()
    with pytest.raises(SymnetError):
        Network.from_json('{"a":' * 100_000)
