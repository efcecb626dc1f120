"""Repetition as a closed form: what a size is before the i-th run of a body, and what a count sums to over all runs.

A body is run once on fresh symbols t, which gives its step t -> y exactly. Steps that compose with themselves have their i-th
iterate as an identity, so nothing is guessed:

    y = t                      x_i = x_0
    y = t + q                  x_i = x_0 + q i
    y = p t + q                x_i = p^i x_0 + q (p^i - 1)/(p - 1)
    y = floor((t + a)/b)       x_i = floor((x_0 + a (b^i - 1)/(b - 1)) / b^i)

with p, q, a, b free of every size that changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from symnet.arithmetic.rounding import Rounded, plain
from symnet.arithmetic.sizes import Shape, is_expression, plain_int, total
from symnet.errors import NoClosedForm, SymnetError


@dataclass(slots=True, eq=False)
class Turn:
    """What goes around in a repetition: the wires that feed its first run, and those that feed the next one in their place.

    `sums` are what its runs are merged into: the wire that has what there is so far, and the call that merges.
    """

    entries: tuple[Any, ...] = ()
    ends: tuple[Any, ...] = ()
    sums: tuple[tuple[Any, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A repetition: `index` runs over start, start + 1, ..., times - 1; None where nothing depends on it.

    Calls of one repetition have one `turn`; what adds up its runs begins at the second one.
    """

    index: Any
    times: Any
    start: int = 0
    turn: Turn = field(default_factory=Turn, compare=False)

    def over(self, count: Any) -> Any:
        """The sum of a count over the runs, closed where a closed form exists and left as a Sum where not."""
        runs = self.times - self.start
        if self.index is None or not (is_expression(count) and count.has(self.index)):
            return plain_int(count * runs)
        import sympy as sp

        if count.has(sp.floor, sp.ceiling, sp.Min, sp.Max) or (not count.is_polynomial(self.index) and count.has(sp.Mod)):
            if isinstance(self.times, int) and self.times <= 10_000:
                return total([count.xreplace({self.index: sp.Integer(k)}).doit() for k in range(self.start, self.times)])
            return sp.Sum(count, (self.index, self.start, self.times - 1))
        terms: Any = sp.Add.make_args(sp.expand(count, power_exp=False))
        return plain_int(sp.factor_terms(total([sp.summation(t, (self.index, self.start, self.times - 1)) for t in terms])))


def geometric(ratio: Any, runs: Any) -> Any:
    """1 + r + r^2 + ... with `runs` terms; left as a sum where the ratio is a symbol, which may be 1."""
    import sympy as sp

    if isinstance(runs, int) and not is_expression(ratio):
        return sum(ratio**k for k in range(runs))
    if ratio == 1:
        return runs
    if not isinstance(ratio, int) and not ratio.is_number:
        k = sp.Symbol("k", integer=True, nonnegative=True)
        made = sp.Sum(ratio**k, (k, 0, runs - 1))
        return made.doit() if isinstance(runs, int) else made
    return plain_int((sp.sympify(ratio, strict=True) ** runs - 1) / (ratio - 1))


def fresh(shape: Shape) -> tuple[Any, ...]:
    """One new symbol for each axis."""
    import sympy as sp

    return tuple(sp.Dummy(f"t{axis}", integer=True, positive=True) for axis in range(len(shape)))


def iterate(start: Shape, t: tuple[Any, ...], step: Shape, i: Any) -> Shape:
    """The shape before run i of a body that makes `step` of `t`, from `start` on."""
    if len(start) != len(step):
        raise SymnetError("a repeated body must keep the number of axes", f"it makes {len(step)} of {len(start)}")
    kept = {s: plain(x) for x, s, y in zip(start, t, step, strict=True) if plain(y) == s}
    return tuple(_iterate(x, s, y, i, set(t) - set(kept), kept) for x, s, y in zip(start, t, step, strict=True))


def _iterate(x: Any, t: Any, y: Any, i: Any, changing: set[Any], kept: dict[Any, Any]) -> Any:
    import sympy as sp

    if plain(y) == t:
        return x
    y = y if isinstance(y, Rounded) else Rounded(sp.sympify(y, strict=True))
    num = sp.expand(sp.sympify(y.num + y.off * y.den, strict=True).subs(kept))
    p, b = num.coeff(t, 1), sp.sympify(y.den, strict=True).subs(kept)
    a = sp.expand(num - p * t)
    free = a.free_symbols | p.free_symbols | b.free_symbols
    if free & changing or i in free or (b != 1 and p != 1) or p == 0:
        raise NoClosedForm(
            f"no closed form for a size that goes from {plain(x)} to {plain(y).xreplace({t: sp.Symbol('x')})} (x: what it was before)",
            "repeat it a fixed number of times",
        )
    whole = x if isinstance(x, Rounded) else Rounded(x)
    if b == 1:
        return whole + sp.expand(a * i) if p == 1 else whole * p**i + a * geometric(p, i)
    return (whole + sp.cancel(a * geometric(b, i))) // b**i
