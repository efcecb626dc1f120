"""A table as aligned plain text."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from symnet.tables.cells import shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.text import Text


def to_text(grid: Grid) -> str:
    """Columns two blanks apart, a rule under the titles and above the footer."""
    style = Text(spaced=False, group=grid.group)
    body = [[shown(c, style) for c in row] for row in (grid.titles, *grid.body)]
    widths = [max(map(_width, column)) for column in zip(*body, strict=True)]
    lines = ["  ".join(_pad(c, w, a) for c, w, a in zip(row, widths, grid.aligns, strict=True)).rstrip() for row in body]
    rule = "─" * max(map(_width, lines))
    return "\n".join([lines[0], rule, *lines[1 : len(grid.rows) + 1], *([rule, lines[-1]] if grid.footer else [])])


def _width(text: str) -> int:
    return sum(0 if combining(ch) else 2 if east_asian_width(ch) in "WF" else 1 for ch in text)


def _pad(text: str, width: int, align: str) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if align == "r" else text + blanks


TEXT = Format("text", Text, to_text)
