"""A program read as polynomials in t on x = L t + r, where L is a period of its floors, and the signs of polynomials at the integers."""

from __future__ import annotations

import math
from functools import partial, reduce
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

import sympy as sp

from symnet.solving.integer_set import Bound
from symnet.solving.relations.trends import Trend, clipped, monotone_signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symnet.solving.relations.program import Step

Polynomial: TypeAlias = tuple[int, ...]
"""Coefficients, the constant first; the last is not zero."""
Parts: TypeAlias = list[tuple[Bound, Bound, Polynomial]]
"""A polynomial for each of the intervals that follow one another."""

LONGEST_PERIOD = 100_000
"""Every residue of a period is solved on its own, so there may be so many and no more."""


def common_period(steps: Sequence[Step], slot: int) -> tuple[int, sp.Basic | None]:
    """The L for which every floor on x = L t + r is a polynomial in t, up to where Min and Max change sides; or the part that prevents it.

    Backwards: need[i] is a modulus that step i must be known by. floor(u / d) is known modulo m if u is known modulo d m;
    a sum or a product is if its parts are.
    """
    need = [0] * slot + [1]
    worst: tuple[int, sp.Basic] = (0, sp.S.One)
    for i in (i for i in range(slot, 1, -1) if need[i]):
        op, args, numbers, part = steps[i]
        if op in ("reciprocal", "exponential"):
            return 0, part
        if op == "floor":
            worst = max(worst, (need[i] * numbers[0], part), key=lambda w: w[0])
        for k, a in enumerate(args):
            modulus = need[i] * numbers[0] if op == "floor" else need[i] // math.gcd(need[i], numbers[k]) if op == "linear" else need[i]
            need[a] = math.lcm(need[a] or 1, modulus)
    return need[1], worst[1] if need[1] > LONGEST_PERIOD else None


def polynomials(steps: Sequence[Step], slot: int, unknown: Parts) -> Parts:
    """A step as polynomials in t, when the unknown is given as one."""
    memory: list[Parts] = [[(unknown[0][0], unknown[0][1], (1,))], unknown]
    for step in steps[2 : slot + 1]:
        parts: Parts = []
        for lo, hi, args in _refined([memory[a] for a in step.args]):
            parts += _lower(args, lo, hi, step.op) if step.op in ("min", "max") else [(lo, hi, _polynomial(step, args))]
        memory.append(parts)
    return memory[slot]


def _refined(values: Sequence[Parts]) -> Iterator[tuple[Bound, Bound, list[Polynomial]]]:
    """The intervals on which each of the values is one polynomial."""
    starts = sorted({part[0] for parts in values for part in parts})
    ends = [start - 1 for start in starts[1:]] + [values[0][-1][1]]
    for lo, hi in zip(starts, ends, strict=True):
        yield lo, hi, [next(p for _, end, p in parts if lo <= end) for parts in values]


def _polynomial(step: Step, args: list[Polynomial]) -> Polynomial:
    match step.op:
        case "linear":
            return _trimmed([sum(w * c for w, c in zip(step.numbers, column, strict=True)) for column in zip_longest(*args, fillvalue=0)])
        case "product":
            return reduce(_multiplied, args)
        case "power":
            return reduce(_multiplied, args * step.numbers[0])
        case _:  # floor: the period is chosen so that the divisor divides all but the constant
            return _trimmed([c // step.numbers[0] for c in args[0]])


def _trimmed(coefficients: Sequence[int]) -> Polynomial:
    n = len(coefficients)
    while n and not coefficients[n - 1]:
        n -= 1
    return tuple(coefficients[:n])


def _multiplied(a: Polynomial, b: Polynomial) -> Polynomial:
    result = [0] * (len(a) + len(b) - 1 if a and b else 0)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            result[i + j] += x * y
    return tuple(result)


def _lower(args: list[Polynomial], lo: Bound, hi: Bound, op: str) -> Parts:
    """The least (or greatest) of some polynomials, with the integers where they cross."""
    parts: Parts = [(lo, hi, args[0])]
    for other in args[1:]:
        last, parts = parts, []
        for a, b, p in last:
            gap = _trimmed([x - y for x, y in zip_longest(p, other, fillvalue=0)])
            for start, end, sign in polynomial_signs(gap, a, b):
                keep = p if (sign <= 0) == (op == "min") else other
                begin = parts.pop()[0] if parts and parts[-1][2] == keep else start
                parts.append((begin, end, keep))
    return parts


def polynomial_signs(p: Polynomial, lo: Bound, hi: Bound) -> Iterator[tuple[Bound, Bound, int]]:
    """Intervals of integers that follow one another from lo to hi, with the sign of the polynomial on each.

    All roots lie within 1 + max|c| / |leading c| (Cauchy). Where p(t + 1) - p(t) keeps its sign, p goes one way and is bisected.
    """
    if len(p) < 3:
        yield from clipped(_linear_signs(p[0] if p else 0, p[1] if len(p) > 1 else 0), lo, hi)
        return
    far = 1 + max(map(abs, p)) // abs(p[-1])
    up = 1 if p[-1] > 0 else -1
    yield from clipped([(-math.inf, -far - 1, up if len(p) % 2 else -up)], lo, hi)
    near, end = int(max(lo, -far)), int(min(hi, far))
    for a, b, direction in polynomial_signs(_difference(p), near, end) if near <= end else []:
        value = partial(_at, p)
        bottom, top = sorted((value(int(a)), value(int(b))))
        yield from monotone_signs(value, Trend(direction or 1, bottom, top), a, b)
    yield from clipped([(far + 1, math.inf, up)], lo, hi)


def _linear_signs(constant: int, slope: int) -> list[tuple[Bound, Bound, int]]:
    up = (slope > 0) - (slope < 0)
    if not up:
        return [(-math.inf, math.inf, (constant > 0) - (constant < 0))]
    root, rest = divmod(-constant, slope)
    return [(-math.inf, root - (not rest), -up), *[(root, root, 0)] * (not rest), (root + 1, math.inf, up)]


def _difference(p: Polynomial) -> Polynomial:
    """p(t + 1) - p(t)."""
    return tuple(sum(math.comb(k, i) * p[k] for k in range(i + 1, len(p))) for i in range(len(p) - 1))


def _at(p: Polynomial, t: int) -> int:
    return reduce(lambda value, c: value * t + c, reversed(p), 0)
