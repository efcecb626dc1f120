"""One symbol in terms of the others that it is tied to: its value, or its two ends, and when that holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symnet.door import doors
from symnet.errors import SymnetError, unknown
from symnet.solving.demands import Demand
from symnet.solving.integer_set import IntegerSet
from symnet.solving.linear import Line, ends, lines
from symnet.solving.relations import compile_exact, compile_relation, solve_relation
from symnet.solving.solution import condition_on
from symnet.tables.render import Format, format_of
from symnet.writing.answer import Answer
from symnet.writing.relation import relation
from symnet.writing.show import show
from symnet.writing.style import Style
from symnet.writing.term import written

CONTRADICTION = "no value solves this: the relations contradict one another whatever the symbols are"


@doors
@dataclass(frozen=True, repr=False)
class Formula(Answer):
    """All values of one symbol as a formula in others: `value`, or `lower` and `upper` ends; and under which `conditions`.

    >>> import sympy as sp
    >>> from symnet import Conv2d, Network
    >>> conv = Network(Conv2d(8, "K", padding="P"), (3, "H", "H"))
    >>> keeps = conv.solve(sp.Eq(conv.output_shape[1], conv.input_shape[1]), for_="P")
    >>> print(keeps)
    P = (K - 1)/2, where K ≡ 1 (mod 2), K >= 1
    >>> keeps.value, keeps.at(K=5, H=32)
    (K/2 - 1/2, IntegerSet.interval(2, 2))
    """

    symbol: Any
    value: Any
    lower: tuple[Any, ...]
    upper: tuple[Any, ...]
    conditions: tuple[Any, ...]
    """Relations on the other symbols; on the symbol itself too, where it is not linear in them."""
    domains: Mapping[str, IntegerSet]
    """What each symbol may be at all."""
    demands: tuple[Demand, ...] = ()
    """What it was made of."""

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols it is written in, by name; the one it is solved for is the last."""
        return (*(name for name in self.domains if name != self.symbol.name), self.symbol.name)

    def at(self, values: Mapping[str, int] | None = None, /, **named: int) -> IntegerSet:
        """The values of the symbol where the others are numbers."""
        import sympy as sp

        given = {**(values or {}), **named}
        others = self.symbols[:-1]
        for name in given:
            if name not in others:
                raise unknown("symbol", name, others)
        if missing := [name for name in others if name not in given]:
            raise SymnetError(f"the formula for {self.symbol} needs {', '.join(missing)}", "give a number for each")
        found = self.domains[self.symbol.name]
        if any(given[name] not in self.domains[name] for name in others):
            return IntegerSet.empty()
        for demand in self.demands:
            put = {s: sp.Integer(given[s.name]) for s in demand.relation.free_symbols if s != self.symbol}
            if put.keys() == demand.relation.free_symbols:
                symbols = tuple(put)
                found = found if compile_relation(demand.relation, symbols).holds(*map(int, put.values())) else IntegerSet.empty()
            elif found:
                found = _straight(demand, self.symbol, put, found)
        return found

    def to(self, form: Format | str) -> str:
        """The formula with its conditions, in a format."""
        return self.show(format_of(form).style())

    def show(self, style: Style) -> str:
        """The formula with its conditions, in a style."""
        conditions = [*_sets(self.conditions, self.domains, style), *_relations(self.conditions, style)]
        shown = _between(self, style)
        return f"{shown}, {style.word('where')} {'; '.join(conditions)}" if conditions else shown

    def named(self, form: Format | str) -> str:
        """The same as `to`: a formula names its symbol."""
        return self.to(form)

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, Mapping):
            raise SymnetError(f"{row!r} is no row of values", f"give a mapping with {', '.join(self.symbols)}")
        given: dict[str, int] = {str(name): value for name, value in row.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if not given.keys() >= set(self.symbols):
            raise SymnetError(f"{row!r} is no row of values", f"give a mapping with {', '.join(self.symbols)}")
        if any(given[name] not in values for name, values in self.domains.items()):
            return False
        symbols = {d: tuple(d.relation.free_symbols) for d in self.demands}
        return all(compile_relation(d.relation, own).holds(*(given[s.name] for s in own)) for d, own in symbols.items())


def _straight(demand: Demand, symbol: Any, put: Mapping[Any, Any], domain: IntegerSet) -> IntegerSet:
    """What a relation leaves of a domain once the other symbols are numbers."""
    found = lines(demand.relation, symbol)
    if found is None:
        return solve_relation(_replaced(demand.relation, put), symbol, domain)
    order, values = tuple(put), tuple(map(int, put.values()))
    at = [(*(int(compile_exact(part, order)(*values)) for part in line[:3]), line.equal) for line in found]
    between = ends((slope, rest, equal) for slope, rest, _, equal in at) if all(over > 0 for _, _, over, _ in at) else None
    return IntegerSet.empty() if between is None else IntegerSet.interval(*between) & domain


def formula(symbol: Any, demands: Sequence[Demand], domains: Mapping[str, IntegerSet]) -> Formula:
    """What relations say of one symbol, where some of them are linear in it.

    Raises:
        SymnetError: where none is.
    """
    relations = [_compared(d.relation) for d in demands]
    own = [(r, lines(r, symbol)) for r in relations if symbol in r.free_symbols]
    straight = [line for _, found in own for line in found or () if _sign(line.slope, domains) and _sign(line.over, domains) > 0]
    value = next((-line.rest / line.slope for line in straight if line.equal), None)
    names = {s.name for d in demands for s in d.relation.free_symbols}
    within = {name: values for name, values in domains.items() if name in names}
    others = [r for r in relations if symbol not in r.free_symbols]
    if value is not None:
        put = [_put(r, symbol, value) for r, _ in own]
        low = domains[symbol.name].smallest
        conditions = [*_whole(value), *([_put(symbol >= low, symbol, value)] if low is not None else []), *put, *others]
        return Formula(symbol, value, (), (), _kept(conditions, domains), within, tuple(demands))
    if not straight:
        raise SymnetError(
            f"no relation is linear in {symbol}, so there is no formula for it",
            f"ask for another symbol, or give values to try, such as within={{{symbol.name!r}: range(1, 12)}}",
        )
    used = [r for r, found in own if found and all(line in straight for line in found)]
    rest = [r for r, _ in own if r not in used]
    lower, upper = _ends([line for r, found in own if r in used for line in found or ()], domains[symbol.name], domains)
    if any(_sign(low - high, domains) > 0 for low in lower for high in upper):
        raise SymnetError(CONTRADICTION)
    return Formula(symbol, None, lower, upper, _kept([*rest, *others], domains), within, tuple(demands))


def _ends(straight: Sequence[Line], own: IntegerSet, domains: Mapping[str, IntegerSet]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The lower and the upper ends that lines set, without those that another one makes idle."""
    import sympy as sp

    lower = [sp.ceiling(-x.rest / x.slope) for x in straight if _sign(x.slope, domains) > 0]
    upper = [sp.floor(x.rest / -x.slope) for x in straight if _sign(x.slope, domains) < 0]
    lower += [sp.Integer(own.smallest)] if own.smallest is not None else []
    upper += [sp.Integer(own.largest)] if own.largest is not None else []
    return _hardest(lower, domains, 1), _hardest(upper, domains, -1)


def _hardest(found: Sequence[Any], domains: Mapping[str, IntegerSet], sign: int) -> tuple[Any, ...]:
    kept = list(dict.fromkeys(found))
    for bound in list(kept):
        others = [other for other in kept if other is not bound]
        if any(_never_negative(sign * (other - bound), domains) for other in others):
            kept.remove(bound)
    return tuple(kept)


def _gap(comparison: Any) -> Any:
    return comparison.lhs - comparison.rhs


def _compared(wanted: Any) -> Any:
    """A comparison as one with 0, in which what stands on both sides is gone."""
    import sympy as sp

    if isinstance(wanted, (sp.Ge, sp.Le, sp.Eq)) and not wanted.has(sp.Mod):
        gap = sp.expand(_gap(wanted))
        num, den = sp.fraction(sp.together(gap))
        return type(wanted)(sp.expand(num) if den.is_positive else gap, 0)
    return wanted


def _put(wanted: Any, symbol: Any, value: Any) -> Any:
    """A relation with the value put in."""
    return _compared(_replaced(wanted, {symbol: value}))


def _replaced(wanted: Any, put: Mapping[Any, Any]) -> Any:
    """A relation with values put in; one that divides by zero does not hold."""
    import sympy as sp

    try:
        return wanted.xreplace(dict(put))
    except (ZeroDivisionError, TypeError):  # a remainder by 0, and a comparison of zoo
        return sp.false


def _whole(value: Any) -> list[Any]:
    """That a value is whole."""
    import sympy as sp

    num, den = sp.fraction(sp.together(value))
    return [] if den == 1 else [sp.Eq(sp.Mod(num, den), 0)]


def _kept(conditions: Sequence[Any], domains: Mapping[str, IntegerSet]) -> tuple[Any, ...]:
    """Conditions that are not true wherever the symbols may be at all.

    Raises:
        SymnetError: where one is false there.
    """
    kept = [c for c in dict.fromkeys(conditions) if c != True and not _true(c, domains)]  # noqa: E712 - sympy's true is not True
    if any(c == False for c in kept):  # noqa: E712
        raise SymnetError(CONTRADICTION)
    return tuple(kept)


def _true(condition: Any, domains: Mapping[str, IntegerSet]) -> bool:
    import sympy as sp

    if isinstance(condition, sp.Ge):
        return _never_negative(_gap(condition), domains)
    return isinstance(condition, sp.Le) and _never_negative(-_gap(condition), domains)


def _shifted(expr: Any, domains: Mapping[str, IntegerSet]) -> Any:
    """An expression in symbols that start at 0."""
    import sympy as sp

    above = {s: sp.Dummy(s.name, integer=True, nonnegative=True) + (domains[s.name].smallest or 0) for s in expr.free_symbols}
    return sp.expand(sp.sympify(expr, strict=True).xreplace(above))


def _never_negative(expr: Any, domains: Mapping[str, IntegerSet]) -> bool:
    """Whether an expression is seen to be at least 0 wherever its symbols may be."""
    return bool(_shifted(expr, domains).is_nonnegative)


def _sign(expr: Any, domains: Mapping[str, IntegerSet]) -> int:
    """1 or -1, where an expression is seen to be positive or negative wherever its symbols may be; else 0."""
    shifted = _shifted(expr, domains)
    return 1 if shifted.is_positive else -1 if shifted.is_negative else 0


def _text(expr: Any, style: Style) -> str:
    import sympy as sp

    num, den = sp.fraction(sp.together(expr)) if not expr.has(sp.floor, sp.ceiling) else (expr, 1)
    shown = show(written(num), style)
    if den == 1:
        return shown
    return style.quotient(style.paren(shown) if num.is_Add else shown, show(written(den), style))


def _between(found: Formula, style: Style) -> str:
    name = style.name(found.symbol.name)
    if found.value is not None:
        return style.relation(name, "=", _text(found.value, style))
    lower, upper = ([_text(e, style) for e in side] for side in (found.lower, found.upper))
    low = lower[0] if len(lower) == 1 else style.call("max", lower) if lower else ""
    high = upper[0] if len(upper) == 1 else style.call("min", upper) if upper else ""
    if not low:
        return style.relation(name, "<=", high)
    return style.relation(low, "<=", style.relation(name, "<=", high)) if high else style.relation(name, ">=", low)


def _sets(conditions: Sequence[Any], domains: Mapping[str, IntegerSet], style: Style) -> list[str]:
    """For each symbol with conditions of its own, the exact set of its values."""
    alone: dict[str, tuple[Any, list[Any]]] = {}
    for condition in conditions:
        if len(condition.free_symbols) == 1:
            s = next(iter(condition.free_symbols))
            alone.setdefault(s.name, (s, []))[1].append(condition)
    shown: list[str] = []
    for name, (s, own) in sorted(alone.items()):
        values = domains[name]
        for condition in own:
            values &= solve_relation(condition, s, values)
        if values != domains[name]:
            shown.append(condition_on(values, name, style))
    return shown


def _relations(conditions: Sequence[Any], style: Style) -> list[str]:
    return [relation(c, style) for c in conditions if len(c.free_symbols) > 1]
