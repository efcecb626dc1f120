"""Tables: rows of what is asked of places, and sums of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from symnet.architecture.trace import Call
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError, unknown
from symnet.quantities import Quantity
from symnet.quantities.place import Place
from symnet.reports.columns import NOTE, Column, Entry, Tensor, column_of
from symnet.tables.cells import Cell, size_cell
from symnet.tables.table import Table
from symnet.writing.line import Line

Columns: TypeAlias = Sequence[str | Column | Quantity] | str
"""Columns in order: names, columns and quantities of one's own, or one string of names with commas."""

LAYOUTS = ("channels_last", "channels_first")


@dataclass(frozen=True)
class Row:
    """What a row is of: a place under a title."""

    title: str
    place: Place


@dataclass(frozen=True)
class End:
    """The row of an input or of an output: its shape, and the place that reads or makes it."""

    title: str
    shape: Shape
    place: Place


@dataclass(frozen=True)
class Sum:
    """A row that adds up calls."""

    title: str
    calls: Sequence[Call]


def made(
    rows: Sequence[Row | End | Sum],
    total: Sum,
    hidden: Sum,
    name: str = "",
    columns: Columns | None = None,
    *,
    usual: Sequence[str] = NOTE,
    layout: str = "channels_last",
    group: bool = False,
) -> Table:
    """A table of rows; what is `hidden` has a row of its own where the total has it, so that the total is the sum of what is shown."""
    if layout not in LAYOUTS:
        raise unknown("layout", layout, LAYOUTS)
    chosen = _chosen(usual, columns)
    if any(c.total and c.total.total(hidden.calls) != 0 for c in chosen):
        last = next((k for k, row in enumerate(rows) if isinstance(row, End) and k and not isinstance(rows[k - 1], End)), len(rows))
        rows = (*rows[:last], hidden, *rows[last:])
    entries = (tuple(_laid(entry, layout) for entry in _entries(row, chosen)) for row in rows)
    footer = _entries(total, chosen) if any(c.total for c in chosen) else ()
    keys, titles, aligns = zip(*((c.key, c.title, c.align) for c in chosen), strict=True)
    return Table(keys, titles, tuple(_readable(entries)), tuple(_laid(entry, layout) for entry in footer), aligns, group, name)


def _entries(row: Row | End | Sum, columns: Sequence[Column]) -> tuple[Entry, ...]:
    return tuple(row.title if c.key == "layer" else _entry(row, c) for c in columns)


def _entry(row: Row | End | Sum, column: Column) -> Entry:
    if isinstance(row, Row):
        return column.entry(row.place)
    if isinstance(row, Sum):
        return size_cell(column.total.total(row.calls)) if column.total else None
    return column.ends(row.shape, row.place) if column.ends else None


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
    wanted = [c.strip() for c in columns.split(",")] if isinstance(columns, str) else usual if columns is None else columns
    if not wanted:
        raise SymnetError("a table without columns shows nothing", "leave columns out for the usual ones, or name some")
    return list(map(column_of, wanted))


def _laid(entry: Entry, layout: str) -> Cell:
    return entry.line(layout) if isinstance(entry, Tensor) else entry
