"""Pictures: well-formed, nothing outside the paper or on top of something else, and what is drawn is what the numbers say."""

from __future__ import annotations

import base64
import re
import shutil
from collections import Counter
from itertools import combinations, pairwise
from math import prod
from pathlib import Path as FilePath
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import symnet as sn
from symnet import Layer, Network, SymnetError
from symnet.cli import main
from symnet.figures import FIGURES, Figure, layers_figure, receptive_field_figure, window_figure
from symnet.figures.drawing import Group, Item, Label, Path, Rect, parts
from symnet.figures.palette import FONTS, LOOKS
from symnet.layers.conv import Conv
from symnet.layers.padding import Pad
from symnet.layers.pool import Pool
from tests.cases import Case
from tests.strategies import LAYERS, any_layer, image_graphs, image_shapes
from tests.test_latex import compiled, squeezed

SVG = "{http://www.w3.org/2000/svg}"
WINDOWED = [cls for cls in LAYERS if issubclass(cls, (Conv, Pool, Pad)) and cls.spatial < 3]
ELEMENTS = {"svg", "title", "desc", "style", "g", "rect", "polyline", "polygon", "text"}
BOXES = ("layer", "weighted", "end")


def checked(figure: Figure) -> Figure:
    """The same figure, if its SVG is well-formed and everything lies on the paper."""
    root = ElementTree.fromstring(figure.to_svg())  # noqa: S314 - what this project wrote itself
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        assert w > 0 or rect.attrib["class"] == "symnet-input"
        assert left <= x + 0.01
        assert top <= y + 0.01
        assert x + w <= left + width + 0.01
        assert y + h <= top + height + 0.01
    for part in parts(figure.items):
        assert part.kind in (FONTS if isinstance(part, Label) else LOOKS)
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    return figure


def groups(items: tuple[Item, ...], kind: str) -> list[Group]:
    return [item for item in items if isinstance(item, Group) and item.kind == kind]


def counted(figure: Figure, group: str) -> Counter[str]:
    """How many cells of each kind the groups of this name have."""
    return Counter(part.kind for g in groups(figure.items, group) for part in parts(g.items) if isinstance(part, Rect))


# ---------------------------------------------------------------------- windows


@given(case=any_layer)
def test_every_layer_is_drawn_or_says_why_not(case: Case) -> None:
    layer, shapes = case
    assume(len(shapes) == 1)
    try:
        figure = checked(window_figure(layer, shapes[0]))
    except SymnetError as error:
        assert any(word in str(error) for word in ("moves no window", "moves over 3 axes", "too large"))  # noqa: PT017 - one of two outcomes
        return
    assert figure.title == repr(layer)


@pytest.mark.parametrize("cls", WINDOWED, ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_window_layers_are_drawn(cls: type[Layer], data: st.DataObject) -> None:
    layer, (x,) = data.draw(LAYERS[cls])
    assume(len(x) - 1 <= 2 and prod(layer.output_shape(x)) > 0)
    net = Network(layer, x)
    windows = layer.windows(*net.calls[0].inputs)
    figure = checked(window_figure(layer, x))
    cells = counted(figure, "grid")
    padded = [n + sum(max(p, 0) for p in drawn_sides(w, n)) for w, n in zip(windows, x[1:], strict=True)]
    assert cells["input"] == prod(x[1:])
    assert cells["input"] + cells["padding"] == prod(padded)
    assert cells["output"] == prod(w.output_size(n) for w, n in zip(windows, x[1:], strict=True))
    assert all(str(d.line) in "\n".join(figure.texts) for d in net[0].derivations[1 : len(net.output_shape)])


def drawn_sides(window: Any, n: int) -> tuple[int, int]:
    """The padding before and after, as the window uses it."""
    if not window.same:
        return window.sides
    together = max((window.output_size(n) - 1) * window.stride + window.extent - n, 0)
    return together // 2, together - together // 2


@given(n=st.integers(1, 30), kernel=st.integers(1, 6), stride=st.integers(1, 6), padding=st.integers(0, 3))
def test_the_cells_that_the_floor_drops_are_struck_through(n: int, kernel: int, stride: int, padding: int) -> None:
    assume(kernel <= n + 2 * padding and stride <= kernel)
    figure = window_figure(sn.Conv1d(1, kernel, stride=stride, padding=padding), (1, n))
    dropped = (n + 2 * padding - kernel) % stride
    assert counted(figure, "dropped")["unread"] == dropped
    assert ("read by no window" in figure.texts) == (dropped > 0)


@given(
    n=st.integers(1, 8),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 2),
    extra=st.integers(0, 3),
    padding=st.one_of(st.integers(0, 2), st.sampled_from(["same", "valid"])),
)
def test_a_transposed_convolution_writes_windows(n: int, kernel: int, stride: int, dilation: int, extra: int, padding: Any) -> None:
    """Drawn cell by cell: inputs write stride apart, padding is cut away, and what nobody writes is struck through."""
    extra = min(extra, max(stride, dilation) - 1)
    layer = sn.ConvTranspose1d(1, kernel, stride=stride, padding=padding, output_padding=extra or None, dilation=dilation)
    try:
        (_, out) = Network(layer, (1, n)).output_shape
    except SymnetError:
        assume(False)
    assume(0 < out <= 40)
    figure = checked(window_figure(layer, (1, n)))
    cells = counted(figure, "grid")
    assert (cells["input"], cells["output"]) == (n, out)
    written = {p * stride + k * dilation for p in range(n) for k in range(kernel)}
    assert cells["output"] + cells["padding"] - counted(figure, "dropped")["unread"] == len(written)


def test_the_worked_size_is_the_layers_own() -> None:
    figure = window_figure(sn.Conv2d(1, 3, stride=2, padding=1), (1, 5, 5))
    assert figure.texts[-1] == "height, width: (W - K + 2P)/S + 1 = (5 - 3 + 2×1)/2 + 1 = 3"
    assert {"input 5 × 5", "output 3 × 3", "kernel 3", "stride 2", "padding"} < set(figure.texts)
    assert counted(figure, "windows") == {"first": 10, "first-outline": 2, "later": 10, "later-outline": 2}


def test_dilated_cells_are_marked_apart() -> None:
    figure = window_figure(sn.Conv2d(1, 3, dilation=2), (1, 5, 5))
    first = [part for part in parts(groups(figure.items, "windows")[0].items) if part.kind == "first"]
    assert sorted({(part.x, part.y) for part in first if isinstance(part, Rect)}) == [(48 * i, 48 * j) for i in range(3) for j in range(3)]


def test_ceil_mode_sees_beyond() -> None:
    figure = window_figure(sn.MaxPool2d(2, ceil_mode=True), (1, 5, 5))
    assert counted(figure, "grid") == {"input": 25, "beyond": 11, "output": 9}


def test_columns_and_images() -> None:
    unfolded, folded = window_figure(sn.Unfold(2), (3, 4, 5)), window_figure(sn.Fold((4, 5), 2), (12, 12))
    assert counted(unfolded, "grid") == {"input": 20, "output": 12}
    assert counted(folded, "grid") == {"output": 20, "input": 12}
    assert unfolded.texts[-1].endswith("= 12")
    assert folded.texts[-2:] == ["height: O_h = 4", "width: O_w = 5"]


def test_adaptive_bins_overlap() -> None:
    figure = window_figure(sn.AdaptiveAvgPool1d(4), (1, 10), position=(1,))
    assert counted(figure, "windows")["later"] == 1 + 3


def test_a_position_may_be_chosen() -> None:
    figure = window_figure(sn.Conv2d(1, 3), (1, 5, 5), position=(0, 1))
    assert "what output cell (0, 1) sees" in figure.texts
    only = window_figure(sn.Conv2d(1, 3), (1, 5, 5), position=(0, 0))
    assert "later" not in counted(only, "windows")


@pytest.mark.parametrize(
    ("layer", "shape", "position", "words"),
    [
        (sn.Conv2d(1, 3), (1, 50, 50), None, r"Conv2d: a grid of 50 x 50 cells is too large; give an input"),
        (sn.ConvTranspose1d(1, 3, stride=9), (1, 30), None, r"a grid of 264 cells is too large"),
        (sn.Conv3d(1, 3), (1, 5, 5, 5), None, r"Conv3d moves over 3 axes and a picture has one or two"),
        (sn.Linear(3), (5,), None, r"Linear moves no window; draw a convolution"),
        (sn.ReLU(), (1, 5, 5), None, r"ReLU moves no window"),
        (sn.Conv2d(1, "K"), (1, 5, "W"), None, r"drawn for numbers; put some in for K, W"),
        (sn.Conv2d(1, 9), (1, 5, 5), None, r"kernel 9 does not fit"),
        (sn.Conv2d(1, 3), (1, 5, 5), (3, 0), r"position \(3, 0\) is not one of the window; .* from \(0, 0\) to \(2, 2\)"),
        (sn.Conv2d(1, 3), (1, 5, 5), (0,), r"position \(0,\) is not one"),
        (sn.Conv2d(1, 3), "5", None, r"give a tuple of sizes"),
    ],
)
def test_what_cannot_be_drawn_says_why(layer: Layer, shape: Any, position: Any, words: str) -> None:
    with pytest.raises(SymnetError, match=words):
        window_figure(layer, shape, position)


# ------------------------------------------------------------- receptive fields


@given(graph=image_graphs(), shape=image_shapes, axis=st.sampled_from([0, 1, "height", "width"]), every=st.booleans())
def test_receptive_fields_of_any_network(graph: Any, shape: Any, axis: Any, every: bool) -> None:
    try:
        net = Network(graph, shape)
        fields = net.receptive_fields
    except SymnetError:
        assume(False)
    figure = checked(receptive_field_figure(net, axis, every))
    number = {"height": 0, "width": 1}.get(axis, axis)
    shown = [text for text in figure.texts if text in {call.name for call in net.calls}]
    if every:
        assert shown == [call.name for call in net.calls]
    field = fields[[c.name for c in net.calls].index(shown[-1])][number]
    numbers = ["whole"] if field.whole else [str(field.size), str(field.jump), str(field.start)]
    assert all(text in figure.texts for text in numbers)


def test_bars_lie_where_the_cells_are() -> None:
    """One convolution of 3 over 16 cells, drawn 30 a cell: output 7, the middle one, sees the cells 7, 8 and 9."""
    figure = receptive_field_figure(Network(sn.Conv1d(8, 3), (3, 16)))
    (bar,) = [part for part in parts(figure.items) if part.kind == "seen"]
    assert isinstance(bar, Rect)
    assert (bar.x, bar.width) == (7 * 30, 3 * 30)
    ticks = [part.points[0][0] for part in parts(figure.items) if isinstance(part, Path) and part.kind == "centre"]
    assert ticks == [30 * (k + 1.5) for k in range(14)]


def test_padding_is_drawn_outside_the_input() -> None:
    net = Network(sn.Sequential(*(sn.Conv1d(8, 2, padding="causal", dilation=2**k) for k in range(4))), (8, 16))
    figure = receptive_field_figure(net)
    outside = [part for part in parts(figure.items) if isinstance(part, Rect) and part.kind == "seen-padding"]
    edge = min(part.points[0][0] for part in parts(figure.items) if isinstance(part, Path) and part.kind == "edge")
    assert outside
    assert all(part.x + part.width == pytest.approx(edge) for part in outside)


def test_alexnet_sees_the_whole_axis_at_last() -> None:
    figure = receptive_field_figure(sn.zoo.alexnet())
    at = figure.texts.index
    assert figure.texts[at("Maxpool3") + 1] == "Flatten1"
    assert {"195", "32", "-64", "whole"} < set(figure.texts)
    assert figure.description == "A cell of Flatten1 sees the whole axis of 227 cells."


def test_rows_are_the_layers_that_see_more() -> None:
    net = Network(sn.Sequential(sn.Conv2d(4, 3), sn.BatchNorm2d(), sn.ReLU(), sn.MaxPool2d(2)), (3, 12, 12))
    assert "ReLU1" not in receptive_field_figure(net).texts
    assert "ReLU1" in receptive_field_figure(net, every=True).texts


def test_a_deep_repetition_is_one_row() -> None:
    net = Network(sn.Repeat(sn.Conv2d(8, 3, padding=1), 90_000), (8, 32, 32))
    assert "180001" in receptive_field_figure(net).texts


@pytest.mark.parametrize(
    ("net", "axis", "words"),
    [
        (Network(sn.Conv2d(8, "K"), (3, "H", 32)), 0, r"the sizes along the axis have H, K; put numbers in with subs\(H=..., K=...\)"),
        (Network(sn.Conv2d(8, 3), (3, 9, 9)), "depth", r"unknown axis 'depth'.*height, width"),
        (Network(sn.Conv2d(8, 3), (3, 9, 9)), 2, r"unknown axis '2'"),
        (Network(sn.Linear(8), (3,)), 0, r"needs an axis beside the channels"),
        (Network(sn.Sequential(*[sn.Conv1d(2, 2, padding="same")] * 300), (2, 9)), 0, r"300 layers is too long to read"),
    ],
)
def test_fields_that_cannot_be_drawn_say_why(net: Network, axis: Any, words: str) -> None:
    with pytest.raises(SymnetError, match=words):
        receptive_field_figure(net, axis)


def test_symbols_along_other_axes_do_not_matter() -> None:
    net = Network(sn.Conv2d("F", 3), ("C", 12, "W"))
    assert receptive_field_figure(net, "height").description.startswith("A cell of Conv1 sees 3 of the 12")


# ---------------------------------------------------------------------- networks


def boxes(figure: Figure) -> list[Rect]:
    return [part for part in parts(figure.items) if isinstance(part, Rect) and part.kind in BOXES]


def apart(a: Rect, b: Rect) -> bool:
    return a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y


def crosses(wire: Path, box: Rect) -> bool:
    """Whether a piece of the wire runs through the inside of the box."""
    return any(not apart(Rect(min(a, c), min(b, d), abs(a - c), abs(b - d), ""), box) for (a, b), (c, d) in pairwise(wire.points))


def tidy(figure: Figure) -> Figure:
    """The same figure, if no box lies on another and no wire runs through one."""
    found = boxes(checked(figure))
    assert all(apart(a, b) for a, b in combinations(found, 2))
    wires = [part for part in parts(figure.items) if isinstance(part, Path) and part.kind == "wire"]
    assert not any(crosses(wire, box) for wire in wires for box in found)
    return figure


@given(graph=image_graphs(), shape=image_shapes)
def test_any_network_is_drawn_without_overlaps(graph: Any, shape: Any) -> None:
    try:
        net = Network(graph, shape)
    except SymnetError:
        assume(False)
    figure = tidy(layers_figure(net))
    assert len(boxes(figure)) == 1 + len(net.calls)
    assert all(set(call.path.shown) & set(figure.texts) for call in net.calls)


@st.composite
def wirings(draw: st.DrawFn) -> sn.Graph:
    """Graphs that no combinator makes: every node is fed by any earlier ones."""
    nodes = [sn.Node("n0", sn.ReLU())]
    for k in range(1, draw(st.integers(1, 8))):
        sources = tuple(draw(st.lists(st.integers(-1, k - 1), min_size=1, max_size=4)))
        nodes.append(sn.Node(f"n{k}", sn.Add() if len(sources) > 1 else sn.ReLU(), sources))
    return sn.Graph(tuple(nodes))


@given(graph=wirings())
def test_any_wiring_is_drawn_without_overlaps(graph: sn.Graph) -> None:
    figure = tidy(layers_figure(Network(graph, (3, 4, 4))))
    heads = [part for part in parts(figure.items) if part.kind == "head"]
    assert len(heads) == sum(len(node.inputs) for node in graph.nodes)


def test_what_is_repeated_stands_once_in_a_frame() -> None:
    block = sn.Sequential(sn.Residual(sn.LayerNorm(), sn.MultiheadAttention(4)), sn.Residual(sn.LayerNorm(), sn.Linear(64), sn.Linear(16)))
    figure = tidy(layers_figure(Network(sn.Repeat(block, "n"), ("L", 16), name="Encoder")))
    assert figure.texts[0] == "Encoder"
    assert "× n" in figure.texts
    assert figure.texts.count("L×16") == 7
    assert len(boxes(figure)) == 8


def test_a_repetition_that_changes_its_shape_shows_its_first_run() -> None:
    figure = tidy(layers_figure(Network(sn.Repeat(sn.Conv2d(8, 3, stride=2, padding=1), 3), (8, 64, 64))))
    assert {"Conv1 × 3", "32×32×8"} < set(figure.texts)


def test_branches_stand_side_by_side_and_skips_on_the_right() -> None:
    branches = sn.Parallel(sn.Conv2d(2, 1), sn.Conv2d(3, 1), merge=sn.Concat())
    net = Network(sn.Sequential(branches, sn.Residual(sn.ReLU(), sn.Conv2d(5, 1))), (4, 8, 8))
    found = {box.title: box for box in boxes(tidy(layers_figure(net)))}
    assert found["Conv2d(2, 1)"].y == found["Conv2d(3, 1)"].y
    assert found["Conv2d(2, 1)"].x < found["Conv2d(3, 1)"].x
    right = found["Conv2d(5, 1)"].x + found["Conv2d(5, 1)"].width
    wires = [part for part in parts(layers_figure(net).items) if isinstance(part, Path) and part.kind == "wire"]
    assert any(all(x > right for x, _ in piece) for wire in wires for piece in pairwise(wire.points))


def test_several_inputs() -> None:
    graph = sn.Graph((sn.Node("a", sn.Linear(4), (-1,)), sn.Node("b", sn.Linear(4), (-2,)), sn.Node("sum", sn.Add(), (0, 1))))
    figure = tidy(layers_figure(Network(graph, (3,), (5,))))
    assert {"input 1", "input 2", "a", "b", "sum"} < set(figure.texts)


def test_a_network_of_too_many_layers_is_not_drawn() -> None:
    with pytest.raises(SymnetError, match="301 boxes is too long to read; give a depth, such as depth=1, or draw a block of the network"):
        layers_figure(Network(sn.Sequential(*[sn.ReLU()] * 301), (3,)))


# ------------------------------------------------------------------------- files


@given(names=st.lists(st.text(min_size=1).filter(lambda s: "." not in s), min_size=1, max_size=3, unique=True), title=st.text())
def test_names_are_text_and_nothing_else(names: list[str], title: str) -> None:
    net = Network(sn.Sequential(*((name, sn.Conv2d(3, 3, padding=1)) for name in names)), (3, 8, 8), name=title)
    for kind in FIGURES:
        drawn = net.figure(kind, 0 if kind == "window" else None)
        root = ElementTree.fromstring(drawn.to_svg())  # noqa: S314 - what this project wrote itself
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS


def test_names_are_escaped() -> None:
    net = Network(
        sn.Sequential(
            ("<script>&\x00\"'", sn.Conv2d(3, 3)),
        ),
        (3, 8, 8),
    )
    assert "&lt;script&gt;&amp;\ufffd&quot;&#x27;" in layers_figure(net).to_svg()


@pytest.fixture
def figure() -> Figure:
    return window_figure(sn.Conv2d(1, 3, stride=2, padding=1), (1, 5, 5))


def test_a_notebook_shows_the_picture(figure: Figure) -> None:
    assert figure._repr_svg_() == figure.to_svg()
    assert repr(figure).startswith("<Figure 'Conv2d(1, 3, stride=2, padding=1)', ")


def test_pictures_follow_the_page_and_not_the_operating_system(figure: Figure) -> None:
    svg = figure.to_svg()
    assert "light-dark(#" in svg
    assert "prefers-color-scheme" not in svg


def test_classes_are_not_those_of_a_page(figure: Figure) -> None:
    for classes in re.findall('class="([^"]*)"', figure.to_svg()):
        assert all(name.startswith("symnet-") for name in classes.split())


def test_a_notebook_shows_an_image_that_needs_no_trust(figure: Figure) -> None:
    found = re.fullmatch('<img src="data:image/svg\\+xml;base64,([^"]*)" alt="[^"<]*" style="max-width:100%">', figure._repr_html_())
    assert found
    assert base64.b64decode(found[1]).decode() == figure.to_svg()


DRAWN = (
    "alexnet",
    "lenet5",
    "resnet18",
    "resnet50",
    "vit_b_16",
    "swin_t",
    "mobilenet_v2",
    "googlenet",
    "unet",
    "densenet121",
    "convnext_tiny",
)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("kind", ["blocks", "volumes"])
def test_pictures_of_blocks_are_small_and_their_texts_stand_apart(name: str, kind: str) -> None:
    made = sn.zoo.NETWORKS[name]().figure(kind, title=False)
    left, top, right, bottom = made.box
    assert right - left < 3200
    assert bottom - top < 4000
    boxes = [part.box for part in parts(made.items) if isinstance(part, Label)]
    for k, (a, b, c, d) in enumerate(boxes):
        assert left <= a <= c <= right
        for e, f, g, h in boxes[:k]:
            assert not (a < g - 1 and e < c - 1 and b < h - 1 and f < d - 1), (made.texts[k], made.texts)


def test_a_picture_of_a_place_of_a_block_and_without_a_title() -> None:
    net = sn.zoo.resnet18()
    assert net.figure("window", "layer2.0.conv1").texts[0] == "layer2.0.conv1, drawn for an input of 8×8"
    assert net.figure("layers", "layer1", title="Stage 1").texts[0] == "Stage 1"
    assert "layer1" not in net.figure("layers", "layer1", title=False).texts
    assert len(net.figure("blocks", depth=2).texts) > len(net.figure("blocks").texts)
    assert sn.zoo.alexnet(input_shape=(3, "H", "H")).figure("volumes").texts[2] == "H×H×3"
    for kind, place, options, sentence in (
        ("blok", None, {}, "unknown kind of picture 'blok'; did you mean blocks"),
        ("volumes", None, {"dept": 1}, "unknown option of the picture 'volumes' 'dept'; did you mean depth"),
        ("window", None, {}, 'is no layer; name one: net.figure("window", "conv1")'),
        ("volumes", "conv1", {}, "conv1 is one layer; draw its window, the network, or a block of it"),
        ("blocks", None, {"depth": 0}, "depth is 0; give a whole number of at least 1"),
        ("window", "fc", {}, "moves no window"),
    ):
        with pytest.raises(SymnetError, match=re.escape(sentence)):
            net.figure(kind, place, **options)


@pytest.mark.parametrize(("name", "start"), [("a.svg", "<svg "), ("a.tex", r"\begin{tikzpicture}")])
def test_files(figure: Figure, tmp_path: FilePath, name: str, start: str) -> None:
    figure.save(tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("name", ["a.png", "a", "svg"])
def test_other_files_are_refused(figure: Figure, tmp_path: FilePath, name: str) -> None:
    with pytest.raises(SymnetError, match=r"cannot be saved as '.*'; give a name that ends in .svg, or in .tex"):
        figure.save(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_the_command_line_draws(tmp_path: FilePath, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figure", "alexnet"]) == 0
    assert capsys.readouterr().out == f"{layers_figure(sn.zoo.alexnet()).to_svg()}\n"
    file = tmp_path / "field.svg"
    assert main(["figure", "alexnet", "--kind", "receptive_field", "--output", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == f"{receptive_field_figure(sn.zoo.alexnet()).to_svg()}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--output", "a.png"), "symnet: a figure cannot be saved as 'a.png'"),
        (("--output", "nowhere/a.svg"), "symnet: cannot write nowhere/a.svg: No such file or directory; give a file"),
        (("--kind", "receptive_field", "--input", "3,H,W"), "symnet: bars are drawn for numbers"),
        (("--kind", "window"), "symnet: AlexNet is no layer; name one"),
        (("--kind", "windows"), "invalid choice: 'windows'"),
    ],
)
def test_the_command_line_says_why_not(arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figure", "alexnet", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


PICTURES = [(kind, 0 if kind == "window" else None) for kind in FIGURES]


@pytest.mark.skipif(not all(map(shutil.which, ("pdflatex", "pdftotext"))), reason="pdflatex or pdftotext is not installed")
def test_tikz_compiles_and_shows_the_numbers(figure: Figure, tmp_path: FilePath) -> None:
    net = Network(sn.Residual(("50% & more_of it", sn.Conv2d(3, 3, padding=1)), sn.ReLU()), (3, 16, 16))
    drawn = (
        figure,
        window_figure(sn.ConvTranspose2d(1, (2, 3), stride=2), (1, 3, 3)),
        *(net.figure(kind, place) for kind, place in PICTURES),
    )
    page = squeezed(compiled("\n\n".join(f.to_tikz() for f in drawn), tmp_path, ",tikz"))
    assert "(5-3+2×1)/2+1=3" in page
    assert "50%&more_ofit" in page
    assert "kernel3" in page
