"""The picture of a receptive field: for each layer, which input cells one of its output cells sees along an axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.architecture.axes import AXES
from symnet.architecture.graph import Wire
from symnet.arithmetic.sizes import is_array, is_expression
from symnet.door import door
from symnet.errors import SymnetError, unknown
from symnet.figures.drawing import Item, Label, Path, Rect, bounds
from symnet.figures.drawn import Drawn, title_items
from symnet.figures.figure import Figure
from symnet.figures.palette import FONTS
from symnet.quantities.field import Field
from symnet.quantities.receptive_field import fields_of_wires
from symnet.reports.block import Block, whole

MOST_ROWS = 200
WIDTH = 480
ROW = 22
COLUMN = 52
TICK_ROOM = 5
"""How far apart neighbouring output cells must be drawn to be told apart."""

NOTES = (
    "bar: the input cells that one output cell sees, dashed where they are padding",
    "ticks: the middles of all output cells, one jump apart",
    "start: where the field of output cell 0 begins",
)


@dataclass(frozen=True)
class Row:
    """A layer's name, the field of its cells, and how many cells it has along the axis."""

    name: str
    field: Field
    cells: int

    @property
    def numbers(self) -> tuple[str, str, str]:
        size = f"{self.field.smallest}–{self.field.size}" if self.field.phases else str(self.field.size)
        return ("whole", "", "") if self.field.whole else (size, str(self.field.jump), str(self.field.start))

    def span(self, cell: int) -> tuple[float, float]:
        """Where the cells that output `cell` sees begin and end."""
        if self.field.whole:
            return 0, float(self.field.size)
        first, last = self.field.span(cell)
        return float(first), float(last + 1)

    def cell_at(self, place: float) -> int:
        """The output cell whose middle is nearest to a place in the input."""
        if self.field.whole:
            return 0
        first = sum(self.span(0)) / 2
        return min(max(round((place - first) / float(self.field.jump)), 0), self.cells - 1)


@door
def receptive_field_figure(network: Drawn, axis: int | str = 0, every: bool = False, title: bool | str = True) -> Figure:
    """Draw which input cells an output cell of each layer sees, as bars over the input along one axis.

    Every bar belongs to the output cell nearest to the middle of what the last window sees; the part of a bar that lies in padding is
    dashed. Ticks below a bar are the middles of the layer's output cells, so their distance is the jump. Beside the bars stand
    size, jump and start.

    Args:
        network: with numbers along the axis; channels may be symbols.
        axis: "height", "width", ... or its number, counted from 0 after the channels.
        every: whether layers whose cells see what the cells before them see (ReLU, batch normalisation) are rows too.
        title: whether there is a title, or which.

    Raises:
        SymnetError: where a size along the axis is a symbol, there is no such axis, or there are more than 200 rows.

    >>> from symnet import Conv2d, MaxPool2d, Network, Sequential
    >>> net = Network(Sequential(Conv2d(8, 3), MaxPool2d(2)), (3, 12, 12))
    >>> receptive_field_figure(net).description
    'A cell of Maxpool1 sees 4 of the 12 input cells; neighbours see what lies 2 cells apart.'
    """
    block = whole(network.trace, network.name)
    found = network.trace.once(fields_of_wires)
    number, called = axis_number(block, axis)
    rows = numeric_rows(block, {wire: fields[number] for wire, fields in found.items()}, number, every)
    n = block.input_shape[1 + number]
    middle = sum(last_span(rows, n)) / 2
    spans = [row.span(row.cell_at(middle)) for row in rows]
    low, high = min(0.0, *(a for a, _ in spans)), max(float(n), *(b for _, b in spans))
    scale = Scale(low, WIDTH / (high - low))
    bars = [item for k, (row, span) in enumerate(zip(rows, spans, strict=True), 1) for item in bar(row, span, n, k * ROW, scale)]
    name = f"Receptive fields along the {called}"
    names = [Label(-12, k * ROW, row.name, "text", "end") for k, row in enumerate(rows, 1)]
    items = (*edges(n, len(rows), scale), *axis_bar(n, scale), *bars, *names, *columns(rows))
    notes = [Label(0, (len(rows) + 1) * ROW + 6 + 15 * k, note, "small") for k, note in enumerate(NOTES)]
    left, top, _, _ = bounds(items)
    return Figure((*title_items(title, name, left, top), *items, *notes), name, described(rows[-1], n))


def described(row: Row, n: int) -> str:
    """What a layer's cell sees, in a sentence."""
    if row.field.whole:
        return f"A cell of {row.name} sees the whole axis of {n} cells."
    return f"A cell of {row.name} sees {row.field.size} of the {n} input cells; neighbours see what lies {row.field.jump} cells apart."


@dataclass(frozen=True)
class Scale:
    """Input cells to the coordinates of the picture."""

    low: float
    unit: float

    def __call__(self, cell: float) -> float:
        return (cell - self.low) * self.unit


# ------------------------------------------------------------------------- rows


def axis_number(network: Block, axis: int | str) -> tuple[int, str]:
    """The number of an axis after the channels, and its name."""
    count = len(network.input_shape) - 1
    names = [name for name, _ in AXES.get(count + 1, ())][1:] or [f"axis {k}" for k in range(count)]
    if axis in names:
        return names.index(str(axis)), str(axis)
    if not isinstance(axis, int) or not 0 <= axis < count:
        raise unknown("axis", axis, [*names, *map(str, range(count))])
    return axis, names[axis]


def numeric_rows(network: Block, fields: Mapping[Wire, Field], axis: int, every: bool) -> list[Row]:
    """The rows of the picture, all their numbers being numbers."""
    if any(is_array(v) for v in (network.input_shape[1 + axis], *(v for f in fields.values() for v in (f.size, f.jump, f.start)))):
        network.trace.refuse_arrays("bars are drawn for numbers")
    rank = len(network.input_shape)
    rows: list[Row] = []
    for k, call in enumerate(network.calls):
        field = fields[k]
        if every or field not in [fields[s] for s in call.sources]:
            cells = call.output[1 + axis] if len(call.output) == rank else 1
            rows.append(Row(call.name, field, cells))
    rows = rows or [Row(network.calls[-1].name, fields[network.trace.ends[0]], network.output_shape[1 + axis])]
    refuse_symbols([network.input_shape[1 + axis], *(v for r in rows for v in (r.field.size, r.field.jump, r.field.start, r.cells))])
    if len(rows) > MOST_ROWS:
        raise SymnetError(f"a picture of {len(rows)} layers is too long to read", f"draw a part of the network, at most {MOST_ROWS} layers")
    return rows


def refuse_symbols(sizes: Iterable[Any]) -> None:
    names = sorted({s.name for size in sizes if is_expression(size) for s in size.free_symbols})
    if names:
        values = ", ".join(f"{name}=..." for name in names)
        found = ", ".join(names)
        raise SymnetError(f"bars are drawn for numbers, and the sizes along the axis have {found}", f"put numbers in with subs({values})")


def last_span(rows: list[Row], n: int) -> tuple[float, float]:
    """What the middle cell of the last layer that has positions sees."""
    placed = [row for row in rows if not row.field.whole]
    return placed[-1].span(placed[-1].cells // 2) if placed else (0, n)


# ------------------------------------------------------------------------- parts


def axis_bar(n: int, scale: Scale) -> tuple[Item, ...]:
    """The input itself."""
    cells = Rect(scale(0), -8, n * scale.unit, 16, "input")
    return Label(-12, 0, "input", "name", "end"), cells, Label(scale(n / 2), 0, f"{n} cells", "small", "middle")


def edges(n: int, rows: int, scale: Scale) -> tuple[Item, ...]:
    """Where the input ends and padding begins, down all rows."""
    bottom = rows * ROW + 12
    return tuple(Path(((scale(cell), -8), (scale(cell), bottom)), "edge") for cell in (0, n))


def bar(row: Row, span: tuple[float, float], n: int, y: float, scale: Scale) -> tuple[Item, ...]:
    """What one cell of a layer sees, the part in padding dashed, and ticks at the middles of the layer's cells."""
    low, high = span
    told = f"{row.name}: {row.field}"
    if row.field.whole:
        return (Rect(scale(0), y - 6, n * scale.unit, 10, "whole", told),)
    pieces = ((max(low, 0), min(high, n), "seen"), (low, min(high, 0), "seen-padding"), (max(low, n), high, "seen-padding"))
    parts = (Rect(scale(a), y - 6, (b - a) * scale.unit, 10, kind, told) for a, b, kind in pieces if b > a)
    return *parts, *ticks(row, y + 7, scale)


def ticks(row: Row, y: float, scale: Scale) -> tuple[Item, ...]:
    """The middles of a layer's output cells, where they can be told apart."""
    if float(row.field.jump) * scale.unit < TICK_ROOM:
        return ()
    places = (scale(sum(row.span(cell)) / 2) for cell in range(row.cells))
    return tuple(Path(((x, y - 2), (x, y + 2)), "centre") for x in places if 0 <= x <= WIDTH)


def columns(rows: list[Row]) -> tuple[Item, ...]:
    """Size, jump and start in columns on the right of the bars."""
    made: list[Item] = []
    x = WIDTH + 8.0
    for k, title in enumerate(("size", "jump", "start")):
        cells = [title, *(row.numbers[k] for row in rows)]
        x += max(COLUMN, 14 + max(FONTS["name"].width(cell) for cell in cells))
        made.append(Label(x, 0, title, "name", "end"))
        made += [Label(x, j * ROW, cell, "text", "end") for j, cell in enumerate(cells[1:], 1) if cell]
    return tuple(made)
