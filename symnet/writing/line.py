"""A line of mathematics: terms with equals signs between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from symnet.door import constructor_door
from symnet.writing.names import PLAIN, Notation
from symnet.writing.show import show
from symnet.writing.style import Style
from symnet.writing.term import Term, Written, length, written
from symnet.writing.text import Text


@constructor_door
@dataclass(frozen=True)
class Line:
    """Terms with equals signs between them; the one thing every renderer prints as mathematics."""

    terms: tuple[Term, ...]
    notation: Notation = field(default=PLAIN, compare=False, repr=False, kw_only=True)
    """How names in it are written."""

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
        style = self.noted(style)
        shown = [show(term, style) for term in self.terms]
        return style.equals.join(s for k, s in enumerate(shown) if k == 0 or s != shown[k - 1])

    def noted(self, style: Style) -> Style:
        """The style with the line's notation, if it has none of its own, for the names that are in the line."""
        notation = style.notation or self.notation
        if not notation:
            return style
        return style.noted(notation.apart([name for term in self.terms if isinstance(term, Written) for name in term.names()]))

    def __str__(self) -> str:
        return self.show(Text())


@dataclass(frozen=True)
class Lines(Line):
    """Several lines in one cell, with commas between them."""

    lines: tuple[Line, ...] = ()

    def show(self, style: Style) -> str:
        style = self.noted(style)
        return style.comma.join(line.show(style) for line in self.lines)


@dataclass(frozen=True)
class Sizes(Line):
    """A tensor's size as it is laid out, such as 55x55x96; `shape` is the tensor's, channels first, as its layer has it."""

    shape: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Padding(Line):
    """Padding: for each axis a size, or two with a comma between them where it is not the same on both sides."""

    axes: tuple[tuple[Term, ...], ...] = ()

    def show(self, style: Style) -> str:
        style = self.noted(style)
        sides = [style.comma.join(show(side, style) for side in axis) for axis in self.axes]
        return style.join_times([style.paren(side) if len(axis) > 1 else side for side, axis in zip(sides, self.axes, strict=True)])
