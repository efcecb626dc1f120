"""Softmax and its relatives: cells of an axis that sum to one."""

from __future__ import annotations

from typing import Any

from symnet.architecture.axes import axis_of
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.window import Window, together
from symnet.layers.activation import Elementwise


class SoftmaxFamily(Elementwise, abstract=True):
    """What softmax and its relatives share: one axis whose cells are taken together. There are no parameters.

    Args:
        dim: the axis whose cells are taken together, counted in the sample: 0 is the channels, -1 the last axis.
    """

    by_place = None
    term = "softmax"

    dim: int = -1

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(exp=product(y), add=product(y) - self.rows(y), divide=product(y))

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return together(x, (axis_of(x, self.dim, self),))

    def rows(self, x: Shape) -> Any:
        """How many sums there are: the cells of the other axes."""
        along = axis_of(x, self.dim, self) if x else None
        return product(n for axis, n in enumerate(x) if axis != along)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        if x[0]:
            axis_of(x[0], self.dim, self)


class Softmax(SoftmaxFamily):
    """exp(x_i) / sum_j exp(x_j) along one axis: an exponential and a division a cell, and n - 1 additions for each n cells.

    Args:
        dim: the axis of the sample, counted from 0.

    >>> from symnet import Network
    >>> Network(Softmax(), (1000,)).output_shape
    (1000,)

    Source: torch.nn.Softmax.
    """


class Softmin(SoftmaxFamily):
    """exp(-x_i) / sum_j exp(-x_j) along one axis. Operations: see `Softmax`.

    >>> from symnet import Network
    >>> Network(Softmin(), (10,)).output_shape
    (10,)

    Source: torch.nn.Softmin.
    """


class LogSoftmax(SoftmaxFamily):
    """x_i - log(sum_j exp(x_j)) along one axis: an exponential and 2 additions a cell, a logarithm and one addition less a sum.

    >>> from symnet import Network
    >>> Network(LogSoftmax(), (10,)).output_shape
    (10,)

    Source: torch.nn.LogSoftmax.
    """

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(exp=product(y), add=2 * product(y) - self.rows(y), log=self.rows(y))


class Softmax2d(SoftmaxFamily):
    """Softmax over the channels of each position of (F_in, H, W). Operations: see `Softmax`.

    >>> from symnet import Network
    >>> Network(Softmax2d(), (21, 64, 64)).output_shape
    (21, 64, 64)

    Source: torch.nn.Softmax2d.
    """

    rank = 3
    dim: int = 0
