"""Wiring by calls: a layer or graph called on values makes values, and values are collected into a graph."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self

from symnet.architecture.called import Flowing, flat_values
from symnet.architecture.graph import Graph, Node, Op, Wire, alone, numbered, wire
from symnet.architecture.layer import Layer
from symnet.architecture.path import Path
from symnet.architecture.trace import Tracer, Value, design_space, given_back, plain_shape
from symnet.arithmetic.rounding import FLOORED
from symnet.arithmetic.sizes import PlainShape, Shape
from symnet.door import doors
from symnet.errors import SymnetError

COUNT = itertools.count()
"""Calls are numbered, so that a graph has them in the order in which they were made."""


class Making(threading.local):
    """The calls that the function of a block has made so far, while it runs."""

    calls: list[Made] | None = None


MAKING = Making()


class Made:
    """A call of an operation on values, or (without an operation) an input. It is itself and no other: two equal calls are two."""

    __slots__ = ("inputs", "name", "number", "op", "shapes", "shares")

    def __init__(
        self,
        op: Op | None,
        inputs: tuple[Wired, ...],
        shapes: tuple[Shape, ...] | None,
        name: str | None = None,
        shares: Made | None = None,
    ) -> None:
        self.op = op
        self.inputs = inputs
        self.shapes = shapes
        self.name = name
        self.shares = shares
        self.number = next(COUNT)
        if MAKING.calls is not None:
            MAKING.calls.append(self)

    def __str__(self) -> str:
        return "an Input" if self.op is None else self.name or self.op.label or type(self.op).__name__


@doors
class Wired(Flowing):
    """What flows from one call to the next: a handle on an output, with its shape where those of the inputs are known.

    What a call of several outputs gives stands for its first one, and unpacks into all of them.
    """

    __slots__ = ("made", "port")

    def __init__(self, made: Made, port: int | None = None) -> None:
        self.made = made
        self.port = port

    @property
    def shape(self) -> PlainShape:
        """Its shape, without a batch axis.

        Raises:
            SymnetError: where an input is open, so that it is known only in a network.
        """
        if self.made.shapes is None:
            raise SymnetError("the shape is open, because an input has none", "give the Input a shape, or ask the Network")
        return given_back(plain_shape(self.made.shapes[self.port or 0]))

    @property
    def outputs(self) -> tuple[Self, ...]:
        """Every output of the call that made it, one after the other."""
        op = self.made.op
        return tuple(type(self)(self.made, j) for j in range(1 if op is None else op.returns))

    def through(self, op: Op, values: tuple[Self, ...], name: str | None, shares: Any) -> Self:
        """What an operation makes of values, of which this is the first; its shape is found at once where theirs are known."""
        place = name or op.label or type(op).__name__
        if isinstance(op, Graph) and len(values) != op.inputs:
            raise SymnetError(f"{place} takes {op.inputs} input{'s' * (op.inputs != 1)}, and is called on {len(values)}")
        if shares is not None and not isinstance(shares, Wired):
            raise SymnetError(f"{place} shares weights with {shares!r}", "give the value that was made with those weights")
        return type(self)(Made(op, values, _shapes(op, values, place), name, shares and shares.made))

    def __iter__(self) -> Iterator[Any]:
        op = self.made.op
        if op is None or op.returns == 1 or self.port is not None:
            raise SymnetError(f"{self!r} is one value and does not unpack", "cut it with Split, or select a part as x[0] or x[:32]")
        return iter(op.parts(self.outputs) if isinstance(op, Layer) else self.outputs)

    def __repr__(self) -> str:
        part = f", output {self.port}" if self.port else ""
        shape = f" {self.shape}" if self.made.shapes else ""
        return f"<value of {self.made}{part}{shape}>"


def _shapes(op: Op, given: tuple[Wired, ...], place: str) -> tuple[Shape, ...] | None:
    known = [v.made.shapes[v.port or 0] if v.made.shapes else None for v in given]
    shapes = tuple(shape for shape in known if shape is not None)
    if len(shapes) < len(known):
        return None
    graph = op if isinstance(op, Graph) else alone(op, len(shapes))
    plain = tuple(map(plain_shape, shapes))
    legal = design_space(graph, plain, FLOORED)
    symbolic = legal is True and graph.is_symbolic
    tracer = Tracer(FLOORED, symbolic, legal)
    tracer.feeds = tuple(map(str, (v.made for v in given)))
    if not symbolic and all(type(size) is int for shape in plain for size in shape):
        shapes = plain
    elif symbolic:
        shapes = tuple(tuple([FLOORED.start(size) if type(size) is int else size for size in shape]) for shape in shapes)
    fed = [Value(shape, -1 - k) for k, shape in enumerate(shapes)]
    made = tracer.run(op, Path().into(place), fed)
    return tuple(value.shape for value in made)


def made_by(function: Callable[..., Any], *args: Any, **named: Any) -> tuple[Any, list[Made]]:
    """What a function makes of values, and all the calls it makes."""
    outer, MAKING.calls = MAKING.calls, []
    try:
        return function(*args, **named), MAKING.calls
    finally:
        MAKING.calls = outer


def known_shapes(inputs: Iterable[Made]) -> tuple[PlainShape, ...] | None:
    """The shapes of inputs, where all have one."""
    known = [plain_shape(made.shapes[0]) if made.shapes else None for made in inputs]
    shapes = tuple(shape for shape in known if shape is not None)
    return shapes if len(shapes) == len(known) else None


def refuse_loose(made: Iterable[Made], outputs: Any, inputs: Iterable[Wired], kind: str) -> None:
    """Refuse a call of what begins with the inputs that no output depends on."""
    behind, fed = _behind(_ends(outputs)), {v.made for v in inputs}
    for call in made:
        if any(v.made in fed for v in call.inputs):
            if call not in behind:
                raise SymnetError(f"nothing uses what {call} makes in {kind}", "use it, hand it on, or leave it out")
            fed.add(call)


def _ends(outputs: Any) -> list[Wired]:
    ends = list(flat_values(outputs.values() if isinstance(outputs, Mapping) else [outputs]))
    if not ends or not all(isinstance(v, Wired) for v in ends):
        raise SymnetError(f"{outputs!r} is no value, and holds none", "give what layers made of values, such as Conv2d(8, 3)(x)")
    return ends


def collected(outputs: Any, inputs: Iterable[Any] | None = None, kind: str | None = None) -> tuple[Graph, tuple[Made, ...]]:
    """The graph behind values, and its inputs: those given, in their order, or all there are in the order in which they were made."""
    ends = _ends(outputs)
    calls = sorted(_behind(ends), key=lambda call: call.number)
    begun = tuple(call for call in calls if call.op is None)
    if inputs is not None:
        wanted = tuple(v.made for v in inputs)
        if foreign := [call for call in begun if call not in wanted]:
            what = f"{kind or 'the graph'} is made of values of another graph: {', '.join(map(str, foreign))} is none of its inputs"
            raise SymnetError(what, "make every value from the inputs, and give all of them")
        if unused := [k for k, call in enumerate(wanted, 1) if call not in begun]:
            raise SymnetError(f"nothing uses input {unused[0]} of {kind or 'the graph'}", "leave it out, or use it")
        begun = wanted
    nodes = [call for call in calls if call.op is not None]
    numbers = {made: k for k, made in enumerate(nodes)} | {made: -1 - k for k, made in enumerate(begun)}
    automatic = numbered([made.op for made in nodes])
    names = {made: made.name or auto for made, auto in zip(nodes, automatic, strict=True)}
    first: dict[int, str] = {}

    def wired(v: Wired) -> Wire:
        return wire(numbers[v.made], v.port or 0)

    def shared(made: Made) -> str | None:
        """Whose weights: what is said, or those of the first call of the same object."""
        if made.shares is not None:
            if made.shares not in names or made.shares.number > made.number:
                raise SymnetError(
                    f"{names[made]} shares weights with {made.shares}, which is no part of this graph", "use it before as well"
                )
            return names[made.shares]
        earlier = first.setdefault(id(made.op), names[made])
        return earlier if earlier != names[made] and has_weights(made.op) else None

    made_nodes = tuple(Node(names[m], m.op, tuple(map(wired, m.inputs)), shares=shared(m)) for m in nodes)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    graph = Graph(made_nodes, kind or "Graph", tuple(map(wired, ends)))
    return (graph if kind or not graph.is_chain else Graph(made_nodes, "Sequential")), begun


def _behind(ends: list[Wired]) -> set[Made]:
    """Every call that values are made by, and the inputs they begin with."""
    found: set[Made] = set()
    left = [v.made for v in ends]
    while left:
        made = left.pop()
        if made not in found:
            found.add(made)
            left += [v.made for v in made.inputs]
    return found


def has_weights(op: Op | None) -> bool:
    """Whether there is anything that two calls of an operation could share."""
    layers = op.layers() if isinstance(op, Graph) else [op]
    return any(type(layer).weights is not Layer.weights or type(layer).buffers is not Layer.buffers for layer in layers if layer)
