"""One residue class between two ends: what sets of integers are made of."""

from __future__ import annotations

import math
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Bound: TypeAlias = int | float
"""An exact integer, or -inf or inf where there is no end."""


class Piece(NamedTuple):
    """lo, lo + modulus, ..., hi: the integers of one residue class between two ends, which may be -inf and inf."""

    lo: Bound
    hi: Bound
    residue: int = 0
    modulus: int = 1

    @property
    def size(self) -> Bound:
        return math.inf if self.lo == -math.inf or self.hi == math.inf else (self.hi - self.lo) // self.modulus + 1

    def members(self) -> Iterable[int]:
        """Ascending, from the lower end, which must be finite."""
        return count(int(self.lo), self.modulus) if self.hi == math.inf else range(int(self.lo), int(self.hi) + 1, self.modulus)

    def at_most(self, n: int) -> Bound:
        """The largest member that is at most n, or -inf."""
        nearest = self.hi if n >= self.hi else n - (n - self.residue) % self.modulus
        return nearest if nearest >= self.lo else -math.inf

    def at_least(self, n: int) -> Bound:
        """The smallest member that is at least n, or inf."""
        nearest = self.lo if n <= self.lo else n + (self.residue - n) % self.modulus
        return nearest if nearest <= self.hi else math.inf


def between(lo: Bound, hi: Bound, residue: int, modulus: int) -> list[Piece]:
    """The class between two ends that need not belong to it; no piece when nothing does."""
    first = lo if lo == -math.inf else lo + (residue - int(lo)) % modulus
    last = hi if hi == math.inf else hi - (int(hi) - residue) % modulus
    if first > last:
        return []
    return [Piece(first, last)] if first == last else [Piece(first, last, residue % modulus, modulus)]


def meet(a: Piece, b: Piece) -> list[Piece]:
    """The Chinese remainder theorem, between the inner ends."""
    common = math.gcd(a.modulus, b.modulus)
    if (b.residue - a.residue) % common:
        return []
    other = b.modulus // common
    steps = (b.residue - a.residue) // common * pow(a.modulus // common, -1, other) % other
    return between(max(a.lo, b.lo), min(a.hi, b.hi), a.residue + a.modulus * steps, a.modulus * other)
