"""The front door: a graph with the shapes it is fed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symnet.conditions import Condition, all_of
from symnet.errors import SymnetError
from symnet.graph import Graph, Op, alone
from symnet.layer import Layer, flat, size_repr
from symnet.place import Place, place
from symnet.quantities import ACTIVATIONS, ACTIVE_PARAMS, BUFFERS, MACS, PARAMS, Quantity
from symnet.rounding import FLOORED, Reading
from symnet.sizes import Shape, as_shape, is_expression, plain_int, replacements
from symnet.trace import Call, Refused, Trace, trace

if TYPE_CHECKING:
    from symnet.analysis import Leading, Sensitivity, Share
    from symnet.convention import Convention, Count
    from symnet.quantities.receptive_field import Fields
    from symnet.reconcile import Reconciliation
    from symnet.table import Table
    from symnet.template import Template


class Network:
    """A layer or graph and the shape of each of its inputs: the formulas and the numbers of one architecture.

    Args:
        op: a layer, or a graph made by `Sequential`, `Residual`, `Parallel` or `Repeat`.
        input_shapes: one shape for each input, channels first and without a batch axis. A size is an int, a name
            (which becomes a symbol for a positive integer) or a sympy expression.
        name: what to call it in tables.

    Raises:
        SymnetError: where a layer refuses its input; the sentence gives the layer, the rule and the numbers.

    >>> from symnet import Conv2d
    >>> conv = Network(Conv2d("F_out", "K", stride="S", padding="P"), ("F_in", "W", "W"))
    >>> conv.params
    F_in*F_out*K**2 + F_out
    >>> conv.subs(W=227, K=11, P=0, S=4, F_in=3, F_out=96).params
    34944
    """

    def __init__(self, op: Op, *input_shapes: Any, name: str = "", reading: Reading = FLOORED) -> None:
        if not isinstance(op, (Layer, Graph)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SymnetError(f"a Network is made of a layer or a graph, not of {op!r}")
        self.graph: Graph = op if isinstance(op, Graph) else alone(op, len(input_shapes))
        self.op: Op = op
        self.input_shapes = tuple(as_shape(s, "input shape") for s in input_shapes)
        self.name = name
        self.reading = reading
        if not self.input_shapes:
            raise SymnetError("a Network needs the shape of its input, such as Network(layer, (3, 227, 227))")
        try:
            self.trace: Trace = trace(self.graph, self.input_shapes, reading)
        except Refused as error:
            from symnet.remedy import with_remedy

            raise with_remedy(error, self.op, self.input_shapes, reading) from None

    def _with(self, op: Op | None = None, input_shapes: tuple[Shape, ...] | None = None, reading: Reading | None = None) -> Network:
        return Network(op or self.op, *(input_shapes or self.input_shapes), name=self.name, reading=reading or self.reading)

    # ------------------------------------------------------------- what it has

    @property
    def input_shape(self) -> Shape:
        """The shape of the (first) input."""
        return self.input_shapes[0]

    @property
    def output_shape(self) -> Shape:
        """The shape of the output: ints, or plain sympy expressions."""
        return self.trace.output

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every layer at its place, in order."""
        return self.trace.calls

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold for the network to be legal and symbols leave open, each with the layer it comes from."""
        return self.trace.conditions

    @property
    def legal(self) -> Any:
        """Whether its sizes are legal: True for numbers (others are refused), a sympy condition for symbols, a mask for arrays."""
        return all_of(self.conditions)

    def total(self, quantity: Quantity) -> Any:
        """The sum of a quantity over all calls."""
        return quantity.total(self.calls)

    @cached_property
    def params(self) -> Any:
        """How many learned parameters; weights that are shared count once."""
        return self.total(PARAMS)

    @cached_property
    def active_params(self) -> Any:
        """How many learned parameters one token uses: all of them, but for a mixture of experts."""
        return self.total(ACTIVE_PARAMS)

    @cached_property
    def buffers(self) -> Any:
        """How many stored numbers that are not learned, such as running statistics."""
        return self.total(BUFFERS)

    @cached_property
    def macs(self) -> Any:
        """How many multiply-accumulates of matrix products and convolutions, for one sample."""
        return self.total(MACS)

    @cached_property
    def activations(self) -> Any:
        """How many output cells all layers have together, for one sample."""
        return self.total(ACTIVATIONS)

    @cached_property
    def receptive_fields(self) -> list[Fields]:
        """Which input cells an output cell of each layer sees, in the order of the calls."""
        from symnet.quantities.receptive_field import receptive_fields

        return receptive_fields(self.calls, self.input_shape)

    @property
    def receptive_field(self) -> Fields:
        """Which input cells one cell of the output sees: a field (size, jump, start) for each axis after the channels."""
        return self.receptive_fields[-1]

    @property
    def symbols(self) -> dict[str, Any]:
        """The symbols it is written in, by name."""
        repeats = list(self.graph.repeats())
        sizes = [*flat(self.input_shapes), *(node.times for node in repeats)]
        sizes += [v for layer in self.graph.layers() for value in layer.sizes().values() for v in flat(value)]
        found = {s for size in sizes if is_expression(size) for s in size.free_symbols} - {node.index for node in repeats}
        return {s.name: s for s in sorted(found, key=lambda s: s.name)}

    # ------------------------------------------------------- other networks of it

    def subs(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> Network:
        """The network with values put in for symbols, given by name or by symbol; a value is an int, a name or an expression.

        >>> from symnet import Linear
        >>> Network(Linear("n"), ("d",)).subs(n=10, d="m").params
        10*m + 10
        """
        put = replacements(self.symbols, {**(values or {}), **named})

        def change(size: Any) -> Any:
            return plain_int(size.xreplace(put)) if is_expression(size) else size

        op = self.op.map_ops(lambda layer: layer.map_sizes(change), change) if isinstance(self.op, Graph) else self.op.map_sizes(change)
        return self._with(op, tuple(tuple(map(change, shape)) for shape in self.input_shapes))

    def exact(self) -> Network:
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

    def assume(self, *promises: str) -> Network:
        """The network under promises of the form "32 | H": divisions that a promise makes whole are written without a floor.

        >>> from symnet import Conv2d
        >>> net = Network(Conv2d(8, 3, stride=2, padding=1), (3, "H", "H")).assume("2 | H")
        >>> net.output_shape
        (8, H/2, H/2)
        """
        from symnet.solve import promise

        return self._with(reading=Reading(self.reading.exact, (*self.reading.promises, *(promise(text, self) for text in promises))))

    def solve(self, *relations: Any, within: Mapping[str, Iterable[int]] | None = None) -> Any:
        """All integer values of its symbols for which the network is legal and the relations hold.

        Args:
            relations: of sympy (`Eq`, `<=`, ...), or text such as "32 | H" and "H <= 300".
            within: values to try, by symbol name, where relations tie several symbols together.

        Returns:
            For one symbol a `Solution` (an exact set with reasons), for several that are free of one another `Solutions` by
            name, for several that are tied together a finite table, `Combinations`.

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
        from symnet.solve import solve

        return solve(self, relations, within)

    def count(self, convention: Convention | str = "MACs") -> Count:
        """How many operations under a convention, or the one of that name in `symnet.counters`; by term and by layer as well."""
        from symnet.counters import counted

        return counted(self.calls, convention)

    def flops(self, convention: Convention | str = "FLOPs") -> Count:
        """`count`, by default with 2 for each multiply-accumulate and nothing else."""
        return self.count(convention)

    def reconcile(self, *conventions: Convention | str, figure: int | None = None) -> Reconciliation:
        """Which terms conventions (by default all named ones) add or drop; with a figure, which of them give it or come nearest."""
        from symnet.reconcile import reconcile, whose

        return reconcile(self, conventions) if figure is None else whose(self, figure, conventions)

    def leading(self, quantity: str, *symbols: str) -> Leading:
        """The leading term of "params", "macs", ... in some symbols, what it leaves out, and its error at given values."""
        from symnet.analysis import leading, quantity_of

        return leading(self.total(quantity_of(quantity)), *symbols)

    def sensitivity(self, quantity: str, symbol: str) -> Sensitivity:
        """How "params", "macs", ... answers to a symbol: derivative, and what one step more adds."""
        from symnet.analysis import sensitivity

        return sensitivity(self, quantity, symbol)

    def shares(self, quantity: str) -> tuple[Share, ...]:
        """The layers by how much of "params", "macs", ... they have, the largest first."""
        from symnet.analysis import shares

        return shares(self, quantity)

    def template(self) -> Template:
        """The same network with a symbol for every size; `given` says what each stands for.

        A symbol is called after its layer where several layers have one of the same letter: K_Conv1, K_Conv2.

        >>> from symnet import Conv2d
        >>> template = Network(Conv2d(96, 11, stride=4), (3, 227, 227)).template()
        >>> template.params, template.given["K"]
        (F_in*F_out*K**2 + F_out, 11)
        """
        from symnet.template import template

        return template(self)

    def __getitem__(self, key: str | int) -> Place:
        """The layer at a place: its name (`"Conv1"`, `"block.Conv1"`), any unambiguous end of it, or its number."""
        return place(self, key)

    def __iter__(self) -> Any:
        return (Place(self, call) for call in self.calls)

    def __len__(self) -> int:
        return len(self.calls)

    def table(self, columns: Any = None, *, activations: bool = False, layout: str = "channels_last", group: bool = False) -> Table:
        """The network as a table; see `symnet.table.table`."""
        from symnet.table import table

        return table(self, columns, activations=activations, layout=layout, group=group)

    def __repr__(self) -> str:
        shapes = ", ".join(size_repr(s) for s in self.input_shapes)
        name = f", name={self.name!r}" if self.name else ""
        return f"Network({self.op!r}, {shapes}{name}){self.reading.calls}"

    def __str__(self) -> str:
        return str(self.table())

    def _repr_markdown_(self) -> str:
        return self.table().to_markdown()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key()[:3])

    def _key(self) -> tuple[Any, ...]:
        return (self.graph, self.input_shapes, self.name, self.reading)
