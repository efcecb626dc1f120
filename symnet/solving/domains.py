"""What all uses of a symbol allow it to be: how small it may get, and that an expression in its place is a size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, at_least, divides
from symnet.architecture.trace import Trace
from symnet.arithmetic.rounding import plain
from symnet.arithmetic.sizes import is_expression


def lowest(trace: Trace) -> Mapping[str, int]:
    """The smallest value of each symbol, by name: 0, or what the strictest of its places and its declaration ask."""
    low = {name: int(bool(symbol.is_positive)) for name, symbol in trace.symbols.items()}
    for value, minimum, _, _ in _uses(trace):
        if is_expression(value) and value.is_Symbol and value.name in low:
            low[value.name] = max(low[value.name], minimum)
    return low


def size_conditions(trace: Trace) -> Iterator[Condition]:
    """For each expression that stands for a size: that it is whole, and not below what its place allows."""
    for value, minimum, what, place in _uses(trace):
        if is_expression(value) and not value.is_Symbol:
            yield from (c.at(place) for c in _conditions(value, minimum, what))


def _conditions(value: Any, minimum: int, what: str) -> Iterator[Condition]:
    import sympy as sp

    num, den = sp.fraction(sp.together(value))
    if den != 1 and not value.is_integer:
        yield divides(den, num, f"{what} {{}} is not whole", value)
    if minimum >= 0:  # else any number may stand there
        yield at_least(value, minimum, f"{what} {{}} is below {minimum}", value)


def _uses(trace: Trace) -> Iterator[tuple[Any, int, str, str]]:
    """Each size that may be symbolic: its value, the least it may be, what it is called, and the layer it belongs to."""
    for shape in trace.inputs:
        yield from ((size, 1, "input size", "") for size in shape)
    for node in trace.graph.repeats():
        yield plain(node.times), 0, "number of runs", ""
    for call in trace.calls:
        for (name, _), (spec, values) in zip(call.layer.sizes().items(), call.layer.size_specs(), strict=True):
            yield from ((plain(v), spec.minimum, name, call.name) for v in values)
