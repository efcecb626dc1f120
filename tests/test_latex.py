"""Real LaTeX: emitted tables and derivations compile, and the page shows the numbers and the names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import symnet as sn
from symnet import Layer, SymnetError
from symnet.quantities.derivation import layer_formulas
from symnet.reports.columns import COLUMNS
from symnet.tables.render.latex import escape
from symnet.tables.table import Table
from tests.strategies import LAYERS

pytestmark = pytest.mark.skipif(not all(map(shutil.which, ("pdflatex", "pdftotext"))), reason="pdflatex or pdftotext is not installed")

ARTICLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp,lmodern,amsmath,booktabs,longtable%s}
\usepackage[paperwidth=420mm,paperheight=594mm,margin=10mm]{geometry}
\begin{document}
%s
\end{document}
"""
SPECIAL = "& % $ # _ { } ~ ^ \\ < > | \" ' - ` [ ] -- '' <<"


def compiled(body: str, folder: Path, packages: str = "") -> str:
    """The text of the pages that LaTeX makes of a body; it may run no program and open no file outside its folder."""
    (folder / "page.tex").write_text(ARTICLE % (packages, body), encoding="utf-8")
    for _ in range(2 if "longtable" in body else 1):
        command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
        safe = {**os.environ, "openin_any": "p"}
        run = subprocess.run(command, cwd=folder, env=safe, capture_output=True, text=True, errors="replace", check=False)
        assert run.returncode == 0, run.stdout[-2000:]
    return subprocess.run(["pdftotext", "-layout", "page.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True).stdout


def squeezed(text: str) -> str:
    """Text without blanks, and with the dashes of mathematics as hyphens."""
    return re.sub(r"\s", "", text).replace("−", "-").replace("’", "'").replace("‘", "`")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("latex")


@pytest.mark.parametrize("variant", ["notes", "paper", "torchvision"])
def test_the_table_of_alexnet_shows_every_cell(variant: str, folder: Path) -> None:
    net = sn.zoo.alexnet(variant)
    page = squeezed(compiled(net.table().to_latex(), folder))
    for row in csv_rows(net.table()):
        assert squeezed("".join(row)) in page


def csv_rows(table: Table) -> list[list[str]]:
    return [line.replace('"', "").split(",") for line in table.to_csv().splitlines()]


def test_every_column_layout_and_form_compiles(folder: Path) -> None:
    nets = [sn.zoo.alexnet(), sn.zoo.alexnet(input_shape=("F_in", "H", "W")), sn.zoo.alexnet("paper").template()]
    layouts = ("channels_first", "channels_last")
    tables = [
        *(net.table(list(COLUMNS), layout=layout, activations=True, group=True) for net in nets[:2] for layout in layouts),
        nets[2].table("layer,weights,params"),
    ]
    forms = [
        *(r"{\tiny " + table.to_latex() + "}" for table in tables),
        nets[0].table(group=True).to_latex(caption=f"Caption {SPECIAL}", label="tab:alexnet"),
        nets[0].table(["layer", "params"]).to_latex(caption=f"Long {SPECIAL}", long=True),
        nets[0].table(["layer", "params"]).to_latex(long=True),
    ]
    page = compiled("\n\n".join(forms), folder)
    assert "62 378 344" in re.sub(r"[\u2009\u202f]", " ", page)
    assert squeezed(f"Caption {SPECIAL}") in squeezed(page)
    assert squeezed(f"Long {SPECIAL}") in squeezed(page)


def test_the_formulas_of_every_layer_compile(folder: Path) -> None:
    body: list[str] = []
    for cls in LAYERS:
        layer = in_symbols(cls)
        if layer is not None:
            body += [escape(cls.__name__), *(rf"\[{d.latex(lhs=True)}\]" for d in layer_formulas(*layer))]
    page = squeezed(compiled("\n\n".join(body), folder))
    for cls in LAYERS:
        assert in_symbols(cls) is None or cls.__name__ in page


def in_symbols(cls: type[Layer]) -> tuple[Layer, tuple[sn.Shape, ...]] | None:
    try:
        return cls.in_symbols()
    except (SymnetError, TypeError):
        return None  # a layer that is made of more than sizes, or that symbols alone do not make legal


def test_derivations_compile_with_their_numbers(folder: Path) -> None:
    places = [place for variant in ("notes", "paper", "torchvision") for place in sn.zoo.alexnet(variant)]
    found = [d for place in places for d in place.derivations]
    page = squeezed(compiled("\n\n".join(f"${d.latex(lhs=True)}$" for d in found), folder))
    for derivation in found:
        assert squeezed(f"{derivation.name}=") in page
        assert not isinstance(derivation.value, int) or str(derivation.value) in page


def test_layers_with_special_characters_in_their_names(folder: Path) -> None:
    net = sn.Network(sn.Sequential((f"first {SPECIAL}", sn.Linear(7)), ("50% & more_of_it", sn.Linear(9))), (5,))
    page = squeezed(compiled(net.table(["layer", "params"]).to_latex(), folder))
    assert squeezed(f"first {SPECIAL}") + "42" in page
    assert squeezed("50% & more_of_it") + "72" in page


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=24), min_size=40, max_size=40))
def test_any_printable_name_survives(names: list[str], folder: Path) -> None:
    """Names go through LaTeX, a PDF and pdftotext, forty a page, and come back."""
    table = replace(sn.zoo.alexnet().table(["layer"]), rows=tuple((f"<{name}>",) for name in names), footer=())
    page = squeezed(compiled(table.to_latex(), folder))
    for name in names:
        assert f"<{name}>" in page


def test_a_name_cannot_open_a_file(folder: Path) -> None:
    table = replace(sn.zoo.alexnet().table(["layer"]), rows=((r"\input{/etc/hostname}",),), footer=())
    assert r"\input{/etc/hostname}" in squeezed(compiled(table.to_latex(), folder))
