"""Blocks: what stands at a place where a graph stands, and the parts of a network at a depth."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import groupby
from typing import NoReturn

from symnet.architecture.axes import Axes, usual_axes
from symnet.architecture.conditions import Condition
from symnet.architecture.graph import Graph, Wire, made_at
from symnet.architecture.meaning import tensor_axes
from symnet.architecture.path import RUN, Path
from symnet.architecture.trace import Call, Ran, Trace, Value, given_back, plain_shape
from symnet.architecture.trace import trace as run
from symnet.architecture.weights import weight_name
from symnet.arithmetic.sizes import Amount, PlainShape, Shape, product
from symnet.arithmetic.window import Window
from symnet.door import doors, listed
from symnet.errors import SymnetError, unknown
from symnet.quantities import QUANTITIES, Quantity, quantity_of
from symnet.quantities.derivation import Derivation
from symnet.quantities.place import Place
from symnet.quantities.receptive_field import Fields, fields_of_wires
from symnet.quantities.template import input_symbols, template
from symnet.reports.columns import BLOCKS, NOTE
from symnet.reports.rows import NAMES, above, first_run, folded, indented, is_row, whole_name, with_subtotals
from symnet.reports.table import Columns, End, Head, Row, Sum, made
from symnet.tables.table import REST, Table
from symnet.writing.answer import Listed
from symnet.writing.term import written


@doors
class Block(Place):
    """A block at its place in a network, such as a stage of residual blocks: its parts, its shapes, its counts and its table.

    A block is asked like a layer at its place (`Place`). It holds its parts in order, layers and blocks: `block[0]`, `block["conv1"]`,
    `for part in block`, `len(block)`.

    >>> import symnet as sn
    >>> layer2 = sn.zoo.resnet18()["layer2"]
    >>> layer2.params, layer2.output_shape, [part.name for part in layer2]
    (525568, (128, 28, 28), ['layer2.0', 'layer2.1'])
    >>> print(layer2["1"].derivation("params"))
    F_in K_conv1^2 F_out_conv1 + K_conv2^2 F_out_conv1 F_out_conv2 + 2F_out_conv1 + 2F_out_conv2 = 295424
    """

    is_block = True

    def __init__(self, trace: Trace, ran: Ran | None, calls: Sequence[Call], name: str = "", parts: tuple[Place, ...] = ()) -> None:
        self.trace = trace
        self._calls = tuple(calls)
        self._ran = ran
        self._name = name
        self._parts = parts

    @property
    def name(self) -> str:
        """Where it stands: the names on the way to it, with dots between them."""
        return self._name or first_run(self.path, self.calls[0])

    @property
    def ran(self) -> Ran:
        """The one graph it is."""
        if self._ran is None:
            raise SymnetError(f"{self._name!r} means {len(self._parts)} places", "ask them one by one: for part in net[...]")
        return self._ran

    @property
    def calls(self) -> tuple[Call, ...]:
        """Its layers at their places, in order."""
        return self._calls

    @property
    def path(self) -> Path:
        """The names on the way to it."""
        return self.ran.path

    @property
    def layer(self) -> NoReturn:
        """A block is no layer."""
        raise SymnetError(f"{self.name} is a block of {len(self.calls)} layers", "ask a layer in it, such as list(block)[0]")

    @property
    def call(self) -> NoReturn:  # type: ignore[override]
        """A block has many."""
        raise SymnetError(f"{self.name} is a block of {len(self.calls)} layers", "ask for its calls")

    @property
    def op(self) -> Graph:
        """Its layers and how they are wired: what `Network(block.op, *block.input_shapes)` is made of."""
        return self.ran.graph

    @property
    def input_shapes(self) -> tuple[PlainShape, ...]:
        """The shape of each input."""
        return tuple(given_back(plain_shape(value.shape)) for value in self.ran.inputs)

    @property
    def output_shapes(self) -> tuple[PlainShape, ...]:
        """The shape of each output."""
        return tuple(given_back(plain_shape(value.shape)) for value in self.ran.outputs)

    @property
    def input_shape(self) -> PlainShape:
        """The shape of the (first) input."""
        return self.input_shapes[0]

    @property
    def output_shape(self) -> PlainShape:
        """The shape of the (first) output."""
        return self.output_shapes[0]

    @property
    def weights(self) -> dict[str, Shape]:
        """The learned parameters, shared ones too: name within the block -> shape; `{}` in a name is the number of a run."""
        return self._stored("weights")

    @property
    def buffers(self) -> dict[str, Shape]:
        """What is stored and not learned, by name within the block."""
        return self._stored("buffers")

    def _stored(self, what: str) -> dict[str, Shape]:
        start = len(self._ran.path.shown) if self._ran else 0
        return {
            weight_name(call.layer, ".".join(call.path.shown[start:]), name): shape
            for call in self.calls
            for name, shape in getattr(Place(self.trace, call), what).items()
        }

    def total(self, quantity: Quantity | str) -> Amount:
        """How much of a quantity all its layers have over all their runs."""
        return quantity_of(quantity).total(self.calls)

    @property
    def runs(self) -> Amount:
        """How often it runs: the product of the repetitions it stands in."""
        return product(loop.times - loop.start for loop in self.calls[0].loops[: self.path.parts.count(RUN)])

    @property
    def receptive_field(self) -> Fields:
        """Which cells of the network's input one cell of the block's (first) output sees."""
        return self.trace.once(fields_of_wires)[self.ran.outputs[0].source]

    @property
    def conditions(self) -> Listed[Condition]:
        """What its layers ask that symbols leave open."""
        own = {call.name for call in self.calls}
        return Listed(c for c in self.trace.conditions if c.place in own)

    @property
    def kind(self) -> str:
        """What the block is called before its number."""
        return self.op.kind

    @property
    def moving(self) -> tuple[Window, ...]:
        """A block slides no window of its own."""
        return ()

    @property
    def wires(self) -> tuple[Wire, Wire]:
        """The wire of its (first) input and that of its (first) output."""
        return self.ran.inputs[0].source, self.ran.outputs[0].source

    def axes(self, rank: int) -> Axes:
        """Name and symbol of each axis of its output."""
        return self.calls[-1].layer.output_axes(rank) if self.calls else usual_axes(rank)

    def derivation(self, of: str | Quantity) -> Derivation:
        """How a size or a count of one run of the block comes about.

        Args:
            of: an output axis, whose formula is one of the sizes of the block's input; or a quantity, whose formula has a symbol for
                every size, as a template has.
        """
        own = run(self.op, tuple(plain_shape(value.shape) for value in self.ran.inputs), self.trace.reading)
        if not isinstance(of, Quantity) and of not in QUANTITIES:
            return self._size(own, of)
        quantity = quantity_of(of)
        graph, shapes, given = template(own)
        formula = written(quantity.total(run(graph, shapes, own.reading).calls))
        return Derivation(
            quantity.name, formula, {s.name: value for s, value in given.items()}, quantity.total(own.calls), self.trace.notation
        )

    def _size(self, own: Trace, axis: str) -> Derivation:
        names = [name for name, _ in self.axes(len(own.output))]
        if axis not in names:
            raise SymnetError(f"unknown derivation of {self.name} {axis!r}", f"its output has {', '.join(names)}; or give a quantity")
        shapes, given = input_symbols(own, set(own.symbols))
        made = run(self.op, shapes, own.reading).output[names.index(axis)]
        return Derivation(axis, written(made), given, own.output[names.index(axis)], self.trace.notation)

    @property
    def derivations(self) -> Listed[Derivation]:
        """The derivation of each axis of its output and of each quantity."""
        return Listed(map(self.derivation, (*(name for name, _ in self.axes(len(self.output_shape))), *QUANTITIES)))

    # ------------------------------------------------------------------ its parts

    @cached_property
    def _inside(self) -> tuple[Place, ...]:
        return self._parts or tuple(self.parts())

    def __iter__(self) -> Iterator[Place]:
        return iter(self._inside)

    def __len__(self) -> int:
        return len(self._inside)

    def __getitem__(self, key: str | int) -> Place:
        """A part by its number, or what stands at a name within the block."""
        if isinstance(key, int):
            if not -len(self) <= key < len(self):
                raise SymnetError(f"there is no part number {key} of {self.name}", f"it has {len(self)}")
            return self._inside[key]
        return found(self, key)

    def together(self, others: Sequence[Place]) -> Place:
        """This block and copies of it as one."""
        return Block(self.trace, self.ran, [call for part in (*others, self) for call in part.calls])

    def graphs(self) -> list[Ran]:
        """The graphs within it."""
        own = self.ran
        return [ran for ran in self.trace.ran if own.low <= ran.low and ran.high <= own.high and len(ran.path.shown) > len(own.path.shown)]

    def parts(self, depth: int = 1) -> tuple[Place, ...]:
        """What stands in it at a depth, in order: layers, and blocks of what lies deeper."""
        if isinstance(depth, bool) or not isinstance(depth, int) or depth < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SymnetError(f"depth is {depth!r}", "give a whole number of at least 1")
        start = len(self.ran.path.shown)
        graphs = {ran.path.shown: ran for ran in self.graphs()}
        made: list[Place] = []
        for shown, calls in groupby(self.calls, lambda call: above(call.path.shown, start, depth)):
            inside = tuple(calls)
            if shown in graphs and len(shown) < len(inside[0].path.shown):
                made.append(Block(self.trace, graphs[shown], inside))
            else:
                made += [Place(self.trace, call) for call in inside]
        return tuple(made)

    def table(
        self,
        columns: Columns | None = None,
        *,
        depth: int | None = None,
        activations: bool | Sequence[str] = False,
        layout: str = "channels_last",
        group: bool = False,
        names: str = "short",
    ) -> Table:
        """The block as a table; see `Network.table`."""
        self.trace.refuse_arrays("a table shows numbers or symbols")
        inputs, outputs = self._ends()
        rows = self._rows(depth, activations, names)
        shown = {id(call) for row in rows if isinstance(row, Row) for call in row.place.calls}
        hidden = Sum(REST, [call for call in self.calls if id(call) not in shown], "rest")
        usual = BLOCKS if depth else NOTE if not any(call.loops for call in self.calls) else (*NOTE[:-1], "runs", *NOTE[-1:])
        all_rows, total = (*inputs, *rows, *outputs), Sum("Total", self.calls)
        return made(all_rows, total, hidden, self._name, columns, usual=usual, layout=layout, group=group, notation=self.trace.notation)

    def _ends(self) -> tuple[list[End], list[End]]:
        axes = self.trace.once(tensor_axes)
        first = "Input image" if self.input_shapes and len(self.input_shapes[0]) == 3 else "Input"

        def ends(title: str, shapes: Sequence[PlainShape], values: Sequence[Value]) -> list[End]:
            return [End(title, shape, axes[made_at(value.source)]) for shape, value in zip(shapes, values, strict=True)]

        return ends(first, self.input_shapes, self.ran.inputs), ends("Output", self.output_shapes, self.ran.outputs)

    def _rows(self, depth: int | None, activations: bool | Sequence[str], names: str) -> list[Row | Sum | Head]:
        if names not in NAMES:
            raise unknown("names", names, NAMES)
        if isinstance(activations, str):
            activations = listed(activations)
        outer = len([part for part in self.path.shown if part != RUN])
        if depth is None:
            places = [place for place in layers_of(self) if is_row(place.call, activations)]
            rows = [Row(whole_name(place.path) if names == "whole" else place.name, place) for place in places]
        else:
            parts = [part for part in self.parts(depth) if part.is_block or is_row(part.calls[0], activations)]
            rows = list(with_subtotals(folded(parts), self.path, depth))
        return list(indented(rows, outer, depth is not None) if names == "indented" else rows)

    def __repr__(self) -> str:
        return (
            f"<{self.name}: {len(self.calls)} layers, {self.input_shape} -> {self.output_shape}>"
            if self._ran
            else f"<{self._name}: {len(self)} places>"
        )


def layers_of(block: Block) -> list[Place]:
    """The layers of a block at their places."""
    return [Place(block.trace, call) for call in block.calls]


def whole(trace: Trace, name: str = "") -> Block:
    """A network as a block."""
    return Block(trace, trace.ran[-1], trace.calls, name)


def numbered(calls: Sequence[Call], number: int) -> Call:
    """The layer of a number, counted from either end."""
    if not isinstance(number, int) or not -len(calls) <= number < len(calls):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymnetError(f"there is no layer number {number}", f"this network has {len(calls)}")
    return calls[number]


def found(block: Block, key: str) -> Place:
    """What a name, or the end of one, means in a block; see `Network.__getitem__`."""
    graphs = list({ran.path.shown: ran for ran in block.graphs()}.values())
    if "*" in key or "?" in key:
        return _selected(block, key, graphs)
    start = f"{block.path.name}." if block.path.shown else ""
    for fits in (lambda name: name == f"{start}{key}", lambda name: name.endswith(f".{key}")):
        hits: list[Place] = [Place(block.trace, call) for call in block.calls if any(map(fits, names(call.path)))]
        hits = hits or [block_of(block.trace, ran) for ran in graphs if any(map(fits, names(ran.path)))]
        if len(hits) > 1:
            where = ", ".join(hit.name for hit in hits)
            raise SymnetError(f"{key!r} stands at {len(hits)} places: {where}", "give the whole name")
        if hits:
            return hits[0]
        if any(part.isdigit() for part in key.split(".")) and any(call.loops for call in block.calls):
            with contextlib.suppress(SymnetError):
                return found(whole(block.trace.expanded), f"{start}{key}")
    raise unknown("layer or block", key, [name for end in (*block.calls, *graphs) for name in names(end.path)])


def names(path: Path) -> tuple[str, ...]:
    """What a place is found by: what is shown of it, and with `{}` where the number of a run stands, by which runs are told apart."""
    return (path.numbered,) if path.shown[-1:] == (RUN,) or path.name == path.numbered else (path.name, path.numbered)


def block_of(trace: Trace, ran: Ran) -> Block:
    return Block(trace, ran, trace.calls[ran.low : ran.high])


def _selected(block: Block, key: str, graphs: Sequence[Ran]) -> Block:
    """All that a name with wildcards means; what stands in a block that it means is not meant besides."""

    def fits(path: Path) -> bool:
        return any(fnmatchcase(name, pattern) for name in names(path) for pattern in (key, f"*.{key}"))

    meant: list[tuple[int, int, Place]] = []
    for ran in sorted(filter(lambda ran: fits(ran.path), graphs), key=lambda ran: (ran.low, -ran.high)):
        if not meant or ran.low >= meant[-1][1]:
            meant.append((ran.low, ran.high, block_of(block.trace, ran)))
    for k, call in enumerate(block.trace.calls):
        if call in block.calls and fits(call.path) and not any(low <= k < high for low, high, _ in meant):
            meant.append((k, k + 1, Place(block.trace, call)))
    if not meant:
        raise unknown("layer or block", key, [call.name for call in block.calls])
    parts = tuple(part for _, _, part in sorted(meant, key=lambda part: part[0]))
    return Block(block.trace, None, [call for part in parts for call in part.calls], key, parts)
