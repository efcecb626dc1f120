"""A line of mathematics: terms with equals signs between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symnet.door import constructor_door
from symnet.writing.show import show
from symnet.writing.style import Style
from symnet.writing.term import Term, length, written
from symnet.writing.text import Text


@constructor_door
@dataclass(frozen=True)
class Line:
    """Terms with equals signs between them; the one thing every renderer prints as mathematics."""

    terms: tuple[Term, ...]

    @staticmethod
    def of(*values: Any) -> Line:
        """The line of some values: ints, sympy expressions or written terms.

        >>> import symnet as sn
        >>> print(Line.of(sn.symbols("n") * 2 + 1))
        2n + 1
        """
        return Line(tuple(map(written, values)))

    @property
    def length(self) -> int:
        """How many numbers and symbols are in it."""
        return sum(map(length, self.terms))

    def show(self, style: Style) -> str:
        """The line in a style; a step that prints like the one before it is left out."""
        shown = [show(term, style) for term in self.terms]
        return style.equals.join(s for k, s in enumerate(shown) if k == 0 or s != shown[k - 1])

    def __str__(self) -> str:
        return self.show(Text())


@dataclass(frozen=True)
class Lines(Line):
    """Several lines in one cell, with commas between them."""

    lines: tuple[Line, ...] = ()

    def show(self, style: Style) -> str:
        return style.comma.join(line.show(style) for line in self.lines)
