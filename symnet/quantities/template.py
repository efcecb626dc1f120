"""The template of a network: the same wiring with a symbol for every size."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from symnet.architecture.axes import shape_symbols
from symnet.architecture.graph import Graph, Op
from symnet.architecture.layer import Layer
from symnet.architecture.trace import Trace
from symnet.arithmetic.sizes import PlainShape, is_expression, symbol
from symnet.arithmetic.sweep import Sweep, plain_array
from symnet.errors import unknown


class Given(dict[Any, Any]):
    """What each symbol stands for; a symbol's name finds it as well."""

    def __missing__(self, key: Any) -> Any:
        found = {s.name: value for s, value in self.items()}
        if key not in found:
            raise unknown("symbol", key, found)
        return found[key]


def template(trace: Trace) -> tuple[Graph, tuple[PlainShape, ...], Given]:
    """The wiring of a network and its inputs with a symbol for every size that is a number, and what each stands for."""
    if any(isinstance(node.times, Sweep) for node in trace.graph.repeats()):
        trace.refuse_arrays("a template has a symbol for every size, and numbers of runs stay as they are", "repeat it a number of times")
    taken = set(trace.symbols)
    shapes, given = input_symbols(trace, taken)
    counts = Counter(n for layer in trace.graph.layers() for n in layer.template(str)[1]) + Counter(taken | set(given))
    graph = _named(trace.graph, (), counts, taken, given)
    return graph, shapes, Given({symbol(n): plain_array(value) for n, value in given.items()})


def input_symbols(trace: Trace, taken: set[str]) -> tuple[tuple[PlainShape, ...], dict[str, Any]]:
    """The inputs of a network with a symbol for every size that is a number, and what each stands for; `taken` names are not used."""
    given: dict[str, Any] = {}
    shapes: list[Any] = []
    for k, shape in enumerate(trace.inputs):
        first = next((c for c in trace.calls if -1 - k in c.sources), trace.calls[0])
        symbols = shape_symbols(first.layer.input_axes(len(shape)), shape)
        suffix = f"_{k + 1}" if len(trace.inputs) > 1 else ""
        names = [_unused(f"{s}{suffix}", taken) for s in symbols]
        shapes.append(tuple(size if is_expression(size) else symbol(n) for n, size in zip(names, shape, strict=True)))
        given |= {n: size for n, size in zip(names, shape, strict=True) if not is_expression(size)}
    return tuple(shapes), given


def _named(op: Op, path: tuple[str, ...], counts: Counter[str], taken: set[str], given: dict[str, Any]) -> Any:
    if isinstance(op, Graph):
        where = ((n, path if n.name in op.hidden else (*path, n.name)) for n in op.nodes)
        return replace(op, nodes=tuple(replace(n, op=_named(n.op, place, counts, taken, given)) for n, place in where))
    names: dict[str, str] = {}
    for base, value in op.template(str)[1].items():
        if not is_expression(value):
            wanted = base if counts[base] == 1 else f"{base}_{re.sub('[^A-Za-z0-9]+', '_', '_'.join(path)).strip('_')}"
            names[base] = _unused(wanted, taken | set(given))
            given[names[base]] = value
    return _symbolic(op, names)


def _symbolic(layer: Layer, names: dict[str, str]) -> Layer:
    """The layer with symbols for the sizes that have a name; the sizes that are symbolic already stay."""
    values = layer.template(str)[1]
    return layer.template(lambda base: symbol(names[base]) if base in names else values[base])[0]


def _unused(wanted: str, taken: set[str]) -> str:
    candidate, k = wanted, 2
    while candidate in taken:
        candidate, k = f"{wanted}_{k}", k + 1
    return candidate
