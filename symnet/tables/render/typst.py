"""A table and formulas for Typst."""

from __future__ import annotations

from typing import Any

from symnet.tables.cells import Cell, shown
from symnet.tables.grid import Grid
from symnet.tables.render.format import Format
from symnet.writing.names import LETTERS, Name, parts
from symnet.writing.style import Style


def quoted(text: str) -> str:
    """Text as a string, in which nothing has a meaning but quotes and backslashes."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Typst(Style):
    """Typst's mathematics, whose words are in quotes."""

    times, equals, thousands = " times ", " = ", " thin "
    indent, plain_thousands = "#h(1em)", "\u202f"
    dots, also, either = "dots", ", quad ", ' quad "or" quad '

    def plain_name(self, text: str) -> str:
        return self.lettered(parts(text))

    def lettered(self, name: Name) -> str:
        primes = "'" * name.primes
        base = name.head if name.head in LETTERS or (len(name.head) == 1 and name.head.isascii()) else f"upright({quoted(name.head)})"
        subscript = ",".join(tail if tail.isdigit() or (len(tail) == 1 and tail.isascii()) else quoted(tail) for tail in name.tails)
        return f"{base}{primes}_({subscript})" if subscript else f"{base}{primes}"

    def plus(self, a: str, sign: str, b: str) -> str:
        return f"{a} {sign} {b}"

    def quotient(self, a: str, b: str) -> str:
        return rf"{a} \/ {b}"

    def rounded(self, way: str, inner: str) -> str:
        return f"{'floor' if way == '//' else 'ceil'}({inner})"

    def power(self, base: str, exponent: str, atomic: bool) -> str:
        return f"{base}^({exponent})"

    def call(self, function: str, args: list[str]) -> str:
        operator = function if function in ("min", "max") else f"op({quoted(function)})"
        return f"{operator}({', '.join(args)})"

    def modulo(self, args: list[str], factors: list[str]) -> str:
        return f"({factors[0]} mod {factors[1]})"

    def juxtapose(self, factors: list[str]) -> str:
        return " ".join(factors)

    def opaque(self, expression: Any) -> str:
        return quoted(f"({expression})")

    def congruent(self, name: str, residues: list[str], modulus: str) -> str:
        return f"{name} equiv {', '.join(residues)} quad (mod {modulus})"

    def everything(self, name: str) -> str:
        return f"{name} in ZZ"

    def nothing(self, name: str) -> str:
        return f"{name} in emptyset"

    def text(self, text: str) -> str:
        return f"#{quoted(text)}"

    def word(self, text: str) -> str:
        return quoted(text)

    def inline(self, mathematics: str) -> str:
        return f"${mathematics}$"

    def display(self, mathematics: str) -> str:
        return f"$ {mathematics} $"


def to_typst(grid: Grid) -> str:
    """A call of `table` with three rules."""
    style = Typst(grid.group)
    aligns = ", ".join("right" if align == "r" else "left" for align in grid.aligns)
    foot = ["  table.hline(stroke: .5pt),", _row(grid.footer, style)] if grid.footer else []
    lines = (
        "#table(",
        f"  columns: {len(grid.keys)}, align: ({aligns},), stroke: none,",
        *("  table.hline(),", f"  table.header({_row(grid.titles, style).strip().rstrip(',')}),", "  table.hline(stroke: .5pt),"),
        *(_row(row, style) for row in grid.rows),
        *foot,
        *("  table.hline(),", ")"),
    )
    return "\n".join(lines)


def _row(cells: tuple[Cell, ...], style: Typst) -> str:
    return "  " + " ".join(f"[{shown(cell, style)}]," for cell in cells)


TYPST = Format("typst", Typst, to_typst, also=("typ",))
