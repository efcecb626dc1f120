"""Layers of Keras around another one, which is given as (class, arguments) or as Keras' own configuration of a layer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symnet import layers
from symnet.architecture.graph import Graph, Node, Op
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, arguments
from symnet.importers.keras.frame import word
from symnet.network import Network

__all__ = ["Bidirectional", "TimeDistributed"]

RECURRENT = ("GRU", "LSTM", "SimpleRNN")
MERGES = {"concat": layers.Concat(dim=-1), "sum": layers.Add(), "mul": layers.Multiply(), "ave": layers.Average()}


def TimeDistributed(x: Shape, /, layer: Any) -> Layout:
    if len(x) < 3:
        raise SymnetError(f"takes an input of at least 3 axes (batch, time, ...), got {len(x)}: {x}")
    name, _, step = inner(layer, (x[0], *x[2:]))
    lay = step.arrange or (lambda y: (*step.batch, *y))

    def arrange(y: Shape, *_: Shape) -> Shape:
        batch, *rest = lay(y[1:])
        return (batch, y[0], *rest)

    def restate(own: Mapping[str, Shape]) -> dict[str, Shape]:
        return {f"{name}/{key}": shape for key, shape in step.restate(own).items()}

    frozen = tuple(f"{name}/{key}" for key in step.frozen)
    op = at_each_step(step.op)
    return Layout(op, ((x[1], *step.samples[0]),), step.batch, arrange, restate=restate, conditions=step.conditions, frozen=frozen)


def at_each_step(op: Op) -> Op:
    """A layer, or each layer of a chain, at every step of a sequence."""
    if isinstance(op, Layer):
        return layers.TimeDistributed(op)
    return replace(op, nodes=tuple(replace(node, op=at_each_step(node.op)) for node in op.nodes))


def Bidirectional(x: Shape, /, layer: Any, merge_mode: str | None = "concat", weights: None = None, backward_layer: Any = None) -> Layout:
    name, cls, forward = inner(layer, x)
    other, other_cls, backward = inner(backward_layer or layer, x)
    if wrong := [c for c in (cls, other_cls) if c not in RECURRENT]:
        raise SymnetError(f"runs a recurrent layer ({', '.join(RECURRENT)}) both ways, got {wrong[0]}")
    passes = {f"forward_{name}": forward, f"backward_{other}": backward}
    nodes = tuple(Node(path, way.op) for path, way in passes.items())
    merge = () if merge_mode is None else (Node("merge", MERGES[word("merge_mode", merge_mode, *MERGES)], (0, 1)),)

    def arrange(y: Shape, *_: Shape) -> Any:
        ways = [parted(way, Network(way.op, *way.samples).output_shape) for way in passes.values()]
        outputs = ((*x[:1], *y),) if merge else tuple(way[0] for way in ways)
        both = (*outputs, *(state for way in ways for state in way[1:]))
        return both if len(both) > 1 else (*x[:1], *y)

    def restate(own: Mapping[str, Shape]) -> dict[str, Shape]:
        return {f"{path}/{key}": shape for path, way in passes.items() for key, shape in way.restate(below(path, own)).items()}

    return Layout(Graph((*nodes, *merge)), forward.samples, x[:1], arrange, restate=restate)


def parted(way: Layout, y: Shape) -> tuple[Shape, ...]:
    """The output of one direction, then its states."""
    laid: Any = way.arrange(y) if way.arrange else (*way.batch, *y)
    return laid if any(isinstance(part, tuple) for part in laid) else (laid,)


def below(path: str, own: Mapping[str, Shape]) -> dict[str, Shape]:
    """The weights of one node, by their names within it."""
    return {key.removeprefix(f"{path}."): shape for key, shape in own.items() if key.startswith(f"{path}.")}


def inner(layer: Any, x: Shape) -> tuple[str, str, Layout]:
    """The name and class of a wrapped layer, and what its reader makes of it."""
    from symnet.importers.keras import reader_of

    if isinstance(layer, Mapping) and {"class_name", "config"} <= layer.keys():
        layer = (layer["class_name"], layer["config"])
    if not isinstance(layer, tuple) or len(layer) != 2 or not isinstance(layer[1], Mapping):  # pyright: ignore[reportUnknownArgumentType]
        raise SymnetError(f"layer is {layer!r}", "give its class and arguments, such as ('Dense', {'units': 8})")
    cls, kwargs = layer  # pyright: ignore[reportUnknownVariableType]
    reader, own = reader_of(cls, kwargs)  # pyright: ignore[reportUnknownArgumentType]
    try:
        return kwargs.get("name") or snake(cls), cls, reader(x, **arguments(reader, (x,), own))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType, reportUnknownVariableType]
    except SymnetError as error:
        raise error.at(str(cls)) from None  # pyright: ignore[reportUnknownArgumentType]


def snake(cls: str) -> str:
    """The name Keras gives the first layer of a class: SimpleRNN is simple_rnn."""
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", cls)).lower()
