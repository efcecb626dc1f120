"""Where in a sequence a feature vector stands: learned, sinusoidal and rotary positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, at_least, divides, equal
from symnet.architecture.fields import AxisSizes, OneSize, OptionalSize, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.layers.activation import Elementwise


class PositionalEmbedding(Elementwise):
    """Adds a learned vector for each position: (L, d) -> (L, d). Weight (L_max, d): L_max d parameters; L d additions.

    Args:
        max_length: L_max, the longest sequence it has vectors for; None for the length of its input.
        parameter: whether the weight is a parameter (1, L_max, d) of the block it stands in, called as the layer is.

    Raises:
        SymnetError: where the sequence is longer.

    >>> from symnet import Network
    >>> Network(PositionalEmbedding(1024), (128, 768)).params
    786432

    Source: Gehring et al. 2017, arXiv:1705.03122, section 3.1; Radford et al. 2019 (GPT-2, wpe).
    """

    label = "Position"
    rank = 2
    axes = (("length", "L"), ("features", "d"))

    max_length: OptionalSize = size("L_max", default=None)
    parameter: bool = False

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        shape = (x[0] if self.max_length is None else self.max_length, x[1])
        return {"": (1, *shape)} if self.parameter else {"weight": shape}

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=product(y))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        if self.max_length is not None:
            words = "the sequence has {} positions and the embedding {}"
            yield at_least(self.max_length, x[0], words, x[0], self.max_length, remedy="give a max_length that reaches")


class ClassToken(Layer):
    """A learned vector before the first of a sequence, which stands for all of it: (L, d) -> (L + 1, d): d parameters.

    The weight (1, 1, d) is called as the layer is.

    >>> from symnet import Network
    >>> token = Network(ClassToken(), (196, 768))
    >>> token.output_shape, token.params
    ((197, 768), 768)

    Source: Dosovitskiy et al. 2020, arXiv:2010.11929, equation 1.
    """

    rank = 2
    axes = (("length", "L"), ("features", "d"))

    def output_shape(self, x: Shape) -> Shape:
        return (x[0] + 1, x[1])

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return {"": (1, 1, x[1])}

    def windows(self, x: Shape) -> tuple[()]:
        return ()


class PositionalEncoding(Layer):
    """A class token before the cells of a video, and learned positions in space and time: (T H W, d) -> (T H W + 1, d).

    Weights class_token (d,), spatial_pos (H W, d), temporal_pos (T, d), class_pos (d,), the last three without `rel_pos_embed`.

    Args:
        spatial_size: H and W.
        temporal_size: T.
        rel_pos_embed: whether attention has relative positions instead.

    Raises:
        SymnetError: where there are more or fewer cells.

    >>> from symnet import Network
    >>> Network(PositionalEncoding((56, 56), 8), (25088, 96)).params
    302016

    Source: Fan et al. 2021, arXiv:2104.11227, section 3.2; torchvision.models.video.mvit.PositionalEncoding.
    """

    term = "activation"
    rank, spatial = 2, 2
    axes = (("length", "L"), ("features", "d"))

    spatial_size: AxisSizes = size("N", per_axis=True)
    temporal_size: OneSize = size("T")
    rel_pos_embed: bool = False

    def output_shape(self, x: Shape) -> Shape:
        return (x[0] + 1, x[1])

    def windows(self, x: Shape) -> tuple[()]:
        return ()

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        d = x[1]
        if self.rel_pos_embed:
            return {"class_token": (d,)}
        cells = product(self.spatial_size)
        return {"class_token": (d,), "spatial_pos": (cells, d), "temporal_pos": (self.temporal_size, d), "class_pos": (d,)}

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=0 if self.rel_pos_embed else product(y) + product(x))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        if not self.rel_pos_embed:
            cells = self.temporal_size * product(self.spatial_size)
            yield equal(x[0], cells, "the sequence has {} cells, and there are positions for {}", x[0], cells, remedy="make them equal")


class SinusoidalEncoding(Elementwise):
    """Adds sines and cosines of the position, which are computed once: (L, d) -> (L, d). No parameters; L d additions.

    >>> from symnet import Network
    >>> Network(SinusoidalEncoding(), (128, 512)).params
    0

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.5.
    """

    label = "Position"
    rank = 2
    axes = (("length", "L"), ("features", "d"))

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=product(y))


class RotaryEmbedding(Elementwise):
    """Turns pairs of features by an angle that grows with the position: (*, L, d) -> (*, L, d). No parameters.

    Each cell takes two multiplications and an addition, x cos + rotated(x) sin; sines and cosines are computed once.

    Raises:
        SymnetError: where d is odd.

    >>> from symnet import Network
    >>> Network(RotaryEmbedding(), (8, 128, 64)).output_shape
    (8, 128, 64)

    Source: Su et al. 2021, arXiv:2104.09864, equation 34.
    """

    label = "Rotary"
    axes = (("length", "L"), ("features", "d"))

    def operations(self, y: Shape, x: Shape) -> Operations:
        return rotary_operations(product(y))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield at_least(len(x), 2, "RotaryEmbedding takes positions and features, got {} axes", len(x))
        yield divides(2, x[-1], "pairs of features are turned, got {} features", x[-1], remedy="give an even number")


def rotary_operations(cells: Any) -> Operations:
    """The operations of turning so many cells."""
    return Operations(mul=2 * cells, add=cells)
