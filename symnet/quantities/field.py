"""The field of an output cell along one axis, and what a window makes of it.

Through a window of extent E, stride S and padding P (Araujo et al. 2019, Distill, equations 2 to 4, cell by cell)

    size  -> size + (E - 1) jump        start -> start - P jump        jump -> S jump

where `jump` is the distance in the input between neighbouring output cells and `start` the first cell that output 0 sees (minus the
effective padding). Behind an upsampling by u neighbouring outputs see differently, and every u-th sees alike: there the field is a
list of u phases, and what a window reads of it is looked up cell by cell.

What is meant is an output cell away from the borders: where a padding reflects, or a window is cut off at the end, it sees other cells.
Places are exact numbers; resizing to the nearest cell by a factor that is not whole, a framework that rounds them may take the one before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from symnet.architecture.conditions import Condition, all_points
from symnet.arithmetic.sizes import ceil_div, is_array, is_expression, maximum, minimum, plain_int
from symnet.arithmetic.sweep import Sweep, mask
from symnet.arithmetic.window import Window
from symnet.errors import NoClosedForm, SymnetError

ONE_NETWORK = "make one network for each point of the design space"

Phase: TypeAlias = tuple[int, int]
"""The first cell that one of u neighbouring outputs sees, and how many; (0, 0) where it sees none."""

PHASES = 10_000
"""Up to how many phases a field is given by phase; more are refused, since each is looked up."""


@dataclass(frozen=True)
class Field:
    """What one output cell sees along one axis of the input: cells start + jump o ... start + jump o + size - 1 for output o.

    With `phases`, outputs o, o + u, o + 2u, ... see alike: `size` is then the largest, `smallest` the smallest of them, `start` the first
    cell of output 0, and `span(o)` what output o sees, cell by cell.
    """

    size: Any = 1
    jump: Any = 1
    start: Any = 0
    whole: bool = False
    aligned: bool = True
    """Whether the centres of all paths from the input fall on one cell, and move by one jump from output to output."""
    phases: tuple[Phase, ...] = ()
    gaps: bool | None = False
    """Whether some cells between the first and the last may be left out, as behind a dilation; None where symbols decide."""

    @property
    def turn(self) -> tuple[Phase, ...]:
        """What neighbouring outputs see before the next ones see the same, further on."""
        return self.phases or ((self.start, self.size),)

    @property
    def padding(self) -> Any:
        """The effective padding: how far the first output sees beyond the first cell."""
        return -self.start

    @property
    def smallest(self) -> Any:
        """The size for the output that sees least; `size` where all see as much."""
        return min((size for _, size in self.phases), default=self.size)

    @property
    def offset(self) -> Any:
        """Where output 0 is centred on the input, in cells from the centre of the first one: the crop of a fully convolutional network.

        With phases it is the mean over them.
        """
        centres = [2 * start + size - 1 - 2 * k * self.jump for k, (start, size) in enumerate(self.turn)]
        return _whole(_fraction(sum(centres[1:], centres[0]), 2 * len(centres)))

    def span(self, output: int) -> tuple[Any, Any]:
        """The first and the last cell that an output sees."""
        if not self.phases:
            first = self.start + self.jump * output
            return first, first + self.size - 1
        turn, phase = divmod(output, len(self.phases))
        start, size = self.phases[phase]
        first = start + int(self.jump * len(self.phases)) * turn
        return first, first + size - 1

    def through(self, window: Window, n: Any, axis_size: Any) -> Field:
        """The field behind a window that moves over n cells."""
        if is_array(window.whole) and not window.whole.all():
            raise SymnetError("a window is the whole axis at some points of the design space only", "make one network for each of them")
        if self.whole or all_points(window.whole):
            return Field(axis_size, 0, 0, True)
        before = window.before(n)
        if self.phases or not (isinstance(window.stretch, int) and window.stretch == 1):
            numbers = (before, window.kernel_size, window.dilation, window.stride, window.stretch, self.size, self.start)
            if all(isinstance(v, int) for v in numbers) and isinstance(self.jump, (int, Fraction)):
                return self._looked_up(window, before)
            if any(isinstance(v, Sweep) for v in (*numbers, self.jump)):
                raise SymnetError("behind an upsampling a receptive field goes by phases, which arrays have none of", ONE_NETWORK)
            return self._bounded(window, before)
        size, start = _powers(self.size + (window.extent - 1) * self.jump), _powers(self.start - before * self.jump)
        left_out = _either(self.gaps, _apart(window.kernel_size, window.dilation * self.jump, self.size))
        return Field(size, _whole(window.stride * self.jump), start, aligned=self.aligned, gaps=left_out)

    def _looked_up(self, window: Window, before: int) -> Field:
        """Phase by phase: output o reads the cells i of this field with i stretch = o stride - before + j dilation."""
        phases = self.turn
        per_turn = int(self.jump * len(phases))
        cells = window.stretch * len(phases)
        count = cells // math.gcd(cells, window.stride)
        if count > PHASES:
            raise SymnetError(
                f"{count} neighbouring outputs would each see differently", "ask for the receptive field before so much upsampling"
            )
        shared = math.gcd(window.dilation, window.stretch)
        ahead = window.stretch // shared  # every so many taps, one lies on a cell and not between two
        made: list[Phase] = []
        left_out = self.gaps
        for output in range(count):
            at = output * window.stride - before
            tap = -at // shared * pow(window.dilation // shared, -1, ahead) % ahead
            taps = 0 if at % shared else max(ceil_div(window.kernel_size - tap, ahead), 0)
            seen, broken = _taken(phases, per_turn, (at + tap * window.dilation) // window.stretch, window.dilation // shared, taps)
            made.append(seen)
            left_out = left_out or broken
        return replace(of_phases(made, per_turn * window.stride * count // cells, self.aligned), gaps=left_out)

    def _bounded(self, window: Window, before: Any) -> Field:
        """With symbols, one field that holds those of all phases."""
        size, start = self.size, self.start
        if self.phases:
            low = min(first - k * self.jump for k, (first, _) in enumerate(self.phases))
            high = max(first + n - 1 - k * self.jump for k, (first, n) in enumerate(self.phases))
            size, start = math.ceil(high - low) + 1, low
        reach = ceil_div(window.extent, window.stretch)
        jump = _whole(_fraction(window.stride * self.jump, window.stretch))
        return Field(
            size + (reach - 1) * self.jump, jump, _whole(start - _fraction(before * self.jump, window.stretch)), aligned=False, gaps=None
        )

    def __str__(self) -> str:
        if self.whole:
            return "the whole axis"
        size = f"{self.smallest} to {self.size} by phase" if self.phases else self.size
        return f"size {size}{' with gaps' if self.gaps else ''}, jump {self.jump}, start {self.start}"


def of_phases(phases: Sequence[Phase], per_turn: int, aligned: bool) -> Field:
    """The field of outputs that see these phases in turn, each turn `per_turn` cells further, with as few phases as tell them."""
    whole = len(phases)
    for count in (k for k in range(1, whole) if whole % k == 0 and per_turn * k % whole == 0):
        step = per_turn * count // whole
        if all(_shifted(phases[k], step) == phases[(k + count) % whole] for k in range(whole - count)):
            phases, per_turn = phases[:count], step
            break
    if len(phases) == 1 and phases[0][1]:
        ((start, size),) = phases
        return Field(size, per_turn, start, aligned=aligned)
    jump = _whole(Fraction(per_turn, len(phases)))
    centres = {2 * start + size - 2 * k * jump for k, (start, size) in enumerate(phases)}
    even = aligned and len(centres) == 1 and all(size for _, size in phases)
    return Field(max(size for _, size in phases), jump, phases[0][0], aligned=even, phases=tuple(phases))


def joined(a: Field, b: Field) -> Field:
    """The hull of what two inputs of one jump see."""
    if a == b:
        return a
    if a.phases or b.phases:
        if any(is_expression(start) for field in (a, b) for start, _ in field.turn):
            what = "a receptive field that goes by phases begins where the size of the input decides"
            raise NoClosedForm(what, "put numbers in for the input's sizes, with subs")
        return _joined_by_phase(a, b)
    aligned = a.aligned and b.aligned and equal(2 * a.start + a.size, 2 * b.start + b.size)
    if is_expression(a.start) or is_expression(b.start):
        # Paddings that depend on the input size: taken to be centred, the larger field holds the smaller one.
        return Field(maximum(a.size, b.size), a.jump, minimum(a.start, b.start), aligned=aligned, gaps=_either(a.gaps, b.gaps, None))
    start, overlap = minimum(a.start, b.start), minimum(a.start + a.size, b.start + b.size) - maximum(a.start, b.start)
    gaps = _either(a.gaps, b.gaps, _apart(2, -overlap, 0))
    return Field(maximum(a.start + a.size, b.start + b.size) - start, a.jump, start, aligned=aligned, gaps=gaps)


def _joined_by_phase(a: Field, b: Field) -> Field:
    count = math.lcm(len(a.phases) or 1, len(b.phases) or 1)
    pairs = [[(first, last - first + 1) for first, last in (field.span(output) for field in (a, b))] for output in range(count)]
    left_out = _either(a.gaps, b.gaps, any(map(_broken, pairs)))
    centred = all(len({2 * start + size for start, size in pair if size}) <= 1 for pair in pairs)
    met = of_phases([_hull(pair) for pair in pairs], int(a.jump * count), a.aligned and b.aligned and centred)
    return replace(met, gaps=left_out)


def _apart(pieces: Any, step: Any, size: Any) -> bool | None:
    """Whether pieces of one size, a step from one another, leave cells out between them; None where symbols decide."""
    if (touching := Condition("at least", size, step).decide()) or (single := Condition("at least", 1, pieces).decide()):
        return False
    return None if touching is None or single is None else True


def _broken(phases: Sequence[Phase]) -> bool:
    """Whether the hull of pieces has cells that are in none of them."""
    end: int | None = None
    for start, size in sorted(phase for phase in phases if phase[1]):
        if end is not None and start > end:
            return True
        end = max(start + size, end or start)
    return False


def _taken(phases: Sequence[Phase], per_turn: int, first: int, step: int, count: int) -> tuple[Phase, bool]:
    """The hull of what cells first, first + step, ..., `count` of them, see, and whether cells in it are left out."""
    around = len(phases) // math.gcd(len(phases), step)
    apart = per_turn * step * around // len(phases)
    cells = range(first, first + step * min(count, around), step)
    seen = [_shifted(phases[i % len(phases)], per_turn * (i // len(phases))) for i in cells]
    runs = [(start, size, ceil_div(count - k, around)) for k, (start, size) in enumerate(seen) if size]
    hull = _hull((start, (copies - 1) * apart + size) for start, size, copies in runs)
    if not runs:
        return hull, False
    # From where all have begun to where the first one ends it goes on alike every `apart` cells, and two such stretches tell of all.
    spread = max(start for start, _, _ in runs) - min(start + size for start, size, _ in runs)
    alike = max(min(copies for _, _, copies in runs) - 4 - max(ceil_div(spread, apart), 0), 0) if apart else 0
    pieces = [
        piece
        for start, size, copies in runs
        for piece in (
            [(start, (copies - alike - 1) * apart + size)] if size >= apart else ((start + k * apart, size) for k in range(copies - alike))
        )
    ]
    return hull, _broken(pieces)


def _either(*gaps: bool | None) -> bool | None:
    """True where one is, None where one is not known."""
    return True if True in gaps else None if None in gaps else False


def equal(a: Any, b: Any) -> bool:
    """Whether two sizes are one, whatever their symbols are."""
    if is_expression(a) or is_expression(b):
        import sympy

        return sympy.expand(sympy.sympify(a, strict=True) - b) == 0
    return all_points(mask(a, "equal", b)) if any(isinstance(n, Sweep) or is_array(n) for n in (a, b)) else a == b


def _shifted(phase: Phase, cells: int) -> Phase:
    start, size = phase
    return (start + cells, size) if size else (0, 0)


def _hull(phases: Iterable[Phase]) -> Phase:
    spans = [(start, start + size) for start, size in phases if size]
    if not spans:
        return 0, 0
    low, high = min(a for a, _ in spans), max(b for _, b in spans)
    return low, high - low


def _powers(value: Any) -> Any:
    """A sum with its powers of one number as one: 2^n for 2 2^(n - 1)."""
    if not is_expression(value):
        return value
    import sympy as sp

    return sp.powsimp(value) if any(p.base.is_number and not p.exp.is_number for p in value.atoms(sp.Pow)) else value


def _fraction(value: Any, divisor: Any) -> Any:
    """A quotient that need not be whole: a jump may be a fraction of a cell behind an upsampling."""
    if is_expression(value) or is_expression(divisor):
        return plain_int(value / divisor)
    if is_array(value):
        raise SymnetError("where fields of arrays are centred need not be a whole number", ONE_NETWORK)
    return Fraction(value, divisor)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value
