"""Attention over the cells of a video behind a class token, with learned relative positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symnet.architecture.conditions import Condition, equal
from symnet.architecture.fields import OneSize, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product, total
from symnet.layers.attention import ScaledDotProductAttention, softmax_operations


class GridAttention(Layer):
    """softmax(Q K^T / sqrt(c) + E) V with E = q . R_(relative position): (h, L, c), (h, S, c), (h, S, c) -> (h, L, c).

    A fourth input says on which grid (*, T, H, W) keys lie, and is asked only for its shape; one token comes before them. Weights
    rel_pos_h and rel_pos_w (2 n - 1, c), rel_pos_t (2 t - 1, c). MACs: 2 h L S c, and h (L - 1) (T + H + W) c for E.

    Args:
        side: n, the longer side of the larger of the grids of queries and keys.
        frames: t, their frames.
        parameter: whether its weights are parameters of the block it stands in, as where torch's module is that block.

    Raises:
        SymnetError: where lengths, features or heads disagree, or the keys do not fill the grid.

    >>> from symnet import Network
    >>> attention = Network(GridAttention(56, 8), (1, 25089, 96), (1, 393, 96), (1, 393, 96), (8, 7, 7))
    >>> attention.params, attention.macs
    (22752, 1946101440)

    Source: Li et al. 2021, arXiv:2112.01526, equations 4 and 5; torchvision.models.video.mvit.MultiscaleAttention.
    """

    term = "softmax"
    label = "Attention"
    arity = 4
    shape_only = frozenset({3})
    axes = (("heads", "h"), ("length", "L"), ("features", "c"))
    rank = 3

    side: OneSize = size("n")
    frames: OneSize = size("t")
    parameter: bool = False

    def output_shape(self, query: Shape, key: Shape, value: Shape, grid: Shape) -> Shape:
        return (*query[:-1], value[-1])

    def windows(self, *x: Shape) -> tuple[()]:
        return ()

    def weights(self, query: Shape, key: Shape, value: Shape, grid: Shape) -> Mapping[str, Shape]:
        space, time = (2 * self.side - 1, query[-1]), (2 * self.frames - 1, query[-1])
        return {"rel_pos_h": space, "rel_pos_w": space, "rel_pos_t": time}

    def operations(self, y: Shape, query: Shape, key: Shape, value: Shape, grid: Shape) -> Operations:
        heads, queries, c = query
        pairs = product((queries, key[1]))
        biases = heads * (queries - 1) * total(grid[-3:]) * c
        products = ScaledDotProductAttention().products(query, key, value)
        added = 3 * heads * (queries - 1) * (key[1] - 1)
        return Operations(mac=products + biases, add=added) + softmax_operations(heads, pairs, queries)

    def conditions(self, query: Shape, key: Shape, value: Shape, grid: Shape) -> Iterable[Condition]:
        yield from ScaledDotProductAttention().conditions(query, key, value)
        cells = product(grid[-3:]) + 1
        yield equal(key[1], cells, "there are {} keys, and the grid and its token are {}", key[1], cells, remedy="make them equal")
