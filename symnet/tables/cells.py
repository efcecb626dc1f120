"""Cells: what a table is made of. A cell says what it is; nothing is guessed from text."""

from __future__ import annotations

from fractions import Fraction
from numbers import Integral
from typing import Any, TypeAlias

from symnet.arithmetic.sizes import is_expression, plain_int
from symnet.errors import SymnetError
from symnet.writing.line import Line
from symnet.writing.style import Style
from symnet.writing.text import Text

Cell: TypeAlias = Line | int | str | None
"""Mathematics, a number, text, or nothing."""


def size_cell(value: Any) -> Cell:
    """A count: a number stays one, an expression becomes mathematics."""
    return value if isinstance(value, int) else Line.of(value)


def cell_of(value: Any) -> Cell:
    """What a column gives as a cell: whole numbers, expressions and fractions stay exact, text stays text.

    Raises:
        SymnetError: for what is neither, such as a float.
    """
    if value is None or isinstance(value, (str, int, Line)):
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    if is_expression(value):
        return Line.of(plain_int(value))
    if isinstance(value, Integral):
        return int(value)
    raise SymnetError(
        f"{value!r} ({type(value).__name__}) is no cell",
        "give a whole number, an expression, a Fraction, or text that says how it is rounded, such as f'{value:.1f}'",
    )


def shown(cell: Cell, style: Style) -> str:
    """A cell as a format prints it."""
    if cell is None:
        return ""
    if isinstance(cell, Line):
        return style.inline(cell.show(style))
    return style.plain_number(cell) if isinstance(cell, int) else style.text(cell)


def plain_cell(cell: Cell) -> int | str | None:
    """A cell as plain data: mathematics is text."""
    return cell.show(Text(spaced=False)) if isinstance(cell, Line) else cell
