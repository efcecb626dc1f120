"""Attention within windows of an image or a video, with a learned bias for each relative position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, divides, equal
from symnet.architecture.fields import AxisSizes, OneSize, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, ceil_div, minimum, product, quotient
from symnet.layers.attention import softmax_operations


def positions(window: tuple[Any, ...]) -> Shape:
    """How many relative positions two cells of a window may have, along each axis."""
    return tuple(2 * n - 1 for n in window)


def biased_attention(windows: Any, cells: Any, heads: Any, d: Any) -> Operations:
    """softmax(Q K^T / sqrt(d) + B) V within each window of so many cells."""
    scores = windows * cells * cells
    return Operations(mac=2 * scores * d, add=heads * scores) + softmax_operations(heads, scores, windows * cells)


def heads_condition(heads: Any, d: Any) -> Condition:
    """Heads divide the features."""
    return divides(heads, d, "{} heads do not divide {} features", heads, d, remedy="give a number of heads that does")


class WindowAttention(Layer, abstract=True):
    """Multi-head self-attention within windows of w cells, which may be shifted: (*n, d) -> (*n, d), channels last.

    The image is padded to whole windows and all of it is projected. Weights: qkv.weight (3 d, d), qkv.bias (3 d,),
    proj.weight (d, d), proj.bias (d,), and a bias for each head and relative position. MACs: 4 N d^2 + 2 N w d for N = w product(ceil(n/w))
    cells of the padded image, w being the cells of a window.

    Args:
        window_size: the window along each axis.
        shift_size: how far windows are moved along each axis, half a window in every second layer; it changes no count.
        num_heads: h, which divides d.
        qkv_bias: whether the projections to queries, keys and values have biases.
        proj_bias: whether the last projection has one.
        attention_dropout: the share of attention weights that training leaves out; it changes no count.
        dropout: the share of cells, likewise.
        parameter: whether its weights are parameters of the block it stands in, as where torch's module is that block.

    Raises:
        SymnetError: where h does not divide d.

    Source: Liu et al. 2021, arXiv:2103.14030, section 3.2 and equation 4.
    """

    from_input = {"dim": 0}
    term = "softmax"
    label = "WindowAttention"

    window_size: AxisSizes = size("M", per_axis=True)
    shift_size: AxisSizes = size("S", minimum=0, per_axis=True)
    num_heads: OneSize = size("h")
    qkv_bias: bool = True
    proj_bias: bool = True
    attention_dropout: float = 0.0
    dropout: float = 0.0
    parameter: bool = False

    def windows(self, *x: Shape) -> tuple[()]:
        return ()

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def window(self, x: Shape) -> Shape:
        """The window along each axis."""
        return self.window_size

    def tables(self) -> Mapping[str, Shape]:
        """What is learned beside the projections."""
        return {"relative_position_bias_table": (product(positions(self.window_size)), self.num_heads)}

    def weights(self, *x: Shape) -> Mapping[str, Shape]:
        d = x[0][-1]
        shapes: dict[str, Shape] = {**self.tables(), "qkv.weight": (3 * d, d)}
        if self.qkv_bias:
            shapes["qkv.bias"] = (3 * d,)
        shapes["proj.weight"] = (d, d)
        return shapes | {"proj.bias": (d,)} if self.proj_bias else shapes

    def buffers(self, *x: Shape) -> Mapping[str, Shape]:
        cells = product(self.window_size)
        return {"relative_position_index": (cells * cells,)}

    def operations(self, y: Shape, *x: Shape) -> Operations:
        window, d = self.window(x[0]), x[0][-1]
        number = product(ceil_div(n, w) for n, w in zip(x[0], window, strict=False))
        cells = product(window)
        biases = number * cells * d * (3 * int(self.qkv_bias) + int(self.proj_bias))
        projected = Operations(mac=4 * number * cells * d * d, add=biases)
        return projected + biased_attention(number, cells, self.num_heads, d)

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        yield heads_condition(self.num_heads, x[0][-1])


class ShiftedWindowAttention(WindowAttention):
    """Attention within windows of an image, (H, W, d) -> (H, W, d). Weights and formulas: see `WindowAttention`.

    >>> from symnet import Network
    >>> attention = Network(ShiftedWindowAttention(7, 3, 3), (56, 56, 96))
    >>> attention.params, attention.macs
    (37755, 145108992)

    Source: torchvision.models.swin_transformer.ShiftedWindowAttention.
    """

    rank, spatial = 3, 2
    axes = (("height", "H"), ("width", "W"), ("features", "d"))


class ShiftedWindowAttention3d(WindowAttention):
    """Attention within windows of a video, (D, H, W, d) -> (D, H, W, d). Weights and formulas: see `WindowAttention`.

    A window is not longer than its axis; the table of biases is for the whole window.

    >>> from symnet import Network
    >>> Network(ShiftedWindowAttention3d((8, 7, 7), (4, 3, 3), 3), (8, 56, 56, 96)).params
    44853

    Source: Liu et al. 2021, arXiv:2106.13230; torchvision.models.video.swin_transformer.ShiftedWindowAttention3d.
    """

    rank, spatial = 4, 3
    axes = (("depth", "D"), ("height", "H"), ("width", "W"), ("features", "d"))

    def window(self, x: Shape) -> Shape:
        return tuple(minimum(w, n) for w, n in zip(self.window_size, x, strict=False))

    def buffers(self, *x: Shape) -> Mapping[str, Shape]:
        cells = product(self.window_size)
        return {"relative_position_index": (cells, cells)}


class ShiftedWindowAttentionV2(WindowAttention):
    """Attention of scaled cosines within windows: (H, W, d) and the table of biases -> (H, W, d).

    The table (2 w_h - 1, 2 w_w - 1, h) is made by a small network of the relative positions (`RelativePositions`). Weights: those of
    `WindowAttention` with logit_scale (h, 1, 1) in place of the table.

    Raises:
        SymnetError: where the table does not fit the window and the heads.

    >>> from symnet import Network
    >>> Network(ShiftedWindowAttentionV2(8, 4, 3), (64, 64, 96), (15, 15, 3)).params
    37251

    Source: Liu et al. 2021, arXiv:2111.09883, equation 2; torchvision.models.swin_transformer.ShiftedWindowAttentionV2.
    """

    arity = 2
    rank, spatial = 3, 2
    axes = (("height", "H"), ("width", "W"), ("features", "d"))

    def tables(self) -> Mapping[str, Shape]:
        return {"logit_scale": (self.num_heads, 1, 1)}

    def operations(self, y: Shape, *x: Shape) -> Operations:
        """Queries and keys are also brought to length 1, and the table goes through a sigmoid."""
        number = product(ceil_div(n, w) * w for n, w in zip(x[0], self.window_size, strict=False))
        cells, vectors, biases = 2 * number * x[0][-1], 2 * number * self.num_heads, product(x[1])
        lengths = Operations(mul=2 * cells, add=cells - vectors, sqrt=vectors, divide=vectors)
        return super().operations(y, *x) + lengths + Operations(mul=biases, exp=biases, add=biases, divide=biases)

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        yield from super().conditions(*x)
        wanted = (*positions(self.window_size), self.num_heads)
        yield equal(len(x[1]), 3, "the table of biases has {} axes", len(x[1]), remedy="it takes 3")
        for axis, (given, needed) in enumerate(zip(x[1], wanted, strict=False)):
            words = f"axis {axis} of the table of biases has {{}} cells where the window and the heads ask for {{}}"
            yield equal(given, needed, words, given, needed, remedy="make them equal")


class RelativePositions(Layer):
    """The relative positions of two cells of a window, on a scale of logarithms: (*) -> (2 w_h - 1, 2 w_w - 1, 2). No parameters.

    They are a buffer, and are computed once: no cell of the input is seen.

    Args:
        window_size: the window along each axis.
        parameter: whether the buffer is one of the block it stands in, as where torch's module is that block.

    >>> from symnet import Network
    >>> Network(RelativePositions(8), (64, 64, 96)).output_shape
    (15, 15, 2)

    Source: Liu et al. 2021, arXiv:2111.09883, equation 4; torchvision's relative_coords_table.
    """

    shape_only = frozenset({0})
    rank, spatial = 3, 2

    window_size: AxisSizes = size("M", per_axis=True)
    parameter: bool = False

    def output_shape(self, x: Shape) -> Shape:
        return (*positions(self.window_size), 2)

    def buffers(self, x: Shape) -> Mapping[str, Shape]:
        return {"relative_coords_table": (1, *self.output_shape(x))}

    def windows(self, x: Shape) -> tuple[()]:
        return ()


class RelativePositionAttention(Layer):
    """softmax(Q K^T / sqrt(d) + B) V within windows, of queries, keys and values side by side: (*, w, 3 d) -> (*, w, d).

    Weight relative_position_bias_table (product(2 w - 1), h), a bias for each head and relative position. MACs: 2 w^2 d for each window.

    Args:
        window_size: the window along each axis.
        num_heads: h, which divides d.
        parameter: whether its weights are parameters of the block it stands in, as where torch's module is that block.

    Raises:
        SymnetError: where the input has other windows, or h does not divide d.

    >>> from symnet import Network
    >>> attention = Network(RelativePositionAttention(7, 2), (64, 49, 192))
    >>> attention.output_shape, attention.params, attention.macs
    ((64, 49, 64), 338, 19668992)

    Source: Tu et al. 2022, arXiv:2204.01697, section 3.1; torchvision.models.maxvit.RelativePositionalMultiHeadAttention.
    """

    term = "softmax"
    label = "WindowAttention"
    rank, spatial = 3, 2
    axes = (("windows", "G"), ("cells", "P"), ("features", "d"))

    window_size: AxisSizes = size("M", per_axis=True)
    num_heads: OneSize = size("h")
    parameter: bool = False

    def output_shape(self, x: Shape) -> Shape:
        return (*x[:-1], quotient(x[-1], 3))

    def windows(self, x: Shape) -> tuple[()]:
        return ()

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return {"relative_position_bias_table": (product(positions(self.window_size)), self.num_heads)}

    def buffers(self, x: Shape) -> Mapping[str, Shape]:
        return {"relative_position_index": (x[1], x[1])}

    def operations(self, y: Shape, x: Shape) -> Operations:
        return biased_attention(x[0], x[1], self.num_heads, y[-1])

    def conditions(self, x: Shape) -> Iterable[Condition]:
        cells = product(self.window_size)
        yield equal(x[1], cells, "a window has {} cells, and the biases are for {}", x[1], cells, remedy="make them equal")
        yield divides(3, x[-1], "queries, keys and values are side by side, and 3 does not divide {}", x[-1], remedy="give a multiple of 3")
        yield heads_condition(self.num_heads, self.output_shape(x)[-1])
