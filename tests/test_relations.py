"""solve_relation against brute force with fractions, and the questions about networks it was made for."""

from __future__ import annotations

import math
import operator
import re
import time
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from symnet.errors import SymnetError
from symnet.solving.integer_set import IntegerSet
from symnet.solving.relations import compile_exact, evaluate, solve_relation

x = sp.Symbol("x", integer=True)
H, W, d, n, s = sp.symbols("H W d n s", integer=True, positive=True)
floor, ceiling = sp.floor, sp.ceiling
POSITIVE = IntegerSet.interval(1, None)
many = settings(max_examples=4 * settings.default.max_examples)

numbers = st.builds(sp.Rational, st.integers(-9, 9), st.integers(1, 4))
small = st.integers(1, 6)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(operator.add, inner, inner),
        st.builds(operator.mul, inner, inner),
        st.builds(lambda a, k: a**k, inner, st.integers(0, 3)),
        st.builds(lambda a, k: floor(a / k), inner, small),
        st.builds(lambda a, k: ceiling(a / k), inner, small),
        st.builds(sp.Mod, inner, small.map(sp.Integer)),
        st.builds(sp.Min, inner, inner),
        st.builds(sp.Max, inner, inner),
        st.builds(sp.Abs, inner),
    )


expressions = st.recursive(st.just(x) | st.just(x) | numbers, _grown, max_leaves=7)
comparisons = st.builds(
    lambda make, a, b: make(a, b), st.sampled_from([sp.Eq, sp.Ne, sp.Le, sp.Lt, sp.Ge, sp.Gt]), expressions, expressions
)
relations = st.recursive(
    comparisons,
    lambda inner: st.one_of(st.builds(sp.And, inner, inner), st.builds(sp.Or, inner, inner), inner.map(sp.Not)),
    max_leaves=3,
)
domains = st.sampled_from(
    [
        POSITIVE,
        IntegerSet.all(),
        IntegerSet.interval(None, 30),
        IntegerSet.interval(-40, 300),
        IntegerSet.congruent(2, 3) | IntegerSet.of([4, 6]),
    ]
)

FUNCTIONS: dict[Any, Any] = {
    sp.Add: lambda *a: sum(a),
    sp.Mul: lambda *a: math.prod(a),
    sp.Pow: lambda a, k: a ** int(k),
    floor: math.floor,
    ceiling: math.ceil,
    sp.Mod: lambda a, b: a - b * math.floor(a / b),
    sp.Min: min,
    sp.Max: max,
    sp.Abs: abs,
    sp.And: lambda *a: all(a),
    sp.Or: lambda *a: any(a),
    sp.Not: operator.not_,
    sp.Eq: operator.eq,
    sp.Ne: operator.ne,
    sp.Le: operator.le,
    sp.Lt: operator.lt,
    sp.Ge: operator.ge,
    sp.Gt: operator.gt,
}


def reference(expr: Any, value: int) -> Any:
    """What an expression or relation is at x = value, node by node."""
    if expr in (sp.true, sp.false):
        return bool(expr)
    if expr.is_Symbol:
        return Fraction(value)
    if expr.is_Rational:
        return Fraction(int(expr.p), int(expr.q))
    return FUNCTIONS[expr.func](*(Fraction(r) if isinstance(r := reference(a, value), int) else r for a in expr.args))


@many
@given(expressions, st.integers(-(10**6), 10**6))
def test_evaluate_is_exact(expr: Any, value: int) -> None:
    found = evaluate(expr, {x: value})
    assert found == reference(expr, value)
    assert isinstance(found, int) or found.denominator > 1


@many
@given(relations, domains)
def test_all_integers_are_found_and_no_others(relation: Any, domain: IntegerSet) -> None:
    found = solve_relation(relation, x, domain)
    for value in (*range(-50, 400), -(10**6), 10**6 + 1):
        assert (value in found) == (value in domain and reference(relation, value)), f"{relation} at {value}"


windows = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(0, 3), st.integers(1, 2)), min_size=1, max_size=6)


@many
@given(windows, st.integers(1, 12))
def test_stacks_of_windows(stack: list[tuple[int, int, int, int]], wanted: int) -> None:
    """Every window fits and the last size is the wanted one, as nested floors that sympy leaves alone."""
    size: Any = H
    fits: list[Any] = []
    for kernel, stride, padding, dilation in stack:
        extent = dilation * (kernel - 1) + 1
        fits.append(size + 2 * padding >= extent)
        size = floor((size + 2 * padding - extent) / sp.Integer(stride), evaluate=False) + 1
    found = solve_relation(sp.And(*fits, sp.Eq(size, wanted)), H)

    def legal(value: int) -> bool:
        for kernel, stride, padding, dilation in stack:
            room = value + 2 * padding - dilation * (kernel - 1) - 1
            if room < 0:
                return False
            value = room // stride + 1
        return value == wanted

    assert [v for v in range(1, 2001) if v in found] == [v for v in range(1, 2001) if legal(v)]


quotients = st.builds(lambda c, a, b: floor(sp.Integer(c) / (a * n + b)), st.integers(-40, 300), st.integers(1, 3), st.integers(0, 4))
falling = st.builds(lambda c, k: ceiling(sp.Integer(c) / n) * k - n, st.integers(0, 300), small)
powers = st.builds(lambda c, b: c * sp.Integer(b) ** n, st.integers(1, 4), st.integers(2, 3))


@many
@given(quotients | powers | falling, st.integers(-5, 40))
def test_the_unknown_as_a_divisor_or_an_exponent(expr: Any, bound: int) -> None:
    run = compile_exact(expr, (n,))
    for make, holds in ((sp.Eq, operator.eq), (sp.Le, operator.le), (sp.Gt, operator.gt)):
        relation = make(expr, bound)
        found = solve_relation(relation, n)
        assert all((v in found) == holds(run(v), bound) for v in range(1, 400)), relation


def unet_size(depth: int) -> tuple[list[Any], Any]:
    """U-Net without padding: two 3x3 convolutions, halving, then back up; each halving must be whole."""
    size, conditions = H, []
    for _ in range(depth):
        size -= 4
        conditions.append(sp.Eq(sp.Mod(size, 2), 0))
        size /= 2
    size -= 4
    conditions.append(size >= 1)
    for _ in range(depth):
        size = 2 * size - 4
    return conditions, size


CONDITIONS = [(1, 0, 2), (5, 1, 3), (-67, 1, 1), (31, 0, 4), (3, 2, 2), (7, 0, 1), (15, 1, 5), (-11, 0, 1), (-3, 5, 9), (0, 0, 3)]


@pytest.mark.parametrize(
    ("relation", "symbol", "answer"),
    [
        (sp.Eq(floor((H - 67) / 32) + 1, 6), H, "227 <= H <= 258"),
        (sp.Eq(sp.Mod(W - 11, 4), 0), W, "W ≡ 3 (mod 4), W >= 3"),
        (sp.Eq(sp.Mod(H - 213, 32), 0) & (H >= 67), H, "H ≡ 21 (mod 32), H >= 85"),
        (sp.And(*[floor((H + a) / 32) + c >= k for a, c, k in CONDITIONS]), H, "H >= 131"),
        (sp.And(*unet_size(4)[0]), H, "H ≡ 12 (mod 16), H >= 140"),
        (sp.And(*unet_size(4)[0], sp.Eq(unet_size(4)[1], 388)), H, "{572}"),
        (144 * d**2 + 156 * d <= 60_000_000, d, "1 <= d <= 644"),
        ((144 * d**2 + 156 * d <= 60e6) & sp.Eq(sp.Mod(d, 64), 0), d, "d ≡ 0 (mod 64), 64 <= d <= 640"),
        (sp.Eq(2 * floor(floor(H / 2) / 2) * 2, H), H, "H ≡ 0 (mod 4), H >= 4"),
        (sp.Eq(sp.Min(ceiling((H - 3) / 2) + 1, ceiling(H / 2)), 7), H, "{14, 15}"),
        (sp.Eq(floor(216 / s) + 1, 55), s, "{4}"),
        (sp.Eq(ceiling(224 / s), 7), s, "32 <= s <= 37"),
        (sp.Eq(sp.Mod(768, n), 0), n, "{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 768}"),
        (sp.Eq(sp.Mod(3 * H + 1, 2**50), 5), H, "H ≡ 750599937895084 (mod 1125899906842624), H >= 750599937895084"),
        (2**n <= 10**6, n, "1 <= n <= 19"),
        (sp.Min(H, 7) >= 8, H, "no integer"),
        (sp.Eq(H**2, 10**60), H, f"{{{10**30}}}"),
        (H * (H - 1000) < -240_000, H, "401 <= H <= 599"),
        (sp.true, H, "H >= 1"),
        (sp.false, H, "no integer"),
    ],
)
def test_questions_about_networks(relation: Any, symbol: Any, answer: str) -> None:
    assert solve_relation(relation, symbol).describe(str(symbol)) == answer


def test_the_domain_counts() -> None:
    assert solve_relation(x**2 <= 9, x, IntegerSet.all()) == IntegerSet.interval(-3, 3)
    assert solve_relation(2**n - n**2 >= 3, n, IntegerSet.interval(1, 100)) == IntegerSet.interval(5, 100)
    assert solve_relation(sp.Eq(sp.frac(x / 3), sp.Rational(1, 3)), x, IntegerSet.all()) == IntegerSet.congruent(1, 3)
    coprime = floor(H / 97) - floor(H / 89) * floor(H / 83) >= 0
    assert solve_relation(coprime, H, IntegerSet.interval(1, 300)) == IntegerSet.interval(1, 165) - IntegerSet.interval(89, 96)


def test_evaluate_takes_several_symbols_and_gives_integers_where_it_can() -> None:
    size = floor((W - d + 2 * n) / s) + 1
    assert evaluate(size, {W: 227, d: 11, n: 0, s: 4}) == 55
    assert evaluate(W / 2, {W: 3}) == Fraction(3, 2)
    assert isinstance(evaluate(W / 2, {W: 4}), int)
    assert evaluate(W**20 * sp.Rational(1, 3), {W: 3 * 10**9}) == 3**19 * 10**180
    assert evaluate(sp.Integer(2) ** (-n), {n: 3}) == Fraction(1, 8)


def test_floors_a_thousand_deep_are_no_recursion() -> None:
    deep, value = W, 10**300
    for _ in range(1000):
        deep = sp.Add(floor(sp.Mul(deep, sp.Rational(1, 2), evaluate=False), evaluate=False), 1, evaluate=False)
        value = value // 2 + 1
    assert evaluate(deep, {W: 10**300}) == value


@pytest.mark.parametrize(
    ("relation", "symbol", "words"),
    [
        (floor(H / d) >= n, H, "contains d, n besides H; put numbers in for them first, with xreplace"),
        (sp.Symbol("H") >= 3, H, "(H with other assumptions is another symbol)"),
        (sp.log(H) >= 3, H, "log(H) is not made of integers, fractions"),
        (H * 0.5 >= 3, H, "0.5"),
        (sp.sqrt(H) >= 3, H, "sqrt(H) is not a whole power"),
        (2**n - n**2 >= 3, n, "2**n is no polynomial, and without bounds for n that is too much for an exact answer; give a finite domain"),
        (
            floor(H / 97) - floor(H / 89) * floor(H / 83) >= 1,
            H,
            "repeat only every 716,539 integers, more than 100,000; give a finite domain",
        ),
        (sp.Xor(H > 3, H < 5), H, "is not a relation: write it with Eq, Ne"),
        (H + 1, H, "is not a relation"),
    ],
)
def test_errors_name_the_part_and_a_way_on(relation: Any, symbol: Any, words: str) -> None:
    with pytest.raises(SymnetError, match=re.escape(words)):
        solve_relation(relation, symbol)


def test_division_by_zero_names_the_value() -> None:
    with pytest.raises(SymnetError, match="divides by zero at x = 3; take 3 out of the domain"):
        solve_relation(1 / (x - 3) >= 0, x, IntegerSet.interval(1, 9))
    with pytest.raises(SymnetError, match="divides by zero at x = 3"):
        evaluate(1 / (x - 3), {x: 3})
    with pytest.raises(SymnetError, match="there is no value for W"):
        evaluate(W + H, {H: 3})
    with pytest.raises(SymnetError, match="1 values for 2 symbols"):
        compile_exact(W + H, (W, H))(1)


def _macs(shift: int) -> Any:
    return sp.Add(*(1000 * (i + 1) * (floor((H + shift * (i % 7)) / 2 ** (i % 6)) + 1) ** 2 for i in range(50)))


@pytest.mark.parametrize(
    ("relation", "seconds"),
    [
        (sp.And(*[floor((H + a) / 32) + c >= k for a, c, k in CONDITIONS]), 0.1),
        (144 * H**2 + 156 * H <= 60_000_000, 0.05),
        (_macs(1) <= 10**9, 0.3),
        (_macs(-9) <= 10**9, 1.0),
        ((floor((H - 67) / 32) + 1) ** 4 * 1000 - H**3 + 7 * floor(H / 8) * H >= 5 * H, 0.3),
    ],
    ids=["conditions", "budget", "growing", "residues", "degree 4"],
)
def test_no_question_takes_long(relation: Any, seconds: float) -> None:
    start = time.perf_counter()
    found = solve_relation(relation, H)
    assert time.perf_counter() - start < seconds
    assert [v for v in range(1, 300) if v in found] == [v for v in range(1, 300) if reference(relation, v)]
