"""What matters in a formula: its leading term and what that leaves out, how it answers to a symbol, and where two terms cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symnet.architecture.trace import Call, Trace
from symnet.arithmetic.sizes import is_array, is_expression, is_zero, plain_int
from symnet.door import door, doors, shown
from symnet.errors import NoClosedForm, SymnetError, unknown
from symnet.quantities import Quantity, quantity_of
from symnet.tables.cells import percent
from symnet.writing.answer import Answer, Listed
from symnet.writing.line import Line
from symnet.writing.style import Style


@doors
@dataclass(frozen=True, repr=False)
class Leading(Answer):
    """The leading term of a quantity in some symbols, and exactly what it leaves out.

    >>> from symnet import symbols
    >>> n, d = symbols("n d")
    >>> short = leading(n * d * (12 * d + 13), n, d)
    >>> short.term, short.remainder
    (12*d**2*n, 13*d*n)
    >>> short.relative_error(n=12, d=768)
    Fraction(13, 9229)
    >>> print(short.statement(n=12, d=768))
    12n d^2 = 84934656 is short by 0.1409 % of 85054464
    """

    total: Any
    term: Any
    remainder: Any

    def show(self, style: Style) -> str:
        """The term, and in brackets what it leaves out, in a style."""
        term, rest = (Line.of(part).show(style) for part in (self.term, self.remainder))
        return term if is_zero(self.remainder) else f"{term}{style.comma}{style.word('which leaves out')}{style.gap}{rest}"

    def relative_error(self, **values: int) -> Fraction:
        """How much of the total the term leaves out, as an exact fraction (negative where the term is too large)."""
        total, remainder = (self._at(e, values) for e in (self.total, self.remainder))
        return Fraction(remainder, total)

    def statement(self, **values: int) -> str:
        """The term against the total in a sentence; the percentage is rounded to four digits."""
        error = self.relative_error(**values)
        percent = f"{float(abs(error) * 100):.4g} %"
        formula = Line.of(self.term, self._at(self.term, values))
        return f"{formula} is {'short' if error >= 0 else 'long'} by {percent} of {self._at(self.total, values)}"

    @staticmethod
    def _at(expr: Any, values: Mapping[str, int]) -> Any:
        if not is_expression(expr):
            return expr
        known = {s.name: s for s in expr.free_symbols}
        if missing := sorted(set(known) - set(values)):
            raise SymnetError(f"give a value for {', '.join(missing)} as well")
        value = plain_int(expr.subs({known[n]: v for n, v in values.items() if n in known}))
        if not isinstance(value, int):
            raise SymnetError(f"{expr} is {value} at these values, which is not a whole number")
        return value


@door
def leading(expr: Any, *symbols: Any) -> Leading:
    """The terms of the highest total degree in `symbols` (all symbols of the expression, where none are given).

    Args:
        expr: an expression, such as `net.params`.
        symbols: the symbols in which the degree is counted.

    Raises:
        SymnetError: where the expression is no polynomial in them; names the part that prevents it.
    """
    import sympy as sp

    expr = formula(expr)
    chosen = [s if is_expression(s) else next((f for f in expr.free_symbols if f.name == s), None) for s in symbols] or sorted(
        expr.free_symbols, key=str
    )
    if None in chosen:
        raise unknown("symbol", symbols[chosen.index(None)], [f.name for f in expr.free_symbols])
    polynomial = _polynomial(expr, chosen)
    degree = polynomial.total_degree()
    term = sp.Add(
        *(c * sp.Mul(*(s**e for s, e in zip(chosen, powers, strict=True))) for powers, c in polynomial.terms() if sum(powers) == degree)
    )
    return Leading(plain_int(expr), plain_int(sp.factor_terms(term)), plain_int(sp.factor_terms(sp.expand(expr - term))))


def _polynomial(expr: Any, symbols: list[Any]) -> Any:
    import sympy as sp

    rounded = sorted((f for f in expr.atoms(sp.floor, sp.ceiling) if f.free_symbols & set(symbols)), key=str)
    if rounded:
        raise NoClosedForm(
            f"{Line.of(rounded[0])} has no leading term",
            "ask the exact reading, net.exact(), or promise what divides, net.assume('32 | H')",
        )
    try:
        return sp.Poly(sp.expand(expr), *symbols)
    except sp.PolynomialError:
        raise NoClosedForm(f"{expr} is not a polynomial in {', '.join(map(str, symbols))}") from None


def formula(value: Any) -> Any:
    """A number or an expression as sympy has it."""
    import sympy as sp

    if is_array(value):
        raise SymnetError(f"{shown(value)} is an array of numbers, and no formula", "write names for sizes")
    return sp.sympify(value, strict=True)


@doors
@dataclass(frozen=True, repr=False)
class Sensitivity(Answer):
    """How a quantity answers to one symbol: its derivative, and exactly what one step more adds."""

    quantity: Any
    symbol: Any

    def show(self, style: Style) -> str:
        """What one step more of the symbol adds, in a style."""
        return f"{Line.of(self.difference).show(style)}{style.gap}{style.word('more for')}{style.gap}{Line.of(self.symbol + 1).show(style)}"

    @property
    def derivative(self) -> Any:
        """The derivative, where the quantity has no floor in the symbol."""
        import sympy as sp

        _polynomial(sp.sympify(self.quantity, strict=True), [self.symbol])
        return plain_int(sp.factor_terms(sp.diff(self.quantity, self.symbol)))

    @property
    def difference(self) -> Any:
        """What it is at symbol + 1 less what it is at the symbol."""
        import sympy as sp

        later = sp.sympify(self.quantity, strict=True).xreplace({self.symbol: self.symbol + 1})
        return plain_int(sp.factor_terms(sp.expand(later - self.quantity)))


def sensitivity(trace: Trace, quantity: Quantity | str, symbol: Any) -> Sensitivity:
    """How a quantity of a network answers to one of its symbols."""
    name = getattr(symbol, "name", symbol)
    if name not in trace.symbols:
        raise unknown("symbol", name, trace.symbols)
    return Sensitivity(quantity_of(quantity).total(trace.calls), trace.symbols[name])


@dataclass(frozen=True, repr=False)
class Share(Answer):
    """What one layer has of a quantity, and which part of the whole that is."""

    name: str
    amount: int
    part: Fraction

    def show(self, style: Style) -> str:
        """The amount and the part in percent, rounded to one digit, in a style."""
        part = percent(self.part.numerator, self.part.denominator)
        return f"{style.number(self.amount)}{style.comma}{style.word(str(part))}"

    @property
    def listed(self) -> str:
        """The layer and what it has."""
        return f"{self.name}: {self.text()}"


def shares(calls: Sequence[Call], quantity: Quantity | str) -> Listed[Share]:
    """The layers by how much of a quantity they have, the largest first.

    >>> import symnet as sn
    >>> largest = sn.zoo.alexnet().shares("params")[0]
    >>> largest.name, largest.amount, f"{float(largest.part):.1%}"
    ('FC1', 37752832, '60.5%')
    """
    q = quantity_of(quantity)
    amounts = [(call.name, q.over_runs(call)) for call in calls]
    open_sizes = sorted({s.name for _, n in amounts if is_expression(n) for s in n.free_symbols})
    if open_sizes:
        raise SymnetError(
            f"which layer has most depends on {', '.join(open_sizes)}",
            "put values in with subs, or ask where two layers cross with crossover",
        )
    whole = sum(n for _, n in amounts)
    ranked = sorted((a for a in amounts if a[1]), key=lambda a: -a[1])
    return Listed(Share(name, n, Fraction(n, whole)) for name, n in ranked)


@door
def crossover(a: Any, b: Any, symbol: Any) -> Any:
    """Where `a` is more than `b`, as a relation on `symbol`; with no other symbol left, as the exact set of its values.

    Factors that both have are taken out first: sizes are positive.

    Args:
        a: an expression, or a number.
        b: what it is compared with.
        symbol: the symbol whose values are asked for.

    >>> from symnet import symbols
    >>> s, h = symbols("s h")
    >>> crossover(2 * s**2 * h, 12 * s * h**2, s)
    s > 6*h
    """
    import sympy as sp

    difference: Any = sp.factor(formula(a) - formula(b))
    positive: dict[Any, Any] = {s: sp.Symbol(s.name, integer=True, positive=True) for s in difference.free_symbols if s.is_nonnegative}
    found = _crossing(difference.xreplace(positive), positive.get(symbol, symbol))
    return found.xreplace({p: s for s, p in positive.items()}) if isinstance(found, sp.Basic) else found


def _crossing(difference: Any, symbol: Any) -> Any:
    """Where a difference of positive sizes is above 0."""
    import sympy as sp

    from symnet.solving.relations import solve_relation

    factors: Any = sp.Mul.make_args(difference)  # pyright: ignore[reportArgumentType]
    reduced = sp.Mul(*(f for f in factors if not f.is_positive))
    if reduced.free_symbols <= {symbol}:
        return solve_relation(reduced > 0, symbol)
    polynomial = _polynomial(reduced, [symbol])
    if polynomial.degree() != 1:
        raise SymnetError(f"{reduced} > 0 is of degree {polynomial.degree()} in {symbol}", "put values in for the other symbols")
    slope, rest = polynomial.all_coeffs()
    if slope.is_positive is None and (-slope).is_positive is None:
        raise SymnetError(f"whether {reduced} grows with {symbol} depends on the sign of {slope}", "put values in for the other symbols")
    bound = sp.cancel(-rest / slope)
    return symbol > bound if slope.is_positive else symbol < bound
