"""Columns: what a table shows of each call, as typed cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from symnet.derivation import Line, derive
from symnet.layers.windowed import Windowed
from symnet.network import Network
from symnet.place import Place
from symnet.quantities import ACTIVATIONS, BIASES, BUFFERS, MACS, PARAMS, Quantity
from symnet.sizes import Shape, product
from symnet.trace import Call
from symnet.written import dims, written

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
    return _per_axis(call.layer.sizes()["padding"]) if isinstance(call.layer, Windowed) else None


def _kernel(call: Call, context: Context) -> Cell:
    return Line((dims(call.layer.sizes()["kernel_size"]),)) if isinstance(call.layer, Windowed) else None


def _stride(call: Call, context: Context) -> Cell:
    return _per_axis(call.layer.sizes()["stride"]) if isinstance(call.layer, Windowed) else None


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
        fields = Place(context.network, call).receptive_field
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
