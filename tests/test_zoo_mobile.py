"""The zoo's small and scaled networks against torchvision's, leaf by leaf."""

from __future__ import annotations

import gzip
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy

import symnet as sn
from symnet import zoo
from symnet.zoo.widths import divisible

MODELS = json.loads(gzip.decompress((Path(__file__).parent / "data" / "torchvision_mobile.json.gz").read_bytes()))["models"]
ALPHA = sympy.Symbol("alpha", positive=True)


@pytest.mark.parametrize(("name", "model"), MODELS.items(), ids=MODELS)
def test_a_member_is_torchvisions_leaf_by_leaf(name: str, model: dict[str, Any]) -> None:
    net = zoo.NETWORKS[name]()
    assert (net.params, net.macs) == (model["params"], model["macs"])
    assert (list(net.input_shape), list(net.output_shape)) == (model["input"], model["output"])
    names = {leaf[0] for leaf in model["leaves"]}
    places = [place for place in net.places(expand=True) if place.name in names]
    leaves = [[p.name, type(p.call.layer).__name__, list(p.call.inputs[0]), list(p.call.output), p.params] for p in places]
    assert leaves == model["leaves"]


@pytest.mark.parametrize("family", [zoo.mobilenet_v1, zoo.mobilenet_v2, zoo.mobilenet_v3, zoo.mnasnet])
def test_one_formula_in_the_width_is_every_width(family: Any) -> None:
    formula = family("alpha").params if family is not zoo.mobilenet_v3 else family(width="alpha").params
    for width in (Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(13, 10)):
        assert formula.subs(ALPHA, sympy.Rational(width.numerator, width.denominator)) == family(width=width).params


def test_the_divisible_rule_is_the_one_with_an_if() -> None:
    for channels in range(1, 400):
        for width in (Fraction(k, 20) for k in range(1, 61)):
            v = channels * width
            near = max(8, int(v + 4) // 8 * 8)
            assert divisible(channels, width) == near + 8 * (near < Fraction(9, 10) * v)


@pytest.mark.parametrize("form", sn.FORMATS)
def test_a_width_that_is_rounded_down_has_no_denominator(form: str) -> None:
    line = zoo.mobilenet_v1("a")["conv1"].derivation("channels")
    shown = line.to(form)
    assert "/1" not in shown
    assert "{1}" not in shown
    assert "<mn>1</mn>" not in shown
    assert str(line) == "F_out = ⌊32a⌋"


@pytest.mark.parametrize("value", [Fraction(1, 2), 0.5, sympy.Rational(1, 2)])
@pytest.mark.parametrize("family", [zoo.mobilenet_v1, zoo.mobilenet_v2, zoo.mnasnet])
def test_a_multiplier_that_is_no_whole_number_is_put_in(family: Any, value: Any) -> None:
    half, thin = family("alpha").subs(alpha=value), family(0.5)
    assert (half.params, half.macs, half.output_shape) == (thin.params, thin.macs, thin.output_shape)


def test_a_multiplier_that_is_no_number_above_0_is_refused() -> None:
    for value in (0, -1, -0.5, float("nan"), float("inf"), "1/2"):
        with pytest.raises(sn.SymnetError):
            zoo.mobilenet_v1("alpha").subs(alpha=value)
    with pytest.raises(sn.SymnetError, match=r"is 1/2, which is not a whole number"):
        sn.Network(sn.Linear(sympy.Symbol("n")), (4,)).subs(n=Fraction(1, 2))
    with pytest.raises(sn.SymnetError, match=r"n is 0\.5, a float"):
        sn.Network(sn.Linear("n"), (4,)).subs(n=0.5)


def test_stages_of_ones_own_have_symbols_and_no_channels_are_lost() -> None:
    stages = zoo.mobilenet_v2(stages=[("t", 16, 2, 1)])
    assert stages.subs(t=6).params == zoo.mobilenet_v2(stages=[(6, 16, 2, 1)]).params
    with pytest.raises(sn.SymnetError):
        zoo.mobilenet_v2(stages=[("t-u", 16, 2, 1)])
    fused = zoo.efficientnet_v2([("Fused", 1, 3, 1, 16, 1)], stem=24, last=32)
    assert fused["features.1"].output_shape[0] == 16
