"""A table as comma-separated values."""

from __future__ import annotations

import io

from symnet.tables.cells import plain_cell
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.text import Text


def to_csv(grid: Grid) -> str:
    """Titles, rows and footer; numbers are plain, mathematics is text."""
    import csv  # most programs print none

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([plain_cell(cell) for cell in row] for row in (grid.titles, *grid.body))
    return out.getvalue().rstrip("\n")


CSV = Format("csv", Text, to_csv)
