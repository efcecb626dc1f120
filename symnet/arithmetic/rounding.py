"""Floors: however many divisions follow one another, one floor is enough.

`Rounded` is the algebra a symbolic size travels in: floor(num / den) + off. Adding moves the offset; dividing again uses

    floor((floor(u / b) + m) / c) = floor((u + m b) / (b c))        for whole b, c > 0 and whole m

so a stack of windows stays one quotient, and only the size that somebody reads becomes a sympy expression. Where no identity
exists (a product, a sum of two floors) the value is taken as it stands and the next division nests.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from symnet.arithmetic.sizes import Algebra, is_expression, plain_int

IDENTITIES = {
    "floor of a floor": "⌊(⌊u/b⌋ + m)/c⌋ = ⌊(u + m b)/(b c)⌋",
    "ceiling": "⌈u/b⌉ = ⌊(u + b - 1)/b⌋",
    "ceiling alone": "⌊(u - 1)/b⌋ + 1 = ⌈u/b⌉",
    "whole multiples": "⌊(b m + u)/b⌋ = m + ⌊u/b⌋",
    "smaller of two": "min(⌊u/b⌋ + m, ⌊v/b⌋) = ⌊min(u + m b, v)/b⌋",
    "larger of two": "max(⌊u/b⌋ + m, ⌊v/b⌋) = ⌊max(u + m b, v)/b⌋",
    "remainder": "mod(u, b) = u - b ⌊u/b⌋",
}
"""What `Rounded` rewrites by, for whole u, v, m and whole b, c > 0. The tests read these lines and prove them by brute force."""


@dataclass(frozen=True)
class Reading:
    """How divisions are read: floored (the truth), exact (every division whole), or with promises (`32 | H`)."""

    exact: bool = False
    promises: tuple[tuple[str, Any], ...] = ()
    bounds: tuple[tuple[Any, Any], ...] = ()
    """Indices of the loops around a size, each below its number of runs."""

    @property
    def calls(self) -> str:
        """The methods of a network that give it this reading, as Python text."""
        promised = "".join(f".assume({f'{divisor} | {name}'!r})" for name, divisor in self.promises)
        return promised + ".exact()" * self.exact

    def start(self, size: Any, symbolic: bool = True) -> Any:
        """An input size in the algebra of this reading; plain numbers among plain numbers need none unless divisions must be exact."""
        return Rounded(size, reading=self) if self.exact or symbolic or is_expression(size) else size


FLOORED = Reading()


@dataclass(frozen=True, slots=True, repr=False)
class Rounded(Algebra):
    """floor(num / den) + off, read as `reading` says; `assumed` are the pairs (divisor, value) the exact reading took for whole."""

    num: Any
    den: Any = 1
    off: Any = 0
    reading: Reading = FLOORED
    assumed: tuple[tuple[Any, Any], ...] = ()
    _expr: Any = field(default=None, init=False, repr=False, compare=False)

    def __add__(self, other: Any) -> Rounded:
        if isinstance(other, Rounded):
            if other.den == 1:
                return self._with(off=self.off + other.num + other.off, more=other)
            if self.den == 1:
                return other._with(off=other.off + self.num + self.off, more=self)
            return self._whole(self.expr + other.expr, other)
        return self._with(off=self.off + other)

    def __radd__(self, other: Any) -> Rounded:
        return self + other

    def __neg__(self) -> Rounded:
        return self._whole(-self.expr)

    def __sub__(self, other: Any) -> Rounded:
        if isinstance(other, Rounded):
            return self._with(off=self.off - other.expr, more=other) if other.den == 1 else self._whole(self.expr - other.expr, other)
        return self._with(off=self.off - other)

    def __rsub__(self, other: Any) -> Rounded:
        return self._whole(other - self.expr)

    def __mul__(self, other: Any) -> Rounded:
        return self._whole(self.expr * plain(other), other)

    def __rmul__(self, other: Any) -> Rounded:
        return self * other

    def __pow__(self, other: Any) -> Rounded:
        return self._whole(self.expr ** plain(other), other)

    def __mod__(self, other: Any) -> Rounded:
        # Not sympy's Mod: it loses a multiple of the divisor beside another Mod, and makes 2 (H mod 3) of (2 (H mod 3) + 3) mod 3.
        value, divisor = self.expr, plain(other)
        return self._whole(value - divisor * one_floor(_sympy(value), divisor, self.reading), other)

    def __floordiv__(self, other: Any) -> Rounded:
        divisor = plain(other)
        if divisor == 1:
            return self
        value = self.num + self.off * self.den
        assumed = ((divisor, self.expr),) if self.reading.exact else ()
        return Rounded(value, self.den * divisor, 0, self.reading, self.assumed + assumed)

    def __rfloordiv__(self, other: Any) -> Rounded:
        return self._whole(other) // self

    def ceil_div(self, a: Any, b: Any) -> Rounded:
        """The ceiling as a floor; an exact reading has nothing to round."""
        a = a if isinstance(a, Rounded) else self._whole(a)
        return (a if self.reading.exact else a + (plain(b) - 1)) // b

    def quotient(self, a: Any, b: Any) -> Rounded:
        return self._whole(_sympy(plain(a)) / plain(b), a, b)

    def minimum(self, a: Any, b: Any) -> Rounded:
        return self._extremum(a, b, -1)

    def maximum(self, a: Any, b: Any) -> Rounded:
        return self._extremum(a, b, 1)

    def _extremum(self, a: Any, b: Any, sign: int) -> Rounded:
        """floor is monotone: over one denominator the smaller numerator has the smaller floor, where the two can be compared."""
        if all(size.is_number if isinstance(size, Rounded) else isinstance(size, int) for size in (a, b)):
            # Of two quotients the exact reading takes that one for whole which counts.
            chosen = a if plain(a) == (min if sign < 0 else max)(plain(a), plain(b)) else b
            return chosen if isinstance(chosen, Rounded) else self._whole(chosen)
        import sympy as sp

        alike = isinstance(a, Rounded) and isinstance(b, Rounded) and a.den == b.den
        if alike:
            difference = sp.expand(_sympy(a.num + a.off * a.den) - (b.num + b.off * b.den))
            if difference.is_nonnegative or difference.is_nonpositive:
                return a if bool(difference.is_nonnegative) == (sign > 0) else b
            if self.reading.exact and (one := self._one_quotient(a, b, sign)):
                return one
        # Which of them it is was asked above; of stacks of floors sympy would ask it for minutes.
        which = sp.Min if sign < 0 else sp.Max
        return self._whole(which(_sympy(plain(a)), _sympy(plain(b)), evaluate=not alike), a, b)

    def _one_quotient(self, a: Rounded, b: Rounded, sign: int) -> Rounded | None:
        """The smaller or larger of two quotients as one: only that of the two is taken for whole which it turns out to be."""
        import sympy as sp

        if not a.assumed or not b.assumed or a.assumed[:-1] != b.assumed[:-1] or a.assumed[-1][0] != b.assumed[-1][0]:
            return None
        which, divisor = sp.Min if sign < 0 else sp.Max, a.assumed[-1][0]
        divided = which(*(size.assumed[-1][1] + size.off * divisor for size in (a, b)), evaluate=False)
        value = which(*(size.num + size.off * size.den for size in (a, b)), evaluate=False)
        return Rounded(value, a.den, 0, self.reading, (*a.assumed[:-1], (divisor, divided)))

    def product(self, sizes: tuple[Any, ...]) -> Rounded:
        result: Any = 1
        for size in sizes:
            result = result * plain(size)
        return self._whole(result, *sizes)

    def _with(self, off: Any, more: Rounded | None = None) -> Rounded:
        return Rounded(self.num, self.den, off, self.reading, self.assumed + (more.assumed if more else ()))

    def _whole(self, value: Any, *others: Any) -> Rounded:
        extra = tuple(pair for o in others if isinstance(o, Rounded) and o is not self for pair in o.assumed)
        # Numbers as Python ints: what is told of numbers at once, such as a condition, is told of no integer of sympy.
        return Rounded(plain_int(value), 1, 0, self.reading, self.assumed + extra)

    def __repr__(self) -> str:
        return str(self.expr)

    def inside(self, index: Any, times: Any) -> Rounded:
        """The same size within a loop: its index is known to be below the number of runs."""
        reading = replace(self.reading, bounds=(*self.reading.bounds, (index, times)))
        return Rounded(self.num, self.den, self.off, reading, self.assumed)

    @property
    def is_number(self) -> bool:
        """Whether it is an int."""
        return isinstance(self.num, int) and isinstance(self.den, int) and isinstance(self.off, int)

    @property
    def expr(self) -> Any:
        """The size as an int or a plain sympy expression with at most this one floor."""
        if self._expr is None:
            object.__setattr__(self, "_expr", self._evaluated())
        return self._expr

    def _evaluated(self) -> Any:
        if isinstance(self.den, int) and self.den == 1:
            return plain_int(self.num + self.off)
        if self.is_number and not self.reading.exact:
            return self.num // self.den + self.off
        if self.reading.exact:
            return plain_int(_sympy(self.num) / self.den + self.off)
        return plain_int(one_floor(_sympy(self.num), self.den, self.reading, self.off))


def one_floor(num: Any, den: Any, reading: Reading, off: Any = 0) -> Any:
    """floor(num / den) + off with the whole multiples of `den` taken out, and a ceiling where it is one.

    floor((b q + r) / b) = q + floor(r / b), so that floor((u - 2) / 2) + 1 = floor(u / 2) and floor((u - 5) / 8) + 1 = floor((u + 3) / 8);
    floor((u - 1) / b) + 1 = ceiling(u / b). A window without padding is left as papers have it: floor((u - 11) / 4) + 1.
    """
    import sympy as sp

    if num.is_Integer and isinstance(den, int):
        return int(num) // den + off
    whole: list[Any] = []
    rest: list[Any] = []
    for term in sp.Add.make_args(num):
        (whole if not term.is_Integer and _divided(term, den, reading) else rest).append(term)
    left, taken = sp.Add(*rest), sp.Add(*(term / den if isinstance(den, int) else sp.powsimp(term / den) for term in whole))
    if left.is_Integer and isinstance(den, int):
        return taken + int(left) // den + off
    constant, u = left.as_coeff_Add()
    if isinstance(den, int):
        if constant > -den or constant % den == 0:
            taken, constant = taken + constant // den, constant % den
            if all(term.as_coeff_Mul()[0] < 0 for term in sp.Add.make_args(u)) and _is_whole(u):
                return taken + off - one_floor(den - 1 - constant - u, den, reading)
            left = u + constant
        if constant == den - 1 and _is_whole(u):
            return taken + off + sp.ceiling(u / den, evaluate=False)
    elif constant == -1 and taken + off == 1 and _is_whole(u):
        return sp.ceiling(u / den, evaluate=False)
    # What could be taken out is out: letting sympy look again would cost seconds on a wide numerator.
    return taken + off + (sp.floor(left / den, evaluate=False) if left != 0 else 0)


def _is_whole(u: Any) -> bool:
    """Whether sympy knows at once that a sum is a whole number; of windows that end anywhere in one another it would ask for minutes."""
    import sympy as sp

    return not any(isinstance(term.as_coeff_Mul()[1], (sp.Min, sp.Max)) for term in sp.Add.make_args(u)) and bool(u.is_integer) and u != 0


def _divided(term: Any, den: Any, reading: Reading) -> bool:
    """Whether den divides a term, promises and the bounds of loops considered."""
    import sympy as sp

    if not reading.promises:
        if not isinstance(den, int) and not _bases(den) <= term.free_symbols:
            return False
        return (not isinstance(den, int) or term.as_coeff_Mul()[0] % den == 0) and bool((term / den).is_integer)
    promises = dict(reading.promises)
    multiples = {s: promises[s.name] * sp.Dummy(s.name, integer=True, positive=True) for s in term.free_symbols if s.name in promises}
    later = {n: i + 1 + sp.Dummy("j", integer=True, nonnegative=True) for i, n in reading.bounds if is_expression(n) and n.is_Symbol}
    return bool(sp.powsimp(term.xreplace(multiples).xreplace(later) / _sympy(den).xreplace(later)).is_integer)


@lru_cache(maxsize=64)
def _bases(den: Any) -> frozenset[Any]:
    """The symbols that a denominator is a product of; none, where it is something else. Asked for each term over it."""
    bases = frozenset(den.as_powers_dict())
    return bases if all(base.is_Symbol for base in bases) else frozenset()


def plain(size: Any) -> Any:
    """The int or sympy expression of a size."""
    return size.expr if isinstance(size, Rounded) else size


def free_symbols(size: Any) -> set[Any]:
    """The symbols of a size, without making its expression."""
    parts = (size.num, size.den, size.off) if isinstance(size, Rounded) else (size,)
    return {s for part in parts if is_expression(part) for s in part.free_symbols}


def _sympy(value: Any) -> Any:
    import sympy

    return sympy.sympify(value, strict=True)


def not_exact(size: Any) -> str:
    """What to say of a number that the exact reading took for whole although it is not; empty where there is none."""
    for divisor, value in size.assumed if isinstance(size, Rounded) else ():
        if isinstance(divisor, int) and isinstance(value, int) and value % divisor:
            rounds = f"the floored one rounds {value}/{divisor} down to {value // divisor}"
            return f"{divisor} does not divide {value}, so the exact reading does not hold ({rounds})"
    return ""
