"""Families are found by walking the source: a member that stands in a file and is not exported, tried or recorded fails here."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Layer, Network, Operations, layers, zoo
from symnet.counting.convention import biases
from symnet.counting.counters import CONVENTIONS
from symnet.tables.render import FORMATS
from tests.strategies import LAYERS

T = TypeVar("T")
PUBLISHED = json.loads((Path(__file__).parent / "data" / "published.json").read_text())


def modules(package: str) -> Iterator[ModuleType]:
    """Every module in a folder of the source, imported or not."""
    found = importlib.import_module(package)
    yield found
    for info in pkgutil.walk_packages(found.__path__, f"{package}."):
        yield importlib.import_module(info.name)


def defined(package: str, kind: type[T] | tuple[type, ...]) -> dict[str, T]:
    """What of a kind the files of a folder hold under a name of their own."""
    return {
        name: value for module in modules(package) for name, value in vars(module).items() if isinstance(value, kind) and name[0] != "_"
    }


def written(package: str) -> Iterator[tuple[str, Any]]:
    """The functions and classes that the files of a folder define."""
    for module in modules(package):
        yield from ((n, v) for n, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__ and n[0] != "_")


SOURCE_LAYERS = {n: cls for n, cls in written("symnet.layers") if inspect.isclass(cls) and issubclass(cls, Layer)}
FINAL = {n: cls for n, cls in SOURCE_LAYERS.items() if not cls.abstract}


def test_every_final_layer_of_the_source_is_exported_and_tried() -> None:
    exported = {name: value for name, value in vars(layers).items() if name in layers.__all__}
    assert {n: c for n, c in exported.items() if inspect.isclass(c)} == FINAL
    assert set(LAYERS) == set(FINAL.values())
    assert set(layers.__all__) <= set(sn.__all__)


def test_every_function_that_makes_layers_is_exported() -> None:
    made = {name for name, value in written("symnet.layers") if inspect.isfunction(value) and name[0].isupper()}
    assert made <= set(sn.__all__)


@pytest.mark.parametrize("cls", SOURCE_LAYERS.values(), ids=SOURCE_LAYERS)
def test_a_layer_is_abstract_or_final(cls: type[Layer]) -> None:
    assert all(base.abstract for base in cls.__mro__[1:] if issubclass(base, Layer))
    if cls.abstract:
        with pytest.raises(sn.SymnetError, match="is only what its subclasses share"):
            cls()
    else:
        with pytest.raises(sn.SymnetError, match="which is final"):
            type("Own", (cls,), {})


def test_a_layer_that_states_too_little_is_refused_where_it_is_written() -> None:
    with pytest.raises(sn.SymnetError, match="Own does not state output_shape"):

        class Own(Layer):
            width: int = 3


@given(data=st.data())
@pytest.mark.parametrize("cls", FINAL.values(), ids=FINAL)
def test_a_layer_with_operations_of_its_own_says_what_they_are(cls: type[Layer], data: st.DataObject) -> None:
    layer, x = data.draw(LAYERS[cls])
    y = layer.output_shape(*x)
    counts = layer.operations(y, *x).counts()
    rest = {**counts, "mac": 0, "add": counts["add"] - biases(layer, y, x)}
    assert layer.term in sn.TERMS
    assert not any(rest.values()) or any("term" in vars(base) for base in cls.__mro__ if base is not Layer)


def test_every_network_of_the_zoo_is_listed_and_has_a_published_count() -> None:
    functions = {name: value for name, value in written("symnet.zoo") if inspect.isfunction(value)}
    made = {name for name, value in functions.items() if inspect.signature(value).return_annotation == "Network"}
    assert made == set(zoo.NETWORKS) == set(PUBLISHED)
    assert all(name in vars(zoo) for name in made)


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in PUBLISHED.items() for case in cases])
def test_a_network_of_the_zoo_has_the_published_count(name: str, case: dict[str, Any]) -> None:
    assert case["source"]
    assert zoo.NETWORKS[name](**case["arguments"]).params == case["params"]


def test_every_quantity_convention_and_format_of_the_source_is_listed() -> None:
    quantities = defined("symnet.quantities", sn.Quantity).values()
    assert {q.name for q in quantities} <= set(sn.QUANTITIES)
    assert all(sn.QUANTITIES[q.name] is q for q in quantities)
    assert set(defined("symnet.counting", sn.Convention).values()) == set(CONVENTIONS.values())
    assert set(defined("symnet.tables.render", sn.Format).values()) <= set(FORMATS.values())


def test_every_style_and_every_way_to_print_a_table_is_a_formats() -> None:
    found = (*written("symnet.writing"), *written("symnet.tables.render"))
    styles = {value for _, value in found if inspect.isclass(value) and issubclass(value, sn.Style)}
    assert styles - {sn.Style} == {form.style for form in FORMATS.values()}
    prints = {value for name, value in written("symnet.tables.render") if inspect.isfunction(value) and name.startswith("to_")}
    assert prints == {form.table for form in FORMATS.values()}


LOOKED_UP = {"ClassToken", "Embedding", "EmbeddingBag", "LearnedPositionalEmbedding"}
"""What they have learned is read, not multiplied."""
CELL_BY_CELL = {"LayerNorm", "LayerScale", "PositionalEmbedding", "PositionalEncoding", "PReLU", "RMSNorm"}
"""Their weights have a cell for each cell they scale or shift."""


@given(data=st.data())
@pytest.mark.parametrize("cls", FINAL.values(), ids=FINAL)
def test_a_layer_with_a_weight_matrix_states_operations(cls: type[Layer], data: st.DataObject) -> None:
    layer, x = data.draw(LAYERS[cls])
    counts = layer.operations(layer.output_shape(*x), *x).counts()
    if any(len(shape) > 1 for shape in layer.weights(*x).values()) and cls.__name__ not in LOOKED_UP:
        assert any(counts.values()) if cls.__name__ in CELL_BY_CELL else counts["mac"] > 0


def test_every_figure_is_exported() -> None:
    drawn = {name for name, value in written("symnet.figures") if inspect.isfunction(value) and name.endswith("_figure")}
    assert drawn == {name for name in sn.figures.__all__ if name.endswith("_figure")}


def test_the_walk_sees_what_nobody_exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "kiosk"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "hidden.py").write_text("from symnet import Layer\nclass Hidden(Layer):\n    def output_shape(self, x):\n        return x\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert [name for name, _ in written("kiosk")] == ["Hidden"]


# ------------------------------------------------------------------ quantities

BYTES = sn.Quantity("weight_bytes", lambda call: 2 * sn.PARAMS.of(call), "bytes", stored=True)
DEEPEST = sn.Quantity("steps", lambda call: sum(call.operations.counts().values(), 0))
ASKED = {**sn.QUANTITIES, BYTES.name: BYTES, DEEPEST.name: DEEPEST}


@pytest.mark.parametrize("quantity", ASKED.values(), ids=ASKED)
class TestEveryQuantity:
    """The named ones, and two as a user writes them."""

    def test_is_asked_for_by_value_wherever_a_name_is_taken(self, quantity: sn.Quantity) -> None:
        net = Network(sn.Sequential(sn.Conv2d("F", 3, padding=1), sn.BatchNorm2d(), sn.ReLU()), (3, 8, 8))
        numbers = net.subs(F=4)
        total = numbers.total(quantity)
        assert sum(place.total(quantity) for place in numbers) == total
        assert sum(share.amount for share in numbers.shares(quantity)) == total
        assert numbers.table(["layer", quantity], activations=True).footer[-1] == total
        assert sum(place.derivation(quantity).value for place in numbers) == total
        assert net.subs(F=4).total(quantity) == total
        if net.total(quantity) != 0:
            assert net.leading(quantity, "F").total == net.total(quantity)
            assert net.sensitivity(quantity, "F").difference == net.sensitivity(quantity, net.symbols["F"]).difference

    def test_of_a_repetition_is_that_of_its_runs(self, quantity: sn.Quantity) -> None:
        body = sn.Residual(sn.Linear(6), sn.LayerNorm(), sn.GELU(), sn.Linear(6))
        three = Network(sn.Sequential(body, body, body), (5, 6)).total(quantity)
        assert Network(sn.Repeat(body, 3), (5, 6)).total(quantity) == three
        assert Network(sn.Repeat(body, "n"), (5, 6)).subs(n=3).total(quantity) == three

    def test_counts_what_is_stored_once_and_what_is_done_each_time(self, quantity: sn.Quantity) -> None:
        once = sn.Sequential(("embedding", sn.Embedding(50, 8)), ("norm", sn.LayerNorm()), ("head", sn.Linear(50, bias=False)))
        tied = sn.Sequential(*((n.name, n.op) for n in once.nodes[:2]), ("head", sn.Shared(sn.Linear(50, bias=False), "embedding")))
        apart, together = (Network(graph, (7,)) for graph in (once, tied))
        head = Network(sn.Linear(50, bias=False), (7, 8)).total(quantity)
        assert apart.total(quantity) - together.total(quantity) == (head if quantity.stored else 0)

    def test_a_derivation_has_the_value_of_its_formula(self, quantity: sn.Quantity) -> None:
        for layer, shape in ((sn.Conv2d(6, 3, groups=2), (4, 9, 7)), (sn.LSTM(5), (3, 4)), (sn.BatchNorm1d(), (4, 9))):
            derivation = Network(layer, shape)[0].derivation(quantity)
            assert Network(layer, shape).total(quantity) == derivation.value
            assert str(derivation).endswith(str(derivation.value))

    def test_on_arrays_is_that_of_each_number(self, quantity: sn.Quantity) -> None:
        def network(width: Any) -> Network:
            return Network(sn.Sequential(sn.Linear(width), sn.LayerNorm(), sn.ReLU(), sn.Linear(3)), (5, 4))

        totals = np.broadcast_to(network(np.array([2, 5, 9])).total(quantity), (3,))
        assert totals.tolist() == [network(width).total(quantity) for width in (2, 5, 9)]


def test_quantities_of_ones_own_see_only_what_is_theirs() -> None:
    tied = sn.Sequential(("a", sn.Linear(8, bias=False)), ("b", sn.Shared(sn.Linear(8, bias=False), "a")))
    assert Network(tied, (8,)).total(BYTES) == 2 * 64
    with pytest.raises(sn.SymnetError, match="unknown quantity 'parms'; did you mean params"):
        Network(tied, (8,)).total("parms")


def test_operations_scale_and_add() -> None:
    one = Operations(mac=2, add=1)
    assert one * 3 == Operations(mac=6, add=3)
    assert Operations.total([one] * 4) == one * 4 == one + one * 3
