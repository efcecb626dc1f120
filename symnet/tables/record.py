"""A row of a table as a mapping: what filters, sorts and new columns are asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from symnet.door import doors
from symnet.errors import unknown
from symnet.tables.cells import Cell, value_of
from symnet.tables.grid import About


@doors
class Record(Mapping[str, Any]):
    """A row: by the key of a column what its cell says, a whole number, an expression, a shape, text or None.

    `place` is the layer or block at its place that the row is of (None for an input, a sum), `kind` what the row is: "row", "end",
    "heading", "subtotal" or "rest", the layers that are not shown.

    >>> import symnet as sn
    >>> row = sn.zoo.alexnet().table("layer,tensor,params")[1]
    >>> row["layer"], row["tensor"], row["params"], row.place.kind
    ('Conv1', (96, 55, 55), 34944, 'Conv2d')
    """

    def __init__(self, keys: tuple[str, ...], cells: tuple[Cell, ...], about: About) -> None:
        self.cells = dict(zip(keys, cells, strict=True))
        self.kind, self.place = about

    def __getitem__(self, key: str) -> Any:
        if key not in self.cells:
            raise unknown("column", key, self.cells)
        return value_of(self.cells[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __contains__(self, key: object) -> bool:
        return key in self.cells

    @property
    def name(self) -> str:
        """What stands in its first cell."""
        return str(next(iter(self.values()), ""))

    def is_called(self, pattern: str) -> bool:
        """Whether a name means it: that of the row, its last part, its layer's class, or one of these with `*` and `?` in it."""
        names = (self.name, self.name.rpartition(".")[2], self.place.kind if self.place is not None else "")
        return any(fnmatchcase(name, pattern) for name in names if name)

    def __repr__(self) -> str:
        return f"<{', '.join(f'{key}={value!r}' for key, value in self.items())}>"
