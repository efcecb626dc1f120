"""Tables: a network as rows and columns of typed cells. Data only; `symnet.render` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from symnet.columns import COLUMNS, NOTE, Cell, Column, Context, size_cell
from symnet.derivation import Line
from symnet.errors import SymnetError, unknown
from symnet.layers.windowed import Windowed
from symnet.network import Network
from symnet.render import to_csv, to_html, to_latex, to_markdown, to_text
from symnet.sizes import Shape, is_array
from symnet.trace import Call

if TYPE_CHECKING:
    import pandas


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
    starts = [_end(chosen, first, shape, context) for shape in net.input_shapes]
    body = [tuple(c.cell(call, context) for c in chosen) for call in calls]
    rows = (*starts, *body, _end(chosen, "Output", net.output_shape, context))
    sums = tuple("Total" if c.key == "layer" else size_cell(net.total(c.total)) if c.total else None for c in chosen)
    footer = sums if any(c.total for c in chosen) else ()
    return Table(tuple(keys), tuple(c.title for c in chosen), rows, footer, tuple(c.align for c in chosen), group, net.name)


def _end(columns: Sequence[Column], name: str, shape: Shape, context: Context) -> tuple[Cell, ...]:
    """The row of an input or of the output: a name, a tensor and no parameters."""
    return tuple(name if c.key == "layer" else c.ends(shape, context) if c.ends else None for c in columns)


def is_row(call: Call) -> bool:
    """Whether a call is a row by default: it has weights, slides a window or changes a spatial size."""
    has_window = isinstance(call.layer, Windowed) or (len(call.output) > 1 and call.output[1:] != call.inputs[0][1:])
    return bool(call.layer.weights(*call.inputs)) or (has_window and len(call.output) == len(call.inputs[0]))
