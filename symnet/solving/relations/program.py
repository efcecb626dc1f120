"""An expression written down as a program: steps on whole numbers that name earlier steps, each different part once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import sympy as sp

from symnet.errors import SymnetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Step(NamedTuple):
    """One, symbol, linear (numbers are weights), product, power (the exponent), floor (the divisor), min, max, reciprocal, exponential."""

    op: str
    args: tuple[int, ...]
    numbers: tuple[int, ...]
    part: sp.Basic


class Value(NamedTuple):
    """num * step / den, where slot 0 is the constant 1."""

    slot: int
    num: int
    den: int


class Writer:
    """Writes every different part of an expression once; step 0 is 1, and the symbols follow."""

    def __init__(self, symbols: Sequence[sp.Symbol]) -> None:
        self.steps = [Step("one", (), (), sp.S.One), *(Step("symbol", (), (), s) for s in symbols)]
        self._slots: dict[Any, int] = {}
        self._fractional: set[int] = set()
        self._values: dict[sp.Basic, Value] = {s: Value(i, 1, 1) for i, s in enumerate(symbols, 1)}

    def value(self, expr: sp.Basic) -> Value:
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

    def _written(self, part: sp.Basic, args: list[Value]) -> Value:
        match part, args:
            case sp.Rational(), _:
                return Value(0, int(part.p), int(part.q))
            case sp.Float(), _ if not part - int(part):
                return Value(0, int(part), 1)
            case sp.Add(), _:
                return self._sum(args)
            case sp.Mul(), _:
                return self._product(args)
            case sp.Pow(), _ if part.exp.is_Add and (apart := sp.expand_power_exp(part)) != part:  # 2^(n - 1) is half of 2^n
                return self.value(apart)
            case sp.Pow(), [base, exponent]:
                return self._power(base, exponent, part)
            case sp.Min(), _:
                return self._extreme("min", args)
            case sp.Max(), _:
                return self._extreme("max", args)
            case _:
                return self._rounded(part, args)

    def _rounded(self, part: sp.Basic, args: list[Value]) -> Value:
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
                    "so no exact answer is known",
                    "try the values one by one, as [n for n in range(1, 1001) if relation.subs(x, n) == True]",
                )

    def _step(self, op: str, args: tuple[int, ...], numbers: tuple[int, ...] = (), part: sp.Basic = sp.S.One) -> int:
        slot = self._slots.setdefault((op, args, numbers), len(self.steps))
        if slot == len(self.steps):
            self.steps.append(Step(op, args, numbers, part))
            if op in ("reciprocal", "exponential") or (op != "floor" and not self._fractional.isdisjoint(args)):
                self._fractional.add(slot)
        return slot

    def _sum(self, values: Iterable[Value]) -> Value:
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

    def _product(self, values: Sequence[Value]) -> Value:
        num, den = math.prod(v.num for v in values), math.prod(v.den for v in values)
        slots = tuple(sorted(v.slot for v in values if v.slot)) if num else ()
        return _reduced(self._step("product", slots) if len(slots) > 1 else slots[0] if slots else 0, num, den)

    def _power(self, base: Value, exponent: Value, part: sp.Basic) -> Value:
        if exponent.slot == 0 and exponent.den == 1:
            n = abs(exponent.num)
            slot = self._step("power", (base.slot,), (n,)) if base.slot and n > 1 else base.slot if n else 0
            power = Value(slot, base.num**n, base.den**n)
            return power if exponent.num >= 0 else self._inverse(power, part)
        if base.den == exponent.den == 1 and exponent.slot not in self._fractional:
            if exponent.num < 0:  # 2^(-i) falls where 2^i grows, and only of a whole power is it known
                return self._inverse(self._power(base, _times(exponent, -1), part), part)
            return Value(self._step("exponential", (self._whole(base), self._whole(exponent)), (), part), 1, 1)
        raise SymnetError(
            f"{part} is not a whole power, so its value is not an exact fraction", "compare its square or another whole power of it instead"
        )

    def _inverse(self, value: Value, part: sp.Basic) -> Value:
        slot, num, den = value
        return _reduced(self._step("reciprocal", (slot,), (), part) if slot else 0, den, num)

    def _floor(self, value: Value, part: sp.Basic) -> Value:
        if value.slot == 0:
            return Value(0, value.num // value.den, 1)
        return Value(self._step("floor", (self._whole(value),), (value.den,), part), 1, 1)

    def _extreme(self, op: str, values: Sequence[Value]) -> Value:
        den = math.lcm(*(v.den for v in values))
        slots = {self._whole(Value(v.slot, v.num * (den // v.den), 1)) for v in values}
        return _reduced(self._step(op, tuple(sorted(slots))), 1, den)

    def _whole(self, value: Value) -> int:
        """The step that is den times the value."""
        return value.slot if value.num == 1 else self._step("linear", (value.slot,), (value.num,))


def _times(value: Value, factor: int) -> Value:
    return _reduced(value.slot, value.num * factor, value.den)


def _reduced(slot: int, num: int, den: int) -> Value:
    common = math.gcd(num, den) if den > 0 else -math.gcd(num, den)
    return Value(slot if num else 0, num // common, den // common)
