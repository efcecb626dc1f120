"""Cells: what a table is made of. A cell says what it is; nothing is guessed from text."""

from __future__ import annotations

from typing import Any, TypeAlias

from symnet.writing.line import Line
from symnet.writing.style import Style
from symnet.writing.text import Text

Cell: TypeAlias = Line | int | str | None
"""Mathematics, a number, text, or nothing."""


def size_cell(value: Any) -> Cell:
    """A count: a number stays one, an expression becomes mathematics."""
    return value if isinstance(value, int) else Line.of(value)


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
