"""Axes of size 1, taken out or put in."""

from __future__ import annotations

from collections.abc import Iterable

from symnet.conditions import Condition, equal
from symnet.layers.reshape import Rearranged
from symnet.sizes import Shape


class Squeeze(Rearranged):
    """An axis of size 1 taken out: (F_in, 1, W) -> (F_in, W).

    Args:
        dim: the axis of the sample, counted from 0.

    Raises:
        SymnetError: where the axis has more than one cell.

    >>> from symnet import Network
    >>> Network(Squeeze(-1), (512, 1)).output_shape
    (512,)

    Source: torch.squeeze, which leaves an axis of another size as it is.
    """

    dim: int = -1

    def output_shape(self, x: Shape) -> Shape:
        axis = self.axis(x, self.dim)
        return (*x[:axis], *x[axis + 1 :])

    def conditions(self, x: Shape) -> Iterable[Condition]:
        n = x[self.axis(x, self.dim)]
        yield equal(n, 1, "the axis has {} cells, and only an axis of 1 can be taken out; pool or select first", n)


class Unsqueeze(Rearranged):
    """An axis of size 1 put in: (F_in, W) -> (F_in, 1, W) at dim 1.

    Args:
        dim: where the new axis stands in the sample, counted from 0.

    >>> from symnet import Network
    >>> Network(Unsqueeze(0), (28, 28)).output_shape
    (1, 28, 28)

    Source: torch.unsqueeze.
    """

    dim: int = 0

    def output_shape(self, x: Shape) -> Shape:
        axis = self.axis(x, self.dim, len(x) + 1)
        return (*x[:axis], 1, *x[axis:])
