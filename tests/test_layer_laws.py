"""The laws every layer obeys: the four readings agree, templates and substitution commute with every fact, values round-trip."""

from __future__ import annotations

import dataclasses
import functools
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Layer
from symnet.architecture.trace import trace
from symnet.architecture.weights import counted
from symnet.arithmetic.sizes import Shape, is_expression, product, symbol, total
from symnet.writing.term import Written, evaluate, name
from tests.strategies import LAYERS, Case

Facts = dict[str, Any]


def facts(layer: Layer, x: tuple[Shape, ...]) -> Facts:
    """Every number a layer states, under a name."""
    y = layer.output_shape(*x)
    outputs = (y, *layer.extra_outputs(*x))
    numbers: Facts = {f"output{k}[{a}]": n for k, shape in enumerate(outputs) for a, n in enumerate(shape)}
    for kind, shapes in (("weight", layer.weights(*x)), ("buffer", layer.buffers(*x))):
        numbers |= {f"{kind} {key}[{a}]": n for key, shape in shapes.items() for a, n in enumerate(shape)}
    numbers["params"] = total([counted(layer, s) for s in layer.weights(*x).values()])
    numbers["activations"] = product(y)
    return numbers | {f"operations {kind}": n for kind, n in layer.operations(y, *x).counts().items()}


def symbolic(layer: Layer, x: tuple[Shape, ...], make: Any) -> tuple[Layer, tuple[Shape, ...], dict[str, int]]:
    """The layer and its inputs with a name for every size, and the value of each name."""
    template, given_sizes = layer.template(make)
    inputs: list[Shape] = []
    for k, shape in enumerate(x):
        names = [f"x{k}_{axis}" for axis in range(len(shape))]
        given_sizes |= dict(zip(names, shape, strict=True))
        inputs.append(tuple(map(make, names)))
    return template, tuple(inputs), given_sizes


def enlarged(layer: Layer, x: tuple[Shape, ...], large: int) -> Iterator[tuple[Callable[[], Layer], tuple[Shape, ...]]]:
    """The layer with one of its numbers large, and with one axis of its inputs large."""
    for spec in dataclasses.fields(layer):  # type: ignore[arg-type]
        value = getattr(layer, spec.name)
        if spec.init and isinstance(value, (int, tuple)) and not isinstance(value, bool):
            put = large if isinstance(value, int) else tuple(large if type(v) is int else v for v in value)
            yield functools.partial(dataclasses.replace, layer, **{spec.name: put}), x
    for axis in range(len(x[0])):
        yield lambda: layer, tuple(tuple(large if k == axis else n for k, n in enumerate(shape)) for shape in x)


def asked(layer: Layer, x: tuple[Shape, ...]) -> None:
    """Everything there is to know of a network of one layer."""
    net = network(layer, x)
    assert net.params >= 0
    assert net.macs >= 0
    assert net.legal
    assert len(net.weights) < 10**6
    assert str(net.table())
    assert all(str(derivation) for place in net for derivation in place.derivations)
    assert net.receptive_field


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
class TestEveryLayer:
    @given(data=st.data())
    def test_symbol_and_written_line_agree_with_int(self, cls: type[Layer], data: st.DataObject) -> None:
        layer, x = data.draw(LAYERS[cls])
        direct = facts(layer, x)
        for make, value_of in ((symbol, _xreplace), (name, evaluate)):
            template, inputs, values = symbolic(layer, x, make)
            read = {key: value_of(n, values) for key, n in facts(template, inputs).items()}
            assert read == direct

    @given(data=st.data())
    def test_array_element_agrees_with_int(self, cls: type[Layer], data: st.DataObject) -> None:
        layer, x = data.draw(LAYERS[cls])
        arrays = tuple(tuple(np.array([n, n]) for n in shape) for shape in x)
        direct = facts(layer, x)
        for key, n in facts(layer, arrays).items():
            assert np.all(np.asarray(n) == direct[key]), key

    @given(data=st.data())
    def test_the_traced_symbolic_reading_agrees_with_int(self, cls: type[Layer], data: st.DataObject) -> None:
        layer, x = data.draw(LAYERS[cls])
        names = tuple(tuple(f"x{k}_{axis}" for axis in range(len(s))) for k, s in enumerate(x))
        values = {n: v for shape, sizes in zip(names, x, strict=True) for n, v in zip(shape, sizes, strict=True)}
        net = network(layer, names)
        assert tuple(_xreplace(n, values) for n in net.output_shape) == network(layer, x).output_shape
        assert net.subs(values).output_shape == network(layer, x).output_shape

    @given(data=st.data())
    def test_repr_and_pickle_round_trip(self, cls: type[Layer], data: st.DataObject) -> None:
        layer, _ = data.draw(LAYERS[cls])
        assert eval(repr(layer), vars(sp) | vars(sn)) == layer
        assert pickle.loads(pickle.dumps(layer)) == layer

    @given(data=st.data())
    def test_a_number_however_large_has_an_answer_at_once_or_a_sentence(self, cls: type[Layer], data: st.DataObject) -> None:
        layer, x = data.draw(LAYERS[cls])
        for made, inputs in enlarged(layer, x, data.draw(st.sampled_from([10**6, 10**12, 10**30]))):
            try:
                asked(made(), inputs)
            except sn.SymnetError as error:
                assert error.__cause__ is None or isinstance(error.__cause__, sn.SymnetError)  # noqa: PT017 - one of two outcomes

    def test_is_documented(self, cls: type[Layer]) -> None:
        text = cls.__doc__ or ""
        assert ">>>" in text, "an executed example"
        family = "".join(base.__doc__ or "" for base in cls.__mro__ if issubclass(base, Layer) and base is not Layer)
        assert "Source:" in family
        assert "->" in family, "the shapes"


def test_every_layer_has_a_strategy() -> None:
    assert set(LAYERS) == {c for c in vars(sn).values() if isinstance(c, type) and issubclass(c, Layer) and c is not Layer}


def network(layer: Layer, shapes: tuple[Any, ...]) -> sn.Network:
    """A layer on its own inputs, however many."""
    from symnet.architecture.graph import Graph, Node

    return sn.Network(Graph((Node("layer", layer, tuple(-1 - k for k in range(len(shapes)))),)), *shapes)


def _xreplace(value: Any, values: dict[str, int]) -> Any:
    if not is_expression(value):
        return value
    return int(value.xreplace({s: sp.Integer(values[s.name]) for s in value.free_symbols}).doit())


__all__ = ["Case", "Written", "trace"]


@given(st.data())
def test_no_layer_counts_fewer_than_none(data: st.DataObject) -> None:
    layer, x = data.draw(st.one_of(*LAYERS.values()))
    assert min(layer.operations(layer.output_shape(*x), *x).counts().values()) >= 0


@given(st.integers(1, 9), st.integers(1, 9))
def test_masked_attention_adds_up_what_its_queries_see(queries: int, keys: int) -> None:
    layer = sn.ScaledDotProductAttention(is_causal=True, count_masked=False)
    seen = [max(keys - queries + q + 1, 0) for q in range(queries)]
    counts = layer.operations((queries, 4), (queries, 4), (keys, 4), (keys, 4)).counts()
    assert counts["mac"] == sum(seen) * 8
    assert counts["add"] == sum(max(n - 1, 0) for n in seen)


@pytest.mark.parametrize(
    "cls", [cls for cls in LAYERS if any(spec.name == "dim" for spec in dataclasses.fields(cls))], ids=lambda c: c.__name__
)  # type: ignore[arg-type]
@pytest.mark.parametrize("dim", [10**12, -(10**12), 7])
@given(data=st.data())
def test_an_axis_that_there_is_none_of_is_refused(cls: type[Layer], dim: int, data: st.DataObject) -> None:
    layer, x = data.draw(LAYERS[cls])
    with pytest.raises(sn.SymnetError, match=rf"axis {dim}, and there are"):
        network(dataclasses.replace(layer, dim=dim), x)  # type: ignore[type-var]
