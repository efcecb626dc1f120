"""The template of a network: the same wiring with a symbol for every size."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from symnet.derivation import axis_symbols_of
from symnet.errors import unknown
from symnet.graph import Graph, Op
from symnet.layer import Layer
from symnet.network import Network
from symnet.sizes import Shape, is_expression, symbol


class Given(dict[Any, Any]):
    """What each symbol stands for; a symbol's name finds it as well."""

    def __missing__(self, key: Any) -> Any:
        found = {s.name: value for s, value in self.items()}
        if key not in found:
            raise unknown("symbol", key, found)
        return found[key]


class Template(Network):
    """A network whose sizes are symbols, with what each symbol stands for."""

    given: Given

    def filled(self) -> Network:
        """The network the template was made of: every symbol replaced by what it stands for."""
        return self.subs(self.given)


def template(net: Network) -> Template:
    """A symbol for every size of `net` that is a number; see `Network.template`."""
    taken = set(net.symbols)
    shapes, given = _input_symbols(net, taken)
    counts = Counter(n for layer in net.graph.layers() for n in layer.template(str)[1]) + Counter(taken | set(given))
    graph = _named(net.graph, (), counts, taken, given)
    made = Template(graph, *shapes, name=net.name, reading=net.reading)
    made.given = Given({symbol(n): value for n, value in given.items()})
    return made


def _input_symbols(net: Network, taken: set[str]) -> tuple[tuple[Shape, ...], dict[str, Any]]:
    given: dict[str, Any] = {}
    shapes: list[Shape] = []
    for k, shape in enumerate(net.input_shapes):
        first = next((c for c in net.calls if -1 - k in c.sources), net.calls[0])
        symbols = axis_symbols_of(first.layer.input_axes(len(shape)), shape)
        suffix = f"_{k + 1}" if len(net.input_shapes) > 1 else ""
        names = [_unused(f"{s}{suffix}", taken) for s in symbols]
        shapes.append(tuple(size if is_expression(size) else symbol(n) for n, size in zip(names, shape, strict=True)))
        given |= {n: size for n, size in zip(names, shape, strict=True) if not is_expression(size)}
    return tuple(shapes), given


def _named(op: Op, path: tuple[str, ...], counts: Counter[str], taken: set[str], given: dict[str, Any]) -> Any:
    if isinstance(op, Graph):
        return replace(op, nodes=tuple(replace(n, op=_named(n.op, (*path, n.name), counts, taken, given)) for n in op.nodes))
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
