"""The receptive field: which cells of the network's input one output cell sees, along each axis.

Through a window of extent E, stride S and padding P (Araujo et al. 2019, Distill, equations 2 to 4, cell by cell)

    size  -> size + (E - 1) jump        start -> start - P jump        jump -> S jump

where `jump` is the distance in the input between neighbouring output cells and `start` the first cell that output 0 sees
(minus the effective padding). Branches see the hull of what each sees, and must have one jump.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from symnet.architecture.axes import alike
from symnet.architecture.closed_form import geometric
from symnet.architecture.conditions import all_points
from symnet.architecture.trace import Call, Trace
from symnet.arithmetic.sizes import ceil_div, is_array, is_expression, maximum, minimum, plain_int
from symnet.arithmetic.sweep import Sweep, mask, plain_array
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError


@dataclass(frozen=True)
class Field:
    """What one output cell sees along one axis of the input: cells start + jump o ... start + jump o + size - 1 for output o."""

    size: Any = 1
    jump: Any = 1
    start: Any = 0
    whole: bool = False
    aligned: bool = True
    """Whether all paths from the input have their centre at one cell."""

    @property
    def padding(self) -> Any:
        """The effective padding: how far the first output sees beyond the first cell."""
        return -self.start

    def through(self, window: Window, n: Any, axis_size: Any) -> Field:
        """The field behind a window that moves over n cells."""
        if is_array(window.whole) and not window.whole.all():
            raise SymnetError("a window is the whole axis at some points of the design space only", "make one network for each of them")
        if self.whole or all_points(window.whole):
            return Field(axis_size, 0, 0, True)
        stretched = not (isinstance(window.stretch, int) and window.stretch == 1)
        reach = ceil_div(window.extent, window.stretch) if stretched else window.extent
        before = window.before(n)
        start = self.start - self._share(before * self.jump, window.stretch) if stretched else self.start - before * self.jump
        jump = self._share(window.stride * self.jump, window.stretch)
        return Field(self.size + (reach - 1) * self.jump, jump, start, aligned=self.aligned)

    @staticmethod
    def _share(value: Any, stretch: Any) -> Any:
        """value / stretch: a jump may be a fraction of a cell behind an upsampling."""
        if isinstance(stretch, int) and stretch == 1:
            return value
        if isinstance(value, Sweep) or isinstance(stretch, Sweep):
            if plain_array(value % stretch).any():
                raise SymnetError("a step is a part of a cell at some points of the design space", "make one network for each of them")
            return value // stretch
        import sympy

        return plain_int(sympy.Rational(value, stretch) if isinstance(value, int) and isinstance(stretch, int) else value / stretch)

    def __str__(self) -> str:
        return "the whole axis" if self.whole else f"size {self.size}, jump {self.jump}, start {self.start}"


class Fields(tuple[Field, ...]):
    """One field for each axis after the channels; `size`, `jump` and `start` speak for all axes where they agree."""

    __slots__ = ()

    @property
    def size(self) -> Any:
        return self._common("size")

    @property
    def jump(self) -> Any:
        return self._common("jump")

    @property
    def start(self) -> Any:
        return self._common("start")

    def _common(self, what: str) -> Any:
        values = tuple(getattr(field, what) for field in self)
        return values[0] if values and all(alike(v, values[0]) or _equal(v, values[0]) for v in values) else values


def receptive_fields(trace: Trace) -> tuple[Fields, ...]:
    """The fields behind each call, from an input whose axes after the first are space (or time).

    Raises:
        SymnetError: where branches with different jumps meet; names both.
    """
    calls, input_shape = trace.calls, trace.inputs[0]
    if len(input_shape) < 2:
        raise SymnetError("a receptive field needs an axis beside the channels", f"the input has the shape {input_shape}")
    if any(isinstance(loop.times, Sweep) for call in calls for loop in call.loops):
        trace.refuse_arrays("a receptive field needs a number of runs", "repeat it a number of times")
    walk = Walk(calls, tuple(input_shape[1:]))
    start = Fields(Field() for _ in input_shape[1:])
    walk.run(0, len(calls), 0, {}, start)
    found = tuple(walk.found[k] for k in range(len(calls)))
    return tuple(Fields(map(_given_back, fields)) for fields in found) if trace.is_sweep else found


def _given_back(field: Field) -> Field:
    """A field as a user reads it, in plain arrays."""
    return replace(field, size=plain_array(field.size), jump=plain_array(field.jump), start=plain_array(field.start))


class Walk:
    """One pass over the calls; a repeated body is passed once and composed with itself."""

    def __init__(self, calls: Sequence[Call], axes: tuple[Any, ...]) -> None:
        self.calls = calls
        self.axes = axes
        self.found: dict[int, Fields] = {}

    def run(self, low: int, high: int, depth: int, outside: dict[int, Fields], fed: Fields) -> Fields:
        """The field behind calls low .. high - 1, whose inputs from before `low` see `fed`, or what `outside` says."""
        k = low
        while k < high:
            call = self.calls[k]
            if len(call.loops) > depth:
                k = self.loop(k, high, depth, outside, fed)
                continue
            sources = [self.found[s] if s >= low else outside.get(s, fed) for s in call.sources]
            joined = join(sources, [self.place(s) for s in call.sources], call.name)
            self.found[k] = behind(call, joined, self.axes)
            k += 1
        return self.found[high - 1]

    def loop(self, low: int, high: int, depth: int, outside: dict[int, Fields], fed: Fields) -> int:
        """Pass a loop once from a unit field, then put its iterate in: every composition of windows is affine in the jump."""
        loop, end = self.calls[low].loops[depth], low
        while end < high and len(self.calls[end].loops) > depth and self.calls[end].loops[depth] == loop:
            end += 1
        source = self.calls[low].sources[0]
        entry = self.found.get(source, outside.get(source, fed)) if source >= 0 else outside.get(source, fed)
        unit = Fields(Field(0, 1, 0) for _ in entry)
        once = self.run(low, end, depth + 1, {}, unit)
        if any(f.whole for f in once):
            self.run(low, end, depth + 1, {}, entry)
            return end
        runs = loop.times - loop.start
        before_last = Fields(iterated(f, step, runs - 1) for f, step in zip(entry, once, strict=True))
        self.run(low, end, depth + 1, {}, before_last)
        return end

    def place(self, source: int) -> str:
        return self.calls[source].name if source >= 0 else "the input"


def iterated(field: Field, step: Field, runs: Any) -> Field:
    """`field` behind `runs` passes of what makes `step` of a unit field (size 0, jump 1, start 0)."""
    if field.whole:
        return field
    reach = geometric(step.jump, runs)
    jump = field.jump * step.jump**runs
    start = field.start + step.start * field.jump * reach
    return Field(field.size + step.size * field.jump * reach, jump, start, aligned=field.aligned and step.aligned)


def behind(call: Call, field: Fields, axes: tuple[Any, ...]) -> Fields:
    """The fields behind one call; where an axis is gone (flattened, pooled away), every output sees all of it."""
    windows = call.layer.windows(*call.inputs)
    spatial = call.inputs[0][1:]
    if len(windows) != len(field):
        return Fields(Field(n, 0, 0, True) for n in axes)
    cells = spatial if len(spatial) == len(windows) else (None,) * len(windows)
    return Fields(f.through(w, n, axis) for f, w, n, axis in zip(field, windows, cells, axes, strict=True))


def join(fields: list[Fields], places: list[str], here: str) -> Fields:
    """The hull of what several inputs see."""
    joined = fields[0]
    for other, place in zip(fields[1:], places[1:], strict=True):
        joined = Fields(_hull(a, b, places[0], place, here) for a, b in zip(joined, other, strict=True))
    return joined


def _hull(a: Field, b: Field, first: str, second: str, here: str) -> Field:
    if a.whole or b.whole:
        return a if a.whole else b
    if not _equal(a.jump, b.jump):
        raise SymnetError(
            f"{here}: the receptive field is not defined, because {first} moves by {a.jump} cells and {second} by {b.jump}",
            "make the strides of both paths equal",
        )
    if a == b:
        return a
    centred = _equal(2 * a.start + a.size, 2 * b.start + b.size)
    aligned = a.aligned and b.aligned and centred
    if is_expression(a.start) or is_expression(b.start):
        # Paddings that depend on the input size: taken to be centred, the larger field holds the smaller one.
        return Field(maximum(a.size, b.size), a.jump, minimum(a.start, b.start), aligned=aligned)
    start = minimum(a.start, b.start)
    return Field(maximum(a.start + a.size, b.start + b.size) - start, a.jump, start, aligned=aligned)


def _equal(a: Any, b: Any) -> bool:
    if is_expression(a) or is_expression(b):
        import sympy

        return sympy.expand(sympy.sympify(a, strict=True) - b) == 0
    return all_points(mask(a, "equal", b)) if isinstance(a, Sweep) or isinstance(b, Sweep) else a == b
