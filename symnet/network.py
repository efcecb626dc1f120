"""The front door: a graph with the shapes it is fed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self

from symnet.architecture.conditions import Condition, all_of
from symnet.architecture.graph import Graph, Op, alone
from symnet.architecture.layer import Layer
from symnet.architecture.source import size_source
from symnet.architecture.trace import Call, Trace, given_back, trace
from symnet.architecture.wiring import Wired, collected, known_shapes
from symnet.arithmetic.rounding import FLOORED, Reading
from symnet.arithmetic.sizes import Amount, PlainShape, SizeLike, as_shape, is_expression, symbol
from symnet.arithmetic.substitution import replacements, substituted
from symnet.counting.convention import Convention, Count
from symnet.door import doors, shown
from symnet.errors import ShapeError, SymnetError
from symnet.quantities import ACTIVATIONS, ACTIVE_PARAMS, BUFFERS, MACS, PARAMS, Quantity, quantity_of
from symnet.quantities.place import Place
from symnet.quantities.receptive_field import Fields, output_fields, receptive_fields
from symnet.quantities.stored import Tensors, buffers, weights
from symnet.quantities.template import Given, template
from symnet.reports.block import Block, numbered, whole
from symnet.reports.table import Columns
from symnet.tables.table import Table
from symnet.writing.answer import Listed
from symnet.writing.expression import Expression
from symnet.writing.names import PLAIN, AnyNotation, Notation, notation_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from symnet.figures.figure import Figure
    from symnet.quantities.analysis import Leading, Sensitivity, Share
    from symnet.reports.reconcile import Reconciliation
    from symnet.solving.formula import Formula
    from symnet.solving.solution import Combinations, Solution, Solutions


@doors
class Network:
    """A layer or graph and the shape of each of its inputs: the formulas and the numbers of one architecture. It does not change.

    Args:
        op: a layer, a graph made by `Sequential`, `Residual`, `Parallel` or `Repeat`, or a value, or a tuple of several, that layers
            made of `Input`.
        input_shapes: one shape for each input that was made without one, channels first and without a batch axis. A size is an int, a name
            (which becomes a symbol for a whole number from 0 on) or a sympy expression.
        name: what to call it in tables.
        reading: how divisions are read, as `exact` and `assume` make it.
        notation: how names are written in what is shown: see `with_notation`.

    Raises:
        ShapeError: where a layer refuses its input; the sentence gives the layer, the rule, the numbers and the nearest legal sizes.
        SymnetError: where what is given is no network.

    >>> from symnet import Conv2d
    >>> conv = Network(Conv2d("F_out", "K", stride="S", padding="P"), ("F_in", "W", "W"))
    >>> conv.params
    F_in*F_out*K**2 + F_out
    >>> conv.subs(W=227, K=11, P=0, S=4, F_in=3, F_out=96).params
    34944
    """

    op: Op
    name: str
    trace: Trace

    def __init__(
        self,
        op: Op | Wired | Sequence[Wired],
        *input_shapes: Iterable[SizeLike],
        name: str = "",
        reading: Reading = FLOORED,
        notation: AnyNotation = PLAIN,
    ) -> None:
        if not isinstance(op, (Layer, Graph)) and isinstance(op, (Wired, tuple, list)):
            op, inputs = collected(op)
            input_shapes = input_shapes or known_shapes(inputs) or ()
        if not isinstance(op, (Layer, Graph)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SymnetError(f"a Network is made of a layer, a graph or values, not of {op!r}")
        if not input_shapes:
            raise SymnetError("a Network needs the shape of its input, such as Network(layer, (3, 227, 227))")
        graph = op if isinstance(op, Graph) else alone(op, len(input_shapes))
        shapes = tuple(as_shape(s, "input shape") for s in input_shapes)
        try:
            traced = trace(graph, shapes, reading)
        except ShapeError as error:
            from symnet.solving.remedy import with_remedy

            raise with_remedy(error, graph, shapes, reading) from None
        if noted := notation_of(notation):
            traced = replace(traced, notation=noted)
        vars(self).update(op=op, name=name, trace=traced)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise SymnetError(f"a Network does not change, so its {name} cannot be set", "make another one, with subs or Network(...)")

    def __delattr__(self, name: str) -> NoReturn:
        raise SymnetError(f"a Network does not change, so its {name} cannot be taken away", "make another one")

    if not TYPE_CHECKING:  # a type checker knows what is not there

        def __getattr__(self, name: str) -> NoReturn:
            from symnet.architecture.foreign import unknown_question

            own = [each for each in dir(type(self)) if each[0] != "_"]
            raise AttributeError(name) if name.startswith("_") else unknown_question(name, own, dir(Table))

    def _with(self, op: Op | None = None, input_shapes: tuple[PlainShape, ...] | None = None, reading: Reading | None = None) -> Self:
        shapes = input_shapes or self.input_shapes
        return type(self)(op or self.op, *shapes, name=self.name, reading=reading or self.reading, notation=self.notation)

    # ------------------------------------------------------------- as a document

    def to_json(self) -> str:
        """The network as JSON, which `from_json` reads: its layers with their fields, how they are wired, its inputs and how it is read.

        Raises:
            Unsupported: where sizes are arrays, or an expression is made of more than sums, products, powers and roundings.

        >>> from symnet import Linear
        >>> print(Network(Linear("n"), (4,)).to_json())
        {
         "format": "symnet",
         "version": 1,
         "network": {
          "op": {
           "class": "Linear",
           "out_features": {
            "symbol": "n"
           }
          },
          "inputs": [
           [
            4
           ]
          ]
         }
        }
        """
        import json

        from symnet.exchange import document

        given = {symbol.name: value for symbol, value in getattr(self, "given", {}).items()}
        more = {"name": self.name, "reading": self.reading, "notation": self.notation.names, "given": given}
        return json.dumps(document(self.op, self.input_shapes, **more), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, source: str | os.PathLike[str] | Mapping[str, Any], *, layers: Iterable[type[Layer]] = ()) -> Network:
        """The network that `to_json` wrote; nothing in the document is evaluated.

        Args:
            source: the JSON text, the path of a file that holds it, or its data.
            layers: classes of your own that may stand in it.

        Raises:
            SymnetError: where something in it is unknown or of another kind; says where, such as $.network.op.nodes[3].op.kernel_size.
        """
        from symnet.exchange import Document, parsed

        if not isinstance(source, Mapping):
            text = str(source) if isinstance(source, str) and source.lstrip().startswith("{") else _file(source)
            source = parsed(text)
        parts = Document(layers).network(source)
        reading = Reading(**parts.get("reading", {}))
        how: dict[str, Any] = {"name": parts.get("name", ""), "reading": reading, "notation": parts.get("notation", PLAIN)}
        if "given" in parts:
            return Template(parts["op"], *parts["inputs"], **how, given={symbol(name): value for name, value in parts["given"].items()})
        return Network(parts["op"], *parts["inputs"], **how)

    # ------------------------------------------------------------- what it has

    @property
    def graph(self) -> Graph:
        """How its layers are wired."""
        return self.trace.graph

    @property
    def input_shapes(self) -> tuple[PlainShape, ...]:
        """The shape of each input."""
        return tuple(map(given_back, self.trace.inputs))

    @property
    def notation(self) -> Notation:
        """How names are written in what is shown of it."""
        return self.trace.notation

    @property
    def reading(self) -> Reading:
        """How divisions are read: floored, exact, or under promises."""
        return self.trace.reading

    @property
    def input_shape(self) -> PlainShape:
        """The shape of the (first) input."""
        return self.input_shapes[0]

    @property
    def output_shape(self) -> PlainShape:
        """The shape of the (first) output: ints, or plain sympy expressions; arrays, where sizes are arrays."""
        return given_back(self.trace.output)

    @property
    def output_shapes(self) -> tuple[PlainShape, ...]:
        """The shape of each output."""
        return tuple(map(given_back, self.trace.outputs))

    @property
    def weights(self) -> Tensors:
        """Every learned tensor, in order: (name, shape, how many runs have one); see `Tensors`."""
        return weights(self.trace)

    @property
    def named_buffers(self) -> Tensors:
        """Every tensor that is stored and not learned, in the same way."""
        return buffers(self.trace)

    def places(self, expand: bool = False) -> tuple[Place, ...]:
        """Every layer at its place, in order; expanded, one for each run of a repetition, under the name of the run.

        Raises:
            SymnetError: where a number of runs is a symbol, and each run is asked for.

        >>> from symnet import Linear, Repeat, ReLU, Sequential
        >>> [place.name for place in Network(Sequential(layers=Repeat(Sequential(fc=Linear(8), act=ReLU()), 2)), (8,)).places(expand=True)]
        ['layers.0.fc', 'layers.0.act', 'layers.1.fc', 'layers.1.act']
        """
        trace = self.trace.expanded if expand else self.trace
        return tuple(Place(trace, call) for call in trace.calls)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every layer at its place, in order."""
        return tuple(replace(call, read=True) for call in self.trace.calls) if self.trace.is_sweep else self.trace.calls

    @property
    def conditions(self) -> Listed[Condition]:
        """What must hold for the network to be legal and symbols leave open, each with the layer it comes from."""
        return Listed(self.trace.conditions)

    @property
    def legal(self) -> Any:
        """Whether its sizes are legal: True for numbers (others are refused), a sympy condition for symbols, a mask for arrays."""
        return self.trace.legal.copy() if self.trace.is_sweep else all_of(self.conditions)

    @property
    def symbols(self) -> dict[str, Any]:
        """The symbols it is written in, by name."""
        return dict(self.trace.symbols)

    def total(self, quantity: Quantity | str) -> Amount:
        """The sum of a quantity over all calls: one of `symnet.QUANTITIES` by name, or one of your own."""
        return quantity_of(quantity).total(self.trace.calls)

    @cached_property
    def params(self) -> Amount:
        """How many learned parameters; weights that are shared count once."""
        return self.total(PARAMS)

    @cached_property
    def active_params(self) -> Amount:
        """How many learned parameters one token uses: all of them, but for a mixture of experts."""
        return self.total(ACTIVE_PARAMS)

    @cached_property
    def buffers(self) -> Amount:
        """How many stored numbers that are not learned, such as running statistics."""
        return self.total(BUFFERS)

    @cached_property
    def macs(self) -> Amount:
        """How many multiply-accumulates of matrix products and convolutions, for one sample."""
        return self.total(MACS)

    @cached_property
    def activations(self) -> Amount:
        """How many output cells all layers have together, for one sample."""
        return self.total(ACTIVATIONS)

    @property
    def receptive_fields(self) -> list[Fields]:
        """Which input cells an output cell of each layer sees, in the order of the calls."""
        return list(self.trace.once(receptive_fields))

    @property
    def receptive_field(self) -> Fields:
        """Which input cells one cell of the (first) output sees: a field (size, jump, start) for each axis after the channels."""
        return self.output_fields[0]

    @property
    def output_fields(self) -> tuple[Fields, ...]:
        """Which input cells a cell of each output sees."""
        return self.trace.once(output_fields)

    # ------------------------------------------------------- other networks of it

    def subs(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> Self:
        """The network with values put in for symbols, given by name or by symbol; a value is an int, a name, an expression or an array.

        >>> from symnet import Linear
        >>> Network(Linear("n"), ("d",)).subs(n=10, d="m").params
        10*m + 10
        """
        put = replacements(self.trace.symbols, {**(values or {}), **named})

        def change(size: Any) -> Any:
            return substituted(size, put) if is_expression(size) else size

        op = self.op.map_ops(lambda layer: layer.map_sizes(change), change) if isinstance(self.op, Graph) else self.op.map_sizes(change)
        return self._with(op, tuple(tuple(map(change, shape)) for shape in self.input_shapes))

    def exact(self) -> Self:
        """The exact reading: every division is taken to be whole, and the conditions say so.

        Raises:
            SymnetError: where a number does not divide, with the layer and both numbers.

        >>> from symnet import Conv2d
        >>> conv = Network(Conv2d(96, "K", stride="S"), (3, "W", "W")).exact()
        >>> conv.output_shape[1]
        1 + (-K + W)/S
        >>> print(conv.conditions[-1])
        Conv1: S divides W - K
        """
        return self._with(reading=Reading(True, self.reading.promises))

    def assume(self, *promises: str) -> Self:
        """The network under promises of the form "32 | H": divisions that a promise makes whole are written without a floor.

        >>> from symnet import Conv2d
        >>> net = Network(Conv2d(8, 3, stride=2, padding=1), (3, "H", "H")).assume("2 | H")
        >>> net.output_shape
        (8, H/2, H/2)
        """
        from symnet.solving.asked import promise

        promised = (*self.reading.promises, *(promise(text, self.trace) for text in promises))
        return self._with(reading=Reading(self.reading.exact, promised))

    def with_notation(self, notation: AnyNotation) -> Self:
        """The network with names written as an author writes them, in formulas, derivations, tables and pictures.

        Args:
            notation: a `Notation`, a mapping such as {"F_in": "C_{in}", "K": "k"}, or one of `symnet.NOTATIONS` by name: "note",
                "dumoulin", "cs231n", "torch". Symbols keep their names, and networks that differ only in how these are written are equal.

        >>> import symnet as sn
        >>> print(sn.zoo.alexnet().with_notation("dumoulin")["Conv1"].derivation("height"))
        (i - k + 2p)/s + 1 = (227 - 11)/4 + 1 = 55
        """
        made = self._with()
        vars(made)["trace"] = replace(made.trace, notation=notation_of(notation))
        return made

    def template(self) -> Template:
        """The same network with a symbol for every size; `given` says what each stands for.

        A symbol is called after its layer where several layers have one of the same letter: K_Conv1, K_Conv2.

        >>> from symnet import Conv2d
        >>> template = Network(Conv2d(96, 11, stride=4), (3, 227, 227)).template()
        >>> template.params, template.given["K"]
        (F_in*F_out*K**2 + F_out, 11)
        """
        graph, shapes, given = template(self.trace)
        return Template(graph, *shapes, name=self.name, reading=self.reading, notation=self.notation, given=given)

    # -------------------------------------------------------------- what it answers

    def solve(
        self, *relations: Any, within: Mapping[str, Iterable[int]] | None = None, for_: str | Iterable[str] = ()
    ) -> Solution | Solutions | Combinations | Formula:
        """All integer values of its symbols for which the network is legal and the relations hold.

        Args:
            relations: of sympy (`Eq`, `<=`, ...), or text such as "32 | H" and "H <= 300".
            within: values to try, by symbol name, where relations tie several symbols together.
            for_: the symbol (or symbols, one of each group) to give as a formula in those that it is tied to.

        Returns:
            For one symbol a `Solution` (an exact set with reasons); for several that are tied together a finite table, `Combinations`,
            or a `Formula` for the one that is asked for; for several groups that are free of one another `Solutions` by name.

        Raises:
            SymnetError: where nothing solves it (says which two relations contradict), or where a relation has no exact method.

        >>> import sympy as sp
        >>> import symnet as sn
        >>> net = sn.zoo.alexnet(input_shape=(3, "H", "H"))
        >>> print(net.solve(sp.Eq(net["Maxpool3"].output_shape[1], 6)))
        227 <= H <= 258
        >>> print(net.exact().solve())
        H ≡ 3 (mod 32), H >= 67
        """
        from symnet.solving.solve import solve

        return solve(self.trace, relations, within, for_)

    def count(self, convention: Convention | str = "MACs") -> Count:
        """How many operations under a convention, or the one of that name in `symnet.CONVENTIONS`; by term and by layer as well."""
        from symnet.counting.counters import counted

        return counted(self.trace.calls, convention)

    def flops(self, convention: Convention | str = "FLOPs") -> Count:
        """`count`, by default with 2 for each multiply-accumulate and nothing else."""
        return self.count(convention)

    def reconcile(self, *conventions: Convention | str, figure: int | None = None) -> Reconciliation:
        """Which terms conventions (by default all named ones) add or drop; with a figure, which of them give it or come nearest."""
        from symnet.reports.reconcile import reconcile, whose

        self.trace.refuse_arrays("a table of conventions shows numbers or symbols")
        return reconcile(self.trace.calls, self.name, conventions) if figure is None else whose(self.trace.calls, figure, conventions)

    def formula(self, quantity: Quantity | str) -> Expression:
        """A quantity as an author writes it: `.latex()`, `.mathml()`, `.text()`, `.expanded()`, `.factored()`, `.collected("d")`."""
        self.trace.refuse_arrays("a formula shows numbers or symbols")
        return Expression(self.total(quantity), self.notation)

    def equation(self, quantity: Quantity | str, lhs: str = "", **options: Any) -> str:
        """A quantity as an equation in LaTeX, one term a line: see `Expression.equation`.

        >>> from symnet import Linear
        >>> print(Network(Linear("n"), ("d",)).equation("params", "N", environment="equation"))
        \\begin{equation}
        N = n d+n
        \\end{equation}
        """
        return self.formula(quantity).equation(lhs, **options)

    def leading(self, quantity: Quantity | str, *symbols: Any) -> Leading:
        """The leading term of a quantity ("params", "macs", ...) in some symbols, what it leaves out, and its error at given values."""
        from symnet.quantities.analysis import leading

        self.trace.refuse_arrays("a leading term is one of a formula", "write names for sizes, and put arrays in with subs afterwards")
        return leading(self.total(quantity), *symbols)

    def sensitivity(self, quantity: Quantity | str, symbol: Any) -> Sensitivity:
        """How a quantity ("params", "macs", ...) answers to a symbol: derivative, and what one step more adds."""
        from symnet.quantities.analysis import sensitivity

        self.trace.refuse_arrays("a sensitivity is one of a formula", "write names for sizes, and put arrays in with subs afterwards")
        return sensitivity(self.trace, quantity, symbol)

    def shares(self, quantity: Quantity | str) -> Listed[Share]:
        """The layers by how much of a quantity ("params", "macs", ...) they have, the largest first."""
        from symnet.quantities.analysis import shares

        self.trace.refuse_arrays("which layer has most depends on the values of all sizes")
        return shares(self.trace.calls, quantity)

    def __getitem__(self, key: str | int) -> Place:
        """What stands at a place: a layer, or a `Block`, by its name, any unambiguous end of it, or a layer by its number.

        `*` in a name stands for any part of it, and means all that fits; a run of a repetition has its number (`"layer1.2.conv1"`).

        >>> import symnet as sn
        >>> net = sn.zoo.resnet18()
        >>> net["layer1"].params, net["layer1.0.conv1"].params, net["layer*.conv1"].params
        (147968, 36864, 4718592)
        """
        return self._whole[key] if isinstance(key, str) else Place(self.trace, numbered(self.trace.calls, key))

    @cached_property
    def _whole(self) -> Block:
        return whole(self.trace, self.name)

    @property
    def blocks(self) -> tuple[Place, ...]:
        """What it is made of at the outermost level, in order: blocks, and layers that stand in none.

        >>> import symnet as sn
        >>> [block.name for block in sn.zoo.resnet18().blocks if block.is_block]
        ['layer1', 'layer2', 'layer3', 'layer4']
        """
        return self.parts()

    def parts(self, depth: int = 1) -> tuple[Place, ...]:
        """What it is made of at a depth, in order: layers, and blocks of what lies deeper."""
        return self._whole.parts(depth)

    def __iter__(self) -> Iterator[Place]:
        return (Place(self.trace, call) for call in self.trace.calls)

    def __len__(self) -> int:
        return len(self.trace.calls)

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
        """The network as a table.

        Args:
            columns: what to show, in order: names of `symnet.COLUMNS` ("params%" is a share of the total), a `Column`, a `Quantity`, or a
                function of a `Place`; in a list, in one string of names with commas, or in a mapping that gives them titles, such as
                {"layer": "Layer", "params": "Parameters", "bytes": lambda place: 4 * place.params}. By default those of the note's ten
                that say anything, and the number of runs where layers are repeated (weights and bias are those of one run, all counts
                those of all runs).
            depth: how deep names go: at 1 a row for each of `blocks`, at 2 one for each of their parts, with subtotals. Blocks that are
                repeated, or copies of one another in a row, are one row `× 6`. By default a row for each layer.
            activations: whether layers without weights and windows (ReLU, Dropout, Flatten) are rows too; or the classes of those that are,
                such as "Flatten, Dropout".
            layout: "channels_last" shows a tensor as 55x55x96, "channels_first" as 96x55x55.
            group: whether thousands are grouped.
            names: "short" leaves out wrappers that nobody named, "whole" has them, "indented" has a row for each block and below it
                the last parts of names.
        """
        return self._whole.table(columns, depth=depth, activations=activations, layout=layout, group=group, names=names)

    def figure(self, kind: str = "layers", place: str | int | None = None, **options: Any) -> Figure:
        """A picture of the network, or of what stands at a place of it.

        Args:
            kind: "layers" (each a box), "blocks" (the outermost blocks as boxes), "volumes" (tensors from left to right, as in papers),
                "receptive_field", or "window", of the layer at a place.
            place: the name or number of a layer or block, in place of the whole network.
            options: those of the function that draws it, in `symnet.figures`: `depth`, `title`, `axis`, `every`, `position`.

        >>> import symnet as sn
        >>> sn.zoo.resnet18().figure("volumes", depth=1)
        <Figure 'ResNet-18', 1343 x 280>
        """
        from symnet.figures import figure

        return figure(self._whole if place is None else self[place], kind, options)  # pyright: ignore[reportArgumentType]

    def plot(
        self,
        quantities: Sequence[Quantity | str] | Quantity | str,
        others: Sequence[Network] = (),
        *,
        log: str = "",
        budget: Mapping[str, int] | int | None = None,
        ax: Axes | None = None,
        **values: Iterable[int],
    ) -> Axes:
        """Quantities over the values of a symbol, such as `net.plot("params", d=range(64, 1025, 64))`; needs `symnet[plot]`.

        Args:
            quantities: names, or quantities of your own; a list, or one string with commas.
            others: networks to draw beside this one.
            log: which axes are logarithmic: "x", "y" or "xy".
            budget: a limit, drawn as a line, or several with what they are called.
            ax: the axes of matplotlib to draw into.
            values: the symbol and its values.

        Returns:
            The axes of matplotlib, to go on with.
        """
        from symnet.figures.plots import plot

        return plot([self, *others], quantities, values, log=log, budget=budget, ax=ax)

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys((*(call.name for call in self.trace.calls), *(ran.path.name for ran in self._whole.graphs()))))

    # -------------------------------------------------------------- as a value

    def __repr__(self) -> str:
        shapes = ", ".join(size_source(s) for s in self.input_shapes)
        name = f", name={self.name!r}" if self.name else ""
        return f"Network({self.op!r}, {shapes}{name}){self.reading.calls}"

    def __str__(self) -> str:
        return str(self.table())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        self.table()._repr_pretty_(printer, cycle)

    def _repr_markdown_(self) -> str:
        return self.table()._repr_markdown_()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key()[:3])

    def _key(self) -> tuple[Any, ...]:
        return (self.graph, self.trace.inputs, self.name, self.reading)


@doors
class Template(Network):
    """A network whose sizes are symbols, with what each symbol stands for; `subs`, `exact` and `assume` keep what is still given."""

    given: Given

    def __init__(
        self,
        op: Op,
        *input_shapes: Iterable[SizeLike],
        name: str = "",
        reading: Reading = FLOORED,
        notation: AnyNotation = PLAIN,
        given: Mapping[Any, Any],
    ) -> None:
        super().__init__(op, *input_shapes, name=name, reading=reading, notation=notation)
        left = set(self.trace.symbols.values())
        vars(self)["given"] = Given({symbol: value for symbol, value in given.items() if symbol in left})

    def _with(self, op: Op | None = None, input_shapes: tuple[PlainShape, ...] | None = None, reading: Reading | None = None) -> Self:
        shapes = input_shapes or self.input_shapes
        reading = reading or self.reading
        return type(self)(op or self.op, *shapes, name=self.name, reading=reading, notation=self.notation, given=self.given)

    def filled(self) -> Network:
        """The network the template was made of: every symbol replaced by what it stands for."""
        whole = Network(self.op, *self.input_shapes, name=self.name, reading=self.reading, notation=self.notation)
        return whole.subs(self.given)


def _file(path: str | os.PathLike[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise SymnetError(f"cannot read {shown(str(path))}: {error}", "give JSON text, or the path of a file that holds it") from None
