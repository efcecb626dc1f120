"""A table as JSON."""

from __future__ import annotations

from symnet.tables.cells import data_of, plain_cell
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.text import Text


def to_json(grid: Grid) -> str:
    """`columns` with the titles, `rows` and `total`, all by column key."""
    import json  # most programs print none

    rows = [dict(zip(grid.keys, map(data_of, row), strict=True)) for row in grid.body]
    data = {
        "columns": dict(zip(grid.keys, map(plain_cell, grid.titles), strict=True)),
        "rows": rows[: len(grid.rows)],
        "total": rows[-1] if grid.footer else None,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


JSON = Format("json", Text, to_json)
