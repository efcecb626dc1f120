"""Columns: what a table shows of each layer at its place, as typed cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from symnet.architecture.axes import Axes
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.door import doors
from symnet.errors import SymnetError, unknown
from symnet.layers.windowed import Windowed
from symnet.quantities import BIASES, QUANTITIES, WEIGHTS, Quantity
from symnet.quantities.place import Place
from symnet.tables.cells import Cell, cell_of, size_cell
from symnet.writing.line import Line, Lines, Padding, Sizes
from symnet.writing.term import dims, written


@dataclass(frozen=True)
class Tensor:
    """A shape as a cell, with what its axes mean: the table's layout says where its channels are shown."""

    shape: Shape
    axes: Axes

    def line(self, layout: str) -> Line:
        """In the channels-last layout a vector of n is n x 1, and channels come after the axes of space."""
        rank = len(self.shape)
        last = layout == "channels_last"
        moved = last and rank > 1 and self.axes[0][0] == "channels"
        shown = (*self.shape[1:], self.shape[0]) if moved else (*self.shape, 1) if last and rank == 1 else self.shape
        return Sizes(Line.of(dims(shown) if rank else 1).terms, self.shape)


Wanted: TypeAlias = "str | Column | Quantity | Callable[[Place], Any]"
"""A column, by its name, as it is, or as a function of a place."""

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
        ends: its entry in the rows of an input and of the output, from the shape and the names and symbols of its axes.
        share: whether its cell is the part of the total that its quantity has, as a percentage.

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
    ends: Callable[[Shape, Axes], Entry] | None = None
    share: bool = False

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


def _per_axis(values: tuple[Any, ...]) -> Cell:
    return size_cell(values[0]) if all(v == values[0] for v in values) else Line.of(dims(values))


def _slid(layer: Layer) -> dict[str, Any]:
    """Kernel, stride and padding along each axis, as far as there are any: of a layer's window, of its fields, or of the layer in it."""
    if isinstance(layer, Windowed):
        windows = layer.moving
        padding = tuple(w.padding if w.padding_after is None else (w.padding, w.padding_after) for w in windows)
        same = {"padding": "same"} if any(w.same for w in windows) else {"padding": padding}
        return {"kernel_size": tuple(w.kernel_size for w in windows), "stride": tuple(w.stride for w in windows), **same}
    found = {name: value for name in SLID if (value := getattr(layer, name, None)) is not None}
    if "kernel_size" in found:
        return found
    return next(filter(None, map(_slid, layer.wrapped().values())), {})


SLID = ("kernel_size", "stride", "padding")


def _of_window(what: str, cell: Callable[[tuple[Any, ...]], Cell]) -> Callable[[Place], Cell]:
    def shown(place: Place) -> Cell:
        value = None if place.is_block else _slid(place.layer).get(what)
        return value if value is None or isinstance(value, str) else cell(value if isinstance(value, tuple) else (value,))

    return shown


def _padding(values: tuple[Any, ...]) -> Cell:
    axes = tuple(tuple(map(written, v)) if isinstance(v, tuple) else (written(v),) for v in values)
    if all(len(axis) == 1 for axis in axes):
        return _per_axis(values)
    shown = axes[:1] if all(axis == axes[0] for axis in axes) else axes
    return Padding(tuple(side for axis in shown for side in axis), shown)


def _filters(place: Place) -> Cell:
    return size_cell(place.output_shape[0]) if not place.is_block and _slid(place.layer) else None


def _worked(place: Place) -> Cell:
    """The worked size of the last axes; one line where all axes have the same."""
    output, first = place.output_shape, place.input_shape
    if place.is_block or len(output) < 2 or output is first or (output[1:] == first[1:] and not place.moving):
        return None
    channels, *axes = place.layer.output_axes(len(output))
    if channels[0] != "channels" or place.output_axes[0][0] != "channels":
        return None
    lines = list(dict.fromkeys(place.derivation(axis).worked for axis, _ in axes))
    return lines[0] if len(lines) == 1 else Lines(tuple(t for line in lines for t in line.terms), tuple(lines))


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


def _none(shape: Shape, axes: Axes) -> Cell:
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
        Column("padding", "Padding", _of_window("padding", _padding), "r"),
        Column("kernel", "Kernel", _of_window("kernel_size", lambda sizes: Line.of(dims(sizes)))),
        Column("stride", "Stride", _of_window("stride", _per_axis), "r"),
        Column("filters", "filter", _filters, "r"),
        Column("size", "img size", _worked),
        Column("tensor", "tensor size", lambda place: Tensor(place.output_shape, place.output_axes), ends=Tensor),
        Column("input", "input size", lambda place: Tensor(place.input_shape, place.input_axes)),
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


def share_column(quantity: Quantity) -> Column:
    """The column of what part of the total of a quantity each layer has over all its runs."""
    title = f"share of {quantity.title or quantity.name}"
    return Column(f"{quantity.name}%", title, lambda place: place.total(quantity), "r", quantity, share=True)


def column_of(wanted: Wanted, title: str | None = None) -> Column:
    """A column: one of your own, the column of a quantity, the one of that name, or what a function of a place gives."""
    column = _column_of(wanted, title)
    return column if title is None else replace(column, title=title)


def _column_of(wanted: Wanted, title: str | None) -> Column:
    if isinstance(wanted, Column):
        return wanted
    if isinstance(wanted, Quantity):
        return quantity_column(wanted)
    if callable(wanted):
        name = title or getattr(wanted, "__name__", "").replace("<lambda>", "") or "column"
        return Column(name, name, wanted, "r")
    if not isinstance(wanted, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymnetError(f"{wanted!r} is not a column", "give a name, a Column, a Quantity, or a function of a place")
    if wanted.endswith("%") and wanted[:-1] in QUANTITIES:
        return share_column(QUANTITIES[wanted[:-1]])
    if wanted not in COLUMNS:
        raise unknown("column", wanted, (*COLUMNS, *(f"{name}%" for name in QUANTITIES)))
    return COLUMNS[wanted]
