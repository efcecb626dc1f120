"""sympy expressions as written terms, in the order a person writes them: `W - K + 2P`, `F_in K^2 F_out`, one denominator a floor."""

from __future__ import annotations

import math
from typing import Any

from symnet.writing.term import Term, Written, name

RANK = ("N", "n", "C_in", "F_in", "d_in", "D", "H", "W", "L", "T", "d", "K", "P", "S", "G")
LAST = ("C_out", "F_out", "d_out")


def ordered(expr: Any) -> Term:
    """The written term of a sympy expression; what has no sign of its own is kept whole, as "opaque", and printed by sympy."""
    import sympy as sp

    expr = sp.sympify(expr, strict=True)
    if expr.is_Integer:
        return int(expr)
    if expr.is_Rational:
        return Written("/", (int(expr.p), int(expr.q)))
    if expr.is_Symbol:
        return name(expr.name)
    if expr.is_Add:
        return _sum(expr)
    if expr.is_Mul:
        return _product(expr)
    if expr.is_Pow and not expr.exp.is_negative:
        return Written("**", (ordered(expr.base), ordered(expr.exp)))
    if expr.is_Pow:
        return Written("/", (1, ordered(1 / expr)))
    if isinstance(expr, (sp.floor, sp.ceiling)):
        return Written("//" if isinstance(expr, sp.floor) else "ceil", _fraction(expr.args[0]))
    if isinstance(expr, (sp.Min, sp.Max, sp.Mod)):
        return Written(
            type(expr).__name__.lower(), tuple(map(ordered, sorted(expr.args, key=str) if not isinstance(expr, sp.Mod) else expr.args))
        )
    return Written("opaque", (expr,))


def _fraction(expr: Any) -> tuple[Term, Term]:
    """Numerator and denominator of a whole argument, over one denominator."""
    import sympy as sp

    parts = [term.as_numer_denom() for term in sp.Add.make_args(expr)]
    if all(q.is_Integer for _, q in parts) and any(q != 1 for _, q in parts):
        q = math.lcm(*(int(q) for _, q in parts))
        return ordered(sp.Add(*(p * (q // int(d)) for p, d in parts))), q
    numerator, denominator = sp.fraction(sp.together(expr) if any(q != 1 for _, q in parts) else expr)
    return ordered(numerator), ordered(denominator)


def _sum(expr: Any) -> Term:
    if any(t.as_coeff_Mul()[0].q != 1 for t in expr.args):
        return Written("/", _fraction(expr))
    terms = sorted(expr.args, key=_sum_order)
    # A sum should not begin with a minus: W - K, not -K + W. The first positive term goes to the front if that moves it by one place
    # at most or all terms are of one degree; from further back it would tear a polynomial apart.
    first = next((t for t in terms if not _negative(t)), terms[0])
    if first in terms[:2] or all(_degree(t) == _degree(terms[0]) for t in terms):
        terms.remove(first)
        terms.insert(0, first)
    result = ordered(terms[0])
    for term in terms[1:]:
        negative = _negative(term)
        result = Written("-" if negative else "+", (result, ordered(-term if negative else term)))
    return result


def _product(expr: Any) -> Term:
    import sympy as sp

    if _negative(expr):
        return Written("neg", (ordered(-expr),))
    numerator, denominator = sp.fraction(expr)
    factors = [ordered(f) for f in sorted(sp.Mul.make_args(numerator), key=_factor_order)]
    result = factors[0]
    for factor in factors[1:]:
        result = Written("*", (result, factor))
    return result if denominator == 1 else Written("/", (result, ordered(denominator)))


def _negative(term: Any) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _degree(term: Any) -> int:
    """The total degree of a term, as far as it is a power product."""
    import sympy as sp

    return sum(int(e) if e.is_Integer else 1 for f in sp.Mul.make_args(term) for b, e in [f.as_base_exp()] if not b.is_number)


def _sum_order(term: Any) -> tuple[Any, ...]:
    return (-_degree(term), _factor_order(term.as_coeff_Mul()[1]))


def _factor_order(factor: Any) -> tuple[Any, ...]:
    """Numbers first, then names in the order of RANK, then sums and floors, then the output's own size."""
    if factor.is_number:
        return (0, 0, "")
    names = sorted((_rank(s.name), s.name) for s in factor.free_symbols)
    rank, first = names[0] if names else (len(RANK), "")
    base = factor.as_base_exp()[0]
    return (1 if base.is_Symbol or base.is_Mul else 2 if rank < len(RANK) + 1 else 3, rank, first, str(factor))


def _rank(symbol: str) -> int:
    if symbol.startswith(LAST):
        return len(RANK) + 1
    for length in (2, 1):
        head = "_".join(symbol.split("_")[:length])
        if head in RANK:
            return RANK.index(head)
    return len(RANK)
