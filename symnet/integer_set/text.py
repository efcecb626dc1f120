"""A set of integers as a condition on a name: in plain text and in LaTeX."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from symnet.integer_set.piece import Bound, Piece
    from symnet.integer_set.sets import IntegerSet

_LISTED = 20


class Words(NamedTuple):
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


TEXT = Words("<=", ">=", "{0} ≡ {1} (mod {2})", "{{{0}}}", "{0} in {1}", "every integer", "no integer", "...", ", or ")
LATEX = Words(
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


def described(numbers: IntegerSet, name: str, words: Words) -> str:
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


def _listed(members: list[int], words: Words) -> str:
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


def _clause(group: list[Piece], name: str, words: Words) -> str:
    lo, hi = min(p.lo for p in group), max(p.hi for p in group)
    modulus = group[0].modulus
    classes = words.congruent.format(name, ", ".join(str(r) for r in sorted(p.residue for p in group)), modulus) if modulus > 1 else ""
    return ", ".join(part for part in (classes, _between(lo, hi, name, words)) if part) or words.everything.format(name)


def _between(lo: Bound, hi: Bound, name: str, words: Words) -> str:
    if lo == -math.inf:
        return f"{name} {words.le} {hi}" if hi != math.inf else ""
    return f"{name} {words.ge} {lo}" if hi == math.inf else f"{lo} {words.le} {name} {words.le} {hi}"
