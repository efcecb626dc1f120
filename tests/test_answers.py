"""What answers a question shows itself alike everywhere: at a prompt, in a notebook, in a paper."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
import sympy as sp

import symnet as sn
from symnet import Conv2d, Linear, Network, Repeat, SymnetError
from symnet.architecture.conditions import Condition
from symnet.writing.answer import LISTED, Answer, Listed

NET = sn.zoo.alexnet()
OPEN = sn.zoo.alexnet(input_shape=(3, "H", "H"))
DENSE = Network(Linear("n"), ("d",))
WINDOW = Network(Conv2d(3, "K"), (1, "H", "H"))

ANSWERS: dict[str, tuple[Callable[[], Any], str, str, str]] = {
    "Derivation": (
        lambda: NET["Conv1"].derivation("height"),
        "<Derivation: height = (W - K + 2P)/S + 1 = (227 - 11)/4 + 1 = 55>",
        "(W - K + 2P)/S + 1 = (227 - 11)/4 + 1 = 55",
        "(W-K+2P)/S+1=(227-11)/4+1=55",
    ),
    "Condition": (
        lambda: OPEN.conditions[0],
        "<Condition: Conv1: H >= 11, else kernel 11 does not fit input height H (padding 0)>",
        "H >= 11",
        r"H \ge 11",
    ),
    "Solution": (lambda: OPEN.solve("H <= 69"), "<Solution: 67 <= H <= 69>", "67 <= H <= 69", r"67 \le H \le 69"),
    "Combinations": (
        lambda: WINDOW.solve("K <= 2", "H <= 3"),
        "<Combinations: 5 values of K, H: (1, 1), (1, 2), (1, 3), (2, 2), (2, 3)>",
        "(K, H) in {(1, 1), (1, 2), (1, 3), (2, 2), (2, 3)}",
        r"(K, H) \in \{(1, 1), (1, 2), (1, 3), (2, 2), (2, 3)\}",
    ),
    "Solutions": (
        lambda: Network(Conv2d(3, (2, 3)), (1, "H", "W")).solve("H <= 4", "W <= 4"),
        "<Solutions: 2 <= H <= 4; W in {3, 4}>",
        "2 <= H <= 4, W in {3, 4}",
        r"2 \le H \le 4, W \in \{3, 4\}",
    ),
    "Formula": (lambda: WINDOW.solve(for_="K"), "<Formula: 1 <= K <= H>", "1 <= K <= H", r"1 \le K \le H"),
    "Count": (lambda: NET.count("MACs"), "<Count: 1135256096 (MACs)>", "1135256096", "1135256096"),
    "Share": (lambda: NET.shares("params")[0], "<Share: FC1: 37752832, 60.5%>", "37752832, 60.5%", r"37752832,\ \text{60.5\%}"),
    "Leading": (
        lambda: DENSE.leading("params"),
        "<Leading: n d, which leaves out n>",
        "n d, which leaves out n",
        r"n d,\ \text{which leaves out}\ n",
    ),
    "Expression": (lambda: DENSE.formula("params"), "<Expression: n d + n>", "n d + n", "n d+n"),
    "Sensitivity": (
        lambda: DENSE.sensitivity("params", "n"),
        "<Sensitivity: d + 1 more for n + 1>",
        "d + 1 more for n + 1",
        r"d+1\ \text{more for}\ n+1",
    ),
}


def subclasses(cls: type) -> set[str]:
    return {name for sub in cls.__subclasses__() for name in (sub.__name__, *subclasses(sub)) if sub.__module__.startswith("symnet")}


def test_every_kind_of_answer_is_tried() -> None:
    for module in ("solving.solution", "solving.formula", "quantities.analysis", "counting.convention"):
        import_module(f"symnet.{module}")
    assert subclasses(Answer) == set(ANSWERS)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_shows_itself_as_text_latex_and_mathml(kind: str) -> None:
    make, at_prompt, text, latex = ANSWERS[kind]
    answer = make()
    assert type(answer).__name__ == kind
    assert (repr(answer), answer.text(), answer.latex()) == (at_prompt, text, latex)
    assert answer._repr_latex_() == rf"$\displaystyle {latex}$"
    ET.fromstring(answer.mathml().replace("&", "&amp;"))  # noqa: S314 - it is our own


LARGE = {
    "a deep table of conditions": lambda: sn.zoo.densenet121(input_shape=(3, "H", "W")).conditions,
    "derivations": lambda: NET["Conv1"].derivations,
    "one of them": lambda: sn.zoo.densenet121(input_shape=(3, "H", "W")).template().conditions[-1],
    "a count in symbols": lambda: sn.zoo.densenet121(input_shape=(3, "H", "W")).count("ptflops"),
    "combinations": lambda: WINDOW.solve(within={"H": range(1, 300)}),
    "shares": lambda: sn.zoo.densenet201().shares("params"),
    "a leading term": lambda: Network(Repeat(Linear("d"), "n"), ("d",)).template().leading("params"),
    "a table": lambda: sn.zoo.densenet201().table(),
    "conventions": NET.reconcile,
}


@pytest.mark.parametrize("what", LARGE)
def test_a_prompt_shows_it_short_however_large_it_is(what: str) -> None:
    assert len(repr(LARGE[what]())) <= 200


def test_several_answers_are_listed_one_a_line_and_stay_a_tuple() -> None:
    conditions = sn.zoo.densenet121(input_shape=(3, "H", "W")).conditions
    assert isinstance(conditions, tuple)
    assert conditions == tuple(conditions)
    assert isinstance(conditions[:2], Listed)
    assert isinstance(conditions[0], Condition)
    lines = str(conditions).splitlines()
    assert len(lines) == LISTED + 1
    assert lines[-1] == f"... {len(conditions) - LISTED} more"
    markdown = NET["Conv1"].derivations._repr_markdown_().splitlines()
    assert markdown[1] == "- height: ${(W-K+2P)/S+1=(227-11)/4+1=55}$"
    assert OPEN.conditions._repr_markdown_().startswith(r"- Conv1: ${H \ge 11}$")


def test_the_steps_of_a_derivation_are_there_one_by_one() -> None:
    steps = NET["Conv1"].derivation("height").steps
    assert list(map(str, steps)) == ["(W - K + 2P)/S + 1", "(227 - 11)/4 + 1", "55"]


def test_a_relation_of_one_symbol_bounds_it_as_within_does() -> None:
    by_relation, by_values = WINDOW.solve("H <= 6"), WINDOW.solve(within={"H": range(1, 7)})
    assert {tuple(sorted(row.items())) for row in by_relation} == {tuple(sorted(row.items())) for row in by_values}
    three = Network(Conv2d(3, "K", stride="S", padding="P"), (1, 9, 9))
    rows = three.solve("K <= 3", "S <= 2", "P <= 1", sp.Eq(three.output_shape[1], 4))
    brute = {(k, s, p) for k in (1, 2, 3) for s in (1, 2) for p in (0, 1) if 9 + 2 * p >= k and (9 - k + 2 * p) // s + 1 == 4}
    assert {(row["K"], row["S"], row["P"]) for row in rows} == brute
    with pytest.raises(SymnetError, match="H, K depend on one another; give the values to try for all but one"):
        WINDOW.solve("H >= 3")
