"""The house shows its floors: a folder of `symnet/` imports only from folders below it, wherever in a file the import stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import symnet

ROOT = Path(symnet.__file__).parent

FLOORS = (
    ("errors",),
    ("door",),
    ("arithmetic",),
    ("writing",),
    ("tables", "architecture"),
    ("layers",),
    ("solving",),
    ("quantities",),
    ("counting",),
    ("reports", "exchange"),
    ("figures",),
    ("network",),
    ("importers", "zoo"),
    ("cli",),
    ("__init__", "__main__"),
)
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}
FILES = sorted(ROOT.rglob("*.py"))

RECURSIONS = {
    frozenset({"importers.keras.__init__", "importers.keras.wrappers"}): "a wrapper is a Keras layer that reads the Keras layer inside it",
}
"""Circles that are what they describe, each with its reason."""


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def top(name: str) -> str:
    return name.partition(".")[0]


def imports(path: Path) -> Iterator[str]:
    """What of symnet a file imports, at its top, inside functions, or for types only."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and top(node.module) == "symnet":
            inside = node.module.removeprefix("symnet").removeprefix(".")
            yield from (f"{inside}.{alias.name}".strip(".") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("symnet").removeprefix(".") for alias in node.names if top(alias.name) == "symnet")


def used(path: Path, names: set[str]) -> set[str]:
    """The files a file imports: a module by its name, a package by its `__init__`."""
    asked = {n for name in imports(path) for n in (name, name.rpartition(".")[0]) if n}
    return {n for name in asked for n in (name, f"{name}.__init__") if n in names} - {module(path)}


@pytest.mark.parametrize("path", FILES, ids=module)
def test_imports_go_down(path: Path) -> None:
    own = top(module(path))
    assert own in FLOOR, f"give {own} a floor"
    for name in imports(path):
        below = top(name)
        if below in FLOOR and below != own:
            assert FLOOR[below] < FLOOR[own], f"{module(path)} imports {name}, which does not stand on a lower floor"


def test_every_folder_has_a_floor_and_every_floor_a_folder() -> None:
    there = {top(module(path)) for path in FILES}
    assert there == set(FLOOR)


def test_files_import_each_other_without_a_circle() -> None:
    names = {module(path) for path in FILES}
    back = {(user, front) for circle in RECURSIONS for user in circle for front in circle if front.endswith("__init__")}
    TopologicalSorter({module(path): {n for n in used(path, names) if (module(path), n) not in back} for path in FILES}).prepare()


@pytest.mark.parametrize("circle", RECURSIONS, ids=lambda c: " and ".join(sorted(c)))
def test_the_recursions_that_are_allowed_are_there(circle: frozenset[str]) -> None:
    order = TopologicalSorter({m: used(ROOT / f"{m.replace('.', '/')}.py", set(circle)) for m in circle})
    with pytest.raises(CycleError):
        order.prepare()


def test_an_import_inside_a_function_counts(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden.py"
    hidden.write_text("def f():\n    from symnet.network import Network\n\nif TYPE_CHECKING:\n    import symnet.cli\n")
    assert set(imports(hidden)) == {"network.Network", "cli"}
