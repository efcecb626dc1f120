"""A table as HTML with MathML, for pages and files (notebooks get Markdown: they strip MathML from untrusted cells)."""

from __future__ import annotations

from symnet.tables.cells import Cell, shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.mathml import MathMl


def to_html(grid: Grid) -> str:
    """A `table` element with head, body and foot; every name is escaped."""
    style = MathMl(grid.group)
    head = f"<thead>{_row(grid.titles, grid, style, 'th')}</thead>"
    body = "".join(_row(row, grid, style, "td") for row in grid.rows)
    foot = f"<tfoot>{_row(grid.footer, grid, style, 'td')}</tfoot>" if grid.footer else ""
    caption = f"<caption>{style.text(grid.caption)}</caption>" if grid.caption else ""
    return f'<table class="symnet">{caption}{head}<tbody>{body}</tbody>{foot}</table>'


def _row(cells: tuple[Cell, ...], grid: Grid, style: MathMl, tag: str) -> str:
    side = {"r": "right", "l": "left"}
    made = (f'<{tag} style="text-align:{side[a]}">{shown(c, style)}</{tag}>' for c, a in zip(cells, grid.aligns, strict=True))
    return f"<tr>{''.join(made)}</tr>"


HTML = Format("html", MathMl, to_html, also=("mathml",))
