"""How a table is printed and handed on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from symnet.door import doors
from symnet.errors import MissingExtra
from symnet.tables.cells import plain_cell
from symnet.tables.grid import Grid
from symnet.tables.render import Format, format_of, latex
from symnet.tables.render.csv import to_csv
from symnet.tables.render.html import to_html
from symnet.tables.render.json import to_json
from symnet.tables.render.markdown import to_markdown
from symnet.tables.render.rst import to_rst
from symnet.tables.render.text import to_text
from symnet.tables.render.typst import to_typst

if TYPE_CHECKING:
    import pandas


@doors
@dataclass(frozen=True, repr=False)
class Printed(Grid):
    """A grid that prints itself in every format."""

    def to(self, form: Format | str) -> str:
        """The table in a format: one of `symnet.FORMATS` by name, or one of your own."""
        return format_of(form).table(self)

    def to_text(self) -> str:
        """Aligned plain text, as wide as it needs to be."""
        return to_text(self)

    to_latex = latex.to_latex  # its dozen options stand in one place

    def to_markdown(self) -> str:
        """A pipe table with mathematics between dollars."""
        return to_markdown(self)

    def to_html(self) -> str:
        """A table element with MathML."""
        return to_html(self)

    def to_typst(self) -> str:
        """A `#table` of Typst with its mathematics."""
        return to_typst(self)

    def to_rst(self) -> str:
        """A `list-table` of reStructuredText with the role `math`."""
        return to_rst(self)

    def to_csv(self) -> str:
        """Comma-separated values with plain numbers."""
        return to_csv(self)

    def to_json(self) -> str:
        """JSON: titles, rows and total by column key; a shape is a list, mathematics is text, LaTeX, and nested lists of its terms."""
        return to_json(self)

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

    def to_excel(self, path: str | os.PathLike[str], sheet: str = "symnet") -> None:
        """A sheet of an Excel file, with the footer as its last row; needs the extra `symnet[excel]`. No text becomes a formula."""
        whole = replace(self, rows=self.body, footer=(), about=()) if self.footer else self
        try:
            import openpyxl as _  # noqa: F401 - pandas needs it, and says so in other words
            import pandas
        except ImportError:
            raise MissingExtra("to_excel needs pandas and openpyxl", "install them with: pip install 'symnet[excel]'") from None
        with pandas.ExcelWriter(path, engine="openpyxl") as writer:
            whole.to_dataframe().to_excel(writer, sheet_name=sheet, index=False)
            for row in writer.sheets[sheet].iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cell.data_type = "s"

    def __str__(self) -> str:
        return self.to_text()


def _integers(cells: Sequence[Any]) -> bool:
    return all(c is None or (isinstance(c, int) and abs(c) < 2**63) for c in cells) and any(isinstance(c, int) for c in cells)
