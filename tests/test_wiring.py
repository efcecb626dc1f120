"""Wiring by calls: it makes the graphs of the combinators, agrees with torch, and carries every output anywhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import (
    GRU,
    LSTM,
    Add,
    Concat,
    Conv1d,
    Conv2d,
    CropTo,
    Embedding,
    Graph,
    Identity,
    Input,
    Layer,
    Linear,
    MaxPool2d,
    MaxUnpool2d,
    MultiheadAttention,
    Network,
    Node,
    ReLU,
    Repeat,
    Residual,
    Sequential,
    Split,
    SymnetError,
    block,
    wired,
)
from tests.strategies import LAYERS, Wiring, chains, dags

# ------------------------------------------------------------------ one graph


@given(chains)
def test_calls_make_the_graph_that_combinators_make(wiring: Wiring) -> None:
    graph, call = wiring
    x = Input(4, 6, 6)
    net = Network(call(x))
    assert net.graph == graph
    assert net == Network(graph, (4, 6, 6))
    assert eval(repr(net), vars(sn) | {"np": np}) == net
    open_input = Input()
    assert wired(call(open_input), [open_input]) == graph


def test_a_skip_written_line_by_line_counts_as_a_residual() -> None:
    x = Input(8, 5, 5)
    flat = Network(x + ReLU()(Conv2d(8, 3, padding=1)(x)))
    nested = Network(Residual(Conv2d(8, 3, padding=1), ReLU()), (8, 5, 5))
    assert (flat.params, flat.macs, flat.receptive_field) == (nested.params, nested.macs, nested.receptive_field)
    body = Sequential(Conv2d(8, 3, padding=1), ReLU())
    assert Network(Add()(body(x), x, name="Add")).graph == Residual(Conv2d(8, 3, padding=1), ReLU())


def test_a_graph_of_several_outputs_round_trips() -> None:
    x = Input(8, 5, 5)
    a, b = Split(2)(x)
    net = Network((a, ReLU()(b), x))
    assert net.output_shapes == ((4, 5, 5), (4, 5, 5), (8, 5, 5))
    assert eval(repr(net), vars(sn)) == net
    assert net.graph.map_ops(lambda layer: layer) == net.graph
    assert net != Network((ReLU()(b), a, x))
    template = net.template()
    assert template.filled().output_shapes == net.output_shapes
    assert net.exact().output_shapes == net.output_shapes
    assert str(net.table()).count("Output") == 3
    assert Graph((Node("a", ReLU(), ((-1),)), Node("b", ReLU(), ((0, 0),)))) == Sequential(("a", ReLU()), ("b", ReLU()))


# --------------------------------------------------------------- every output


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@given(data=st.data())
def test_every_layer_is_called_and_every_output_feeds_and_leaves(cls: type[Layer], data: st.DataObject) -> None:
    layer, x = data.draw(LAYERS[cls])
    shapes = (tuple(layer.output_shape(*x)), *map(tuple, layer.extra_outputs(*x)))
    assert layer.returns == len(shapes) == 1 + len(layer.extra_windows(*x))
    value = layer(*(Input(shape) for shape in x))
    assert tuple(v.shape for v in value.outputs) == shapes
    assert Network(layer, *x).output_shapes == shapes
    assert Network(value.outputs).output_shapes == shapes
    assert Network(tuple(Identity()(v) for v in value.outputs)).output_shapes == shapes
    assert Network(layer(*(Input() for _ in x)).outputs, *x).output_shapes == shapes


def test_outputs_unpack_as_torch_hands_them_out() -> None:
    out, (h, c) = LSTM(8, num_layers=2)(Input(10, 4))
    assert (out.shape, h.shape, c.shape) == ((10, 8), (2, 8), (2, 8))
    out, h = GRU(8)(Input(10, 4))
    assert h.shape == (1, 8)
    again, _ = LSTM(8)(Input(5, 4), LSTM(8)(Input(10, 4)).outputs[1:])
    assert again.shape == (5, 8)
    attended, weights = MultiheadAttention(2)(Input(7, 8))
    assert weights.shape == (7, 7)
    assert (attended + Input(7, 8)).shape == (7, 8)
    with pytest.raises(SymnetError, match="does not unpack"):
        _, _ = Linear(3)(Input(4))
    with pytest.raises(SymnetError, match="unpack it first"):
        Split(2)(Input(4, 4))[0]


def built(steps: list[tuple[str, tuple[int, ...], Any]], x: Any) -> list[Any]:
    """The values of a random wiring on images, merges of what does not fit left out."""
    values = [x]
    for kind, taken, k in steps:
        a = values[taken[0]]
        if kind == "conv":
            values.append(Conv2d(4, k, padding=k // 2)(a))
        elif kind in ("relu", "norm"):
            values.append((ReLU() if kind == "relu" else sn.BatchNorm2d())(a))
        elif kind == "split":
            values += [*Split(2)(a)] if a.shape[0] % 2 == 0 else [a, a]
        elif kind == "concat":
            values.append(Concat()(a, values[taken[1]]))
        else:
            values.append(a + values[taken[1]] if a.shape == values[taken[1]].shape else a)
    return values


@given(dags())
def test_each_output_is_that_of_the_network_cut_there(steps: list[tuple[str, tuple[int, ...], Any]]) -> None:
    values = built(steps, Input(4, 16, 16))
    if all(v is values[0] for v in values):
        return
    whole = Network(tuple(values[1:]))
    for value, shape, field in zip(values[1:], whole.output_shapes, whole.output_fields, strict=True):
        if value is not values[0]:
            cut = Network(value)
            assert (cut.output_shape, cut.receptive_field) == (shape, field)
    symbolic = Network(tuple(built(steps, Input(4, 16, 16))[1:])).graph
    assert Network(symbolic, (4, "H", "W")).subs(H=16, W=16).output_shapes == whole.output_shapes
    swept = Network(symbolic, (4, "H", "W")).subs(H=np.array([16, 20]), W=16)
    assert [tuple(int(np.asarray(n).flat[0]) for n in shape) for shape in swept.output_shapes] == [*whole.output_shapes]


def test_a_part_of_an_axis_of_space_sees_where_it_is_cut() -> None:
    x = Input(3, 12, 9)
    parts = [*Split(3, dim=1)(Conv2d(4, 3, padding=1)(x))]
    fields = Network(tuple(parts)).output_fields
    assert [f[0].start for f in fields] == [-1, 3, 7]
    assert [f[1].start for f in fields] == [-1, -1, -1]
    assert fields[1] == Network(Conv2d(4, 3, padding=1)(x)[:, 4:8]).receptive_field


# ------------------------------------------------------------------ repetition


@block
def Gated(x: Any, /, skip: Any = 5, kernel: Any = 3, dilation: Any = 1) -> Any:
    y = Conv1d(4, kernel, padding="same", dilation=dilation)(x)
    return x + Conv1d(4, 1)(y), Conv1d(skip, 1)(y)


OVER_RUNS = [name for name in sn.QUANTITIES if name != "activations"]
"""What copies have as a repetition has; their one sum of all skips has fewer outputs than a sum after each run."""


def copies(body: Graph, times: int, x: Any) -> Any:
    """What `Repeat(body, times, merges=Add())` is, written out; each copy has weights of its own."""
    skips = []
    for _ in range(times):
        x, skip = wired(body.map_ops(lambda layer: layer)(inner := Input()).outputs, [inner])(x)
        skips.append(skip)
    return x, Add()(*skips) if times > 1 else Identity()(skips[0])


@pytest.mark.parametrize("times", [1, 2, 5])
@pytest.mark.parametrize("kernel", [1, 3])
def test_a_repetition_that_merges_is_its_copies(times: int, kernel: int) -> None:
    x = Input(4, 30)
    written = Network(copies(Gated(kernel=kernel), times, x))
    body = Gated(kernel=kernel)
    symbolic = Network(Repeat(body, "n", merges=Add()), (4, "L"))
    swept = Network(Repeat(body, np.array([times, 7]), merges=Add()), (4, 30))
    for net in (Network(Repeat(body, times, merges=Add()), (4, 30)), symbolic.subs(n=times, L=30)):
        assert net.output_shapes == written.output_shapes
        assert net.output_fields == written.output_fields
        assert {q: net.total(q) for q in OVER_RUNS} == {q: written.total(q) for q in OVER_RUNS}
    assert (swept.params[0], swept.macs[0]) == (written.params, written.macs)
    at_times = symbolic.output_fields[1][0]
    free = getattr(at_times.size, "free_symbols", set())
    assert sp.sympify(at_times.size).subs(dict.fromkeys(free, times)) == written.output_fields[1][0].size


def test_a_repetition_collects_what_its_runs_make() -> None:
    for times in (1, 3, "n"):
        net = Network(Repeat(Gated(), times, merges=Concat()), (4, 30))
        n = net.symbols.get("n", times)
        assert net.output_shapes == ((4, 30), (5 * n, 30))


def test_a_repetition_hands_on_several_values() -> None:
    @block
    def Step(x: Any, h: Any, c: Any, /) -> Any:
        h, c = sn.LSTMCell(6)(x, (h, c))
        return h, c, Linear(2)(h)

    @block
    def Turned(h: Any, c: Any, x: Any, /) -> Any:
        return sn.LSTMCell(6)(x, (h, c)).outputs

    once = Network(Repeat(Turned(), 1, carried=2), (6,), (6,), (3,))
    for times in (3, "n"):
        net = Network(Repeat(Turned(), times, carried=2), (6,), (6,), (3,))
        assert net.output_shapes == ((6,), (6,))
        assert net.params == net.symbols.get("n", times) * once.params
    assert Network(Step(), (3,), (6,), (6,)).output_shapes == ((6,), (6,), (2,))
    a, b = Input(), Input()
    grown = Network(Repeat(wired((Concat()(a, b), b)), "n", carried=2), (3,), (5,))
    assert grown.output_shape[0] == 5 * grown.symbols["n"] + 3
    assert grown.subs(n=4).output_shapes == ((23,), (5,))


def test_what_only_a_run_makes_needs_a_run() -> None:
    with pytest.raises(SymnetError, match="Gated1: it is repeated 0 times, and hands on what only a run makes; repeat it at least once"):
        Network(Repeat(Gated(), 0, merges=Add()), (4, 30))
    assert str(Network(Repeat(Gated(), "n", merges=Add()), (4, 30)).solve()) == "n >= 1"
    with pytest.raises(SymnetError, match="Gated1 hands on 1 outputs and merges 2, and its body has 2"):
        Repeat(Gated(), 3, merges=(Add(), Add()))
    with pytest.raises(SymnetError, match="Gated1 hands on 2 outputs to its next run"):
        Repeat(Gated(), 3, carried=2)


# --------------------------------------------------------------------- sharing


def test_one_object_has_one_set_of_weights() -> None:
    x, y = Input(8), Input(8)
    branch = Sequential(Linear(16), ReLU(), Linear(4))
    siamese = Network(branch(x) - branch(y))
    assert (siamese.params, siamese.macs) == (Network(branch, (8,)).params, 2 * Network(branch, (8,)).macs)
    apart = Network(Sequential(Linear(16))(x) - Sequential(Linear(16))(y))
    assert apart.params == 2 * (8 * 16 + 16)
    relu, linear = ReLU(), Linear(8)
    assert Network(relu(linear(relu(linear(x))))).params == 72
    assert Network(relu(Linear(8)(relu(Linear(8)(x))))).graph == Sequential(Linear(8), ReLU(), Linear(8), ReLU())


def test_one_table_used_three_times() -> None:
    table = Embedding(100, 16)
    source, target = table(Input("S")), table(Input("T"))
    mixed = sn.ScaledDotProductAttention()(target, source, source)
    net = Network(Linear(100, bias=False)(mixed, shares=source))
    assert net.params == 1600
    assert net.output_shape[1] == 100
    with pytest.raises(SymnetError, match=r"FC1: weight has \(99, 16\) where that of Embedding1 has \(100, 16\)"):
        Network(Linear(99, bias=False)(mixed, shares=source))
    with pytest.raises(SymnetError, match="which is no part of this graph"):
        Network(Linear(100, bias=False)(Input(16), shares=table(Input(5))))


# ------------------------------------------------------------------- operators


def test_operators_and_slices_are_layers() -> None:
    x, y = Input(8, 6, 6), Input(8, 6, 6)
    assert Network(x * y).graph == Network(sn.Multiply(broadcast=True)(x, y)).graph
    assert (x * sn.GlobalAvgPool2d(keepdims=True)(x)).shape == (8, 6, 6)
    assert (x @ y).shape == (8, 6, 6)
    assert (x[:4].shape, x[1:-1, ..., ::2].shape, x[0].shape, x[..., 0].shape) == ((4, 6, 6), (6, 6, 3), (6, 6), (8, 6))
    assert x.flatten().shape == (288,)
    assert x[0, :, -1].shape == (6,)


# ---------------------------------------------------------------------- errors


@block
def TwoInputs(x: Any, y: Any, /) -> Any:
    return x + y


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: Add()(Conv2d(8, 3)(Input(3, 8, 8), name="stem"), Input(8, 8, 8)),
            r"Add: the shapes differ on axis 1: 6 in input 1, 8 in input 2 \(inputs: \(8, 6, 6\) from stem, \(8, 8, 8\) from an Input\)",
        ),
        (
            lambda: Network(Graph((Node("a", Linear(3)), Node("sum", Add(), (0, -1)))), (4,)),
            r"sum: .* 3 in input 1, 4 in input 2 \(inputs: \(3,\) from a, \(4,\) from input 1 of the network\)",
        ),
        (lambda: Conv2d(8, 9)(Input(3, 8, 8), name="stem"), "stem: kernel 9 does not fit input height 8"),
        (lambda: Graph((Node("a", ReLU(), (1,)), Node("b", ReLU(), (0,)))), "node 'a' takes input 1, .* a graph has no cycles"),
        (lambda: Graph((Node("a", ReLU()), Node("b", ReLU(), ((0, 1),)))), "node 'b' takes output 1 of node 'a', which has 1"),
        (lambda: Graph((Node("a", ReLU()),), outputs=(3,)), "the output takes input 3"),
        (lambda: wired(ReLU()(Input(3)), [Input(3)]), "values of another graph"),
        (lambda: wired(ReLU()(x := Input(3)), [x, Input(4)]), "nothing uses input 2"),
        (lambda: TwoInputs()(Input(3)), "TwoInputs takes 2 inputs, and is called on 1"),
        (lambda: TwoInputs(Input(3)), r"TwoInputs is given a value among its arguments; write TwoInputs\(...\)\(x\)"),
        (lambda: block(lambda x, /, y: x + y)(ReLU())(Input(3)), "is called on ReLU"),
        (lambda: Network(ReLU()(Input())), "needs the shape of its input"),
        (lambda: ReLU()(Input()).shape, "the shape is open"),
        (lambda: ReLU()(3), "is called on 3; call it on values"),
        (ReLU(), "is called on nothing"),
        (lambda: Input(3) + 1, "is called on 1"),
        (lambda: Linear(3)(Input(4), shares=Linear(3)), "shares weights with Linear"),
        (lambda: Network(()), "is no value"),
        (lambda: CropTo()(Input(3, 4, 4), Input(3, 5, 4)), "CropTo: the height is 4, and that of the second input 5"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(call: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(SymnetError, match=sentence):
        call()


def test_a_block_of_values_that_are_not_its_own_is_refused() -> None:
    outside = Input(3)

    @block
    def Leaky(x: Any) -> Any:
        return x + outside

    with pytest.raises(SymnetError, match="Leaky is made of values of another graph"):
        Leaky()


# -------------------------------------------------------- as large as another


def unet(x: Any, widths: tuple[int, ...] = (64, 128, 256, 512)) -> Any:
    def double(y: Any, width: int) -> Any:
        return ReLU()(Conv2d(width, 3)(ReLU()(Conv2d(width, 3)(y))))

    skips = []
    for width in widths:
        skips.append(x := double(x, width))
        x = MaxPool2d(2)(x)
    x = double(x, 2 * widths[-1])
    for width, skip in zip(widths[::-1], skips[::-1], strict=True):
        x = sn.ConvTranspose2d(width, 2, stride=2)(x)
        x = double(Concat()(CropTo()(skip, x), x), width)
    return Conv2d(2, 1)(x)


def test_the_valid_u_net_of_the_paper() -> None:
    """Ronneberger et al. 2015, arXiv:1505.04597: 572 -> 388; torch 2.13 counts 31,030,658 parameters."""
    net = Network(unet(Input(1, 572, 572)))
    assert (net.output_shape, net.params) == ((2, 388, 388), 31_030_658)
    crops = [(p.input_shape[1], p.output_shape[1]) for p in net if isinstance(p.layer, CropTo)]
    assert crops == [(64, 56), (136, 104), (280, 200), (568, 392)]
    assert str(Network(unet(Input(1, "H", "H"))).solve("H <= 200")) == "188 <= H <= 200"


def test_a_shape_is_no_cell_that_is_seen() -> None:
    x = Input(3, 40, 40)
    narrow, wide = Conv2d(4, 3)(x), Conv2d(4, 15)(x)
    cropped = Network(CropTo()(narrow, wide))
    assert cropped.receptive_field.size == 3
    assert cropped.receptive_field.start == 6
    assert Network(sn.PadTo()(wide, narrow)).receptive_field.start == -6


# ----------------------------------------------------------------------- torch


@pytest.mark.parametrize("seed", range(20))
def test_random_wirings_agree_with_torch(seed: int) -> None:
    torch: Any = pytest.importorskip("torch")
    r = random.Random(seed)  # noqa: S311, these are tests
    x, t = Input(4, 16, 16), torch.zeros(1, 4, 16, 16)
    values, tensors, params = [x], [t], 0
    with torch.no_grad():
        for _ in range(12):
            k, j = (r.randrange(len(values)) for _ in range(2))
            a, b, ta, tb = values[k], values[j], tensors[k], tensors[j]
            kind = r.choice(("conv", "pool", "add", "concat", "split", "fit", "lstm", "attention"))
            if kind == "conv":
                kernel, stride, out = r.choice((1, 3)), r.choice((1, 1, 2)), r.choice((2, 4))
                module = torch.nn.Conv2d(ta.shape[1], out, kernel, stride, 1)
                values.append(Conv2d(out, kernel, stride=stride, padding=1)(a))
                tensors.append(module(ta))
                params += sum(p.numel() for p in module.parameters())
            elif kind == "pool" and min(ta.shape[2:]) > 1:
                y, indices = MaxPool2d(2, return_indices=True)(a)
                ty, tindices = torch.nn.functional.max_pool2d(ta, 2, return_indices=True)
                values += [y, MaxUnpool2d(2)(y, indices, a)]
                tensors += [ty, torch.nn.functional.max_unpool2d(ty, tindices, 2, output_size=ta.shape[2:])]
            elif kind == "add" and ta.shape == tb.shape:
                values.append(a + b)
                tensors.append(ta + tb)
            elif kind == "concat" and ta.shape[2:] == tb.shape[2:]:
                values.append(Concat()(a, b))
                tensors.append(torch.cat((ta, tb), 1))
            elif kind == "split" and ta.shape[1] % 2 == 0:
                values += [*Split(2)(a)]
                tensors += ta.chunk(2, 1)
            elif kind == "fit":
                values.append(sn.ResizeTo("bilinear")(a, b))
                tensors.append(torch.nn.functional.interpolate(ta, size=tb.shape[2:], mode="bilinear"))
            elif kind == "lstm":
                rows, module = a[0], torch.nn.LSTM(ta.shape[3], 16, batch_first=True)
                out, (h, c) = LSTM(16)(rows)
                tout, (th, tc) = module(ta[:, 0])
                values += [sn.Unsqueeze(0)(v) for v in (out, h, c)]
                tensors += [tout[:, None], th.transpose(0, 1)[:, None], tc.transpose(0, 1)[:, None]]
                params += sum(p.numel() for p in module.parameters())
            elif kind == "attention" and ta.shape[3] % 2 == 0:
                module = torch.nn.MultiheadAttention(ta.shape[3], 2, batch_first=True)
                values += [sn.Unsqueeze(0)(v) for v in MultiheadAttention(2)(a[0])]
                tensors += [v[:, None] for v in module(ta[:, 0], ta[:, 0], ta[:, 0])]
                params += sum(p.numel() for p in module.parameters())
    assert [v.shape for v in values] == [tuple(v.shape[1:]) for v in tensors]
    net = Network(tuple(values))
    assert net.output_shapes == tuple(v.shape for v in values)
    assert net.params == params


@pytest.mark.parametrize("size", range(5, 12))
def test_unpooling_takes_the_sizes_that_torch_takes(size: int) -> None:
    torch: Any = pytest.importorskip("torch")
    y, indices = torch.nn.functional.max_pool2d(torch.zeros(1, 1, 8, 8), 2, return_indices=True)
    try:
        made = torch.nn.functional.max_unpool2d(y, indices, 2, output_size=(8, size)).shape[1:]
    except (ValueError, RuntimeError):
        made = None
    try:
        ours = MaxUnpool2d(2)(Input(1, 4, 4), Input(1, 4, 4), Input(1, 8, size)).shape
    except SymnetError:
        ours = None
    assert ours == (None if made is None else tuple(made))


def test_names_of_runs_within_runs_are_told_apart() -> None:
    inner = Repeat(Linear(sn.symbols("i") + 2), 2, "i")
    for times in (1, 2, np.array([1, 2]), "n"):
        net = Network(Repeat(inner, times), (2,))
        assert len({call.name for call in net.calls}) == len(net.calls)


def test_what_a_block_makes_and_nothing_uses_is_refused() -> None:
    @sn.block
    def Inner(x: Any, /, c: Any) -> Any:
        return Conv2d(c, 1)(x)

    @sn.block
    def Loose(x: Any, /, c: Any) -> Any:
        y = Inner(c)(x)
        Conv2d(c, 3, padding=1)(y, name="lost")
        return y

    with pytest.raises(SymnetError, match=r"nothing uses what lost makes in Loose; use it, hand it on, or leave it out"):
        Loose(8)
    assert Network(Inner(8), (3, 8, 8)).params == 32  # what was recorded for a block that failed is forgotten

    @sn.block
    def Twice(x: Any, /) -> Any:
        values, weights = sn.MultiheadAttention(2)(x)
        del weights
        return values + x

    assert Network(Twice(), (5, 8)).output_shape == (5, 8)
