"""What one does with a table: choosing and ordering rows and columns, adding some, comparing networks."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Conv2d, ConvTranspose2d, Dropout, Flatten, Linear, Network, ReLU, Repeat, Sequential, SymnetError
from symnet.tables.cells import value_of
from symnet.tables.render import FORMATS
from symnet.tables.table import FOLD, REST, Table
from tests.strategies import LAYERS


@pytest.fixture
def table() -> Table:
    return sn.zoo.alexnet().table("layer, tensor ,params,macs")


def sums(table: Table) -> None:
    """The footer adds up what is shown."""
    for column, cell in enumerate(table.footer):
        shown = [value_of(row[column]) for row, about in zip(table.rows, table.kinds, strict=True) if about.kind in ("row", "rest")]
        if isinstance(cell, int):
            assert sum(v for v in shown if v is not None) == cell


NAMES = st.sampled_from(["Conv*", "Maxpool?", "FC2", "Linear", "Output", "Input*", "MaxPool2d"])


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("filter"), st.integers(0, 10**8)),
            st.tuples(st.just("sort"), st.sampled_from(["params", "macs", "layer"])),
            st.tuples(st.just("drop"), NAMES),
            st.tuples(st.just("keep"), NAMES),
        ),
        max_size=4,
    )
)
def test_whatever_rows_are_chosen_the_footer_adds_up_what_is_shown(steps: list[tuple[str, Any]]) -> None:
    table = sn.zoo.alexnet().table("layer,params,macs,params%")
    for what, value in steps:
        try:
            match what:
                case "filter":
                    table = table.filter(lambda row, least=value: row["params"] >= least)
                case "sort":
                    table = table.sort(value)
                case _:
                    table = getattr(table, what)(value)
        except SymnetError as error:
            assert "unknown row" in str(error)  # noqa: PT017 - a name that stands in no row any more
        sums(table)
        assert len(table) == len(list(table)) == len(table.rows) == len(table.kinds)
        assert table.footer[1:3] == (62378344, 1135256096)


def test_rows_are_taken_by_number_by_slice_and_from_either_end(table: Table) -> None:
    assert table[1]["layer"] == table[-12]["layer"] == "Conv1"
    assert [row.name for row in table[1:4]] == ["Conv1", "Maxpool1", "Conv2"]
    assert [row.name for row in table.tail(2)] == [row.name for row in table][-2:] == ["FC3", "Output"]
    assert table.tail(0).rows == ()
    assert table.head(10**9).rows == table.rows
    assert (table[1:4].footer, table["params"][1], table[1]["tensor"]) == ((), 34944, (96, 55, 55))
    for wrong, sentence in (
        (99, "there is no row 99; the table has 13"),
        ("parms", "unknown column 'parms'; did you mean params"),
        (None, "there is no row None"),
    ):
        with pytest.raises(SymnetError, match=sentence):
            table[wrong]  # type: ignore[index]


def test_rows_are_filtered_sorted_kept_and_dropped(table: Table) -> None:
    large = table.filter(lambda row: row["params"] > 10**7)
    assert [row.name for row in large] == ["Input image", "FC1", "FC2", REST, "Output"]
    assert [row.name for row in table.sort("params", reverse=True)][:4] == ["Input image", "FC1", "FC2", "FC3"]
    assert [row.name for row in table.sort(lambda row: row.name).keep("Conv2d")][:6] == [*(f"Conv{k}" for k in range(1, 6)), REST]
    assert "Maxpool1" not in table.drop("Maxpool*").to_text()
    assert REST not in table.drop("Maxpool*", "Input*", "Output").to_text()
    with pytest.raises(SymnetError, match=r"unknown row 'Conv9'; did you mean Conv5 or Conv4 or Conv3\?"):
        table.drop("Conv9")
    with pytest.raises(SymnetError, match="column 'params' has values without an order; put numbers in for symbols"):
        Network(Sequential(Linear("a"), Linear("b")), ("d",)).table("layer,params").sort("params")


def test_named_activations_are_rows_and_others_are_not() -> None:
    net = Network(Sequential(Conv2d(4, 3), ReLU(), Dropout(0.5), Flatten(), Linear(2)), (1, 6, 6))
    for wanted in ("Flatten, Dropout", ["Flatten", "Dropout"]):
        names = [row.name for row in net.table("layer,activations", activations=wanted)]
        assert names == ["Input image", "Conv1", "Dropout1", "Flatten1", "FC1", REST, "Output"]
        sums(net.table("layer,activations", activations=wanted))


def test_columns_are_selected_renamed_and_added(table: Table) -> None:
    assert table.select("macs, layer").keys == ("macs", "layer")
    assert table.select({"layer": "Layer", "params": "#"}).titles == ("Layer", "#")
    renamed = table.rename({"params": "Parameter"}, rows={"Total": "Summe", "Input image": "Bild", "Output": "Ausgabe"})
    assert renamed.titles[2] == "Parameter"
    assert renamed.footer[0] == "Summe"
    assert renamed[0].name == "Bild"
    added = table.add("bits", 32).add("bytes", lambda row: 4 * row["params"], total=True)
    assert added.footer[-2:] == (None, 4 * 62378344)
    assert added[1]["bytes"] == 4 * 34944
    assert added[0]["bits"] is None
    assert table.add("half", lambda row: Fraction(row["params"], 2))[1]["half"] == 17472
    for wrong, sentence in (
        (lambda: table.add("x", 0.5), "0.5 .float. is no cell"),
        (lambda: table.add("x", 1, align="m"), "unknown align 'm'"),
        (lambda: table.add("params", 1), "there is a column 'params' already"),
        (lambda: table.rename({"parms": "x"}), "unknown column 'parms'"),
        (lambda: table.rename(rows={"Sum": "x"}), "unknown row 'Sum'"),
        (lambda: table.select([]), "a table without columns shows nothing; name some of layer"),
    ):
        with pytest.raises(SymnetError, match=sentence):
            wrong()


def test_a_mapping_of_columns_gives_titles_and_functions_of_a_place() -> None:
    table = sn.zoo.alexnet().table({"layer": "Name", "params": "P", "bytes": lambda place: 4 * place.params, "M": sn.PARAMS})
    assert table.titles == ("Name", "P", "bytes", "M")
    assert table[1]["bytes"] == 4 * 34944
    assert sn.zoo.alexnet().table(["layer", lambda place: place.runs]).keys == ("layer", "column")
    assert sn.zoo.alexnet().table("layer,params,params").keys == ("layer", "params", "params_2")


def test_shares_are_rounded_half_up_and_exact_where_they_are_formulas() -> None:
    table = sn.zoo.alexnet().table("layer,params,params%")
    assert table["params%"][1:3] == ("0.1%", "0.0%")
    assert table.footer[-1] == "100%"
    halves = Network(Sequential(Linear(1, bias=False), Linear(7, bias=False)), (1,)).table("layer,params").share("params", digits=0)
    assert halves["params%"][1:3] == ("13%", "88%")  # an eighth and seven eighths
    symbolic = Network(Sequential(Linear("d", bias=False), Linear("d", bias=False)), ("d",)).table("layer,params%")
    assert symbolic["params%"][1] == sp.Rational(1, 2)
    assert Network(Sequential(Linear("d"), ReLU()), ("d",)).table("layer,params").share("params")["params%"][1] == 1
    with pytest.raises(SymnetError, match="column 'tensor' has no total"):
        sn.zoo.alexnet().table("layer,tensor,params").share("tensor")
    with pytest.raises(SymnetError, match="digits is -1; give a whole number from 0 to 20"):
        table.share("params", digits=-1)


@pytest.mark.parametrize(
    "layers",
    [
        (Dropout(), sn.LSTM(64)),
        (sn.LSTM(32), ReLU(), Dropout(), Linear(7), ReLU()),
        (sn.LayerNorm(), ReLU(), sn.MultiheadAttention(4), sn.GELU(), Linear(5)),
        (ReLU(), sn.Residual(sn.GELU(), sn.Mamba()), ReLU()),
        (sn.Embedding(100, 8), Dropout(), sn.LSTM(16)),
    ],
)
def test_a_tensor_of_tokens_is_shown_in_one_orientation_everywhere(layers: tuple[Any, ...]) -> None:
    net = Network(Sequential(*layers), (10,) if isinstance(layers[0], sn.Embedding) else (10, 32))
    shown = net.table("layer,input,tensor", activations=True).to_text()
    assert "32×10" not in shown
    assert "×10\n" not in shown
    for before, after in zip(net, list(net)[1:], strict=False):
        assert before.output_axes == after.input_axes


def test_channels_travel_through_layers_that_do_not_care_and_through_permutations() -> None:
    net = Network(Sequential(ReLU(), Conv2d(8, 3), ReLU(), sn.Permute((1, 2, 0)), sn.LayerNorm(), Linear(5)), (3, 9, 7))
    shown = [str(row[1]) for row in net.table("layer,tensor", activations=True).rows]
    assert shown == ["9×7×3", "9×7×3", "7×5×8", "7×5×8", "7×5×8", "7×5×8", "7×5×5", "7×5×5"]


def test_windows_of_all_kinds_have_kernel_stride_and_padding() -> None:
    """Whatever has a kernel shows it."""
    for layer, shape, cells in (
        (ConvTranspose2d(8, 3, stride=2, padding=1), (3, 9, 9), ("1", "3×3", "2", "8")),
        (ConvTranspose2d(8, (3, 5), padding="same"), (3, 9, 9), ("same", "3×5", "1", "8")),
        (sn.DepthwiseConv2d(3, padding=1), (4, 9, 9), ("1", "3×3", "1", "4")),
        (sn.Unfold(3, stride=2), (4, 9, 9), ("0", "3×3", "2", "36")),
        (sn.Fold(9, 3), (36, 49), ("0", "3×3", "1", "4")),
        (sn.AvgPool2d(3), (4, 9, 9), ("0", "3×3", "3", "4")),
        (sn.WeightNorm(Conv2d(8, 3, padding=1)), (4, 9, 9), ("1", "3×3", "1", "8")),
        (Conv2d(8, 3, padding=((1, 2), (1, 2))), (4, 9, 9), ("(1, 2)", "3×3", "1", "8")),
        (Conv2d(8, 3, padding=((1, 2), (0, 1))), (4, 9, 9), ("(1, 2)×(0, 1)", "3×3", "1", "8")),
    ):
        row = Network(layer, shape).table("layer,padding,kernel,stride,filters", activations=True).rows[1]
        assert tuple(str(cell).replace(" × ", "×") for cell in row[1:]) == cells, layer


@pytest.mark.parametrize("cls", [c for c in LAYERS if hasattr(c, "kernel_size") or "kernel_size" in getattr(c, "__annotations__", {})])
@given(data=st.data())
def test_what_has_a_kernel_shows_it(cls: type[sn.Layer], data: st.DataObject) -> None:
    layer, shapes = data.draw(LAYERS[cls])
    net = Network(sn.Sequential(layer), *shapes) if len(shapes) == 1 else Network(layer, *shapes)
    assert net.table("layer,kernel", activations=True).rows[len(shapes)][1] is not None


def test_a_tables_columns_say_something() -> None:
    tokens = Network(Sequential(sn.LayerNorm(), Linear(8)), (10, 16)).table()
    assert tokens.keys == ("layer", "tensor", "weights", "bias", "params")


def test_names_are_short_whole_or_further_in() -> None:
    net = sn.zoo.resnet18()
    names = [row.name for row in net.table("layer,params", names="indented")][4:8]
    assert names == ["layer1", "conv1", "bn1", "conv2"]
    assert "\n  conv1 " in net.table("layer,params", names="indented").to_text()
    assert r"\hspace*{1em}conv1 &" in net.table("layer,params", names="indented").to_latex()
    wrapped = Network(Sequential(a=Linear(3), b=sn.Residual(Linear(3), ReLU())), (2,))
    assert [[row.name for row in wrapped.table("layer,params", names=n)][2] for n in ("short", "whole")] == ["b.FC1", "b.Sequential1.FC1"]
    with pytest.raises(SymnetError, match="unknown names 'long'; known: indented, short, whole"):
        net.table(names="long")
    for depth in (None, 1, 2, 3):
        plain, further = (net.table("layer,params", names=names, depth=depth) for names in ("short", "indented"))
        assert [r["params"] for r in further if r.kind != "heading"] == [r["params"] for r in plain]


def test_what_a_prompt_shows_is_short() -> None:
    for net in (sn.zoo.densenet201(), Network(Repeat(Linear("d"), "n"), ("d",))):
        assert len(repr(net.table())) < 200
    folded = sn.zoo.densenet201().table()._repr_markdown_()
    assert folded.count("\n") == FOLD + 3
    assert "rows&nbsp;more" in folded


# ---------------------------------------------------------------------- formats


def test_json_has_shapes_as_lists_and_formulas_as_text_and_structure() -> None:
    data = json.loads(sn.zoo.alexnet().table().to("json"))
    row = data["rows"][1]
    assert row["tensor"] == [96, 55, 55]
    assert row["params"] == 34944
    assert data["total"]["params"] == 62378344
    assert row["size"]["text"] == "(227-11)/4+1=55"
    assert row["size"]["terms"] == [["+", ["/", ["-", 227, 11], 4], 1], 55]
    symbolic = json.loads(Network(Linear("n"), ("d",)).table("layer,tensor,params").to_json())["rows"][1]
    assert symbolic["tensor"] == ["n"]
    assert symbolic["params"]["terms"] == [["+", ["*", "n", "d"], "n"]]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_prints_every_way_of_choosing(form: str) -> None:
    net = Network(
        Sequential(stem=Conv2d("C", 3, padding=((1, 2), (0, 1))), act=ReLU(), head=Sequential(a=Flatten(), b=Linear(3))), (3, 9, 9)
    )
    for table in (
        net.table(names="indented", activations=True),
        net.table("layer,params,params%").drop("stem"),
        net.table("layer,tensor,params").add("n", 3).folded(2),
        sn.compare(net, sn.zoo.alexnet(), difference=True, ratio=True, rows="layers"),
    ):
        assert "Written(" not in table.to(form)


def test_excel_keeps_numbers_and_makes_no_formula_of_a_name(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    net = Network(Sequential(("=1+1", Linear(3)), ("@x", Linear(4))), (2,))
    net.table("layer,tensor,params").to_excel(tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Layer Name", "tensor size", "parameters")
    assert rows[2] == ("=1+1", "3×1", 9)
    assert rows[-1][2] == 25
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


# ------------------------------------------------------------------- comparison


def test_networks_are_compared_by_totals_and_row_by_row() -> None:
    small, large = sn.zoo.resnet18(), sn.zoo.resnet34()
    totals = sn.compare(small, large, quantities="params", difference=True, ratio=True)
    assert totals.rows[1] == ("ResNet-34", 21797672, 21797672 - 11689512, "×1.865")
    by_block = sn.compare(small, large, quantities=["params"], rows="blocks")
    assert {row["layer"]: (row["ResNet-18"], row["ResNet-34"]) for row in by_block}["layer2"] == (525568, 1116416)
    assert by_block.footer == ("Total", 11689512, 21797672)
    sums(by_block)
    sums(sn.compare(small, large, sn.zoo.alexnet(), rows="layers"))
    assert [row[0] for row in sn.compare(small, small, small, names=["a", "b", "a"]).rows] == ["a (1)", "b", "a (2)"]


def test_a_comparison_of_formulas_is_exact() -> None:
    n, m, d = sn.symbols("n m d")
    table = sn.compare(Network(Linear("n"), ("d",)), Network(Linear("m"), ("d",)), quantities="params", difference=True, ratio=True)
    assert sp.expand(table[1]["parameters difference"] - (m - n) * (d + 1)) == 0
    assert table[1]["parameters ratio"] == m / n


def test_what_cannot_be_compared_is_named() -> None:
    net = sn.zoo.lenet5()
    for call, sentence in (
        (sn.compare, "there is nothing to compare; give networks"),
        (lambda: sn.compare(net, 3), "3 is no network; give networks or blocks"),  # type: ignore[arg-type]
        (lambda: sn.compare(net, rows="x"), "unknown rows 'x'; known: blocks, layers, totals"),
        (lambda: sn.compare(net, quantities="parms"), "unknown quantity 'parms'; did you mean params"),
        (lambda: sn.compare(net, net, names=["a"]), "there are 1 names for 2 networks; give one for each"),
    ):
        with pytest.raises(SymnetError, match=sentence):
            call()
