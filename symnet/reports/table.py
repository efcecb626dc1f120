"""The table of a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from symnet.architecture.graph import end_of
from symnet.architecture.trace import Call, Trace
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError, unknown
from symnet.layers.windowed import Windowed
from symnet.quantities import Quantity
from symnet.quantities.place import Place
from symnet.reports.columns import NOTE, Column, Entry, Tensor, column_of
from symnet.tables.cells import Cell, size_cell
from symnet.tables.table import Table
from symnet.writing.line import Line

Columns: TypeAlias = Sequence[str | Column | Quantity] | str
"""Columns in order: names, columns and quantities of one's own, or one string of names with commas."""

LAYOUTS = ("channels_last", "channels_first")


def table(
    trace: Trace,
    name: str = "",
    columns: Columns | None = None,
    *,
    activations: bool = False,
    layout: str = "channels_last",
    group: bool = False,
) -> Table:
    """A row for each layer of a trace, between its inputs and its outputs; see `Network.table`."""
    trace.refuse_arrays("a table shows numbers or symbols")
    if layout not in LAYOUTS:
        raise unknown("layout", layout, LAYOUTS)
    chosen = _chosen(trace, columns)
    rows = tuple(_readable(tuple(_laid(entry, layout) for entry in row) for row in _rows(trace, chosen, activations)))
    totals = tuple("Total" if c.key == "layer" else size_cell(c.total.total(trace.calls)) if c.total else None for c in chosen)
    footer = totals if any(c.total for c in chosen) else ()
    keys, titles, aligns = zip(*((c.key, c.title, c.align) for c in chosen), strict=True)
    return Table(keys, titles, rows, footer, aligns, group, name)


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


def _chosen(trace: Trace, columns: Columns | None) -> list[Column]:
    """The columns asked for; the note's by default, and the number of runs where layers are repeated."""
    usual = NOTE if not any(call.loops for call in trace.calls) else (*NOTE[:-1], "runs", *NOTE[-1:])
    wanted = [c.strip() for c in columns.split(",")] if isinstance(columns, str) else usual if columns is None else columns
    if not wanted:
        raise SymnetError("a table without columns shows nothing", "leave columns out for the usual ones, or name some")
    return list(map(column_of, wanted))


def _rows(trace: Trace, columns: Sequence[Column], activations: bool) -> Iterator[tuple[Entry, ...]]:
    first = "Input image" if len(trace.inputs[0]) == 3 else "Input"
    for k, shape in enumerate(trace.inputs):
        reader = next((call for call in trace.calls if -1 - k in call.sources), trace.calls[0])
        yield _end(columns, first, shape, Place(trace, reader))
    for call in trace.calls:
        if activations or is_row(call):
            place = Place(trace, call)
            yield tuple(column.entry(place) for column in columns)
    for shape, end in zip(trace.outputs, trace.ends, strict=True):
        yield _end(columns, "Output", shape, Place(trace, trace.calls[max(end_of(end)[0], 0)]))


def _end(columns: Sequence[Column], name: str, shape: Shape, place: Place) -> tuple[Entry, ...]:
    """The row of an input or of the output: a name, a tensor and no parameters."""
    return tuple(name if c.key == "layer" else c.ends(shape, place) if c.ends else None for c in columns)


def _laid(entry: Entry, layout: str) -> Cell:
    return entry.line(layout) if isinstance(entry, Tensor) else entry


def is_row(call: Call) -> bool:
    """Whether a call is a row by default: it has weights, slides a window or changes a spatial size."""
    output, first = call.output, call.inputs[0]
    has_window = isinstance(call.layer, Windowed) or (len(output) > 1 and output[1:] != first[1:])
    return bool(call.layer.weights(*call.inputs)) or (has_window and len(output) == len(first))
