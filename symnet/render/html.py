"""A table as HTML with MathML, for pages and files (notebooks get Markdown: they strip MathML from untrusted cells)."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from symnet.derivation import Line
from symnet.style import MathMl

if TYPE_CHECKING:
    from symnet.table import Cell, Table


def to_html(table: Table) -> str:
    """A `table` element with head, body and foot; every name is escaped."""
    style = MathMl(separator="\u202f" if table.group else "")
    head = f"<thead>{_row(table.titles, table, style, 'th')}</thead>"
    body = "".join(_row(row, table, style, "td") for row in table.rows)
    foot = f"<tfoot>{_row(table.footer, table, style, 'td')}</tfoot>" if table.footer else ""
    caption = f"<caption>{html.escape(table.caption)}</caption>" if table.caption else ""
    return f'<table class="symnet">{caption}{head}<tbody>{body}</tbody>{foot}</table>'


def _row(cells: tuple[Cell, ...], table: Table, style: MathMl, tag: str) -> str:
    side = {"r": "right", "l": "left"}
    made = (f'<{tag} style="text-align:{side[a]}">{_cell(c, style)}</{tag}>' for c, a in zip(cells, table.aligns, strict=True))
    return f"<tr>{''.join(made)}</tr>"


def _cell(cell: Cell, style: MathMl) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Line):
        return f"<math><mrow>{cell.show(style)}</mrow></math>"
    return style.grouped(cell) if isinstance(cell, int) else html.escape(cell)
