"""One floor: the identities are read from the code and proved by brute force, and the algebra agrees with ints along any chain."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from symnet.arithmetic import sizes
from symnet.arithmetic.rounding import FLOORED, IDENTITIES, Reading, Rounded, not_exact, one_floor, plain
from symnet.writing.reader import read_line
from symnet.writing.term import Written, evaluate

RANGES = {"b": range(1, 7), "c": range(1, 6), "m": range(-4, 5), "u": range(-20, 21), "v": range(-9, 21, 4)}

H, W = sizes.symbol("H"), sizes.symbol("W")


@pytest.mark.parametrize("name", IDENTITIES)
def test_the_identity_holds_for_all_whole_numbers_in_range(name: str) -> None:
    left, right = read_line(IDENTITIES[name])
    assert isinstance(left, Written)
    assert isinstance(right, Written)
    names = left.names()
    assert set(right.names()) <= set(names)
    for values in itertools.product(*(RANGES[n] for n in names)):
        given_values = dict(zip(names, values, strict=True))
        assert evaluate(left, given_values) == evaluate(right, given_values), given_values


def test_a_wrong_identity_would_be_found() -> None:
    left, right = read_line("⌊(⌊u/b⌋ + m)/c⌋ = ⌊(u + m)/(b c)⌋")
    wrong = [v for v in itertools.product((1, 2), (1, 2), (-1, 1), (0, 3)) if evaluate(left, _named(v)) != evaluate(right, _named(v))]
    assert wrong


def _named(values: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(("b", "c", "m", "u"), values, strict=True))


steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["+", "-", "//", "ceil", "min", "max"]), st.integers(1, 9)),
        st.tuples(st.sampled_from(["*", "%"]), st.integers(2, 4)),
        st.tuples(st.just("window"), st.integers(1, 4)),
    ),
    max_size=9,
)


def walked(size: Any, along: list[tuple[str, int]]) -> Any:
    """A size along a chain of operations, in whatever algebra it is."""
    for op, k in along:
        match op:
            case "+":
                size = size + k
            case "-":
                size = size - k
            case "*":
                size = size * k
            case "%":
                size = size % k
            case "//":
                size = size // k
            case "ceil":
                size = sizes.ceil_div(size, k)
            case "window":
                size = (size + 2 - (k + 1)) // k + 1
            case _:
                size = (sizes.minimum if op == "min" else sizes.maximum)(size, k)
    return size


@given(steps, st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_any_chain_agrees_with_ints(along: list[tuple[str, int]], values: list[int]) -> None:
    rounded = sp.sympify(plain(walked(FLOORED.start(H), along)))
    for value in values:
        assert rounded.xreplace({H: sp.Integer(value)}).doit() == walked(value, along)


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=12), st.integers(1, 3000))
def test_a_stack_of_windows_is_one_floor(stack: list[tuple[int, int, int]], value: int) -> None:
    symbolic, number = FLOORED.start(H), value
    for kernel, stride, padding in stack:
        symbolic = (symbolic - kernel + 2 * padding) // stride + 1
        number = (number - kernel + 2 * padding) // stride + 1
    assert len(sp.sympify(plain(symbolic)).atoms(sp.floor, sp.ceiling)) <= 1
    assert sp.sympify(plain(symbolic)).subs(H, value) == number


@given(st.integers(1, 6), st.integers(-9, 9), st.integers(1, 60))
def test_a_promise_takes_the_floor_away_and_keeps_the_value(divisor: int, offset: int, times: int) -> None:
    promised = Reading(promises=(("H", 12),))
    size = (promised.start(H) + 12 * offset) // divisor
    value = sp.sympify(plain(size))
    assert value.has(sp.floor, sp.ceiling) == (12 % divisor != 0)
    assert value.subs(H, 12 * times) == (12 * times + 12 * offset) // divisor


@given(st.integers(1, 400), st.integers(1, 9), st.integers(1, 5))
def test_the_exact_reading_divides_or_says_that_it_does_not(value: int, kernel: int, stride: int) -> None:
    size = (Reading(exact=True).start(value) - kernel) // stride + 1
    whole = (value - kernel) % stride == 0
    assert (not_exact(size) == "") == whole
    if whole:
        assert plain(size) == (value - kernel) // stride + 1


def test_two_floors_stay_two_where_no_identity_exists() -> None:
    size = 2 * (FLOORED.start(H) // 2) // 3
    assert isinstance(size, Rounded)
    assert all(sp.sympify(plain(size)).subs(H, n) == 2 * (n // 2) // 3 for n in range(1, 60))


KERNELS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=3)


@given(KERNELS, st.integers(1, 60))
def test_of_two_quotients_with_symbols_the_smaller_one_is_that_of_numbers(stack: list[tuple[int, int]], cells: int) -> None:
    def windows(size: Any, kernels: list[Any]) -> Any:
        for kernel, (_, stride) in zip(kernels, stack, strict=True):
            size = sizes.minimum(sizes.ceil_div(size - kernel, stride) + 1, sizes.ceil_div(size, stride))
        return size

    names = [sizes.symbol(f"K{k}") for k in range(len(stack))]
    formula = sp.sympify(plain(windows(FLOORED.start(H), names)))
    given_sizes = {H: cells, **{name: kernel for name, (kernel, _) in zip(names, stack, strict=True)}}
    assert formula.subs(given_sizes) == windows(cells, [kernel for kernel, _ in stack])


def test_a_stack_of_windows_that_end_anywhere_is_written_down() -> None:
    size: Any = FLOORED.start(H)
    for k in range(10):
        kernel = sizes.symbol(f"K{k}")
        size = sizes.minimum(sizes.ceil_div(size - kernel, 2) + 1, sizes.ceil_div(size, 2))
    assert len(sp.sympify(plain(size)).free_symbols) == 11


@given(st.integers(1, 9), st.integers(-30, 30), st.integers(-4, 4), st.sampled_from([H, -H, 3 * H, 2 * H - W, -H - W]))
def test_a_floor_is_written_in_one_way(divisor: int, constant: int, off: int, numerator: Any) -> None:
    """What is equal is written alike: floor((u + c) / d) + k for every c from -d up, and for whole multiples below."""
    written = sp.sympify(one_floor(numerator + constant, divisor, FLOORED, off))
    for height, width in ((1, 1), (2, 7), (5, 3), (16, 4), (31, 64)):
        at = {H: height, W: width}
        assert written.subs(at) == (numerator.subs(at) + constant) // divisor + off
    if constant > -divisor:
        assert written == sp.sympify(one_floor(numerator + constant + divisor, divisor, FLOORED, off - 1))
