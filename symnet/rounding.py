"""Floors: however many divisions follow one another, one floor is enough.

`Rounded` is the algebra a symbolic size travels in: floor(num / den) + off. Adding moves the offset; dividing again uses

    floor((floor(u / b) + m) / c) = floor((u + m b) / (b c))        for whole b, c > 0 and whole m

so a stack of windows stays one quotient, and only the size that somebody reads becomes a sympy expression. Where no identity
exists (a product, a sum of two floors) the value is taken as it stands and the next division nests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symnet.errors import SymnetError
from symnet.sizes import Algebra, is_expression, plain_int


@dataclass(frozen=True)
class Reading:
    """How divisions are read: floored (the truth), exact (every division whole), or with promises (`32 | H`)."""

    exact: bool = False
    promises: tuple[tuple[str, Any], ...] = ()

    def start(self, size: Any) -> Any:
        """An input size in the algebra of this reading; plain numbers need none unless divisions must be exact."""
        return Rounded(size, reading=self) if self.exact or is_expression(size) else size


FLOORED = Reading()


@dataclass(frozen=True, slots=True)
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
        return self._whole(_sympy(self.expr) % plain(other), other)

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
        """ceil(a / b) = floor((a + b - 1) / b) on integers; an exact reading has nothing to round."""
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
        import sympy as sp

        if isinstance(a, Rounded) and isinstance(b, Rounded) and a.den == b.den:
            difference = sp.expand(_sympy(a.num + a.off * a.den) - (b.num + b.off * b.den))
            if difference.is_number:
                return a if difference * sign >= 0 else b
        return self._whole((sp.Min if sign < 0 else sp.Max)(plain(a), plain(b)), a, b)

    def product(self, sizes: tuple[Any, ...]) -> Rounded:
        result: Any = 1
        for size in sizes:
            result = result * plain(size)
        return self._whole(result, *sizes)

    def _with(self, off: Any, more: Rounded | None = None) -> Rounded:
        return Rounded(self.num, self.den, off, self.reading, self.assumed + (more.assumed if more else ()))

    def _whole(self, value: Any, *others: Any) -> Rounded:
        extra = tuple(pair for o in others if isinstance(o, Rounded) and o is not self for pair in o.assumed)
        return Rounded(value, 1, 0, self.reading, self.assumed + extra)

    @property
    def expr(self) -> Any:
        """The size as an int or a plain sympy expression with at most this one floor."""
        if self._expr is None:
            object.__setattr__(self, "_expr", self._evaluated())
        return self._expr

    def _evaluated(self) -> Any:
        if isinstance(self.den, int) and self.den == 1:
            return plain_int(self.num + self.off)
        if self.reading.exact:
            return plain_int(_sympy(self.num) / self.den + self.off)
        return plain_int(one_floor(_sympy(self.num), self.den, dict(self.reading.promises)) + self.off)


def one_floor(num: Any, den: Any, promises: Mapping[str, Any]) -> Any:
    """floor(num / den) with the whole multiples of `den` taken out: floor((b q + r) / b) = q + floor(r / b)."""
    import sympy as sp

    if num.is_Integer and isinstance(den, int):
        return int(num) // den
    whole: list[Any] = []
    rest: list[Any] = []
    for term in sp.Add.make_args(num):
        (whole if not term.is_Integer and _divided(term, den, promises) else rest).append(term)
    left = sp.Add(*rest)
    if left.is_Integer and isinstance(den, int):
        return sp.Add(*whole) / den + int(left) // den
    return sp.Add(*whole) / den + sp.floor(left / den) if left != 0 else sp.Add(*whole) / den


def _divided(term: Any, den: Any, promises: Mapping[str, Any]) -> bool:
    if not isinstance(den, int):
        return bool((term / den).is_integer)
    coefficient, factors = term.as_coeff_mul()
    for factor in factors:
        base, exponent = factor.as_base_exp()
        if base.is_Symbol and exponent.is_Integer:
            coefficient *= promises.get(base.name, 1) ** int(exponent)
    return coefficient.is_Integer and coefficient % den == 0


def plain(size: Any) -> Any:
    """The int or sympy expression of a size."""
    return size.expr if isinstance(size, Rounded) else size


def _sympy(value: Any) -> Any:
    import sympy

    return sympy.sympify(value, strict=True)


def check_exact(size: Any) -> None:
    """Refuse a number that the exact reading took for whole although it is not."""
    for divisor, value in size.assumed if isinstance(size, Rounded) else ():
        if isinstance(divisor, int) and (isinstance(value, int) or value.is_number) and value % divisor:
            raise SymnetError(f"{divisor} does not divide {value}, so the exact reading does not hold here; the floored reading gives {value // divisor}")
