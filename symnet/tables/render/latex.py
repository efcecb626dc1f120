"""A table as LaTeX with the rules of booktabs: a tabular, one that floats, one over several pages, one of tabularray."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from symnet.errors import SymnetError, unknown
from symnet.tables.cells import Cell, shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.latex import Latex, escape
from symnet.writing.line import Line
from symnet.writing.text import Text

ENVIRONMENTS = ("tabular", "tabularx", "longtable", "tblr", "longtblr")
SIZES = ("tiny", "scriptsize", "footnotesize", "small", "normalsize", "large")
COLUMN = r"\columnwidth"
WIDTHS = (229, 345)
"""How wide a column of LaTeX's article is with two columns, and with one, in points."""

KEPT = re.compile(
    r"\$(?! )(?:[^$\\]|\\.)+?(?<! )\$(?!\d)"  # mathematics, as pandoc tells it from prices
    r"|~?\\(?:cite[a-zA-Z]*\*?(?:\[[^\[\]{}\\%]*\]){0,2}|[cC]?ref|eqref|autoref|footnotemark)\{[^{}\\%#&~^$]*\}"
)


def to_latex(
    self: Grid,
    *,
    caption: str = "",
    label: str = "",
    long: bool = False,
    environment: str = "tabular",
    position: str = "",
    star: bool = False,
    column_spec: str = "",
    size: str = "",
    siunitx: bool = False,
    resize: bool | str = False,
    wrap: str = "",
    escape: bool = True,
) -> str:
    """A `tabular` with the rules of booktabs to `\\input`, or what the options make of it.

    Args:
        caption: above the table, which then floats. Mathematics between dollars, `\\cite{...}` and `\\ref{...}` stay what they are,
            all else is text.
        label: what to refer to it by, such as "tab:alexnet".
        long: the same as environment="longtable".
        environment: "tabular", "tabularx" (as wide as the column, the names wrap), "longtable", or of the package tabularray with
            its library booktabs "tblr" and "longtblr".
        position: where it may float to, such as "t" or "htbp".
        star: across both columns of a page: `table*`.
        column_spec: LaTeX's letters for the columns in place of the usual ones.
        size: "small", "footnotesize", "scriptsize", ...
        siunitx: columns of whole numbers are set by the package siunitx (`S`).
        resize: scaled to the width of the column, or to a width given, such as r"0.8\\textwidth"; needs graphicx.
        wrap: the width in which the column of names wraps, such as "3cm"; needs the package array.
        escape: False leaves the caption as it is.

    Raises:
        SymnetError: for an unknown environment or size, a label that LaTeX misreads, or a table over pages that should float.

    >>> import symnet as sn
    >>> print(sn.zoo.alexnet().table("layer,params").head(2).to_latex(caption=r"After \\cite{note}", label="tab:a", position="t"))
    \\begin{table}[t]
    \\centering
    \\caption{After \\cite{note}}
    \\label{tab:a}
    \\begin{tabular}{@{}lr@{}}
    \\toprule
    Layer Name & parameters \\\\
    \\midrule
    Input image & 0 \\\\
    Conv1 & 34944 \\\\
    \\bottomrule
    \\end{tabular}
    \\end{table}
    """
    environment = "longtable" if long and environment == "tabular" else environment
    size = size.removeprefix("\\")
    _check(environment, size, label, position or star or resize)
    made = _Made(self, environment, siunitx, wrap, column_spec)
    title = caption_text(caption) if escape else caption
    if environment.startswith("long"):
        return _sized(made.over_pages(title, label), size)
    table = made.table()
    if resize:
        table = rf"\resizebox{{{COLUMN if resize is True else resize}}}{{!}}{{%" + f"\n{table}%\n}}"
    note = made.note(bool(resize))
    named = [*([rf"\caption{{{title}}}"] if caption else []), *([rf"\label{{{label}}}"] if label else [])]
    if not (named or position or star):
        return note + (r"\noindent" + "\n" if environment == "tabularx" else "") + _sized(table, size)
    kind = "table*" if star else "table"
    place, sized = f"[{position}]" if position else "", [rf"\{size}"] if size else []
    return "\n".join((rf"\begin{{{kind}}}{place}", r"\centering", *sized, *named, note + table, rf"\end{{{kind}}}"))


def _check(environment: str, size: str, label: str, floats: bool | str) -> None:
    if environment not in ENVIRONMENTS:
        raise unknown("environment", environment, ENVIRONMENTS)
    if size and size not in SIZES:
        raise unknown("size", size, SIZES)
    if bad := re.search(r"[{}\\%#&~^$\s]", label):
        raise SymnetError(f"label {label!r} has {bad.group()!r} in it", "give letters, digits and signs such as tab:alexnet")
    if environment.startswith("long") and floats:
        raise SymnetError(f"a {environment} goes over pages and does not float", "leave position, star and resize out")


def caption_text(caption: str) -> str:
    """A caption as LaTeX prints it: mathematics between dollars and commands that cite or refer stay, all else is text."""
    parts, last = list[str](), 0
    for kept in KEPT.finditer(caption):
        before = caption[last : kept.start()]
        parts += [_spaced(before), kept.group()]
        last = kept.end()
    return "".join((*parts, _spaced(caption[last:])))


def _spaced(text: str) -> str:
    """Escaped, with the blanks at its ends."""
    inner = escape(text)
    return f"{' ' * text[:1].isspace()}{inner}{' ' * (text[-1:].isspace() and bool(inner))}"


def _sized(table: str, size: str) -> str:
    return f"{{\\{size}\n{table}\n}}" if size else table


def about_wide(grid: Grid) -> int:
    """About how wide the table is in points, at 10 points: the widest cell of each column and the gaps between them."""
    return round(sum(max(wide(row[k], grid.group) for row in (grid.titles, *grid.body)) + 12 for k in range(len(grid.keys))) - 12)


def wide(cell: Cell, group: bool) -> float:
    """Letters take about 5 points; in mathematics signs stand with space around them, and subscripts are small."""
    text = shown(cell, Text(spaced=False, group=group))
    return sum(12.3 if c in "+-×=" else 0 if c in "_^" else 5.3 for c in text) if isinstance(cell, Line) else 4.9 * len(text)


def most_digits(cells: Sequence[Cell]) -> int:
    """How many digits the numbers of a column have at most; 0 where it holds anything else."""
    numbers = [cell for cell in cells if isinstance(cell, int)]
    return 0 if len(numbers) < sum(cell is not None for cell in cells) else max((len(str(abs(n))) for n in numbers), default=0)


@dataclass(frozen=True)
class _Made:
    """A grid and how its columns are set."""

    grid: Grid
    environment: str
    siunitx: bool
    wrap: str
    column_spec: str

    @cached_property
    def style(self) -> Latex:
        return Latex(self.grid.group)

    @property
    def is_tblr(self) -> bool:
        return self.environment.endswith("tblr")

    @cached_property
    def wrapped(self) -> int | None:
        """The column that wraps: the first of text, where a width is given or filled."""
        wraps = self.wrap or self.environment == "tabularx"
        return next((k for k, align in enumerate(self.grid.aligns) if align == "l"), None) if wraps else None

    @cached_property
    def digits(self) -> tuple[int, ...]:
        """How many digits the numbers of each column that siunitx sets have at most; 0 where it holds anything else."""
        columns = range(len(self.grid.keys))
        return tuple(most_digits([row[k] for row in self.grid.body]) if self.siunitx else 0 for k in columns)

    def columns(self) -> str:
        """The letters of the columns."""
        if self.column_spec:
            return self.column_spec
        letters = "".join(map(self._letter, range(len(self.grid.keys))))
        return letters if self.is_tblr else f"@{{}}{letters}@{{}}"

    def _letter(self, column: int) -> str:
        if column == self.wrapped:
            if self.is_tblr:
                return f"Q[l,wd={self.wrap}]"
            ragged = r">{\raggedright\arraybackslash}"
            return f"{ragged}X" if self.environment == "tabularx" else f"{ragged}p{{{self.wrap}}}"
        if digits := self.digits[column]:
            group = "" if self.grid.group else ",group-digits=none"
            return f"S[table-format={digits}.0{group}]"
        return self.grid.aligns[column]

    def row(self, cells: Sequence[Cell], is_title: bool = False) -> str:
        return " & ".join(self._cell(cell, k, is_title) for k, cell in enumerate(cells)) + r" \\"

    def _cell(self, cell: Cell, column: int, is_title: bool) -> str:
        if self.digits[column]:
            opened, closed = ("{{{", "}}}") if self.is_tblr else "{}"
            return str(cell) if isinstance(cell, int) else f"{opened}{shown(cell, self.style)}{closed}"
        text = shown(cell, self.style)
        broken = column == self.wrapped and isinstance(cell, str) and not is_title
        return re.sub(r"(\.|\\_)(?=.)", r"\1\\allowbreak{}", text) if broken else text

    @property
    def parts(self) -> tuple[str, list[str], list[str]]:
        """The titles, the rows, and the footer under a rule."""
        rows = [self.row(row) for row in self.grid.rows]
        return self.row(self.grid.titles, True), rows, [r"\midrule", self.row(self.grid.footer)] if self.grid.footer else []

    def table(self) -> str:
        """The table alone."""
        head, rows, foot = self.parts
        width = rf"{{{self.wrap or COLUMN}}}" if self.environment == "tabularx" else ""
        spec = f"{{{self._spec()}}}" if self.is_tblr else f"{width}{{{self.columns()}}}"
        lines = (rf"\begin{{{self.environment}}}{spec}", r"\toprule", head, r"\midrule", *rows, *foot, r"\bottomrule")
        return "\n".join((*lines, rf"\end{{{self.environment}}}"))

    def _spec(self) -> str:
        return f"colspec={{{self.columns()}}},column{{1}}={{leftsep=0pt}},column{{Z}}={{rightsep=0pt}}"

    def over_pages(self, caption: str, label: str) -> str:
        """A table that goes on from page to page, with its titles on each and its caption and label on the first."""
        head, rows, foot = self.parts
        if self.is_tblr:
            outer = f"[caption={{{caption}}},label={{{label or 'none'}}}]" if caption else "[entry=none,label=none]"
            lines = (r"\toprule", head, r"\midrule", *rows, *foot, r"\bottomrule")
            return "\n".join((rf"\begin{{longtblr}}{outer}{{{self._spec()},rowhead=1}}", *lines, r"\end{longtblr}"))
        number = rf"\label{{{label}}}" if label else ""
        named = [rf"\caption{{{caption}}}{number}\\"] if caption else [rf"{number}%"] if number else []
        span = len(self.grid.keys)
        again = [rf"\multicolumn{{{span}}}{{@{{}}l@{{}}}}{{\tablename\ \thetable\ (continued)}} \\"] if caption else []
        return "\n".join(
            (
                rf"\begin{{longtable}}{{{self.columns()}}}",
                *(*named, r"\toprule", head, r"\midrule", r"\endfirsthead"),
                *(*again, r"\toprule", head, r"\midrule", r"\endhead"),
                *(r"\bottomrule", r"\endfoot"),
                *(*rows, *foot, r"\end{longtable}"),
            )
        )

    def note(self, fits: bool) -> str:
        """A comment that says how wide the table is, where it is wider than a column."""
        wide, (narrow, full) = about_wide(self.grid), WIDTHS
        if fits or self.wrapped is not None or wide <= narrow:
            return ""
        return f"% about {wide}pt wide, where an article's column has {full}pt, or {narrow}pt: resize, wrap, size or star make it fit\n"


LATEX = Format("latex", Latex, to_latex, also=("tex",))
