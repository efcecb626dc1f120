"""How long the zoo's networks take. Run with: pytest tests/benchmarks/bench_*.py"""

from __future__ import annotations

import inspect
import time
from typing import Any

import pytest
import sympy as sp

import symnet as sn
from symnet import Conv2d, Network, ReLU, Sequential
from tests.benchmarks.bench_networks import numbers


@pytest.mark.parametrize(("name", "params", "most"), [("resnet152", 60192808, 0.004), ("densenet201", 20013928, 0.008)])
def test_numbers_of_a_deep_network(benchmark: Any, name: str, params: int, most: float) -> None:
    """Warm: its graph is there."""
    assert benchmark(numbers, sn.zoo.NETWORKS[name]().graph, 3, 224, 224)[1] == params
    assert benchmark.stats["median"] < most


def test_all_of_the_zoo(benchmark: Any) -> None:
    makers = [
        make for make in sn.zoo.NETWORKS.values() if all(p.default is not p.empty for p in inspect.signature(make).parameters.values())
    ]
    benchmark.pedantic(lambda: [(net.params, net.macs) for net in (make() for make in makers)], rounds=1)
    assert benchmark.stats["max"] < 10


def test_densenet_with_symbolic_height_and_width(benchmark: Any) -> None:
    def ask() -> Any:
        sp.core.cache.clear_cache()
        return sn.zoo.densenet201(input_shape=(3, "H", "W"))["features.norm5"].output_shape

    _, height, width = benchmark(ask)
    assert [len(size.atoms(sp.floor, sp.ceiling)) for size in (height, width)] == [1, 1]
    assert benchmark.stats["median"] < 0.5


def test_time_of_a_layer_is_constant(benchmark: Any) -> None:
    """Of 10,000 layers against 10, both without a layer that was seen before."""

    def each(layers: int) -> float:
        best = float("inf")
        for _ in range(max(3, 2000 // layers)):
            graph = Sequential(*(op for _ in range(layers // 2) for op in (Conv2d(8, 3, padding=1), ReLU())))
            start = time.perf_counter()
            net = Network(graph, (8, 16, 16))
            assert net.params
            assert net.macs
            best = min(best, time.perf_counter() - start)
        return best / layers

    few, many = each(10), benchmark.pedantic(each, args=(10_000,), rounds=1)
    benchmark.extra_info["time of a layer, 10,000 layers against 10"] = many / few
    assert many < 2 * few
