"""A table as reStructuredText, with LaTeX in the role `math`."""

from __future__ import annotations

import re

from symnet.tables.cells import shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.latex import Latex


class Rst(Latex):
    """LaTeX in the text of reStructuredText."""

    indent, plain_thousands = "\u2003", "\u202f"

    def text(self, text: str) -> str:
        escaped = re.sub(r"([\\`*_|<>:\[\]])", r"\\\1", " ".join(text.split()))
        # A sign or a number at the start may begin a list or a rule; a blank that is escaped is no text and keeps it from that.
        return escaped if escaped[:1].isalpha() or not escaped else rf"\ {escaped}"

    def inline(self, mathematics: str) -> str:
        return f":math:`{mathematics}`"

    def display(self, mathematics: str) -> str:
        return f".. math::\n\n   {mathematics}"


def to_rst(grid: Grid) -> str:
    """A `list-table`; the footer is its last row."""
    style = Rst(grid.group)
    lines = [f".. list-table:: {style.text(grid.caption)}".rstrip(), "   :header-rows: 1", ""]
    for row in (grid.titles, *grid.body):
        lines += [f"   {'* ' if k == 0 else '  '}- {shown(cell, style)}".rstrip() for k, cell in enumerate(row)]
    return "\n".join(lines)


RST = Format("rst", Rst, to_rst, also=("restructuredtext",))
