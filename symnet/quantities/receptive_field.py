"""The receptive field: which cells of the network's input one output cell sees, along each axis.

Each call is passed once, behind what its inputs see; branches see the hull of what each sees, and must have one jump. A repeated body
is passed once for each run, or, where the number of runs is a symbol, once on a unit field whose iterate is then put in: windows
compose to maps that are affine in the jump.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from symnet.architecture.closed_form import Loop, geometric, summed
from symnet.architecture.trace import Call, Trace, in_run
from symnet.arithmetic.sizes import is_expression, plain_int
from symnet.arithmetic.sweep import Sweep, plain_array
from symnet.errors import NoClosedForm, SymnetError
from symnet.quantities.field import Field, equal, joined

PASSED = 1_000
"""Up to how many runs a repetition without phases is passed run by run; beyond, its closed form is asked."""


class Fields(tuple[Field, ...]):
    """One field for each axis after the channels; `size`, `jump` and `start` speak for all axes where they agree."""

    __slots__ = ()

    @property
    def size(self) -> Any:
        """How many cells an output sees; with phases, the most."""
        return self._common("size")

    @property
    def jump(self) -> Any:
        """The distance in the input between neighbouring outputs; a fraction behind an upsampling."""
        return self._common("jump")

    @property
    def start(self) -> Any:
        """The first cell that output 0 sees."""
        return self._common("start")

    @property
    def offset(self) -> Any:
        """Where output 0 is centred, in cells from the centre of the first one."""
        return self._common("offset")

    @property
    def aligned(self) -> bool:
        """Whether the fields of all axes are."""
        return all(field.aligned for field in self)

    def _common(self, what: str) -> Any:
        values = tuple(getattr(field, what) for field in self)
        return values[0] if values and all(equal(v, values[0]) for v in values) else values


def receptive_fields(trace: Trace) -> tuple[Fields, ...]:
    """The fields behind each call, from an input whose axes after the first are space (or time).

    Raises:
        SymnetError: where branches with different jumps meet; names both.
    """
    calls, input_shape = trace.calls, trace.inputs[0]
    if not calls:  # a body that is repeated no times
        return (Fields(Field() for _ in input_shape[1:]),)
    if len(input_shape) < 2:
        raise SymnetError(f"a receptive field needs an axis beside the channels; the input has the shape {input_shape}")
    if any(isinstance(loop.times, Sweep) for call in calls for loop in call.loops):
        trace.refuse_arrays("a receptive field needs a number of runs", "repeat it a number of times")
    walk = Walk(calls, tuple(input_shape[1:]))
    start = Fields(Field() for _ in input_shape[1:])
    walk.run(0, len(calls), 0, {}, start, {})
    found = tuple(walk.found[k] for k in range(len(calls)))
    return tuple(Fields(map(_given_back, fields)) for fields in found) if trace.is_sweep else found


def _given_back(field: Field) -> Field:
    """A field as a user reads it, in plain arrays."""
    return replace(field, size=plain_array(field.size), jump=plain_array(field.jump), start=plain_array(field.start))


class Walk:
    """One pass over the calls."""

    def __init__(self, calls: Sequence[Call], axes: tuple[Any, ...]) -> None:
        self.calls = calls
        self.axes = axes
        self.found: dict[int, Fields] = {}

    def run(self, low: int, high: int, depth: int, outside: dict[int, Fields], fed: Fields, runs: Mapping[Any, Any]) -> Fields:
        """The field behind calls low .. high - 1, whose inputs from before `low` see what `outside` says, or `fed`.

        `runs` are the numbers of the runs of the loops around.
        """
        k = low
        while k < high:
            call = self.calls[k]
            if len(call.loops) > depth:
                seen = {**outside, **{s: f for s, f in self.found.items() if low <= s < k}}
                k = self.loop(k, high, depth, seen, fed, runs)
                continue
            sources = [self.found[s] if s >= low else outside.get(s, fed) for s in call.sources]
            met = join(sources, [self.place(s) for s in call.sources], call.name)
            self.found[k] = behind(in_run(call, runs) if runs else call, met, self.axes)
            k += 1
        return self.found[high - 1]

    def loop(self, low: int, high: int, depth: int, outside: dict[int, Fields], fed: Fields, runs: Mapping[Any, Any]) -> int:
        """Pass a loop; the fields of its calls are those of the last run."""
        loop, end = self.calls[low].loops[depth], low
        while end < high and len(self.calls[end].loops) > depth and self.calls[end].loops[depth] is loop:
            end += 1
        source = self.calls[low].sources[0]
        entry = outside.get(source, fed)
        others = {s: f for s, f in outside.items() if s != source}
        if not isinstance(loop.times, int) or (loop.times - loop.start > PASSED and not any(f.phases for f in entry)):
            self.closed(loop, low, end, depth, entry, others, runs)
        else:
            state = entry
            for run in range(loop.start, loop.times):
                state = self.run(low, end, depth + 1, {**others, source: state}, state, {**runs, loop.index: run})
            if loop.times == loop.start:
                self.found |= dict.fromkeys(range(low, end), entry)
        return end

    def closed(self, loop: Loop, low: int, end: int, depth: int, entry: Fields, others: dict[int, Fields], runs: Mapping[Any, Any]) -> None:
        """Pass the body once on a unit field, put its iterate before the last run in, and pass the last run."""
        source = self.calls[low].sources[0]
        unit = Fields(Field(0, 1, 0) for _ in entry)
        last = {**runs, loop.index: loop.times - 1} if loop.index is not None else runs
        once = self.run(low, end, depth + 1, {**others, source: unit}, unit, runs)
        before = entry
        if not any(f.whole for f in once):
            if any(f.phases for f in (*entry, *once)):
                name = self.calls[low].name
                raise NoClosedForm(
                    f"{name}: the receptive field of a repeated upsampling goes by phases", "put a number in for its runs, with subs"
                )
            before = Fields(iterated(f, step, loop) for f, step in zip(entry, once, strict=True))
        self.run(low, end, depth + 1, {**others, source: before}, before, last)

    def place(self, source: int) -> str:
        return self.calls[source].name if source >= 0 else "the input"


def iterated(field: Field, step: Field, loop: Loop) -> Field:
    """`field` before the last run of a loop whose body makes `step` of a unit field (size 0, jump 1, start 0)."""
    if field.whole:
        return field
    runs = loop.times - loop.start - 1
    if loop.index is None or not any(is_expression(v) and v.has(loop.index) for v in (step.size, step.start, step.jump)):
        reach = geometric(step.jump, runs)
        size, start, jump = field.size + step.size * field.jump * reach, field.start + step.start * field.jump * reach, step.jump**runs
    else:
        size, start = (
            _summed(was, part, field.jump, step.jump, loop) for was, part in ((field.size, step.size), (field.start, step.start))
        )
        jump = step.jump**runs
    return replace(field, size=plain_int(size), start=plain_int(start), jump=field.jump * jump, aligned=field.aligned and step.aligned)


def _summed(was: Any, part: Any, jump: Any, ratio: Any, loop: Loop) -> Any:
    """was + jump (part(0) + ratio part(1) + ...) over all runs but the last."""
    if is_expression(ratio) and ratio.has(loop.index):
        raise NoClosedForm(
            "no closed form for a receptive field whose stride changes from run to run", "put a number in for the runs, with subs"
        )
    return was + jump * summed(part * ratio ** (loop.index - loop.start), loop.index, loop.start, loop.times - 2)


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
    met = fields[0]
    for other, place in zip(fields[1:], places[1:], strict=True):
        met = Fields(_met(a, b, places[0], place, here) for a, b in zip(met, other, strict=True))
    return met


def _met(a: Field, b: Field, first: str, second: str, here: str) -> Field:
    if a.whole or b.whole:
        return a if a.whole else b
    if not equal(a.jump, b.jump):
        raise SymnetError(
            f"{here}: the receptive field is not defined, because {first} moves by {a.jump} cells and {second} by {b.jump}",
            "make the strides of both paths equal",
        )
    return joined(a, b)
