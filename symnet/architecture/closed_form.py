"""Repetition as a closed form: what a size is before the i-th run of a body, and what a count sums to over all runs.

A body is run once on fresh symbols t, which gives its step t -> y exactly. Steps that compose with themselves have their i-th
iterate as an identity, so nothing is guessed:

    y = t                      x_i = x_0
    y = t + q                  x_i = x_0 + q i
    y = p t + q                x_i = p^i x_0 + q (p^i - 1)/(p - 1)
    y = floor((t + a)/b)       x_i = floor((x_0 + a (b^i - 1)/(b - 1)) / b^i)

with p, q, a, b free of every size that changes. Where q or a depend on the run, their sums over the runs take the place of q i and of
the geometric ones: y = t + q_k gives x_i = x_0 + q_0 + ... + q_(i-1), in closed form for polynomials and powers of the run's number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from symnet.arithmetic.rounding import Rounded, plain
from symnet.arithmetic.sizes import Shape, is_expression, plain_int, total
from symnet.arithmetic.substitution import refuse_towers
from symnet.errors import NoClosedForm, SymnetError

RUN_BY_RUN = 200
"""Up to how many runs a formula is written out for each of them; beyond, a sum or a condition keeps the number of the run in it."""


@dataclass(slots=True, eq=False)
class Turn:
    """What goes around in a repetition: the wires that feed its first run, and those that feed the next one in their place.

    `sums` are what its runs are merged into: the wire that has what there is so far, and the call that merges. `kept` are other names
    for wires that feed its first run and, besides, every run the same way.
    """

    entries: tuple[Any, ...] = ()
    ends: tuple[Any, ...] = ()
    sums: tuple[tuple[Any, int], ...] = ()
    kept: tuple[tuple[Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A repetition: `index` runs over start, start + 1, ..., times - 1; None where nothing depends on it.

    Calls of one repetition have one `turn`; what adds up its runs begins at the second one.
    """

    index: Any
    times: Any
    start: int = 0
    first: int = 0
    """What run 0 is called in names of places."""
    turn: Turn = field(default_factory=Turn, compare=False)

    def over(self, count: Any) -> Any:
        """The sum of a count over the runs, closed where a closed form exists and left as a Sum where not."""
        runs = self.times - self.start
        if self.index is None or not (is_expression(count) and count.has(self.index)):
            return plain_int(count * runs)
        import sympy as sp

        apart = {r: sp.Dummy(integer=True) for r in count.atoms(sp.floor, sp.ceiling, sp.Min, sp.Max) if not r.has(self.index)}
        if apart:
            back = {name: rounded for rounded, name in apart.items()}
            return plain_int(sp.sympify(self.over(count.xreplace(apart)), strict=True).xreplace(back))
        if count.has(sp.floor, sp.ceiling, sp.Min, sp.Max) or (not count.is_polynomial(self.index) and count.has(sp.Mod)):
            if isinstance(self.times, int) and self.times <= RUN_BY_RUN:
                return total([count.xreplace({self.index: sp.Integer(k)}).doit() for k in range(self.start, self.times)])
            return sp.Sum(count, (self.index, self.start, self.times - 1))
        refuse_towers(count, {self.index: self.times - 1})
        terms: Any = sp.Add.make_args(sp.expand(count, power_exp=False))
        return plain_int(sp.factor_terms(total([sp.summation(t, (self.index, self.start, self.times - 1)) for t in terms])))


def hardest_run(gap: Any, loop: Loop) -> Any:
    """The run of a loop in which a quantity is least, where it is known to go one way; else None."""
    import sympy as sp

    step = sp.expand(gap.xreplace({loop.index: loop.index + 1}) - gap)
    return loop.times - 1 if step.is_nonpositive else sp.Integer(loop.start) if step.is_nonnegative else None


def geometric(ratio: Any, runs: Any) -> Any:
    """1 + r + r^2 + ... with `runs` terms; left as a sum where the ratio is a symbol, which may be 1."""
    import sympy as sp

    if isinstance(runs, int) and not is_expression(ratio):
        terms, power = 0, 1
        for digit in f"{runs:b}":  # twice as many terms, and one more: 10^9 runs take 30 steps
            terms, power = terms + terms * power, power * power
            if digit == "1":
                terms, power = terms + power, power * ratio
        return terms
    if ratio == 1:
        return runs
    if not isinstance(ratio, int) and not ratio.is_number:
        k = sp.Symbol("k", integer=True, nonnegative=True)
        made = sp.Sum(ratio**k, (k, 0, runs - 1))
        return made.doit() if isinstance(runs, int) else made
    return plain_int((sp.sympify(ratio, strict=True) ** runs - 1) / (ratio - 1))


def summed(term: Any, index: Any, first: Any, last: Any) -> Any:
    """The sum of a term over index = first, ..., last in closed form: of products of polynomials and powers of numbers; 0 over nothing."""
    import sympy as sp

    refuse_towers(term, {index: last})
    parts: Any = sp.Add.make_args(sp.expand(term))
    if not all(_has_closed_sum(factor, index) for part in parts for factor in sp.Mul.make_args(part)):
        raise NoClosedForm(f"no closed form for the sum of {term} over {index}", "repeat it a fixed number of times")
    return total([sp.summation(part, (index, first, last)) for part in parts])


def _has_closed_sum(factor: Any, index: Any) -> bool:
    if factor.is_polynomial(index):
        return True
    base, exponent = factor.as_base_exp()
    return base.is_number and bool(exponent.is_polynomial(index)) and exponent.as_poly(index).degree() == 1


def fresh(shape: Shape) -> tuple[Any, ...]:
    """One new symbol for each axis."""
    import sympy as sp

    return tuple(sp.Dummy(f"t{axis}", integer=True, positive=True) for axis in range(len(shape)))


def iterate(start: Shape, t: tuple[Any, ...], step: Shape, i: Any, first: int = 0) -> Shape:
    """The shape before run i of a body that makes `step` of `t` in that run, from the shape `start` before run `first` on."""
    if len(start) != len(step):
        raise SymnetError("a repeated body must keep the number of axes", f"it makes {len(step)} of {len(start)}")
    kept = {s: plain(x) for x, s, y in zip(start, t, step, strict=True) if plain(y) == s}
    return tuple(_iterate(x, s, y, i, first, set(t) - set(kept), kept) for x, s, y in zip(start, t, step, strict=True))


def _iterate(x: Any, t: Any, y: Any, i: Any, first: int, changing: set[Any], kept: dict[Any, Any]) -> Any:
    import sympy as sp

    if plain(y) == t:
        return x
    y = y if isinstance(y, Rounded) else Rounded(sp.sympify(y, strict=True))
    num = sp.expand(sp.sympify(y.num + y.off * y.den, strict=True).subs(kept))
    p, b = num.coeff(t, 1), sp.sympify(y.den, strict=True).subs(kept)
    a = sp.expand(num - p * t)
    scales = p.free_symbols | b.free_symbols
    if (a.free_symbols | scales) & changing or i in scales or (b != 1 and p != 1) or p == 0:
        raise NoClosedForm(
            f"no closed form for a size that goes from {plain(x)} to {plain(y).xreplace({t: sp.Symbol('x')})} (x: what it was before)",
            "repeat it a fixed number of times",
        )
    whole, runs = x if isinstance(x, Rounded) else Rounded(x), i - first
    if i in a.free_symbols:
        k = sp.Dummy("k", integer=True, nonnegative=True)
        reach = sp.expand(summed(a.xreplace({i: k}) * p ** (i - 1 - k) * b ** (k - first), k, first, i - 1))
    elif b == 1:
        reach = sp.expand(a * runs) if p == 1 else a * geometric(p, runs)
    else:
        reach = sp.cancel(a * geometric(b, runs))
    return ((whole if p == 1 else whole * p**runs) + reach) // b**runs
