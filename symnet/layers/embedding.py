"""Tables of vectors looked up by number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symnet.architecture.fields import OneSize, choice, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.sweep import Sweep
from symnet.errors import SymnetError


class Embedding(Layer):
    """A vector for each number: (*) -> (*, d). Weight (V, d); V d parameters, and no operations.

    Args:
        num_embeddings: V, how many vectors there are.
        embedding_dim: d, their size.
        padding_idx: the number whose vector is not learned; it counts as a parameter all the same.

    >>> from symnet import Network
    >>> Network(Embedding(50257, 768), (1024,)).params
    38597376

    Source: torch.nn.Embedding.
    """

    by_place = 3
    axes = (("length", "L"),)

    num_embeddings: OneSize = size("V")
    embedding_dim: OneSize = size("d")
    padding_idx: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_padding_idx(self)

    def output_shape(self, x: Shape) -> Shape:
        return (*x, self.embedding_dim)

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return {"weight": (self.num_embeddings, self.embedding_dim)}


class EmbeddingBag(Layer):
    """Vectors looked up and reduced a bag: (L,) -> (d,), or a list of all numbers and one of where bags start: (L,), (B,) -> (B, d).

    Weight (V, d); V d parameters. A bag takes (L - 1) d additions or comparisons, and d divisions for a mean; with offsets, L d and
    B d at most.

    Args:
        num_embeddings: V, how many vectors there are.
        embedding_dim: d, their size.
        mode: "mean", "sum" or "max".
        include_last_offset: whether the offsets end with the end of the last bag, so that there are B - 1 bags.
        padding_idx: a number that is left out.

    >>> from symnet import Network
    >>> Network(EmbeddingBag(1000, 64), (20,)).output_shape
    (64,)

    Source: torch.nn.EmbeddingBag.
    """

    term = "pooling"
    arity = None
    axes = (("length", "L"),)

    num_embeddings: OneSize = size("V")
    embedding_dim: OneSize = size("d")
    mode: str = choice("mean", "sum", "max", default="mean")
    include_last_offset: bool = False
    padding_idx: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_padding_idx(self)

    def output_shape(self, x: Shape, offsets: Shape | None = None) -> Shape:
        if offsets is None:
            return (self.embedding_dim,)
        return (offsets[0] - 1 if self.include_last_offset else offsets[0], self.embedding_dim)

    def weights(self, x: Shape, offsets: Shape | None = None) -> Mapping[str, Shape]:
        return {"weight": (self.num_embeddings, self.embedding_dim)}

    def operations(self, y: Shape, x: Shape, offsets: Shape | None = None) -> Operations:
        steps = (x[0] if offsets is not None else x[0] - 1) * self.embedding_dim
        if self.mode == "max":
            return Operations(compare=steps)
        return Operations(add=steps, divide=product(y) if self.mode == "mean" else 0)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        if len(x) > 2 or any(len(shape) != 1 for shape in x):
            raise SymnetError(f"EmbeddingBag takes one list of numbers, and one of offsets at most, got {x}")


def check_padding_idx(layer: Any) -> None:
    """Refuse a padding number that is not in the table; negative ones count from the end."""
    count, index = layer.num_embeddings, layer.padding_idx
    if isinstance(count, Sweep):
        count = count.tight[0]
    if index is not None and isinstance(count, int) and not -count <= index < count:
        raise SymnetError(
            f"{type(layer).__name__} padding_idx is {index}, and there are {count} vectors", f"give one of -{count}..{count - 1}"
        )
