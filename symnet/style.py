"""Printing a written term: text, LaTeX and MathML are three styles of one recursion."""

from __future__ import annotations

import html
import itertools
from typing import Any

from symnet.written import Term, Written

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
    ]
)


class Text:
    """Plain text with ×, ⌊ and ⌋; `spaced` puts blanks around + and -."""

    times, comma = "×", ", "

    def __init__(self, spaced: bool = True, separator: str = "") -> None:
        self.spaced = spaced
        self.separator = separator
        self.equals = " = " if spaced else "="

    def grouped(self, n: int) -> str:
        """A number with the separator between its thousands; four digits stay together."""
        return f"{n:,}".replace(",", self.separator) if abs(n) > 9999 else str(n)

    def number(self, n: int) -> str:
        return self.grouped(n)

    def name(self, text: str) -> str:
        return text

    def paren(self, inner: str) -> str:
        return f"({inner})"

    def plus(self, a: str, sign: str, b: str) -> str:
        return f"{a} {sign} {b}" if self.spaced else f"{a}{sign}{b}"

    def negative(self, a: str) -> str:
        return f"-{a}"

    def quotient(self, a: str, b: str) -> str:
        return f"{a}/{b}"

    def rounded(self, way: str, inner: str) -> str:
        return f"⌊{inner}⌋" if way == "//" else f"⌈{inner}⌉"

    def power(self, base: str, exponent: str, atomic: bool) -> str:
        return f"{base}^{exponent}" if atomic else f"{base}^({exponent})"

    def call(self, function: str, args: list[str]) -> str:
        return f"{function}({', '.join(args)})"

    def modulo(self, args: list[str], factors: list[str]) -> str:
        """A remainder, from its arguments as they are and as factors."""
        return self.call("mod", args)

    def juxtapose(self, factors: list[str]) -> str:
        text = factors[0]
        for left, right in itertools.pairwise(factors):
            text += ("" if left.isdigit() and right[0].isalpha() else " ") + right
        return text

    def opaque(self, expression: Any) -> str:
        return f"({expression})"

    def join_times(self, factors: list[str]) -> str:
        return self.times.join(factors)


class Latex(Text):
    """LaTeX for math mode; needs no package."""

    times, comma = r"\times", r",\ "

    def __init__(self, separator: str = "") -> None:
        super().__init__(False, separator)

    def name(self, text: str) -> str:
        head, *tails = text.split("_")
        base = "\\" + head if head in GREEK else head if len(head) == 1 else rf"\mathit{{{head}}}"
        subscript = ",".join(t if len(t) == 1 or t.isdigit() else rf"\mathrm{{{t}}}" for t in tails if t)
        return f"{base}_{{{subscript}}}" if subscript else base

    def paren(self, inner: str) -> str:
        return f"({inner})" if "\\l" not in inner and "^" not in inner else rf"\left({inner}\right)"

    def rounded(self, way: str, inner: str) -> str:
        return rf"\lfloor {inner}\rfloor" if way == "//" else rf"\lceil {inner}\rceil"

    def power(self, base: str, exponent: str, atomic: bool) -> str:
        return f"{base}^{{{exponent}}}"

    def call(self, function: str, args: list[str]) -> str:
        operator = rf"\{function}" if function in ("min", "max") else r"\operatorname{" + function + "}"
        return rf"{operator}({', '.join(args)})"

    def modulo(self, args: list[str], factors: list[str]) -> str:
        return rf"({factors[0]} \bmod {factors[1]})"

    def opaque(self, expression: Any) -> str:
        import sympy

        return sympy.latex(expression, mul_symbol="times")

    def join_times(self, factors: list[str]) -> str:
        return "".join(f if i == 0 else rf"\times {f}" if f[0].isalpha() else rf"\times{f}" for i, f in enumerate(factors))


class MathMl(Text):
    """Presentation MathML without the surrounding <math>; every name is escaped."""

    times, comma = "<mo>×</mo>", "<mo>,</mo><mspace width='0.5em'/>"

    def __init__(self, separator: str = "") -> None:
        super().__init__(False, separator)
        self.equals = "<mo>=</mo>"

    def number(self, n: int) -> str:
        digits = f"<mn>{self.grouped(abs(n))}</mn>"
        return digits if n >= 0 else f"<mrow><mo>−</mo>{digits}</mrow>"

    def name(self, text: str) -> str:
        head, *tails = (html.escape(part) for part in text.split("_"))
        base = f"<mi>{html.unescape(f'&{head};') if head in GREEK else head}</mi>"
        subscript = ",".join(t for t in tails if t)
        return f"<msub>{base}<mtext>{subscript}</mtext></msub>" if subscript else base

    def paren(self, inner: str) -> str:
        return f"<mrow>{_fence('(')}{inner}{_fence(')')}</mrow>"

    def plus(self, a: str, sign: str, b: str) -> str:
        return f"{a}<mo>{'−' if sign == '-' else sign}</mo>{b}"

    def negative(self, a: str) -> str:
        return f"<mrow><mo>−</mo>{a}</mrow>"

    def quotient(self, a: str, b: str) -> str:
        return f"{a}<mo lspace='0' rspace='0'>/</mo>{b}"

    def rounded(self, way: str, inner: str) -> str:
        left, right = "⌊⌋" if way == "//" else "⌈⌉"
        return f"<mrow>{_fence(left)}{inner}{_fence(right)}</mrow>"

    def power(self, base: str, exponent: str, atomic: bool) -> str:
        if base.startswith("<msub>"):
            return f"<msubsup>{base.removeprefix('<msub>').removesuffix('</msub>')}<mrow>{exponent}</mrow></msubsup>"
        return f"<msup><mrow>{base}</mrow><mrow>{exponent}</mrow></msup>"

    def call(self, function: str, args: list[str]) -> str:
        return f"<mrow><mi>{function}</mi>{_fence('(')}{'<mo>,</mo>'.join(args)}{_fence(')')}</mrow>"

    def juxtapose(self, factors: list[str]) -> str:
        return "<mo>\u2062</mo>".join(factors)

    def opaque(self, expression: Any) -> str:
        return f"<mtext>{html.escape(str(expression))}</mtext>"

    def join_times(self, factors: list[str]) -> str:
        return self.times.join(factors)


def _fence(sign: str) -> str:
    """A bracket of the size of its line; one that stretches is drawn with space around it."""
    return f"<mo stretchy='false'>{sign}</mo>"


def show(term: Term, style: Text) -> str:
    """The term in the style given."""
    return _show(term, style)[0]


def _show(term: Term, s: Text) -> tuple[str, int]:
    """A term's print and how tightly it holds together."""
    if not isinstance(term, Written):
        return s.number(term), ATOM if term >= 0 else 0
    if term.op in ("name", "opaque"):
        return (s.name if term.op == "name" else s.opaque)(term.args[0]), ATOM
    if term.op in ("*", "prod"):
        return _product(_powers(_factors(term)), s)
    match term.op:
        case "+" | "-":
            a, b = term.args
            return s.plus(_tight(a, SUM, s), term.op, _tight(b, SUM if term.op == "+" else PRODUCT, s)), SUM
        case "neg":
            return s.negative(_tight(term.args[0], PRODUCT, s)), 0
        case "//" | "ceil":
            return s.rounded(term.op, _quotient(term, s)), ATOM
        case "/":
            return _quotient(term, s), PRODUCT
        case "**":
            base, exponent = term.args
            return s.power(_tight(base, ATOM, s), show(exponent, s), _show(exponent, s)[1] == ATOM), POWER
        case "dims":
            return s.join_times([_tight(a, POWER, s) for a in term.args]), PRODUCT
        case "group":
            return s.paren(show(term.args[0], s)), ATOM
        case "mod":
            return s.modulo([show(a, s) for a in term.args], [_tight(a, POWER, s) for a in term.args]), ATOM
        case _:
            return s.call(term.op, [show(a, s) for a in term.args]), ATOM


def _tight(term: Term, need: int, s: Text) -> str:
    text, holds = _show(term, s)
    return text if holds >= need else s.paren(text)


def _quotient(term: Written, s: Text) -> str:
    a, b = term.args
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


def _product(factors: list[Term], s: Text) -> tuple[str, int]:
    if len(factors) == 1:
        only = factors[0]
        if isinstance(only, Written) and only.op == "prod":
            return s.join_times([_tight(a, POWER, s) for a in only.args]), PRODUCT
        return _show(only, s)
    shown = [s.paren(show(f, s)) if isinstance(f, Written) and f.op == "prod" else _tight(f, POWER, s) for f in factors]
    if any(_numeric(f) for f in factors[1:]):
        return s.join_times(shown), PRODUCT
    return s.juxtapose(shown), PRODUCT


def _numeric(factor: Term) -> bool:
    """Whether a factor begins like a number, so that only a times sign keeps it apart from what stands before it."""
    if not isinstance(factor, Written):
        return True
    return factor.op == "prod" or (factor.op in ("**", "/") and _numeric(factor.args[0]))
