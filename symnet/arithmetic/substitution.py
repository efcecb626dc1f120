"""Values for symbols: what a user may put in, and what an expression becomes of it, for arrays at each point of a design space."""

from __future__ import annotations

import fractions
import math
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, TypeAlias

from symnet.arithmetic.sizes import as_size, ceil_div, maximum, minimum, plain_int
from symnet.arithmetic.sweep import Sweep, plain_array
from symnet.errors import SymnetError, unknown

Fraction: TypeAlias = tuple[Any, Any]
"""A numerator and a positive denominator, ints or sweeps: a part of an expression may be no whole number."""


DIGITS = 100_000
"""Up to how many digits a power is computed."""

FEW = 100
"""Powers up to this one are computed of any number."""


def replacements(known: Mapping[str, Any], values: Mapping[Any, Any]) -> dict[Any, Any]:
    """What to put in for known symbols, given by name or by symbol; a value is an int, a name, an expression or an array.

    For a symbol that need not be whole, such as a width multiplier, it may be a fraction, or a float for the decimal it is written as.
    """
    import sympy

    put: dict[Any, Any] = {}
    for key, value in values.items():
        name = key if isinstance(key, str) else getattr(key, "name", str(key))
        if name not in known:
            raise unknown("symbol", name, known)
        if not known[name].is_integer and _is_fraction(value):
            put[known[name]] = sympy.Rational(str(value))
            continue
        size = as_size(value, name, 0)
        if known[name].is_positive and (size.below(1) if isinstance(size, Sweep) else isinstance(size, int) and size == 0):
            raise SymnetError(f"{name} is {size}, but its symbol was declared to be positive", f"make it with symnet.symbols({name!r})")
        put[known[name]] = size if isinstance(size, Sweep) else sympy.sympify(size, strict=True)
    return put


def _is_fraction(value: Any) -> bool:
    if isinstance(value, (fractions.Fraction, float)):
        return math.isfinite(value) and value > 0
    return bool(getattr(value, "is_Rational", False)) and value > 0


def substituted(expr: Any, put: Mapping[Any, Any]) -> Any:
    """An expression with values put in for symbols; with arrays, all of its symbols must have one."""
    arrays = {s: value for s, value in put.items() if isinstance(value, Sweep)}
    numbers = {s: value for s, value in put.items() if s not in arrays}
    refuse_towers(expr, numbers)
    rest = expr.xreplace(numbers)
    if not arrays or not rest.free_symbols & set(arrays):
        return plain_int(rest)
    if names := ", ".join(sorted(s.name for s in rest.free_symbols - set(arrays))):
        raise SymnetError(f"{expr} has arrays put in, and {names} is open", "put numbers or arrays in for all of its symbols at once")
    num, den = _evaluated(rest, arrays)
    if plain_array(num % den).any():
        raise SymnetError(f"{expr} is not a whole number for all values of the arrays", "give arrays for which it is")
    return num // den


def refuse_towers(expr: Any, numbers: Mapping[Any, Any]) -> None:
    """Refuse a power or a factorial of more than about `DIGITS` digits before anybody computes it."""
    import sympy

    numbers = {symbol: sympy.sympify(value, strict=True) for symbol, value in numbers.items()}
    part: Any
    for part in sympy.postorder_traversal(expr):  # what stands in an exponent comes first
        if part.is_Pow and not (part.exp.is_Integer and abs(part.exp.p) < FEW):
            base, exponent = part.base.xreplace(numbers), part.exp.xreplace(numbers)
            large = base.is_Rational and exponent.is_Rational and _digits(base) * abs(exponent.p) > DIGITS * exponent.q
        else:
            known = not part.is_Function or type(part).__name__ in RULES
            large = not known and any(arg.is_Rational and abs(arg.p) > DIGITS for arg in (arg.xreplace(numbers) for arg in part.args))
        if large:
            at = ", ".join(f"{'run' if symbol.is_Dummy else symbol} = {value}" for symbol, value in numbers.items())
            raise SymnetError(f"{part} is a number of more than {DIGITS:,} digits at {at}", "give smaller numbers")


def _digits(number: Any) -> float:
    return math.log10(max(abs(number.p), number.q))


def _evaluated(expr: Any, values: Mapping[Any, Any]) -> Fraction:
    """The expression at each point, exactly."""
    if expr.is_Rational:
        return int(expr.p), int(expr.q)
    if expr.is_Symbol:
        return values[expr], 1
    rule = RULES.get(type(expr).__name__)
    if rule is None:
        raise SymnetError(f"{expr} is not computed on arrays", "put numbers in one after the other")
    return rule(*(_evaluated(part, values) for part in expr.args))


def _plus(a: Fraction, b: Fraction) -> Fraction:
    return (a[0] + b[0], a[1]) if a[1] is b[1] else (a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def _times(a: Fraction, b: Fraction) -> Fraction:
    return a[0] * b[0], a[1] * b[1]


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    """A whole power; a negative one of a size, which is positive, is a share."""
    num, den = exponent
    if not isinstance(num, int) or num >= 0:
        return base[0] ** (num // den), base[1] ** (num // den)
    return base[1] ** -num, as_size(base[0], "a divisor") ** -num


def _extremum(which: Callable[[Any, Any], Any]) -> Callable[[Fraction, Fraction], Fraction]:
    return lambda a, b: (which(a[0] * b[1], b[0] * a[1]), a[1] * b[1])


def _modulo(a: Fraction, b: Fraction) -> Fraction:
    return (a[0] * b[1]) % (b[0] * a[1]), a[1] * b[1]


def _folded(rule: Callable[[Fraction, Fraction], Fraction]) -> Callable[..., Fraction]:
    return lambda *parts: reduce(rule, parts)


RULES: Mapping[str, Callable[..., Fraction]] = {
    "Add": _folded(_plus),
    "Mul": _folded(_times),
    "Pow": _power,
    "Max": _folded(_extremum(maximum)),
    "Min": _folded(_extremum(minimum)),
    "Mod": _modulo,
    "floor": lambda a: (a[0] // a[1], 1),
    "ceiling": lambda a: (ceil_div(*a), 1),
}
"""What the functions of sympy mean that sizes are made of."""
