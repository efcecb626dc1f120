"""Random calls of everything public with things that do not belong there."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np
import sympy as sp

import symnet as sn
from symnet import Graph, Layer, Network
from symnet.importers import keras, torch

ATOMS: tuple[Callable[[], Any], ...] = (
    *(lambda v=v: v for v in (None, -1, 0, 1, 3, 8, 10**30, 2.5, float("nan"), float("inf"), 1 + 2j, True, False, b"x", range(3))),
    *(lambda v=v: v for v in ("", "x", "a b", "same", "SAME", "H", "1/0", "__import__('os')", "ni,noid->nod", "ab,bc->ac")),
    *(lambda v=v: v for v in ((3, 8, 8), (4, 16), (8,), ("a", sn.Linear(3)), ("a", sn.Linear(3), sn.Linear(3)), {}, {"a": 1}, {1, 2})),
    *(
        lambda v=v: v
        for v in (object(), len, sn.Linear, sn.Linear(4), sn.ReLU(), sn.Add(), sn.Sequential(sn.Linear(4)), sn.PARAMS, sn.MACS)
    ),
    *(lambda v=v: v for v in (sn.Node("a", sn.Linear(3)), sn.Shared(sn.Linear(3), "a"), sn.Convention("c", "s"), ValueError("e"))),
    *(lambda v=v: np.array(v) for v in ([1, 2, 3], [1.5], 3, [])),
    *(
        lambda v=v: v
        for v in (np.int64(3), np.float64(2.0), sp.Symbol("n"), sp.Rational(1, 2), sp.Integer(4), sp.oo, sp.pi, sp.Symbol("x") > 1)
    ),
    lambda: sn.symbols("n") / 2,
)
SHAPES = ((3, 8, 8), (4, 16), (8,), ("C", "H", "W"), (4, 8, 8, 8))
NETWORKS = (
    Network(sn.Conv2d(8, 3), (3, 8, 8)),
    Network(sn.Sequential(sn.Conv1d("F", "K", padding="P"), sn.ReLU(), sn.Flatten(), sn.Linear(3)), ("C", "L")),
    Network(sn.Repeat(sn.Linear("d"), "n"), ("d",)),
    Network(sn.Linear(np.array([3, 4])), (5,)),
    sn.zoo.alexnet(input_shape=(3, "H", "H")),
    sn.zoo.alexnet().template(),
    Network(sn.LSTM(8), (5, 4)),
)
METHODS = [name for name, member in inspect.getmembers(Network, inspect.isfunction) if not name.startswith("_") or name == "__getitem__"]
TYPES = {"Amount", "MissingExtra", "NoClosedForm", "Shape", "ShapeError", "Size", "Style", "SymnetError", "Unsupported"}
"""Public names that are types to write and errors to catch."""
CALLABLES = [name for name in sn.__all__ if callable(getattr(sn, name)) and name not in TYPES]


def junk(r: Random, depth: int = 0) -> Any:
    if depth < 2 and r.random() < 0.1:
        return r.choice((tuple, list))(junk(r, depth + 1) for _ in range(r.randint(0, 3)))
    return r.choice(ATOMS)()


def some(r: Random, function: Callable[..., Any], most: int = 4) -> tuple[list[Any], dict[str, Any]]:
    """Arguments by place, and some by name."""
    args = [junk(r) for _ in range(r.choice((0, 1, 1, 2, 2, most)))]
    names = [p.name for p in inspect.signature(function).parameters.values() if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    return args, {name: junk(r) for name in names[len(args) :] if name != "self" and r.random() < 0.3}


def made(r: Random) -> None:
    """Something public is called; a layer or graph that comes out is asked everything."""
    function = getattr(sn, r.choice(CALLABLES))
    args, named = some(r, function)
    result = function(*args, **named)
    if isinstance(result, (Layer, Graph)):
        net = Network(result, *[r.choice(SHAPES)] * ((result.arity or 2) if isinstance(result, Layer) else 1))
        for _ in (net.params, net.macs, net.conditions, net.legal, *(place.derivations for place in net)):
            repr(net), str(net)


def asked(r: Random) -> None:
    """A network is asked something."""
    net, name = r.choice(NETWORKS), r.choice(METHODS)
    args, named = some(r, getattr(net, name), 2)
    if name == "subs":
        named = {letter: junk(r) for letter in r.sample("HKLCdnFP", 2)}
    str(getattr(net, name)(*args, **named))


def answered(r: Random) -> None:
    """An answer of a network is asked something."""
    net, value = r.choice(NETWORKS), junk(r)
    place = net[0]
    questions: tuple[Callable[[], Any], ...] = (
        lambda: place.derivation(value),
        lambda: place.derivations[0].to(value),
        lambda: net.table().to(value),
        lambda: net.table().head(value),
        lambda: net.count().convention.of(value, (3,), ((3,),)),
        lambda: sn.figures.window_figure(value, (3, 8, 8)),
        lambda: sn.figures.layers_figure(value),
        lambda: sn.figures.receptive_field_figure(net, value),
        lambda: sn.crossover(value, 2, sn.symbols("n")),
    )
    r.choice(questions)()


def imported(r: Random) -> None:
    """A foreign layer is read."""
    framework = r.choice((torch, keras))
    cls, reader = r.choice(list(framework.readers().items()))
    names = [p.name for p in inspect.signature(reader).parameters.values() if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    shapes = [r.choice(((2, 3, 8, 8), (2, 4, 16), (2, 8), junk(r))) for _ in range(r.randint(1, 2))]
    framework.apply(cls, {name: junk(r) for name in names if r.random() < 0.6}, *shapes)


def calls(seed: int, count: int) -> Iterator[Callable[[], None]]:
    r = Random(seed)  # noqa: S311
    for _ in range(count):
        kind, own = r.choice((made, made, asked, asked, answered, imported)), r.random()
        yield lambda kind=kind, own=own: kind(Random(own))  # noqa: S311
