"""Activations: one output for each input cell."""

from __future__ import annotations

from typing import Any

from symnet.layer import Layer
from symnet.operations import Operations
from symnet.sizes import Shape, product


class Elementwise(Layer):
    """A layer whose output has the shape of its input."""

    def output_shape(self, x: Shape) -> Shape:
        return x


class ReLU(Elementwise):
    """max(x, 0): one comparison a cell.

    >>> from symnet import Network
    >>> Network(ReLU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.ReLU.
    """

    inplace: bool = False

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(compare=product(y))


class Softmax(Elementwise):
    """exp(x_i) / sum_j exp(x_j) along one axis: an exponential and a division a cell, and n - 1 additions for each n cells.

    >>> from symnet import Network
    >>> Network(Softmax(), (1000,)).output_shape
    (1000,)

    Source: torch.nn.Softmax.
    """

    dim: int = -1

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y)
        rows = product(n for axis, n in enumerate(y) if axis != self.dim % len(y))
        return Operations(exp=cells, add=cells - rows, divide=cells)


class Dropout(Elementwise):
    """Leaves cells out in training; nothing at inference, which is what operations count.

    >>> from symnet import Network
    >>> Network(Dropout(0.5), (4096,)).params
    0

    Source: torch.nn.Dropout.
    """

    p: float = 0.5
    inplace: bool = False


def softmax_operations(*shape: Any) -> Operations:
    """The operations of a softmax over the last axis of a shape."""
    return Softmax().operations(shape, shape)
