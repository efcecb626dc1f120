"""Relations that are linear in one symbol, read as a x + b >= 0 for whole a and b that may be made of other symbols."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Line(NamedTuple):
    """slope x + rest >= 0, or = 0; that is what the relation says wherever `over` is positive."""

    slope: Any
    rest: Any
    over: Any
    equal: bool = False


def lines(relation: Any, symbol: Any) -> list[Line] | None:
    """A relation as lines that hold together; None where it is not linear in the symbol.

    >>> import sympy as sp
    >>> H, K, S, P = sp.symbols("H K S P", integer=True, nonnegative=True)
    >>> [tuple(line) for line in lines(sp.Eq(sp.floor((H - K + 2 * P) / S) + 1, 16), P)]
    [(2, H - K - 15*S, S, False), (-2, -H + K + 16*S - 1, S, False)]
    """
    import sympy as sp

    gap = sp.expand(getattr(relation, "lhs", 0) - getattr(relation, "rhs", 0))
    match relation:
        case sp.Eq() if isinstance(relation.lhs, sp.Mod) or isinstance(relation.rhs, sp.Mod):
            return None
        case sp.Eq():
            if gap.has(sp.floor) and any(f.has(symbol) for f in gap.atoms(sp.floor)):
                return _both(_at_least(gap, symbol), _at_least(-gap, symbol))
            return _line(gap, symbol, equal=True)
        case sp.Ge():
            return _at_least(gap, symbol)
        case sp.Le():
            return _at_least(-gap, symbol)
        case sp.Gt() | sp.Lt() if gap.is_integer:
            return _at_least((gap if isinstance(relation, sp.Gt) else -gap) - 1, symbol)
        case sp.And():
            return _both(*(lines(part, symbol) for part in relation.args))
        case _:
            return None


def _both(*parts: list[Line] | None) -> list[Line] | None:
    found: list[Line] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return found


def _at_least(gap: Any, symbol: Any) -> list[Line] | None:
    """gap >= 0, where the symbol may stand in one floor: floor(u/b) >= r is u >= b r, and floor(u/b) <= r is u < b (r + 1)."""
    import sympy as sp

    rounded = [f for f in gap.atoms(sp.floor) if f.has(symbol)]
    if not rounded:
        return _line(gap, symbol)
    outer = [f for f in rounded if not any(f is not g and g.has(f) for g in rounded)]
    if len(outer) != 1:
        return None
    rest, factor = gap.xreplace({outer[0]: sp.S.Zero}), gap.coeff(outer[0])
    if sp.expand(gap - factor * outer[0] - rest) != 0 or factor not in (1, -1) or rest.has(symbol) or rest.is_integer is not True:
        return None
    num, den = sp.fraction(sp.together(outer[0].args[0]))
    if den.has(symbol) or num.is_integer is not True:
        return None
    inner = num + rest * den if factor == 1 else rest * den + den - 1 - num
    found = _at_least(sp.expand(inner), symbol)
    return None if found is None else [line._replace(over=line.over * den) for line in found]


def _line(gap: Any, symbol: Any, equal: bool = False) -> list[Line] | None:
    import sympy as sp

    num, den = sp.fraction(sp.together(gap))
    num = sp.expand(num)
    slope, rest = num.coeff(symbol, 1), num.coeff(symbol, 0)
    if den.has(symbol) or slope.has(symbol) or rest.has(symbol) or sp.expand(num - slope * symbol - rest) != 0 or not num.is_integer:
        return None
    return [Line(slope, rest, den, equal)]


def ends(found: Iterable[tuple[int, int, bool]]) -> tuple[int | None, int | None] | None:
    """The ends of the integers at which all lines (slope, rest, equal) hold; None where there is none. An open end is None."""
    lo: list[int] = []
    hi: list[int] = []
    for slope, rest, equal in found:
        if slope == 0:
            if (rest != 0) if equal else rest < 0:
                return None
            continue
        if equal and rest % slope:
            return None
        if equal or slope > 0:
            lo.append(-(rest // slope))
        if equal or slope < 0:
            hi.append(-(rest // slope) if equal else rest // -slope)
    least, most = max(lo, default=None), min(hi, default=None)
    return None if least is not None and most is not None and least > most else (least, most)
