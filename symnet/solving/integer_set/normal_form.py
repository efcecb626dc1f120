"""The normal form of a set of integers: the same pieces for the same integers, however these were given.

Here a set is read as `{residue modulo M: edges}`: of the integers M t + residue those t belong to it that have an odd number of edges
at or below them.

1. Where the set goes on for ever, its shortest period is split into the largest residue classes, and each is followed back to its end.
2. The finite rest is read in ascending order: gaps that keep repeating make residue classes, neighbours make intervals.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import chain, pairwise
from typing import TYPE_CHECKING, TypeAlias

from symnet.errors import SymnetError
from symnet.solving.integer_set.piece import Bound, Piece, between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Classes: TypeAlias = dict[int, list[Bound]]
Finite: TypeAlias = dict[int, list[int]]

_FEW = 3
_PATIENCE = (64, 1024, 65_536)
_REPEATS = 16
_MANY = 512
_LIMIT = 2_000_000


def normal(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The one way to write everything in these pieces, which may overlap."""
    if not pieces or (len(pieces) == 1 and (pieces[0].modulus == 1 or pieces[0].size > _FEW)):
        return pieces
    modulus = _common_modulus(pieces)
    return _normal_form(_classes(pieces, modulus), modulus)


def combined(a: tuple[Piece, ...], b: tuple[Piece, ...], keep: Callable[[bool, bool], bool]) -> tuple[Piece, ...]:
    """The normal form of the integers that `keep` chooses, given whether a and whether b has them."""
    modulus = _common_modulus(a + b)
    left, right = _classes(a, modulus), _classes(b, modulus)
    return _normal_form({r: _toggled(left.get(r, []), right.get(r, []), keep) for r in left.keys() | right.keys()}, modulus)


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
            f"residue classes modulo {', '.join(map(str, moduli[-3:]))} have no common modulus below {_LIMIT:,}", "combine fewer of them"
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
        tails += between(max(gaps) + step if gaps else -math.inf, math.inf, residue, step)
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
    # Members are listed to find patterns of gaps, so a stretch of a million like periods is cut down to as many as prove the pattern.
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
            yield from between(members[i], members[j], residue, modulus)
        i = j + 1


def _furthest(gaps: list[int], i: int, patience: int) -> tuple[int, int]:
    """How many gaps repeat from i on, and to where; they must come more often than they are many, up to a number of times."""
    # A pattern counts only if it repeats more often than it is long: any few numbers are a pattern of themselves.
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
