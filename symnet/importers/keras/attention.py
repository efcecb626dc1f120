"""Attention of Keras: called with query, value and then key; kernels are (features, heads, width)."""

from __future__ import annotations

from typing import Any, NamedTuple

from symnet import layers
from symnet.architecture.conditions import Condition, equal
from symnet.architecture.graph import Graph, Node
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, product, quotient
from symnet.errors import SymnetError, Unsupported
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import Change, laid, positive, same

__all__ = ["GroupQueryAttention", "MultiHeadAttention"]
TRAINED = dict.fromkeys(__all__, ("kernel", "bias"))


def MultiHeadAttention(
    query: Shape,
    value: Shape,
    key: Shape | None = None,
    /,
    *,
    num_heads: Any,
    key_dim: Any,
    value_dim: Any = None,
    dropout: float = 0.0,
    use_bias: bool = True,
    output_shape: Any = None,
    attention_axes: Any = None,
    sliding_window: Any = None,
    flash_attention: Any = None,
    use_gate: bool = False,
    seed: Any = None,
) -> Layout:
    if sliding_window is not None:
        positive("sliding_window", sliding_window)
    heads, width = positive("num_heads", num_heads), positive("key_dim", key_dim)
    value_width = width if value_dim is None else positive("value_dim", value_dim)
    out = output_shape if isinstance(output_shape, tuple) else () if output_shape is None else (output_shape,)
    axes = attended(attention_axes, len(value) - 2)
    if use_gate or len(value) > 3 or len(out) > 1:
        return wired(Heads(heads, heads, width, value_width, bool(use_bias), bool(use_gate)), axes, out, query, value, key)
    op = layers.Attention(
        heads, head_dim=width, value_dim=value_width, out_features=out[0] if out else None, bias=bool(use_bias), out_bias=bool(use_bias)
    )
    return attention(op, query, value, key)


def GroupQueryAttention(
    query: Shape,
    value: Shape,
    key: Shape | None = None,
    /,
    *,
    head_dim: Any,
    num_query_heads: Any,
    num_key_value_heads: Any,
    dropout: float = 0.0,
    use_bias: bool = True,
    sliding_window: Any = None,
    flash_attention: Any = None,
    use_gate: bool = False,
    seed: Any = None,
) -> Layout:
    if sliding_window is not None:
        positive("sliding_window", sliding_window)
    if len(query) != 3:
        raise SymnetError(f"takes inputs of 3 axes, batch axis included, got {len(query)}: {query}")
    words = "the query has {} features and the value {}"
    alike = equal(query[-1], value[-1], words, query[-1], value[-1], remedy="make them equal")
    heads, width = positive("num_query_heads", num_query_heads), positive("head_dim", head_dim)
    groups, biased = positive("num_key_value_heads", num_key_value_heads), bool(use_bias)
    if use_gate:
        return wired(Heads(heads, groups, width, width, biased, True), attended(None, 1), (), query, value, key, (alike,))
    op = layers.Attention(heads, num_key_value_heads=groups, head_dim=width, bias=biased, out_bias=biased)
    return attention(op, query, value, key, (alike,))


class Heads(NamedTuple):
    """What the projections of an attention make."""

    number: Any
    groups: Any
    width: Any
    value_width: Any
    bias: bool
    gate: bool


def attended(axes: Any, inner: int) -> tuple[int, ...]:
    """The axes of a sample that attention runs along: all but the features, or those given, counted with the batch axis."""
    given = tuple(range(1, inner + 1)) if axes is None else axes if isinstance(axes, tuple) else (axes,)
    places = [a + inner + 1 if type(a) is int and a < -1 else a - 1 if type(a) is int and a > 0 else None for a in given]
    found = tuple(place for place in places if place is not None and 0 <= place < inner)
    if not found or len(set(found)) < len(places):
        raise Unsupported(f"attention_axes={axes} is not read here", f"name some of the axes 1 to {inner}, between batch and features")
    return found


def wired(
    heads: Heads,
    axes: tuple[int, ...],
    out: Shape,
    query: Shape,
    value: Shape,
    key: Shape | None,
    conditions: tuple[Condition, ...] = (),
) -> Layout:
    """An attention along any axes, with or without a gate, as a graph of its projections."""
    inputs = (query, value) if key is None else (query, key, value)
    if len({len(x) for x in inputs}) > 1:
        raise SymnetError(f"the inputs have different numbers of axes: {', '.join(map(str, inputs))}", "give them as many")
    sizes = out or query[-1:]
    names: dict[str, Any] = {}
    for name, number in (("query", heads.number), ("key", heads.groups), ("gate", heads.number), ("value", heads.groups)):
        names |= {f"{name}.weight": (f"{name}/kernel", into(number)), f"{name}.bias": (f"{name}/bias", split(number))}
    kernel = (heads.number, heads.value_width, *sizes)
    names |= {"attention_output.weight": ("attention_output/kernel", lambda s: kernel)}
    names |= {"attention_output.bias": ("attention_output/bias", lambda s: sizes)}
    words = "axis {} of key and value are {} and {}"
    pairs = zip(inputs[1][1:-1], inputs[-1][1:-1], strict=True)
    alike = tuple(equal(a, b, words, n, a, b, remedy="make them equal") for n, (a, b) in enumerate(pairs, 1) if a is not b)
    graph = Wires(heads, tuple(x[1:] for x in inputs), axes).graph(sizes)
    return laid(graph, *inputs, names=names, conditions=(*conditions, *alike))


class Wires:
    """The nodes of an attention whose samples are attended along some axes; heads stand behind the other ones."""

    def __init__(self, heads: Heads, samples: tuple[Shape, ...], axes: tuple[int, ...]) -> None:
        self.heads, self.samples, self.axes = heads, samples, axes
        inner = len(samples[0]) - 1
        self.rest = tuple(axis for axis in range(inner) if axis not in axes)
        self.order = (*self.rest, inner, *axes, inner + 1)
        self.nodes: list[Node] = []

    def add(self, name: str, op: Layer, *sources: int) -> int:
        self.nodes.append(Node(name, op, sources))
        return len(self.nodes) - 1

    def project(self, name: str, k: int, number: Any, width: Any) -> int:
        """Input k in heads."""
        linear = self.add(name, layers.Linear(number * width, bias=self.heads.bias), -1 - k)
        return self.add(f"{name}_heads", layers.Reshape((*self.samples[k][:-1], number, width)), linear)

    def along(self, name: str, k: int, number: Any, width: Any) -> int:
        """Input k in heads, with all axes that are attended in one."""
        x = self.samples[k]
        turned = self.add(f"{name}_turned", layers.Permute(self.order), self.project(name, k, number, width))
        flat = (*(x[axis] for axis in self.rest), number, product(x[axis] for axis in self.axes), width)
        return self.add(f"{name}_flat", layers.Reshape(flat), turned)

    def graph(self, sizes: Shape) -> Graph:
        """From the inputs to an output of these sizes at each place of the query."""
        number, groups, width, value_width, bias, gate = self.heads
        lead, last = self.samples[0][:-1], len(self.samples) - 1
        scored = self.along("query", 0, number, width), self.along("key", 1, groups, width)
        seen = self.along("value", last, groups, value_width)
        seen = self.add("attention", layers.ScaledDotProductAttention(enable_gqa=True), *scored, seen)
        unfolded = (*(lead[axis] for axis in self.rest), number, *(lead[axis] for axis in self.axes), value_width)
        seen = self.add("unfolded", layers.Reshape(unfolded), seen)
        seen = self.add("returned", layers.Permute(tuple(map(self.order.index, range(len(self.order))))), seen)
        if gate:
            opened = self.add("opened", layers.Sigmoid(), self.project("gate", 0, number, value_width))
            seen = self.add("gated", layers.Multiply(), seen, opened)
        seen = self.add("joined", layers.Reshape((*lead, number * value_width)), seen)
        seen = self.add("attention_output", layers.Linear(product(sizes), bias=bias), seen)
        if len(sizes) > 1:
            self.add("shaped", layers.Reshape((*lead, *sizes)), seen)
        return Graph(tuple(self.nodes))


def attention(op: Any, query: Shape, value: Shape, key: Shape | None, conditions: tuple[Condition, ...] = ()) -> Layout:
    """An attention layer on its inputs, in symnet's order: query, key, value."""
    inputs = (query, value) if key is None else (query, key, value)
    names: dict[str, Any] = {}
    for own, name, heads in (("q", "query", op.num_heads), ("k", "key", op.groups), ("v", "value", op.groups)):
        names |= {f"{own}_proj.weight": (f"{name}/kernel", into(heads)), f"{own}_proj.bias": (f"{name}/bias", split(heads))}
    names |= {"o_proj.weight": ("attention_output/kernel", out_of(op.num_heads)), "o_proj.bias": ("attention_output/bias", same)}
    return laid(op, *inputs, names=names, conditions=conditions)


def split(heads: Any) -> Change:
    """A bias (h d,) as (h, d)."""
    return lambda s: (heads, quotient(s[0], heads))


def into(heads: Any) -> Change:
    """A weight (h d, features) as (features, h, d)."""
    return lambda s: (s[1], heads, quotient(s[0], heads))


def out_of(heads: Any) -> Change:
    """A weight (features, h d) as (h, d, features)."""
    return lambda s: (heads, quotient(s[1], heads), s[0])
