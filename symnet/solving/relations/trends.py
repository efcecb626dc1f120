"""A program read as a trend: whether it only grows or only falls, and between which bounds. Then bisection finds where its sign changes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from symnet.solving.integer_set import Bound
    from symnet.solving.relations.exact import Number
    from symnet.solving.relations.program import Step

_EXPONENT = 10_000


class Trend(NamedTuple):
    """1 only grows, -1 only falls, 0 stays; between these bounds, which are reached or are infinite, or `open`: only neared as x grows."""

    direction: int
    lo: Any
    hi: Any
    open: bool = False


def trend_of(steps: Sequence[Step], slot: int, lo: Bound, hi: Bound) -> Trend | None:
    """The trend of a step while the only symbol goes from lo to hi; None where none is known."""
    trends: list[Trend | None] = [Trend(0, 1, 1), _joint([Trend(1, lo, hi)], lo, hi)]
    for step in steps[2:]:
        args = [t for a in step.args if (t := trends[a])]
        trends.append(_trend(step, args) if len(args) == len(step.args) else None)
    return trends[slot]


def _trend(step: Step, args: list[Trend]) -> Trend | None:
    match step.op, args:
        case "linear", _:
            args = [_weighted(t, w) for t, w in zip(args, step.numbers, strict=True)]
            return _joint(args, _total(t.lo for t in args), _total(t.hi for t in args))
        case "product", _:
            return _product_trend(args)
        case "power", (base,):
            return _power_trend(base, step.numbers[0])
        case "floor", (t,):
            return _floor_trend(t, step.numbers[0])
        case "min", _:
            return _least(args)
        case "max", _:
            return (least := _least([_weighted(t, -1) for t in args])) and _weighted(least, -1)
        case "exponential", (base, exponent) if base.direction == 0 and base.lo > 1 and 0 <= exponent.lo <= _EXPONENT:
            # Beyond the limit an upper bound serves as well as the number itself, which would not fit into memory.
            hi = base.lo**exponent.hi if exponent.hi <= _EXPONENT else math.inf
            return _joint([exponent], base.lo**exponent.lo, hi)
        case "reciprocal", (t,) if t.lo > 0:
            turned = _weighted(t, -1)._replace(open=t.open or t.hi == math.inf)
            return _joint([turned], 0 if t.hi == math.inf else Fraction(1, t.hi), Fraction(1, t.lo))
        case _:
            return None


def _joint(args: Sequence[Trend], lo: Any, hi: Any) -> Trend | None:
    """The trend of what grows with each of its parts, if these go the same way."""
    directions = {t.direction for t in args} - {0}
    if lo == hi:
        return Trend(0, lo, hi)
    if len(directions) > 1:
        return None
    direction = directions.pop()
    return Trend(direction, lo, hi, any(t.open for t in args) and math.inf != (hi if direction > 0 else -lo))


def _weighted(trend: Trend, weight: int) -> Trend:
    # inf times an integer is not computed, since a long integer has no float.
    lo, hi = ((b if weight > 0 else -b) if isinstance(b, float) else b * weight for b in (trend.lo, trend.hi))
    return trend._replace(lo=lo, hi=hi) if weight > 0 else Trend(-trend.direction, hi, lo, trend.open)


def _floor_trend(t: Trend, divisor: int) -> Trend | None:
    lo, hi = (b if isinstance(b, float) else b // divisor for b in (t.lo, t.hi))
    if t.open and t.direction > 0:
        hi = -(-t.hi // divisor) - 1
    return _joint([t._replace(open=False)], lo, hi)


def _total(bounds: Iterable[Any]) -> Any:
    bounds = list(bounds)
    return next((b for b in bounds if isinstance(b, float)), None) or sum(bounds)


def _product_trend(args: Sequence[Trend]) -> Trend | None:
    """A product of factors that are not negative grows with each of them."""
    if any(t.lo < 0 < t.hi for t in args):
        return None
    if any(t.open for t in args) and any(0 in (t.lo, t.hi) and not t.open for t in args):
        return None
    positive = [t if t.lo >= 0 else _weighted(t, -1) for t in args]
    los, his = [t.lo for t in positive], [t.hi for t in positive]
    trend = _joint(positive, math.prod(los), 0 if 0 in his else math.inf if math.inf in his else math.prod(his))
    return trend and _weighted(trend, (-1) ** sum(t.lo < 0 for t in args))


def _power_trend(base: Trend, n: int) -> Trend | None:
    if n % 2 or base.lo >= 0:
        return _joint([base], base.lo**n, base.hi**n)
    return _power_trend(_weighted(base, -1), n) if base.hi <= 0 else None


def _least(args: Sequence[Trend]) -> Trend | None:
    """An argument that is never below the lowest ceiling does not matter."""
    if any(t.open for t in args):
        return None
    top = min(t.hi for t in args)
    return _joint([t for t in args if t.lo < top], min(t.lo for t in args), top)


def monotone_signs(value: Callable[[int], Number], trend: Trend, lo: Bound, hi: Bound) -> Iterator[tuple[Bound, Bound, int]]:
    """The intervals of lo..hi on which a quantity that goes one way is negative, zero and positive."""
    turn = -1 if trend.direction < 0 else 1
    trend = _weighted(trend, turn)
    reached = trend.hi > 0 or (trend.hi == 0 and not trend.open)
    zero = lo if trend.lo >= 0 else _first(lambda x: turn * value(x) >= 0, lo, hi) if reached else math.inf
    positive = lo if trend.lo > 0 else _first(lambda x: turn * value(x) > 0, lo, hi) if trend.hi > 0 else math.inf
    return clipped([(lo, zero - 1, -turn), (zero, positive - 1, 0), (positive, math.inf, turn)], lo, hi)


def _first(holds: Callable[[int], bool], lo: Bound, hi: Bound) -> Bound:
    """Where a condition begins to hold that then holds up to hi; inf if it never does. In doubling steps, then halving."""
    x = int(lo if lo != -math.inf else min(hi, 0))
    before, down, step = x, holds(x), 1
    while holds(x) == down:
        if x <= lo and down:
            return lo
        if x >= hi and not down:
            return math.inf
        before, x, step = x, int(max(lo, x - step) if down else min(hi, x + step)), 2 * step
    no, yes = sorted((before, x))
    while yes - no > 1:
        middle = (no + yes) // 2
        no, yes = (no, middle) if holds(middle) else (middle, yes)
    return yes


def clipped(parts: Iterable[tuple[Bound, Bound, int]], lo: Bound, hi: Bound) -> Iterator[tuple[Bound, Bound, int]]:
    """The intervals with a sign, cut to lo..hi; those outside are dropped."""
    return ((max(a, lo), min(b, hi), sign) for a, b, sign in parts if max(a, lo) <= min(b, hi) and a < math.inf and b > -math.inf)
