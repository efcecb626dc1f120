"""A table as comma-separated values."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from symnet.derivation import Line
from symnet.style import Text

if TYPE_CHECKING:
    from symnet.table import Table


def to_csv(table: Table) -> str:
    """Titles, rows and footer; numbers are plain, mathematics is text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.titles)
    writer.writerows([_cell(c) for c in row] for row in (*table.rows, *((table.footer,) if table.footer else ())))
    return out.getvalue().rstrip("\n")


def _cell(cell: Any) -> Any:
    return cell.show(Text(spaced=False)) if isinstance(cell, Line) else "" if cell is None else cell
