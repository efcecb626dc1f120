"""The data of a table, which renderers print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from symnet.tables.cells import Cell


class About(NamedTuple):
    """What a row is of: a total adds up those of the kinds "row" and "rest" (what is not shown), and no "end", "heading" or "subtotal"."""

    kind: str = "row"
    place: Any = None


def before_ends(about: Sequence[About]) -> int:
    """Where a row stands that comes before the ends which close a table."""
    return next((k for k, row in enumerate(about) if k and row.kind == "end" and about[k - 1].kind != "end"), len(about))


@dataclass(frozen=True)
class Grid:
    """Titles, rows and a footer of typed cells; `aligns` has "l" or "r" for each column, `group` sets thousands apart."""

    keys: tuple[str, ...]
    titles: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footer: tuple[Cell, ...] = ()
    aligns: tuple[str, ...] = ()
    group: bool = False
    caption: str = ""
    about: tuple[About, ...] = field(default=(), compare=False, repr=False)
    """What each row is of; by default all are rows."""

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, and the footer as the last one."""
        return (*self.rows, self.footer) if self.footer else self.rows

    @property
    def kinds(self) -> tuple[About, ...]:
        """What each row is of."""
        return self.about or (About(),) * len(self.rows)
