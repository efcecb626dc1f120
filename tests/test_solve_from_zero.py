"""Solving against brute force from 0: symbols for paddings, output paddings, crops, kernels, strides and runs, alone and together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Conv1d, ConvTranspose1d, MaxPool1d, Network, Repeat, Sequential, SymnetError, ZeroPad1d
from symnet.solving.domains import lowest
from symnet.solving.solution import Combinations, Solution

UP_TO = 5

NAMES = st.sampled_from(["p", "q"])


def sizes(least: int, most: int) -> st.SearchStrategy[Any]:
    """A number, a name, or an expression of one symbol, which may be too small for some of its values."""
    shifted = st.builds(lambda name, a, b: a * sn.symbols(name) + b, NAMES, st.integers(1, 2), st.integers(-1, 2))
    return st.integers(least, most) | NAMES | shifted


def layers() -> st.SearchStrategy[Any]:
    kernels, strides, paddings = sizes(1, 4), sizes(1, 3), sizes(0, 2)
    dilations = st.integers(1, 2)
    return st.one_of(
        st.builds(lambda k, s, p, d: Conv1d(4, k, stride=s, padding=p, dilation=d), kernels, strides, paddings, dilations),
        st.builds(lambda k, d: Conv1d(4, k, padding="same", dilation=d), kernels, dilations),
        st.builds(lambda k, s, p, c: MaxPool1d(k, stride=s, padding=p, ceil_mode=c), kernels, strides, paddings, st.booleans()),
        st.builds(lambda k, s, p, o: ConvTranspose1d(4, k, stride=s, padding=p, output_padding=o), kernels, strides, paddings, sizes(0, 1)),
        st.builds(lambda a, b: ZeroPad1d(((a, b),)), sizes(0, 2), st.integers(-2, 1)),
        st.builds(lambda name: ZeroPad1d((-sn.symbols(name), 0)), NAMES),
        st.builds(lambda k, p, n: Repeat(Conv1d(4, k, padding=p), n), st.integers(1, 3), st.integers(0, 1), NAMES),
        st.builds(lambda k: Repeat(Conv1d(4, k, stride=2), "q"), st.integers(1, 3)),
    )


networks = st.builds(lambda parts, n: (Sequential(*parts), n), st.lists(layers(), min_size=1, max_size=3), st.sampled_from([1, 4, 9, 12, "p"]))


def made(graph: Any, n: Any) -> Network | None:
    try:
        net = Network(graph, (4, n))
    except SymnetError:
        return None
    return net if net.symbols else None


def at(net: Network, values: dict[str, int], exact: bool = False) -> Any:
    """The output size at some values; None where they are refused."""
    try:
        found = net.subs(values)
        return (found.exact() if exact else found).output_shape[1]
    except SymnetError:
        return None


def grid(net: Network) -> Iterator[dict[str, int]]:
    return (dict(zip(net.symbols, row, strict=True)) for row in itertools.product(range(UP_TO), repeat=len(net.symbols)))


def solved(net: Network, *relations: Any) -> Any:
    """What solves it, with values to try for each of several symbols; [] where nothing does, None where it is not known how."""
    within = {name: range(UP_TO) for name in net.symbols}
    try:
        return net.solve(*relations, within=within if len(within) > 1 else None)
    except SymnetError as error:
        if "give the values to try" in str(error):
            return solved_within(net, within, *relations)
        return refused(error)


def solved_within(net: Network, within: Any, *relations: Any) -> Any:
    try:
        return net.solve(*relations, within=within)
    except SymnetError as error:
        return refused(error)


def refused(error: SymnetError) -> Any:
    if "must hold for every" in str(error):
        return None
    assert "solves this" in str(error), error
    return []


def solves(net: Network, found: Any, values: dict[str, int]) -> bool:
    """Whether the values are a solution; what nothing is asked of need only be allowed where it stands."""
    return bool(found) and all(values[name] >= least for name, least in lowest(net.trace).items()) and has(found, values)


def has(found: Any, values: dict[str, int]) -> bool:
    if isinstance(found, Solution):
        return values[found.symbol.name] in found
    if isinstance(found, Combinations):
        return {name: values[name] for name in found.symbols} in found
    return all(has(part, values) for part in found.values()) if found else False


def disagreements(net: Network, exact: bool = False) -> list[dict[str, int]]:
    found = solved(net.exact() if exact else net)
    return [] if found is None else [v for v in grid(net) if solves(net, found, v) != (at(net, v, exact) is not None)]


@given(networks)
def test_a_value_solves_a_network_exactly_when_it_is_not_refused(made_of: tuple[Any, Any]) -> None:
    if net := made(*made_of):
        assert not disagreements(net)


@given(networks, st.sampled_from([sp.Eq, sp.Ge, sp.Le, sp.Ne]), st.integers(0, 9))
def test_the_same_under_a_relation(made_of: tuple[Any, Any], make: Any, wanted: int) -> None:
    if not (net := made(*made_of)):
        return
    relation = make(sp.sympify(net.output_shape[1]), wanted)
    if relation in (True, False) or (found := solved(net, relation)) is None:
        return
    for values in grid(net):
        size = at(net, values)
        assert solves(net, found, values) == (size is not None and bool(make(sp.Integer(size), wanted))), values


@given(networks)
def test_the_exact_reading_is_the_floored_one_where_it_is_legal(made_of: tuple[Any, Any]) -> None:
    if not (net := made(*made_of)):
        return
    try:
        exact = net.exact()
    except SymnetError:
        return
    if (found := solved(exact)) is None:
        return
    size = sp.sympify(exact.output_shape[1])
    for values in grid(net):
        if solves(net, found, values):
            assert size.subs({net.symbols[name]: v for name, v in values.items()}) == at(net, values), values
