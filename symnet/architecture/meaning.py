"""What the axes of each tensor of a network mean: said by the layers that know, and carried along by those that do not care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from symnet.architecture.axes import Axes, usual_axes
from symnet.architecture.graph import Wire, made_at
from symnet.architecture.layer import Layer
from symnet.architecture.trace import Call, Trace

Axis: TypeAlias = tuple[Wire, int]


def tensor_axes(trace: Trace) -> Mapping[Wire, Axes]:
    """Name and symbol of each axis of each input (-1, -2, ...) and output of a call.

    A convolution says that channels come first, a recurrent layer that features come last; an activation, a dropout or a sum says
    nothing, and its axes mean what those of its input do, as far as that is known from either side. What nobody says is as usual.

    >>> from symnet import Dropout, LSTM, Network, Sequential
    >>> tensor_axes(Network(Sequential(Dropout(), LSTM(64)), (10, 32)).trace)[0]
    (('length', 'L'), ('features', 'F_in'))
    """
    known = Meanings()
    ranks: dict[Wire, int] = {-1 - k: len(shape) for k, shape in enumerate(trace.inputs)}
    for k, call in enumerate(trace.calls):
        outputs = [(k if j == 0 else (k, j), len(shape)) for j, shape in enumerate(call.outputs)]
        ranks |= outputs
        for a, b in carried(k, call):
            known.join(a, b)
        if weight := sure(call.layer):
            for source, shape in zip(call.sources, call.raw_inputs, strict=False):
                known.say(made_at(source), call.layer.input_axes(len(shape)), weight)
            for wire, rank in outputs:
                known.say(wire, call.layer.output_axes(rank), weight)
    return {wire: known.of(wire, rank) for wire, rank in ranks.items()}


class Meanings:
    """Axes in groups of those that mean the same, and what was said of each group, by how surely."""

    def __init__(self) -> None:
        self.above: dict[Axis, Axis] = {}
        self.said: dict[Axis, tuple[int, tuple[str, str]]] = {}

    def head(self, axis: Axis) -> Axis:
        """The axis that stands for its group."""
        while (above := self.above.get(axis, axis)) != axis:
            axis = self.above[axis] = self.above.get(above, above)
        return axis

    def join(self, a: Axis, b: Axis) -> None:
        """Two axes mean the same."""
        first, second = self.head(a), self.head(b)
        if first != second:
            self.above[second] = first
            if second in self.said:
                self._say(first, *self.said.pop(second))

    def say(self, wire: Wire, axes: Axes, weight: int) -> None:
        """What the axes of a tensor are called; a numbered one has no meaning to tell."""
        for axis, meaning in enumerate(axes):
            if not meaning[0].startswith("axis"):
                self._say((wire, axis), weight, meaning)

    def _say(self, axis: Axis, weight: int, meaning: tuple[str, str]) -> None:
        before = self.said.get(self.head(axis))
        if before is None or before[0] < weight:
            self.said[self.head(axis)] = (weight, meaning)

    def of(self, wire: Wire, rank: int) -> Axes:
        """What is known of a tensor's axes; what is not is as usual."""
        return tuple(self.said.get(self.head((wire, axis)), (0, usual))[1] for axis, usual in enumerate(usual_axes(rank)))


def sure(layer: Layer) -> int:
    """How surely a layer knows what its axes mean: 2 where it takes only inputs of a rank, 1 where it knows the last axes, else 0."""
    return 2 if layer.rank is not None or layer.spatial else 1 if layer.axes is not None else 0


def carried(k: int, call: Call) -> Iterator[tuple[Axis, Axis]]:
    """The axes of a call's output that are an axis of an input: of a layer that reorders them, or that keeps each in its place."""
    if not call.sources:
        return
    x, rank = call.raw_inputs[0], len(call.raw_output)
    sources = tuple(map(made_at, call.sources))
    moves = call.layer.moves(x)
    if moves:
        yield from (((sources[0], axis), (k, j)) for j, axis in enumerate(moves))
    elif sure(call.layer) < 2 and len(x) == rank and len(call.layer.windows(*call.raw_inputs)) == rank - 1:
        for source, shape in zip(sources, call.raw_inputs, strict=False):
            if len(shape) == rank:
                yield from (((source, axis), (k, axis)) for axis in range(rank))
