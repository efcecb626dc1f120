"""Tables for papers: every option of LaTeX compiles and shows its numbers; Typst and reStructuredText compile too."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import symnet as sn
from symnet import Flatten, Linear, Network, ReLU, Sequential, SymnetError
from symnet.tables.render.latex import about_wide, caption_text
from symnet.tables.table import Table
from tests.test_latex import SPECIAL, squeezed

PACKAGES = "lmodern,amsmath,amssymb,booktabs,array,tabularx,longtable,graphicx,siunitx,tabularray"
PAGE = r"""\documentclass[%s]{article}
%s
\usepackage{%s}
\UseTblrLibrary{booktabs,siunitx}
\begin{document}
%s
\begin{thebibliography}{9}\bibitem{key} A book.\end{thebibliography}
\end{document}
"""
needs_latex = pytest.mark.skipif(not all(map(shutil.which, ("pdflatex", "pdftotext"))), reason="pdflatex or pdftotext is not installed")


def has(package: str) -> bool:
    return (
        bool(shutil.which("kpsewhich")) and not subprocess.run(["kpsewhich", f"{package}.sty"], capture_output=True, check=False).returncode
    )


def page(engine: str, body: str, folder: Path, columns: str = "onecolumn") -> tuple[str, str]:
    """The text of the pages and what LaTeX said."""
    missing = [name for name in PACKAGES.split(",") if not has(name)]
    if not shutil.which(engine) or missing:
        pytest.skip(f"{engine} or {missing} is not installed")
    encoding = r"\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{textcomp}" if engine == "pdflatex" else ""
    (folder / "page.tex").write_text(PAGE % (columns, encoding, PACKAGES, body), encoding="utf-8")
    command = [engine, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    for _ in range(2):
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        assert run.returncode == 0, run.stdout[-1500:]
    text = subprocess.run(["pdftotext", "-layout", "page.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True).stdout
    return text, run.stdout


def forms() -> dict[str, str]:
    """Each option, alone and with others."""
    net, vit = sn.zoo.alexnet(), sn.zoo.vit_b_16()
    small, long = net.table("layer,tensor,params,macs", group=True), vit.table("layer,tensor,params", group=True)
    return {
        "floats": small.to_latex(caption=r"After~\cite{key} $F_{in}K^2$ & 100%", label="tab:a", position="t") + r"\ref{tab:a}",
        "star": small.to_latex(star=True, caption="Wide", size="small", position="b"),
        "siunitx": small.to_latex(siunitx=True),
        "siunitx plain": net.table("layer,params").to_latex(siunitx=True),
        "resize": net.table().to_latex(resize=True, caption="Resized"),
        "resize to": net.table().to_latex(resize=r"0.7\textwidth"),
        "size": net.table("layer,size,weights").to_latex(size=r"\footnotesize"),
        "spec": net.table("layer,params").to_latex(column_spec="|c|c|"),
        "wrap": long.head(14).to_latex(wrap="3.2cm"),
        "tabularx": long.head(14).to_latex(environment="tabularx"),
        "tblr": small.to_latex(environment="tblr", siunitx=True, caption="In tblr"),
        "tblr wrap": long.head(14).to_latex(environment="tblr", wrap="3cm"),
        "longtblr": long.to_latex(environment="longtblr", caption="Over pages", label="tab:b"),
        "longtable": long.to_latex(long=True, caption=f"Long {SPECIAL}", label="tab:c") + r"\ref{tab:c}",
        "longtable bare": long.to_latex(long=True),
        "indented": vit.table("layer,tensor,params", names="indented").head(20).to_latex(),
        "raw caption": small.to_latex(caption=r"Raw \emph{caption}", escape=False),
    }


@needs_latex
@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_every_option_compiles_in_one_column(engine: str, tmp_path: Path) -> None:
    text, said = page(engine, "\n\n\\bigskip\n\n".join(forms().values()), tmp_path)
    assert "multiply defined" not in said
    assert "undefined references" not in said
    shown = squeezed(text)
    assert shown.count("62378344") >= 7
    assert squeezed(f"Long {SPECIAL}") in shown
    assert "After[1]" in shown
    assert "100%" in shown
    assert shown.count("(continued)") >= 2  # of the two that have a caption
    assert "Rawcaption" in shown


@needs_latex
def test_what_should_fit_a_column_of_two_fits_it(tmp_path: Path) -> None:
    for name in ("resize", "tabularx"):
        _, said = page("pdflatex", forms()[name], tmp_path, "twocolumn")
        assert "Overfull" not in said, name


@needs_latex
def test_the_width_that_is_told_is_about_right(tmp_path: Path) -> None:
    nets = [sn.zoo.alexnet(), sn.zoo.vit_b_16(), sn.zoo.alexnet(input_shape=("F_in", "H", "W")), Network(Sequential(Linear("n")), ("d",))]
    tables = [net.table(columns)[:15] for net in nets for columns in (None, "layer,params", "layer,tensor,params,macs")]
    body = "".join(rf"\sbox0{{{table.to_latex()}}}\typeout{{WIDE \the\wd0}}" + "\n" for table in tables)
    _, said = page("pdflatex", body, tmp_path)
    widths = [float(width) for width in re.findall(r"WIDE ([\d.]+)pt", said)]
    assert len(widths) == len(tables)
    for table, width in zip(tables, widths, strict=True):
        assert abs(about_wide(table) / width - 1) < 0.15


def test_a_table_that_is_too_wide_says_so_and_one_that_is_made_to_fit_does_not() -> None:
    wide = sn.zoo.alexnet().table()
    assert re.match(
        r"% about 6\d\dpt wide, where an article's column has 345pt, or 229pt: resize, wrap, size or star make it fit\n", wide.to_latex()
    )
    assert not wide.to_latex(resize=True).startswith("%")
    assert not wide.select("layer,params").to_latex().startswith("%")


def test_captions_keep_mathematics_and_citations_and_nothing_else() -> None:
    for caption, latex in (
        (r"see \cite{a,b} and \ref{tab:x}", r"see \cite{a,b} and \ref{tab:x}"),
        (r"\citep[p.~3]{a}", r"\citep[p.~3]{a}"),
        (r"a $K^2 F_{in}$ b", r"a $K^2 F_{in}$ b"),
        ("it costs $5 and $6", r"it costs \$5 and \$6"),
        (r"\input{x} 50%", r"\textbackslash{}input\{x\} 50\%"),
        (r"\cite{a}\input{x}", r"\cite{a}\textbackslash{}input\{x\}"),
    ):
        assert caption_text(caption) == latex


def test_what_does_not_go_together_is_refused() -> None:
    table = sn.zoo.alexnet().table("layer,params")
    for options, sentence in (
        ({"environment": "tabulr"}, "unknown environment 'tabulr'; did you mean tabular or tabularx"),
        ({"long": True, "star": True}, "a longtable goes over pages and does not float; leave position, star and resize out"),
        ({"size": "smal"}, "unknown size 'smal'; did you mean small"),
        ({"label": "a}b"}, r"label 'a}b' has '}' in it; give letters, digits and signs such as tab:alexnet"),
    ):
        with pytest.raises(SymnetError, match=re.escape(sentence)):
            table.to_latex(**options)  # type: ignore[arg-type]


# --------------------------------------------------------- Typst, reStructuredText


def tables() -> list[Table]:
    nets = [
        sn.zoo.alexnet(),
        sn.zoo.alexnet(input_shape=("F_in", "H", "W")),
        Network(Sequential(*((f"a {SPECIAL} #[x] $y$ @z", Linear("ell")),)), ("d_model",)),
    ]
    odd = Network(Sequential(("- x", Flatten()), ("1. y", Linear(3)), ("* z", ReLU()), ("|a|_ `b`", Linear(2))), (2, 3))
    return [*(net.table(names="indented", activations=True, group=True) for net in nets), odd.table("layer,params")]


def test_typst_compiles(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    places = [
        place for net in (sn.zoo.alexnet(), sn.zoo.alexnet(input_shape=("F_in", "H", "W")), sn.zoo.vit_b_16()) for place in list(net)[:12]
    ]
    derivations = [f"$ {d.to('typst', lhs=True)} $" for place in places for d in place.derivations]
    solved = Network(sn.Conv2d(3, 3, stride=2), (1, "H", "H")).solve("H <= 9")
    body = "\n\n".join((*(table.to_typst() for table in tables()), *derivations, f"${solved.to('typst')}$"))  # type: ignore[union-attr]
    (tmp_path / "page.typ").write_text("#set page(width: 60cm, height: 90cm)\n" + body, encoding="utf-8")
    assert typst.compile(str(tmp_path / "page.typ")).startswith(b"%PDF")


def test_restructuredtext_is_read_as_a_table_with_every_name() -> None:
    core = pytest.importorskip("docutils.core")
    for table in tables():
        settings = {"halt_level": 2, "report_level": 2, "math_output": "MathML"}
        doctree = core.publish_doctree(table.to_rst(), settings_overrides=settings)
        rows = [[entry.astext() for entry in row.children] for row in doctree.findall(lambda node: node.tagname == "row")]
        assert len(rows) == len(table) + 1 + bool(table.footer)
        for cells, row in zip(rows[1:], table.body, strict=False):
            assert cells[0].strip("\u2003 ") == " ".join(str(row[0]).split())
