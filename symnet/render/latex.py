"""A table as LaTeX; needs the package booktabs, and longtable for long ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnet.derivation import Line
from symnet.style import Latex

if TYPE_CHECKING:
    from symnet.table import Cell, Table

SPECIAL = {
    "\\": r"\textbackslash{}",
    **{c: "\\" + c for c in "{}$&#%_"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "-": "{-}",
    "[": "{[}",
    "]": "{]}",
}


def escape(text: str) -> str:
    """Text that LaTeX prints as it is."""
    return "".join(SPECIAL.get(ch, ch) for ch in " ".join(text.split()))


def to_latex(table: Table, *, caption: str = "", label: str = "", long: bool = False) -> str:
    """A `tabular`, a `table` around it where there is a caption or label, or a `longtable`."""
    style = Latex(separator=r"\," if table.group else "")
    columns = "@{}" + "".join(table.aligns) + "@{}"
    head = _row(table.titles, style)
    rows = [_row(row, style) for row in table.rows]
    foot = [r"\midrule", _row(table.footer, style)] if table.footer else []
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
    return " & ".join(_cell(c, style) for c in cells) + r" \\"


def _cell(cell: Cell, style: Latex) -> str:
    if cell is None:
        return ""
    return f"${cell.show(style)}$" if isinstance(cell, Line) else style.number(cell) if isinstance(cell, int) else escape(cell)
