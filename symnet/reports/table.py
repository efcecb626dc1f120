"""Tables: rows of what is asked of places, and sums of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from symnet.architecture.axes import Axes
from symnet.architecture.trace import Call
from symnet.arithmetic.sizes import Shape
from symnet.door import listed
from symnet.errors import SymnetError, unknown
from symnet.quantities.place import Place
from symnet.reports.columns import NOTE, Column, Entry, Tensor, Wanted, column_of
from symnet.tables.cells import Cell, percent, size_cell
from symnet.tables.grid import About, before_ends
from symnet.tables.table import Table
from symnet.writing.line import Line
from symnet.writing.names import PLAIN, Notation

Columns: TypeAlias = Sequence[Wanted] | Mapping[Any, Any] | str
"""Columns in order: names, columns, quantities and functions of one's own, one string of names with commas, or a mapping with titles."""

LAYOUTS = ("channels_last", "channels_first")


@dataclass(frozen=True)
class Row:
    """What a row is of: a place under a title."""

    title: str
    place: Place


@dataclass(frozen=True)
class End:
    """The row of an input or of an output: its shape and what its axes mean."""

    title: str
    shape: Shape
    axes: Axes


@dataclass(frozen=True)
class Head:
    """A row that only says which block the rows below it are in."""

    title: str


@dataclass(frozen=True)
class Sum:
    """A row that adds up calls."""

    title: str
    calls: Sequence[Call]
    kind: str = "subtotal"


AnyRow: TypeAlias = Row | End | Sum | Head


def made(
    rows: Sequence[AnyRow],
    total: Sum,
    hidden: Sum,
    name: str = "",
    columns: Columns | None = None,
    *,
    usual: Sequence[str] = NOTE,
    layout: str = "channels_last",
    group: bool = False,
    notation: Notation = PLAIN,
) -> Table:
    """A table of rows; what is `hidden` has a row of its own where the total has it, so that the total is the sum of what is shown."""
    if layout not in LAYOUTS:
        raise unknown("layout", layout, LAYOUTS)
    chosen = _chosen(usual, columns)
    if any(c.total and c.total.total(hidden.calls) != 0 for c in chosen):
        last = before_ends([_about(row) for row in rows])
        rows = (*rows[:last], hidden, *rows[last:])
    totals = {c.key: c.total.total(total.calls) for c in chosen if c.total and c.share}
    entries = (tuple(_laid(entry, layout, notation) for entry in _entries(row, chosen, totals)) for row in rows)
    footer = _entries(total, chosen, totals) if any(c.total for c in chosen) else ()
    named, titles, aligns = zip(*((c.key, c.title, c.align) for c in chosen), strict=True)
    keys = tuple(key if key not in named[:k] else f"{key}_{named[:k].count(key) + 1}" for k, key in enumerate(named))
    about = tuple(map(_about, rows))
    table = Table(
        keys, titles, tuple(_readable(entries)), tuple(_laid(entry, layout, notation) for entry in footer), aligns, group, name, about
    )
    return _without_empty(table) if columns is None else table


def _about(row: AnyRow) -> About:
    match row:
        case Row():
            return About("row", row.place)
        case End():
            return About("end")
        case Head():
            return About("heading")
        case Sum():
            return About(row.kind)


def _without_empty(table: Table) -> Table:
    """The table without columns that say nothing in any row, as kernels do in a network that slides no window."""
    says = [key for k, key in enumerate(table.keys) if any(row[k] is not None for row in table.rows) or key == "layer"]
    return table if len(says) == len(table.keys) else table.select(says)


def _entries(row: AnyRow, columns: Sequence[Column], totals: Mapping[str, Any]) -> tuple[Entry, ...]:
    return tuple(row.title if c.key == "layer" else _entry(row, c, totals) for c in columns)


def _entry(row: AnyRow, column: Column, totals: Mapping[str, Any]) -> Entry:
    if column.share and isinstance(row, (Row, Sum)) and column.total:
        return percent(column.total.total(row.place.calls if isinstance(row, Row) else row.calls), totals[column.key])
    if isinstance(row, Row):
        return column.entry(row.place)
    if isinstance(row, Sum):
        return size_cell(column.total.total(row.calls)) if column.total else None
    return column.ends(row.shape, row.axes) if column.ends and isinstance(row, End) else None


LONGEST = 40_000
"""How many numbers and symbols a table may show: more would take from seconds to hours to print, and nobody reads them."""


def _readable(rows: Iterable[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    shown = 0
    for row in rows:
        shown += sum(cell.length for cell in row if isinstance(cell, Line))
        if shown > LONGEST:
            remedy = "choose fewer columns, such as 'layer,params', or put numbers in for symbols, with subs"
            raise SymnetError(f"the table shows more than {LONGEST:,} numbers and symbols", remedy)
        yield row


def _chosen(usual: Sequence[str], columns: Columns | None) -> list[Column]:
    if isinstance(columns, Mapping):
        chosen = [_titled(key, value) for key, value in columns.items()]
    else:
        wanted = listed(columns) if isinstance(columns, str) else usual if columns is None else columns
        chosen = list(map(column_of, wanted))
    if not chosen:
        raise SymnetError("a table without columns shows nothing", "leave columns out for the usual ones, or name some")
    return chosen


def _titled(key: Any, value: Any) -> Column:
    """A column and its title: {"params": "Parameters"}, or a title and what stands below it: {"bytes": lambda place: ...}."""
    return column_of(key, value) if isinstance(value, str) else column_of(value, key)


def _laid(entry: Entry, layout: str, notation: Notation) -> Cell:
    cell = entry.line(layout) if isinstance(entry, Tensor) else entry
    return replace(cell, notation=notation) if notation and isinstance(cell, Line) else cell
