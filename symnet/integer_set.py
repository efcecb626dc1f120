"""Exact sets of integers: finite unions of intervals and residue classes, in one normal form.

Inside, a set is read as `{residue modulo M: edges}`: of the integers M t + residue those t belong to it that have an odd number of edges
at or below them. The normal form asks only which integers belong, never how they were given:

1. where the set goes on for ever, its shortest period is split into the largest residue classes, and each is followed back to its end;
2. the finite rest is read in ascending order: gaps that keep repeating make residue classes, neighbours make intervals.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count, pairwise
from operator import and_, index
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from symnet.errors import SymnetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import sympy

Bound: TypeAlias = int | float
"""An exact integer, or -inf or inf where there is no end."""
Classes: TypeAlias = dict[int, list[Bound]]
Finite: TypeAlias = dict[int, list[int]]

_FEW = 3
_LISTED = 20
_PATIENCE = (64, 1024, 65_536)
_REPEATS = 16
_MANY = 512
_LIMIT = 2_000_000


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


def _piece(lo: Bound, hi: Bound, residue: int, modulus: int) -> list[Piece]:
    """The class between two ends that need not belong to it; no piece when nothing does."""
    first = lo if lo == -math.inf else lo + (residue - int(lo)) % modulus
    last = hi if hi == math.inf else hi - (int(hi) - residue) % modulus
    if first > last:
        return []
    return [Piece(first, last)] if first == last else [Piece(first, last, residue % modulus, modulus)]


def _meet(a: Piece, b: Piece) -> list[Piece]:
    """The Chinese remainder theorem, between the inner ends."""
    common = math.gcd(a.modulus, b.modulus)
    if (b.residue - a.residue) % common:
        return []
    other = b.modulus // common
    steps = (b.residue - a.residue) // common * pow(a.modulus // common, -1, other) % other
    return _piece(max(a.lo, b.lo), min(a.hi, b.hi), a.residue + a.modulus * steps, a.modulus * other)


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
            _piece(-math.inf if lo is None else index(lo), math.inf if hi is None else index(hi), index(residue), index(modulus))
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
        return IntegerSet(_normal(tuple(pieces)))

    def __contains__(self, n: object) -> bool:
        try:
            member = index(n)  # pyright: ignore[reportArgumentType]
        except TypeError:
            return False
        return any(p.lo <= member <= p.hi and (member - p.residue) % p.modulus == 0 for p in self.pieces)

    def __and__(self, other: IntegerSet) -> IntegerSet:
        if len(self.pieces) * len(other.pieces) > 4096:
            return self._combined(other, and_)
        return IntegerSet.joined(chain.from_iterable(_meet(a, b) for a in self.pieces for b in other.pieces))

    def __or__(self, other: IntegerSet) -> IntegerSet:
        return IntegerSet.joined(self.pieces + other.pieces)

    def __sub__(self, other: IntegerSet) -> IntegerSet:
        return self._combined(other, lambda a, b: a and not b)

    def __invert__(self) -> IntegerSet:
        return IntegerSet.all() - self

    def _combined(self, other: IntegerSet, keep: Callable[[bool, bool], bool]) -> IntegerSet:
        modulus = _common_modulus(self.pieces + other.pieces)
        a, b = _classes(self.pieces, modulus), _classes(other.pieces, modulus)
        return IntegerSet(_normal_form({r: _toggled(a.get(r, []), b.get(r, []), keep) for r in a.keys() | b.keys()}, modulus))

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __len__(self) -> int:
        """How many members a finite set has."""
        if not self.is_finite:
            raise SymnetError(f"{self} has infinitely many members; ask `is_finite` first")
        return int(self.size)

    def __iter__(self) -> Iterator[int]:
        """The members in ascending order.

        >>> list(IntegerSet.congruent(3, 32, 60, 150))
        [67, 99, 131]
        """
        if self and self.pieces[0].lo == -math.inf:
            raise SymnetError(f"{self} has no smallest member to begin with; intersect it with IntegerSet.interval(lo, None)")
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

    def describe(self, name: str = "x") -> str:
        """The set as a condition on `name`.

        >>> IntegerSet.interval(67, None).describe("H"), IntegerSet.empty().describe("H")
        ('H >= 67', 'no integer')
        """
        return _described(self, name, _TEXT)

    def latex(self, name: str = "x") -> str:
        r"""The same in LaTeX, for mathematics mode.

        >>> IntegerSet.interval(227, 258).latex("H")
        '227 \\le H \\le 258'
        """
        return _described(self, name, _LATEX)

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


# What follows is the normal form.


def _normal(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    if not pieces or (len(pieces) == 1 and (pieces[0].modulus == 1 or pieces[0].size > _FEW)):
        return pieces
    modulus = _common_modulus(pieces)
    return _normal_form(_classes(pieces, modulus), modulus)


def _normal_form(classes: Classes, modulus: int) -> tuple[Piece, ...]:
    right, rest = _right_tails(classes, modulus)
    left, rest = _right_tails(_mirrored(rest, modulus), modulus)
    mirrored = [Piece(-p.hi, -p.lo, -p.residue % p.modulus, p.modulus) for p in left]
    return tuple(sorted(right + mirrored + _finite({r: [int(t) for t in edges] for r, edges in _mirrored(rest, modulus).items()}, modulus)))


def _common_modulus(pieces: tuple[Piece, ...]) -> int:
    """A modulus all pieces can be read in; pieces with a few members are read as points in any."""
    modulus = math.lcm(*(p.modulus for p in pieces if p.size > _FEW))
    if sum(min(p.size, modulus // p.modulus) for p in pieces if p.size > _FEW) > _LIMIT:
        moduli = sorted({p.modulus for p in pieces})
        raise SymnetError(
            f"residue classes modulo {', '.join(map(str, moduli[-3:]))} have no common modulus below {_LIMIT:,}; combine fewer of them"
        )
    return modulus


def _classes(pieces: Iterable[Piece], modulus: int) -> Classes:
    spans: defaultdict[int, list[tuple[Bound, Bound]]] = defaultdict(list)
    for piece in pieces:
        lo, hi, residue, step = piece
        if piece.size <= max(_FEW, modulus // step):
            for n in piece.members():
                spans[n % modulus].append((n // modulus, n // modulus + 1))
        else:
            for r in range(residue, modulus, step):
                start = lo if lo == -math.inf else -((r - lo) // modulus)
                spans[r].append((start, hi if hi == math.inf else (hi - r) // modulus + 1))
    return {r: _edges(sorted(s)) for r, s in spans.items()}


def _edges(spans: list[tuple[Bound, Bound]]) -> list[Bound]:
    edges = [*spans[0]]
    for start, end in spans[1:]:
        if start > edges[-1]:
            edges += (start, end)
        else:
            edges[-1] = max(edges[-1], end)
    return edges


def _toggled(a: list[Bound], b: list[Bound], keep: Callable[[bool, bool], bool]) -> list[Bound]:
    edges: list[Bound] = []
    for t in sorted({*a, *b}):
        if keep(bisect_right(a, t) % 2 == 1, bisect_right(b, t) % 2 == 1) != (len(edges) % 2 == 1):
            edges.append(t)
    return edges


def _spans(edges: list[int]) -> Iterable[tuple[int, int]]:
    return zip(edges[::2], edges[1::2], strict=True)


def _mirrored(classes: Classes, modulus: int) -> Classes:
    """-(M t + r) is M (-t) for r = 0, else M (-t - 1) + (M - r)."""
    return {-r % modulus: [(r == 0) - t for t in reversed(edges)] for r, edges in classes.items()}


def _right_tails(classes: Classes, modulus: int) -> tuple[list[Piece], Classes]:
    """The classes that go on to infinity, each from where it starts to be whole, and what they leave."""
    last = {r: edges[-2] for r, edges in classes.items() if edges and edges[-1] == math.inf}
    rest = dict(classes)
    tails: list[Piece] = []
    for residue, step in _residue_classes(*_shortest(modulus, last.keys())):
        within = range(residue, modulus, step)
        gaps = [r + modulus * (last[r] - 1) for r in within if last[r] != -math.inf]
        tails += _piece(max(gaps) + step if gaps else -math.inf, math.inf, residue, step)
        for r in within:
            cut = -((r - tails[-1].lo) // modulus) if gaps else -math.inf
            rest[r] = classes[r][:-2] + ([last[r], cut] if last[r] < cut else [])
    return tails, rest


def _shortest(modulus: int, residues: Iterable[int]) -> tuple[int, set[int]]:
    """The least period of a periodic set; a prime that shortens it divides both the modulus and the number of residues."""
    found = set(residues)
    for prime in _primes(math.gcd(modulus, len(found))):
        while modulus % prime == 0 and {(r + modulus // prime) % modulus for r in found} == found:
            modulus //= prime
            found = {r % modulus for r in found}
    return modulus, found


def _primes(n: int) -> list[int]:
    found: list[int] = []
    for p in chain([2], range(3, math.isqrt(n) + 1, 2)):
        while n % p == 0 and n > 1:
            found.append(p)
            n //= p
    return sorted({*found, n} - {0, 1})


def _residue_classes(period: int, residues: set[int]) -> Iterator[tuple[int, int]]:
    """The residues as disjoint classes (residue, modulus), the largest classes first."""
    left = set(residues)
    for size in range(len(left), 0, -1):
        if period % size == 0 and size <= len(left):
            modulus = period // size
            for r, n in sorted(Counter(x % modulus for x in left).items()):
                if n == size:
                    left.difference_update(range(r, period, modulus))
                    yield r, modulus


def _finite(classes: Finite, modulus: int) -> list[Piece]:
    """The rest without tails. The first patience that finds few pieces is kept, so short patterns win over long ones."""
    total = sum(b - a for edges in classes.values() for a, b in _spans(edges))
    pieces: list[Piece] = []
    for patience in _PATIENCE:
        if not (edges := _shortened(classes, modulus, patience)):
            continue
        pieces = list(_runs(*_members(classes, modulus, edges), patience))
        if len(pieces) <= _MANY or total <= 2 * _REPEATS * patience:
            break
    if total and not pieces:
        raise SymnetError(f"a finite set with a pattern of more than {_PATIENCE[-1]:,} residue classes is too irregular to hold")
    return pieces


def _shortened(classes: Finite, modulus: int, patience: int) -> dict[int, int]:
    """Where each edge comes to stand when whole periods are left out of long stretches without change; {} when patience would be in vain.

    What stays on both sides of a cut is so long that a pattern of up to `patience` gaps is found in it as in the original.
    """
    turns = Counter[int]()
    for edges in classes.values():
        turns.update(edges[::2])
        turns.subtract(edges[1::2])
    short: dict[int, int] = {}
    at, before, active = 0, 0, 0
    for t in sorted({t for edges in classes.values() for t in edges}):
        kept = t - before
        if active and kept > 8:
            pattern = _pattern(classes, modulus, before)
            if pattern <= patience:
                kept = min(kept, 2 * ((3 * patience + (_REPEATS + 2) * pattern) // active + 4))
            elif kept > 2 * _MANY:
                return {}
        at += kept
        short[t], before = at, t
        active += turns[t]
    return short or {0: 0}


def _pattern(classes: Finite, modulus: int, t: int) -> int:
    """How many classes the shortest period has in the stretch from t on."""
    return len(_shortest(modulus, [r for r, edges in classes.items() if bisect_right(edges, t) % 2])[1])


def _members(classes: Finite, modulus: int, short: dict[int, int]) -> tuple[list[int], list[int]]:
    """The members that are kept, where they are and where they stand after shortening; ascending."""
    spans = [(r, short[a], short[b]) for r, e in classes.items() for a, b in _spans(e)]
    if sum(b - a for _, a, b in spans) > _LIMIT:
        raise SymnetError(f"a finite set of more than {_LIMIT:,} integers without a short pattern is too irregular to hold")
    close = sorted(chain.from_iterable(range(r + modulus * a, r + modulus * b, modulus) for r, a, b in spans))
    edges, kept = list(short), list(short.values())
    return close if edges == kept else [_widened(n, edges, kept, modulus) for n in close], close


def _widened(n: int, edges: list[int], kept: list[int], modulus: int) -> int:
    """Where a member of the shortened set stood; the periods left out come from the middle of a stretch."""
    t, residue = divmod(n, modulus)
    i = bisect_right(kept, t) - 1
    first_half = 2 * (t - kept[i]) < kept[i + 1] - kept[i]
    return modulus * (edges[i] - kept[i] + t if first_half else edges[i + 1] - kept[i + 1] + t) + residue


def _runs(members: list[int], close: list[int], patience: int) -> Iterator[Piece]:
    """From left to right: the pattern of gaps that goes furthest, else neighbours, else a point."""
    gaps = [b - a for a, b in pairwise(close)]
    i = 0
    while i < len(close):
        width, j = _furthest(gaps, i, patience)
        period = sum(gaps[i : i + width])
        for residue, modulus in _residue_classes(period, {n % period for n in members[i : i + width]}) if width else [(0, 1)]:
            yield from _piece(members[i], members[j], residue, modulus)
        i = j + 1


def _furthest(gaps: list[int], i: int, patience: int) -> tuple[int, int]:
    """How many gaps repeat from i on, and to where; they must come more often than they are many, up to a number of times."""
    found: list[tuple[int, int]] = []
    limit = i + min(patience, (len(gaps) - i) // 3) + 1
    for width in (q for q, gap in enumerate(gaps[i + 1 : limit], 1) if gap == gaps[i]):
        if not any(width % w == 0 and i + width <= j for w, j in found):
            j = _end(gaps, i, width)
            if j - i >= width * (min(width, _REPEATS) + 2):
                found.append((width, j))
    if found:
        return max(found, key=lambda run: (run[1], -run[0]))
    return 0, i + _end([1, *gaps[i : i + _FEW]], 0, 1) - 1


def _end(gaps: list[int], i: int, width: int) -> int:
    """Where gaps[i:] stops to repeat its first `width`."""
    j = i + width
    while j < len(gaps) and gaps[j] == gaps[j - width]:
        j += 1
    return j


# What follows is text.


class _Words(NamedTuple):
    """What text and LaTeX write differently."""

    le: str
    ge: str
    congruent: str
    listed: str
    within: str
    everything: str
    nothing: str
    more: str
    either: str


_TEXT = _Words("<=", ">=", "{0} ≡ {1} (mod {2})", "{{{0}}}", "{0} in {1}", "every integer", "no integer", "...", ", or ")
_LATEX = _Words(
    r"\le",
    r"\ge",
    r"{0} \equiv {1} \pmod{{{2}}}",
    r"\{{{0}\}}",
    r"{0} \in {1}",
    r"{0} \in \mathbb{{Z}}",
    r"{0} \in \varnothing",
    r"\ldots",
    r"\ \text{or}\ ",
)


def _described(numbers: IntegerSet, name: str, words: _Words) -> str:
    """The clauses of a set; of a small one, or one of scattered points, the members."""
    if not numbers:
        return words.nothing.format(name)
    points = sorted(chain.from_iterable(p.members() for p in numbers.pieces if p.size <= 2))
    clauses = [_clause(group, name, words) for group in _grouped([p for p in numbers.pieces if p.size > 2])]
    if not clauses:
        return _listed(points, words)
    if points:
        clauses.insert(0, f"{name} = {points[0]}" if len(points) == 1 else words.within.format(name, _listed(points, words)))
    if len(clauses) > 1 and numbers.size <= _LISTED:
        return _listed(list(numbers), words)
    return words.either.join(clauses)


def _listed(members: list[int], words: _Words) -> str:
    """A set by its members, the middle ones left out of a long one."""
    shown = [str(n) for n in members]
    return words.listed.format(", ".join(shown if len(shown) <= _LISTED else [*shown[: _LISTED // 2], words.more, *shown[-2:]]))


def _grouped(pieces: list[Piece]) -> list[list[Piece]]:
    """Classes of one modulus that share their ends: whose first members lie within one period, and whose last ones do."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        for group in groups:
            if piece.modulus > 1 and piece.modulus == group[0].modulus and _within(piece, group):
                group.append(piece)
                break
        else:
            groups.append([piece])
    return groups


def _within(piece: Piece, group: list[Piece]) -> bool:
    ends = ([p.lo for p in (piece, *group)], [p.hi for p in (piece, *group)])
    return all(min(e) == max(e) or (math.inf not in map(abs, e) and max(e) - min(e) < piece.modulus) for e in ends)


def _clause(group: list[Piece], name: str, words: _Words) -> str:
    lo, hi = min(p.lo for p in group), max(p.hi for p in group)
    modulus = group[0].modulus
    classes = words.congruent.format(name, ", ".join(str(r) for r in sorted(p.residue for p in group)), modulus) if modulus > 1 else ""
    return ", ".join(part for part in (classes, _between(lo, hi, name, words)) if part) or words.everything.format(name)


def _between(lo: Bound, hi: Bound, name: str, words: _Words) -> str:
    if lo == -math.inf:
        return f"{name} {words.le} {hi}" if hi != math.inf else ""
    return f"{name} {words.ge} {lo}" if hi == math.inf else f"{lo} {words.le} {name} {words.le} {hi}"
