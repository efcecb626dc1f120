"""The reading on arrays: at each point of a design space it is that of the numbers there, however large, or not legal there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import QUANTITIES, Conv2d, Flatten, Layer, Linear, MaxPool2d, Network, ReLU, Repeat, Sequential, SymnetError
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
