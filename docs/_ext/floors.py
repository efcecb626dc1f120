"""The floors of the house, read off its folders and imports: how high each stands and what it says of itself."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import symnet
from symnet import Table

ROOT = Path(symnet.__file__).parent


def rooms() -> dict[str, list[Path]]:
    """Every folder of `symnet/`, and every file beside them, with its Python files."""
    found = {p.stem: sorted(p.rglob("*.py")) if p.is_dir() else [p] for p in ROOT.iterdir() if p.is_dir() or p.suffix == ".py"}
    return {name: files for name, files in found.items() if files and not name.startswith("__")}


@cache
def height(room: str) -> int:
    """One more than the highest room it imports from."""
    return 1 + max((height(other) for other in imported(room)), default=-1)


def imported(room: str) -> set[str]:
    """The other rooms that a room's files import from, wherever in a file the import stands."""
    names: set[str] = set()
    for file in rooms()[room]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "symnet":
                parts = node.module.split(".")[1:]
                names |= {parts[0]} if parts else {alias.name for alias in node.names}
    return (names & set(rooms())) - {room}


def what(room: str) -> str:
    """The first sentence of what a room says of itself."""
    front = ROOT / room / "__init__.py"
    text = ast.get_docstring(ast.parse((front if front.exists() else ROOT / f"{room}.py").read_text())) or ""
    return text.split("\n")[0].rstrip(".")


def floors() -> Table:
    """A row for each floor, the lowest first."""
    levels: dict[int, list[str]] = {}
    for room in sorted(rooms()):
        levels.setdefault(height(room), []).append(room)
    rows = tuple((str(level) if k == 0 else None, room, what(room)) for level in sorted(levels) for k, room in enumerate(levels[level]))
    return Table(("floor", "room", "what"), ("floor", "room", "what stands there"), rows, (), ("r", "l", "l"))
