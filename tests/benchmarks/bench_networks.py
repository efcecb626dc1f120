"""How long networks take: numbers, symbols, depth. Run with: pytest tests/benchmarks/bench_*.py"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import sympy as sp

import symnet as sn
from symnet import Conv1d, Conv2d, Network, ReLU, Sequential

ALEXNET = sn.zoo.alexnet().graph


def numbers(graph: Any, *shape: Any) -> tuple[Any, ...]:
    """What one asks of a network first."""
    net = Network(graph, shape)
    return net.output_shape, net.params, net.macs


def windows(depth: int) -> Any:
    """A chain of windows; every tenth halves its axis."""
    return Sequential(*(Conv1d(8, 3, stride=1 if k % 10 else 2, padding=1) for k in range(depth)))


def named_windows(depth: int) -> Any:
    """A chain whose every window has its own symbols."""
    return Sequential(*(Conv1d(8, f"K{k}", stride=f"S{k}", padding=f"P{k}") for k in range(depth)))


def seconds(run: Callable[[], Any]) -> float:
    """The best of five."""
    times = []
    for _ in range(5):
        sp.core.cache.clear_cache()
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def test_numbers_of_alexnet(benchmark: Any) -> None:
    assert benchmark(numbers, ALEXNET, 3, 227, 227)[1] == 62378344
    assert benchmark.stats["median"] < 0.001


def test_table_of_alexnet(benchmark: Any) -> None:
    net = sn.zoo.alexnet()
    benchmark(lambda: net.table().to_latex())


def test_numbers_of_500_layers(benchmark: Any) -> None:
    graph = Sequential(*(op for _ in range(250) for op in (Conv2d(64, 3, padding=1), ReLU())))
    assert benchmark(numbers, graph, 64, 56, 56)[0] == (64, 56, 56)
    assert benchmark.stats["median"] < 0.020


def test_alexnet_with_symbolic_height_and_width(benchmark: Any) -> None:
    height, width = sn.symbols("H W")
    shape = benchmark(numbers, ALEXNET, 3, height, width)[0]
    assert shape == (1000,)


def test_alexnet_with_every_size_symbolic(benchmark: Any) -> None:
    template = sn.zoo.alexnet().template()
    made = benchmark(numbers, template.graph, *template.input_shape)
    assert made[1].subs(dict(template.given)) == 62378344


def test_1000_windows_of_a_symbolic_width(benchmark: Any) -> None:
    graph, width = windows(1000), sn.symbols("W")
    size = benchmark(lambda: Network(graph, (8, width)).output_shape)[1]
    assert len(size.atoms(sp.floor, sp.ceiling)) == 1
    assert benchmark.stats["median"] < 1


def test_100_windows_with_symbols_of_their_own(benchmark: Any) -> None:
    graph, width = named_windows(100), sn.symbols("W")
    size = benchmark.pedantic(lambda: Network(graph, (8, width)).output_shape, rounds=3)[1]
    assert len(size.atoms(sp.floor, sp.ceiling)) == 1
    assert benchmark.stats["median"] < 5


def test_one_floor_against_nested_floors(benchmark: Any) -> None:
    """The same chain in plain sympy, one floor inside the other; both from a cold cache."""
    graph, width = windows(200), sn.symbols("W")

    def nested() -> Any:
        size = width
        for k in range(200):
            size = sp.floor((size + 2 - 3) / sp.Integer(1 if k % 10 else 2)) + 1
        return size

    benchmark(lambda: Network(graph, (8, width)).output_shape)
    ours, theirs = seconds(lambda: Network(graph, (8, width)).output_shape), seconds(nested)
    benchmark.extra_info |= {"symnet_ms": round(ours * 1e3, 2), "sympy_ms": round(theirs * 1e3, 2), "ratio": round(ours / theirs, 2)}
    assert len(nested().atoms(sp.floor)) > 10


def test_symbolic_windows_against_nested_floors(benchmark: Any) -> None:
    """Ten windows with symbols of their own, against sympy's nested floors in the same symbols; both from a cold cache."""
    graph, width = named_windows(10), sn.symbols("W")
    own = [sn.symbols(f"K{k} S{k} P{k}") for k in range(10)]

    def nested() -> Any:
        size = width
        for kernel, stride, padding in own:
            size = sp.floor((size - kernel + 2 * padding) / stride) + 1
        return size

    benchmark(lambda: Network(graph, (8, width)).output_shape)
    ours, theirs = seconds(lambda: Network(graph, (8, width)).output_shape), seconds(nested)
    benchmark.extra_info |= {"symnet_ms": round(ours * 1e3, 2), "sympy_ms": round(theirs * 1e3, 2), "ratio": round(ours / theirs, 2)}
    assert len(nested().atoms(sp.floor)) == 10


def block() -> Any:
    """A block of a transformer, 64 features wide."""
    attention = sn.Residual(sn.LayerNorm(), sn.MultiheadAttention(num_heads=4))
    return Sequential(attention, sn.Residual(sn.LayerNorm(), sn.Linear(256), sn.GELU(), sn.Linear(64)))


def test_depth_against_unrolling(benchmark: Any) -> None:
    """960 blocks as a repetition, against 960 blocks one after the other; and 96,000 blocks against 96."""
    unrolled = Sequential(*[block()] * 960)
    assert benchmark(numbers, sn.Repeat(block(), 960), 16, 64) == numbers(unrolled, 16, 64)
    once, all_of_them = (seconds(lambda g=g: numbers(g, 16, 64)) for g in (sn.Repeat(block(), 960), unrolled))
    few, many = (seconds(lambda n=n: numbers(sn.Repeat(block(), n), 16, 64)) for n in (96, 96_000))
    benchmark.extra_info |= {"against_unrolled": round(once / all_of_them, 4), "96000_against_96": round(many / few, 2)}
    assert many < 3 * few
