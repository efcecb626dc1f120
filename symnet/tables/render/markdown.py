"""A table as a Markdown pipe table with mathematics between dollars: shown alike in trusted and untrusted notebooks."""

from __future__ import annotations

import re

from symnet.tables.cells import shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.latex import Latex


class Markdown(Latex):
    """LaTeX between dollars, in the text of Markdown."""

    indent = "\u2003"

    def text(self, text: str) -> str:
        return re.sub(r"([\\`*_{}\[\]<>$|])", r"\\\1", " ".join(text.split()))

    def plain_number(self, n: int) -> str:
        return self.number(n).replace(self.thousands, "\u202f")

    # In braces a formula is not broken into lines, by MathJax either.
    def inline(self, mathematics: str) -> str:
        return f"${{{mathematics}}}$".replace("|", r"\vert ")

    def display(self, mathematics: str) -> str:
        return f"$${mathematics}$$"


def to_markdown(grid: Grid) -> str:
    """Titles, the line of dashes, rows; the footer is the last row."""
    style = Markdown(grid.group)
    head, *body = ([shown(cell, style) for cell in row] for row in (grid.titles, *grid.body))
    rule = ["--:" if a == "r" else ":--" for a in grid.aligns]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *body))


MARKDOWN = Format("markdown", Markdown, to_markdown, also=("md",))
