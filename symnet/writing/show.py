"""Printing a written term: one recursion with one rule for brackets; a style says how each sign looks.

A print comes with how tightly it holds together, 0 (a leading minus) to ATOM; it is put in brackets where its place needs more.
"""

from __future__ import annotations

import itertools

from symnet.writing.order import ordered
from symnet.writing.style import Style
from symnet.writing.term import Term, Written

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4


def show(term: Term, style: Style) -> str:
    """The term in the style given."""
    return _show(in_order(term), style)[0]


def in_order(term: Term) -> Term:
    """The term with the expressions of sympy in it written out; only here, because most terms are never shown."""
    if not isinstance(term, Written) or term.op == "name":
        return term
    if term.op == "opaque":
        return ordered(term.args[0])
    args = tuple([in_order(a) for a in term.args])
    return term if all(a is b for a, b in zip(args, term.args, strict=True)) else Written(term.op, args)


def _show(term: Term, s: Style) -> tuple[str, int]:
    """A term's print and how tightly it holds together."""
    if not isinstance(term, Written):
        return s.number(term), ATOM if term >= 0 else 0
    if term.op in ("name", "opaque"):
        return (s.name if term.op == "name" else s.opaque)(term.args[0]), ATOM
    if term.op in ("*", "prod"):
        return _product(_powers(_factors(term)), s)
    match term.op:
        case "+" | "-":
            return _sum(term, s), SUM
        case "neg":
            return s.negative(_tight(term.args[0], PRODUCT, s)), 0
        case "//" | "ceil":
            whole = term.args[1] == 1
            return s.rounded(term.op, _show(term.args[0], s)[0] if whole else _quotient(term, s)), ATOM
        case "/":
            return _quotient(term, s), PRODUCT
        case "**":
            base, exponent = term.args
            return s.power(_tight(base, ATOM, s), _show(exponent, s)[0], _show(exponent, s)[1] == ATOM), POWER
        case "dims":
            return s.join_times([_tight(a, POWER, s) for a in term.args]), PRODUCT
        case "group":
            return s.paren(_show(term.args[0], s)[0]), ATOM
        case "mod":
            return s.modulo([_show(a, s)[0] for a in term.args], [_tight(a, POWER, s) for a in term.args]), ATOM
        case _:
            return s.call(term.op, [_show(a, s)[0] for a in term.args]), ATOM


def _sum(term: Term, s: Style) -> str:
    """A sum, from its last term to its first: one over all layers is nested as deep as there are layers."""
    added: list[tuple[str, str]] = []
    while isinstance(term, Written) and term.op in ("+", "-"):
        term, last = term.args[0], (term.op, _tight(term.args[1], SUM if term.op == "+" else PRODUCT, s))
        added.append(last)
    text = _tight(term, SUM, s)
    for sign, part in reversed(added):
        text = s.plus(text, sign, part)
    return text


def _tight(term: Term, need: int, s: Style) -> str:
    text, holds = _show(term, s)
    return text if holds >= need else s.paren(text)


def _quotient(term: Written, s: Style) -> str:
    a, b = term.args
    if s.stacked:
        return s.quotient(_show(a, s)[0], _show(b, s)[0])
    numerator = _tight(a, POWER if isinstance(a, Written) and a.op == "/" else PRODUCT, s)
    return s.quotient(numerator, _tight(b, POWER, s))


def _factors(term: Term) -> list[Term]:
    """The factors of a chain of products; a group of alike names is their power, a group with numbers stays a group."""
    if not isinstance(term, Written):
        return [term]
    if term.op == "*":
        return [f for a in term.args for f in _factors(a)]
    if term.op == "prod":
        if not term.args:
            return [1]
        if all(isinstance(a, Written) and a.op != "prod" for a in term.args):
            powers = [(factor, len(list(run))) for factor, run in itertools.groupby(term.args)]
            return [f for base, n in powers for f in ([Written("**", (base, n))] if n > 1 else _factors(base))]
    return [term]


def _powers(factors: list[Term]) -> list[Term]:
    """A name that is written several times in a row is written as its power: d d becomes d^2."""
    runs = [(factor, len(list(run))) for factor, run in itertools.groupby(factors)]
    named = [isinstance(factor, Written) and factor.op == "name" for factor, _ in runs]
    return [
        f for (base, n), is_name in zip(runs, named, strict=True) for f in ([Written("**", (base, n))] if is_name and n > 1 else [base] * n)
    ]


def _product(factors: list[Term], s: Style) -> tuple[str, int]:
    if len(factors) == 1:
        only = factors[0]
        if isinstance(only, Written) and only.op == "prod":
            return s.join_times([_tight(a, POWER, s) for a in only.args]), PRODUCT
        return _show(only, s)
    # Letters stand beside one another; as soon as a factor after the first begins like a number, only times signs keep them apart,
    # and a group of numbers, such as a kernel, keeps its brackets: 3x(11x11)x96.
    shown = [s.paren(_show(f, s)[0]) if isinstance(f, Written) and f.op == "prod" else _tight(f, POWER, s) for f in factors]
    if any(_numeric(f) for f in factors[1:]):
        return s.join_times(shown), PRODUCT
    return s.juxtapose(shown), PRODUCT


def _numeric(factor: Term) -> bool:
    """Whether a factor begins like a number, so that only a times sign keeps it apart from what stands before it."""
    if not isinstance(factor, Written):
        return True
    return factor.op == "prod" or (factor.op in ("**", "/") and _numeric(factor.args[0]))
