"""For which values of its symbols a network is legal and whatever else is asked holds: exact sets of integers, with reasons."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias

from symnet.architecture.trace import Trace
from symnet.errors import SymnetError, unknown
from symnet.solving.combinations import combinations
from symnet.solving.demands import Demand, demands_on
from symnet.solving.formula import Formula, formula
from symnet.solving.integer_set import IntegerSet
from symnet.solving.relations import solve_relation
from symnet.solving.solution import Combinations, Solution, Solutions

FEW = 200_000
"""Up to how many values are tried one by one, whatever the relation is."""


Answer: TypeAlias = Solution | Solutions | Combinations | Formula


def solve(trace: Trace, wanted: Sequence[Any], within: Mapping[str, Iterable[int]] | None = None, for_: str | Iterable[str] = ()) -> Answer:
    """All integer values for which the network is legal and the relations hold; see `Network.solve`."""
    trace.refuse_arrays("what is solved for are symbols", "name a size, such as 'H', or read net.legal and filter the arrays by it")
    demands = demands_on(trace, wanted, within or ())
    if not trace.symbols:
        raise SymnetError("there is nothing to solve for: the network has no symbols", "name a size, such as input_shape=(3, 'H', 'H')")
    domains = _domains(trace, within or {})
    groups = _components(demands) or [([s], []) for s in trace.symbols.values()]
    asked = [for_] if isinstance(for_, str) else list(for_)
    for name in asked:
        if name not in trace.symbols:
            raise unknown("symbol", name, trace.symbols)
    solved = Solutions()
    for symbols, own in groups:
        solved[", ".join(s.name for s in symbols)] = _group(symbols, own, domains, set(within or {}), asked)
    return next(iter(solved.values())) if len(solved) == 1 else solved


def _group(
    symbols: Sequence[Any], demands: list[Demand], domains: Mapping[str, IntegerSet], within: set[str], asked: Sequence[str]
) -> Solution | Combinations | Formula:
    """What solves the relations that tie some symbols together and to no other."""
    if len(symbols) == 1:
        return _one(symbols[0], demands, domains[symbols[0].name])
    if wanted := [s for s in symbols if s.name in asked]:
        if len(wanted) > 1:
            names = " and ".join(s.name for s in wanted)
            raise SymnetError(f"{names} depend on one another, so there is one formula for them", "ask for one of them")
        return formula(wanted[0], demands, domains)
    bounded = _bounded(symbols, demands, domains, within)
    return combinations(symbols, demands, {**domains, **bounded}, within | set(bounded))


def _bounded(symbols: Sequence[Any], demands: list[Demand], domains: Mapping[str, IntegerSet], within: set[str]) -> dict[str, IntegerSet]:
    """The values of symbols that relations of their own, such as K <= 7, leave few of: tried, until one symbol is left to solve for."""
    free = [s for s in symbols if s.name not in within]
    few: dict[str, IntegerSet] = {}
    for symbol in free if len(free) > 1 else ():
        own = [demand for demand in demands if demand.relation.free_symbols == {symbol}]
        values = _met(_sets(symbol, own, domains[symbol.name]), domains[symbol.name])
        if own and values.is_finite and len(values) <= FEW:
            few[symbol.name] = values
    return dict(sorted(few.items(), key=lambda found: len(found[1]))[: len(free) - 1])


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


def _domains(trace: Trace, within: Mapping[str, Iterable[int]]) -> dict[str, IntegerSet]:
    """The values each symbol may have at all: those that its uses allow, and of them the ones to try."""
    for name in within:
        if name not in trace.symbols:
            raise unknown("symbol", name, trace.symbols)
    allowed = {name: IntegerSet.interval(low, None) for name, low in trace.lowest.items()}
    return {name: values & _tried(name, within[name]) if name in within else values for name, values in allowed.items()}


def _tried(name: str, values: Iterable[int]) -> IntegerSet:
    if len(listed := list(itertools.islice(values, FEW + 1))) > FEW:
        raise SymnetError(f"within gives more than {FEW:,} values for {name}", "give fewer")
    return IntegerSet.of(listed)


def _one(symbol: Any, demands: list[Demand], domain: IntegerSet) -> Solution:
    sets = list(_sets(symbol, [d for d in demands if d.first], domain))
    sets += _sets(symbol, [d for d in demands if not d.first], _met(sets, domain))
    values = _met(sets, domain)
    if not values:
        raise SymnetError(_contradiction(symbol, sets))
    return Solution(symbol, values, tuple(_reasons(symbol, values, sets)))


def _sets(symbol: Any, demands: list[Demand], domain: IntegerSet) -> list[tuple[Demand, IntegerSet]]:
    """The set of each relation; what has no method without an end may be tried one by one where the others leave a finite set."""
    sets: list[tuple[Demand, IntegerSet]] = []
    waiting: list[Demand] = []
    for demand in demands:
        try:
            sets.append((demand, solve_relation(demand.relation, symbol, domain)))
        except SymnetError:
            waiting.append(demand)
    left = _met(sets, domain)
    return sets + [(demand, _set(demand, symbol, left)) for demand in waiting]


def _met(sets: Iterable[tuple[Demand, IntegerSet]], domain: IntegerSet) -> IntegerSet:
    return reduce(lambda a, b: a & b, (s for _, s in sets), domain)


def _set(demand: Demand, symbol: Any, domain: IntegerSet) -> IntegerSet:
    try:
        return solve_relation(demand.relation, symbol, domain)
    except SymnetError as error:
        if domain.size <= FEW:
            raise
        raise SymnetError(
            f"{demand.why}: {error.what}", f"give the values to try, such as within={{{symbol.name!r}: range(1, 1000)}}"
        ) from None


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
