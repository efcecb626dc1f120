"""For which values of its symbols a network is legal and whatever else is asked holds: exact sets of integers, with reasons."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from symnet.architecture.trace import Trace
from symnet.errors import SymnetError
from symnet.solving.demands import Demand, demands_on
from symnet.solving.domains import lowest
from symnet.solving.integer_set import IntegerSet
from symnet.solving.relations import solve_relation
from symnet.solving.solution import Combinations, Solution, Solutions


def solve(trace: Trace, wanted: Sequence[Any], within: Mapping[str, Iterable[int]] | None = None) -> Solution | Solutions | Combinations:
    """All integer values for which the network is legal and the relations hold; see `Network.solve`."""
    demands = demands_on(trace, wanted)
    groups = _components(demands)
    if not trace.symbols:
        raise SymnetError("there is nothing to solve for: the network has no symbols", "name a size, such as input_shape=(3, 'H', 'H')")
    groups = groups or [([s], []) for s in trace.symbols.values()]
    solved: Solutions = Solutions()
    for symbols, own in groups:
        if len(symbols) > 1:
            return _combinations(trace, groups, within or {})
        solved[symbols[0].name] = _one(symbols[0], own, _domain(trace, symbols[0], (within or {}).get(symbols[0].name)))
    return next(iter(solved.values())) if len(solved) == 1 else solved


def _components(demands: list[Demand]) -> list[tuple[list[Any], list[Demand]]]:
    """Relations grouped by the symbols they tie together."""
    groups: list[tuple[set[Any], list[Demand]]] = []
    for demand in demands:
        symbols, own = set(demand.relation.free_symbols), [demand]
        apart: list[tuple[set[Any], list[Demand]]] = []
        for group in groups:
            if group[0] & symbols:
                symbols, own = symbols | group[0], group[1] + own
            else:
                apart.append(group)
        groups = [*apart, (symbols, own)]
    return [(sorted(s, key=lambda x: x.name), own) for s, own in groups]


def _domain(trace: Trace, symbol: Any, within: Iterable[int] | None) -> IntegerSet:
    """The values a symbol may have at all, where all its uses allow them."""
    allowed = IntegerSet.interval(lowest(trace)[symbol.name], None)
    return allowed if within is None else allowed & IntegerSet.of(within)


def _one(symbol: Any, demands: list[Demand], domain: IntegerSet) -> Solution:
    sets = [(demand, solve_relation(demand.relation, symbol, domain)) for demand in demands]
    values = reduce(lambda a, b: a & b, (s for _, s in sets), domain)
    if not values:
        raise SymnetError(_contradiction(symbol, sets))
    return Solution(symbol, values, tuple(_reasons(symbol, values, sets)))


def _contradiction(symbol: Any, sets: list[tuple[Demand, IntegerSet]]) -> str:
    """Which one or two relations leave nothing."""
    name = symbol.name
    for demand, values in sets:
        if not values:
            return f"no {name} solves this: {demand.why} holds for no value"
    for (a, left), (b, right) in itertools.combinations(sets, 2):
        if not left & right:
            return f"no {name} solves this: {a.why} needs {left.describe(name)}, but {b.why} needs {right.describe(name)}"
    return f"no {name} solves this: together, {'; '.join(d.why for d, _ in sets)} leave no value"


def _reasons(symbol: Any, values: IntegerSet, sets: list[tuple[Demand, IntegerSet]]) -> Iterator[str]:
    """For each end of the solution the relation that sets it, and each relation that leaves gaps."""
    name = symbol.name
    for end, sign in ((values.smallest, ">="), (values.largest, "<=")):
        outside = None if end is None else end - 1 if sign == ">=" else end + 1
        demand = next((d for d, s in reversed(sets) if outside is not None and outside not in s), None)
        if demand is not None:
            yield f"{name} {sign} {end}: {demand.why}"
    for demand, own in sets:
        low, high = own.smallest, own.largest
        if own != IntegerSet.interval(low, high):
            yield f"{own.describe(name)}: {demand.why}"


def _combinations(trace: Trace, groups: list[tuple[list[Any], list[Demand]]], within: Mapping[str, Iterable[int]]) -> Combinations:
    """All combinations of values, each symbol but the last within the range given for it, the last one solved for."""
    symbols = [s for group, _ in groups for s in group]
    demands = [d for _, own in groups for d in own]
    ranged = [s for s in symbols if s.name in within]
    free = [s for s in symbols if s.name not in within]
    if len(free) > 1:
        names = ", ".join(s.name for s in free)
        raise SymnetError(
            f"{names} depend on one another",
            f"give the values to try for all but one of them, such as within={{{free[0].name!r}: range(1, 12)}}",
        )
    last = free[0] if free else ranged.pop()
    rows: list[tuple[int, ...]] = []
    for values in itertools.product(*(within[s.name] for s in ranged)):
        found = _last(trace, last, demands, dict(zip(ranged, values, strict=True)), within.get(last.name))
        if found and not found.is_finite:
            raise SymnetError(
                f"{last.name} has no upper bound", f"give the values to try for it as well, such as within={{{last.name!r}: range(1, 12)}}"
            )
        rows += [(*values, v) for v in found]
    return Combinations(tuple(s.name for s in (*ranged, last)), tuple(rows))


def _last(trace: Trace, last: Any, demands: list[Demand], values: Mapping[Any, int], within: Iterable[int] | None) -> IntegerSet:
    import sympy as sp

    # A symbol is positive to sympy, but a padding may be 0: the one solved for is any integer of its domain.
    whole = sp.Dummy(last.name, integer=True)
    put = {s: sp.Integer(v) for s, v in values.items()} | {last: whole}
    found = _domain(trace, last, within)
    for demand in demands:
        relation = demand.relation.xreplace(put)
        if found and relation != True:  # noqa: E712
            found = IntegerSet.empty() if relation == False else found & solve_relation(relation, whole, found)  # noqa: E712
    return found
