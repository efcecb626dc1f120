"""How layers are wired: a graph is nodes in topological order, and a node's operation is a layer or again a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, TypeAlias

from symnet.architecture.called import Called
from symnet.architecture.layer import Layer
from symnet.architecture.source import expression_source
from symnet.arithmetic.sizes import as_size, is_expression
from symnet.arithmetic.sweep import Sweep
from symnet.door import doors
from symnet.errors import SymnetError, unknown

INPUT = -1
"""The graph's first input; the second is -2, and so on. Numbers from 0 on are nodes of the same graph."""

Wire: TypeAlias = int | tuple[int, int]
"""What is fed on: an input, the output of a node by its number, or (node, j) for output j of a node that has several."""


def end_of(wire: Wire) -> tuple[int, int]:
    """The node (or input) a wire comes from, and the number of its output."""
    return wire if isinstance(wire, tuple) else (wire, 0)


def besides(wire: Wire) -> Wire:
    """Another name for a wire, where what is fed on by it once goes around in a repetition and once does not."""
    node, output = end_of(wire)
    return (node, output - BESIDES)


def made_at(wire: Wire) -> Wire:
    """The wire whose tensor this is, by its first name."""
    node, output = end_of(wire)
    output += BESIDES * (output < -BESIDES // 2)
    return (node, output) if output else node


BESIDES = 1_000_000
"""More than there are outputs."""


LAYERS = 200_000
"""Up to how many layers a network has, and repetitions within one another are run out to."""


def wire(node: int, output: int = 0) -> Wire:
    """The wire from an output of a node, as it is written: output 0 by the number of the node alone."""
    return (node, output) if output else node


def plain_wires(wires: Sequence[Any]) -> tuple[Wire, ...]:
    """Wires, each written in the one way there is."""
    return tuple([w if type(w) is int else wire(*w) for w in wires])


@doors
@dataclass(frozen=True)
class Node:
    """An operation at one place of a graph, fed by earlier nodes, run `times` times on its own output.

    An input k is node k's (first) output, (k, j) its output j, counted from 0; -1, -2, ... are the inputs of the graph.
    `index` is the symbol by which the body may mention the number of its run (0, 1, ...). `shares` names an earlier node of
    the same graph whose weights this one uses. Of the outputs of a body that is repeated, the first `carried` are the first inputs
    of its next run; the last ones are merged over all runs by `merges`, a layer of two inputs for each; others are those of the last run.
    Names of places count runs from `first` on. A name may have dots: resnets.0, attentions.0, resnets.1 take turns in one graph.

    Args:
        name: what it is called within its graph.
        op: a layer or a graph.
        inputs: what feeds it, one wire for each input.
        times: how often it runs, a size.
        index: the symbol for the number of the run, or None.
        shares: the name of an earlier node with the same weights, or None.
        carried: how many of its outputs the next run begins with.
        merges: layers that merge the last outputs over all runs.
        first: the number by which the first run is named.
    """

    name: str
    op: Op
    inputs: tuple[Wire, ...] = (INPUT,)
    times: Any = 1
    index: Any = None
    shares: str | None = None
    carried: int = 1
    merges: tuple[Layer, ...] = ()
    first: int = 0

    def __post_init__(self) -> None:
        for source in self.inputs:
            if type(source) is not int:
                object.__setattr__(self, "inputs", plain_wires(self.inputs))
                break
        if type(self.times) is not int and hasattr(self.times, "__array__"):
            object.__setattr__(self, "times", as_size(self.times, f"{self.name} times", 0))
        if self.carried != 1 or self.merges:
            most = min(len(self.inputs), self.op.returns)
            if not 0 <= self.carried <= most:
                raise SymnetError(
                    f"{self.name} hands on {self.carried} outputs to its next run",
                    f"hand on at most {most}, as many as it has of both inputs and outputs",
                )
            if self.carried + len(self.merges) > self.op.returns:
                what = f"{self.name} hands on {self.carried} outputs and merges {len(self.merges)}, and its body has {self.op.returns}"
                raise SymnetError(what, "an output is one or the other")

    def __repr__(self) -> str:
        parts = [repr(self.name), repr(self.op)]
        for part in fields(self)[2:]:
            value = getattr(self, part.name)
            if value != part.default:
                parts.append(f"{part.name}={expression_source(value)}")
        return f"Node({', '.join(parts)})"

    @property
    def returns(self) -> int:
        """How many outputs it has."""
        return self.op.returns


@doors
@dataclass(frozen=True)
class Graph(Called):
    """Nodes in topological order, and which of their outputs it hands on: that of the last one, unless told otherwise.

    Two graphs are equal where nodes and wiring are; `kind` is only what it is called.

    Args:
        nodes: its nodes, each after what feeds it.
        kind: what it is called, which two graphs may differ in.
        outputs: the wires that are handed on; by default that of the last node.
    """

    nodes: tuple[Node, ...]
    kind: str = field(default="Graph", compare=False)
    outputs: tuple[Wire, ...] = ()
    layer_count: int = field(init=False, repr=False, compare=False)
    """How many layers it has; one that is repeated stands once."""

    def __post_init__(self) -> None:
        names: set[str] = set()
        for k, node in enumerate(self.nodes):
            if not node.name or ("." in node.name and not all(node.name.split("."))):
                raise SymnetError(f"{self.kind}: the node name {node.name!r} is not usable", "give one that is not empty, between dots too")
            if node.name in names:
                raise SymnetError(f"{self.kind}: the node name {node.name!r} stands twice", "names are told apart within a graph")
            if node.shares is not None and node.shares not in names:
                raise unknown(f"earlier node, whose weights {node.name!r} would share:", node.shares, names)
            names.add(node.name)
            for source in node.inputs:
                if type(source) is not int or source >= k:
                    self._check(source, k, f"node {node.name!r}")
        for name in (name for name in names if "." in name):
            parts = name.split(".")
            if above := names & {".".join(parts[:k]) for k in range(1, len(parts))}:
                raise SymnetError(f"{self.kind}: the node {name!r} would stand within {above.pop()!r}", "give one of them another name")
        for source in self.outputs:
            self._check(source, len(self.nodes), "the output")
        object.__setattr__(self, "outputs", plain_wires(self.outputs) or (len(self.nodes) - 1,))
        object.__setattr__(self, "layer_count", sum([node.op.layer_count if isinstance(node.op, Graph) else 1 for node in self.nodes]))
        if self.layer_count > LAYERS:
            what = f"{self.kind} would have {self.layer_count:,} layers, each with a place of its own"
            raise SymnetError(what, f"a network has at most {LAYERS:,}; repeat what is alike with Repeat")

    def _check(self, source: Wire, ran: int, what: str) -> None:
        """Refuse a wire from what has not run when it is needed, or from an output that is not there."""
        number, output = end_of(source)
        if number >= ran:
            remedy = "a graph has no cycles: order nodes so that each comes after what feeds it, and repeat with Repeat"
            raise SymnetError(f"{self.kind}: {what} takes input {number}, but only earlier nodes (below {ran}) have run", remedy)
        there = self.nodes[number].returns if number >= 0 else 1
        if not 0 <= output < there:
            name = f"node {self.nodes[number].name!r}" if number >= 0 else f"input {-number}"
            raise SymnetError(f"{self.kind}: {what} takes output {output} of {name}, which has {there}, counted from 0")

    @property
    def returns(self) -> int:
        """How many outputs it has."""
        return len(self.outputs)

    @property
    def label(self) -> str:
        """What the graph is called in a network, before its number."""
        return self.kind

    @cached_property
    def automatic(self) -> frozenset[str]:
        """The names of its nodes that nobody gave."""
        named = zip(self.nodes, numbered([node.op for node in self.nodes]), strict=True)
        return frozenset(node.name for node, auto in named if node.name == auto)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The wrappers that nobody named, where all that stands in them is told from everything else without them."""
        if not any(isinstance(node.op, Graph) for node in self.nodes):
            return frozenset()
        told = {name for node in self.nodes if node.shares is not None for name in (node.name, node.shares)}
        inside = {
            node.name: node.op.names
            for node in self.nodes
            if isinstance(node.op, Graph) and node.name in self.automatic and node.name not in told
        }
        counts = Counter(name for node in self.nodes for name in inside.get(node.name, (node.name,)))
        return frozenset(wrapper for wrapper, names in inside.items() if all(counts[name] == 1 for name in names))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What its places begin with: the names of its nodes, and in place of a hidden wrapper those of what it wraps."""
        return tuple(
            name
            for node in self.nodes
            for name in (node.op.names if isinstance(node.op, Graph) and node.name in self.hidden else (node.name,))
        )

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
        return [v for layer in self.layers() for v in layer.open_sizes]

    @cached_property
    def inputs(self) -> int:
        """How many inputs its nodes take."""
        wires = [w for node in self.nodes for w in node.inputs if type(w) is int]
        return -min(0, *wires, *(w for w in self.outputs if type(w) is int))

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

    @property
    def is_chain(self) -> bool:
        """Whether each node is fed by the one before, and the last one is the output."""
        return self == Graph(tuple(Node(n.name, n.op, (k - 1,)) for k, n in enumerate(self.nodes)))

    def __repr__(self) -> str:
        if self.kind != "Sequential" or not self.is_chain:
            outputs = "" if self.outputs == (len(self.nodes) - 1,) else f", outputs={self.outputs}"
            return f"Graph(({', '.join(map(repr, self.nodes))},), kind={self.kind!r}{outputs})"
        automatic = numbered([n.op for n in self.nodes])
        items = (repr(n.op) if n.name == auto else f"({n.name!r}, {n.op!r})" for n, auto in zip(self.nodes, automatic, strict=True))
        return f"Sequential({', '.join(items)})"


Op: TypeAlias = Layer | Graph


def alone(layer: Layer, inputs: int = 1) -> Graph:
    """A layer on its own as a graph: it is fed every input there is, and hands on every output it has."""
    node = Node(numbered([layer])[0], layer, tuple(-1 - k for k in range(inputs)))
    return Graph((node,), "Sequential", tuple(wire(0, j) for j in range(layer.returns)))


def numbered(ops: list[Any]) -> list[str]:
    """The names operations get when nobody names them, each by its label and number: Conv1, ReLU1, Maxpool1, Conv2; ReLU6_1."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for op in ops:
        label = op.label or type(op).__name__
        seen[label] = seen.get(label, 0) + 1
        names.append(f"{label}{'_' if label[-1:].isdigit() else ''}{seen[label]}")
    return names
