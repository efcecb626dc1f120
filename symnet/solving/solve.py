"""For which values of its symbols a network is legal and whatever else is asked holds: exact sets of integers, with reasons."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from symnet.architecture.conditions import Condition
from symnet.architecture.trace import Trace
from symnet.arithmetic.rounding import free_symbols
from symnet.errors import SymnetError
from symnet.solving.asked import as_relation
from symnet.solving.integer_set import IntegerSet
from symnet.solving.relations import solve_relation
from symnet.solving.solution import Combinations, Solution, Solutions
from symnet.writing.relation import relation
from symnet.writing.text import Text


@dataclass(frozen=True)
class Demand:
    """A relation that must hold, and where it comes from."""

    relation: Any
    source: Condition | str

    @property
    def why(self) -> str:
        """The relation in words; made when it is asked for, because most are never told."""
        if isinstance(self.source, Condition):
            return self.source.sentence
        if self.source:
            return self.source
        return f"the relation {relation(self.relation, Text())}"


def solve(trace: Trace, wanted: Sequence[Any], within: Mapping[str, Iterable[int]] | None = None) -> Solution | Solutions | Combinations:
    """All integer values for which the network is legal and the relations hold; see `Network.solve`."""
    trace.refuse_arrays("what is solved for are symbols", "name a size, such as 'H', or read net.legal and filter the arrays by it")
    demands = [Demand(c.relation, c) for c in dict.fromkeys(trace.conditions)]
    demands += [Demand(as_relation(w, trace), "") for w in wanted]
    for name, divisor in trace.reading.promises:
        demands.append(Demand(as_relation((divisor, trace.symbols[name]), trace), "as promised"))
    first = {d.relation: d for d in reversed(demands)}
    demands = [d for d in demands if first[d.relation] is d and d.relation != True]  # noqa: E712 - sympy's true is not True
    for demand in demands:
        if demand.relation == False:  # noqa: E712
            raise SymnetError(f"no value solves this, because a relation is false whatever the symbols are: {demand.why}")
    _refuse_running(trace, demands)
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


def _refuse_running(trace: Trace, demands: list[Demand]) -> None:
    """A condition of a repetition without a number of runs holds for a running index, which nothing can be solved for."""
    known = set(trace.symbols.values())
    for demand in demands:
        if unbound := demand.relation.free_symbols - known:
            times = ", ".join(sorted({s.name for node in trace.graph.repeats() for s in free_symbols(node.times)})) or "the repetitions"
            running = ", ".join(sorted(s.name for s in unbound))
            raise SymnetError(f"{demand.why} must hold for every {running}", f"put a number in for {times}, with subs")


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
    """The values a symbol may have at all: from 1 on, or from 0 where it is a padding or the like."""
    if within is not None:
        return IntegerSet.of(within)
    lows = [spec.minimum for layer in trace.graph.layers() for spec, values in layer.size_specs() for v in values if v == symbol]
    return IntegerSet.interval(min(lows, default=1), None)


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
