"""The pages hold every public name, and nothing on them is wider than its column without a bar that shows it."""

from __future__ import annotations

import importlib.util
import inspect
import re
import shutil
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import symnet as sn
from symnet import Network, layers, zoo
from symnet.solving.remedy import with_remedy

DOCS = Path(__file__).parent.parent / "docs"
BUILT = DOCS / "_build" / "html"
WIDE_LINE = "x = [" + ", ".join(map(str, range(200))) + "]"


def module(path: Path) -> ModuleType:
    """A file of docs, which is no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = made
    spec.loader.exec_module(made)
    return made


class Pages:
    """The generated pages, as Sphinx reads them."""

    def __init__(self) -> None:
        self.api = module(DOCS / "_ext" / "api_pages.py")
        by_family, by_network = module(DOCS / "_ext" / "layer_pages.py"), module(DOCS / "_ext" / "zoo_pages.py")
        families = [by_family.page(name, family) for name, family in by_family.FAMILIES.items() if by_family.members(family)]
        self.texts: list[str] = [*self.api.pages().values(), *families, *map(by_network.page, by_network.families())]
        self.described = set(re.findall(r"^\.\. auto(?:class|function|exception):: (\S+)", "\n".join(self.texts), re.MULTILINE))
        self.described |= {f"symnet.{name}" for name in re.findall(r"^\.\. py:data:: (\S+)", "\n".join(self.texts), re.MULTILINE)}


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    before = set(sys.modules)
    yield Pages()
    for name in {"api_pages", "layer_pages", "zoo_pages"} - before:
        sys.modules.pop(name, None)


def test_every_public_name_is_described_once(pages: Pages) -> None:
    names = {f"symnet.{name}" for name in sn.__all__} - {"symnet.zoo"}
    names |= {f"symnet.zoo.{name}" for name in zoo.NETWORKS} | {f"symnet.figures.{name}" for name in sn.figures.__all__}
    names |= {f"symnet.importers.{name}.apply" for name in ("torch", "keras")}
    assert names <= pages.described, names - pages.described
    whole = "\n".join(pages.texts)
    for name in names:
        assert (
            len(re.findall(rf"^\.\. (?:auto\w+|py:data):: (?:symnet\.)?{re.escape(name.removeprefix('symnet.'))}$", whole, re.MULTILINE))
            == 1
        )


def test_every_class_that_a_network_answers_with_is_described(pages: Pages) -> None:
    """Read from the annotations of what is public in `Network`; Axes are matplotlib's."""
    asked = [member for name, member in vars(Network).items() if name[0] != "_"]
    functions = [member.fget if isinstance(member, property) else getattr(member, "func", member) for member in asked]
    words = " ".join(str(inspect.unwrap(f).__annotations__.get("return", "")) for f in functions if callable(f))
    answers = set(re.findall(r"[A-Z]\w+", words)) - set(dir(typing)) - {"Amount", "Axes", "PlainShape", "Self", "Call", "Reading", "None"}
    assert {"Solution", "Combinations", "Leading", "Tensors", "Place"} <= answers
    short = {name.rpartition(".")[2] for name in pages.described}
    assert answers <= short, answers - short


def test_a_new_public_name_is_described_without_being_listed(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sn, "__all__", [*sn.__all__, "whole"])
    monkeypatch.setattr(sn, "whole", with_remedy, raising=False)
    assert any(".. autofunction:: symnet.whole\n" in text for name, text in pages.api.pages().items() if "solving" in name)


def test_methods_stand_below_their_classes(pages: Pages) -> None:
    whole = "\n".join(pages.texts)
    for name in ("Network", "Table", "Place", "Derivation", "Convention", "solving.solution.Solution", "reports.block.Block"):
        assert re.search(rf"^\.\. autoclass:: symnet\.{re.escape(name)}\n   :members:", whole, re.MULTILINE), name


def test_all_names_have_a_sentence(pages: Pages) -> None:
    rows = [row for row in pages.api.names().splitlines() if row.startswith("| {py:")]
    assert len(rows) > len(layers.__all__) + len(zoo.NETWORKS)
    assert not [row for row in rows if re.search(r"\|\s+\|$", row)]
    assert "| {py:class}`Conv2d <symnet.Conv2d>` | Convolution over height and width |" in rows


@pytest.mark.parametrize(
    ("text", "words"),
    [("U-Net pads", {"U", "Net", "pads", "UNet"}), ("a ResNet-50-like net", {"ResNet50like", "like"}), ("no - dash", {"no", "dash"})],
)
def test_words_with_a_hyphen_are_found_whole(text: str, words: set[str]) -> None:
    pytest.importorskip("sphinx")
    search: Any = module(DOCS / "_ext" / "joined_search.py").JoinedSearch({})
    assert words <= set(search.split(text))


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium looks at the pages")
class TestWidths:
    @pytest.mark.parametrize(
        ("body", "why"),
        [
            (f"<pre>{WIDE_LINE}</pre>", "px outside the column"),
            (f'<div style="overflow: hidden"><pre>{WIDE_LINE}</pre></div>', "px outside the column"),
            (f'<pre style="overflow-x: auto; scrollbar-width: none">{WIDE_LINE}</pre>', "no bar shows it"),
            (f'<pre style="overflow-x: auto; width: 2000px">{WIDE_LINE}</pre>', "its scroll bar is outside the column"),
            (f'<pre style="overflow-x: auto">{WIDE_LINE}</pre>', ""),
            ("<p>short</p>", ""),
        ],
    )
    def test_what_sticks_out_is_seen(self, tmp_path: Path, body: str, why: str) -> None:
        (tmp_path / "page.html").write_text(f"<!doctype html><article><h1>A page</h1>{body}</article>")
        found = module(DOCS / "check_width.py").wide(tmp_path)
        assert {each.width for each in found} == ({1280, 390} if why else set())
        assert all(why in each.why for each in found if each.what.startswith("<pre"))
        assert not (tmp_path / "check_width_harness.html").exists()

    @pytest.mark.skipif(not BUILT.exists(), reason="the pages are not built")
    def test_the_built_pages_fit(self) -> None:
        assert module(DOCS / "check_width.py").wide(BUILT) == []
