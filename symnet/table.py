"""Tables: a network as rows and columns of typed cells. Data only; `symnet.render` prints it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from symnet.derivation import Line, derive
from symnet.errors import SymnetError, unknown
from symnet.layers.windowed import Windowed
from symnet.network import Network
from symnet.quantities import ACTIVATIONS, BIASES, BUFFERS, MACS, PARAMS, Quantity
from symnet.render import to_csv, to_html, to_latex, to_markdown, to_text
from symnet.sizes import Shape, is_array, product
from symnet.trace import Call
from symnet.written import dims, written

if TYPE_CHECKING:
    import pandas

Cell: TypeAlias = Line | int | str | None
"""Mathematics, a number, text, or nothing. A cell says which it is; nothing is guessed from text."""


@dataclass(frozen=True)
class Column:
    """A column: what it is asked for by, its title, and its cell for a call. `total` is what its footer adds up."""

    key: str
    title: str
    cell: Callable[[Call, Context], Cell]
    align: str = "l"
    total: Quantity | None = None
    ends: Callable[[Shape, Context], Cell] | None = None


@dataclass(frozen=True)
class Context:
    """What a cell may need beside its call."""

    network: Network
    layout: str


@dataclass(frozen=True)
class Table:
    """Titles, rows and a footer of typed cells.

    >>> import symnet as sn
    >>> print(sn.zoo.alexnet().table(["layer", "size", "params"]).head(2))
    Layer Name   img size         parameters
    ────────────────────────────────────────
    Input image                            0
    Conv1        (227-11)/4+1=55       34944
    """

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footer: tuple[Cell, ...] = ()
    aligns: tuple[str, ...] = ()
    group: bool = False
    caption: str = ""

    def head(self, n: int = 5) -> Table:
        """The first n rows, without the footer."""
        return replace(self, rows=self.rows[:n], footer=())

    def to_text(self) -> str:
        """Aligned plain text, as wide as it needs to be."""
        return to_text(self)

    def to_latex(self, *, caption: str = "", label: str = "", long: bool = False) -> str:
        """A booktabs `tabular` to `\\input`; with a caption a `table` around it, with `long` a `longtable`."""
        return to_latex(self, caption=caption, label=label, long=long)

    def to_markdown(self) -> str:
        """A pipe table with mathematics between dollars."""
        return to_markdown(self)

    def to_html(self) -> str:
        """A table element with MathML."""
        return to_html(self)

    def to_csv(self) -> str:
        """Comma-separated values with plain numbers."""
        return to_csv(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: column keys, rows as dictionaries, and the footer."""
        plain = [dict(zip(self.keys, map(_plain, row), strict=True)) for row in (*self.rows, *((self.footer,) if self.footer else ()))]
        return {
            "columns": dict(zip(self.keys, self.titles, strict=True)),
            "rows": plain[: len(self.rows)],
            "total": plain[-1] if self.footer else None,
        }

    def to_dataframe(self) -> pandas.DataFrame:
        """A pandas DataFrame of the rows; needs the extra `symnet[pandas]`."""
        try:
            import pandas
        except ImportError:
            raise SymnetError("to_dataframe needs pandas; install it with: pip install 'symnet[pandas]'") from None
        data = {title: [_plain(row[k]) for row in self.rows] for k, title in enumerate(self.titles)}
        return pandas.DataFrame({title: pandas.array(cells, dtype="Int64") if _integers(cells) else cells for title, cells in data.items()})

    def __str__(self) -> str:
        return self.to_text()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def _plain(cell: Cell) -> Any:
    from symnet.style import Text

    return cell.show(Text(spaced=False)) if isinstance(cell, Line) else cell


def _integers(cells: Sequence[Any]) -> bool:
    return all(c is None or (isinstance(c, int) and abs(c) < 2**63) for c in cells) and any(isinstance(c, int) for c in cells)


def table(
    net: Network,
    columns: Sequence[str] | str | None = None,
    *,
    activations: bool = False,
    layout: str = "channels_last",
    group: bool = False,
) -> Table:
    """The table of a network.

    Args:
        columns: column keys in order (a list, or one string with commas); the note's ten by default, and the number of runs
            where layers are repeated (weights and bias are those of one run, all counts those of all runs).
        activations: whether layers without weights and windows (ReLU, Dropout, Flatten) are rows too.
        layout: "channels_last" shows a tensor as 55x55x96, "channels_first" as 96x55x55.
        group: whether thousands are grouped.
    """
    if any(is_array(size) for call in net.calls for size in call.output):
        raise SymnetError("a table shows numbers or symbols, not arrays; make one network for each configuration that is to be shown")
    if layout not in ("channels_last", "channels_first"):
        raise unknown("layout", layout, ("channels_last", "channels_first"))
    usual = NOTE if not any(call.loops for call in net.calls) else (*NOTE[:-1], "runs", *NOTE[-1:])
    keys = columns.split(",") if isinstance(columns, str) else list(columns or usual)
    for key in keys:
        if key not in COLUMNS:
            raise unknown("column", key, COLUMNS)
    chosen = [COLUMNS[key] for key in keys]
    context = Context(net, layout)
    calls = [c for c in net.calls if activations or is_row(c)]
    first = "Input image" if len(net.input_shape) == 3 else "Input"
    ends = [_end(chosen, first, shape, context) for shape in net.input_shapes]
    rows = (*ends, *(tuple(c.cell(call, context) for c in chosen) for call in calls), _end(chosen, "Output", net.output_shape, context))
    summed = any(c.total for c in chosen)
    footer = () if not summed else tuple("Total" if c.key == "layer" else size_cell(net.total(c.total)) if c.total else None for c in chosen)
    return Table(tuple(keys), tuple(c.title for c in chosen), rows, footer, tuple(c.align for c in chosen), group, net.name)


def _end(columns: Sequence[Column], name: str, shape: Shape, context: Context) -> tuple[Cell, ...]:
    """The row of an input or of the output: a name, a tensor and no parameters."""
    return tuple(name if c.key == "layer" else c.ends(shape, context) if c.ends else None for c in columns)


def is_row(call: Call) -> bool:
    """Whether a call is a row by default: it has weights, slides a window or changes a spatial size."""
    has_window = isinstance(call.layer, Windowed) or (len(call.output) > 1 and call.output[1:] != call.inputs[0][1:])
    return bool(call.layer.weights(*call.inputs)) or (has_window and len(call.output) == len(call.inputs[0]))


# ------------------------------------------------------------------------ cells


def size_cell(value: Any) -> Cell:
    """A count: a number stays one, an expression becomes mathematics."""
    return value if isinstance(value, int) else Line((written(value),))


def _per_axis(values: Any) -> Cell:
    if isinstance(values, str):
        return values
    if all(not isinstance(v, tuple) and v == values[0] for v in values):
        return size_cell(values[0])
    flat = tuple(dims(v) if isinstance(v, tuple) else v for v in values)
    return Line((dims(flat),))


def _padding(call: Call, context: Context) -> Cell:
    return _per_axis(call.layer.padding) if isinstance(call.layer, Windowed) else None


def _kernel(call: Call, context: Context) -> Cell:
    return Line((dims(call.layer.kernel_size),)) if isinstance(call.layer, Windowed) else None


def _stride(call: Call, context: Context) -> Cell:
    return _per_axis(call.layer.stride) if isinstance(call.layer, Windowed) else None


def _filters(call: Call, context: Context) -> Cell:
    return size_cell(call.output[0]) if isinstance(call.layer, Windowed) else None


def _worked(call: Call, context: Context) -> Cell:
    """The worked size of the last axes; one line where all axes have the same."""
    if (
        len(call.output) < 2
        or call.output is call.inputs[0]
        or (call.output[1:] == call.inputs[0][1:] and not isinstance(call.layer, Windowed))
    ):
        return None
    first, *axes = call.layer.input_axes(len(call.output))
    if first[0] != "channels":
        return None
    lines = [derive(call, axis, context.network.calls).worked for axis, _ in axes]
    distinct = list(dict.fromkeys(lines))
    return distinct[0] if len(distinct) == 1 else Lines(tuple(t for line in distinct for t in line.terms), tuple(distinct))


@dataclass(frozen=True)
class Lines(Line):
    """Several lines in one cell, with commas between them."""

    lines: tuple[Line, ...] = ()

    def show(self, style: Any) -> str:
        return style.comma.join(line.show(style) for line in self.lines)


def tensor(shape: Shape, layout: str, call: Call) -> Cell:
    """A shape as it is shown; in the channels-last layout a vector of n is n x 1, and channels come after the axes of space."""
    rank = len(shape)
    moved = layout == "channels_last" and rank > 1 and call.layer.input_axes(rank)[0][0] == "channels"
    shown = (*shape[1:], shape[0]) if moved else (*shape, 1) if layout == "channels_last" and rank == 1 else shape
    return Line((dims(shown) if rank else 1,))


def _weights(call: Call, context: Context) -> Cell:
    derivation = derive(call, "weights", context.network.calls)
    return 0 if derivation.formula == 0 else Line((derivation.substituted,))


def _bias(call: Call, context: Context) -> Cell:
    return size_cell(BIASES.of_call(call))


def _runs(call: Call, context: Context) -> Cell:
    """How often the layer runs: the product of the repetitions it stands in."""
    return size_cell(product(loop.times - loop.start for loop in call.loops))


def _count(quantity: Quantity) -> Callable[[Call, Context], Cell]:
    return lambda call, context: size_cell(quantity.over_runs(call))


def _formula(of: str) -> Callable[[Call, Context], Cell]:
    return lambda call, context: derive(call, of, context.network.calls).line


def _field(what: str) -> Callable[[Call, Context], Cell]:
    def cell(call: Call, context: Context) -> Cell:
        fields = context.network.receptive_fields[context.network.calls.index(call)]
        return "whole axis" if any(f.whole for f in fields) else _per_axis(tuple(getattr(f, what) for f in fields))

    return cell


def _none(shape: Shape, context: Context) -> Cell:
    return 0


def _end_tensor(shape: Shape, context: Context) -> Cell:
    near = next((c for c in context.network.calls if shape in c.inputs), context.network.calls[-1])
    return tensor(shape, context.layout, near)


COLUMNS = {
    column.key: column
    for column in (
        Column("layer", "Layer Name", lambda call, context: call.name),
        Column("type", "type", lambda call, context: type(call.layer).__name__),
        Column("padding", "Padding", _padding, "r"),
        Column("kernel", "Kernel", _kernel),
        Column("stride", "Stride", _stride, "r"),
        Column("filters", "filter", _filters, "r"),
        Column("size", "img size", _worked),
        Column("tensor", "tensor size", lambda call, context: tensor(call.output, context.layout, call), ends=_end_tensor),
        Column("input", "input size", lambda call, context: tensor(call.inputs[0], context.layout, call)),
        Column("weights", "weights", _weights, ends=_none),
        Column("bias", "bias", _bias, "r", ends=_none),
        Column("runs", "runs", _runs, "r"),
        Column("params", "parameters", _count(PARAMS), "r", PARAMS, _none),
        Column("buffers", "buffers", _count(BUFFERS), "r", BUFFERS, _none),
        Column("macs", "MACs", _count(MACS), "r", MACS, _none),
        Column("activations", "activations", _count(ACTIVATIONS), "r", ACTIVATIONS),
        Column("receptive_field", "receptive field", _field("size"), "r"),
        Column("jump", "jump", _field("jump"), "r"),
        Column("start", "start", _field("start"), "r"),
        Column("params_formula", "parameters", _formula("params")),
        Column("macs_formula", "MACs", _formula("macs")),
    )
}
"""Every column a table can have, by its key."""

NOTE = ("layer", "padding", "kernel", "stride", "filters", "size", "tensor", "weights", "bias", "params")
"""The columns of the AlexNet note, in its order."""
