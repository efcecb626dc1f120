"""Columns: what a table shows of each layer at its place, as typed cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from symnet.arithmetic.sizes import Shape
from symnet.door import doors
from symnet.errors import SymnetError, unknown
from symnet.quantities import BIASES, QUANTITIES, WEIGHTS, Quantity
from symnet.quantities.place import Place
from symnet.tables.cells import Cell, cell_of, size_cell
from symnet.writing.line import Line, Lines
from symnet.writing.term import dims


@dataclass(frozen=True)
class Tensor:
    """A shape as a cell: the table's layout says where its channels are shown."""

    shape: Shape
    channels_first: bool

    def line(self, layout: str) -> Line:
        """In the channels-last layout a vector of n is n x 1, and channels come after the axes of space."""
        rank = len(self.shape)
        last = layout == "channels_last"
        moved = last and rank > 1 and self.channels_first
        shown = (*self.shape[1:], self.shape[0]) if moved else (*self.shape, 1) if last and rank == 1 else self.shape
        return Line.of(dims(shown) if rank else 1)


Entry: TypeAlias = Cell | Tensor
"""What a column gives for a place."""


@doors
@dataclass(frozen=True)
class Column:
    """A column of a table of a network. One of your own is passed to `Network.table` in place of a name.

    Args:
        key: what it is asked for by.
        title: what stands above it.
        cell: its entry for a place: a whole number or an expression, a `Fraction`, text, mathematics, a tensor, or None.
        align: "l" or "r".
        total: the quantity whose total over all layers its footer shows.
        ends: its entry in the rows of an input and of the output, from the shape and the place that reads or makes it.

    >>> import symnet as sn
    >>> half = Column("half", "bytes in half precision", lambda place: 2 * place.params, "r")
    >>> print(sn.zoo.alexnet().table(["layer", half]).head(2))
    Layer Name   bytes in half precision
    ────────────────────────────────────
    Input image
    Conv1                          69888
    """

    key: str
    title: str
    cell: Callable[[Place], Any]
    align: str = "l"
    total: Quantity | None = None
    ends: Callable[[Shape, Place], Entry] | None = None

    def entry(self, place: Place) -> Entry:
        """Its entry for a place, as a cell.

        Raises:
            SymnetError: for a value that no cell holds, such as a float.
        """
        value: Any = self.cell(place)
        if isinstance(value, Tensor):
            return value
        try:
            return cell_of(value)
        except SymnetError as error:
            raise SymnetError(f"column {self.key!r} of {place.name}: {error.what}", error.remedy) from None


def _per_axis(values: Any) -> Cell:
    if all(not isinstance(v, tuple) and v == values[0] for v in values):
        return size_cell(values[0])
    flat = tuple(dims(v) if isinstance(v, tuple) else v for v in values)
    return Line.of(dims(flat))


def _padding(place: Place) -> Cell:
    moving = place.moving
    if not moving:
        return None
    if any(w.same for w in moving):
        return "same"
    return _per_axis(tuple(w.padding if w.padding_after is None else (w.padding, w.padding_after) for w in moving))


def _kernel(place: Place) -> Cell:
    return Line.of(dims(tuple(w.kernel_size for w in place.moving))) if place.moving else None


def _stride(place: Place) -> Cell:
    return _per_axis(tuple(w.stride for w in place.moving)) if place.moving else None


def _filters(place: Place) -> Cell:
    return size_cell(place.output_shape[0]) if place.moving else None


def _worked(place: Place) -> Cell:
    """The worked size of the last axes; one line where all axes have the same."""
    output, first = place.output_shape, place.input_shape
    if place.is_block or len(output) < 2 or output is first or (output[1:] == first[1:] and not place.moving):
        return None
    channels, *axes = place.axes(len(output))
    if channels[0] != "channels":
        return None
    lines = list(dict.fromkeys(place.derivation(axis).worked for axis, _ in axes))
    return lines[0] if len(lines) == 1 else Lines(tuple(t for line in lines for t in line.terms), tuple(lines))


def _tensor(shape: Shape, place: Place) -> Tensor:
    rank = len(shape)
    return Tensor(shape, rank > 0 and place.axes(rank)[0][0] == "channels")


def _weights(place: Place) -> Cell:
    if place.is_block:
        return size_cell(place.total(WEIGHTS))
    derivation = place.derivation("weights")
    return 0 if derivation.formula == 0 else Line.of(derivation.substituted)


def _biases(place: Place) -> Cell:
    return size_cell(place.total(BIASES) if place.is_block else BIASES.of(place.call))


def _runs(place: Place) -> Cell:
    """How often the layer runs: the product of the repetitions it stands in."""
    return size_cell(place.runs)


def _field(what: str) -> Callable[[Place], Cell]:
    def cell(place: Place) -> Cell:
        fields = place.receptive_field
        if what == "size" and any(f.phases for f in fields):
            return ", ".join(dict.fromkeys(f"{f.smallest}–{f.size}" for f in fields))
        return "whole axis" if any(f.whole for f in fields) else _per_axis(tuple(getattr(f, what) for f in fields))

    return cell


def _formula(quantity: str) -> Callable[[Place], Cell]:
    return lambda place: None if place.is_block else place.derivation(quantity).line


def _none(shape: Shape, place: Place) -> Cell:
    return 0


def quantity_column(quantity: Quantity) -> Column:
    """The column of a quantity: how much each layer has over all its runs, and the total."""
    return Column(quantity.name, quantity.title or quantity.name, lambda place: place.total(quantity), "r", quantity, _none)


COLUMNS = {
    column.key: column
    for column in (
        *map(quantity_column, QUANTITIES.values()),
        Column("layer", "Layer Name", lambda place: place.name),
        Column("type", "type", lambda place: place.kind),
        Column("padding", "Padding", _padding, "r"),
        Column("kernel", "Kernel", _kernel),
        Column("stride", "Stride", _stride, "r"),
        Column("filters", "filter", _filters, "r"),
        Column("size", "img size", _worked),
        Column("tensor", "tensor size", lambda place: _tensor(place.output_shape, place), ends=_tensor),
        Column("input", "input size", lambda place: _tensor(place.input_shape, place)),
        Column("weights", "weights", _weights, ends=_none),
        Column("bias", "bias", _biases, "r", ends=_none),
        Column("runs", "runs", _runs, "r"),
        Column("receptive_field", "receptive field", _field("size"), "r"),
        Column("jump", "jump", _field("jump"), "r"),
        Column("start", "start", _field("start"), "r"),
        Column("params_formula", "parameters", _formula("params")),
        Column("macs_formula", "MACs", _formula("macs")),
    )
}
"""Every named column: each quantity has one, and `weights` and `bias` are those of one run, as they are worked out."""

BLOCKS = ("layer", "type", "tensor", "params", "macs")
"""The columns of a table of blocks."""

NOTE = ("layer", "padding", "kernel", "stride", "filters", "size", "tensor", "weights", "bias", "params")
"""The columns of the AlexNet note, in its order."""


def column_of(wanted: Column | Quantity | str) -> Column:
    """A column: one of your own, the column of a quantity, or the one of that name."""
    if isinstance(wanted, Column):
        return wanted
    if isinstance(wanted, Quantity):
        return quantity_column(wanted)
    if not isinstance(wanted, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymnetError(f"{wanted!r} is not a column", "give a name, a Column or a Quantity")
    if wanted not in COLUMNS:
        raise unknown("column", wanted, COLUMNS)
    return COLUMNS[wanted]
