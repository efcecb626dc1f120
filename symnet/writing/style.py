"""What every way of printing has in common: a style says how each sign looks, `show` in which order they come.

A new format overrides what looks different in it; what it leaves alone is printed as plain text.
"""

from __future__ import annotations

import copy
import itertools
from typing import Any, ClassVar, Self

from symnet.writing.names import PLAIN, Name, Notation


class Style:
    """How numbers, names, signs and sets look in one format. `group` sets thousands apart, `notation` says how names are written.

    Args:
        group: whether thousands are set apart.
        notation: how names are written.
    """

    times: ClassVar[str] = "×"
    comma: ClassVar[str] = ", "
    """Between several lines in one cell."""
    equals: str = "="
    stacked: bool = False
    """Whether a quotient stands above and below a line, and needs no brackets."""
    gap: ClassVar[str] = " "
    """Between mathematics and a word in it."""
    thousands: ClassVar[str] = ","
    plain_thousands: ClassVar[str] = ""
    """Between thousands outside mathematics, where it is not the same."""
    indent: ClassVar[str] = "  "
    """Before text, for each step that it lies deeper."""
    dots: ClassVar[str] = "..."
    also: ClassVar[str] = ", "
    """Between clauses that hold together."""
    either: ClassVar[str] = ", or "
    """Between clauses of which one holds."""

    def __init__(self, group: bool = False, notation: Notation = PLAIN) -> None:
        self.group = group
        self.notation = notation

    def noted(self, notation: Notation) -> Self:
        """The same style, in which names are written as a notation says."""
        if notation is self.notation:
            return self
        made = copy.copy(self)
        made.notation = notation
        return made

    # ------------------------------------------------------------- mathematics

    def number(self, n: int) -> str:
        """An int; four digits stay together."""
        return f"{n:,}".replace(",", self.thousands) if self.group and abs(n) > 9999 else str(n)

    def name(self, text: str) -> str:
        """A symbol, as the notation writes it."""
        written = self.notation.written(text) if self.notation else None
        return self.plain_name(text) if written is None else self.lettered(written)

    def plain_name(self, text: str) -> str:
        """A symbol of which no notation says anything."""
        return text

    def lettered(self, name: Name) -> str:
        """A name with its subscripts and primes."""
        return str(name)

    def paren(self, inner: str) -> str:
        """In brackets."""
        return f"({inner})"

    def plus(self, a: str, sign: str, b: str) -> str:
        """A sum or a difference."""
        return f"{a}{sign}{b}"

    def negative(self, a: str) -> str:
        """With a minus in front."""
        return f"-{a}"

    def quotient(self, a: str, b: str) -> str:
        """A quotient on one line."""
        return f"{a}/{b}"

    def rounded(self, way: str, inner: str) -> str:
        """A floor ("//") or a ceiling ("ceil") of a quotient."""
        return f"⌊{inner}⌋" if way == "//" else f"⌈{inner}⌉"

    def power(self, base: str, exponent: str, atomic: bool) -> str:
        """A power; an `atomic` exponent needs no brackets."""
        return f"{base}^{exponent}" if atomic else f"{base}^({exponent})"

    def call(self, function: str, args: list[str]) -> str:
        """A function such as min or max."""
        return f"{function}({', '.join(args)})"

    def modulo(self, args: list[str], factors: list[str]) -> str:
        """A remainder, from its arguments as they are and as factors."""
        return self.call("mod", args)

    def juxtapose(self, factors: list[str]) -> str:
        """A product of which no factor but the first begins like a number."""
        text = factors[0]
        for left, right in itertools.pairwise(factors):
            text += self.beside(left, right) + right
        return text

    def beside(self, left: str, right: str) -> str:
        """What stands between two factors of a product that has no times signs."""
        return "" if left.isdigit() and right[:1].isalpha() and not right[1:2].isalpha() else " "

    def join_times(self, factors: list[str]) -> str:
        """A product with times signs."""
        return self.times.join(factors)

    def opaque(self, expression: Any) -> str:
        """An expression that only sympy can print."""
        return f"({expression})"

    # -------------------------------------------------------- relations and sets

    def relation(self, left: str, sign: str, right: str) -> str:
        """Two sides of a relation whose sign is one of = <= >= < > and their like."""
        return f"{left} {sign} {right}"

    def divides(self, divisor: str, value: str) -> str:
        """That one number divides another."""
        return f"{divisor} divides {value}"

    def congruent(self, name: str, residues: list[str], modulus: str) -> str:
        """That a name leaves one of some residues."""
        return f"{name} ≡ {', '.join(residues)} (mod {modulus})"

    def remainders(self, name: str, parts: list[tuple[str, str]], modulus: str) -> str:
        """That the remainder of a name lies in some ranges, each given by its ends."""
        shown = [a if a == b else f"{a}..{b}" for a, b in parts]
        return self.within(f"{name} mod {modulus}", shown[0] if len(parts) == 1 else self.members(shown))

    def members(self, shown: list[str]) -> str:
        """A set by its members."""
        return f"{{{', '.join(shown)}}}"

    def within(self, name: str, members: str) -> str:
        """That a name is one of a set."""
        return f"{name} in {members}"

    def everything(self, name: str) -> str:
        """That a name may be any integer."""
        return "every integer"

    def nothing(self, name: str) -> str:
        """That a name can be no integer."""
        return "no integer"

    # ------------------------------------------------------ mathematics in a text

    def text(self, text: str) -> str:
        """Words outside mathematics, with what the format would misread escaped."""
        return " ".join(text.split())

    def word(self, text: str) -> str:
        """Words inside mathematics."""
        return text

    def plain_number(self, n: int) -> str:
        """An int outside mathematics."""
        return self.number(n).replace(self.thousands, self.plain_thousands or self.thousands)

    def inline(self, mathematics: str) -> str:
        """Mathematics in a cell or a sentence."""
        return mathematics

    def display(self, mathematics: str) -> str:
        """Mathematics on a line of its own."""
        return mathematics
