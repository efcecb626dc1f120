"""Tables: titles, rows and a footer of typed cells, chosen from and put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, overload

from symnet.arithmetic import sizes
from symnet.door import doors, listed, shown
from symnet.errors import SymnetError, unknown
from symnet.tables.cells import Cell, Heading, cell_of, percent, plain_cell, size_cell, value_of
from symnet.tables.grid import About, before_ends
from symnet.tables.printed import Printed
from symnet.tables.record import Record
from symnet.tables.render.markdown import for_notebooks

REST = "(not shown)"
FOLD = 60
"""How many rows a notebook shows of a table; of a longer one it shows both ends."""


@doors
@dataclass(frozen=True, repr=False)
class Table(Printed):
    """Titles, rows and a footer of typed cells. It does not change: what chooses, sorts and adds gives another one.

    `table[1]` is a row as a mapping (`Record`), `table[2:5]` a table of some rows, `table["params"]` what a column says.

    >>> import symnet as sn
    >>> table = sn.zoo.alexnet().table(["layer", "size", "params"])
    >>> print(table.head(2))
    Layer Name   img size         parameters
    ────────────────────────────────────────
    Input image                            0
    Conv1        (227-11)/4+1=55       34944
    >>> print(table.keep("FC*").drop("FC3").share("params").select({"layer": "Layer", "params%": "share"}))
    Layer        share
    ──────────────────
    FC1          60.5%
    FC2          26.9%
    (not shown)  12.6%
    ──────────────────
    Total         100%
    """

    # ------------------------------------------------------------- rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Record]:
        return (Record(self.keys, row, about) for row, about in zip(self.rows, self.kinds, strict=True))

    def __bool__(self) -> bool:
        return True

    @overload
    def __getitem__(self, key: int) -> Record: ...
    @overload
    def __getitem__(self, key: slice) -> Self: ...
    @overload
    def __getitem__(self, key: str) -> tuple[Any, ...]: ...
    def __getitem__(self, key: int | slice | str) -> Record | Self | tuple[Any, ...]:
        """A row by its number, some rows as a table without a footer, or what a column says in each row."""
        if isinstance(key, str):
            column = self._column(key)
            return tuple(value_of(row[column]) for row in self.rows)
        if isinstance(key, slice):
            return self._of(range(len(self.rows))[key])
        if not isinstance(key, int) or not -len(self) <= key < len(self):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SymnetError(f"there is no row {shown(key)}", f"the table has {len(self)}; give a number, a slice, or the key of a column")
        return Record(self.keys, self.rows[key], self.kinds[key])

    def head(self, n: int = 5) -> Self:
        """The first n rows, without the footer."""
        return self[:n]

    def tail(self, n: int = 5) -> Self:
        """The last n rows, without the footer."""
        return self[len(self) - min(n, len(self)) :]

    def filter(self, test: Callable[[Record], Any]) -> Self:
        """The layers and blocks that pass a test, between the inputs and the outputs.

        What the total has of the others is a row "(not shown)", so that the footer adds up what is shown.
        """
        return self._with_rest([k for k, row in enumerate(self) if row.kind == "end" or (row.kind == "row" and test(row))])

    def keep(self, *names: str) -> Self:
        """Only the rows of these names: whole ones, their last parts, or classes of layers; `*` stands for anything."""
        self._check_rows(names)
        return self._with_rest([k for k, row in enumerate(self) if row.kind in ("end", "row") and any(map(row.is_called, names))])

    def drop(self, *names: str) -> Self:
        """The rows but those of these names, which may be an input's or the output's too; see `keep`."""
        self._check_rows(names)
        left = [k for k, row in enumerate(self) if row.kind not in ("rest", "subtotal") and not any(map(row.is_called, names))]
        return self._with_rest(left)

    def sort(self, by: str | Callable[[Record], Any], *, reverse: bool = False) -> Self:
        """The rows in order of a column or of what a function of a row gives; inputs stay above them and outputs below.

        Raises:
            SymnetError: where what is compared has no order, such as expressions.
        """
        if isinstance(by, str):
            self._column(by)
        records = list(self)
        rows = [k for k, record in enumerate(records) if record.kind == "row"]

        def place(k: int) -> tuple[bool, Any]:
            value = by(records[k]) if callable(by) else records[k][by]
            return ((value is None) != reverse, 0 if value is None else value)

        try:
            found = sorted(rows, key=place, reverse=reverse)
        except TypeError:
            what = f"column {by!r}" if isinstance(by, str) else "what the function gives"
            raise SymnetError(f"{what} has values without an order", "put numbers in for symbols, with subs, or sort by another") from None
        first = next((k for k, record in enumerate(records) if record.kind != "end"), len(records))
        below = [k for k, record in enumerate(records) if k >= first and record.kind in ("end", "rest")]
        return replace(self._of((*range(first), *found, *below)), footer=self.footer)

    def _check_rows(self, names: Sequence[str]) -> None:
        records = list(self)
        for name in names:
            if not any(record.is_called(name) for record in records):
                raise unknown("row", name, [record.name for record in records])

    def _of(self, chosen: Iterable[int]) -> Self:
        """Some rows, without the footer."""
        order, kinds = tuple(chosen), self.kinds
        return replace(self, rows=tuple(self.rows[k] for k in order), about=tuple(kinds[k] for k in order), footer=())

    def _with_rest(self, chosen: Sequence[int]) -> Self:
        """Some rows, the footer, and before the outputs a row for what the footer adds up and these do not show."""
        made, left = self._of(chosen), set(chosen)
        out = [k for k, about in enumerate(self.kinds) if k not in left and about.kind in ("row", "rest")]
        sums = [self._summed(column, out) if self._has_total(column) else None for column in range(len(self.keys))]
        if not any(value is not None and value != 0 for value in sums):
            return replace(made, footer=self.footer)
        cells = tuple(None if value is None else size_cell(value) for value in sums)
        first = next((k for k, cell in enumerate(self.footer) if isinstance(cell, str) and self.keys[k] == "layer"), None)
        cells = tuple(REST if k == first else cell for k, cell in enumerate(cells))
        at = before_ends(made.kinds)
        rows, about = list(made.rows), list(made.kinds)
        rows.insert(at, cells)
        about.insert(at, About("rest"))
        return replace(made, rows=tuple(rows), about=tuple(about), footer=self.footer)

    def _has_total(self, column: int) -> bool:
        return bool(self.footer) and not isinstance(self.footer[column], (str, type(None)))

    def _summed(self, column: int, rows: Iterable[int]) -> Any:
        return sizes.total([value for k in rows if (value := value_of(self.rows[k][column])) is not None])

    # ------------------------------------------------------------- columns

    def _column(self, key: str) -> int:
        if key not in self.keys:
            raise unknown("column", key, self.keys)
        return self.keys.index(key)

    def select(self, columns: Sequence[str] | Mapping[str, str] | str) -> Self:
        """Some columns in an order: a list of keys, one string of keys with commas, or a mapping of keys to titles."""
        wanted = listed(columns) if isinstance(columns, str) else list(columns)
        if not wanted:
            raise SymnetError("a table without columns shows nothing", f"name some of {', '.join(self.keys)}")
        order = [self._column(key) for key in wanted]

        def pick(cells: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(cells[k] for k in order) if cells else ()

        chosen = replace(
            self,
            keys=pick(self.keys),
            titles=pick(self.titles),
            rows=tuple(map(pick, self.rows)),
            footer=pick(self.footer),
            aligns=pick(self.aligns),
        )
        return chosen.rename(columns) if isinstance(columns, Mapping) else chosen

    def rename(self, columns: Mapping[str, str] | None = None, *, rows: Mapping[str, str] | None = None) -> Self:
        """Other titles for columns, by key, and for rows, by what stands in their first cell: "Input image", "Total", a layer's name."""
        for key in columns or {}:
            self._column(key)
        names = [plain_cell(row[0]) for row in self.body]
        for name in rows or {}:
            if name not in names:
                raise unknown("row", name, [str(known) for known in names])
        titles = tuple(cell_of((columns or {}).get(key, title)) for key, title in zip(self.keys, self.titles, strict=True))

        def renamed(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
            new = (rows or {}).get(str(plain_cell(row[0]))) if row else None
            return row if new is None else (Heading(new, getattr(row[0], "depth", 0)), *row[1:])

        return replace(self, titles=titles, rows=tuple(map(renamed, self.rows)), footer=renamed(self.footer))

    def add(self, title: str, value: Any, *, key: str = "", align: str = "r", total: bool = False) -> Self:
        """One column more, at the end.

        Args:
            title: what stands above it.
            value: a function of a row (a `Record`), or what stands in the row of each layer and block.
            key: what it is asked for by; the title, where none is given.
            align: "l" or "r".
            total: whether its footer adds up its rows.
        """
        if align not in ("l", "r"):
            raise unknown("align", align, ("l", "r"))

        def cell(record: Record) -> Cell:
            if record.kind not in ("row", "subtotal"):
                return None
            return cell_of(value(record) if callable(value) else value)

        cells = tuple(map(cell, self))
        summed = self.footer and total
        values = [value_of(c) for c, about in zip(cells, self.kinds, strict=True) if about.kind in ("row", "rest") and c is not None]
        return self._beside(key or title, title, cells, size_cell(sizes.total(values)) if summed else None, align)

    def share(self, key: str, *, digits: int = 1, title: str = "") -> Self:
        """One column more: what part of a column's total each row has, rounded to some digits; of expressions the exact quotient.

        Its key is that of the column with `%` behind it.
        """
        column = self._column(key)
        if not self._has_total(column):
            raise SymnetError(f"column {key!r} has no total", "choose one that a total adds up")
        whole = value_of(self.footer[column])
        cells = tuple(
            None if row[column] is None or about.kind == "end" else percent(value_of(row[column]), whole, digits)
            for row, about in zip(self.rows, self.kinds, strict=True)
        )
        return self._beside(f"{key}%", title or f"share of {plain_cell(self.titles[column])}", cells, percent(whole, whole, digits), "r")

    def _beside(self, key: str, title: str, cells: tuple[Cell, ...], footer: Cell, align: str) -> Self:
        if key in self.keys:
            raise SymnetError(f"there is a column {key!r} already", "give another key")
        rows = tuple((*row, cell) for row, cell in zip(self.rows, cells, strict=True))
        last = (*self.footer, footer) if self.footer else ()
        return replace(self, keys=(*self.keys, key), titles=(*self.titles, title), rows=rows, footer=last, aligns=(*self.aligns, align))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}{f' {self.caption!r}' if self.caption else ''}: {len(self)} rows of {', '.join(self.keys)}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.folded(FOLD).to_text())

    def _repr_markdown_(self) -> str:
        return for_notebooks(self.folded(FOLD))

    def folded(self, most: int) -> Self:
        """The table itself, or of one with more than `most` rows both ends, with a row between them that says how many are left out."""
        if len(self) <= most:
            return self
        first, last = most - most // 3, most // 3
        middle = (f"... {len(self) - most} rows more", *(None for _ in self.keys[1:]))
        rows = (*self.rows[:first], middle, *self.rows[len(self) - last :])
        about = (*self.kinds[:first], About("heading"), *self.kinds[len(self) - last :])
        return replace(self, rows=rows, about=about)
