"""Softmax and its relatives: cells of an axis that sum to one."""

from __future__ import annotations

from typing import Any

from symnet.errors import SymnetError
from symnet.layers.activation import Elementwise
from symnet.operations import Operations
from symnet.sizes import Shape, product


class Softmax(Elementwise):
    """exp(x_i) / sum_j exp(x_j) along one axis: an exponential and a division a cell, and n - 1 additions for each n cells.

    Args:
        dim: the axis of the sample, counted from 0.

    >>> from symnet import Network
    >>> Network(Softmax(), (1000,)).output_shape
    (1000,)

    Source: torch.nn.Softmax.
    """

    dim: int = -1

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(exp=product(y), add=product(y) - self.rows(y), divide=product(y))

    def rows(self, x: Shape) -> Any:
        """How many sums there are: the cells of the other axes."""
        return product(n for axis, n in enumerate(x) if axis != self.dim % len(x))

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        if x[0] and not -len(x[0]) <= self.dim < len(x[0]):
            raise SymnetError(f"{type(self).__name__} runs along axis {self.dim}, and there are {len(x[0])}: {x[0]}; give one it has")


class Softmin(Softmax):
    """exp(-x_i) / sum_j exp(-x_j) along one axis. Operations: see `Softmax`.

    >>> from symnet import Network
    >>> Network(Softmin(), (10,)).output_shape
    (10,)

    Source: torch.nn.Softmin.
    """


class LogSoftmax(Softmax):
    """x_i - log(sum_j exp(x_j)) along one axis: an exponential and 2 additions a cell, a logarithm and one addition less a sum.

    >>> from symnet import Network
    >>> Network(LogSoftmax(), (10,)).output_shape
    (10,)

    Source: torch.nn.LogSoftmax.
    """

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(exp=product(y), add=2 * product(y) - self.rows(y), log=self.rows(y))


class Softmax2d(Softmax):
    """Softmax over the channels of each position of (F_in, H, W). Operations: see `Softmax`.

    >>> from symnet import Network
    >>> Network(Softmax2d(), (21, 64, 64)).output_shape
    (21, 64, 64)

    Source: torch.nn.Softmax2d.
    """

    rank = 3
    dim: int = 0
