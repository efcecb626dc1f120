"""A table as LaTeX; needs the package booktabs, and longtable for long ones."""

from __future__ import annotations

from symnet.tables.cells import Cell, shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.latex import Latex, escape


def to_latex(grid: Grid, *, caption: str = "", label: str = "", long: bool = False) -> str:
    """A `tabular`, a `table` around it where there is a caption or label, or a `longtable`."""
    style = Latex(grid.group)
    columns = "@{}" + "".join(grid.aligns) + "@{}"
    head = _row(grid.titles, style)
    rows = [_row(row, style) for row in grid.rows]
    foot = [r"\midrule", _row(grid.footer, style)] if grid.footer else []
    named = [line for line in (rf"\caption{{{escape(caption)}}}" if caption else "", rf"\label{{{label}}}" if label else "") if line]
    if long:
        above = [f"{''.join(named)}\\\\"] if named else []
        parts = [
            rf"\begin{{longtable}}{{{columns}}}",
            *above,
            r"\toprule",
            head,
            r"\midrule",
            r"\endhead",
            *rows,
            *foot,
            r"\bottomrule",
            r"\end{longtable}",
        ]
        return "\n".join(parts)
    parts = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", head, r"\midrule", *rows, *foot, r"\bottomrule", r"\end{tabular}"]
    return "\n".join([r"\begin{table}", r"\centering", *named, *parts, r"\end{table}"] if named else parts)


def _row(cells: tuple[Cell, ...], style: Latex) -> str:
    return " & ".join(shown(cell, style) for cell in cells) + r" \\"


LATEX = Format("latex", Latex, to_latex, also=("tex",))
