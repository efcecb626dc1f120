"""The data of a table, which renderers print."""

from __future__ import annotations

from dataclasses import dataclass

from symnet.tables.cells import Cell


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

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, and the footer as the last one."""
        return (*self.rows, self.footer) if self.footer else self.rows
