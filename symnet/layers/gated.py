"""Gated units: half of an axis, or a second input, opens and closes the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from symnet.architecture.axes import axis_of
from symnet.architecture.conditions import Condition, divides
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product, quotient
from symnet.arithmetic.window import Window, together
from symnet.layers.reshape import Rearranged


class Gated(Rearranged, abstract=True):
    """An axis cut in two halves a and b, of which a times act(b) is left: its size is halved. No parameters."""

    term = "activation"
    gate: ClassVar[Operations]
    dim: int = -1

    def output_shape(self, x: Shape) -> Shape:
        axis = axis_of(x, self.dim, self)
        return (*x[:axis], quotient(x[axis], 2), *x[axis + 1 :])

    def operations(self, y: Shape, x: Shape) -> Operations:
        return self.gate * product(y)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return together(x, (axis_of(x, self.dim, self),))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        n = x[axis_of(x, self.dim, self)]
        yield divides(2, n, "the axis has {} cells, which cannot be halved", n, remedy="give an even size")


class GLU(Gated):
    """a sigmoid(b), a and b the halves of an axis, (*, 2n) -> (*, n): a sigmoid and a multiplication an output cell.

    Args:
        dim: the axis of the sample, counted from 0.

    Raises:
        SymnetError: where the axis is odd.

    >>> from symnet import Network
    >>> Network(GLU(), (128, 512)).output_shape
    (128, 256)

    Source: Dauphin et al. 2016, arXiv:1612.08083, equation 1; torch.nn.GLU.
    """

    gate = Operations(exp=1, add=1, divide=1, mul=1)


class SwiGLU(Gated):
    """a SiLU(b), a and b the halves of an axis, (*, 2n) -> (*, n): a SiLU and a multiplication an output cell.

    Args:
        dim: the axis of the sample, counted from 0.

    Raises:
        SymnetError: where the axis is odd.

    >>> from symnet import Network
    >>> Network(SwiGLU(), (128, 512)).output_shape
    (128, 256)

    Source: Shazeer 2020, arXiv:2002.05202, equation 5.
    """

    gate = Operations(exp=1, add=1, divide=1, mul=2)


class GEGLU(Gated):
    """a GELU(b), a and b the halves of an axis, (*, 2n) -> (*, n): a GELU and a multiplication an output cell.

    Args:
        dim: the axis of the sample, counted from 0.

    Raises:
        SymnetError: where the axis is odd.

    >>> from symnet import Network
    >>> Network(GEGLU(), (128, 512)).output_shape
    (128, 256)

    Source: Shazeer 2020, arXiv:2002.05202, equation 5.
    """

    gate = Operations(erf=1, mul=4, add=1)


class ReGLU(Gated):
    """a ReLU(b), a and b the halves of an axis, (*, 2n) -> (*, n): a comparison and a multiplication an output cell.

    Args:
        dim: the axis of the sample, counted from 0.

    Raises:
        SymnetError: where the axis is odd.

    >>> from symnet import Network
    >>> Network(ReGLU(), (128, 512)).output_shape
    (128, 256)

    Source: Shazeer 2020, arXiv:2002.05202, equation 5.
    """

    gate = Operations(compare=1, mul=1)
