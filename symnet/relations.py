"""All integers at which a relation in one symbol holds, exactly: no floating point, no search without an end.

An expression is written down once, as steps on whole numbers that name earlier steps, and then read in four ways: as a number
(`compile_exact`); as a trend (does it only grow, and between which bounds: then bisection solves it); as a period (the L for which every
floor is a polynomial in t on x = L t + r); and as those polynomials, whose signs are found by bisecting between turning points.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial, reduce
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import sympy as sp

from symnet.errors import SymnetError
from symnet.integer_set import Bound, IntegerSet, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Number: TypeAlias = int | Fraction
Polynomial: TypeAlias = tuple[int, ...]
"""Coefficients, the constant first; the last is not zero."""
Parts: TypeAlias = list[tuple[Bound, Bound, Polynomial]]
"""A polynomial for each of the intervals that follow one another."""

_POSITIVE = IntegerSet.interval(1, None)
_LIMIT = 100_000
_EXPONENT = 10_000
_TRIED = 200_000
_FINITE = "give a finite domain, such as IntegerSet.interval(1, 100000): its members are then tried one by one"
_SIGNS = {"==": (0,), "!=": (-1, 1), "<=": (-1, 0), "<": (-1,), ">=": (0, 1), ">": (1,)}


def solve_relation(relation: Any, symbol: sp.Symbol, domain: IntegerSet = _POSITIVE) -> IntegerSet:
    """The integers of `domain` at which `relation` holds when they are put in for `symbol`.

    >>> H = sp.Symbol("H", integer=True, positive=True)
    >>> print(solve_relation(sp.Eq(sp.floor((H - 67) / 32) + 1, 6), H))
    227 <= x <= 258
    >>> print(solve_relation(sp.And(sp.Eq(sp.Mod(H - 11, 4), 0), H >= 67), H))
    x ≡ 3 (mod 4), x >= 67
    """
    relation = sp.sympify(relation, strict=True)
    if others := sorted(str(s) for s in relation.free_symbols - {symbol}):
        twin = f" ({symbol} with other assumptions is another symbol)" if str(symbol) in others else ""
        raise SymnetError(f"{relation} contains {', '.join(others)} besides {symbol}{twin}; put numbers in for them first, with xreplace")
    return _solved(relation, symbol, domain)


def evaluate(expr: Any, values: Mapping[sp.Symbol, int]) -> Number:
    """The exact value of an expression, by integer arithmetic alone.

    >>> W = sp.Symbol("W")
    >>> evaluate(sp.floor((W - 67) / 32) + W / 2, {W: 227})
    Fraction(237, 2)
    """
    return compile_exact(expr, tuple(values))(*values.values())


def compile_exact(expr: Any, symbols: Sequence[sp.Symbol]) -> Callable[..., Number]:
    """A Python function of the symbols' values that gives the exact value of an expression.

    >>> W, S = sp.symbols("W S")
    >>> compile_exact(sp.floor((W - 11) / S) + 1, (W, S))(227, 4)
    55
    """
    writer = _Writer(symbols)
    slot, num, den = writer.value(sp.sympify(expr, strict=True))
    run = _runner(writer.steps, slot)

    def exact(*values: int) -> Number:
        if len(values) != len(symbols):
            raise SymnetError(f"{len(values)} values for {len(symbols)} symbols ({', '.join(map(str, symbols))})")
        try:
            result = Fraction(num * run(*values), den) if den > 1 else num * run(*values)
        except ZeroDivisionError:
            given = ", ".join(f"{s} = {v}" for s, v in zip(symbols, values, strict=True))
            raise SymnetError(f"{expr} divides by zero at {given}") from None
        return result.numerator if result.denominator == 1 else result

    return exact


def _solved(relation: sp.Basic, symbol: sp.Symbol, domain: IntegerSet) -> IntegerSet:
    match relation:
        case sp.And():
            for part in sorted(relation.args, key=_length):  # short conditions first: they narrow the domain of the long ones
                domain = _solved(part, symbol, domain)
            return domain
        case sp.Or():
            return IntegerSet.joined(p for part in relation.args for p in _solved(part, symbol, domain).pieces)
        case sp.Not():
            return domain - _solved(relation.args[0], symbol, domain)
        case sp.logic.boolalg.BooleanAtom():
            return domain if relation == sp.true else IntegerSet.empty()
        case sp.Rel() if getattr(relation, "rel_op", "") in _SIGNS:
            return _compared(relation, symbol, domain) if domain else domain
        case _:
            pass
    raise SymnetError(f"{relation} is not a relation: write it with Eq, Ne, <=, <, >=, >, And, Or and Not")


def _length(relation: sp.Basic) -> int:
    return sum(1 for _ in sp.preorder_traversal(relation))


def _compared(relation: Any, symbol: sp.Symbol, domain: IntegerSet) -> IntegerSet:
    if (classes := _congruence(relation, symbol)) is not None:
        return domain & classes if relation.rel_op == "==" else domain - classes
    writer = _Writer((symbol,))
    slot, sign = writer.difference(relation.lhs, relation.rhs)
    wanted = {s * sign for s in _SIGNS[relation.rel_op]}
    if slot == 0:
        return domain if sign in _SIGNS[relation.rel_op] else IntegerSet.empty()
    lo, hi = _hull(domain)
    if trend := _trends(writer.steps, slot, lo, hi):
        found = _monotone(_runner(writer.steps, slot), trend, lo, hi)
        return domain & IntegerSet.joined(Piece(a, b) for a, b, s in found if s in wanted)
    period, obstacle = _period(writer.steps, slot)
    if domain.size <= (_TRIED if obstacle else period):
        return IntegerSet.of(_tried(domain, relation, symbol, writer, slot, wanted))
    if obstacle and not period:
        raise SymnetError(f"{obstacle} is no polynomial, and without bounds for {symbol} that is too much for an exact answer; {_FINITE}")
    if obstacle:
        raise SymnetError(f"{obstacle} makes the relation repeat only every {period:,} integers, more than {_LIMIT:,}; {_FINITE}")
    return domain & IntegerSet.joined(_by_residues(writer.steps, slot, period, wanted, domain))


def _hull(domain: IntegerSet) -> tuple[Bound, Bound]:
    return min(p.lo for p in domain.pieces), max(p.hi for p in domain.pieces)


def _tried(domain: IntegerSet, relation: Any, symbol: sp.Symbol, writer: _Writer, slot: int, wanted: set[int]) -> Iterator[int]:
    run = _runner(writer.steps, slot)
    for x in domain:
        try:
            value = run(x)
        except ZeroDivisionError:
            raise SymnetError(f"{relation} divides by zero at {symbol} = {x}; take {x} out of the domain") from None
        if (value > 0) - (value < 0) in wanted:
            yield x


def _congruence(relation: Any, symbol: sp.Symbol) -> IntegerSet | None:
    """Where k Mod(a x + b, m) = r, or where a x + b divides a number, whatever the size of m; None for any other relation."""
    for side, value in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
        factor, mod = side.as_coeff_Mul() if isinstance(side, sp.Expr) else (1, side)
        if relation.rel_op in ("==", "!=") and isinstance(mod, sp.Mod) and value.is_Rational:
            match [_affine(part, symbol) for part in mod.args]:
                case [(a, b), (0, d)] if a and d > 0:
                    return _linear_congruence(a, b, value / factor, d)
                case [(0, b), (c, d)] if b and c and value == 0:
                    return IntegerSet.of((s * n - d) // c for n in sp.divisors(b) for s in (-1, 1) if (s * n - d) % c == 0)
                case _:
                    pass
    return None


def _affine(part: Any, symbol: sp.Symbol) -> tuple[int, int] | None:
    """a and b of a x + b."""
    a, b = part.coeff(symbol, 1), part.coeff(symbol, 0)
    return (int(a), int(b)) if a.is_Integer and b.is_Integer and part == a * symbol + b else None


def _linear_congruence(a: int, b: int, rest: sp.Rational, modulus: int) -> IntegerSet:
    """Where a x + b leaves this rest modulo the modulus."""
    common = math.gcd(a, modulus)
    if not rest.is_Integer or not 0 <= rest < modulus or (rest - b) % common:
        return IntegerSet.empty()
    step = modulus // common
    return IntegerSet.congruent((int(rest) - b) // common * pow(a // common, -1, step), step)


# What follows writes an expression down as a program.


class _Step(NamedTuple):
    """One, symbol, linear (numbers are weights), product, power (the exponent), floor (the divisor), min, max, reciprocal, exponential."""

    op: str
    args: tuple[int, ...]
    numbers: tuple[int, ...]
    part: sp.Basic


class _Value(NamedTuple):
    """num * step / den, where slot 0 is the constant 1."""

    slot: int
    num: int
    den: int


class _Writer:
    """Writes every different part of an expression once; step 0 is 1, and the symbols follow."""

    def __init__(self, symbols: Sequence[sp.Symbol]) -> None:
        self.steps = [_Step("one", (), (), sp.S.One), *(_Step("symbol", (), (), s) for s in symbols)]
        self._slots: dict[Any, int] = {}
        self._fractional: set[int] = set()
        self._values: dict[sp.Basic, _Value] = {s: _Value(i, 1, 1) for i, s in enumerate(symbols, 1)}

    def value(self, expr: sp.Basic) -> _Value:
        """Depth first without recursion, since floors may nest a thousand deep."""
        waiting = [expr]
        while waiting:
            part = waiting[-1]
            if part in self._values:
                waiting.pop()
            elif missing := [a for a in part.args if a not in self._values]:
                waiting.extend(missing)
            else:
                self._values[part] = self._written(part, [self._values[a] for a in part.args])
        return self._values[expr]

    def difference(self, left: sp.Basic, right: sp.Basic) -> tuple[int, int]:
        """A step and a sign: left - right has the sign of their product."""
        slot, num, _ = self._sum([self.value(left), _times(self.value(right), -1)])
        return slot, (num > 0) - (num < 0)

    def _written(self, part: sp.Basic, args: list[_Value]) -> _Value:
        match part, args:
            case sp.Rational(), _:
                return _Value(0, int(part.p), int(part.q))
            case sp.Float(), _ if not part - int(part):
                return _Value(0, int(part), 1)
            case sp.Add(), _:
                return self._sum(args)
            case sp.Mul(), _:
                return self._product(args)
            case sp.Pow(), [base, exponent]:
                return self._power(base, exponent, part)
            case sp.Min(), _:
                return self._extreme("min", args)
            case sp.Max(), _:
                return self._extreme("max", args)
            case _:
                return self._rounded(part, args)

    def _rounded(self, part: sp.Basic, args: list[_Value]) -> _Value:
        """Each in terms of floor and Max."""
        match part, args:
            case sp.floor(), [a]:
                return self._floor(a, part)
            case sp.ceiling(), [a]:  # ceiling(a) = -floor(-a)
                return _times(self._floor(_times(a, -1), part), -1)
            case sp.frac(), [a]:  # frac(a) = a - floor(a)
                return self._sum([a, _times(self._floor(a, part), -1)])
            case sp.Mod(), [a, b]:  # Mod(a, b) = a - b floor(a / b)
                whole = self._floor(self._product([a, self._inverse(b, part)]), part)
                return self._sum([a, _times(self._product([b, whole]), -1)])
            case sp.Abs(), [a]:
                return self._extreme("max", [a, _times(a, -1)])
            case sp.Symbol(), _:
                raise SymnetError(f"there is no value for {part}")
            case _:
                raise SymnetError(
                    f"{part} is not made of integers, fractions, the unknown, + - *, whole powers, floor, ceiling, Min, Max, Mod and Abs, "
                    "so no exact answer is known; try the values one by one, as [n for n in range(1, 1001) if relation.subs(x, n) == True]"
                )

    def _step(self, op: str, args: tuple[int, ...], numbers: tuple[int, ...] = (), part: sp.Basic = sp.S.One) -> int:
        slot = self._slots.setdefault((op, args, numbers), len(self.steps))
        if slot == len(self.steps):
            self.steps.append(_Step(op, args, numbers, part))
            if op in ("reciprocal", "exponential") or (op != "floor" and not self._fractional.isdisjoint(args)):
                self._fractional.add(slot)
        return slot

    def _sum(self, values: Iterable[_Value]) -> _Value:
        values = list(values)
        den = math.lcm(*(v.den for v in values))
        weights: dict[int, int] = {}
        for slot, num, d in values:
            weights[slot] = weights.get(slot, 0) + num * (den // d)
        weights = {slot: w for slot, w in sorted(weights.items()) if w}
        common = math.gcd(*weights.values())
        if len(weights) < 2:
            return _reduced(*next(iter(weights.items()), (0, 0)), den)
        return _reduced(self._step("linear", tuple(weights), tuple(w // common for w in weights.values())), common, den)

    def _product(self, values: Sequence[_Value]) -> _Value:
        num, den = math.prod(v.num for v in values), math.prod(v.den for v in values)
        slots = tuple(sorted(v.slot for v in values if v.slot)) if num else ()
        return _reduced(self._step("product", slots) if len(slots) > 1 else slots[0] if slots else 0, num, den)

    def _power(self, base: _Value, exponent: _Value, part: sp.Basic) -> _Value:
        if exponent.slot == 0 and exponent.den == 1:
            n = abs(exponent.num)
            slot = self._step("power", (base.slot,), (n,)) if base.slot and n > 1 else base.slot if n else 0
            power = _Value(slot, base.num**n, base.den**n)
            return power if exponent.num >= 0 else self._inverse(power, part)
        if base.den == exponent.den == 1 and exponent.slot not in self._fractional:
            return _Value(self._step("exponential", (self._whole(base), self._whole(exponent)), (), part), 1, 1)
        raise SymnetError(
            f"{part} is not a whole power, so its value is not an exact fraction; compare its square or another whole power of it instead"
        )

    def _inverse(self, value: _Value, part: sp.Basic) -> _Value:
        slot, num, den = value
        return _reduced(self._step("reciprocal", (slot,), (), part) if slot else 0, den, num)

    def _floor(self, value: _Value, part: sp.Basic) -> _Value:
        if value.slot == 0:
            return _Value(0, value.num // value.den, 1)
        return _Value(self._step("floor", (self._whole(value),), (value.den,), part), 1, 1)

    def _extreme(self, op: str, values: Sequence[_Value]) -> _Value:
        den = math.lcm(*(v.den for v in values))
        slots = {self._whole(_Value(v.slot, v.num * (den // v.den), 1)) for v in values}
        return _reduced(self._step(op, tuple(sorted(slots))), 1, den)

    def _whole(self, value: _Value) -> int:
        """The step that is den times the value."""
        return value.slot if value.num == 1 else self._step("linear", (value.slot,), (value.num,))


def _times(value: _Value, factor: int) -> _Value:
    return _reduced(value.slot, value.num * factor, value.den)


def _reduced(slot: int, num: int, den: int) -> _Value:
    common = math.gcd(num, den) if den > 0 else -math.gcd(num, den)
    return _Value(slot if num else 0, num // common, den // common)


# What follows reads a program as numbers.


def _runner(steps: Sequence[_Step], slot: int) -> Callable[..., Number]:
    symbols = sum(step.op == "symbol" for step in steps)
    functions = [_number(step) for step in steps[symbols + 1 : slot + 1]]

    def run(*values: int) -> Number:
        memory: list[Any] = [1, *values]
        for function in functions:
            memory.append(function(memory))
        return memory[slot]

    return run


def _number(step: _Step) -> Callable[[list[Any]], Number]:
    args, numbers = step.args, step.numbers
    match step.op, args:
        case "linear", (a, b):
            return lambda m: numbers[0] * m[a] + numbers[1] * m[b]
        case "linear", _:
            return lambda m: sum(w * m[a] for w, a in zip(numbers, args, strict=True))
        case "product", (a, b):
            return lambda m: m[a] * m[b]
        case "product", _:
            return lambda m: math.prod(m[a] for a in args)
        case "power", (a,):
            return lambda m: m[a] ** numbers[0]
        case "floor", (a,):
            return lambda m: m[a] // numbers[0]
        case "reciprocal", (a,):
            return lambda m: Fraction(1, m[a])
        case "exponential", (a, b):
            return lambda m: m[a] ** m[b] if m[b] >= 0 else Fraction(m[a]) ** m[b]
        case "min", _:
            return lambda m: min(m[a] for a in args)
        case _:
            return lambda m: max(m[a] for a in args)


# What follows reads a program as a trend.


class _Trend(NamedTuple):
    """1 only grows, -1 only falls, 0 stays; between these bounds, which are reached or are infinite, or `open`: only neared as x grows."""

    direction: int
    lo: Any
    hi: Any
    open: bool = False


def _trends(steps: Sequence[_Step], slot: int, lo: Bound, hi: Bound) -> _Trend | None:
    trends: list[_Trend | None] = [_Trend(0, 1, 1), _joint([_Trend(1, lo, hi)], lo, hi)]
    for step in steps[2:]:
        args = [t for a in step.args if (t := trends[a])]
        trends.append(_trend(step, args) if len(args) == len(step.args) else None)
    return trends[slot]


def _trend(step: _Step, args: list[_Trend]) -> _Trend | None:
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


def _joint(args: Sequence[_Trend], lo: Any, hi: Any) -> _Trend | None:
    """The trend of what grows with each of its parts, if these go the same way."""
    directions = {t.direction for t in args} - {0}
    if lo == hi:
        return _Trend(0, lo, hi)
    if len(directions) > 1:
        return None
    direction = directions.pop()
    return _Trend(direction, lo, hi, any(t.open for t in args) and math.inf != (hi if direction > 0 else -lo))


def _weighted(trend: _Trend, weight: int) -> _Trend:
    # inf times an integer is not computed, since a long integer has no float.
    lo, hi = ((b if weight > 0 else -b) if isinstance(b, float) else b * weight for b in (trend.lo, trend.hi))
    return trend._replace(lo=lo, hi=hi) if weight > 0 else _Trend(-trend.direction, hi, lo, trend.open)


def _floor_trend(t: _Trend, divisor: int) -> _Trend | None:
    lo, hi = (b if isinstance(b, float) else b // divisor for b in (t.lo, t.hi))
    if t.open and t.direction > 0:
        hi = -(-t.hi // divisor) - 1
    return _joint([t._replace(open=False)], lo, hi)


def _total(bounds: Iterable[Any]) -> Any:
    bounds = list(bounds)
    return next((b for b in bounds if isinstance(b, float)), None) or sum(bounds)


def _product_trend(args: Sequence[_Trend]) -> _Trend | None:
    """A product of factors that are not negative grows with each of them."""
    if any(t.lo < 0 < t.hi for t in args):
        return None
    if any(t.open for t in args) and any(0 in (t.lo, t.hi) and not t.open for t in args):
        return None
    positive = [t if t.lo >= 0 else _weighted(t, -1) for t in args]
    los, his = [t.lo for t in positive], [t.hi for t in positive]
    trend = _joint(positive, math.prod(los), 0 if 0 in his else math.inf if math.inf in his else math.prod(his))
    return trend and _weighted(trend, (-1) ** sum(t.lo < 0 for t in args))


def _power_trend(base: _Trend, n: int) -> _Trend | None:
    if n % 2 or base.lo >= 0:
        return _joint([base], base.lo**n, base.hi**n)
    return _power_trend(_weighted(base, -1), n) if base.hi <= 0 else None


def _least(args: Sequence[_Trend]) -> _Trend | None:
    """An argument that is never below the lowest ceiling does not matter."""
    if any(t.open for t in args):
        return None
    top = min(t.hi for t in args)
    return _joint([t for t in args if t.lo < top], min(t.lo for t in args), top)


def _monotone(value: Callable[[int], Number], trend: _Trend, lo: Bound, hi: Bound) -> Iterator[tuple[Bound, Bound, int]]:
    """The intervals of lo..hi on which a quantity that goes one way is negative, zero and positive."""
    turn = -1 if trend.direction < 0 else 1
    trend = _weighted(trend, turn)
    reached = trend.hi > 0 or (trend.hi == 0 and not trend.open)
    zero = lo if trend.lo >= 0 else _first(lambda x: turn * value(x) >= 0, lo, hi) if reached else math.inf
    positive = lo if trend.lo > 0 else _first(lambda x: turn * value(x) > 0, lo, hi) if trend.hi > 0 else math.inf
    return _clipped([(lo, zero - 1, -turn), (zero, positive - 1, 0), (positive, math.inf, turn)], lo, hi)


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


# What follows reads a program as polynomials in t, for x = L t + r.


def _period(steps: Sequence[_Step], slot: int) -> tuple[int, sp.Basic | None]:
    """The L for which every floor on x = L t + r is a polynomial in t, up to where Min and Max change sides; or the part that prevents it.

    Backwards: need[i] is a modulus that step i must be known by. floor(u / d) is known modulo m if u is known modulo d m;
    a sum or a product is if its parts are.
    """
    need = [0] * slot + [1]
    worst: tuple[int, sp.Basic] = (0, sp.S.One)
    for i in (i for i in range(slot, 1, -1) if need[i]):
        op, args, numbers, part = steps[i]
        if op in ("reciprocal", "exponential"):
            return 0, part
        if op == "floor":
            worst = max(worst, (need[i] * numbers[0], part), key=lambda w: w[0])
        for k, a in enumerate(args):
            modulus = need[i] * numbers[0] if op == "floor" else need[i] // math.gcd(need[i], numbers[k]) if op == "linear" else need[i]
            need[a] = math.lcm(need[a] or 1, modulus)
    return need[1], worst[1] if need[1] > _LIMIT else None


def _by_residues(steps: Sequence[_Step], slot: int, period: int, wanted: set[int], domain: IntegerSet) -> Iterator[Piece]:
    lo, hi = _hull(domain)
    classes = {(g := math.gcd(p.modulus, period), p.residue % g) for p in domain.pieces}
    for r in range(period):
        if any(r % g == residue for g, residue in classes):
            first = lo if lo == -math.inf else -((r - lo) // period)
            last = hi if hi == math.inf else (hi - r) // period
            for start, end, polynomial in _polynomials(steps, slot, [(first, last, (r, period))]) if first <= last else []:
                for a, b, sign in _signs(polynomial, start, end):
                    if sign in wanted:
                        yield Piece(a if a == -math.inf else period * a + r, b if b == math.inf else period * b + r, r, period)


def _polynomials(steps: Sequence[_Step], slot: int, unknown: Parts) -> Parts:
    memory: list[Parts] = [[(unknown[0][0], unknown[0][1], (1,))], unknown]
    for step in steps[2 : slot + 1]:
        parts: Parts = []
        for lo, hi, args in _refined([memory[a] for a in step.args]):
            parts += _lower(args, lo, hi, step.op) if step.op in ("min", "max") else [(lo, hi, _polynomial(step, args))]
        memory.append(parts)
    return memory[slot]


def _refined(values: Sequence[Parts]) -> Iterator[tuple[Bound, Bound, list[Polynomial]]]:
    """The intervals on which each of the values is one polynomial."""
    starts = sorted({part[0] for parts in values for part in parts})
    ends = [start - 1 for start in starts[1:]] + [values[0][-1][1]]
    for lo, hi in zip(starts, ends, strict=True):
        yield lo, hi, [next(p for _, end, p in parts if lo <= end) for parts in values]


def _polynomial(step: _Step, args: list[Polynomial]) -> Polynomial:
    match step.op:
        case "linear":
            return _trimmed([sum(w * c for w, c in zip(step.numbers, column, strict=True)) for column in zip_longest(*args, fillvalue=0)])
        case "product":
            return reduce(_multiplied, args)
        case "power":
            return reduce(_multiplied, args * step.numbers[0])
        case _:  # floor: the period is chosen so that the divisor divides all but the constant
            return _trimmed([c // step.numbers[0] for c in args[0]])


def _trimmed(coefficients: Sequence[int]) -> Polynomial:
    n = len(coefficients)
    while n and not coefficients[n - 1]:
        n -= 1
    return tuple(coefficients[:n])


def _multiplied(a: Polynomial, b: Polynomial) -> Polynomial:
    result = [0] * (len(a) + len(b) - 1 if a and b else 0)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            result[i + j] += x * y
    return tuple(result)


def _lower(args: list[Polynomial], lo: Bound, hi: Bound, op: str) -> Parts:
    """The least (or greatest) of some polynomials, with the integers where they cross."""
    parts: Parts = [(lo, hi, args[0])]
    for other in args[1:]:
        last, parts = parts, []
        for a, b, p in last:
            gap = _trimmed([x - y for x, y in zip_longest(p, other, fillvalue=0)])
            for start, end, sign in _signs(gap, a, b):
                keep = p if (sign <= 0) == (op == "min") else other
                begin = parts.pop()[0] if parts and parts[-1][2] == keep else start
                parts.append((begin, end, keep))
    return parts


def _signs(p: Polynomial, lo: Bound, hi: Bound) -> Iterator[tuple[Bound, Bound, int]]:
    """Intervals of integers that follow one another from lo to hi, with the sign of the polynomial on each.

    All roots lie within 1 + max|c| / |leading c| (Cauchy). Where p(t + 1) - p(t) keeps its sign, p goes one way and is bisected.
    """
    if len(p) < 3:
        yield from _clipped(_linear_signs(p[0] if p else 0, p[1] if len(p) > 1 else 0), lo, hi)
        return
    far = 1 + max(map(abs, p)) // abs(p[-1])
    up = 1 if p[-1] > 0 else -1
    yield from _clipped([(-math.inf, -far - 1, up if len(p) % 2 else -up)], lo, hi)
    near, end = int(max(lo, -far)), int(min(hi, far))
    for a, b, direction in _signs(_difference(p), near, end) if near <= end else []:
        value = partial(_at, p)
        bottom, top = sorted((value(int(a)), value(int(b))))
        yield from _monotone(value, _Trend(direction or 1, bottom, top), a, b)
    yield from _clipped([(far + 1, math.inf, up)], lo, hi)


def _linear_signs(constant: int, slope: int) -> list[tuple[Bound, Bound, int]]:
    up = (slope > 0) - (slope < 0)
    if not up:
        return [(-math.inf, math.inf, (constant > 0) - (constant < 0))]
    root, rest = divmod(-constant, slope)
    return [(-math.inf, root - (not rest), -up), *[(root, root, 0)] * (not rest), (root + 1, math.inf, up)]


def _clipped(parts: Iterable[tuple[Bound, Bound, int]], lo: Bound, hi: Bound) -> Iterator[tuple[Bound, Bound, int]]:
    return ((max(a, lo), min(b, hi), sign) for a, b, sign in parts if max(a, lo) <= min(b, hi) and a < math.inf and b > -math.inf)


def _difference(p: Polynomial) -> Polynomial:
    """p(t + 1) - p(t)."""
    return tuple(sum(math.comb(k, i) * p[k] for k in range(i + 1, len(p))) for i in range(len(p) - 1))


def _at(p: Polynomial, t: int) -> int:
    return reduce(lambda value, c: value * t + c, reversed(p), 0)
