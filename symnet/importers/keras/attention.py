"""Attention of Keras: called with query, value and then key; kernels are (features, heads, width)."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.conditions import Condition, equal
from symnet.arithmetic.sizes import Shape, quotient
from symnet.errors import Unsupported
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import Change, laid, positive, refused, same

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
    refused(use_gate=(use_gate, False))
    if sliding_window is not None:
        positive("sliding_window", sliding_window)
    if attention_axes not in (None, 1, (1,), -2, (-2,)):
        raise Unsupported(f"attention_axes={attention_axes} is not read here", "leave it out for attention along axis 1")
    out: Any = output_shape[0] if isinstance(output_shape, tuple) and len(output_shape) == 1 else output_shape
    op = layers.Attention(
        positive("num_heads", num_heads),
        head_dim=positive("key_dim", key_dim),
        value_dim=None if value_dim is None else positive("value_dim", value_dim),
        out_features=out,
        bias=bool(use_bias),
        out_bias=bool(use_bias),
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
    refused(use_gate=(use_gate, False))
    if sliding_window is not None:
        positive("sliding_window", sliding_window)
    words = "the query has {} features and the value {}"
    alike = equal(query[-1], value[-1], words, query[-1], value[-1], remedy="make them equal")
    op = layers.Attention(
        positive("num_query_heads", num_query_heads),
        num_key_value_heads=positive("num_key_value_heads", num_key_value_heads),
        head_dim=positive("head_dim", head_dim),
        bias=bool(use_bias),
        out_bias=bool(use_bias),
    )
    return attention(op, query, value, key, (alike,))


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
