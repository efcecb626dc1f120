"""Tables: titles, rows and a footer of typed cells, printed in any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from symnet.door import doors
from symnet.errors import MissingExtra
from symnet.tables.cells import plain_cell
from symnet.tables.grid import Grid
from symnet.tables.render import Format, format_of
from symnet.tables.render.csv import to_csv
from symnet.tables.render.html import to_html
from symnet.tables.render.latex import to_latex
from symnet.tables.render.markdown import to_markdown
from symnet.tables.render.text import to_text

if TYPE_CHECKING:
    import pandas


@doors
@dataclass(frozen=True)
class Table(Grid):
    """Titles, rows and a footer of typed cells.

    >>> import symnet as sn
    >>> print(sn.zoo.alexnet().table(["layer", "size", "params"]).head(2))
    Layer Name   img size         parameters
    ────────────────────────────────────────
    Input image                            0
    Conv1        (227-11)/4+1=55       34944
    """

    def head(self, n: int = 5) -> Table:
        """The first n rows, without the footer."""
        return replace(self, rows=self.rows[:n], footer=())

    def to(self, form: Format | str) -> str:
        """The table in a format: one of `symnet.FORMATS` by name, or one of your own."""
        return format_of(form).table(self)

    def to_text(self) -> str:
        """Aligned plain text, as wide as it needs to be."""
        return to_text(self)

    def to_latex(self, *, caption: str = "", label: str = "", long: bool = False) -> str:
        """A booktabs `tabular` to `\\input`; with a caption a `table` around it, with `long` a `longtable`."""
        return to_latex(self, caption=caption, label=label, long=long)

    def to_markdown(self) -> str:
        """A pipe table with mathematics between dollars."""
        return to_markdown(self)

    def to_html(self) -> str:
        """A table element with MathML."""
        return to_html(self)

    def to_csv(self) -> str:
        """Comma-separated values with plain numbers."""
        return to_csv(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: column keys, rows as dictionaries, and the footer."""
        plain = [dict(zip(self.keys, map(plain_cell, row), strict=True)) for row in self.body]
        return {
            "columns": dict(zip(self.keys, map(plain_cell, self.titles), strict=True)),
            "rows": plain[: len(self.rows)],
            "total": plain[-1] if self.footer else None,
        }

    def to_dataframe(self) -> pandas.DataFrame:
        """A pandas DataFrame of the rows; needs the extra `symnet[pandas]`."""
        try:
            import pandas
        except ImportError:
            raise MissingExtra("to_dataframe needs pandas", "install it with: pip install 'symnet[pandas]'") from None
        data = {plain_cell(title): [plain_cell(row[k]) for row in self.rows] for k, title in enumerate(self.titles)}
        return pandas.DataFrame({title: pandas.array(cells, dtype="Int64") if _integers(cells) else cells for title, cells in data.items()})

    def __str__(self) -> str:
        return self.to_text()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def _integers(cells: Sequence[Any]) -> bool:
    return all(c is None or (isinstance(c, int) and abs(c) < 2**63) for c in cells) and any(isinstance(c, int) for c in cells)
