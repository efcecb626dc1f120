"""What strategies are made of: sizes, shapes, and layers that take them."""

from __future__ import annotations

from hypothesis import strategies as st

from symnet import Layer
from symnet.arithmetic.sizes import Shape

Case = tuple[Layer, tuple[Shape, ...]]
"""A layer and the shapes of its inputs."""

sizes = st.integers(1, 12)
channels = st.sampled_from([1, 2, 3, 4, 6, 8, 12])


def shapes(rank: int, low: int = 1, high: int = 12) -> st.SearchStrategy[Shape]:
    return st.tuples(*(st.integers(low, high) for _ in range(rank)))


def anywhere(*layers: Layer, low: int = 1, high: int = 4) -> st.SearchStrategy[Case]:
    """Layers that take an input of any shape with `low` to `high` axes."""
    return st.tuples(st.sampled_from(layers), st.integers(low, high).flatmap(shapes).map(lambda s: (s,)))


def ranked(layer: Layer, rank: int, low: int = 1) -> st.SearchStrategy[Case]:
    """A layer that takes an input of so many axes, of at least `low` cells each."""
    return st.tuples(st.just(layer), shapes(rank, low).map(lambda s: (s,)))


def alike(layer: Layer, most: int = 3, low: int = 1) -> st.SearchStrategy[Case]:
    """A layer that takes `low` to `most` inputs of one shape."""
    return st.tuples(st.just(layer), st.tuples(st.integers(1, 4).flatmap(shapes), st.integers(low, most)).map(lambda c: (c[0],) * c[1]))
