"""Presentation MathML; every name is escaped."""

from __future__ import annotations

import html
from typing import Any

from symnet.writing.names import LETTERS, Name, parts
from symnet.writing.style import Style

SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}
WIDE = "<mspace width='0.5em'/>"


class MathMl(Style):
    """MathML without the surrounding <math>, which `inline` and `display` put around it."""

    times, comma = "<mo>×</mo>", f"<mo>,</mo>{WIDE}"
    equals = "<mo>=</mo>"
    thousands, gap = "\u202f", WIDE
    indent = "\u2003"
    dots, also, either = "<mo>…</mo>", f"<mo>,</mo>{WIDE}", f"<mo>,</mo>{WIDE}<mtext>or</mtext>{WIDE}"

    def number(self, n: int) -> str:
        digits = f"<mn>{super().number(abs(n))}</mn>"
        return digits if n >= 0 else f"<mrow><mo>−</mo>{digits}</mrow>"

    def plain_name(self, text: str) -> str:
        return self.lettered(parts(text))

    def lettered(self, name: Name) -> str:
        primes = "′" * name.primes
        base = f"<mi>{html.unescape(f'&{name.head};') if name.head in LETTERS else html.escape(name.head)}{primes}</mi>"
        subscript = ",".join(map(html.escape, name.tails))
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

    def relation(self, left: str, sign: str, right: str) -> str:
        return f"{left}<mo>{html.escape(SIGNS.get(sign, sign))}</mo>{right}"

    def divides(self, divisor: str, value: str) -> str:
        return f"{divisor}<mo>∣</mo>{value}"

    def congruent(self, name: str, residues: list[str], modulus: str) -> str:
        return (
            f"{name}<mo>≡</mo>{'<mo>,</mo>'.join(residues)}{WIDE}<mrow>{_fence('(')}<mtext>mod</mtext>{WIDE}{modulus}{_fence(')')}</mrow>"
        )

    def remainders(self, name: str, parts: list[tuple[str, str]], modulus: str) -> str:
        shown = [a if a == b else f"{a}<mo>,</mo><mo>…</mo><mo>,</mo>{b}" for a, b in parts]
        return self.within(f"{name}{WIDE}<mtext>mod</mtext>{WIDE}{modulus}", self.members(shown))

    def members(self, shown: list[str]) -> str:
        return f"<mrow>{_fence('{')}{'<mo>,</mo>'.join(shown)}{_fence('}')}</mrow>"

    def within(self, name: str, members: str) -> str:
        return f"{name}<mo>∈</mo>{members}"

    def everything(self, name: str) -> str:
        return f"{name}<mo>∈</mo><mi>ℤ</mi>"

    def nothing(self, name: str) -> str:
        return f"{name}<mo>∈</mo><mi>∅</mi>"

    def text(self, text: str) -> str:
        return html.escape(text)

    def word(self, text: str) -> str:
        return f"<mtext>{html.escape(text)}</mtext>"

    def plain_number(self, n: int) -> str:
        return super().number(n)

    def inline(self, mathematics: str) -> str:
        return f"<math><mrow>{mathematics}</mrow></math>"

    def display(self, mathematics: str) -> str:
        return self.inline(mathematics)


def _fence(sign: str) -> str:
    """A bracket of the size of its line; one that stretches is drawn with space around it."""
    return f"<mo stretchy='false'>{sign}</mo>"
