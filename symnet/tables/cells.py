"""Cells: what a table is made of. A cell says what it is; nothing is guessed from text."""

from __future__ import annotations

from fractions import Fraction
from numbers import Integral
from typing import Any, TypeAlias

from symnet.arithmetic.sizes import is_expression, plain_int
from symnet.errors import SymnetError
from symnet.writing.latex import Latex
from symnet.writing.line import Line, Lines, Padding, Sizes
from symnet.writing.structure import structure
from symnet.writing.style import Style
from symnet.writing.term import expression
from symnet.writing.text import Text

Cell: TypeAlias = Line | int | str | None
"""Mathematics, a number, text, or nothing."""


class Heading(str):
    """Text that stands further in, by how deep it lies."""

    __slots__ = ("depth",)
    depth: int

    def __new__(cls, text: str, depth: int = 0) -> Heading:
        made = super().__new__(cls, text)
        made.depth = depth
        return made


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


def percent(part: Any, whole: Any, digits: int = 1) -> Cell:
    """What part of a whole something is: rounded half up, such as "12.5%"; of expressions their exact quotient."""
    if not isinstance(digits, int) or not 0 <= digits <= MOST_DIGITS:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymnetError(f"digits is {digits!r}", f"give a whole number from 0 to {MOST_DIGITS}")
    if isinstance(part, int) and isinstance(whole, int):
        if whole == 0:
            return None
        scaled = (2 * abs(part) * 100 * 10**digits + abs(whole)) // (2 * abs(whole))
        before, after = divmod(scaled, 10**digits)
        sign = "-" if (part < 0) != (whole < 0) and scaled else ""
        return f"{sign}{before}{f'.{after:0{digits}}' if digits and part != whole else ''}%"
    if not is_expression(part) and not is_expression(whole):
        return None
    import sympy

    return Line.of(sympy.cancel(part / whole))


MOST_DIGITS = 20


def shown(cell: Cell, style: Style) -> str:
    """A cell as a format prints it."""
    if cell is None:
        return ""
    if isinstance(cell, Line):
        return style.inline(cell.show(style))
    if isinstance(cell, int):
        return style.plain_number(cell)
    return f"{style.indent * cell.depth if isinstance(cell, Heading) else ''}{style.text(cell)}"


def plain_cell(cell: Cell) -> int | str | None:
    """A cell as plain data: mathematics is text."""
    return cell.show(Text(spaced=False)) if isinstance(cell, Line) else cell


def value_of(cell: Cell) -> Any:
    """What a cell says: a whole number, an expression, text, a shape, or None; of a worked line its last term."""
    if isinstance(cell, Sizes):
        return cell.shape
    if isinstance(cell, (Lines, Padding)):
        return plain_cell(cell)
    if not isinstance(cell, Line):
        return cell
    return expression(cell.terms[-1])


def data_of(cell: Cell) -> Any:
    """A cell as data for JSON: a shape is a list, mathematics its text, its LaTeX, and its terms as nested lists."""
    if isinstance(cell, Sizes):
        return [plain_cell(size_cell(size)) for size in cell.shape]
    if isinstance(cell, (Lines, Padding)) or not isinstance(cell, Line):
        return plain_cell(cell)
    return {"text": plain_cell(cell), "latex": cell.show(Latex()), "terms": list(map(structure, cell.terms))}
