"""Grids of cells, the windows marked in them, and the bars that measure kernel and stride."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from symnet.figures.drawing import Group, Item, Label, Path, Rect
from symnet.figures.movement import Track

Marks: TypeAlias = Mapping[str, tuple[int, int]]
"""The positions shown, as (row, column), by the kind they are drawn in: "first" and "later"."""

BAR = 16
"""How far one bar stands from the next."""


@dataclass(frozen=True)
class Grid:
    """Cells at the crossings of rows and columns; the cell (0, 0) begins at the origin."""

    rows: range
    columns: range
    size: float

    def cell(self, row: int, column: int, kind: str) -> Rect:
        """One cell."""
        return self.around((row,), (column,), kind)

    def around(self, rows: Sequence[int], columns: Sequence[int], kind: str) -> Rect:
        """The outline of the cells from the first to the last row and column."""
        height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        return Rect(columns[0] * self.size, rows[0] * self.size, width * self.size, height * self.size, kind)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return product(self.rows, self.columns)


def cell_size(most: int) -> float:
    """How large a cell is drawn in a grid with `most` cells along an axis."""
    return 24 if most <= 16 else 18 if most <= 26 else 13


def window_grid(rows: Track, columns: Track, marks: Marks, real: str, size: float) -> tuple[Item, ...]:
    """The grid that the window moves over: its cells, which are `real` or padding, what no window meets, and the windows marked."""
    grid = Grid(rows.drawn, columns.drawn, size)
    cells = [grid.cell(r, c, _kind({rows.what(r), columns.what(c)}, real)) for r, c in grid]
    dropped = [item for r, c in grid if not (r in rows.met and c in columns.met) for item in struck(grid.cell(r, c, "unread"))]
    windows: list[Item] = []
    for kind, (row, column) in marks.items():
        mine = rows.meets[row], columns.meets[column]
        windows += [*(grid.cell(r, c, kind) for r, c in product(*mine)), grid.around(mine[0], mine[1], f"{kind}-outline")]
    return tuple(Group(tuple(items), name) for items, name in ((cells, "grid"), (dropped, "dropped"), (windows, "windows")) if items)


def _kind(along: set[str], real: str) -> str:
    return "beyond" if "beyond" in along else "padding" if "padding" in along else real


def struck(cell: Rect) -> tuple[Item, ...]:
    """A cell that is not used: grey with a stroke through it."""
    left, top, right, bottom = cell.box
    return cell, Path(((left, bottom), (right, top)), "strike")


def outlined(cell: Rect) -> tuple[Item, ...]:
    """A marked cell with its outline."""
    return cell, Rect(cell.x, cell.y, cell.width, cell.height, f"{cell.kind}-outline")


def position_grid(rows: int, columns: int, marks: Marks, real: str, size: float) -> tuple[Item, ...]:
    """The grid with one cell for each position of the window."""
    grid = Grid(range(rows), range(columns), size)
    cells = tuple(grid.cell(r, c, real) for r, c in grid)
    windows = tuple(item for kind, (row, column) in marks.items() for item in outlined(grid.cell(row, column, kind)))
    return tuple(Group(items, name) for items, name in ((cells, "grid"), (windows, "windows")) if items)


def bars(track: Track, size: float, below: bool = False) -> tuple[Item, ...]:
    """How wide the first window is and how far the next one stands from it, as bars above (or below) a row of cells at y = 0."""
    if not track.meets or not track.kernel:
        return ()
    first = track.meets[0]
    spans = [(first[0], first[-1] + 1, track.kernel)]
    if len(track.meets) > 1 and track.step:
        spans.append((first[0], track.meets[1][0], track.step))
    away = [12 + BAR * k for k in range(len(spans))]
    heights = [size + y for y in away] if below else [-y for y in reversed(away)]
    return tuple(item for span, y in zip(spans, heights, strict=True) for item in bar(*span, y, size))


def bar(start: int, end: int, text: str, y: float, size: float) -> tuple[Item, ...]:
    """A span with ticks at its ends and a text after it."""
    left, right = start * size, end * size
    line = ((left, y - 4), (left, y + 4), (left, y), (right, y), (right, y - 4), (right, y + 4))
    return Path(line, "bar"), Label(right + 6, y, text, "small")


def turned(items: Iterable[Item]) -> tuple[Item, ...]:
    """Bars of a horizontal axis as those of a vertical one, read upwards."""
    made: list[Item] = []
    for item in items:
        if isinstance(item, Label):
            made.append(Label(item.y, item.x, item.text, item.kind, "end", turned=True))
        elif isinstance(item, Path):
            made.append(Path(tuple((y, x) for x, y in item.points), item.kind))
    return tuple(made)
