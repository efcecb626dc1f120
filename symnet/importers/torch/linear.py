"""Layers of torch.nn that are matrices and tables: fully connected, bilinear, embeddings."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, declared

__all__ = ["Bilinear", "Embedding", "EmbeddingBag", "Identity", "Linear"]


def Linear(x: Shape, /, in_features: Any, out_features: Any, bias: bool = True) -> Layout:
    if not x:
        raise SymnetError("works on the last axis, and the input has none", "give at least one")
    same = declared("in_features", in_features, x[-1])
    batch, sample = (x[:1], x[1:]) if len(x) > 1 else ((), x)
    return Layout(layers.Linear(out_features, bias=bias), (sample,), batch, conditions=(same,))


def Bilinear(x1: Shape, x2: Shape, /, in1_features: Any, in2_features: Any, out_features: Any, bias: bool = True) -> Layout:
    if len(x1) != len(x2) or not x1:
        raise SymnetError(f"takes two inputs with as many axes, at least one, got {x1} and {x2}")
    sizes = (declared("in1_features", in1_features, x1[-1]), declared("in2_features", in2_features, x2[-1]))
    lead = 1 if len(x1) > 1 else 0
    same = tuple(declared("the batch of input 1", a, b) for a, b in zip(x1[:lead], x2[:lead], strict=True))
    return Layout(layers.Bilinear(out_features, bias=bias), (x1[lead:], x2[lead:]), x1[:lead], conditions=(*sizes, *same))


def Identity(x: Shape, /, **arguments: Any) -> Layout:
    batch, sample = (x[:1], x[1:]) if len(x) > 1 else ((), x)
    return Layout(layers.Identity(), (sample,), batch)


def Embedding(
    x: Shape,
    /,
    num_embeddings: Any,
    embedding_dim: Any,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Layout:
    return Layout(layers.Embedding(num_embeddings, embedding_dim, padding_idx), (x[1:],), x[:1])


def EmbeddingBag(
    x: Shape,
    offsets: Shape | None = None,
    /,
    *,
    num_embeddings: Any,
    embedding_dim: Any,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Layout:
    layer = layers.EmbeddingBag(num_embeddings, embedding_dim, mode=mode, include_last_offset=include_last_offset, padding_idx=padding_idx)
    if len(x) == 2 and offsets is None:
        return Layout(layer, (x[1:],), x[:1])
    if len(x) != 1 or offsets is None or len(offsets) != 1:
        given = "no offsets" if offsets is None else f"offsets {offsets}"
        raise SymnetError(f"takes bags as rows (B, L), or all numbers (N,) with offsets (B,), got {x} and {given}")
    return Layout(layer, (x, offsets))
