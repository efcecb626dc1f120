"""Laws over random networks: symbols, substitution, templates and printed lines agree with the direct ints."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

import symnet as sn
from symnet import Linear, Network, SymnetError
from symnet.writing.latex import Latex
from symnet.writing.reader import read_line
from symnet.writing.term import evaluate
from symnet.writing.text import Text
from tests.strategies import LAYERS, image_graphs, image_shapes
from tests.test_layer_laws import network


def legal(graph: Any, shape: tuple[int, ...]) -> Network:
    try:
        return Network(graph, shape)
    except SymnetError:
        assume(False)
        raise


def numbers(net: Network) -> tuple[Any, ...]:
    return (*net.output_shape, net.params, net.buffers, net.macs, net.activations)


@given(image_graphs(), image_shapes)
def test_symbolic_then_substituted_is_the_direct_int(graph: Any, shape: tuple[int, ...]) -> None:
    net = legal(graph, shape)
    symbolic = Network(graph, ("C", "H", "W"))
    put = {s: sp.Integer(n) for s, n in zip(sn.symbols("C H W"), shape, strict=True)}
    assert [int(sp.sympify(n).xreplace(put).doit()) for n in numbers(symbolic)] == list(numbers(net))
    assert symbolic.subs(C=shape[0], H=shape[1], W=shape[2]) == net


@given(image_graphs(), image_shapes)
def test_template_at_its_givens_is_the_network(graph: Any, shape: tuple[int, ...]) -> None:
    net = legal(graph, shape)
    template = net.template()
    assert template.filled() == net
    put = {s: sp.Integer(v) for s, v in template.given.items()}
    assert [int(sp.sympify(n).xreplace(put).doit()) for n in numbers(template)] == list(numbers(net))


@given(image_graphs(), image_shapes)
def test_conditions_hold_exactly_where_the_ints_are_legal(graph: Any, shape: tuple[int, ...]) -> None:
    try:
        Network(graph, shape)
        fits = True
    except SymnetError:
        fits = False
    try:
        symbolic = Network(graph, ("C", "H", "W"))
    except SymnetError:
        assume(False)
        return
    put = {s: sp.Integer(n) for s, n in zip(sn.symbols("C H W"), shape, strict=True)}
    assert all(bool(c.relation.xreplace(put)) for c in symbolic.conditions) == fits


@given(image_graphs(), image_shapes)
def test_every_printed_line_reads_back_to_its_value(graph: Any, shape: tuple[int, ...]) -> None:
    check_lines(legal(graph, shape))


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@given(data=st.data())
def test_every_layers_printed_line_reads_back(cls: Any, data: st.DataObject) -> None:
    layer, x = data.draw(LAYERS[cls])
    check_lines(network(layer, x))


def check_lines(net: Network) -> None:
    """Each printed step, read back and computed at the givens, is the derivation's value."""
    for place in net:
        for derivation in place.derivations:
            for style in (Text(), Text(spaced=False), Latex()):
                for term in read_line(derivation.line.show(style)):
                    assert evaluate(term, derivation.given) == derivation.value, (place.name, derivation.name, str(derivation))


@given(image_graphs(), image_shapes)
def test_repr_and_pickle_round_trip(graph: Any, shape: tuple[int, ...]) -> None:
    net = legal(graph, shape)
    again = eval(repr(net), vars(sp) | vars(sn))
    assert again == net
    assert pickle.loads(pickle.dumps(net)) == net


def test_readings_and_repetitions_round_trip() -> None:
    for net in (
        sn.zoo.alexnet(input_shape=(3, "H", "H")).assume("32 | H"),
        sn.zoo.alexnet(input_shape=("C", "H", "W")).exact(),
        Network(sn.Repeat(sn.Sequential(sn.Conv2d("c", 3, padding=1), sn.ReLU()), "n"), (3, "H", "H")),
        Network(sn.Repeat(sn.Conv2d(sn.symbols("c") * 2 ** sn.symbols("i", integer=True, nonnegative=True), 3), "n", "i"), (3, "H", "H")),
    ):
        assert eval(repr(net), vars(sp) | vars(sn)) == net
        assert pickle.loads(pickle.dumps(net)) == net


def test_repetition_counts_like_unrolled_copies() -> None:
    body = sn.Residual(sn.Conv2d(8, 3, padding=1), sn.BatchNorm2d())
    for n in range(1, 6):
        unrolled = Network(sn.Sequential(*[body] * n), (8, 5, 5))
        assert numbers(Network(sn.Repeat(body, n), (8, 5, 5))) == numbers(unrolled)
        assert numbers(Network(sn.Repeat(body, "n"), (8, 5, 5)).subs(n=n)) == numbers(unrolled)


@given(image_graphs(), st.lists(image_shapes, min_size=1, max_size=6))
def test_arrays_are_many_networks_at_once(graph: Any, shapes: list[tuple[int, ...]]) -> None:
    channels, heights, widths = (np.array(axis) for axis in zip(*shapes, strict=True))
    try:
        many = Network(graph, (channels, heights, widths))
    except SymnetError:
        return
    legal_mask = np.broadcast_to(many.legal, len(shapes))
    for k, shape in enumerate(shapes):
        try:
            one = Network(graph, shape)
        except SymnetError:
            assert not legal_mask[k]
            continue
        assert legal_mask[k]
        assert [np.broadcast_to(n, len(shapes))[k] for n in numbers(many)] == list(numbers(one))


def test_a_layer_remembers_what_it_makes_of_ints_and_no_more_than_some() -> None:
    layer = Linear(8)
    first, again = (Network(layer, (4,)) for _ in range(2))
    assert (first.params, first.macs, first.output_shape) == (again.params, again.macs, again.output_shape) == (40, 32, (8,))
    assert list(layer.known_shapes or ()) == [((4,),)]
    assert pickle.loads(pickle.dumps(first)).params == 40
    with pytest.raises(TypeError):
        first.calls[0].weights["weight"] = (1, 1)  # type: ignore[index]
    for width in range(1, 2000):
        assert Network(layer, (width,)).params == 8 * width + 8
    assert len(layer.known_shapes or ()) <= 500
    assert Network(Linear("n"), (4,)).calls[0].layer.known_shapes is None
    with pytest.raises(SymnetError):
        Network(Linear(8), (0,))
