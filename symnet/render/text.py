"""A table as aligned plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

from symnet.derivation import Line
from symnet.style import Text

if TYPE_CHECKING:
    from symnet.table import Cell, Table


def to_text(table: Table) -> str:
    """Columns two blanks apart, a rule under the titles and above the footer."""
    style = Text(spaced=False, separator="," if table.group else "")
    body = [[_cell(c, style) for c in row] for row in (table.titles, *table.rows, *((table.footer,) if table.footer else ()))]
    widths = [max(map(_width, column)) for column in zip(*body, strict=True)]
    lines = ["  ".join(_pad(c, w, a) for c, w, a in zip(row, widths, table.aligns, strict=True)).rstrip() for row in body]
    rule = "─" * max(map(_width, lines))
    return "\n".join([lines[0], rule, *lines[1 : len(table.rows) + 1], *([rule, lines[-1]] if table.footer else [])])


def _cell(cell: Cell, style: Text) -> str:
    if cell is None:
        return ""
    return cell.show(style) if isinstance(cell, Line) else style.number(cell) if isinstance(cell, int) else " ".join(cell.split())


def _width(text: str) -> int:
    return sum(0 if combining(ch) else 2 if east_asian_width(ch) in "WF" else 1 for ch in text)


def _pad(text: str, width: int, align: str) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if align == "r" else text + blanks
