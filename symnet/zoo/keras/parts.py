"""Parts that Keras' networks share: layers have flat names, and padding is a layer of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from symnet.architecture.graph import Graph, Op, end_of, wire
from symnet.errors import unknown
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.blocks import Repeat
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm2d
from symnet.layers.padding import ZeroPad2d
from symnet.layers.separable import DepthwiseConv2d
from symnet.layers.softmax import Softmax
from symnet.layers.value import Input, Value, wired

VARIANTS = ("torchvision", "keras")


def is_keras(network: str, variant: Any, known: tuple[str, ...] = VARIANTS) -> bool:
    """Whether a network is asked for as Keras defines it.

    Raises:
        SymnetError: where it is defined in no such variant.
    """
    if variant not in known:
        raise unknown(f"{network} variant", variant, known)
    return variant == "keras"


def active(x: Value, norm: str, act: str, activation: Op | None = None) -> Value:
    """Batch norm and an activation, by their names."""
    return (activation or ReLU())(BatchNorm2d()(x, name=norm), name=act)


def same_padded(x: Value, kernel: int, name: str) -> tuple[Value, Any]:
    """An input before a window of stride 2, and the padding that is left to that window.

    Zeros are a layer of their own, one fewer before an even size (`correct_pad` of Keras); where sizes are symbols they are the
    window's "same" padding, which is as many.
    """
    sizes: tuple[Any, ...] = x.shape[1:]
    if not all(isinstance(n, int) for n in sizes):
        return x, "same"
    return ZeroPad2d(tuple((kernel // 2 - 1 + n % 2, kernel // 2) for n in sizes))(x, name=name), 0


def depthwise(x: Value, kernel: int, stride: int, pad: str, name: str) -> Value:
    """A convolution of each channel, with zeros before it where it halves."""
    x, padding = same_padded(x, kernel, pad) if stride == 2 else (x, "same")
    return DepthwiseConv2d(kernel, stride=stride, padding=padding, bias=False)(x, name=name)


def repeated(x: Value, name: str, first: Any, last: Any, block: Callable[[Value, str], Value]) -> Value:
    """Blocks number `first` to `last`, each under names that begin with its number (or letter); a symbolic number is a repetition."""

    def place(k: Any) -> str:
        return name.format(k, letter=chr(ord("a") + k - 1) if isinstance(k, int) else k)

    if isinstance(last, int):
        for k in range(first, last + 1):
            x = block(x, place(k))
        return x
    body = wired(block(Input(), place("")))
    return Repeat(body, last - first + 1, first=first if isinstance(first, int) else 0)(x, name=f"{place(first)}s")


def classified(x: Value, num_classes: Any) -> Value:
    """The usual head; Keras' last layer has a softmax in it."""
    return Softmax()(Linear(num_classes)(GlobalAvgPool2d()(x, name="avg_pool"), name="predictions"), name="softmax")


def listed(y: Value) -> Graph:
    """The graph behind a value in the order in which Keras lists layers: by the way to the output, the longest first, and where ways
    are as long as they are met going back from the output."""
    graph = wired(y)
    before = [[end_of(source)[0] for source in node.inputs] for node in graph.nodes]
    ways = [0] * len(before)
    for k in reversed(range(len(before))):
        for source in before[k]:
            if source >= 0:
                ways[source] = max(ways[source], ways[k] + 1)
    met: dict[int, int] = {}
    left = [end_of(source)[0] for source in graph.outputs]
    while left:
        if (k := left.pop()) >= 0 and k not in met:
            met[k] = len(met)
            left += reversed(before[k])
    order = sorted(met, key=lambda k: (-ways[k], met[k]))
    place = {k: new for new, k in enumerate(order)}

    def moved(source: Any) -> Any:
        k, output = end_of(source)
        return wire(place.get(k, k), output)

    nodes = (replace(graph.nodes[k], inputs=tuple(map(moved, graph.nodes[k].inputs))) for k in order)
    return Graph(tuple(nodes), graph.kind, tuple(map(moved, graph.outputs)))
