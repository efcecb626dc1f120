"""Receptive fields against published tables and a gradient oracle (tests/data/receptive_fields.json names the sources)."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import (
    INPUT,
    Add,
    AvgPool1d,
    BatchNorm2d,
    Concat,
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    Flatten,
    Graph,
    Linear,
    MaxPool1d,
    MaxPool2d,
    Network,
    NoClosedForm,
    Node,
    Parallel,
    ReLU,
    Repeat,
    Residual,
    Sequential,
    SymnetError,
    Upsample,
    ZeroPad1d,
)
from symnet.arithmetic.window import Window
from symnet.quantities.field import Field
from tests.gradients import broken, drawn, network, seen
from tests.strategies import image_graphs, image_shapes

TRUTH = json.loads((Path(__file__).parent / "data" / "receptive_fields.json").read_text())


def vgg16() -> Graph:
    blocks = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
    return Sequential(*(op for c, n in blocks for op in (*([Conv2d(c, 3, padding=1), ReLU()] * n), MaxPool2d(2))))


def mobilenet() -> Graph:
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    body = (op for s in strides for op in (Conv2d(8, 3, stride=s, padding="same", groups=8), Conv2d(8, 1)))
    return Sequential(Conv2d(8, 3, stride=2, padding="same"), *body)


def resnet(counts: tuple[int, ...], bottleneck: bool) -> Graph:
    def block(c: int, stride: int) -> Graph:
        body: tuple[Any, ...] = (Conv2d(c, 3, stride=stride, padding=1), BatchNorm2d(), ReLU(), Conv2d(c, 3, padding=1))
        if bottleneck:
            body = (Conv2d(c, 1), ReLU(), Conv2d(c, 3, stride=stride, padding=1), ReLU(), Conv2d(4 * c, 1))
        return Residual(*body, shortcut=Conv2d(4 * c if bottleneck else c, 1, stride=stride))

    stem = {"conv1": Conv2d(64, 7, stride=2, padding=3), "maxpool": MaxPool2d(3, stride=2, padding=1)}
    layers = {
        f"layer{k}": Sequential(*(block(64 * 2 ** (k - 1), 2 if k > 1 and j == 0 else 1) for j in range(n)))
        for k, n in enumerate(counts, 1)
    }
    return Sequential(**stem, **layers)


def end_points(net: Network) -> dict[str, tuple[Any, Any, Any]]:
    """Field of each call, and under the name of a stage that of its last call."""
    found: dict[str, tuple[Any, Any, Any]] = {}
    for call, field in zip(net.calls, net.receptive_fields, strict=True):
        for depth in range(1, len(call.path.shown) + 1):
            found[".".join(call.path.shown[:depth])] = (field.size, field.jump, -field.start)
    return found


@pytest.mark.parametrize(("model", "graph"), [("resnet18", resnet((2, 2, 2, 2), False)), ("resnet50", resnet((3, 4, 6, 3), True))])
def test_residual_networks_agree_with_the_gradient_oracle(model: str, graph: Graph) -> None:
    found = end_points(Network(graph, (3, 1000, 1000)))
    for row in TRUTH["torch_gradient_oracle"]["models"][model]["end_points"]:
        assert found[row["end_point"]] == (row["rf"], row["effective_stride"], row["effective_padding"]), row


def test_alexnet_of_torchvision_agrees_with_the_gradient_oracle() -> None:
    net = sn.zoo.alexnet("torchvision", (3, 400, 400))
    made = end_points(net)
    for row in TRUTH["torch_gradient_oracle"]["models"]["alexnet"]["end_points"]:
        assert made[row["end_point"]] == (row["rf"], row["effective_stride"], row["effective_padding"]), row


def test_vgg_agrees_with_the_published_table() -> None:
    sizes = list(end_points(Network(vgg16(), (3, 512, 512))).values())
    for row in TRUTH["endpoint_table"]:
        if row["net"] == "vgg_16" and "conv" in row["end_point"] and row["effective_padding"] is not None:
            assert (row["rf"], row["effective_stride"], row["effective_padding"]) in sizes, row


def test_mobilenet_with_same_padding_agrees_with_the_published_table() -> None:
    net = Network(mobilenet(), (8, 512, 512))
    sizes = [(f.size, f.jump) for f in net.receptive_fields]
    for row in TRUTH["endpoint_table"]:
        if row["net"] == "mobilenet_v1":
            assert (row["rf"], row["effective_stride"]) in sizes, row


@pytest.mark.parametrize("case", TRUTH["unit_networks"]["cases"], ids=lambda c: c["id"])
def test_unit_networks(case: Any) -> None:
    if case["expect"] == "ValueError: misaligned":
        try:
            net = unit_network(case, *(case["input_resolution"] or (41, 41)))
        except SymnetError as error:
            assert "shapes differ" in str(error)  # noqa: PT017 - either of two refusals is right
            return
        assert not all(f.aligned for f in net.receptive_field)
        return
    rows, columns = resolved(case).receptive_field
    want = case["expect"]
    assert (rows.size, columns.size, rows.jump, columns.jump) == (want["rf_y"], want["rf_x"], want["stride_y"], want["stride_x"])
    if want["pad_x"] is not None:
        assert (-rows.start, -columns.start) == (want["pad_y"], want["pad_x"])


def resolved(case: Any) -> Network:
    """The network at its resolution; where the table leaves that open, at the first from 41 on at which the branches meet."""
    if case["input_resolution"]:
        return unit_network(case, *case["input_resolution"])
    for size in range(41, 60):
        try:
            return unit_network(case, size, size)
        except SymnetError:
            continue
    raise AssertionError("no resolution at which the branches meet")


def unit_network(case: Any, height: int, width: int) -> Network:
    """A network as tests/data describes it; its two sides are cut to one size where the table leaves the resolution open."""
    names = {"x": INPUT}
    nodes: list[Node] = []
    pads: dict[str, tuple[str, int, int]] = {}

    def add(name: str, op: Any, *inputs: str) -> None:
        nodes.append(Node(name, op, tuple(names[i] for i in inputs)))
        names[name] = len(nodes) - 1

    for step in case["graph"]:
        kind, name = step["op"], step["name"]
        if kind == "pad":
            pads[name] = (step["input"], step["before"], step["after"])
        elif kind in ("conv", "maxpool"):
            source, before, after = pads.get(step["input"], (step["input"], 0, 0))
            padding: Any = "same" if step["padding"] == "SAME" else ((before, after), (before, after))
            add(name, Conv2d(2, tuple(step["kernel_hw"]), stride=step["stride"], padding=padding), source)
        elif "inputs" in step:
            add(name, Add(), *step["inputs"])
        else:
            add(name, ReLU(), step["input"])
    return Network(Graph(tuple(nodes)), (2, height, width))


def test_symbolic_fields() -> None:
    K, S, P = sn.symbols("K S P")
    field = Network(Sequential(*[Conv2d(4, "K", stride="S", padding="P")] * 3), (3, "W", "W")).receptive_field
    assert sp.expand(field.size - (K + (K - 1) * S + (K - 1) * S**2)) == 0
    assert field.jump == S**3
    assert sp.expand(field.start + P + P * S + P * S**2) == 0


def test_a_repeated_body_sees_as_its_unrolled_copies() -> None:
    body = Sequential(Residual(Conv2d(8, 3, padding=1), Conv2d(8, 5, padding=2)), MaxPool2d(3, stride=2, padding=1))
    closed = Network(Repeat(body, "n"), (8, "H", "H"))
    for n in range(1, 6):
        unrolled = Network(Sequential(*[body] * n), (8, 500, 500))
        assert closed.subs(n=n, H=500).receptive_field == unrolled.receptive_field
        at_n = dict.fromkeys(sp.sympify(closed.receptive_field.size).free_symbols, n)
        assert closed.receptive_field.size.subs(at_n) == unrolled.receptive_field.size


def test_branches_take_the_hull_and_name_paths_that_move_apart() -> None:
    wide = Parallel(Conv2d(4, 7, padding=3), Conv2d(4, 3, padding=1), merge=Concat())
    assert Network(wide, (3, 30, 30)).receptive_field.size == 7
    apart = Parallel(Sequential(Conv2d(4, 3, stride=2, padding=1)), Conv2d(4, 16), merge=Concat())
    with pytest.raises(SymnetError, match=r"branch1\.Conv1 moves by 2 cells and branch2 by 1"):
        _ = Network(apart, (3, 30, 30)).receptive_field


def test_channels_may_be_last_in_between() -> None:
    def ends(*between: sn.Layer) -> Any:
        return Network(Sequential(Conv2d(4, 3, stride=2), *between, Conv2d(4, 3)), (3, 30, 40)).receptive_fields[-1]

    there, back = sn.Permute((1, 2, 0)), sn.Permute((2, 0, 1))
    cellwise = (sn.LayerNorm(), Linear(8), sn.GELU(), sn.LayerScale(), sn.Dropout())
    assert ends(there, *cellwise, back) == ends(Conv2d(8, 1))
    assert all(f.whole for f in ends(there, sn.Softmax(dim=0), back))
    assert all(f.whole for f in ends(there, Conv2d(4, 1), back))
    assert all(f.whole for f in ends(sn.Transpose(1, 2), sn.Transpose(1, 2)))
    assert all(f.whole for f in ends(there))


def test_what_is_flattened_sees_the_whole_axis() -> None:
    net = Network(Sequential(Conv2d(4, 3), Flatten(), Linear(2)), (3, 30, 30))
    assert all(f.whole and f.size == 30 for f in net.receptive_field)


@given(image_graphs(), image_shapes)
def test_fields_are_what_brute_force_finds(graph: Any, shape: tuple[int, ...]) -> None:
    """Which input cells reach output cell 0 and 1, by walking back through the windows, cell by cell."""
    try:
        net = Network(graph, shape)
    except SymnetError:
        return
    if any(f.whole for f in net.receptive_field) or min(net.output_shape[1:]) < 2:
        return
    for axis, field in enumerate(net.receptive_field):
        for output in (0, 1):
            cells = reached(net, len(net.calls) - 1, axis, {output})
            low = field.start + output * field.jump
            assert (min(cells), max(cells)) == (low, low + field.size - 1)


def reached(net: Network, k: int, axis: int, outputs: set[int]) -> set[int]:
    """The input cells, counted beyond the edges, that cells of call k see along an axis."""
    if k < 0:
        return outputs
    call = net.calls[k]
    window = call.layer.windows(*call.inputs)[axis]
    before = window.before(call.inputs[0][axis + 1])
    seen = {o * window.stride - before + d * window.dilation for o in outputs for d in range(window.kernel_size)}
    for loop in call.loops:
        assert loop.times >= 1
    return {cell for source in call.sources for cell in reached(net, source, axis, seen)}


GRADIENTS = [json.loads(line) for line in (Path(__file__).parent / "data" / "receptive_field_gradients.jsonl").read_text().splitlines()]


def test_random_networks_see_what_gradients_reach() -> None:
    """Branches, dilation, transposed convolutions, resizing, crops: the first and the last cell, output by output."""
    for row in GRADIENTS:
        net = network(row["net"], row["length"])
        assert net.output_shape[1] == row["output_length"]
        try:
            (field,) = net.receptive_field
        except SymnetError as refusal:
            assert "would each see differently" in str(refusal)  # noqa: PT017 - the one refusal there is
            continue
        assert field.gaps or field.whole or not row.get("gaps"), row
        for output, cells in enumerate(row["spans"], row["first_output"]):
            first, last = field.span(output)
            assert field.whole or (None if last < first else [first, last]) == cells, row


CHAINS = 1000 if os.environ.get("SYMNET_PROFILE") == "long" else 40


@pytest.mark.long
def test_new_random_networks_see_what_gradients_reach() -> None:
    pytest.importorskip("torch").set_num_threads(1)
    start = int(os.environ.get("SYMNET_LIVE_SEED", "1")) * 10_000_000
    print("SYMNET_LIVE_SEED", start // 10_000_000)
    for seed in range(start, start + CHAINS):
        specs, length = drawn(seed)
        if (row := seen(specs, length)) is None:
            continue
        try:
            (field,) = network(specs, length).receptive_field
        except SymnetError as refusal:
            assert "would each see differently" in str(refusal)  # noqa: PT017 - the one refusal there is
            continue
        assert field.gaps or field.whole or not any(map(broken, row["cells"])), seed
        for output, cells in enumerate(row["cells"], row["first_output"]):
            first, last = field.span(output)
            assert field.whole or ([first, last] == [cells[0], cells[-1]] if cells else last < first), (seed, output)


@pytest.mark.parametrize(
    ("layer", "axis"),
    [
        *((layer, 1) for layer in (sn.Softmax(), sn.LayerNorm(), sn.RMSNorm(), Linear(20), sn.GLU(), Concat(dim=1))),
        *((layer, None) for layer in (sn.Softmax(dim=0), sn.LayerNorm(dim=0), sn.GLU(dim=0), Concat())),
        *((layer, "all") for layer in (sn.GroupNorm(2), sn.InstanceNorm2d(), sn.BatchNorm2d(track_running_stats=False))),
    ],
)
def test_layers_that_take_an_axis_together_see_all_of_it(layer: sn.Layer, axis: Any) -> None:
    rank = layer.rank or (3 if axis == "all" else 2)
    (*_, last) = Network(layer, *[(4, 20, 20)[:rank]] * (2 if layer.arity is None else 1)).receptive_field
    assert last.whole == (axis is not None)


@st.composite
def bodies(draw: st.DrawFn, depth: int = 2) -> Any:
    """A body of layers on (2, L) that strides, dilates, branches, upsamples and repeats."""
    window = st.builds(lambda k, s, p: Conv1d(2, k, stride=s, padding=p), st.integers(1, 3), st.integers(1, 2), st.integers(0, 2))
    dilated = st.builds(lambda k, d: Conv1d(2, k, dilation=d, padding=d * (k - 1) // 2), st.sampled_from((1, 3, 5)), st.integers(1, 2))
    others = st.sampled_from(
        (
            Parallel(Conv1d(2, 3, padding=1), Conv1d(2, 5, padding=2), merge=Add()),
            Upsample(scale_factor=2),
            ConvTranspose1d(2, 3, stride=2, padding=1),
            ZeroPad1d(((1, -1),)),
            MaxPool1d(2),
        )
    )
    step = st.one_of(window, dilated, others)
    if depth:
        step = st.one_of(step, st.builds(Repeat, bodies(depth=depth - 1), st.integers(1, 2)))
    return Sequential(*draw(st.lists(step, min_size=1, max_size=3)))


@given(bodies(), st.integers(1, 3), st.integers(1, 3))
def test_a_repetition_sees_as_its_copies(body: Any, times: int, stride: int) -> None:
    def seen(graph: Any) -> Any:
        try:
            return Network(Sequential(Conv1d(2, 3, stride=stride), graph), (2, 300)).receptive_field
        except SymnetError as error:
            return type(error)

    assert seen(Repeat(body, times)) == seen(Sequential(*[body] * times))


KEEPING = st.one_of(
    st.builds(lambda k: Conv1d(2, 2 * k + 1, padding=k), st.integers(0, 4)),
    st.builds(lambda before: ZeroPad1d(((before, -before),)), st.integers(-2, 2)),
)


@given(st.lists(KEEPING, max_size=2), st.lists(KEEPING, min_size=1, max_size=2), st.booleans(), st.booleans(), st.integers(1, 4))
def test_a_repetition_that_sees_something_in_every_run_sees_as_its_copies(
    own: list[Any], other: list[Any], one_value: bool, nested: bool, times: int
) -> None:
    @sn.block
    def body(h: Any, c: Any, /) -> Any:
        for op in own:
            h = op(h)
        for op in other:
            c = op(c)
        return h + c

    x = sn.Input(2, 300)
    fed = Conv1d(2, 3, padding=1)(x)
    kept = fed if one_value else Conv1d(2, 5, padding=2)(x)
    seen, copies = [], fed
    for _ in range(times):
        copies = body()(copies, kept)
        seen.append(Network(copies).receptive_field)
    repeated = Repeat(Repeat(body(), 1), times) if nested else Repeat(body(), times)
    assert Network(repeated(fed, kept)).receptive_field == seen[-1]
    with contextlib.suppress(NoClosedForm), mock.patch("symnet.quantities.receptive_field.PASSED", 0):
        for k in range(times):
            (closed,) = Network(Repeat(body(), k + 1)(fed, kept)).receptive_field
            assert (closed.size, closed.start, closed.jump) == (seen[k][0].size, seen[k][0].start, seen[k][0].jump)
    with contextlib.suppress(NoClosedForm):
        (closed,) = Network(Repeat(body(), "n")(fed, kept)).receptive_field
        for k in range(times):
            assert [sp.sympify(v).subs(sn.symbols("n"), k + 1) for v in (closed.size, closed.start)] == [seen[k][0].size, seen[k][0].start]


def test_a_repetition_whose_body_depends_on_its_run() -> None:
    i = sp.Symbol("i", integer=True, nonnegative=True)
    (doubling,) = Network(Repeat(Conv1d(4, 3, padding=2**i, dilation=2**i), 6, i), (4, 5000)).receptive_field
    assert (doubling.size, doubling.start) == (127, -63)
    (growing,) = Network(Repeat(Conv1d(4, 2 * i + 1, padding="same"), 5, i), (4, 5000)).receptive_field
    assert growing.size == 21
    (causal,) = Network(Repeat(Conv1d(4, 2, dilation=2**i, padding=((2**i, 0),)), "n", i), (4, 5000)).receptive_field
    (n,) = causal.size.free_symbols
    assert sp.simplify(causal.size - 2**n) == 0


def test_fields_by_phase() -> None:
    net = Network(Sequential(AvgPool1d(2), ConvTranspose1d(1, 2, stride=2), Conv1d(1, 2)), (1, 32))
    (field,) = net.receptive_field
    assert (field.smallest, field.size, field.start, field.jump, field.aligned) == (2, 4, 0, 1, False)
    assert [field.span(k) for k in range(3)] == [(0, 1), (0, 3), (2, 3)]
    many = Sequential(*[ConvTranspose1d(1, 3, stride=7)] * 6)
    with pytest.raises(SymnetError, match="neighbouring outputs would each see differently"):
        _ = Network(many, (1, 4)).receptive_field


def cell_by_cell(field: Field, window: Window, before: int, output: int) -> set[int]:
    """The cells of the input that an output of a window sees, each of its taps looked at."""
    places = (output * window.stride - before + tap * window.dilation for tap in range(window.kernel_size))
    spans = (field.span(place // window.stretch) for place in places if place % window.stretch == 0)
    return {cell for first, last in spans for cell in range(first, last + 1)}


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, 5, 40]), *[st.integers(1, 4)] * 3, st.integers(-4, 6)), min_size=1, max_size=2),
    st.builds(Field, st.integers(1, 4), st.integers(1, 3), st.integers(-3, 3)),
)
def test_what_a_window_reads_by_phase_is_what_its_taps_read(steps: list[tuple[int, ...]], field: Field) -> None:
    for kernel, stride, dilation, stretch, before in steps:
        window, field = Window(kernel, stride=stride, dilation=dilation, stretch=stretch, padding=before), replace(field, gaps=False)
        behind = field.through(window, 1000, 1000)
        seen = [cell_by_cell(field, window, before, output) for output in range(2 * len(behind.turn))]
        for output, cells in enumerate(seen):
            first, last = behind.span(output)
            assert (first, last) == (min(cells), max(cells)) if cells else first > last
        assert behind.gaps == any(len(cells) <= max(cells) - min(cells) for cells in seen if cells)
        field = behind


def test_what_is_large_takes_no_longer() -> None:
    (field,) = Network(Repeat(Conv1d(4, 3, padding=1), 10**9), (4, 9)).receptive_field
    assert (field.size, field.start) == (2 * 10**9 + 1, -(10**9))
    (field,) = Network(ConvTranspose1d(1, 10**8, stride=2), (1, 20)).receptive_field
    assert (field.size, field.span(0), field.span(1)) == (10**8 // 2, (1 - 10**8 // 2, 0), (1 - 10**8 // 2, 0))
    (field,) = Network(Sequential(ConvTranspose1d(1, 2, stride=2), AvgPool1d(10**7)), (1, 10**8)).receptive_field
    assert (field.size, field.jump, field.gaps) == (10**7 // 2, 10**7 // 2, False)


@pytest.mark.parametrize("up", [ConvTranspose1d(4, 3, stride=2), sn.Upsample(scale_factor=2)], ids=repr)
@pytest.mark.parametrize("by_run", [lambda i: 2 * i + 1, lambda i: 2**i, lambda i: sn.symbols("K")], ids=["odd", "power", "symbol"])
def test_a_repeated_upsampling_whose_windows_are_symbols_has_no_closed_field(up: Any, by_run: Any) -> None:
    i = sn.symbols("i")
    repeated = Repeat(Sequential(up, Conv1d(4, by_run(i), padding="same")), "n", i)
    with pytest.raises(NoClosedForm, match="the receptive field of a repeated upsampling goes by phases"):
        _ = Network(repeated, (4, 16)).receptive_field


def test_a_jump_that_is_whole_again_is_an_int() -> None:
    (field,) = Network(Sequential(ConvTranspose1d(1, "K", stride=2), Conv1d(1, 2, stride=2)), (1, 40)).receptive_field
    assert type(field.jump) is int
