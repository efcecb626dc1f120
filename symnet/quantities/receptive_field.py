"""The receptive field: which cells of the network's input one output cell sees, along each axis.

Each call is passed once, behind what its inputs see; branches see the hull of what each sees, and must have one jump. A repeated body
is passed once for each run, or, where the number of runs is a symbol, once on a unit field whose iterate is then put in: windows
compose to maps that are affine in the jump.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from symnet.architecture.closed_form import Loop, geometric, summed
from symnet.architecture.graph import Wire, end_of
from symnet.architecture.trace import Call, Trace, in_run
from symnet.arithmetic.sizes import is_expression, plain_int
from symnet.arithmetic.sweep import Sweep, plain_array
from symnet.arithmetic.window import Window
from symnet.errors import NoClosedForm, SymnetError
from symnet.quantities.field import Field, equal, joined

PASSED = 1_000
"""Up to how many runs a repetition without phases, with what is repeated in it, is passed run by run; beyond, its closed form is asked."""


class Fields(tuple[Field, ...]):
    """One field for each axis after the channels; `size`, `jump` and `start` speak for all axes where they agree."""

    channels: int = 0
    """Which axis the channels are: the fields are those of all others, in order."""

    def at(self, channels: int) -> Fields:
        """The same fields of a value whose channels are another axis."""
        made = Fields(self)
        made.channels = channels
        return made

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
    """The fields behind the first output of each call; see `fields_of_wires`."""
    found = trace.once(fields_of_wires)
    return tuple(found[k] for k in range(len(trace.calls))) or (found[-1],)


def output_fields(trace: Trace) -> tuple[Fields, ...]:
    """The fields behind each output of the network; see `fields_of_wires`."""
    found = trace.once(fields_of_wires)
    return tuple(found[end] for end in trace.ends)


def fields_of_wires(trace: Trace) -> Mapping[Wire, Fields]:
    """The fields behind inputs, calls and their further outputs, from an input whose axes after the first are space (or time).

    Raises:
        SymnetError: where branches with different jumps meet; names both.
    """
    calls, input_shape = trace.calls, trace.inputs[0]
    if calls and len(input_shape) < 2:
        raise SymnetError(f"a receptive field needs an axis beside the channels; the input has the shape {input_shape}")
    if any(isinstance(loop.times, Sweep) for call in calls for loop in call.loops):
        trace.refuse_arrays("a receptive field needs a number of runs", "repeat it a number of times")
    start = Fields(Field() for _ in input_shape[1:])
    walk = Walk(calls, tuple(input_shape[1:]), {-1 - k: start for k in range(len(trace.inputs))})
    walk.run(0, len(calls), 0, {}, {})
    return {w: Fields(map(_given_back, fields)) for w, fields in walk.found.items()} if trace.is_sweep else walk.found


def _given_back(field: Field) -> Field:
    """A field as a user reads it, in plain arrays."""
    return replace(field, size=plain_array(field.size), jump=plain_array(field.jump), start=plain_array(field.start))


class Walk:
    """One pass over the calls; `found` are the fields behind each wire, in the last run of what is repeated, `blind` wires see no cell."""

    def __init__(self, calls: Sequence[Call], axes: tuple[Any, ...], inputs: dict[Wire, Fields]) -> None:
        self.calls = calls
        self.axes = axes
        self.found: dict[Wire, Fields] = inputs
        self.blind: set[Wire] = set()

    def run(self, low: int, high: int, depth: int, carried: Mapping[Wire, Fields], runs: Mapping[Any, Any]) -> None:
        """The fields behind calls low .. high - 1; `carried` are those of wires from before `low` that a run has in place of their own.

        `runs` are the numbers of the runs of the loops around.
        """
        k = low
        while k < high:
            call = self.calls[k]
            if len(call.loops) > depth:
                k = self.loop(k, high, depth, carried, runs)
                continue
            # What is merged over runs has nothing to merge with in the first one; a shape is no cell that is seen.
            seen = (s for j, s in enumerate(call.sources) if j not in call.layer.shape_only and s not in self.blind)
            read = [s for s in seen if s in carried or s in self.found]
            if not read:
                self.nothing(k, call)
                k += 1
                continue
            fields = [self.seen(s, carried) for s in read]
            alike = len({f.channels for f in fields}) == 1
            met = join(fields, [self.place(s) for s in read], call.name) if alike else whole(self.axes)
            self.passed(k, in_run(call, runs) if runs else call, met)
            k += 1

    def seen(self, source: Wire, carried: Mapping[Wire, Fields]) -> Fields:
        return carried[source] if source in carried else self.found[source]

    def passed(self, k: int, call: Call, met: Fields) -> None:
        """Keep the fields behind every output of a call."""
        self.found[k] = behind(call, call.layer.facts.windows(call.layer, *call.inputs), met, self.axes)
        if call.layer.returns > 1:
            for j, windows in enumerate(call.layer.facts.extra_windows(call.layer, *call.inputs), 1):
                self.found[k, j] = behind(call, windows, met, self.axes)

    def nothing(self, k: int, call: Call) -> None:
        """Keep that a call sees no cell, such as one that makes a table of the sizes alone."""
        wires: list[Wire] = [(k, j) if j else k for j in range(call.layer.returns)]
        self.found |= dict.fromkeys(wires, Fields(Field(0, 0, 0) for _ in self.axes))
        self.blind |= set(wires)

    def loop(self, low: int, high: int, depth: int, carried: Mapping[Wire, Fields], runs: Mapping[Any, Any]) -> int:
        """Pass a loop; the fields of its calls are those of the last run."""
        loop, end = self.calls[low].loops[depth], low
        while end < high and len(self.calls[end].loops) > depth and self.calls[end].loops[depth].turn is loop.turn:
            end += 1
        entry = {s: self.seen(s, carried) for s in loop.turn.entries}
        self.found |= {other: self.seen(end, carried) for other, end in loop.turn.kept}
        for _, merging in loop.turn.sums:
            self.found.pop(merging, None)
        phases = any(f.phases for fields in entry.values() for f in fields)
        state = {**carried, **entry}
        if not isinstance(loop.times, int) or (loop.times - loop.start > PASSED and not phases):
            self.closed(loop, low, end, depth, state, runs)
        elif phases or most_runs(self.calls[low:end], depth) <= PASSED:
            self.passes(loop, low, end, depth, state, runs)
        else:
            try:
                self.closed(loop, low, end, depth, state, runs)
            except NoClosedForm:
                self.passes(loop, low, end, depth, state, runs)
        return end

    def passes(self, loop: Loop, low: int, end: int, depth: int, state: dict[Wire, Fields], runs: Mapping[Any, Any]) -> None:
        """Pass the body run by run."""
        state = dict(state)
        for run in range(loop.start, loop.times):
            self.run(low, end, depth + 1, state, {**runs, loop.index: run})
            state |= self.handed_on(loop, state)
        if loop.times == loop.start:
            self.found |= dict.fromkeys(range(low, end), state[loop.turn.entries[0]])

    def handed_on(self, loop: Loop, state: Mapping[Wire, Fields]) -> dict[Wire, Fields]:
        """What the next run has in place of what fed the first one."""
        turn = loop.turn
        pairs = (*zip(turn.entries, turn.ends, strict=True), *turn.sums)
        return {entry: self.seen(end, {} if end in self.found else state) for entry, end in pairs}

    def closed(self, loop: Loop, low: int, end: int, depth: int, state: dict[Wire, Fields], runs: Mapping[Any, Any]) -> None:
        """Pass the body once on a unit field, put its iterate before the last run in, and pass the last run.

        What is merged over the runs is what the first and the last one make: as far as both is all that lies between.
        """
        turn = loop.turn
        if len(turn.entries) > 1:
            what = f"{self.calls[low].name}: no closed form for the receptive field of a repetition that hands on several outputs"
            raise NoClosedForm(what, "put a number in for its runs, with subs")
        first, last = ({**runs, loop.index: run} if loop.index is not None else runs for run in (loop.start, loop.times - 1))
        before, name = dict(state), self.calls[low].name
        for source in turn.entries:
            entry = state[source]
            fixed = self.fixed(loop, low, end)
            unit = Fields(Field(0, 1, 0) for _ in entry).at(entry.channels)
            once = self.alone(loop, low, end, depth, {**state, source: unit}, runs, fixed)
            again = self.alone(loop, low, end, depth, state, runs, {source}) if fixed else None
            if seen := next((fields for fields in (once, again) if fields and any(f.whole for f in fields)), None):
                before[source] = seen
                continue
            if once and once.channels != entry.channels:
                before[source] = whole(self.axes)
                continue
            if once and (any(f.phases for f in (*entry, *once)) or (stretches(self.calls[low:end]) and any(map(in_symbols, once)))):
                raise NoClosedForm(
                    f"{name}: the receptive field of a repeated upsampling goes by phases", "put a number in for its runs, with subs"
                )
            if once is None or (again and not all(map(holds_all, entry, once, again))):
                raise NoClosedForm(
                    f"{name}: no closed form for the receptive field of a repetition that sees more by what is the same in every run",
                    f"repeat it a number of times, at most {PASSED:,}",
                )
            before[source] = Fields(iterated(f, step, loop) for f, step in zip(entry, once, strict=True)).at(entry.channels)
        if turn.sums:
            for _, merging in turn.sums:
                self.found.pop(merging, None)
            self.run(low, end, depth + 1, state, first)
            before |= {entry: self.found[merging] for entry, merging in turn.sums}
        self.run(low, end, depth + 1, before, last)

    def fixed(self, loop: Loop, low: int, end: int) -> set[Wire]:
        """What calls of a loop see that is from before it, and the same in every run."""
        going = {*loop.turn.entries, *(entry for entry, _ in loop.turn.sums)}
        return {s for call in self.calls[low:end] for s in call.sources if end_of(s)[0] < low and s not in going}

    def alone(
        self, loop: Loop, low: int, end: int, depth: int, state: dict[Wire, Fields], runs: Mapping[Any, Any], unseen: set[Wire]
    ) -> Fields | None:
        """What one run hands on where it does not see some wires; None where it sees no cell then."""
        blind = set(self.blind)
        self.blind |= unseen
        self.run(low, end, depth + 1, state, runs)
        (handed,) = loop.turn.ends
        made = None if handed in self.blind else self.seen(handed, state)
        self.blind = blind
        return made

    def place(self, source: Wire) -> str:
        number = end_of(source)[0]
        return self.calls[number].name if number >= 0 else "the input"


def most_runs(calls: Sequence[Call], depth: int) -> int:
    """How often the call that is run most is run, where loops around it stand in loops; only numbers count."""
    return max(math.prod(loop.times for loop in call.loops[depth:] if isinstance(loop.times, int)) for call in calls)


def stretches(calls: Sequence[Call]) -> bool:
    """Whether some window moves over a stretched input, so that what neighbouring outputs see goes by phases."""
    windows = (window for call in calls for window in call.layer.facts.windows(call.layer, *call.inputs))
    return any(not (isinstance(window.stretch, int) and window.stretch == 1) for window in windows)


def in_symbols(field: Field) -> bool:
    """Whether it is not known in numbers; behind an upsampling it then only holds what outputs see, and no iterate of it need do so."""
    return any(map(is_expression, (field.size, field.start, field.jump)))


def holds_all(entry: Field, step: Field, again: Field) -> bool:
    """Whether what every run sees besides lies, run for run, within what the first input is seen by: no run makes a field that leaves it.

    `step` is what a run makes of a unit field, `again` what it sees besides.
    """
    after = (entry.start + step.start * entry.jump, entry.size + step.size * entry.jump)
    return all(
        at_least_zero(gap)
        for gap in (
            -step.start,
            step.start + step.size,
            again.start - after[0],
            after[0] + after[1] - again.start - again.size,
        )
    ) and equal(again.jump, entry.jump * step.jump)


def at_least_zero(value: Any) -> bool:
    return bool(value.is_nonnegative) if is_expression(value) else value >= 0


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
    return replace(
        field, size=plain_int(size), start=plain_int(start), jump=field.jump * jump, aligned=field.aligned and step.aligned, gaps=None
    )


def _summed(was: Any, part: Any, jump: Any, ratio: Any, loop: Loop) -> Any:
    """was + jump (part(0) + ratio part(1) + ...) over all runs but the last."""
    if is_expression(ratio) and ratio.has(loop.index):
        raise NoClosedForm(
            "no closed form for a receptive field whose stride changes from run to run", "put a number in for the runs, with subs"
        )
    return was + jump * summed(part * ratio ** (loop.index - loop.start), loop.index, loop.start, loop.times - 2)


def behind(call: Call, windows: tuple[Window, ...], field: Fields, axes: tuple[Any, ...]) -> Fields:
    """The fields behind an output of a call; where an axis is gone (flattened, pooled away), every output sees all of it."""
    x = call.inputs[0]
    if order := call.layer.moves(x):
        return moved(field, order, axes)
    if len(windows) != len(field) or (field.channels and call.layer.mixes_first(x)):
        return whole(axes)
    cells, steps = x if len(x) == len(windows) + 1 else (None,) * (len(windows) + 1), (Window(), *windows)
    others = [k for k in range(len(steps)) if k != field.channels]
    passed = Fields(f.through(steps[k], cells[k], axis) for f, k, axis in zip(field, others, axes, strict=True))
    return passed.at(field.channels)


def moved(field: Fields, order: tuple[int, ...], axes: tuple[Any, ...]) -> Fields:
    """The fields where axes are reordered and only the channels move: an image with its channels last."""
    others = [axis for axis in order if axis != field.channels]
    if len(order) != len(field) + 1 or others != sorted(others):
        return whole(axes)
    return field.at(order.index(field.channels))


def whole(axes: tuple[Any, ...]) -> Fields:
    """The fields of what sees everything."""
    return Fields(Field(n, 0, 0, True) for n in axes)


def join(fields: list[Fields], places: list[str], here: str) -> Fields:
    """The hull of what several inputs see."""
    met = fields[0]
    for other, place in zip(fields[1:], places[1:], strict=True):
        met = Fields(_met(a, b, places[0], place, here) for a, b in zip(met, other, strict=True)).at(met.channels)
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
