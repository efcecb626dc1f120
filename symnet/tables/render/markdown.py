"""A table as a Markdown pipe table with mathematics between dollars: shown alike in trusted and untrusted notebooks."""

from __future__ import annotations

from symnet.tables.cells import shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.tables.render.latex import wide
from symnet.writing.line import Line
from symnet.writing.markdown import Markdown


def to_markdown(grid: Grid) -> str:
    """Titles, the line of dashes, rows; the footer is the last row."""
    style = Markdown(grid.group)
    head, *body = ([shown(cell, style) for cell in row] for row in (grid.titles, *grid.body))
    rule = ["--:" if a == "r" else ":--" for a in grid.aligns]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *body))


def for_notebooks(grid: Grid) -> str:
    """The same with titles as wide as the mathematics below them, and names that do not wrap.

    MathJax breaks a formula to the width of its cell, which it measures while the formula is not there yet.
    """
    style = Markdown(grid.group)

    def title(k: int) -> str:
        widest = max((wide(row[k], grid.group) for row in grid.body if isinstance(row[k], Line)), default=0)
        blanks = round((1.15 * widest - wide(grid.titles[k], False)) / NBSP_WIDE)
        return shown(grid.titles[k], style).replace(" ", NBSP) + NBSP * blanks

    titles = " | ".join(map(title, range(len(grid.keys))))
    rows = (line[2:].partition(" | ") for line in to_markdown(grid).splitlines()[1:])
    return "\n".join((f"| {titles} |", *(f"| {name.replace(' ', NBSP)}{bar}{rest}" for name, bar, rest in rows)))


NBSP, NBSP_WIDE = "&nbsp;", 3
"""A blank that no line ends at, and how wide it is at 10 points."""


MARKDOWN = Format("markdown", Markdown, to_markdown, also=("md",))
