"""Tables as data: typed cells, layouts, other columns, plain exports."""

from __future__ import annotations

import json
import re
import sys
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Conv1d, Conv2d, Linear, Network, ReLU, Repeat, Residual, Sequential, SymnetError
from symnet.architecture.graph import alone
from symnet.layers.windowed import Windowed
from symnet.reports.columns import COLUMNS
from symnet.tables.render import FORMATS
from tests.strategies import LAYERS


@pytest.fixture
def net() -> Network:
    return sn.zoo.alexnet()


def test_plain_data_is_json_with_ints(net: Network) -> None:
    data = json.loads(json.dumps(net.table().to_dict()))
    assert data["columns"]["params"] == "parameters"
    assert [row["params"] for row in data["rows"]][1] == 34944
    assert data["rows"][1]["size"] == "(227-11)/4+1=55"
    assert data["total"]["params"] == 62378344


def test_a_dataframe_keeps_ints_whole(net: Network) -> None:
    frame = net.table(["layer", "params", "macs"]).to_dataframe()
    assert frame["parameters"].sum() == 62378344
    assert str(frame["parameters"].dtype) == "Int64"


def test_without_pandas_the_extra_is_named(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(SymnetError, match=r"^to_dataframe needs pandas; install it with: pip install 'symnet\[pandas\]'$"):
        net.table().to_dataframe()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_prints_in_every_format(name: str, column: str) -> None:
    for shape in ((3, 67, 67), ("F_in", "H", "W")):
        text = sn.zoo.alexnet(input_shape=shape).table(["layer", column], activations=True).to(name)
        assert "Conv1" in text
        assert "Written(" not in text


def test_layouts_and_rows(net: Network) -> None:
    first = net.table("layer,tensor", layout="channels_first")
    assert str(first.rows[1][1]) == "96×55×55"
    assert str(first.rows[-1][1]) == "1000"
    assert len(net.table(activations=True).rows) == len(net.calls) + 2
    assert "34,944" in str(net.table(group=True))
    assert r"34\,944" in net.table(group=True).to_latex()


def test_a_notebook_gets_mathematics_that_survives_without_trust(net: Network) -> None:
    table = net.table()
    assert "${(227-11)/4+1=55}$" in table._repr_markdown_()
    assert not hasattr(table, "_repr_html_")
    assert net._repr_markdown_() == table._repr_markdown_()


def test_unequal_axes_show_both_lines() -> None:
    table = Network(Conv2d(8, (3, 5), padding=(1, 2)), (3, 10, 20)).table("layer,padding,kernel,size")
    assert [str(c) for c in table.rows[1]] == ["Conv1", "1×2", "3×5", "(10 - 3 + 2×1)/1 + 1 = 10, (20 - 5 + 2×2)/1 + 1 = 20"]


def test_repeated_layers_say_how_often_they_run() -> None:
    table = Network(Repeat(Residual(Linear("d"), ReLU()), "n"), ("d",)).table()
    assert table.keys[-2:] == ("runs", "params")
    assert [str(c) for c in table.rows[1][-3:]] == ["d", "n", "n d (d + 1)"]


def test_names_are_escaped_in_every_format() -> None:
    table = Network(Sequential((r"a_b&%$#{}<i>|\x", Linear(3))), (4,)).table("layer,params")
    assert r"a\_b\&\%\$\#\{\}\textless{}i\textgreater{}" in table.to_latex()
    assert "&lt;i&gt;" in table.to_html()
    assert r"a\_b&%\$#\{\}\<i\>\|\\x" in table.to_markdown()
    assert "a_b&%$#{}<i>|\\x" in table.to_text()


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@given(data=st.data())
def test_every_layer_alone_has_a_table_in_every_format(cls: type[sn.Layer], data: st.DataObject) -> None:
    layer, shapes = data.draw(LAYERS[cls])
    net = sn.Network(alone(layer, len(shapes)), *shapes)
    for form in FORMATS:
        assert net.table(["layer", "padding", "kernel", "stride", "filters", "params"], activations=True).to(form)


class Dilated(Windowed):
    """A user's layer that slides a window whose stride and padding are no fields."""

    rank = 2
    K: int = 3

    @property
    def moving(self) -> tuple[sn.Window, ...]:
        return (sn.Window(self.K, stride=2, padding=1),)

    def output_shape(self, x: tuple[Any, ...]) -> tuple[Any, ...]:
        return (x[0], *self.spatial_shape(x))


def test_the_window_of_a_layer_of_ones_own_is_read_from_the_window() -> None:
    assert sn.Network(Dilated(), (4, 9)).table("kernel, stride,padding").rows[1][1:] == (2, 1)


def test_a_column_gives_exact_cells_or_is_named() -> None:
    net = sn.Network(sn.Sequential(fc=sn.Linear("n")), (4,))
    total = sn.Column("share", "share", lambda place: place.params / sn.symbols("t"))
    assert str(net.table([total]).rows[1][0]) == "5n/t"
    third = sn.Column("third", "third", lambda place: Fraction(1, 3))
    assert net.table([third]).rows[1] == ("1/3",)
    with pytest.raises(sn.SymnetError, match=r"column 'share' of fc: 0\.5 \(float\) is no cell; give a whole number.*f'\{value:\.1f\}'"):
        net.table([sn.Column("share", "share", lambda place: 0.5)])


def test_hundreds_of_symbolic_layers_print_and_what_nobody_reads_is_refused() -> None:
    net = Network(Sequential(*(Conv1d(f"C{k}", 3, padding=1) for k in range(150))), (3, 100))
    for form in FORMATS:
        assert re.search("C.{0,20}149", net.table("layer,params").to(form))
    with pytest.raises(SymnetError, match="more than 40,000 numbers and symbols; choose fewer columns, such as 'layer,params'"):
        net.template().table()
    assert len(net.template().table("layer,params").rows) == 152
