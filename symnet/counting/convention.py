"""Operation conventions: what somebody counts as an operation, and what it weighs. A count says which convention it used."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from symnet.architecture.facts import HOUSE
from symnet.architecture.layer import Layer
from symnet.architecture.trace import Call
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, is_array, is_expression, is_zero, product, total
from symnet.arithmetic.sweep import plain_array
from symnet.door import door, doors, shown
from symnet.errors import SymnetError, unknown
from symnet.quantities.counts import over_loops
from symnet.tables.cells import size_cell
from symnet.tables.table import Table
from symnet.writing.answer import Answer
from symnet.writing.line import Line
from symnet.writing.style import Style

TERMS: Mapping[str, str] = {
    "macs": "multiply-accumulates",
    "bias": "biases",
    "activation": "activations",
    "softmax": "softmax",
    "pooling": "pooling",
    "normalisation": "normalisation",
    "recurrence": "recurrent gates",
    "merging": "merging",
    "resizing": "resizing",
    "other": "everything else",
}
"""What the operations of a network are split into: multiply-accumulates and biases of any layer, and the rest by the layer's own term."""

NOTHING = Operations()

Counter: TypeAlias = Callable[[Any, Shape, tuple[Shape, ...]], Any]
"""How much of something a call has: a function of its layer, its output and its inputs."""


def macs(layer: Layer, y: Shape, x: tuple[Shape, ...]) -> Any:
    """Multiply-accumulates."""
    return layer.operations(y, *x).mac


def biases(layer: Layer, y: Shape, x: tuple[Shape, ...]) -> Any:
    """Additions of a bias: those that a layer with multiply-accumulates does not have without its biases."""
    plain = layer.unbiased()
    operations = layer.operations(y, *x)
    return 0 if plain is layer or is_zero(operations.mac) else operations.add - plain.operations(y, *x).add


@door
def input_cells(layer: Layer, y: Shape, x: tuple[Shape, ...]) -> Any:
    """Cells of the first input.

    Args:
        layer: the layer that is counted.
        y: the shape of its output.
        x: the shapes of its inputs.
    """
    return product(x[0])


@door
def output_cells(layer: Layer, y: Shape, x: tuple[Shape, ...]) -> Any:
    """Cells of the output.

    Args:
        layer: the layer that is counted.
        y: the shape of its output.
        x: the shapes of its inputs.
    """
    return product(y)


def split(layer: Layer, y: Shape, x: tuple[Shape, ...]) -> dict[str, Operations]:
    """The operations of one call by term; they add up to what the layer states."""
    operations, added = layer.operations(y, *x), biases(layer, y, x)
    rest = dataclasses.replace(operations, mac=0, add=operations.add - added)
    if layer.term not in TERMS:
        raise unknown(f"term of {type(layer).__name__}", layer.term, TERMS)
    return {"macs": Operations(mac=operations.mac), "bias": Operations(add=added), layer.term: rest}


@dataclass(frozen=True)
class Given:
    """A function with its keyword arguments put in is a counter too, and a value."""

    count: Callable[..., Any]
    arguments: tuple[tuple[str, Any], ...]

    def __call__(self, layer: Layer, y: Shape, x: tuple[Shape, ...]) -> Any:
        return self.count(layer, y, x, **dict(self.arguments))


def given(count: Callable[..., Any], **arguments: Any) -> Given:
    """`count` with keyword arguments put in."""
    return Given(count, tuple(arguments.items()))


@doors
@dataclass(frozen=True)
class Rule:
    """A way of one's own to count some layers: `weight` times `count` for each call of one of the classes, under a term.

    A class stands for its subclasses too, `but` for some.

    Args:
        term: what it is counted as, one of `symnet.TERMS`.
        layers: the classes it is about.
        count: a function of a layer, its output shape and its input shapes, such as `symnet.output_cells`.
        weight: what one of what is counted weighs.
        but: subclasses that it is not about.
    """

    term: str
    layers: tuple[type[Layer], ...]
    count: Counter
    weight: int = 1
    but: tuple[type[Layer], ...] = ()

    def __post_init__(self) -> None:
        if self.term not in TERMS:
            raise unknown("term", self.term, TERMS)

    def applies(self, layer: Layer) -> bool:
        """Whether it is about a layer."""
        return isinstance(layer, self.layers) and not isinstance(layer, self.but)


@doors
@dataclass(frozen=True)
class Convention:
    """What counts as an operation.

    Args:
        name: what it is called.
        source: who counts so, and where it is written down.
        weights: what an operation of each kind weighs: `Operations(mac=2, add=1)` counts 2 for a multiply-accumulate and 1 for an
            addition.
        terms: on which parts of a network the weights apply (`TERMS`); on all by default.
        rules: what is counted in another way than by elementary operations, such as 1 for each input cell of a pooling layer.
        closed: whether it says "and nothing else", so that what it leaves out goes without saying where a count is printed.

    Raises:
        SymnetError: for a term that is none.

    >>> import symnet as sn
    >>> sn.zoo.alexnet().count(Convention("MACs and biases", "our Table 2", Operations(mac=1, add=1), ("macs", "bias"))).value
    1135915368
    """

    name: str
    source: str
    weights: Operations = NOTHING
    terms: tuple[str, ...] = tuple(TERMS)
    rules: tuple[Rule, ...] = ()
    closed: bool = False

    def __post_init__(self) -> None:
        for term in self.terms:
            if term not in TERMS:
                raise unknown("term", term, TERMS)

    def of(self, layer: Layer, y: Shape, x: tuple[Shape, ...]) -> dict[str, Any]:
        """What one run of a layer counts, by term."""
        return self.spoken(layer, y, x)[0]

    def spoken(self, layer: Layer, y: Shape, x: tuple[Shape, ...]) -> tuple[dict[str, Any], bool]:
        """What one run of a layer counts, and whether the convention says so: by a rule, a weight, or because there is nothing to count."""
        parts = split(layer, y, x)
        amounts = {term: self._weighed(operations) for term, operations in parts.items() if term in self.terms}
        rules = [rule for rule in self.rules if rule.applies(layer)]
        for rule in rules:
            amounts[rule.term] = amounts.get(rule.term, 0) + rule.weight * rule.count(layer, y, x)
        counted = {term: amount for term, amount in amounts.items() if not is_zero(amount)}
        said = bool(counted) or any(Layer not in rule.layers for rule in rules)
        return counted, said or all(is_zero(n) for operations in parts.values() for n in operations.counts().values())

    def _weighed(self, operations: Operations) -> Any:
        counts, weights = operations.counts(), self.weights.counts()
        return total([weight * counts[kind] for kind, weight in weights.items() if weight and not is_zero(counts[kind])])

    def __str__(self) -> str:
        return f"{self.name}: {self.source}"


@doors
@dataclass(frozen=True, repr=False)
class Count(Answer):
    """How many operations a network has under a convention: in all, by term, and by layer. `int()` makes it a number.

    >>> import symnet as sn
    >>> count = sn.zoo.alexnet().count("ptflops")
    >>> int(count), count.layers["Conv1"], count.terms["pooling"]
    (1138272488, 105705600, 1040576)
    >>> print(count)
    1138272488 (ptflops)
    """

    convention: Convention
    amounts: Mapping[str, Mapping[str, Any]] = field(hash=False)
    """Layer name -> term -> how many."""
    untouched: Mapping[str, str] = field(hash=False, default_factory=dict[str, str])
    """Name -> class of the layers that have operations of which no rule and no weight of the convention speaks."""

    @property
    def unspoken(self) -> tuple[str, ...]:
        """The layers that have operations and of which the convention says nothing, in order."""
        return tuple(self.untouched)

    @property
    def unspoken_classes(self) -> tuple[str, ...]:
        """The classes of those layers, each once."""
        return tuple(dict.fromkeys(self.untouched.values()))

    @property
    def value(self) -> Any:
        """How many in all: an int, or an expression of the network's symbols; of arrays an array."""
        return total([n for terms in self.amounts.values() for n in terms.values()])

    @property
    def layers(self) -> dict[str, Any]:
        """How many each layer has, those with none included."""
        return {name: total(list(terms.values())) for name, terms in self.amounts.items()}

    @property
    def terms(self) -> dict[str, Any]:
        """How many each term has, those with none left out."""
        found = {term: [terms[term] for terms in self.amounts.values() if term in terms] for term in TERMS}
        return {term: total(amounts) for term, amounts in found.items() if amounts}

    @property
    def silence(self) -> str:
        """Which classes it says nothing of, in words; empty where there is none, and for a convention that says "and nothing else"."""
        return f"says nothing of {', '.join(self.unspoken_classes)}" if self.unspoken and not self.convention.closed else ""

    def table(self) -> Table:
        """A row for each layer that has some, and the total."""
        rows = tuple((name, size_cell(n)) for name, n in self.layers.items() if not is_zero(n))
        name = self.convention.name
        return Table(("layer", "count"), ("Layer Name", name), rows, ("Total", size_cell(self.value)), ("l", "r"))

    def __int__(self) -> int:
        if is_expression(self.value):
            names = ", ".join(sorted(s.name for s in self.value.free_symbols))
            raise SymnetError(f"the count depends on {names}", "put values in with subs, or take its value as an expression")
        if is_array(self.value):
            raise SymnetError("the count is an array", "take its value")
        return int(self.value)

    def show(self, style: Style) -> str:
        """How many in all, in a style."""
        return Line.of(self.value).show(style)

    @property
    def listed(self) -> str:
        """How many in all, the convention, and what it says nothing of."""
        return str(self)

    def __str__(self) -> str:
        silence = f"; {self.silence}" if self.silence else ""
        value = shown(self.value) if is_array(self.value) else Line.of(self.value)
        return f"{value} ({self.convention.name}{silence})"


def count(calls: Sequence[Call], convention: Convention) -> Count:
    """Count calls under a convention, over all runs of the loops they stand in."""
    with HOUSE:
        found = [(call, *convention.spoken(call.layer, call.output, call.inputs)) for call in calls]
    amounts: dict[str, dict[str, Any]] = {}
    for call, own, _ in found:
        counted = amounts.setdefault(call.name, {})
        for term, n in own.items():
            counted[term] = counted.get(term, 0) + plain_array(over_loops(n, call.loops))
    return Count(convention, amounts, {call.name: type(call.layer).__name__ for call, _, said in found if not said})


MACS = Convention("MACs", "multiply-accumulates of matrix products and convolutions, nothing else", Operations(mac=1), closed=True)
FLOPS = Convention(
    "FLOPs", "2 for each multiply-accumulate of matrix products and convolutions, nothing else", Operations(mac=2), closed=True
)
MACS_WITH_BIAS = Convention(
    "MACs with biases", "multiply-accumulates, and 1 for each addition of a bias", Operations(mac=1, add=1), ("macs", "bias"), closed=True
)
ALL_OPERATIONS = Convention(
    "all operations",
    "2 for each multiply-accumulate, and 1 for every other elementary operation that layers state",
    Operations(mac=2, **{kind: 1 for kind in Operations().counts() if kind != "mac"}),
)
