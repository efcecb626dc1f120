"""A table as a Markdown pipe table with mathematics between dollars: shown alike in trusted and untrusted notebooks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symnet.derivation import Line
from symnet.style import Latex

if TYPE_CHECKING:
    from symnet.table import Cell, Table


def to_markdown(table: Table) -> str:
    """Titles, the line of dashes, rows; the footer is the last row."""
    latex = Latex(separator=r"\," if table.group else "")
    rule = ["--:" if a == "r" else ":--" for a in table.aligns]
    rows = (table.titles, *table.rows, *((table.footer,) if table.footer else ()))
    body = [[_cell(c, latex, table.group) for c in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in (body[0], rule, *body[1:]))


def _cell(cell: Cell, latex: Latex, group: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Line):
        return f"${cell.show(latex)}$".replace("|", r"\vert ")
    if isinstance(cell, int):
        return f"{cell:,}".replace(",", "\u202f") if group else str(cell)
    return re.sub(r"([\\`*_{}\[\]<>$|])", r"\\\1", " ".join(cell.split()))
