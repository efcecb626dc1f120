"""Symbols that relations tie together, as a finite table: values are tried for all of them but one, which is solved for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from symnet.errors import SymnetError
from symnet.solving.demands import Demand
from symnet.solving.integer_set import IntegerSet
from symnet.solving.linear import Line, ends, lines
from symnet.solving.relations import compile_exact, compile_relation, solve_relation
from symnet.solving.relations.truth import Truth
from symnet.solving.solution import Combinations

STEPS = 15_000_000
"""How many steps of integer arithmetic a table may take: a few seconds."""
SOLVED = 1_000
"""How many relations in the symbol that has no values to try may be solved: a few seconds as well."""
ROWS = 1_000_000
"""How many rows a table may have."""
COMPARED = 200_000
"""How many combinations are looked at again to say why none is left."""


def combinations(symbols: Sequence[Any], demands: Sequence[Demand], domains: Mapping[str, IntegerSet], within: set[str]) -> Combinations:
    """All combinations of the values of some symbols at which relations hold; `within` names those whose values are tried."""
    ranged = [s for s in symbols if s.name in within]
    free = [s for s in symbols if s.name not in within]
    if len(free) > 1:
        names = ", ".join(s.name for s in free)
        raise SymnetError(
            f"{names} depend on one another",
            f"give the values to try for all but one of them, such as within={{{free[0].name!r}: range(1, 12)}}, "
            f"or ask for a formula, such as for_={free[-1].name!r}",
        )
    for s in ranged:
        if not domains[s.name].is_finite:
            raise SymnetError(f"the values to try for {s.name} do not end", "give a finite range")
    order = (*ranged, *free)
    rows = _tried(ranged, [d for d in demands if not set(free) & d.relation.free_symbols], domains)
    if free:
        rows = _completed(free[0], ranged, [d for d in demands if free[0] in d.relation.free_symbols], domains[free[0].name], rows)
    found = tuple(itertools.islice(rows, ROWS + 1))
    if len(found) > ROWS:
        raise SymnetError(f"more than {ROWS:,} combinations of {', '.join(s.name for s in order)} solve this", "give fewer values in within")
    if not found:
        raise SymnetError(_contradiction(order, demands, None if free else domains))
    return Combinations(tuple(s.name for s in order), found)


def _tried(symbols: Sequence[Any], demands: Sequence[Demand], domains: Mapping[str, IntegerSet]) -> Iterator[tuple[int, ...]]:
    """The combinations at which all relations hold; each is looked at as soon as its symbols have values."""
    checks: list[list[Truth]] = [[] for _ in symbols]
    for demand in demands:
        last = max(k for k, s in enumerate(symbols) if s in demand.relation.free_symbols)
        checks[last].append(compile_relation(demand.relation, symbols[: last + 1]))
    values = [list(domains[s.name]) for s in symbols]
    spend = _budget(symbols, math.prod(map(len, values)))

    def rows(row: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        level = len(row)
        if level == len(symbols):
            yield row
            return
        for value in values[level]:
            longer = (*row, value)
            if _all_hold(checks[level], longer, spend):
                yield from rows(longer)

    return rows(())


def _all_hold(checks: Sequence[Truth], row: tuple[int, ...], spend: Callable[[int], None]) -> bool:
    for check in checks:
        spend(check.steps)
        if not check.holds(*row):
            return False
    spend(2)
    return True


def _budget(symbols: Sequence[Any], combined: int) -> Callable[[int], None]:
    """Counts steps, and refuses to go on when there were too many: a count, unlike a clock, refuses the same on every machine."""
    spent = 0

    def spend(steps: int) -> None:
        nonlocal spent
        spent += steps
        if spent > STEPS:
            names = ", ".join(s.name for s in symbols)
            raise SymnetError(
                f"{combined:,} combinations of {names} are more than can be tried in a few seconds", "give fewer values in within"
            )

    return spend


def _completed(
    last: Any, ranged: Sequence[Any], demands: Sequence[Demand], domain: IntegerSet, rows: Iterable[tuple[int, ...]]
) -> Iterator[tuple[int, ...]]:
    """Each combination with every value of the symbol that has none to try."""
    straight = [found for demand in demands if (found := lines(demand.relation, last)) is not None]
    solve = _by_lines(last, ranged, list(chain(*straight)), domain) if len(straight) == len(demands) else None
    if solve is None:
        rows = list(rows)
        if len(rows) * len(demands) > SOLVED:
            raise SymnetError(
                f"{last.name} would have to be solved for {len(rows):,} times, which takes longer than a few seconds",
                f"give the values to try for it as well, such as within={{{last.name!r}: range(1, 12)}}: trying them is faster",
            )
    for row in rows:
        found = solve(row) if solve else _last(last, demands, dict(zip(ranged, row, strict=True)), domain)
        if found and not found.is_finite:
            raise SymnetError(
                f"{last.name} has no upper bound", f"give the values to try for it as well, such as within={{{last.name!r}: range(1, 12)}}"
            )
        yield from ((*row, value) for value in found)


def _by_lines(last: Any, ranged: Sequence[Any], straight: Sequence[Line], domain: IntegerSet) -> Callable[[tuple[int, ...]], IntegerSet]:
    """What solves for a symbol that all relations are linear in: integer arithmetic on its two ends."""
    compiled = [(*(compile_exact(part, ranged) for part in line[:3]), line.equal) for line in straight]

    def solve(row: tuple[int, ...]) -> IntegerSet:
        at = [(int(slope(*row)), int(rest(*row)), int(over(*row)), equal) for slope, rest, over, equal in compiled]
        if any(over < 1 for _, _, over, _ in at):
            return IntegerSet.empty()
        between = ends((slope, rest, equal) for slope, rest, _, equal in at)
        return IntegerSet.empty() if between is None else IntegerSet.interval(*between) & domain

    return solve


def _last(last: Any, demands: Sequence[Demand], values: Mapping[Any, int], found: IntegerSet) -> IntegerSet:
    import sympy as sp

    put = {s: sp.Integer(v) for s, v in values.items()}
    for demand in demands:
        relation = demand.relation.xreplace(put)
        if found and relation != True:  # noqa: E712 - sympy's true is not True
            found = IntegerSet.empty() if relation == False else found & solve_relation(relation, last, found)  # noqa: E712
    return found


def _contradiction(symbols: Sequence[Any], demands: Sequence[Demand], domains: Mapping[str, IntegerSet] | None) -> str:
    """Which one or two relations leave no combination; where there are too many to look, that all of them together do."""
    names = ", ".join(s.name for s in symbols)
    start = f"no {names} solves this within the values given"
    if domains is None or math.prod(len(domains[s.name]) for s in symbols) * len(demands) > COMPARED:
        return f"{start}: together, {'; '.join(d.why for d in demands)} leave no value"
    grid = list(itertools.product(*(domains[s.name] for s in symbols)))
    if not grid:
        empty = ", ".join(s.name for s in symbols if not domains[s.name])
        return f"{start}: none of those for {empty} is allowed where it stands"
    kept = [(d, {row for row in grid if check.holds(*row)}) for d in demands for check in [compile_relation(d.relation, symbols)]]
    for demand, rows in kept:
        if not rows:
            return f"{start}: {demand.why} holds for no combination"
    for (a, left), (b, right) in itertools.combinations(kept, 2):
        if not left & right:
            return f"{start}: {a.why} contradicts {b.why}"
    return f"{start}: together, {'; '.join(d.why for d in demands)} leave no value"
