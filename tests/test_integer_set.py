"""IntegerSet against brute force: the algebra of sets, one normal form, neighbours, text, and what sympy makes of it."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from symnet.errors import SymnetError
from symnet.solving.integer_set import IntegerSet

if TYPE_CHECKING:
    from random import Random

WINDOW = range(-120, 400)
moduli = st.sampled_from([1, 1, 1, 2, 3, 4, 5, 6, 8, 12, 32])
ends = st.one_of(st.none(), st.integers(-50, 120))
points = st.lists(st.integers(-50, 120), max_size=6).map(IntegerSet.of)
classes = st.builds(IntegerSet.congruent, st.integers(-40, 40), moduli, ends, ends)
sets = st.recursive(
    points | classes,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        inner.map(lambda a: ~a),
    ),
    max_leaves=5,
)


def members(numbers: IntegerSet) -> set[int]:
    return {n for n in WINDOW if n in numbers}


@given(sets, sets)
def test_operations_are_those_of_sets(a: IntegerSet, b: IntegerSet) -> None:
    left, right = members(a), members(b)
    assert members(a & b) == left & right
    assert members(a | b) == left | right
    assert members(a - b) == left - right
    assert members(~a) == set(WINDOW) - left


@given(sets, sets, sets)
def test_laws_of_the_algebra_hold_as_equality(a: IntegerSet, b: IntegerSet, c: IntegerSet) -> None:
    assert ~~a == a
    assert a & b == ~(~a | ~b)
    assert (a | b) & c == (a & c) | (b & c)
    assert (a - b) | (a & b) == a
    assert hash(a | b) == hash(b | a)


@given(sets, st.integers(1, 9), st.integers(-60, 130), st.randoms(use_true_random=False))
def test_the_normal_form_depends_only_on_the_members(a: IntegerSet, modulus: int, cut: int, rng: Random) -> None:
    parts = [a & IntegerSet.congruent(r, modulus, *half) for r in range(modulus) for half in ((None, cut), (cut, None))]
    rng.shuffle(parts)
    again = IntegerSet.empty()
    for part in parts:
        again |= part
    assert again == a
    assert again.pieces == a.pieces
    assert str(again) == str(a)


@given(st.sets(st.integers(-40, 200), max_size=60))
def test_a_finite_set_is_its_members(numbers: set[int]) -> None:
    made = IntegerSet.of(numbers)
    assert list(made) == sorted(numbers)
    assert len(made) == len(numbers) == sum(p.size for p in made.pieces)
    assert bool(made) == bool(numbers)
    assert made.smallest == min(numbers, default=None)
    assert made.largest == max(numbers, default=None)
    assert made.is_finite


@given(sets, st.integers(-60, 150))
def test_neighbours(a: IntegerSet, n: int) -> None:
    found = members(a)
    below, above, nearest = a.below(n), a.above(n), a.nearest(n)
    assert below == max((m for m in found if m < n), default=None) or (below is not None and below < WINDOW.start)
    assert above == min((m for m in found if m > n), default=None) or (above is not None and above >= WINDOW.stop)
    around = {m for m in (below, above, *({n} & found)) if m is not None}
    assert nearest == min(around, key=lambda m: (abs(m - n), m), default=None)


@given(sets)
def test_a_set_survives_repr_pickle_and_sympy(a: IntegerSet) -> None:
    assert eval(repr(a), {"IntegerSet": IntegerSet}) == a
    assert pickle.loads(pickle.dumps(a)) == a
    for n in range(-60, 130, 17):
        assert (sp.Integer(n) in a.set) == (n in a)


@given(sets)
def test_the_text_says_which_integers(a: IntegerSet) -> None:
    clauses = str(a).split(", or ")
    assert all(any(_read(clause, n) for clause in clauses) == (n in a) for n in WINDOW) or "..." in str(a)
    assert "{{" not in a.latex("H")


def _read(clause: str, x: int) -> bool:
    """Whether x satisfies what a clause says."""
    if clause in ("no integer", "every integer"):
        return clause == "every integer"
    if listed := re.fullmatch(r"(?:x in )?\{(.*)\}", clause):
        return x in map(int, re.findall(r"-?\d+", listed[1]))
    if modular := re.match(r"x ≡ (.*?) \(mod (\d+)\)(?:, )?", clause):
        residues, modulus = [int(r) for r in modular[1].split(", ")], int(modular[2])
        return x % modulus in residues and _read(clause[modular.end() :], x)
    between = re.sub(r"(?<![<>])=", "==", clause)
    return not clause or bool(eval(between, {"x": x}))


@pytest.mark.parametrize(
    ("made", "text", "latex"),
    [
        (IntegerSet.interval(67), "H >= 67", r"H \ge 67"),
        (IntegerSet.interval(None, 5), "H <= 5", r"H \le 5"),
        (IntegerSet.interval(227, 258), "227 <= H <= 258", r"227 \le H \le 258"),
        (IntegerSet.congruent(3, 32, 67), "H ≡ 3 (mod 32), H >= 67", r"H \equiv 3 \pmod{32}, H \ge 67"),
        (IntegerSet.congruent(0, 16), "H ≡ 0 (mod 16)", r"H \equiv 0 \pmod{16}"),
        (IntegerSet.of([12, 6, 7]), "{6, 7, 12}", r"\{6, 7, 12\}"),
        (IntegerSet.of([5]), "{5}", r"\{5\}"),
        (IntegerSet.of([4]) | IntegerSet.interval(67), "H = 4, or H >= 67", r"H = 4\ \text{or}\ H \ge 67"),
        (IntegerSet.all() - IntegerSet.congruent(0, 3, 1), "H ≡ 0 (mod 3), H <= 0, or H ≡ 1, 2 (mod 3)", None),
        (IntegerSet.of([1, 4]) | IntegerSet.interval(67), "H in {1, 4}, or H >= 67", r"H \in \{1, 4\}\ \text{or}\ H \ge 67"),
        (IntegerSet.of(n * n for n in range(40)), "{0, 1, 4, 9, 16, 25, 36, 49, 64, 81, ..., 1444, 1521}", None),
        (IntegerSet.empty(), "no integer", r"H \in \varnothing"),
        (IntegerSet.all(), "every integer", r"H \in \mathbb{Z}"),
    ],
)
def test_text_and_latex(made: IntegerSet, text: str, latex: str | None) -> None:
    assert made.describe("H") == text
    assert latex is None or made.latex("H") == latex


def test_str_uses_x_and_notebooks_get_latex() -> None:
    assert str(IntegerSet.interval(1)) == "x >= 1"
    assert IntegerSet.interval(1)._repr_latex_() == r"$x \ge 1$"


def test_ragged_residue_classes_are_one_interval() -> None:
    ragged = IntegerSet.empty()
    for r in range(32):
        ragged |= IntegerSet.congruent(r, 32, 67 - r % 5 * (r > 20), None)
    assert ragged == IntegerSet.interval(67, None)
    assert len(ragged.pieces) == 1


@pytest.mark.parametrize("top", [10**3, 10**6, 10**12, 10**40])
def test_long_finite_sets_keep_their_pattern(top: int) -> None:
    box = IntegerSet.interval(1, top)
    odd = box - IntegerSet.congruent(0, 2)
    assert odd == IntegerSet.congruent(1, 2, 1, top)
    assert (box - IntegerSet.congruent(0, 5)).describe().startswith("x ≡ 1, 2, 3, 4 (mod 5), 1 <= x <= ")
    assert (IntegerSet.of([-7]) | box).describe() == f"x = -7, or 1 <= x <= {top}"
    split = [box & IntegerSet.congruent(r, 128) for r in range(128)]
    assert IntegerSet.joined(p for part in split for p in part.pieces) == box


@given(st.randoms(use_true_random=False), st.sampled_from([2, 4, 7, 12]), st.integers(0, 10**4))
def test_patterns_inside_long_sets_do_not_depend_on_how_they_were_given(rng: Random, modulus: int, cut: int) -> None:
    pieces: list[Any] = []
    for _ in range(rng.randint(1, 3)):
        m, lo = rng.choice([1, 2, 3, 5, 8]), rng.randint(-50, 10**4)
        hi = lo + m * rng.choice([4, 50, 10**4, 10**7])
        for r in rng.sample(range(m), rng.randint(1, m)):
            pieces += IntegerSet.congruent(r, m, lo + rng.randint(0, 9), hi - rng.randint(0, 9)).pieces
    made = IntegerSet.joined(pieces)
    halves = [made & IntegerSet.congruent(r, modulus, *h) for r in range(modulus) for h in ((None, cut), (cut, None))]
    assert IntegerSet.joined(p for half in halves for p in half.pieces) == made
    assert made.size == sum(half.size for half in halves) - (cut in made)
    for n in (n for p in pieces for end in (p.lo, p.hi) for n in range(end - 12, end + 12)):
        assert (n in made) == any(q.lo <= n <= q.hi and (n - q.residue) % q.modulus == 0 for q in pieces)


def test_large_moduli_need_no_list_of_residues() -> None:
    both = IntegerSet.congruent(3, 2**40) & IntegerSet.congruent(1, 3**20, 5)
    assert both.smallest is not None
    assert both.smallest % 2**40 == 3
    assert both.smallest % 3**20 == 1
    assert IntegerSet.of([0, 10**6, 2 * 10**6, 3 * 10**6]) == IntegerSet.congruent(0, 10**6, 0, 3 * 10**6)


def test_integers_of_any_kind_are_members() -> None:
    legal = IntegerSet.interval(np.int64(67), sp.Integer(300))  # type: ignore[arg-type]
    assert legal == IntegerSet.interval(67, 300)
    assert np.int32(227) in legal
    assert sp.Integer(227) in legal
    assert 227.0 not in legal
    assert "227" not in legal
    assert IntegerSet.of(range(9, 0, -2)) == IntegerSet.of([1, 3, 5, 7, 9])


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (lambda: len(IntegerSet.interval(1)), "x >= 1 has infinitely many members; ask `is_finite` first"),
        (lambda: iter(IntegerSet.interval(None, 1)), "no smallest member to begin with; intersect it with IntegerSet.interval(lo, None)"),
        (lambda: IntegerSet.congruent(1, 0), "modulus 0 of a residue class must be at least 1"),
        (lambda: IntegerSet.congruent(0, 2**40) | IntegerSet.congruent(0, 3**20), "no common modulus below 2,000,000"),
    ],
)
def test_errors_say_what_and_what_to_do(question: Any, words: str) -> None:
    with pytest.raises(SymnetError, match=re.escape(words)):
        question()
