"""The zoo against torchvision, leaf by leaf; `tests/record_torchvision.py` wrote what torchvision's models are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import symnet as sn
from symnet import Graph, Network, zoo
from symnet.architecture.trace import Call

DATA = Path(__file__).parent / "data"


def recorded(group: str) -> dict[str, dict[str, Any]]:
    """torchvision's models of a group, by name."""
    return json.loads(gzip.decompress((DATA / f"torchvision_{group}.json.gz").read_bytes()))["models"]


def framework_name(graph: Graph, path: tuple[str, ...]) -> str:
    """The name of the module that is called at a place: a node that shares another one's weights is that one, called again."""
    first, *rest = path
    node = next(node for node in graph.nodes if node.name == first)
    below = framework_name(node.op, tuple(rest)) if rest and isinstance(node.op, Graph) else ""
    return ".".join(filter(None, (node.shares or first, below)))


def leaf(graph: Graph, call: Call) -> list[Any]:
    """A call as the recorder writes it: name, class, input and output shapes, and the parameters of its module."""
    params = sum(sn.product(shape) for shape in call.layer.weights(*call.inputs).values())
    name = framework_name(graph, call.path)
    return [name, type(call.layer).__name__, [list(x) for x in call.inputs], [list(y) for y in call.outputs], params]


def leaves(net: Network, names: set[str]) -> Iterator[list[Any]]:
    """The calls of a network that have a leaf module's name, in order."""
    yield from (found for call in net.calls if (found := leaf(net.graph, call))[0] in names)


CLASSIC = recorded("classic")


@pytest.mark.parametrize("name", CLASSIC)
def test_a_network_is_torchvisions(name: str) -> None:
    truth = CLASSIC[name]
    net: Network = zoo.NETWORKS[name]()
    names = {row[0] for row in truth["leaves"]}
    assert list(net.input_shape) == truth["input"]
    assert list(net.output_shape) == truth["output"]
    assert net.params == truth["params"] - truth["aux_params"]
    assert 2 * net.macs == truth["flops"]
    assert list(leaves(net, names)) == truth["leaves"]
    assert {call.name for call in net.calls if call.weights} <= names
