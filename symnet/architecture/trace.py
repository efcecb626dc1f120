"""Tracing: a graph and its input shapes give one stream of calls, on which every question is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any, Protocol, TypeVar

from symnet.architecture.closed_form import RUN_BY_RUN, Loop, fresh, hardest_run, iterate
from symnet.architecture.conditions import Condition, at_least, whole
from symnet.architecture.facts import HOUSE, Met, all_ints
from symnet.architecture.graph import INPUT, LAYERS, Graph, Node, Op, Wire, besides, end_of, numbered
from symnet.architecture.layer import Layer, flat
from symnet.architecture.path import RUN, Path
from symnet.architecture.sharing import Source, held, shared
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.rounding import FLOORED, Reading, Rounded, free_symbols, not_exact, plain
from symnet.arithmetic.sizes import INTS, PlainShape, Shape, as_size, is_array, is_expression, maximum, minimum, plain_int
from symnet.arithmetic.substitution import refuse_towers
from symnet.arithmetic.sweep import Sweep, chosen, common_shape, mask, plain_array
from symnet.errors import NoClosedForm, ShapeError, SymnetError
from symnet.writing.names import PLAIN, Notation

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Call:
    """One layer at one place of a network, with its shapes, what feeds it and the loops it stands in.

    `sources` are the numbers of the calls that made the inputs, with the number of the output, (k, j), where that is not the first;
    -1, -2, ... are the network's own inputs. A call that is a source of its own adds up the runs of a loop. `shared` are the names of
    the weights and buffers that are another call's and are not counted again.
    """

    path: Path
    layer: Layer
    raw_inputs: tuple[Shape, ...]
    raw_output: Shape
    sources: tuple[Wire, ...]
    loops: tuple[Loop, ...] = ()
    shared: frozenset[str] = frozenset()
    read: bool = False
    """Whether a user reads it, who gets plain arrays where sizes are arrays."""
    met: Met | None = field(default=None, compare=False, repr=False)
    """What its layer made of these shapes, where they are ints."""
    plain: bool = field(init=False, compare=False, repr=False)
    """Whether its shapes hold nothing but ints."""

    def __post_init__(self) -> None:
        ints = self.met is not None or INTS.issuperset(map(type, self.raw_output))
        for shape in self.raw_inputs if self.met is None else ():
            ints = ints and INTS.issuperset(map(type, shape))
        object.__setattr__(self, "plain", ints)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def inputs(self) -> tuple[PlainShape, ...]:
        """The input shapes as ints, sympy expressions and sweeps."""
        return tuple(map(self._shown, self._inputs))

    @property
    def output(self) -> PlainShape:
        """The output shape as ints, sympy expressions and sweeps."""
        return self._shown(self._output)

    @property
    def outputs(self) -> tuple[PlainShape, ...]:
        """All output shapes: the main one and the extra ones."""
        return (self.output, *(self._shown(plain_shape(s)) for s in self._stated(self.layer.facts.extra_outputs)))

    @property
    def weights(self) -> Mapping[str, Shape]:
        """The learned parameters that are this call's own: name -> shape."""
        return self._own(self.met.weights if self.met else self._stated(self.layer.facts.weights))

    @property
    def active_weights(self) -> Mapping[str, Shape]:
        """The part of its own weights that one token uses."""
        return self._own(self._stated(self.layer.facts.active_weights))

    @property
    def buffers(self) -> Mapping[str, Shape]:
        """What it stores and does not learn, of its own: name -> shape."""
        return self._own(self._stated(self.layer.facts.buffers))

    @property
    def operations(self) -> Operations:
        """The elementary operations of one run, for one sample."""
        if self.met:
            return self.met.operations
        counted = self._stated(self.layer.facts.operations, self._output)
        return Operations(*map(plain_array, counted.counts().values())) if self.read else counted

    def _stated(self, fact: Callable[..., Any], *before: Any) -> Any:
        """What its layer states of these shapes."""
        with HOUSE:
            return fact(self.layer, *before, *self._inputs)

    @property
    def unread(self) -> Call:
        """The call to count with: its sizes are sweeps where they are arrays."""
        return replace(self, read=False) if self.read else self

    @property
    def _inputs(self) -> tuple[Any, ...]:
        return self.raw_inputs if self.plain else tuple(map(plain_shape, self.raw_inputs))

    @property
    def _output(self) -> Any:
        return self.raw_output if self.plain else plain_shape(self.raw_output)

    def _shown(self, shape: PlainShape) -> PlainShape:
        return given_back(shape) if self.read else shape

    def _own(self, stored: Mapping[str, Shape]) -> Mapping[str, Shape]:
        own = {name: shape for name, shape in stored.items() if name not in self.shared} if self.shared else stored
        return {name: given_back(shape) for name, shape in own.items()} if self.read else own


@dataclass(frozen=True, slots=True)
class Value:
    """A shape on its way, and the call (and which of its outputs) that made it."""

    shape: Shape
    source: Wire


@dataclass(frozen=True, slots=True, eq=False)
class Ran:
    """A graph at its place: what reached it, what it made, and which calls are its own (`low` to `high - 1`)."""

    path: Path
    graph: Graph
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Trace:
    """All there is to know of a network: its graph and inputs, how divisions are read, every call in order, and what symbols leave open."""

    graph: Graph
    inputs: tuple[PlainShape, ...]
    reading: Reading
    calls: tuple[Call, ...]
    outputs: tuple[PlainShape, ...]
    ends: tuple[Wire, ...]
    """Which calls make the outputs, as `sources` say it."""
    asked: tuple[Condition, ...]
    """What the layers ask and numbers do not answer."""
    legal: Any = True
    """Where sizes are arrays: the points of the design space at which all conditions hold."""
    ran: tuple[Ran, ...] = ()
    """Its graphs, the whole one last."""
    notation: Notation = PLAIN
    """How names are written in what is shown of it."""

    @property
    def output(self) -> PlainShape:
        """The shape of the (first) output."""
        return self.outputs[0]

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold and symbols leave open; what holds whatever they may be (C >= 1) is not listed."""
        if self.is_sweep or not self.symbols:
            return self.asked
        import sympy

        # Taken to be positive only here, where it is known which of them are: no relation is decided by it for others.
        low = self.lowest
        positive = {s: sympy.Symbol(s.name, integer=True, positive=True) for s in self.symbols.values() if low[s.name]}

        def taken(size: Any) -> Any:
            return plain_int(plain(size).xreplace(positive)) if is_expression(plain(size)) else size

        return tuple(condition for condition in self.asked if not (condition.is_short and condition.map(taken).decide()))

    @cached_property
    def symbols(self) -> Mapping[str, Any]:
        """The symbols it is written in, by name."""
        return symbols_of(self.graph, self.inputs)

    @property
    def is_sweep(self) -> bool:
        """Whether sizes are arrays."""
        return self.legal is not True

    def refuse_arrays(self, what: str, remedy: str = "make one network for each point of the design space that is asked for") -> None:
        """What is said where a question has no answer for many networks at once."""
        if self.is_sweep:
            raise SymnetError(f"{what}, and sizes of this network are arrays", remedy)

    @cached_property
    def lowest(self) -> Mapping[str, int]:
        """The smallest value of each symbol, by name: 0, or what the strictest of its places and its declaration ask."""
        low = {name: int(bool(symbol.is_positive)) for name, symbol in self.symbols.items()}
        for value, least in self.sizes():
            for s in _factors(value) if least > 0 else ():
                low[s.name] = max(low.get(s.name, 0), least if value.is_Symbol else 1)
        return low

    def sizes(self) -> Iterator[tuple[Any, int]]:
        """Every size that is given, plain, and the least it may be."""
        yield from ((size, 1) for size in flat(self.inputs))
        yield from ((plain(node.times), 0) for node in self.graph.repeats())
        for layer in self.graph.layers():
            for spec, values in layer.size_specs():
                yield from ((plain(value), spec.minimum) for value in values)

    @cached_property
    def expanded(self) -> Trace:
        """The same with every repetition run out: a call for each layer in each run, in order, under the name of its module."""
        return replace(trace(self.graph, self.inputs, self.reading, True), notation=self.notation)

    def once(self, question: Callable[[Trace], Answer]) -> Answer:
        """The answer to a question about the whole trace, found when it is first asked and kept."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return self._answers[question]

    @cached_property
    def _answers(self) -> dict[Callable[[Trace], Any], Any]:
        return {}


def _factors(size: Any) -> set[Any]:
    """The symbols that a size is a product of, with numbers: none of them is 0, where it is not."""
    if not is_expression(size):
        return set()
    factors = [f.as_base_exp() if f.is_Pow else (f, 1) for f in (size.args if size.is_Mul else (size,))]
    if all(base.is_Symbol or base.is_positive for base, _ in factors):
        return {base for base, _ in factors if base.is_Symbol}
    return set()


class Traced(Protocol):
    """What has a trace, as a network does."""

    @property
    def trace(self) -> Trace: ...


def plain_shape(shape: Shape) -> PlainShape:
    """A shape of ints and sympy expressions only."""
    made: Any = tuple(shape) if INTS.issuperset(map(type, shape)) else tuple(map(plain, shape))
    return made


def given_back(shape: Shape) -> PlainShape:
    """A shape as a user reads it, in plain arrays where sizes are arrays."""
    return tuple([plain_array(size) for size in shape])


def trace(graph: Graph, inputs: tuple[PlainShape, ...], reading: Reading = FLOORED, expanded: bool = False) -> Trace:
    """Run shapes through a graph; `expanded` runs repetitions out, run by run.

    Raises:
        SymnetError: where a layer refuses its input, with the layer's place, the rule and the numbers.
    """
    legal = design_space(graph, inputs, reading)
    symbolic = legal is True and graph.is_symbolic
    tracer = Tracer(reading, symbolic, legal, expanded=expanded)
    for k, shape in enumerate(inputs):
        for axis, size in enumerate(shape):
            for condition in whole(size, f"input shape[{axis}]", 1):
                tracer.require(condition, condition.holds(), f"input {k + 1}")
    values = [Value(tuple([reading.start(s, symbolic) for s in shape]), -1 - k) for k, shape in enumerate(inputs)]
    if (most := graph.inputs) < len(inputs):
        raise SymnetError(f"the network takes {most} input{'s' * (most != 1)}, got {len(inputs)}", "give one shape for each input")
    outputs = tracer.run(graph, Path(), values)
    asked = tuple(dict.fromkeys(tracer.conditions))
    shapes, ends = tuple(plain_shape(y.shape) for y in outputs), tuple(y.source for y in outputs)
    made = Trace(graph, inputs, reading, tuple(tracer.calls), shapes, ends, asked, tracer.legal, tuple(tracer.ran))
    _ = graph.is_symbolic and made.symbols  # two symbols of one name are refused before anything is asked
    return made


def design_space(graph: Graph, inputs: tuple[PlainShape, ...], reading: Reading) -> Any:
    """The mask of all points of a design space; True where no size is an array."""
    sweeps = [*graph.sweeps, *(s for shape in inputs for s in shape if isinstance(s, Sweep))]
    if not sweeps:
        return True
    if names := ", ".join(symbols_of(graph, inputs)):
        raise SymnetError(f"some sizes are arrays, and {names} is open", "put numbers or arrays in for all symbols at once, with subs")
    if reading.exact:
        raise SymnetError("the exact reading takes divisions for whole, which arrays say nothing of", "ask the floored reading of arrays")
    import numpy

    return numpy.broadcast_to(numpy.array(True), common_shape(sweeps))


def symbols_of(graph: Graph, inputs: tuple[PlainShape, ...]) -> dict[str, Any]:
    """The symbols a network is written in, by name."""
    repeats = list(graph.repeats())
    sizes = [*flat(inputs), *(node.times for node in repeats)]
    sizes += [v for layer in graph.layers() for v in layer.open_sizes]
    found = {s for size in sizes if is_expression(size) for s in size.free_symbols}
    indices = {node.index for node in repeats} - {None}
    outside = _outside(graph) | {s for size in flat(inputs) for s in free_symbols(size)} if indices else set()
    named: dict[str, Any] = {}
    for s in sorted(found | indices, key=lambda s: (s.name, str(s.assumptions0))):
        if named.setdefault(s.name, s) != s or (s in indices and s in outside):
            raise SymnetError(f"two different symbols are called {s.name}", f"use one for both: sn.symbols({s.name!r}), or the name alone")
    return {name: s for name, s in named.items() if s not in indices}


def _outside(graph: Graph) -> set[Any]:
    """The symbols of a graph, without those that number the runs of a body, inside that body."""
    found: set[Any] = set()
    for node in graph.nodes:
        within = _outside(node.op) if isinstance(node.op, Graph) else {s for size in node.op.open_sizes for s in free_symbols(size)}
        found |= (within - {node.index}) | free_symbols(node.times)
    return found


def taken(wires: tuple[Wire, ...], values: list[tuple[Value, ...]], inputs: list[Value], place: Path) -> list[Value]:
    """What is on wires: outputs of the nodes that have run, or inputs."""
    try:
        return [(values[w][0] if w >= 0 else inputs[-1 - w]) if isinstance(w, int) else values[w[0]][w[1]] for w in wires]
    except IndexError:
        last = max(-w for w in wires if isinstance(w, int))
        raise SymnetError(f"{place.name or 'the output'} takes input {last} of the network, got {len(inputs)}") from None


class Tracer:
    """Collects calls and conditions along one run."""

    def __init__(
        self,
        reading: Reading,
        symbolic: bool = False,
        legal: Any = True,
        running: Any = True,
        expanded: bool = False,
        rehearsing: int = 0,
    ) -> None:
        self.reading = reading
        self.symbolic = symbolic
        self.legal = legal
        self.running = running
        """Where numbers of runs are arrays: the points at which the run that is traced takes place."""
        self.expanded = expanded
        self.rehearsing = rehearsing
        """Where only the shapes of outputs are asked, how many repetitions ask; one in another is then not run through twice."""
        self.calls: list[Call] = []
        self.conditions: list[Condition] = []
        self.ran: list[Ran] = []
        self.loops: tuple[Loop, ...] = ()
        self.feeds: tuple[str, ...] = ()
        """What the inputs are called, where they are not the network's own."""

    def run(self, op: Op, path: Path, inputs: list[Value], source: Source | None = None) -> tuple[Value, ...]:
        if isinstance(op, Layer):
            return self.call(op, path, inputs, source)
        values: list[tuple[Value, ...]] = []
        hidden, repeated, low = op.hidden, op.kind == "Repeat", len(self.calls)
        for node in op.nodes:
            # A module that is called again stands in a framework under its one name.
            where = path.into(node.name, node.name in hidden, node.shares if self.expanded else None)
            fed = taken(node.inputs, values, inputs, where)
            again = source or (None if node.shares is None else Source((*path.parts, node.shares), where.parts))
            if type(node.times) is int and node.times == 1 and node.index is None and not repeated:
                values.append(self.run(node.op, where, fed, again))
            else:
                values.append(self.repeat(node, where, fed, again))
        outputs = tuple(taken(op.outputs, values, inputs, path))
        self.ran.append(Ran(path, op, tuple(inputs), outputs, low, len(self.calls)))
        return outputs

    def call(self, layer: Layer, path: Path, inputs: list[Value], source: Source | None) -> tuple[Value, ...]:
        x = tuple([value.shape for value in inputs])
        known = layer.known_shapes if all_ints(x) else None
        if known is None or (met := known.get(x)) is None:
            with HOUSE:
                y, further = self.made(layer, path, inputs, x)
            met = None if known is None else Met.kept(layer, x, y, further)
        else:
            y, further = met.output, met.extra
        names = self.shared_names(layer, x, path, source) if source else frozenset[str]()
        number = len(self.calls)
        self.calls.append(Call(path, layer, x, y, tuple([value.source for value in inputs]), self.loops, names, met=met))
        main = (Value(y, number),)
        return (*main, *[Value(shape, (number, j)) for j, shape in enumerate(further, 1)]) if further else main

    def made(self, layer: Layer, path: Path, inputs: list[Value], x: tuple[Shape, ...]) -> tuple[Shape, tuple[Shape, ...]]:
        """The shapes that a layer makes of others, its conditions asked."""
        try:
            layer.facts.check_inputs(layer, *x)
            for condition in layer.size_conditions() if self.symbolic else ():
                self.require(condition, condition.holds(), path.name)
            for condition in layer.facts.conditions(layer, *x):
                if (held := condition.holds()) is not True:
                    self.require(condition, held, path.name)
            if type(layer).origin_conditions is not Layer.origin_conditions:
                makers = [end_of(value.source)[0] for value in inputs]
                for condition in layer.origin_conditions(x, tuple([self.calls[k] if k >= 0 else None for k in makers])):
                    self.require(condition, condition.holds(), path.name)
            y = tuple(layer.facts.output_shape(layer, *x))
            further = tuple([tuple(shape) for shape in layer.facts.extra_outputs(layer, *x)]) if layer.returns > 1 else ()
            if self.reading.exact:
                y, *further = (tuple(self.exactly(size, path) for size in shape) for shape in (y, *further))
        except SymnetError as error:
            raise self.told(error, inputs).at(path.name) from None
        return y, tuple(further)

    def told(self, error: SymnetError, inputs: list[Value]) -> SymnetError:
        """An error about shapes that do not go together, with each and where it is from."""
        if len(inputs) == 1 or not isinstance(error, ShapeError):
            return error
        found = ", ".join(f"{plain_shape(value.shape)} from {self.origin(end_of(value.source)[0])}" for value in inputs)
        return ShapeError(f"{error.what} (inputs: {found})", error.remedy)

    def origin(self, number: int) -> str:
        if number >= 0:
            return self.calls[number].name
        return self.feeds[-1 - number] if self.feeds else f"input {-number} of the network"

    def require(self, condition: Condition, held: Any, place: str) -> None:
        """Raise a condition that does not hold, keep one that symbols or arrays leave open."""
        if self.running is not True:
            held = held | ~self.running
        if is_array(held):
            if not held.all():
                self.conditions.append(condition.at(place))
                self.legal = self.legal & held
            return
        if held is True:
            return
        if held is False or (condition.rule == "equal" and condition.decide() is False):
            raise condition.error
        self.keep(condition.at(place))

    def keep(self, condition: Condition) -> None:
        """Keep an open condition: for each run, where it mentions the number of a run and there are few enough."""
        for loop in self.loops:
            if loop.index not in condition.symbols or not isinstance(loop.times, int):
                continue
            if loop.times <= RUN_BY_RUN or condition.symbols == {loop.index}:
                for k in range(loop.start, loop.times) if loop.times <= RUN_BY_RUN else self.asking(condition, loop):
                    run = condition.map(lambda size, loop=loop, k=k: _at(size, loop.index, k))
                    if (held := run.holds()) is False:
                        raise run.error
                    if held is not True:
                        self.keep(run)
                return
        self.conditions.append(condition)

    def asking(self, condition: Condition, loop: Loop) -> Iterable[int]:
        """The runs to look at for a condition on nothing but the number of the run: the one that asks most, where that is known."""
        import sympy as sp

        run = hardest_run(sp.expand(plain(condition.left) - plain(condition.right)), loop) if condition.rule == "at least" else None
        if run is not None:
            return (int(run),)
        if loop.times > UNROLLED:
            raise NoClosedForm(f"{condition.sentence} must hold in {loop.times:,} runs", f"repeat it at most {UNROLLED:,} times")
        return range(loop.start, loop.times)

    def exactly(self, size: Any, path: Path) -> Any:
        """A size of the exact reading: what it assumes becomes this layer's conditions."""
        if not isinstance(size, Rounded):
            return size
        if broken := not_exact(size):
            raise ShapeError(broken)
        for divisor, value in size.assumed:
            assumed = Condition("divides", divisor, value, place=path.name)
            if assumed.holds() is not True:
                self.keep(assumed)
        return Rounded(size.num, size.den, size.off, size.reading)

    def shared_names(self, layer: Layer, x: tuple[Shape, ...], path: Path, source: Source) -> frozenset[str]:
        """The weights and buffers that a call has from another one; what that asks of symbols becomes a condition."""
        own, place = held(layer, x), path.name
        theirs = source.of(path.parts)
        of = next((call for call in reversed(self.calls) if call.path.parts == theirs), None)
        if of is None:
            if own:
                what = f"{place} shares weights with {'.'.join(theirs)}, which is not there"
                raise SymnetError(what, "share an operation that is made of the same layers, under the same names")
            return frozenset()
        try:
            found = shared(own, held(of.layer, of.raw_inputs), of.name)
        except SymnetError as error:
            raise error.at(place) from None
        for condition in (condition for conditions in found.values() for condition in conditions):
            held_at = condition.holds()
            if is_array(held_at):
                self.require(condition, held_at, place)
            else:
                self.conditions.append(condition.at(place))
        return frozenset(found)

    def repeat(self, node: Node, path: Path, inputs: list[Value], source: Source | None) -> tuple[Value, ...]:
        """Run a body `times` times: once for all runs where its sizes have a closed form, else run by run.

        The inputs that it carries are each run's own outputs; further ones, such as an encoder's memory, are the same for all runs.
        """
        carried = [value.shape for value in inputs[: node.carried]]
        place = path.name
        self.require_runs(node, place)
        if isinstance(node.times, int) and node.times == 0:
            return tuple(inputs[: node.carried])
        if isinstance(node.times, Sweep) or any(isinstance(s, Sweep) for shape in carried for s in shape):
            return self.runs(node, path, inputs, source)
        # A body of numbers that keeps its shape has a closed form at no cost; one that changes it is run out, which is exact and fast.
        concrete = isinstance(node.times, int) and all(isinstance(s, int) for shape in carried for s in shape)
        for condition in whole(node.times, "Repeat times", 0):
            self.require(condition, condition.holds(), place)
        if self.expanded:
            if not isinstance(node.times, int):
                raise SymnetError(f"{place} is repeated {node.times} times", "put a number in, with subs, to have a place for each run")
            return self.unroll(node, path, inputs, source)
        kept = self.kept_shapes(node, path, inputs) if concrete and node.index is None else None
        if concrete and not kept and node.times <= UNROLLED:
            return self.unroll(node, path, inputs, source)
        if kept and not self.is_symbolic(node):
            if self.rehearsing:
                return tuple(Value(shape, INPUT) for shape in kept)
            return self.looped(node, self.in_run(node, path), inputs, source, Loop(None, node.times, first=node.first))
        try:
            return self.close(node, path, inputs, source)
        except SymnetError as error:
            if isinstance(node.times, int) and node.times <= UNROLLED:
                return self.unroll(node, path, inputs, source)
            raise error.at(place) from None

    def require_runs(self, node: Node, place: str) -> None:
        """The number of runs is a size, and not 0 where something is handed on that only a run makes."""
        try:
            as_size(node.times, "Repeat times", 0)
            if node.returns > node.carried:
                words = "it is repeated {} times, and hands on what only a run makes"
                condition = at_least(node.times, 1, words, node.times, remedy="repeat it at least once")
                self.require(condition, condition.holds(), place)
        except SymnetError as error:
            raise error.at(place) from None

    @staticmethod
    def in_run(node: Node, path: Path, run: int | None = None) -> Path:
        """The place of a run of a repetition, or of all of them."""
        return path.in_run(RUN if run is None else run + node.first, isinstance(node.op, Graph))

    def kept_shapes(self, node: Node, path: Path, inputs: list[Value]) -> list[Shape] | None:
        """What a body makes that keeps the shape of what it is fed; None where it does not."""
        carried, merged = inputs[: node.carried], len(node.merges)
        made = self.dry(node, path, [value.shape for value in carried], inputs[node.carried :])
        new = made[len(made) - merged :]
        keeps = all(value.shape == y for value, y in zip(carried, made, strict=False)) and all(
            merge.output_shape(y, y) == y for merge, y in zip(node.merges, new, strict=True)
        )
        return made if keeps else None

    def dry(self, node: Node, path: Path, carried: list[Shape], fixed: list[Value]) -> list[Shape]:
        """What the body makes of shapes, recording nothing."""
        tracer = Tracer(self.reading, legal=self.legal, running=self.running, rehearsing=self.rehearsing + 1)
        return [value.shape for value in tracer.run(node.op, path, [*(Value(x, INPUT) for x in carried), *fixed])]

    def close(self, node: Node, path: Path, inputs: list[Value], source: Source | None) -> tuple[Value, ...]:
        i, first = node.index or loop_index(), None
        carried, fixed = inputs[: node.carried], inputs[node.carried :]
        if (closed := self.iterates(node, path, carried, fixed, i)) is None:
            # The first run differs from the others (3 channels become 64, then stay): it runs on its own.
            if self.rehearsing > REHEARSED:
                what = f"repetitions whose first run differs stand in one another more than {REHEARSED} deep"
                raise NoClosedForm(what, "put numbers in for their runs, or the size that the first run changes in for the input's")
            first = self.run(numbered_run(node.op, i, 0), self.in_run(node, path, 0), inputs, source)
            carried = list(first[: node.carried])
            if (closed := self.iterates(node, path, carried, fixed, i, 1)) is None:
                raise NoClosedForm("its sizes change in a way that has no closed form", "repeat it a fixed number of times")
        if self.rehearsing and node.op.returns == node.carried:
            return tuple(Value(tuple(_at(s, i, node.times) for s in y), INPUT) for y in closed)
        within = [
            Value(tuple(s.inside(i, node.times) if isinstance(s, Rounded) else s for s in shape), was.source)
            for shape, was in zip(closed, carried, strict=True)
        ]
        last = self.looped(
            node, self.in_run(node, path), [*within, *fixed], source, Loop(i, node.times, 0 if first is None else 1, node.first), first
        )
        further = [(value.shape, node.times - 1) for value in last[node.carried :]]
        ends = [*((shape, node.times) for shape in closed), *further]
        return tuple(Value(tuple(_at(s, i, at) for s in y), v.source) for (y, at), v in zip(ends, last, strict=True))

    @staticmethod
    def is_symbolic(node: Node) -> bool:
        return isinstance(node.op, Graph) and node.op.is_symbolic

    def looped(
        self,
        node: Node,
        where: Path,
        inputs: list[Value],
        source: Source | None,
        loop: Loop,
        before: tuple[Value, ...] | None = None,
    ) -> tuple[Value, ...]:
        """A body run once for all runs of a loop, `before` being what earlier runs made; numbers need no index, and so no sympy."""
        outer, self.loops = self.loops, (*self.loops, loop)
        carried, fixed = inputs[: node.carried], inputs[node.carried :]
        loop.turn.entries = entries = tuple([value.source for value in carried])
        if twice := [value.source for value in fixed if value.source in entries]:
            loop.turn.kept = tuple((besides(end), end) for end in dict.fromkeys(twice))
            fixed = [replace(value, source=besides(value.source)) if value.source in entries else value for value in fixed]
        last = self.run(node.op, where, [*carried, *fixed], source)
        loop.turn.ends = tuple([value.source for value in last[: node.carried]])
        if node.merges:
            # What the runs make is merged from the second one on, each time with what there is so far.
            self.loops = (*outer, replace(loop, start=max(loop.start, 1)) if before is None else loop)
            last = self.merged(node, where, before, last, loop)
        self.loops = outer
        return last

    def merged(
        self, node: Node, path: Path, before: tuple[Value, ...] | None, new: tuple[Value, ...], loop: Loop | None = None
    ) -> tuple[Value, ...]:
        """What a run makes, with the outputs that are merged over all runs merged with what earlier runs made."""
        own = len(new) - len(node.merges)
        made = list(new[:own])
        for k, (merge, name) in enumerate(zip(node.merges, numbered(list(node.merges)), strict=True), own):
            sofar = Value(new[k].shape, len(self.calls)) if before is None else before[k]
            shape = after = sofar.shape
            if loop is not None and loop.index is not None:
                t = fresh(shape)
                step = merge.output_shape(t, new[k].shape)
                shape, after = (iterate(shape, t, step, at, max(loop.start, 1)) for at in (loop.index, loop.times))
            if loop is not None:
                loop.turn.sums += ((sofar.source, len(self.calls)),)
            (value,) = self.call(merge, path.into(f"{name}OverRuns"), [Value(shape, sofar.source), new[k]], None)
            made.append(Value(value.shape if after is sofar.shape else after, value.source))
        return tuple(made)

    def iterates(self, node: Node, path: Path, carried: list[Value], fixed: list[Value], i: Any, start: int = 0) -> list[Shape] | None:
        """The shapes before run i, where they have a closed form from run `start` on."""
        # Run on fresh symbols, the body is its own step t -> y, exactly; what y does not depend on t is the same for every run from
        # the second on, so before run i it is what run i - 1 makes of it, and only what is left has to be iterated.
        shapes = [value.shape for value in carried]
        x = tuple([size for shape in shapes for size in shape])
        t = fresh(x)
        stepped = self.dry(node, path, like(tuple(self.reading.start(s) for s in t), shapes), fixed)[: node.carried]
        step = tuple([size for y in stepped for size in y])
        keeps = [len(y) for y in stepped] == [len(shape) for shape in shapes]
        constants = tuple(None if free_symbols(y) & set(t) else plain(y) for y in step)
        shape = tuple(_at(c, i, i - 1) if c is not None else s for c, s in zip(constants, x, strict=True)) if keeps else x
        if any(c is not None and not _agree(_at(s, i, start), was) for c, s, was in zip(constants, shape, x, strict=False)):
            return None
        if not keeps:
            raise SymnetError("a repeated body must keep the number of axes", f"it makes {len(step)} of {len(x)}")
        moving = tuple(s if c is not None else y for c, s, y in zip(constants, t, step, strict=True))
        return like(iterate(shape, t, moving, i, start), shapes)

    def runs(self, node: Node, path: Path, inputs: list[Value], source: Source | None) -> tuple[Value, ...]:
        """Run a body on arrays until it keeps its shape, and then once for all runs that are left."""
        fixed, loops, running = inputs[node.carried :], self.loops, self.running
        made: tuple[Value, ...] | None = None
        carried = inputs[: node.carried]
        most = node.times.tight[1] if isinstance(node.times, Sweep) else node.times
        if isinstance(node.times, int) and most <= UNROLLED and (node.index is not None or not self.kept_shapes(node, path, inputs)):
            return self.unroll(node, path, inputs, source)
        for k in range(max(most, 1)):
            if isinstance(node.times, Sweep):
                self.running = running & mask(node.times, "at least", k + 1)
            rest = node.index is None and self.kept_shapes(node, path, [*carried, *fixed]) is not None
            if k == UNROLLED and not rest:
                what = f"its sizes still change after {UNROLLED} runs, and there are up to {most}"
                raise NoClosedForm(what, "repeat it a smaller number of times").at(path.name)
            count = maximum(minimum(node.times, most if rest else k + 1) - k, 0)
            where = self.in_run(node, path, None if rest else k)
            body = replace(node, op=numbered_run(node.op, node.index, k))
            new = self.looped(body, where, [*carried, *fixed], source, Loop(loop_index(), count), made)
            was = (*carried, *(made or new)[node.carried :])
            made = tuple(Value(self.where_running(y.shape, x.shape), y.source) for y, x in zip(new, was, strict=True))
            carried = list(made[: node.carried])
            if rest:
                break
        self.loops, self.running = loops, running
        return made or ()

    def where_running(self, made: Shape, before: Shape) -> Shape:
        """The shape that a run makes, and at points where it does not take place the one it would have been fed."""
        if self.running is True:
            return made
        if len(made) != len(before):
            raise SymnetError("a repeated body must keep the number of axes", f"it makes {len(made)} of {len(before)}")
        return tuple(chosen(self.running, y, x) for y, x in zip(made, before, strict=True))

    def unroll(self, node: Node, path: Path, inputs: list[Value], source: Source | None) -> tuple[Value, ...]:
        fixed, made = inputs[node.carried :], None
        carried: Sequence[Value] = inputs[: node.carried]
        for k in range(node.times):
            if len(self.calls) > LAYERS:
                what = f"repetitions within one another run more than {LAYERS:,} layers one by one"
                raise NoClosedForm(what, "repeat them a smaller number of times").at(path.name)
            where = self.in_run(node, path, k)
            new = self.run(numbered_run(node.op, node.index, k), where, [*carried, *fixed], source)
            made = new if made is None else self.merged(node, where, made, new)
            carried = made[: node.carried]
        return made or tuple(carried)


def like(sizes: Shape, shapes: list[Shape]) -> list[Shape]:
    """Sizes one after the other, in shapes of as many axes as others have."""
    left = iter(sizes)
    return [tuple(islice(left, len(shape))) for shape in shapes]


REHEARSED = 6
"""Up to how deep repetitions whose first run differs stand in one another; each takes three times as long as what stands in it."""

UNROLLED = 10_000
"""Up to how many runs a repetition that has no closed form is run one by one."""


def in_run(call: Call, runs: Mapping[Any, Any]) -> Call:
    """A call in given runs of the loops it stands in: their numbers put in for the indices that its sizes mention."""

    def put(size: Any) -> Any:
        for index, number in runs.items():
            size = _at(size, index, number) if index is not None else size
        return size

    inputs = tuple(tuple(map(put, map(plain, shape))) for shape in call.raw_inputs)
    return replace(call, layer=call.layer.map_sizes(put), raw_inputs=inputs, met=None)


def loop_index() -> Any:
    import sympy

    return sympy.Dummy("i", integer=True, nonnegative=True)


def numbered_run(op: Op, index: Any, k: int) -> Op:
    """The body with the number of its run put in for the index."""
    if index is None:
        return op

    def put(size: Any) -> Any:
        return _at(size, index, k)

    return op.map_ops(lambda layer: layer.map_sizes(put), put) if isinstance(op, Graph) else op.map_sizes(put)


def _at(size: Any, index: Any, value: Any) -> Any:
    """A size with a value put in for the index of a loop."""
    if isinstance(size, Rounded):
        num, den, off = (plain_int(_at(part, index, value)) for part in (size.num, size.den, size.off))
        at = Rounded(num, den, off, size.reading)
        return at.expr if at.is_number and not size.reading.exact else at
    if not is_expression(size) or not size.has(index):
        return size
    refuse_towers(size, {index: value})
    return plain_int(size.subs(index, value))


def _agree(a: Any, b: Any) -> bool:
    import sympy

    return sympy.simplify(sympy.sympify(plain(a), strict=True) - plain(b)) == 0
