"""The reading on arrays: at each point of a design space it is that of the numbers there, however large, or not legal there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import CONVENTIONS, QUANTITIES, Conv2d, Flatten, Layer, Linear, MaxPool2d, Network, ReLU, Repeat, Sequential, SymnetError
from symnet.arithmetic.sizes import is_array
from symnet.arithmetic.sweep import Sweep
from tests.strategies import LAYERS, image_graphs
from tests.test_layer_laws import network

POINTS = 3
DTYPES = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")


@st.composite
def arrays(draw: st.DrawFn, size: int, largest: int = 2**40) -> Any:
    """A size at all points: itself, a little more, or much more, as any type that holds them."""
    more = st.one_of(st.just(size), st.integers(size, size + 6), st.integers(1, 6).map(lambda k: size * k), st.integers(size, largest))
    return draw(held([size, *(draw(more) for _ in range(POINTS - 1))]))


def held(values: list[int]) -> st.SearchStrategy[Any]:
    """Values in anything that holds them."""
    fitting = [t for t in DTYPES if np.iinfo(t).min <= min(values) and max(values) <= np.iinfo(t).max]
    made: list[Callable[[], Any]] = [lambda t=t: np.array(values, dtype=t) for t in fitting]
    made += [lambda t=t: pd.Series(values, dtype=t) for t in fitting]
    made += [lambda: np.array(values, dtype=object), lambda: pd.Series(values, dtype=object)]
    return st.sampled_from(made).map(lambda make: make())


@st.composite
def varied(draw: st.DrawFn, cls: type[Layer]) -> tuple[Layer, tuple[Any, ...]]:
    """A layer and its inputs, some of their sizes arrays."""
    layer, x = draw(LAYERS[cls])

    def change(size: Any) -> Any:
        return draw(arrays(size)) if type(size) is int and size >= 0 and draw(st.booleans()) else size

    inputs = tuple(tuple(map(change, shape)) for shape in x)
    try:
        return layer.map_sizes(change) if draw(st.booleans()) else layer, inputs
    except SymnetError:  # an array as a whole is refused, such as one of projections of which some are to 0 features
        return layer, inputs


def at(size: Any, k: int) -> Any:
    """What a size is at one point."""
    if isinstance(size, (Sweep, pd.Series)) or is_array(size):
        return int(np.broadcast_to(np.asarray(size), POINTS)[k])
    return size


def made_at(net: Network, k: int) -> Network:
    """The network of numbers at one point."""

    def change(size: Any) -> Any:
        return at(size, k)

    graph = net.graph.map_ops(lambda layer: layer.map_sizes(change), change)
    return Network(graph, *(tuple(map(change, shape)) for shape in net.input_shapes))


def numbers(net: Network) -> dict[str, Any]:
    """All that a network answers, under a name; names of layers differ where what is repeated runs out at one point."""
    found: dict[str, Any] = {name: net.total(name) for name in QUANTITIES} | {
        f"count {name}": net.count(name).value for name in sn.CONVENTIONS
    }
    return found | {f"output[{axis}]": size for axis, size in enumerate(net.output_shape)}


def stored(net: Network) -> dict[str, Any]:
    """What layers store, under a name."""
    shapes = {f"{place.name} {name}": shape for place in net for name, shape in (*place.weights.items(), *place.buffers.items())}
    return {f"{name}[{axis}]": size for name, shape in shapes.items() for axis, size in enumerate(shape)}


def assert_alike_at_each_point(many: Network, facts: Callable[[Network], dict[str, Any]] = numbers) -> None:
    if not isinstance(many.legal, np.ndarray):
        return
    legal, read = np.broadcast_to(many.legal, POINTS), facts(many)
    assert legal.dtype == bool
    assert all(isinstance(n, (int, np.ndarray)) for n in read.values())
    for k in range(POINTS):
        try:
            one = made_at(many, k)
        except SymnetError:
            assert not legal[k]
            continue
        assert legal[k]
        assert {name: at(n, k) for name, n in read.items()} == facts(one)


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@given(data=st.data())
def test_each_point_of_a_layer_is_the_layer_of_numbers(cls: type[Layer], data: st.DataObject) -> None:
    layer, x = data.draw(varied(cls))
    try:
        many = network(layer, x)
    except SymnetError:  # a condition on sizes that are numbers does not hold, nor does it at any point
        return
    assert_alike_at_each_point(many, lambda net: numbers(net) | stored(net))


@st.composite
def repeated(draw: st.DrawFn) -> Any:
    """A graph of layers and repetitions of them, with arrays in sizes and in numbers of runs."""
    bodies = [
        lambda: Linear(draw(arrays(draw(st.integers(1, 6))))),
        lambda: Sequential(Linear(4), ReLU(), Linear(draw(st.integers(1, 5)))),
        lambda: sn.Residual(Sequential(ReLU())),
        draw(st.sampled_from([lambda: sn.Split(2), lambda: Linear(sn.symbols("i", integer=True, nonnegative=True) + 2)])),
    ]
    blocks: list[Any] = []
    for _ in range(draw(st.integers(1, 3))):
        body = draw(st.sampled_from(bodies))()
        times = draw(st.one_of(st.integers(0, 4), st.lists(st.integers(0, 4), min_size=POINTS, max_size=POINTS).flatmap(held)))
        once = Repeat(body, times, "i")
        blocks.append(draw(st.sampled_from([once, Repeat(body, times, "i") if draw(st.booleans()) else Repeat(once, draw(arrays(1, 3)))])))
    return Sequential(*blocks)


@given(repeated(), st.integers(1, 64).flatmap(arrays))
def test_each_point_of_repetitions_is_the_repetition_of_numbers(graph: Any, features: Any) -> None:
    try:
        many = Network(graph, (features,))
    except SymnetError:
        return
    assert_alike_at_each_point(many)


@given(image_graphs(), st.tuples(*(st.integers(1, 40).flatmap(arrays) for _ in range(3))))
def test_each_point_of_a_network_is_the_network_of_numbers(graph: Any, shape: tuple[Any, ...]) -> None:
    assert_alike_at_each_point(Network(graph, shape), lambda net: numbers(net) | stored(net))


@pytest.mark.parametrize("times", [np.array([0, 1, 3]), np.array([5, 2, 0], dtype=np.uint8), pd.Series([1, 1, 1])])
@pytest.mark.parametrize("body", [Conv2d(3, 3, padding=1), Conv2d(7, 3, padding=1), Conv2d(5, 3), MaxPool2d(2), ReLU()])
def test_runs_that_do_not_take_place_at_a_point_ask_nothing_there(body: Layer, times: Any) -> None:
    assert_alike_at_each_point(Network(Repeat(body, times), (3, 8, 8)))
    assert_alike_at_each_point(Network(Sequential(Repeat(body, "n"), Flatten(), Linear(2)), (3, 8, 8)).subs(n=times))


@given(image_graphs(), st.integers(30, 60).flatmap(lambda n: arrays(n, 100)), st.integers(0, 2).flatmap(lambda n: arrays(n, 3)))
def test_receptive_fields_are_those_of_each_point_or_refused(graph: Any, height: Any, padding: Any) -> None:
    many = Network(Sequential(Conv2d(3, 5, padding=padding), graph), (3, height, 40))
    try:
        read = many.receptive_field
    except SymnetError:
        return
    for k in np.flatnonzero(many.legal):
        fields = made_at(many, int(k)).receptive_field
        assert [at(v, k) for f in read for v in (f.size, f.jump, f.start)] == [v for f in fields for v in (f.size, f.jump, f.start)]


def test_what_overflows_goes_on_in_python_ints() -> None:
    for width in (np.array([4096], dtype=np.int32), pd.Series([4096], dtype="int32")):
        assert Network(Conv2d(64, 3), (3, width, width)).macs.tolist() == [Network(Conv2d(64, 3), (3, 4096, 4096)).macs]  # type: ignore[attr-defined]
    assert Network(Linear(np.array([64], dtype=np.uint8)), (64,)).params.tolist() == [4160]  # type: ignore[attr-defined]
    params: Any = Network(Linear(np.array([2**40])), (2**40,)).params
    assert params.tolist() == [2**80 + 2**40]
    assert Network(Linear(np.array([64] * 9)), (64,)).params.dtype == np.int64  # type: ignore[attr-defined]


def test_arrays_take_the_place_of_symbols() -> None:
    assert Network(Linear("c"), (3,)).subs(c=np.arange(1, 4)).params.tolist() == [4, 8, 12]  # type: ignore[attr-defined]
    half = sn.symbols("c") / 2
    assert Network(Linear(half), (3,)).subs(c=np.array([2, 8])).params.tolist() == [4, 16]  # type: ignore[attr-defined]
    template = Network(Conv2d(np.array([4, 8]), 3), (3, 9, 9)).template()
    assert template.filled() == Network(Conv2d(np.array([4, 8]), 3), (3, 9, 9))


def test_sizes_of_axes_and_of_runs_may_be_arrays() -> None:
    assert_same(Network(Conv2d(8, (np.array([1, 3]), 3)), (3, 8, 8)).output_shape, (8, [8, 6], 6))
    assert_same(Network(Conv2d(8, 3, padding=np.array([0, 1, 2])), (3, 8, 8)).output_shape, (8, [6, 8, 10], [6, 8, 10]))
    assert_same((Network(Repeat(Linear(8), np.array([1, 2, 3])), (4,)).params,), ([40, 112, 184],))
    assert Network(MaxPool2d(3, padding=np.array([0, 1, 2])), (3, 8, 8)).legal.tolist() == [True, True, False]
    assert Network(Linear(np.array(3)), (np.int8(3),)).params == 12


def assert_same(found: tuple[Any, ...], wanted: tuple[Any, ...]) -> None:
    assert tuple(n.tolist() if is_array(n) else n for n in found) == wanted


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Linear(np.array([1.5])), "Linear out_features is an array of float64"),
        (lambda: Linear(np.array([2.0])), "Linear out_features is an array of float64"),
        (lambda: Linear(pd.Series([1.0])), "Linear out_features is an array of float64"),
        (lambda: Linear(np.array([True])), "Linear out_features is an array of bool"),
        (lambda: Linear(np.array([2, True], dtype=object)), "Linear out_features is an array that holds True, a bool"),
        (lambda: Linear(np.array([], dtype=int)), "Linear out_features is an array without values"),
        (lambda: Linear(np.ma.masked_array([1, 2], [0, 1])), "Linear out_features is an array with masked values"),
        (lambda: sn.LSTM(8, proj_size=np.array([0, 2])), "LSTM proj_size is array([0, 2]); it must be a whole number of at least 1"),
        (lambda: Network(Sequential(Linear(np.ones(3, int)), Linear(np.ones(2, int))), (3,)), "arrays of the shapes (3,) and (2,)"),
        (lambda: Network(Linear(np.array([3, 4])), ("d",)), "some sizes are arrays, and d is open"),
        (lambda: Network(Linear(sn.symbols("c") / 2), (3,)).subs(c=np.array([2, 3])), "c/2 is not a whole number for all values"),
    ],
)
def test_an_array_that_is_no_size_is_refused_in_a_sentence(make: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(SymnetError) as error:
        make()
    assert str(error.value).startswith(sentence)


ASKED: tuple[Callable[[Network], Any], ...] = (
    *(lambda net: net.table(), lambda net: net[0].derivation("params"), lambda net: net.solve(), lambda net: net.exact()),
    *(
        lambda net: net.leading("params"),
        lambda net: net.shares("params"),
        lambda net: net.reconcile(),
        lambda net: net.reconcile(figure=3),
    ),
    *(lambda net: net.sensitivity("params", "H"), lambda net: int(net.count()), lambda net: net.count().table()),
    *(
        sn.figures.layers_figure,
        lambda net: sn.leading(net.params),
        lambda net: sn.crossover(net.params, 2, sn.symbols("n")),
    ),
)


@pytest.mark.parametrize("question", ASKED)
def test_what_has_no_answer_for_many_networks_is_refused_in_a_sentence(question: Callable[[Network], Any]) -> None:
    net = Network(Sequential(Conv2d(np.array([4, 8]), 3), ReLU(), Flatten(), Linear(10)), (3, 12, np.array([12, 13])))
    with pytest.raises(SymnetError, match="array") as error:
        question(net)
    assert "fails with" not in str(error.value)
    assert error.value.remedy


def test_networks_of_arrays_are_values() -> None:
    nets = [Network(Conv2d(np.array(sizes), 3), (3, 12, np.array([12, 13]))) for sizes in ([4, 8], [4, 8], [4, 9])]
    assert nets[0] == nets[1] != nets[2]
    assert hash(nets[0]) == hash(nets[1])
    given_away = np.array([4, 8])
    net = Network(Linear(given_away), (3,))
    given_away[:] = 0
    assert net.params.tolist() == [16, 32]  # type: ignore[attr-defined]


def leaves(answer: Any) -> list[Any]:
    """The sizes in an answer of a layer."""
    if isinstance(answer, sn.Operations):
        return list(answer.counts().values())
    if isinstance(answer, dict):
        return leaves(tuple(answer.values()))
    return [leaf for part in answer for leaf in leaves(part)] if isinstance(answer, tuple) else [answer]


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@given(data=st.data())
def test_each_fact_by_hand_is_at_each_point_that_of_ints(cls: type[Layer], data: st.DataObject) -> None:
    layer, x = data.draw(LAYERS[cls])
    many = tuple(tuple(data.draw(held([cast(int, n)] * POINTS)) if data.draw(st.booleans()) else n for n in shape) for shape in x)
    y = layer.output_shape(*x)
    for fact in ("output_shape", "extra_outputs", "weights", "active_weights", "buffers"):
        read = leaves(getattr(layer, fact)(*many))
        assert [at(n, 1) for n in read] == leaves(getattr(layer, fact)(*x))
    assert [at(n, 1) for n in leaves(layer.operations(layer.output_shape(*many), *many))] == leaves(layer.operations(y, *x))


@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 120), st.integers(1, 255), st.sampled_from((*DTYPES, "object")))
def test_a_window_asked_by_hand_does_not_overflow(kernel: int, stride: int, padding: int, n: int, dtype: str) -> None:
    if dtype == "int8" and max(n, padding) > 127:
        return
    window = sn.Window(kernel, stride, padding)
    k, s, p = (np.array([size], dtype=dtype) for size in (kernel, stride, padding))
    arrays = sn.Window(k, s, p)
    for asked, size in ((window, np.array([n], dtype=dtype)), (arrays, n), (arrays, np.array([n], dtype=dtype))):
        assert [at(asked.output_size(size), 0), at(asked.room(size), 0)] == [window.output_size(n), window.room(n)]


ODD: list[Any] = [0, -1, 2.5, "H", None, (), np.array([0, 1]), np.array([1, 2, 3]), np.array([[1], [2]]), np.array([0.5])]


@given(st.lists(st.sampled_from(ODD), max_size=10), st.lists(st.sampled_from(ODD), max_size=3))
def test_a_window_by_hand_ends_in_a_value_or_a_refusal(made_of: list[Any], asked: list[Any]) -> None:
    for ask in (
        lambda w: w.output_size(*asked),
        lambda w: w.room(*asked),
        lambda w: w.before(*asked),
        lambda w: (w.sides, w.extent, w.both),
    ):
        try:
            ask(sn.Window(*made_of))
        except SymnetError as error:
            assert str(error)  # noqa: PT017 - one of two outcomes


FACTS = ("output_shape", "extra_outputs", "weights", "active_weights", "buffers", "operations", "windows", "extra_windows", "particulars")


@pytest.mark.parametrize("cls", LAYERS, ids=lambda c: c.__name__)
@given(data=st.data())
def test_a_fact_by_hand_ends_in_a_value_or_a_refusal(cls: type[Layer], data: st.DataObject) -> None:
    layer, _ = data.draw(LAYERS[cls])
    odd = st.sampled_from([(), (3,), (3, 2.5), "HW", None, 7, (None,), (3, 8, "x"), (3, np.array([1.5])), (3, 0, 0), [3, 8, 8], (-1, 2)])
    shapes = data.draw(st.lists(odd, max_size=3))
    for fact in (*FACTS, "conditions", "check_inputs"):
        try:
            answer = getattr(layer, fact)(*shapes)
            _ = list(answer) if fact == "conditions" else answer
        except SymnetError as error:
            assert str(error)  # noqa: PT017 - one of two outcomes


@pytest.mark.parametrize("kernel", [3968505014, 2**62])
def test_what_a_layer_asks_of_itself_is_exact(kernel: int) -> None:
    """The multiply-accumulates fit into int64, and twice as many do not."""
    widths, kernels = np.array([1, 44833]), np.array([1, kernel])
    many = Network(sn.ConvTranspose3d(widths, (2, 3, kernels), bias=False), (12, 3, 10, 12))
    one = Network(sn.ConvTranspose3d(44833, (2, 3, kernel), bias=False), (12, 3, 10, 12))
    assert {name: many.count(name).value[1] for name in sn.CONVENTIONS} == {name: one.count(name).value for name in sn.CONVENTIONS}


def test_a_layer_of_ones_own_asks_itself_exactly() -> None:
    class Twice(Layer):
        width: Any = sn.size("F")

        def output_shape(self, x: Any) -> Any:
            return x

        def weights(self, x: Any) -> Any:
            return {"weight": (self.width, x[0])}

        def operations(self, y: Any, x: Any) -> sn.Operations:
            return sn.Operations(mac=2 * sn.product(self.weights(x)["weight"]))

    net = Network(Twice(np.array([1, 2**61])), (3,))
    assert list(net.macs) == [6, 3 * 2**62]
    assert type(Twice(np.array([1, 2])).weights((3,))["weight"][0]) is np.ndarray


def test_what_a_layer_has_is_counted_exactly_where_only_its_own_sizes_are_arrays() -> None:
    """Input and output are ints, and 2 for each multiply-accumulate is more than int64 holds."""
    windows = np.array([1, 357913941])
    layer = sn.ShiftedWindowAttention((windows, 3), (0, 1), 1, qkv_bias=False, proj_bias=False)
    many = sn.Network(layer, (1, 1, 2))
    for convention in CONVENTIONS:
        found = many.count(convention).value
        one = sn.Network(sn.ShiftedWindowAttention((357913941, 3), (0, 1), 1, qkv_bias=False, proj_bias=False), (1, 1, 2))
        assert np.broadcast_to(found, (2,))[1] == one.count(convention).value, convention
