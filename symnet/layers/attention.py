"""Attention: softmax(Q K^T / sqrt(d)) V, on its own and with the projections of torch's multi-head attention."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, divides, equal
from symnet.architecture.fields import OneSize, OptionalSize, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, is_array, maximum, minimum, product, quotient
from symnet.errors import SymnetError

WINDOW_NEEDS_CAUSAL = "window is given without is_causal; a sliding window reaches back from each query, so give is_causal=True as well"


def keys_seen(n: Any, window: Any | None) -> Any:
    """How many (query, key) pairs n causal queries see: query i sees the last min(i, window) keys up to itself."""
    if window is None:
        return quotient(n * (n + 1), 2)
    reach = minimum(n, window)
    return n * reach - quotient(reach * (reach - 1), 2)


def pairs_counted(queries: Any, keys: Any, is_causal: bool, window: Any | None, count_masked: bool) -> Any:
    """How many (query, key) pairs have their products counted; the last query sits at the last key."""
    if count_masked or not is_causal:
        return queries * keys
    if queries is keys or (not is_array(queries) and not is_array(keys) and queries == keys):
        return keys_seen(keys, window)
    return keys_seen(keys, window) - keys_seen(maximum(keys - queries, 0), window)


def softmax_operations(heads: Any, pairs: Any, queries: Any) -> Operations:
    """Scaling the scores of each pair and head, and the softmax over the keys of each query."""
    scores = pairs * heads
    return Operations(mul=scores, exp=scores, add=scores - queries * heads, divide=scores)


class ScaledDotProductAttention(Layer):
    """softmax(Q K^T / sqrt(d)) V of three inputs: (*, L, d), (*, S, d), (*, S, d_v) -> (*, L, d_v). No parameters.

    MACs: L S (d + d_v) for each position of the leading axes (heads). Each of the L S scores also takes a scaling, an exponential
    and a division, and each query S - 1 additions.

    Args:
        is_causal: whether a query sees the keys up to its own place only, the last query sitting at the last key.
        window: w, how many keys a causal query sees, itself included (sliding window attention); None for all.
        count_masked: whether pairs that the mask hides are counted, as dense matrix products compute them; False counts the
            visible pairs only, L (L + 1)/2 of a causal self-attention, as kernels that skip hidden blocks do.
        enable_gqa: whether keys and values may have fewer heads (axis -3), each for a group of query heads.

    Raises:
        SymnetError: where the head dimensions, the lengths of keys and values, or the leading axes disagree.

    >>> from symnet import Network
    >>> Network(ScaledDotProductAttention(), (4, 128, 16), (4, 128, 16), (4, 128, 16)).macs
    2097152

    Source: Vaswani et al. 2017, arXiv:1706.03762, equation 1; torch.nn.functional.scaled_dot_product_attention.
    """

    term = "softmax"
    label = "Attention"
    arity = 3
    axes = (("heads", "h"), ("length", "L"), ("features", "d"))

    is_causal: bool = False
    window: OptionalSize = size("w", default=None)
    count_masked: bool = True
    enable_gqa: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.window is not None and not self.is_causal:
            raise SymnetError(f"ScaledDotProductAttention: {WINDOW_NEEDS_CAUSAL}")

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        least = 3 if self.enable_gqa else 2
        if any(len(s) < least or len(s) != len(x[0]) for s in x):
            raise SymnetError(
                f"ScaledDotProductAttention takes three inputs of as many axes, at least {least}, got {', '.join(map(str, x))}"
            )

    def output_shape(self, query: Shape, key: Shape, value: Shape) -> Shape:
        return (*query[:-1], value[-1])

    def operations(self, y: Shape, query: Shape, key: Shape, value: Shape) -> Operations:
        pairs = pairs_counted(query[-2], key[-2], self.is_causal, self.window, self.count_masked)
        # More queries than keys under a mask: the first queries see no key, and have no sum to add up.
        rows = minimum(query[-2], key[-2]) if self.is_causal and not self.count_masked else query[-2]
        return Operations(mac=self.products(query, key, value)) + softmax_operations(product(query[:-2]), pairs, rows)

    def products(self, query: Shape, key: Shape, value: Shape) -> Any:
        """The MACs of the two products of an attention, Q K^T and softmax(...) V, which one fused kernel computes."""
        pairs = pairs_counted(query[-2], key[-2], self.is_causal, self.window, self.count_masked)
        return product(query[:-2]) * pairs * (query[-1] + value[-1])

    def conditions(self, query: Shape, key: Shape, value: Shape) -> Iterable[Condition]:
        yield equal(query[-1], key[-1], "the query has {} features and the key {}", query[-1], key[-1], remedy="make them equal")
        yield equal(key[-2], value[-2], "there are {} keys and {} values", key[-2], value[-2], remedy="make them equal")
        for axis in range(len(query) - 2):
            for what, other in (("key", key), ("value", value)):
                if self.enable_gqa and axis == len(query) - 3:
                    yield divides(
                        other[axis], query[axis], f"{{}} heads of the {what} do not divide the query's {{}}", other[axis], query[axis]
                    )
                else:
                    words = f"axis {axis} has {{}} in the query and {{}} in the {what}"
                    yield equal(query[axis], other[axis], words, query[axis], other[axis], remedy="make them equal")

    def windows(self, *x: Shape) -> tuple[()]:
        return ()


class FromSequences(Layer, abstract=True):
    """What attention layers share that project a query, a key and a value sequence themselves.

    One input is self-attention; a second one is the sequence of keys and values (cross-attention), a third one that of the values.
    """

    term = "softmax"
    label = "Attention"
    optional = 2
    rank = 2
    axes = (("length", "L"), ("features", "d"))

    def sequences(self, *x: Shape) -> tuple[Shape, Shape, Shape]:
        """The query, key and value sequence."""
        return x[0], x[min(1, len(x) - 1)], x[-1]

    @abc.abstractmethod
    def products(self, *x: Shape) -> Any:
        """The MACs of Q K^T and softmax(...) V of all heads, which one fused kernel computes."""

    def sequence_conditions(self, *x: Shape) -> Iterable[Condition]:
        for name, sequence in zip(("key", "value"), x[1:], strict=False):
            yield equal(len(sequence), 2, f"the {name} has {{}} axes", len(sequence), remedy="it takes 2 (length, features)")
        if len(x) == 3:
            yield equal(x[1][0], x[2][0], "there are {} keys and {} values", x[1][0], x[2][0], remedy="make them equal")

    def windows(self, *x: Shape) -> tuple[()]:
        return ()


class MultiheadAttention(FromSequences):
    """Multi-head attention with its projections: query (L, d), key (S, d_k), value (S, d_v) -> (L, d) and the weights (L, S).

    One input serves as query, key and value, a second one as key and value, a third one as value. d is the query's features and
    every head has d/h of them.

    Weights: in_proj_weight (3 d, d) for all three projections, or q_proj_weight (d, d), k_proj_weight (d, d_k), v_proj_weight (d, d_v)
    where the key's or the value's features are given; in_proj_bias (3 d,), out_proj.weight (d, d), out_proj.bias (d,).
    Parameters: 4 d^2 + 4 d. MACs: 2 L d^2 + S d d_k + S d d_v + 2 L S d, which is 4 L d^2 + 2 L^2 d in self-attention.

    Args:
        num_heads: h, which divides d; it changes no parameter.
        bias: whether the projections have biases.
        add_bias_kv: whether a learned key and value (bias_k, bias_v) are put after the others: one key more for each query.
        add_zero_attn: whether a key and value of zeros are put after the others: again one more.
        kdim: d_k, the key's features; None for d.
        vdim: d_v, the value's features; None for d.
        need_weights: whether the attention weights are a second output.
        average_attn_weights: whether those are averaged over the heads, (L, S), or not, (h, L, S).
        dropout: the share of weights that training leaves out; it changes no count.

    Raises:
        SymnetError: where h does not divide d, features differ from what is given, or keys and values differ in number.

    >>> from symnet import Network
    >>> attention = Network(MultiheadAttention(4, bias=False), (128, 64))
    >>> attention.params, attention.macs
    (16384, 4194304)

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2; torch.nn.MultiheadAttention.
    """

    from_input = {"embed_dim": 0}

    num_heads: OneSize = size("h")
    bias: bool = True
    add_bias_kv: bool = False
    add_zero_attn: bool = False
    kdim: OptionalSize = size("d_k", default=None)
    vdim: OptionalSize = size("d_v", default=None)
    need_weights: bool = True
    average_attn_weights: bool = True
    dropout: float = 0.0

    def keys(self, key: Shape) -> Any:
        """How many keys each query sees."""
        return key[0] + (int(self.add_bias_kv) + int(self.add_zero_attn))

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The sequence, and the weights if they are asked for."""
        return 1 + self.need_weights

    def extra_outputs(self, *x: Shape) -> tuple[Shape, ...]:
        query, key, _ = self.sequences(*x)
        weights = (query[0], self.keys(key))
        return () if not self.need_weights else (weights,) if self.average_attn_weights else ((self.num_heads, *weights),)

    def weights(self, *x: Shape) -> Mapping[str, Shape]:
        d = x[0][1]
        shapes: dict[str, Shape] = {"in_proj_weight": (3 * d, d)}
        if self.kdim is not None or self.vdim is not None:
            k, v = (d if given is None else given for given in (self.kdim, self.vdim))
            shapes = {"q_proj_weight": (d, d), "k_proj_weight": (d, k), "v_proj_weight": (d, v)}
        if self.bias:
            shapes["in_proj_bias"] = (3 * d,)
        if self.add_bias_kv:
            shapes |= {"bias_k": (1, 1, d), "bias_v": (1, 1, d)}
        shapes["out_proj.weight"] = (d, d)
        return shapes | {"out_proj.bias": (d,)} if self.bias else shapes

    def operations(self, y: Shape, *x: Shape) -> Operations:
        query, key, value = self.sequences(*x)
        (length, d), keys = query, self.keys(key)
        if len(x) == 1:
            projected, biases = 4 * product((length, d, d)), 4 * length * d
        else:
            projected = 2 * product((length, d, d)) + key[0] * d * key[1] + value[0] * d * value[1]
            biases = 2 * length * d + 2 * key[0] * d
        counted = Operations(mac=projected + self.products(*x), add=biases if self.bias else 0)
        return counted + softmax_operations(self.num_heads, length * keys, length)

    def products(self, *x: Shape) -> Any:
        query, key, _ = self.sequences(*x)
        return 2 * product((query[0], self.keys(key), query[1]))

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        d = x[0][1]
        yield from self.sequence_conditions(*x)
        yield divides(self.num_heads, d, "{} heads do not divide {} features", self.num_heads, d, remedy="give a number of heads that does")
        for name, given, sequence in zip(("key", "value"), (self.kdim, self.vdim), self.sequences(*x)[1:], strict=True):
            wanted = d if given is None else given
            words = f"the {name} has {{}} features where {{}} are projected"
            yield equal(sequence[-1], wanted, words, sequence[-1], wanted, remedy=f"give {name[0]}dim")
