"""A file imports only from floors below its own; inside one floor files may use each other, without a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import symnet

ROOT = Path(symnet.__file__).parent

FLOORS = (
    ("errors",),
    ("sizes", "written", "ordering", "style", "rounding", "window", "operations", "conditions", "formula", "integer_set", "relations"),
    ("layer", "graph", "closed_form", "sharing", "trace"),
    ("layers", "blocks"),
    ("quantities", "convention", "counters", "counting_rules", "derivation"),
    ("solution", "solve", "analysis", "remedy"),
    ("render", "figures"),
    ("table", "columns", "reconcile", "network", "place", "template", "reference"),
    ("zoo", "importers"),
    ("cli", "__main__", "__init__"),
)
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}
FILES = sorted(ROOT.rglob("*.py"))


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def top(name: str) -> str:
    return name.partition(".")[0] or "__init__"


def imports(path: Path) -> Iterator[str]:
    """What of symnet a file imports when it is loaded: not what is inside functions or only for the type checker."""
    pending: list[ast.AST] = list(ast.parse(path.read_text()).body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "symnet":
            inside = node.module.removeprefix("symnet").removeprefix(".")
            yield from (f"{inside}.{alias.name}".strip(".") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("symnet").removeprefix(".") for alias in node.names if alias.name.split(".")[0] == "symnet")
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            pending += node.orelse
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            pending += ast.iter_child_nodes(node)


@pytest.mark.parametrize("path", FILES, ids=module)
def test_imports_go_down(path: Path) -> None:
    own = top(module(path))
    assert own in FLOOR, f"give {own} a floor"
    for name in imports(path):
        below = top(name)
        if below in FLOOR:
            assert FLOOR[below] <= FLOOR[own], f"{module(path)} imports {name}, which stands on a higher floor"


def test_files_import_each_other_without_a_circle() -> None:
    names = {module(path) for path in FILES}
    order = TopologicalSorter[str]()
    for path in FILES:
        used = {n for name in imports(path) for n in (name, name.rpartition(".")[0])}
        order.add(module(path), *(used & names - {module(path)}))
    order.prepare()
