"""The rules of the house, as tests."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import symnet

ROOT = Path(symnet.__file__).parent
PROJECT = Path(__file__).parent.parent
FILES = sorted(ROOT.rglob("*.py"))
LONG = {
    "architecture/layer.py": "what a layer states, and what follows from it",
    "architecture/trace.py": "one walk through a graph, and the datum it makes",
    "layers/__init__.py": "a list",
    "layers/activation.py": "a family of thirty layers of ten lines",
    "layers/norm.py": "a family of layers",
    "layers/reshape.py": "a family of layers",
    "network.py": "one thin method for each question",
    "quantities/receptive_field.py": "one walk, and how it passes loops",
    "reports/block.py": "what a place answers, asked of a graph",
    "zoo/regnet.py": "one rule, and its published members",
}
"""Files of more than 300 lines, and the one thing that each holds."""
FORBIDDEN = {"eval", "exec", "parse_expr", "parse_latex", "lambdify", "sympify", "S", "__import__"}
"""Names that run text as code, where text reaches them."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


@pytest.mark.parametrize("path", FILES, ids=name)
class TestEveryFile:
    def test_is_short(self, path: Path) -> None:
        """300 lines are a cue to look for a second idea, not a knife: a file with one that is longer says so here."""
        lines = len(path.read_text().splitlines())
        assert (lines > 300) == (name(path) in LONG), f"{name(path)} has {lines} lines"

    def test_has_short_functions(self, path: Path) -> None:
        lines = {f.name: (f.end_lineno or 0) - f.lineno + 1 - docstring_lines(f) for f in functions(ast.parse(path.read_text()))}
        assert not [name for name, count in lines.items() if count > 40]

    def test_says_what_it_is(self, path: Path) -> None:
        assert ast.get_docstring(ast.parse(path.read_text()))

    def test_runs_no_text(self, path: Path) -> None:
        """`sympify` is allowed where it is strict: then it refuses text."""
        for call in calls(path):
            called = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
            strict = any(k.arg == "strict" and isinstance(k.value, ast.Constant) and k.value.value is True for k in call.keywords)
            assert called not in FORBIDDEN or (called == "sympify" and strict), f"line {call.lineno} calls {called}"

    def test_is_finished(self, path: Path) -> None:
        assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", path.read_text())


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    return (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0


def test_the_rule_about_text_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import sympy\nsympy.sympify('1')\n")
    with pytest.raises(AssertionError):
        TestEveryFile().test_runs_no_text(bad)


@pytest.mark.parametrize("public", symnet.__all__)
def test_every_public_name_is_there_and_documented(public: str) -> None:
    member = getattr(symnet, public)
    assert inspect.getdoc(member)
    if inspect.isclass(member) and member.__module__.startswith("symnet"):
        own = {k: v for k, v in vars(member).items() if not k.startswith("_") and (inspect.isfunction(v) or isinstance(v, property))}
        assert all(inspect.getdoc(getattr(member, k)) for k in own), [k for k in own if not inspect.getdoc(getattr(member, k))]


def test_versions_agree() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert project["version"] == symnet.__version__


def test_the_changelog_knows_the_next_version() -> None:
    changelog = (PROJECT / "CHANGELOG.md").read_text()
    assert re.search(rf"^## (Unreleased|{re.escape(symnet.__version__)})", changelog, re.MULTILINE)


def test_the_readme_commands_name_what_the_project_has() -> None:
    readme = (PROJECT / "README.md").read_text()
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.findall(r"'\.\[(\w+)\]'", readme)) <= set(extras)
    assert all((PROJECT / link).exists() for link in re.findall(r"\]\(((?!http)[^)#]+)", readme))


def test_every_public_name_is_on_the_page_of_the_api() -> None:
    page = (PROJECT / "docs" / "api.md").read_text()
    missing = [name for name in symnet.__all__ if name not in symnet.layers.__all__ and not re.search(rf"\b{name}\b", page)]
    assert not missing
