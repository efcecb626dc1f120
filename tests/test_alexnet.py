"""The note the project starts from, cell for cell, and its neighbours."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import sympy as sp

import symnet as sn
from symnet import Conv2d, Network
from symnet.tables.cells import Cell
from symnet.writing.latex import Latex
from symnet.writing.line import Line

NOTE = Path(__file__).parent / "data" / "alexnet_note.csv"


def as_the_author_writes(cell: Cell) -> str:
    return "" if cell is None else f"${cell.show(Latex())}$" if isinstance(cell, Line) else str(cell)


def test_the_table_of_the_note_cell_for_cell() -> None:
    with NOTE.open(newline="") as file:
        expected = list(csv.reader(file))
    table = sn.zoo.alexnet().table()
    made = [list(map(as_the_author_writes, row)) for row in (table.titles, *table.rows, table.footer)]
    assert made == expected


def test_the_totals_of_the_contract() -> None:
    net = sn.zoo.alexnet()
    assert (net.params, net.macs, net.output_shape) == (62378344, 1135256096, (1000,))
    assert all(type(n) is int for n in (net.params, net.macs, *net.output_shape))


@pytest.mark.parametrize(("variant", "params"), [("notes", 62378344), ("paper", 60965224), ("torchvision", 61100840)])
def test_variants_have_the_counts_of_instantiated_models(variant: str, params: int) -> None:
    net = sn.zoo.alexnet(variant)
    assert net.params == params
    assert net.template().filled().params == params
    learned = [place for place in net if place.params]
    assert all(str(place.derivation("params")).endswith(f"= {place.params}") for place in (learned[0], learned[-1]))


def test_layer_names() -> None:
    names = {call.name for call in sn.zoo.alexnet().calls}
    assert names >= {*(f"Conv{k}" for k in range(1, 6)), *(f"Maxpool{k}" for k in range(1, 4)), *(f"FC{k}" for k in range(1, 4))}


def test_a_convolution_in_symbols() -> None:
    W, K, P, S, F_in, F_out = sn.symbols("W K P S F_in F_out")
    conv = Network(Conv2d(F_out, K, stride=S, padding=P), (F_in, W, W))
    assert conv.output_shape == (F_out, sp.floor((W - K + 2 * P) / S) + 1, sp.floor((W - K + 2 * P) / S) + 1)
    assert conv.params == F_in * K**2 * F_out + F_out
    exact = conv.exact()
    assert exact.output_shape[1] == (W - K + 2 * P) / S + 1
    assert sp.Eq(sp.Mod(W - K + 2 * P, S), 0) in [c.relation for c in exact.conditions]
    assert "Conv1: S divides W - K + 2P" in [str(c) for c in exact.conditions]
    number = conv.subs(W=227, K=11, P=0, S=4, F_in=3, F_out=96)
    assert number.params == 34944
    assert type(number.params) is int
    assert number.output_shape == (96, 55, 55)


def test_formulas_in_the_input_size() -> None:
    net = sn.zoo.alexnet(input_shape=("F_in", "H", "W"))
    assert {s.name for s in net.params.free_symbols} == {"F_in", "H", "W"}
    for shape in ((3, 227, 227), (1, 300, 67), (4, 224, 512)):
        direct = sn.zoo.alexnet(input_shape=shape)
        put = dict(zip(sn.symbols("F_in H W"), shape, strict=True))
        assert net.params.subs(put) == direct.params
        assert net.macs.subs(put) == direct.macs
        assert net.subs(put) == direct


def test_224_is_floored_and_not_exact() -> None:
    net = sn.zoo.alexnet(input_shape=(3, 224, 224))
    assert net["Conv1"].output_shape == (96, 54, 54)
    assert str(net["Conv1"].derivation("height")) == "⌊(W - K + 2P)/S⌋ + 1 = ⌊(224 - 11)/4⌋ + 1 = 54"
    with pytest.raises(sn.SymnetError, match=r"Conv1: 4 does not divide 213.*195.*227"):
        net.exact()
    assert sn.zoo.alexnet().exact().output_shape == (1000,)


def test_derivations_as_in_the_contract() -> None:
    conv1 = sn.zoo.alexnet()["Conv1"]
    height = conv1.derivation("height")
    assert str(height) == "(W - K + 2P)/S + 1 = (227 - 11)/4 + 1 = 55"
    assert height.latex() == "(W-K+2P)/S+1=(227-11)/4+1=55"
    assert "<mfrac>" not in height.mathml()
    assert "−" in height.mathml()
    assert height._repr_latex_().startswith("$")
    assert str(conv1.derivation("params")) == "F_in K^2 F_out + F_out = 3×(11×11)×96 + 96 = 34944"


def test_template_of_alexnet_has_a_symbol_for_every_size() -> None:
    net = sn.zoo.alexnet()
    template = net.template()
    assert template.given["K_Conv1"] == 11
    assert template.given["W"] == 227
    assert template.filled() == net
    assert template.filled().macs == net.macs
    assert template.params.free_symbols <= set(template.symbols.values())
