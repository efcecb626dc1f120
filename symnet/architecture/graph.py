"""How layers are wired: a graph is nodes in topological order, and a node's operation is a layer or again a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeAlias

from symnet.architecture.layer import Layer
from symnet.architecture.source import expression_source
from symnet.arithmetic.sizes import as_size, is_expression
from symnet.arithmetic.sweep import Sweep
from symnet.door import doors
from symnet.errors import SymnetError, unknown

INPUT = -1
"""The graph's first input; the second is -2, and so on. Numbers from 0 on are nodes of the same graph."""


@doors
@dataclass(frozen=True)
class Node:
    """An operation at one place of a graph, fed by earlier nodes, run `times` times on its own output.

    `index` is the symbol by which the body may mention the number of its run (0, 1, ...). `shares` names an earlier node of
    the same graph whose weights this one uses.
    """

    name: str
    op: Op
    inputs: tuple[int, ...] = (INPUT,)
    times: Any = 1
    index: Any = None
    shares: str | None = None

    def __post_init__(self) -> None:
        if type(self.times) is not int and hasattr(self.times, "__array__"):
            object.__setattr__(self, "times", as_size(self.times, f"{self.name} times", 0))

    def __repr__(self) -> str:
        parts = [repr(self.name), repr(self.op)]
        for field in fields(self)[2:]:
            value = getattr(self, field.name)
            if value != field.default:
                parts.append(f"{field.name}={expression_source(value)}")
        return f"Node({', '.join(parts)})"


@doors
@dataclass(frozen=True)
class Graph:
    """Nodes in topological order; the last one is the output."""

    nodes: tuple[Node, ...]
    kind: str = "Graph"

    def __post_init__(self) -> None:
        names: set[str] = set()
        for k, node in enumerate(self.nodes):
            if not node.name or "." in node.name:
                raise SymnetError(f"{self.kind}: the node name {node.name!r} is not usable", "give one that is not empty and has no dot")
            if node.name in names:
                raise SymnetError(f"{self.kind}: the node name {node.name!r} stands twice", "names are told apart within a graph")
            if node.shares is not None and node.shares not in names:
                raise unknown(f"earlier node, whose weights {node.name!r} would share:", node.shares, names)
            names.add(node.name)
            if late := [i for i in node.inputs if i >= k]:
                raise SymnetError(f"{self.kind}: node {node.name!r} takes input {late[0]}, but only earlier nodes (below {k}) have run")

    @property
    def label(self) -> str:
        """What the graph is called in a network, before its number."""
        return self.kind

    def map_ops(self, change: Callable[[Layer], Layer], times: Callable[[Any], Any] = lambda t: t) -> Graph:
        """The same wiring with every layer changed, and every count of repetitions."""
        mapped = (
            replace(n, op=n.op.map_ops(change, times) if isinstance(n.op, Graph) else change(n.op), times=times(n.times))
            for n in self.nodes
        )
        return replace(self, nodes=tuple(mapped))

    @cached_property
    def is_symbolic(self) -> bool:
        """Whether a size of a layer in it is an expression."""
        return any(map(is_expression, self._open))

    @cached_property
    def sweeps(self) -> tuple[Sweep, ...]:
        """The arrays among the sizes of its layers and its numbers of runs."""
        return tuple(v for v in (*self._open, *(node.times for node in self.repeats())) if isinstance(v, Sweep))

    @cached_property
    def _open(self) -> list[Any]:
        """The sizes of its layers that are not ints."""
        return [v for layer in self.layers() for _, values in layer.size_specs() for v in values if type(v) is not int]

    @cached_property
    def inputs(self) -> int:
        """How many inputs its nodes take."""
        return max((-i for node in self.nodes for i in node.inputs if i < 0), default=0)

    def layers(self) -> Iterator[Layer]:
        """Every layer in it, in order; one that is repeated stands once."""
        for node in self.nodes:
            if isinstance(node.op, Graph):
                yield from node.op.layers()
            else:
                yield node.op

    def repeats(self) -> Iterator[Node]:
        """The nodes not run just once, or whose body mentions the number of its run; outer ones first."""
        for node in self.nodes:
            if node.index is not None or not (isinstance(node.times, int) and node.times == 1):
                yield node
            if isinstance(node.op, Graph):
                yield from node.op.repeats()

    def __repr__(self) -> str:
        chain = all(n == Node(n.name, n.op, (k - 1,)) for k, n in enumerate(self.nodes))
        if self.kind != "Sequential" or not chain:
            return f"Graph(({', '.join(map(repr, self.nodes))},), kind={self.kind!r})"
        automatic = numbered([n.op for n in self.nodes])
        items = (repr(n.op) if n.name == auto else f"({n.name!r}, {n.op!r})" for n, auto in zip(self.nodes, automatic, strict=True))
        return f"Sequential({', '.join(items)})"


Op: TypeAlias = Layer | Graph


def alone(layer: Layer, inputs: int = 1) -> Graph:
    """A layer on its own as a graph: it is fed every input there is."""
    return Graph((Node(numbered([layer])[0], layer, tuple(-1 - k for k in range(inputs))),), "Sequential")


def numbered(ops: list[Any]) -> list[str]:
    """The names operations get when nobody names them, each by its label and number: Conv1, ReLU1, Maxpool1, Conv2."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for op in ops:
        label = op.label or type(op).__name__
        seen[label] = seen.get(label, 0) + 1
        names.append(f"{label}{seen[label]}")
    return names
