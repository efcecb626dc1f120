"""A set of integers as a condition on a name, in any style."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

from symnet.solving.integer_set.piece import Bound, Piece
from symnet.writing.style import Style

LISTED = 20
"""Up to how many members a set is written by its members."""
RANGE = 5
"""From how many neighbours on residues are written as a range."""


def described(pieces: Sequence[Piece], name: str, style: Style) -> str:
    """The clauses of a set in normal form; of a small one, or one of scattered points, the members."""
    shown = style.name(name)
    if not pieces:
        return style.nothing(shown)
    points = sorted(chain.from_iterable(p.members() for p in pieces if p.size <= 2))
    clauses = [_clause(group, shown, style) for group in _grouped([p for p in pieces if p.size > 2])]
    if not clauses:
        return _listed(points, style)
    if points:
        only = style.relation(shown, "=", style.number(points[0])) if len(points) == 1 else ""
        clauses.insert(0, only or style.within(shown, _listed(points, style)))
    if len(clauses) > 1 and sum(p.size for p in pieces) <= LISTED:
        return _listed(sorted(chain.from_iterable(p.members() for p in pieces)), style)
    return style.either.join(clauses)


def _listed(members: list[int], style: Style) -> str:
    """A set by its members, the middle ones left out of a long one."""
    shown = [style.number(n) for n in members]
    return style.members(shown if len(shown) <= LISTED else [*shown[: LISTED // 2], style.dots, *shown[-2:]])


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


def _clause(group: list[Piece], name: str, style: Style) -> str:
    lo, hi = min(p.lo for p in group), max(p.hi for p in group)
    modulus = group[0].modulus
    classes = _classes(sorted(p.residue for p in group), modulus, name, style) if modulus > 1 else ""
    return style.also.join(part for part in (classes, _between(lo, hi, name, style)) if part) or style.everything(name)


def _classes(residues: list[int], modulus: int, name: str, style: Style) -> str:
    """The residues one by one; neighbours as a range, where there are many."""
    runs = _runs(residues)
    if max(map(len, runs)) < RANGE:
        return style.congruent(name, [style.number(r) for r in residues], style.number(modulus))
    parts = [p for run in runs for p in ([(run[0], run[-1])] if len(run) >= RANGE else [(r, r) for r in run])]
    return style.remainders(name, [tuple(map(style.number, part)) for part in parts], style.number(modulus))


def _runs(numbers: list[int]) -> list[list[int]]:
    """Ascending numbers as runs of neighbours."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _between(lo: Bound, hi: Bound, name: str, style: Style) -> str:
    if lo == -math.inf:
        return style.relation(name, "<=", style.number(int(hi))) if hi != math.inf else ""
    if hi == math.inf:
        return style.relation(name, ">=", style.number(int(lo)))
    return style.relation(style.number(int(lo)), "<=", style.relation(name, "<=", style.number(int(hi))))
