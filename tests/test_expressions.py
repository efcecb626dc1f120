"""A size given as an expression is at each value that number: built, put in, asked of the conditions and solved for, in both readings."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symnet as sn
from symnet import Graph, Layer, Linear, Network, Node, SymnetError
from symnet.solving.formula import Formula
from tests.strategies import LAYERS

n = sn.symbols("n")

EXPRESSIONS = (n / 2, (n + 1) / 2, n - 3, 5 - n, n // 2, 12 / n, 12 // n, sp.Mod(n, 4), sp.Max(n, 3), sp.Min(n, 7 - n), n * (n - 1) / 2)
UP_TO = 9

STANDS_FOR: dict[type[Layer], int] = {sn.Reshape: -1, sn.Unflatten: -1, sn.LSTM: 0}
"""Numbers that are written for what is no size, which no expression means."""


def put(layer: Layer, shapes: tuple[Any, ...], place: int, value: Any) -> tuple[Layer, tuple[Any, ...], int]:
    """The layer and its inputs with a value for one of their sizes, and how many there are."""
    seen = -1

    def change(size: Any) -> Any:
        nonlocal seen
        seen += not (size is None or isinstance(size, str))
        return value if seen == place else size

    return layer.map_sizes(change), tuple(tuple(map(change, shape)) for shape in shapes), seen + 1


def built(layer: Layer, shapes: tuple[Any, ...], place: int, value: Any, exact: bool) -> Network | None:
    try:
        made, x, _ = put(layer, shapes, place, value)
        net = Network(Graph((Node("layer", made, tuple(-1 - k for k in range(len(x)))),)), *x)
        return net.exact() if exact else net
    except SymnetError:
        return None


def at(net: Network, value: int) -> Network | None:
    try:
        return net.subs(n=value)
    except SymnetError:
        return None


def facts(net: Network) -> list[Any]:
    return [net.output_shapes, net.params, net.macs, net.activations, net.buffers]


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@settings(max_examples=2)
@given(data=st.data(), expression=st.sampled_from(EXPRESSIONS), exact=st.booleans())
def test_a_size_as_an_expression_is_at_each_value_that_number(cls: type[Layer], data: st.DataObject, expression: Any, exact: bool) -> None:
    layer, shapes = data.draw(LAYERS[cls])
    if not (count := put(layer, shapes, -1, None)[2]):
        return
    place = data.draw(st.integers(0, count - 1))
    numbers = {value: expression.subs(n, value) for value in range(UP_TO)}
    whole = {v: int(x) for v, x in numbers.items() if x.is_Integer and STANDS_FOR.get(cls) != x}
    direct = {v: built(layer, shapes, place, whole[v], exact) if v in whole else None for v in numbers}
    net = built(layer, shapes, place, expression, exact)
    if net is None:
        assert not any(direct.values())
        return
    if "n" not in net.symbols:
        return
    legal = [v for v, d in direct.items() if d]
    for v, d in direct.items():
        found = at(net, v)
        assert (found is None) == (d is None), v
        assert found is None or d is None or facts(found) == facts(d)
    holding = [v for v in range(net.trace.lowest["n"], UP_TO) if all(holds(c.relation, v) for c in net.conditions)]
    assert holding == legal
    try:
        solved = net.solve()
    except SymnetError as error:
        assert not legal or "too much for an exact answer" in str(error)  # noqa: PT017 - one of two outcomes
    else:
        assert [v for v in range(UP_TO) if v in solved] == legal


def holds(relation: Any, value: int) -> bool:
    try:
        return relation.subs(n, value) == True  # noqa: E712 - sympy's true is not True
    except (TypeError, ValueError, ZeroDivisionError):  # sympy compares no zoo
        return False


def test_what_is_rounded_may_be_divided_by_a_symbol() -> None:
    r = sn.symbols("r")
    squeezed = Network(sn.SqueezeExcite(64, 64 // r), (64, 8, 8))
    assert str(squeezed.solve()) == "1 <= r <= 64"
    assert str(squeezed.conditions[0]) == "gate.fc1: r >= 1, else Conv2d out_channels is ⌊64/r⌋, which divides by r"
    assert str(Network(Linear(sp.ceiling(12 / r)), (4,)).solve()) == "r >= 1"


def test_only_what_a_last_window_comes_to_is_taken_for_whole() -> None:
    pool = Network(sn.MaxPool1d("K", stride=3, ceil_mode=True), (4, 8)).exact()
    assert str(pool.solve()) == "{5, 8}"
    assert pool.output_shape[1] == sp.Min(8, 11 - pool.symbols["K"]) / 3


def test_what_stands_for_no_size_is_not_meant_by_an_expression() -> None:
    assert sn.LSTM(8, proj_size=0) == sn.LSTM(8)
    for net, value in ((Network(sn.LSTM(8, proj_size="p"), (3, 4)), 0), (Network(sn.Reshape((n - 3, 4)), (8,)), 2)):
        name = next(iter(net.symbols))
        assert value not in net.solve()
        with pytest.raises(SymnetError, match=r"must be a whole number of at least 1"):
            net.subs({name: value})


def test_a_remedy_has_names_of_its_own() -> None:
    with pytest.raises(SymnetError, match=r"the nearest legal height for this network is 3$"):
        Network(sn.Conv2d("H", 3), (3, 2, 9))
    with pytest.raises(SymnetError, match=r"the nearest exact lengths for this network are 6 and 9$"):
        Network(sn.DepthwiseConv1d(2, stride=3, padding=1, depth_multiplier=n / 2), (4, 8)).exact()


k = sn.symbols("k")


@pytest.mark.parametrize("times", [n - 3, n - k, n / 2, 5 - n, n // 2, sp.Max(n - 2, 0), n], ids=str)
@pytest.mark.parametrize(
    "body",
    [
        Linear(8),
        sn.Sequential(Linear(8), sn.ReLU()),
        sn.MultiheadAttention(2),
        sn.Repeat(Linear(8), n),
        sn.Sequential(Linear(k * 8), Linear(8)),
    ],
    ids=repr,
)
def test_a_number_of_runs_is_asked_whatever_it_comes_to(body: Any, times: Any) -> None:
    net = Network(sn.Repeat(body, times), (4, 8))
    tried = {name: range(6) for name in net.symbols}
    solved = net.solve(within=tried)
    for values in itertools.product(range(6), repeat=len(tried)):
        row = dict(zip(tried, values, strict=True))
        assert (row in solved) == accepted(net, row), row


def accepted(net: Network, row: dict[str, int]) -> bool:
    try:
        net.subs(row)
    except SymnetError:
        return False
    return True


def test_what_is_asked_within_two_numbers_of_runs_is_not_asked_where_either_is_none() -> None:
    net = Network(sn.Repeat(sn.Repeat(sn.GroupNorm("g"), "m"), "n"), (4, 8))
    tried = {"g": range(6), "m": range(3), "n": range(3)}
    solved = net.solve(within=tried)
    for values in itertools.product(*tried.values()):
        row = dict(zip(tried, values, strict=True))
        assert (row in solved) == accepted(net, row), row


def test_a_formula_divides_by_nothing_and_says_what_contradicts() -> None:
    shared = Network(Linear(4), (n / k,))
    for relation, message in (("k = 0", "no value solves this"), ("n <= 0", "no value solves this")):
        with pytest.raises(SymnetError, match=message):
            shared.solve(relation, f"{k} | {n}", "n >= 2", for_=relation[0])
    found = shared.solve("n >= 2", for_="n")
    assert isinstance(found, Formula)
    assert [{"n": 4, "k": divisor} in found for divisor in range(5)] == [False, True, True, False, True]
    with pytest.raises(SymnetError, match="divides by 0"):
        Network(sn.AvgPool1d(2, stride=n / k, ceil_mode=True), (4, 8)).subs(k=0)


def test_values_by_name_are_looked_up_in_what_is_solved_for_one_symbol_too() -> None:
    found = Network(sn.Conv1d(4, "K"), (3, 8)).solve()
    assert [{"K": size} in found for size in (0, 1, 8, 9)] == [False, True, True, False]
    with pytest.raises(SymnetError, match="has no value for K"):
        _ = {"L": 3} in found
    apart = Network(sn.Conv2d(1, ("K", "J")), (1, "H", "W"))
    formulas = apart.solve(sp.Eq(apart.output_shape[1], 3), sp.Eq(apart.output_shape[2], 5), for_=("H", "W"))
    assert {"K": 2, "H": 4, "J": 3, "W": 7} in formulas  # type: ignore[operator]
    assert {"K": 2, "H": 5, "J": 3, "W": 7} not in formulas  # type: ignore[operator]


def test_a_rule_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SymnetError, match="unknown rule 'at_least'; did you mean at least"):
        sn.Condition("at_least", 1, 2)
    with pytest.raises(SymnetError, match="fails with AttributeError"):
        _ = Network(Linear(4), (n,)).solve().values - 3  # type: ignore[operator, union-attr]
