"""Notation belongs to the author: how names are written, everywhere alike, and formulas as they are wanted in a paper."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import NOTATIONS, Conv2d, Linear, Network, Notation, Sequential, SymnetError
from symnet.quantities.derivation import layer_formulas
from symnet.tables.render import FORMATS
from symnet.writing.expression import ENVIRONMENTS
from symnet.writing.latex import FRACTIONS, PRODUCTS, Latex
from symnet.writing.mathml import MathMl
from symnet.writing.names import Name, parts, read_name
from symnet.writing.reader import read_expression
from tests.strategies import LAYERS
from tests.test_latex import in_symbols
from tests.test_latex_tables import needs_latex, page


@pytest.mark.parametrize(
    ("name", "latex", "mathml"),
    [
        ("F_in", r"F_{\mathrm{in}}", "<msub><mi>F</mi><mtext>in</mtext></msub>"),
        ("K_Conv1", r"K_{\mathrm{Conv1}}", "<msub><mi>K</mi><mtext>Conv1</mtext></msub>"),
        ("x1", "x_{1}", "<msub><mi>x</mi><mtext>1</mtext></msub>"),
        ("H0", "H_{0}", "<msub><mi>H</mi><mtext>0</mtext></msub>"),
        ("d_prime", "d'", "<mi>d′</mi>"),
        ("ell", r"\ell", "<mi>ℓ</mi>"),
        ("pi", r"\pi", "<mi>π</mi>"),
        ("alpha_1", r"\alpha_{1}", "<msub><mi>α</mi><mtext>1</mtext></msub>"),
        ("hidden_size", r"\mathrm{hidden\_size}", "<mi>hidden_size</mi>"),
        ("n_heads", r"n_{\mathrm{heads}}", "<msub><mi>n</mi><mtext>heads</mtext></msub>"),
        ("seq", r"\mathrm{seq}", "<mi>seq</mi>"),
    ],
)
def test_names_are_set_as_a_person_expects(name: str, latex: str, mathml: str) -> None:
    assert (Latex().name(name), MathMl().name(name)) == (latex, mathml)
    assert str(sn.Line.of(sn.symbols(name))) == name


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("C_{in}", Name("C", ("in",))),
        (r"\alpha", Name("alpha")),
        ("π", Name("pi")),
        ("d'", Name("d", (), 1)),
        ("d''_{k}", Name("d", ("k",), 2)),
        ("x_0'", Name("x", ("0",), 1)),
        (r"\mathrm{kernel_size}", Name("kernel_size")),
        ("kernel_size", Name("kernel_size")),
        ("C_{out,1}", Name("C", ("out", "1"))),
        ("k", Name("k")),
    ],
)
def test_what_an_author_writes_is_read(written: str, read: Name) -> None:
    assert read_name(written) == read


@given(st.text(max_size=12))
def test_anything_else_is_refused_and_nothing_passes_through(text: str) -> None:
    try:
        name = read_name(text)
    except SymnetError as error:
        assert "is no way to write a name" in str(error)  # noqa: PT017 - one of two outcomes
        return
    assert not set('\\{}$&#%~^<>"') & set("".join((name.head, *name.tails)))
    ET.fromstring(MathMl().lettered(name))  # noqa: S314 - it is our own


@pytest.mark.parametrize("preset", NOTATIONS)
@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
def test_every_notation_writes_every_formula_of_every_layer(cls: type[sn.Layer], preset: str) -> None:
    found = in_symbols(cls)
    for derivation in layer_formulas(*found) if found else ():
        text, latex = derivation.text(notation=preset), derivation.latex(notation=preset)
        assert "Written(" not in text + latex
        ET.fromstring(derivation.mathml(notation=preset).replace("&", "&amp;"))  # noqa: S314 - it is our own
        if preset == "note":
            assert text == str(derivation)


def test_presets_write_the_formulas_of_their_sources() -> None:
    conv = sn.zoo.alexnet()
    written = {name: str(conv.with_notation(name)["Conv1"].derivation("height")).partition(" = ")[0] for name in NOTATIONS}
    assert written == {
        "note": "(W - K + 2P)/S + 1",
        "dumoulin": "(i - k + 2p)/s + 1",  # Dumoulin and Visin 2016, relationship 6
        "cs231n": "(W_1 - F + 2P)/S + 1",  # (W - F + 2P)/S + 1
        "torch": "(W_in - kernel_size + 2 padding)/stride + 1",
    }


def test_a_notation_goes_with_the_network_into_all_that_is_made_of_it() -> None:
    net = Network(Sequential(a=Conv2d("F_out", "K"), b=Conv2d(8, 3)), ("F_in", "H", "H"), notation={"F_in": "C_{in}", "K": "k", "H": "h"})
    for made in (net, net.subs(F_out=4), net.exact(), net.assume("2 | H"), net.template(), net.template().filled()):
        assert made.notation == net.notation
        shown = made["a"].derivation("weights").latex() + made.table("layer,tensor,weights").to_latex()
        assert r"C_{\mathrm{in}}" in shown
        assert "k" in shown
        assert "K" not in shown
    assert net == Network(net.op, *net.input_shapes)
    for form in FORMATS:
        assert "F_in" not in net.table("layer,weights").to(form).replace('"F_in"', "")
    assert "C_{" in net.equation("params", "N")


def test_a_name_covers_those_that_begin_with_it() -> None:
    notation = Notation({"K": "k", "F_out": "C_{out}", "F_out_b": "M"})
    shown = [
        str(sn.Line.of(sn.symbols(name)).__class__((sn.Line.of(sn.symbols(name)).terms), notation=notation))
        for name in ("K_a", "F_out_a", "F_out_b", "Kx")
    ]
    assert shown == ["k_a", "C_out_a", "M", "Kx"]


def test_two_names_are_not_written_alike() -> None:
    net = sn.zoo.alexnet().with_notation({"F_in": "C", "F_out": "C"})
    with pytest.raises(SymnetError, match="F_in and F_out would both be written C; give one another letter"):
        str(net["Conv1"].derivation("weights"))


def test_a_symbol_keeps_its_own_letter_where_the_notation_gives_it_anothers() -> None:
    net = Network(Conv2d("F_out", "K"), ("k", "H", "H")).with_notation({"K": "k"})
    assert str(net.formula("weights").expanded()) == "K^2 k F_out"


def test_what_is_no_notation_is_refused() -> None:
    net = sn.zoo.alexnet()
    for wrong, sentence in (
        ("dumolin", "unknown notation 'dumolin'; did you mean dumoulin"),
        ({"K": r"\input{x}"}, "is no way to write a name; give a letter or a word, with subscripts and primes, such as C_{in} or d'"),
        ({"K": 3}, "a notation has 'K': 3; give names and how they are written, as text"),
    ):
        with pytest.raises(SymnetError, match=re.escape(sentence)):
            net.with_notation(wrong)  # type: ignore[arg-type]


# ------------------------------------------------------------------- expressions

NAMES = ("d", "n", "K", "F_in", "seq_len")


@st.composite
def polynomials(draw: st.DrawFn) -> sp.Expr:
    symbols = [sn.symbols(name) for name in NAMES]
    terms = draw(st.lists(st.tuples(st.integers(-9, 99), *(st.integers(0, 3) for _ in NAMES)), min_size=1, max_size=5))
    return sp.Add(*(c * sp.Mul(*(s**e for s, e in zip(symbols, powers, strict=True))) for c, *powers in terms))


@given(polynomials(), st.sampled_from(["", "expanded", "factored", "collected"]))
def test_however_it_is_written_it_is_the_same_and_is_read_back(polynomial: sp.Expr, form: str) -> None:
    expression = sn.Expression(polynomial if polynomial.free_symbols else int(polynomial))
    if form == "collected":
        expression = expression.collected(*(s.name for s in polynomial.free_symbols))
    elif form:
        expression = getattr(expression, form)()
    assert sp.expand(expression.value - polynomial) == 0
    assert sp.expand(sp.sympify(read_expression(expression.text()), strict=True) - polynomial) == 0
    assert sp.expand(sp.sympify(read_expression(expression.latex()), strict=True) - polynomial) == 0
    assert sp.expand(sp.Add(*(term.value for term in expression.terms)) - polynomial) == 0


def test_latex_takes_the_options_of_authors() -> None:
    macs = sn.zoo.alexnet(input_shape=(3, "H", "H")).formula("macs")
    assert r"\left\lfloor \frac{H-35}{16}\right\rfloor" in macs.latex(fractions="frac", tall=True)
    assert r"34848\cdot " in macs.latex(product="cdot")
    dense = Network(Linear("n"), ("d",)).formula("params")
    assert [dense.latex(product=how) for how in PRODUCTS] == ["n d+n", r"n\times d+n", r"n\cdot d+n", r"n\,d+n"]
    assert str(dense.factored()) == "n (d + 1)"
    for call, sentence in (
        (lambda: dense.latex(fractions="x"), "unknown way to write fractions 'x'; known: /, frac"),
        (lambda: dense.latex(product="x"), "unknown way to write products 'x'"),
        (lambda: dense.collected("q"), "unknown symbol 'q'; known: d, n"),
        (lambda: dense.equation(environment="eqn"), "unknown environment 'eqn'"),
        (lambda: dense.equation(terms=0), "terms is 0; give a whole number of at least 1"),
        (lambda: dense.equation("N}"), "'N}' is no way to write a name"),
        (lambda: sn.Expression(0.5), "a formula is made of numbers and symbols, not of 0.5"),
    ):
        with pytest.raises(SymnetError, match=re.escape(sentence)):
            call()


@needs_latex
@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_equations_and_derivations_compile(engine: str, tmp_path: Path) -> None:
    net = sn.zoo.alexnet(input_shape=(3, "H", "H"))
    macs = net.formula("macs")
    body = [macs.equation("N_{macs}", environment=e, terms=2) for e in ENVIRONMENTS if e != "aligned"]
    body += [rf"\[{macs.equation('N', environment='aligned')}\]"]
    body += [rf"\[{macs.latex(fractions=f, product=p, tall=True)}\]" for f in FRACTIONS for p in PRODUCTS]
    body += [rf"\[{d.latex(steps=True, lhs=lhs)}\]" for d in sn.zoo.alexnet()["Conv2"].derivations for lhs in (True, False)]
    body += [rf"\[{d.latex(notation=preset)}\]" for preset in NOTATIONS for d in sn.zoo.alexnet().template()["Conv2"].derivations]
    text, _ = page(engine, "\n\n".join(body), tmp_path)
    assert "20873216" in text


def test_parts_of_plain_names_are_those_of_the_old_rule() -> None:
    assert parts("F_in_Conv1") == Name("F", ("in", "Conv1"))
    assert parts("conv_1") == Name("conv", ("1",))
    assert str(Name("d", ("k",), 1)) == "d'_k"
