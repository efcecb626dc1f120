"""Bounds of results: what an operation on whole numbers between known bounds can give at all, in Python ints."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TypeAlias

from symnet.errors import SymnetError

Bounds: TypeAlias = tuple[int, int]
"""The least and the largest value a number may have."""

LARGEST = 2**63 - 1
"""The largest int64; its negative is the smallest that is used, so that a change of sign fits too."""


def fit(*bounds: int) -> bool:
    """Whether int64 holds all of them."""
    return max(bounds) <= LARGEST and min(bounds) >= -LARGEST


def difference(a: Bounds, b: Bounds) -> Bounds:
    """Of a - b."""
    return a[0] - b[1], a[1] - b[0]


def corners(op: Callable[[int, int], int]) -> Callable[[Bounds, Bounds], Bounds]:
    """The bounds of what is monotone in each operand: at the ends of both."""

    def bounds(a: Bounds, b: Bounds) -> Bounds:
        found = [op(m, n) for m in a for n in b]
        return min(found), max(found)

    return bounds


_QUOTIENTS = corners(operator.floordiv)


def shares(a: Bounds, b: Bounds) -> Bounds:
    """No quotient by a whole number is larger than what is divided."""
    if b[0] > 0 or b[1] < 0:
        return _QUOTIENTS(a, b)
    most = max(map(abs, a))
    return -most, most


def remainders(a: Bounds, b: Bounds) -> Bounds:
    """Between 0 and the divisor, whose sign they have."""
    return min(b[0] + 1, 0), max(b[1] - 1, 0)


def powers(a: Bounds, b: Bounds) -> Bounds:
    """Of a ** b, for exponents of at least 0 and results whose digits fit on a page."""
    most = max(map(abs, a))
    if b[0] < 0:
        raise SymnetError(f"a size is raised to the power {b[0]}", "give exponents of at least 0")
    if most.bit_length() * b[1] > 1 << 16:
        raise SymnetError(f"{most}^{b[1]} has more digits than a size can have", "give a smaller exponent")
    return (-(most ** b[1]) if a[0] < 0 else 0), max(most ** b[1], 1)
