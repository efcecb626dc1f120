"""What must hold: the conditions of the layers, that sizes are sizes, and what a user asks; each as a relation with its origin."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from symnet.architecture.closed_form import RUN_BY_RUN, Loop, hardest_run
from symnet.architecture.conditions import Condition, at_least, whole
from symnet.architecture.trace import Trace
from symnet.architecture.trace import trace as run
from symnet.arithmetic.rounding import free_symbols, plain
from symnet.arithmetic.sizes import is_expression, plain_int
from symnet.errors import SymnetError
from symnet.solving.asked import as_relation
from symnet.solving.integer_set import IntegerSet
from symnet.solving.relations import solve_relation
from symnet.writing.relation import relation
from symnet.writing.text import Text


@dataclass(frozen=True)
class Demand:
    """A relation that must hold, and where it comes from."""

    relation: Any
    source: Condition | str
    first: bool = False
    """Whether others are only asked where this one holds: that a size is one, since a stride of 0 divides nothing."""

    @property
    def why(self) -> str:
        """The relation in words; made when it is asked for, because most are never told."""
        if isinstance(self.source, Condition):
            return self.source.sentence
        return self.source or f"the relation {relation(self.relation, Text())}"


def demands_on(trace: Trace, wanted: Sequence[Any], tried: Collection[str] = ()) -> list[Demand]:
    """Every relation that must hold and is not true whatever the symbols are, each once; sizes first, for others divide by them.

    `tried` names the symbols whose values are tried one by one.
    """
    sizes = {_sides(c) for size, minimum in trace.sizes() for c in whole(size, "", minimum)}
    demands = [Demand(c.relation, c, _sides(c) in sizes) for c in dict.fromkeys(trace.conditions)]
    by_index = {loop.index: loop for call in reversed(trace.calls) for loop in call.loops}
    by_place: dict[str, list[Loop]] = {}
    for call in trace.calls:
        if open_loops := [loop for loop in call.loops if is_expression(loop.times)]:
            by_place.setdefault(call.name, []).extend(open_loops)
    always = sizes | {_sides(at_least(plain(node.times), 1)) for node in trace.graph.repeats()}
    demands = [
        d
        for demand in demands
        for d in ([demand] if _sides(demand.source) in always else _for_every_run(demand, by_index, by_place, tried))
    ]
    demands = _from_the_first_run(trace, demands, bool(wanted))
    demands += [Demand(as_relation(w, trace), f"the relation {w}" if isinstance(w, str) else "") for w in wanted]
    for name, divisor in trace.reading.promises:
        demands.append(Demand(as_relation((divisor, trace.symbols[name]), trace), "as promised"))
    first = {d.relation: d for d in reversed(demands)}
    demands = [d for d in demands if first[d.relation] is d and d.relation != True]  # noqa: E712 - sympy's true is not True
    for demand in demands:
        if demand.relation == False:  # noqa: E712
            raise SymnetError(f"no value solves this, because {_always_false(demand)}")
    _refuse_running(trace, demands)
    return demands


def _sides(source: Condition | str) -> tuple[Any, ...]:
    """What a condition says, without its words and its place: that of a number of runs is the place of a body of one layer too."""
    return (source.rule, source.left, source.right) if isinstance(source, Condition) else ()


def _always_false(demand: Demand) -> str:
    if demand.source:
        return f"a relation is false whatever the symbols are: {demand.why}"
    return "a relation that was given is false whatever the symbols are; as text, such as 'H = 3', it can be told"


def _for_every_run(
    demand: Demand, by_index: Mapping[Any, Loop], by_place: Mapping[str, Sequence[Loop]], tried: Collection[str]
) -> Iterator[Demand]:
    """A condition within a repetition of n runs, as a relation on n: it holds in every run, and where there is none it need not hold.

    What is asked of sizes before they meet an input, and of n itself, is asked where there is none too, and does not come here.

    `by_index` are the loops by the symbol that numbers their runs, `by_place` those of a symbolic number of runs by what stands in them.
    """
    running = [loop for index, loop in by_index.items() if index in demand.relation.free_symbols]
    if len(running) == 1:
        found = _in_every_run(demand, running[0])
        yield demand if found is None else replace(demand, relation=found)
        return
    times = {loop.times: loop for loop in by_place.get(getattr(demand.source, "place", ""), ())}
    # Only where this ties no other symbol to n: else one would have to give numbers for n before any height could be solved for.
    mentioned = demand.relation.free_symbols
    own = [loop for n, loop in times.items() if mentioned <= n.free_symbols or {s.name for s in n.free_symbols} <= set(tried)]
    yield replace(demand, relation=reduce(lambda held, loop: _unless_none(loop, held), own, demand.relation))


def _from_the_first_run(trace: Trace, demands: list[Demand], asked: bool) -> list[Demand]:
    """Where the first run of a repetition is told from the others, the formulas hold from one run on."""
    import sympy as sp

    apart = {loop.times: loop for call in trace.calls for loop in call.loops if loop.start and is_expression(loop.times)}
    for n, loop in apart.items():
        told = f"{n} >= {loop.start}, because the first run of a repetition is told from the others"
        without = set(trace.symbols.values()) == {n} and not asked and _legal_at(trace, n, 0)
        demands = [*demands, Demand(sp.Ge(n, loop.start), told, first=not without)]
        if without:
            demands = [replace(d, relation=sp.Or(sp.Le(n, 0), d.relation)) for d in demands]
    return demands


def _legal_at(trace: Trace, symbol: Any, value: int) -> bool:
    """Whether the network is legal with a number put in for a symbol, found by running it."""

    def put(size: Any) -> Any:
        return plain_int(size.xreplace({symbol: value})) if is_expression(size) else size

    graph = trace.graph.map_ops(lambda layer: layer.map_sizes(put), put)
    try:
        run(graph, tuple(tuple(map(put, shape)) for shape in trace.inputs), trace.reading)
    except SymnetError:
        return False
    return True


def _unless_none(loop: Loop, held: Any) -> Any:
    import sympy as sp

    return sp.Or(sp.Le(loop.times, loop.start), held)


def _in_every_run(demand: Demand, loop: Loop) -> Any:
    """The relation at the run that asks most, where one does; None where it is not known which."""
    import sympy as sp

    held: Any = demand.relation
    i = loop.index
    if isinstance(held, sp.Ge):
        sides: Any = held.args
        gap = sp.expand(sides[0] - sides[1])
        held = sp.Ge(gap, 0)
        if (run := hardest_run(gap, loop)) is not None:
            return _unless_none(loop, sp.Ge(sp.expand(gap.subs(i, run)), 0))
    if held.free_symbols == {i}:
        try:
            broken = IntegerSet.interval(loop.start) - solve_relation(held, i, IntegerSet.interval(loop.start))
        except SymnetError:
            return None
        return sp.true if broken.smallest is None else sp.Le(loop.times, broken.smallest)
    return None


def _refuse_running(trace: Trace, demands: list[Demand]) -> None:
    """A condition of a repetition without a number of runs holds for a running index, which nothing can be solved for."""
    known = set(trace.symbols.values())
    for demand in demands:
        if unbound := demand.relation.free_symbols - known:
            times = ", ".join(sorted({s.name for node in trace.graph.repeats() for s in free_symbols(node.times)}))
            remedy = f"put a number in for {times}, with subs" if times else f"repeat it at most {RUN_BY_RUN} times"
            running = ", ".join(sorted(s.name for s in unbound))
            raise SymnetError(f"{demand.why} must hold for every {running}", remedy)
