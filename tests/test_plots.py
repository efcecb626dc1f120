"""Plots over a symbol: what is drawn is what networks of numbers have."""

from __future__ import annotations

import math
import sys

import pytest

import symnet as sn
from symnet import Linear, Network, Sequential, SymnetError

matplotlib = pytest.importorskip("matplotlib")

NET = Network(Sequential(Linear(4 * sn.symbols("d")), sn.ReLU(), Linear("d")), ("d",), name="mlp")


def test_lines_are_the_numbers_of_each_network() -> None:
    other = Network(Linear("d"), ("d",), name="linear")
    axes = NET.plot("params, macs", [other], d=range(1, 9), log="xy", budget={"small": 100, "large": 1000})
    lines = {line.get_label(): line for line in axes.get_lines()}
    assert set(lines) == {"mlp: parameters", "mlp: MACs", "linear: parameters", "linear: MACs", "small: 100", "large: 1,000"}
    assert list(lines["mlp: parameters"].get_xdata()) == list(range(1, 9))
    assert list(lines["mlp: parameters"].get_ydata()) == [NET.subs(d=d).params for d in range(1, 9)]
    assert list(lines["linear: MACs"].get_ydata()) == [d * d for d in range(1, 9)]
    assert (axes.get_xscale(), axes.get_yscale(), axes.get_xlabel(), axes.get_ylabel()) == ("log", "log", "d", "parameters, MACs")


def test_what_is_not_legal_is_a_gap_and_axes_may_be_given() -> None:
    net = sn.zoo.alexnet(input_shape=(3, "H", "H"))
    mine = matplotlib.figure.Figure().subplots() if hasattr(matplotlib, "figure") else None
    axes = net.plot("macs", H=(60, 70, 227), ax=mine)
    assert mine is None or axes is mine
    assert [math.isnan(y) for y in axes.get_lines()[0].get_ydata()] == [True, False, False]
    assert axes.get_lines()[0].get_ydata()[2] == 1135256096
    assert axes.get_legend() is None


def test_what_cannot_be_plotted_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Network(Linear("n"), ("d",))
    for call, sentence in (
        (lambda: NET.plot("params", q=range(3)), "unknown symbol 'q'"),
        (lambda: NET.plot("parms", d=range(3)), "unknown quantity 'parms'; did you mean params"),
        (lambda: NET.plot("params"), "0 symbols are given values; plot over one"),
        (lambda: NET.plot("params", d=range(3), log="z"), "log is 'z'; give"),
        (lambda: NET.plot("params", d=range(1, 3000)), "2999 values of d are asked for; at most 2000 are drawn"),
        (lambda: NET.plot("params", d=range(1, 3), budget="x"), "the budget 'budget' is 'x'; give a number"),
        (lambda: both.plot("params", d=range(1, 3)), r"params depends on n too; put numbers in first: net.subs\(n=...\)"),
    ):
        with pytest.raises(SymnetError, match=sentence):
            call()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(SymnetError, match=r"a plot needs matplotlib; install it with: pip install 'symnet\[plot\]'"):
        NET.plot("params", d=range(1, 3))
