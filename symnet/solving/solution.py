"""What solving gives: an exact set with its reasons, one for each of several symbols, or a finite table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.door import doors
from symnet.errors import SymnetError, unknown
from symnet.solving.integer_set import IntegerSet
from symnet.tables.grid import Grid
from symnet.tables.render import Format, format_of
from symnet.writing.answer import Answer
from symnet.writing.line import Line
from symnet.writing.style import Style
from symnet.writing.term import name


@doors
@dataclass(frozen=True, repr=False)
class Solution(Answer):
    """All values of one symbol: an exact set of integers, and the reason of each bound.

    >>> import symnet as sn
    >>> solution = sn.zoo.alexnet(input_shape=(3, "H", "H")).solve()
    >>> print(solution)
    H >= 67
    >>> 66 in solution, solution.nearest(60), solution.smallest
    (False, 67, 67)
    """

    symbol: Any
    values: IntegerSet
    reasons: tuple[str, ...] = ()

    @property
    def set(self) -> Any:
        """The values as a sympy set."""
        return self.values.set

    @property
    def smallest(self) -> int | None:
        """The smallest value; None where there is none."""
        return self.values.smallest

    @property
    def largest(self) -> int | None:
        """The largest value; None where the values go on for ever."""
        return self.values.largest

    def nearest(self, n: int) -> int | None:
        """The value nearest to n, the smaller one of two."""
        return self.values.nearest(n)

    def below(self, n: int) -> int | None:
        """The largest value below n."""
        return self.values.below(n)

    def above(self, n: int) -> int | None:
        """The smallest value above n."""
        return self.values.above(n)

    def explain(self) -> str:
        """The set, and under it a reason for each bound."""
        return "\n".join((str(self), *(f"  {reason}" for reason in self.reasons)))

    def __contains__(self, n: object) -> bool:
        """Whether a number is a value; or whether that of the symbol is, among values given by name."""
        if isinstance(n, Mapping):
            if self.symbol.name not in n:
                raise SymnetError(f"{n!r} has no value for {self.symbol}", "give one, or the number itself")
            n = n[self.symbol.name]
        return n in self.values

    def __iter__(self) -> Iterator[int]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def __bool__(self) -> bool:
        return bool(self.values)

    def to(self, form: Format | str) -> str:
        """The set as a condition on the symbol, in a format: one of `symnet.FORMATS` by name, or one of your own."""
        return self.show(format_of(form).style())

    def show(self, style: Style) -> str:
        """The set as a condition on the symbol, in a style."""
        return self.values.show(self.symbol.name, style)

    def named(self, form: Format | str) -> str:
        """The set as a condition that names its symbol, also where it is written by its members: for a line with other symbols."""
        return condition_on(self.values, self.symbol.name, format_of(form).style())

    @property
    def listed(self) -> str:
        """The set as a condition that names its symbol."""
        return self.named("text")


@doors
@dataclass(frozen=True, repr=False)
class Combinations(Answer):
    """A finite table of values for symbols that relations tie together: one row of values for each solution."""

    symbols: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]

    def __contains__(self, row: object) -> bool:
        wanted = tuple(row[s] for s in self.symbols) if isinstance(row, Mapping) else row
        return wanted in self.rows

    def __iter__(self) -> Iterator[dict[str, int]]:
        return (dict(zip(self.symbols, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to(self, form: Format | str) -> str:
        """The table, a row for each solution, in a format: one of `symnet.FORMATS` by name, or one of your own."""
        titles = tuple(Line.of(name(s)) for s in self.symbols)
        grid = Grid(self.symbols, titles, self.rows, aligns=("r",) * len(self.symbols))
        return str(self) if form == "text" else format_of(form).table(grid)

    def named(self, form: Format | str) -> str:
        """The rows as a set of tuples that names its symbols: for a line with other symbols."""
        return self.show(format_of(form).style())

    def show(self, style: Style) -> str:
        """The rows as a set of tuples, in a style."""
        names = ", ".join(map(style.name, self.symbols))
        rows = [style.paren(", ".join(map(style.number, row))) for row in self.rows]
        return style.within(style.paren(names), style.members(rows))

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def listed(self) -> str:
        """How many there are, and the first of them."""
        return f"{len(self)} values of {', '.join(self.symbols)}: {', '.join(map(str, self.rows[:5]))}{', ...' if len(self) > 5 else ''}"

    def _repr_markdown_(self) -> str:
        return self.to("markdown")

    def __str__(self) -> str:
        widths = [max(len(s), *(len(str(row[k])) for row in self.rows)) if self.rows else len(s) for k, s in enumerate(self.symbols)]
        lines = [self.symbols, *(tuple(map(str, row)) for row in self.rows)]
        return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in lines)


def condition_on(values: IntegerSet, name: str, style: Style) -> str:
    """A set as a condition that names its symbol, also where it is written by its members."""
    shown = values.show(name, style)
    if not values or style.name(name) in shown:
        return shown
    if len(values) == 1:
        return style.relation(style.name(name), "=", style.number(min(values)))
    return style.within(style.name(name), shown)


@doors
class Solutions(Answer, dict[str, Any]):
    """What solves each group of symbols that no relation ties to another group: one symbol's set by its name, a table by "K, J".

    A symbol's name also finds the table it stands in.
    """

    def __contains__(self, key: object) -> bool:
        """Whether there is a group of that name; or whether values, given by name, are a solution of every group."""
        if not isinstance(key, Mapping):
            return key in self.keys()
        return all(key in found for found in self.values())

    def __missing__(self, key: str) -> Any:
        for names, solution in self.items():
            if key in names.split(", "):
                return solution
        raise unknown("symbol", key, (name for names in self for name in names.split(", ")))

    def to(self, form: Format | str) -> str:
        """Each set as a condition on its symbol, in a format."""
        return "; ".join(solution.named(form) for solution in self.values())

    def show(self, style: Style) -> str:
        """Each set as a condition on its symbol, in a style."""
        return style.also.join(
            condition_on(found.values, found.symbol.name, style) if isinstance(found, Solution) else found.show(style)
            for found in self.values()
        )

    @property
    def listed(self) -> str:
        """What solves each group."""
        return "; ".join(solution.listed for solution in self.values())

    def __str__(self) -> str:
        tables = [str(solution) for solution in self.values() if isinstance(solution, Combinations)]
        sets = [solution.named("text") for solution in self.values() if not isinstance(solution, Combinations)]
        return "\n\n".join(("; ".join(sets), *tables) if sets else tables)
