"""A layer at its place in a network: what questions about one layer come down to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from symnet.architecture.axes import Axes
from symnet.architecture.conditions import Condition
from symnet.architecture.graph import Op, Wire, made_at
from symnet.architecture.layer import Layer
from symnet.architecture.meaning import tensor_axes
from symnet.architecture.path import Path
from symnet.architecture.trace import Call, Trace, given_back
from symnet.arithmetic.sizes import Amount, PlainShape, Shape, product
from symnet.arithmetic.sweep import Sweep
from symnet.arithmetic.window import Window
from symnet.door import doors
from symnet.layers.windowed import Windowed
from symnet.quantities import ACTIVATIONS, MACS, PARAMS, Quantity, quantity_of
from symnet.quantities.derivation import Derivation, Derivations
from symnet.quantities.receptive_field import Fields, receptive_fields
from symnet.writing.answer import Listed


@doors
class Place:
    """A layer at its place in a network: its shapes, its counts and its derivations. `trace` is the whole network's."""

    is_block: ClassVar[bool] = False
    """Whether a graph stands here, and no single layer."""

    def __init__(self, trace: Trace, call: Call) -> None:
        self.trace = trace
        self.call = call

    @property
    def name(self) -> str:
        """Where it stands: the names on the way to it, with dots between them."""
        return self.call.name

    @property
    def path(self) -> Path:
        """The names on the way to it."""
        return self.call.path

    @property
    def calls(self) -> tuple[Call, ...]:
        """What stands there, as the trace has it."""
        return (self.call,)

    @property
    def layer(self) -> Layer:
        """The layer that stands there."""
        return self.call.layer

    @property
    def op(self) -> Op:
        """What stands there: the layer, or the graph of a block."""
        return self.layer

    @property
    def kind(self) -> str:
        """The class of the layer, or the kind of the block."""
        return type(self.layer).__name__

    @property
    def moving(self) -> tuple[Window, ...]:
        """The window along each spatial axis of a layer that slides one; none else."""
        return self.layer.moving if isinstance(self.layer, Windowed) else ()

    @property
    def runs(self) -> Amount:
        """How often it runs: the product of the repetitions it stands in."""
        return product(loop.times - loop.start for loop in self.call.loops)

    @property
    def wires(self) -> tuple[Wire, Wire]:
        """The wire of its (first) input and that of its (first) output."""
        return self.call.sources[0], self.number

    @property
    def number(self) -> int:
        """The how manieth layer of the network it is, from 0."""
        return self.trace.once(_numbers)[id(self.call)]

    @property
    def input_axes(self) -> Axes:
        """Name and symbol of each axis of its (first) input, as the layers around it tell: see `tensor_axes`."""
        return self.trace.once(tensor_axes)[made_at(self.wires[0])]

    @property
    def output_axes(self) -> Axes:
        """Name and symbol of each axis of its (first) output."""
        return self.trace.once(tensor_axes)[made_at(self.wires[1])]

    def axes(self, rank: int) -> Axes:
        """Name and symbol of each axis of an input with `rank` axes, or of an output with as many."""
        return self.layer.input_axes(rank)

    @property
    def input_shape(self) -> PlainShape:
        """The shape of the (first) input."""
        return given_back(self.call.inputs[0])

    @property
    def output_shape(self) -> PlainShape:
        """The shape of the (first) output."""
        return given_back(self.call.output)

    @property
    def input_shapes(self) -> tuple[PlainShape, ...]:
        """The shape of each input."""
        return tuple(map(given_back, self.call.inputs))

    @property
    def output_shapes(self) -> tuple[PlainShape, ...]:
        """The shape of each output."""
        return tuple(map(given_back, self.call.outputs))

    def together(self, others: Sequence[Place]) -> Place:
        """This place and copies of it as one; a layer stands for itself."""
        return self

    @property
    def weights(self) -> dict[str, Shape]:
        """The learned parameters, shared ones too: name -> shape."""
        return {name: given_back(shape) for name, shape in self.layer.weights(*self.call.inputs).items()}

    @property
    def buffers(self) -> dict[str, Shape]:
        """What is stored and not learned: name -> shape."""
        return {name: given_back(shape) for name, shape in self.layer.buffers(*self.call.inputs).items()}

    @property
    def params(self) -> Amount:
        """How many learned parameters it has over all its runs; those of an earlier layer are not counted again."""
        return self.total(PARAMS)

    @property
    def macs(self) -> Amount:
        """How many multiply-accumulates it has over all its runs, for one sample."""
        return self.total(MACS)

    @property
    def activations(self) -> Amount:
        """How many output cells it has over all its runs, for one sample."""
        return self.total(ACTIVATIONS)

    def total(self, quantity: Quantity | str) -> Amount:
        """How much of a quantity it has over all its runs: one of `symnet.QUANTITIES` by name, or one of your own."""
        return quantity_of(quantity).over_runs(self.call)

    @property
    def receptive_field(self) -> Fields:
        """Which cells of the network's input one output cell sees: a field (size, jump, start) for each axis after the channels."""
        return self.trace.once(receptive_fields)[self.number]

    @property
    def conditions(self) -> Listed[Condition]:
        """What this layer asks that symbols leave open."""
        return Listed(c for c in self.trace.conditions if c.place == self.name)

    def derivation(self, of: str | Quantity) -> Derivation:
        """How a size or a count comes about: formula = with the values put in = value.

        Args:
            of: an output axis ("height", "width", "channels", "length", "depth", "features"), or a quantity by its name ("params",
                "weights", "bias", "macs", "activations", ...) or itself.
        """
        return self._derivations.of(of)

    @property
    def derivations(self) -> Listed[Derivation]:
        """Every derivation of the layer."""
        return Listed(self._derivations)

    @cached_property
    def _derivations(self) -> Derivations:
        if self.trace.is_sweep:
            sizes = [size for shape in (*self.call.raw_inputs, self.call.raw_output) for size in shape]
            sizes += [size for _, values in self.layer.size_specs() for size in values]
            if any(isinstance(size, Sweep) for size in sizes):
                self.trace.refuse_arrays(f"a derivation of {self.name} shows numbers or symbols")
        return Derivations(self.call, self.trace.calls, self.trace.notation)

    def __repr__(self) -> str:
        return f"<{self.name}: {self.layer!r}, {self.input_shape} -> {self.output_shape}>"


def _numbers(trace: Trace) -> dict[int, int]:
    return {id(call): k for k, call in enumerate(trace.calls)}
