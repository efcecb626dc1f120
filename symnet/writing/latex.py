"""LaTeX for math mode, which needs no package, and the escapes of LaTeX's own text."""

from __future__ import annotations

from typing import Any

from symnet.errors import unknown
from symnet.writing.names import LETTERS, PLAIN, Name, Notation, parts
from symnet.writing.style import Style

SPECIAL = {
    "\\": r"\textbackslash{}",
    **{c: "\\" + c for c in "{}$&#%_"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "[": "{[}",
    "]": "{]}",
}

LIGATURES = ("--", "<<", ">>", ",,", "''", "``", "!`", "?`")
"""What fonts make one sign of; braces keep them from it in pdfTeX, and only space in LuaTeX."""

FRACTIONS = ("/", "frac")
PRODUCTS = {"": "", "times": r"\times ", "cdot": r"\cdot ", "thin": r"\,"}
"""What may stand between letters."""

SIGNS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}


def escape(text: str) -> str:
    """Text that LaTeX prints as it is."""
    words = " ".join(text.split())
    parts = [SPECIAL.get(ch, ch) for ch in words]
    return "".join(part + (r"{\kern0pt}" if words[k : k + 2] in LIGATURES else "") for k, part in enumerate(parts))


class Latex(Style):
    """LaTeX."""

    times, comma = r"\times", r",\ "
    thousands, gap = r"\,", r"\ "
    indent = r"\hspace*{1em}"
    dots, either = r"\ldots", r"\ \text{or}\ "

    stacked = False

    def __init__(
        self, group: bool = False, notation: Notation = PLAIN, *, fractions: str = "/", product: str = "", tall: bool = False
    ) -> None:
        super().__init__(group, notation)
        if fractions not in FRACTIONS:
            raise unknown("way to write fractions", fractions, FRACTIONS)
        if product not in PRODUCTS:
            raise unknown("way to write products", product, PRODUCTS)
        self.stacked = fractions == "frac"
        self.product = PRODUCTS[product]
        self.tall = tall

    def plain_name(self, text: str) -> str:
        return self.lettered(parts(text))

    def lettered(self, name: Name) -> str:
        primes = "'" * name.primes
        word = name.head.replace("_", r"\_")
        base = "\\" + name.head if name.head in LETTERS else name.head if name.is_letter else rf"\mathrm{{{word}}}"
        subscript = ",".join(t if len(t) == 1 or t.isdigit() else rf"\mathrm{{{t}}}" for t in name.tails)
        return f"{base}{primes}_{{{subscript}}}" if subscript else f"{base}{primes}"

    def paren(self, inner: str) -> str:
        return f"({inner})" if "\\l" not in inner and "^" not in inner else rf"\left({inner}\right)"

    def rounded(self, way: str, inner: str) -> str:
        word = "floor" if way == "//" else "ceil"
        return rf"\left\l{word} {inner}\right\r{word}" if self.tall else rf"\l{word} {inner}\r{word}"

    def quotient(self, a: str, b: str) -> str:
        return rf"\frac{{{a}}}{{{b}}}" if self.stacked else super().quotient(a, b)

    def beside(self, left: str, right: str) -> str:
        words = r"\mathrm{" in (left[:8], right[:8])
        return self.product or (r"\," if words else super().beside(left, right))

    def power(self, base: str, exponent: str, atomic: bool) -> str:
        return f"{base}^{{{exponent}}}"

    def call(self, function: str, args: list[str]) -> str:
        operator = rf"\{function}" if function in ("min", "max") else r"\operatorname{" + function + "}"
        return rf"{operator}({', '.join(args)})"

    def modulo(self, args: list[str], factors: list[str]) -> str:
        return rf"({factors[0]} \bmod {factors[1]})"

    def join_times(self, factors: list[str]) -> str:
        return "".join(f if i == 0 else rf"\times {f}" if f[0].isalpha() else rf"\times{f}" for i, f in enumerate(factors))

    def opaque(self, expression: Any) -> str:
        import sympy

        names = {s: self.name(s.name) for s in expression.free_symbols}
        return sympy.latex(expression, mul_symbol="times", symbol_names=names)

    def relation(self, left: str, sign: str, right: str) -> str:
        return f"{left} {SIGNS.get(sign, sign)} {right}"

    def divides(self, divisor: str, value: str) -> str:
        return rf"{divisor} \mid {value}"

    def congruent(self, name: str, residues: list[str], modulus: str) -> str:
        return rf"{name} \equiv {', '.join(residues)} \pmod{{{modulus}}}"

    def remainders(self, name: str, parts: list[tuple[str, str]], modulus: str) -> str:
        return self.within(rf"{name} \bmod {modulus}", self.members([a if a == b else rf"{a}, \dots, {b}" for a, b in parts]))

    def members(self, shown: list[str]) -> str:
        return rf"\{{{', '.join(shown)}\}}"

    def within(self, name: str, members: str) -> str:
        return rf"{name} \in {members}"

    def everything(self, name: str) -> str:
        return rf"{name} \in \mathbb{{Z}}"

    def nothing(self, name: str) -> str:
        return rf"{name} \in \varnothing"

    def text(self, text: str) -> str:
        return escape(text)

    def word(self, text: str) -> str:
        return rf"\text{{{escape(text)}}}"

    def inline(self, mathematics: str) -> str:
        return f"${mathematics}$"

    def display(self, mathematics: str) -> str:
        return rf"\[{mathematics}\]"
