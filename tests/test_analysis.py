"""Leading terms, sensitivities, shares and crossings."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Conv2d, Linear, Network, Sequential, SymnetError
from symnet.quantities.analysis import crossover, leading

a, b, x = sn.symbols("a b x")


@given(st.lists(st.integers(0, 20), min_size=1, max_size=5), st.integers(1, 50))
def test_term_and_remainder_make_the_whole(coefficients: list[int], at: int) -> None:
    whole = sum(k * x**p for p, k in enumerate(coefficients)) + x
    split = leading(whole, x)
    assert sp.expand(split.term + split.remainder - whole) == 0
    value = sum(k * at**p for p, k in enumerate(coefficients)) + at
    assert split.relative_error(x=at) == 1 - Fraction(int(sp.sympify(split.term).subs(x, at)), value)


def test_leading_errors() -> None:
    net = sn.zoo.alexnet(input_shape=(3, "H", "H"))
    with pytest.raises(SymnetError, match=r"has no leading term; ask the exact reading, net.exact\(\), or promise"):
        net.leading("macs", "H")
    assert net.exact().leading("macs", "H").term.free_symbols == {net.symbols["H"]}
    with pytest.raises(SymnetError, match="unknown symbol 'Z'"):
        net.leading("macs", "Z")
    with pytest.raises(SymnetError, match="unknown quantity 'flips'"):
        net.leading("flips", "H")
    with pytest.raises(SymnetError, match="give a value for b as well"):
        leading(a * b + 1, a).statement(a=1)


def test_sensitivity() -> None:
    net = Network(Sequential(Linear("n"), Linear(10)), (100,))
    step = net.sensitivity("params", "n")
    assert (step.derivative, step.difference) == (111, 111)
    conv = Network(Conv2d("c", 3), ("c", 8, 8))
    c = conv.symbols["c"]
    assert conv.sensitivity("params", "c").derivative == 18 * c + 1
    assert sp.expand(conv.sensitivity("params", "c").difference - (18 * c + 10)) == 0


def test_shares_rank_the_layers() -> None:
    shares = sn.zoo.alexnet().shares("macs")
    assert [s.name for s in shares[:3]] == ["Conv2", "Conv4", "Conv3"] or shares[0].name == "Conv2"
    assert sum(s.part for s in shares) == 1
    with pytest.raises(SymnetError, match="depends on H"):
        sn.zoo.alexnet(input_shape=(3, "H", 227)).shares("macs")


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 200))
def test_crossover_is_where_the_first_is_more(p: int, q: int, at: int) -> None:
    where = crossover(p * x**2, q * x + 7, x)
    assert (at in where) == (p * at**2 > q * at + 7)


def test_crossover_in_other_symbols() -> None:
    assert crossover(2 * a**2 * b, 12 * a * b**2, a) == (a > 6 * b)
    with pytest.raises(SymnetError, match="is of degree 2 in a"):
        crossover(a**2, b + 1, a)
