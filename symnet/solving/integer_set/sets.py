"""The sets themselves: how they are made and combined, and what can be asked of them."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import and_, index
from typing import TYPE_CHECKING

from symnet.door import doors
from symnet.errors import SymnetError
from symnet.solving.integer_set.normal_form import combined, normal
from symnet.solving.integer_set.piece import Bound, Piece, between, meet
from symnet.solving.integer_set.text import described
from symnet.writing.latex import Latex
from symnet.writing.style import Style
from symnet.writing.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import sympy


@doors
@dataclass(frozen=True, repr=False)
class IntegerSet:
    """An exact set of integers; `==` is equality of sets, however they were made. `pieces` is the normal form, which the constructors find.

    >>> legal = IntegerSet.interval(67, None) & IntegerSet.congruent(3, 32)
    >>> legal.describe("H"), legal.smallest, legal.nearest(224), 227 in legal
    ('H ≡ 3 (mod 32), H >= 67', 67, 227, True)
    >>> IntegerSet.congruent(0, 2) | IntegerSet.congruent(1, 2) == IntegerSet.all()
    True
    """

    pieces: tuple[Piece, ...] = ()

    @staticmethod
    def interval(lo: int | None = None, hi: int | None = None) -> IntegerSet:
        """lo <= x <= hi; `None` leaves an end open.

        >>> str(IntegerSet.interval(227, 258))
        '227 <= x <= 258'
        """
        return IntegerSet.congruent(0, 1, lo, hi)

    @staticmethod
    def congruent(residue: int, modulus: int, lo: int | None = None, hi: int | None = None) -> IntegerSet:
        """x ≡ residue (mod modulus) between lo and hi.

        >>> str(IntegerSet.congruent(0, 64, 1, 1000))
        'x ≡ 0 (mod 64), 64 <= x <= 960'
        """
        if modulus < 1:
            raise SymnetError(f"modulus {modulus} of a residue class must be at least 1")
        return IntegerSet.joined(
            between(-math.inf if lo is None else index(lo), math.inf if hi is None else index(hi), index(residue), index(modulus))
        )

    @staticmethod
    def of(members: Iterable[int]) -> IntegerSet:
        """The set of just these integers.

        >>> str(IntegerSet.of([12, 6, 7]))
        '{6, 7, 12}'
        """
        if isinstance(members, range) and members:
            ends = sorted((members[0], members[-1]))
            return IntegerSet.congruent(members[0], abs(members.step), *ends)
        return IntegerSet.joined(Piece(n, n) for n in map(index, members))

    @staticmethod
    def all() -> IntegerSet:
        return IntegerSet.interval()

    @staticmethod
    def empty() -> IntegerSet:
        return IntegerSet()

    @staticmethod
    def joined(pieces: Iterable[Piece]) -> IntegerSet:
        """The set of everything in these pieces, which may overlap."""
        return IntegerSet(normal(tuple(pieces)))

    def __contains__(self, n: object) -> bool:
        try:
            member = index(n)  # pyright: ignore[reportArgumentType]
        except TypeError:
            return False
        return any(p.lo <= member <= p.hi and (member - p.residue) % p.modulus == 0 for p in self.pieces)

    def __and__(self, other: IntegerSet) -> IntegerSet:
        if len(self.pieces) * len(other.pieces) > 4096:
            return self._combined(other, and_)
        return IntegerSet.joined(chain.from_iterable(meet(a, b) for a in self.pieces for b in other.pieces))

    def __or__(self, other: IntegerSet) -> IntegerSet:
        return IntegerSet.joined(self.pieces + other.pieces)

    def __sub__(self, other: IntegerSet) -> IntegerSet:
        return self._combined(other, lambda a, b: a and not b)

    def __invert__(self) -> IntegerSet:
        return IntegerSet.all() - self

    def _combined(self, other: IntegerSet, keep: Callable[[bool, bool], bool]) -> IntegerSet:
        return IntegerSet(combined(self.pieces, other.pieces, keep))

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __len__(self) -> int:
        """How many members a finite set has."""
        if not self.is_finite:
            raise SymnetError(f"{self} has infinitely many members", "ask `is_finite` first")
        return int(self.size)

    def __iter__(self) -> Iterator[int]:
        """The members in ascending order.

        >>> list(IntegerSet.congruent(3, 32, 60, 150))
        [67, 99, 131]
        """
        if self and self.pieces[0].lo == -math.inf:
            raise SymnetError(f"{self} has no smallest member to begin with", "intersect it with IntegerSet.interval(lo, None)")
        return heapq.merge(*(p.members() for p in self.pieces))

    @property
    def size(self) -> Bound:
        """How many members, or inf."""
        sizes = [p.size for p in self.pieces]
        return math.inf if math.inf in sizes else sum(sizes)

    @property
    def is_finite(self) -> bool:
        return self.size != math.inf

    @property
    def smallest(self) -> int | None:
        """The least member, or `None` when there is none."""
        return _whole(min((p.lo for p in self.pieces), default=math.inf))

    @property
    def largest(self) -> int | None:
        """The greatest member, or `None` when there is none."""
        return _whole(max((p.hi for p in self.pieces), default=math.inf))

    def below(self, n: int) -> int | None:
        """The largest member less than n."""
        return _whole(max((p.at_most(n - 1) for p in self.pieces), default=math.inf))

    def above(self, n: int) -> int | None:
        """The smallest member greater than n."""
        return _whole(min((p.at_least(n + 1) for p in self.pieces), default=math.inf))

    def nearest(self, n: int) -> int | None:
        """The member closest to n, the smaller of two.

        >>> IntegerSet.of([6, 7, 12]).nearest(10), IntegerSet.of([6, 8]).nearest(7)
        (12, 6)
        """
        around = [m for m in (self.below(n + 1), self.above(n - 1)) if m is not None]
        return min(around, key=lambda m: (abs(m - n), m), default=None)

    @cached_property
    def set(self) -> sympy.Set:
        """The same set in sympy.

        >>> IntegerSet.congruent(3, 32, 67).set
        Range(67, oo, 32)
        """
        import sympy as sp

        points = [int(p.lo) for p in self.pieces if p.lo == p.hi]
        parts = [sp.FiniteSet(*points)] * bool(points) + [_sympy_set(p) for p in self.pieces if p.lo != p.hi]
        return parts[0] if len(parts) == 1 else sp.Union(*parts, evaluate=False) if parts else sp.S.EmptySet

    def show(self, name: str, style: Style) -> str:
        """The set as a condition on `name`, in a style."""
        return described(self.pieces, name, style)

    def describe(self, name: str = "x") -> str:
        """The set as a condition on `name`.

        >>> IntegerSet.interval(67, None).describe("H"), IntegerSet.empty().describe("H")
        ('H >= 67', 'no integer')
        """
        return self.show(name, Text())

    def latex(self, name: str = "x") -> str:
        r"""The same in LaTeX, for mathematics mode.

        >>> IntegerSet.interval(227, 258).latex("H")
        '227 \\le H \\le 258'
        """
        return self.show(name, Latex())

    def __str__(self) -> str:
        return self.describe()

    def __repr__(self) -> str:
        return " | ".join(map(_call, self.pieces)) or "IntegerSet.empty()"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"


def _whole(bound: Bound) -> int | None:
    return None if isinstance(bound, float) else bound


def _call(piece: Piece) -> str:
    lo, hi = _whole(piece.lo), _whole(piece.hi)
    if piece.modulus == 1:
        return f"IntegerSet.interval({lo}, {hi})"
    return f"IntegerSet.congruent({piece.residue}, {piece.modulus}, {lo}, {hi})"


def _sympy_set(piece: Piece) -> sympy.Set:
    import sympy as sp

    lo, hi, residue, modulus = piece
    if hi != math.inf:
        return sp.Range(lo, hi + 1, modulus) if lo != -math.inf else sp.Range(hi, -sp.oo, -modulus)
    if lo != -math.inf:
        return sp.Range(lo, sp.oo, modulus)
    n = sp.Symbol("n", integer=True)
    return sp.S.Integers if modulus == 1 else sp.ImageSet(sp.Lambda(n, modulus * n + residue), sp.S.Integers)
