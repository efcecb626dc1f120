"""Activations made of straight pieces, and their relatives with an exponential piece."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.conditions import Condition, equal
from symnet.layers.activation import Elementwise
from symnet.operations import Operations
from symnet.sizes import Shape, size


class ReLU6(Elementwise):
    """min(max(x, 0), 6): two comparisons a cell.

    >>> from symnet import Network
    >>> Network(ReLU6(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.ReLU6.
    """

    per_cell = Operations(compare=2)

    inplace: bool = False


class LeakyReLU(Elementwise):
    """x, or a x where x is negative: a comparison and a multiplication a cell.

    >>> from symnet import Network
    >>> Network(LeakyReLU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.LeakyReLU.
    """

    per_cell = Operations(compare=1, mul=1)

    negative_slope: float = 0.01
    inplace: bool = False


class RReLU(Elementwise):
    """LeakyReLU with a random slope in training, and their mean at inference: a comparison and a multiplication a cell.

    >>> from symnet import Network
    >>> Network(RReLU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.RReLU.
    """

    per_cell = Operations(compare=1, mul=1)

    lower: float = 1 / 8
    upper: float = 1 / 3
    inplace: bool = False


class PReLU(Elementwise):
    """x, or a x with a learned where x is negative: a comparison and a multiplication a cell.

    Weight: one size for all (num_parameters 1), or one for each channel (F_in,). Keras keeps one for each cell of an axis that is not
    shared: `shared_axes` then says which axes share theirs.

    Args:
        num_parameters: 1, or the number of channels.
        init: what weights start as; it changes no count.
        shared_axes: the axes of the sample, counted from 0, along which weights are the same; None for torch's rule.

    Raises:
        SymnetError: where the number of parameters is neither 1 nor the channels.

    >>> from symnet import Network
    >>> Network(PReLU(64), (64, 56, 56)).params
    64

    Source: He et al. 2015, arXiv:1502.01852, equation 1; torch.nn.PReLU; keras.layers.PReLU.
    """

    per_cell = Operations(compare=1, mul=1)

    num_parameters: Any = size("N_a", default=1)
    init: float = 0.25
    shared_axes: tuple[int, ...] | None = None

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        if self.shared_axes is None:
            return {"weight": (self.num_parameters,)}
        return {"weight": tuple(1 if axis in self.shared_axes else n for axis, n in enumerate(x))}

    def conditions(self, x: Shape) -> Iterable[Condition]:
        if self.shared_axes is None and not (type(self.num_parameters) is int and self.num_parameters == 1):
            words = "there are {} parameters and {} channels; give 1 parameter or as many as channels"
            yield equal(self.num_parameters, x[0] if x else 1, words, self.num_parameters, x[0] if x else 1)


class ELU(Elementwise):
    """x, or a (e^x - 1) where x is negative: a comparison, an exponential, a subtraction and a multiplication a cell.

    >>> from symnet import Network
    >>> Network(ELU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.ELU.
    """

    per_cell = Operations(compare=1, exp=1, add=1, mul=1)

    alpha: float = 1.0
    inplace: bool = False


class SELU(Elementwise):
    """s x, or s a (e^x - 1) where x is negative, s and a fixed: as ELU, with one more multiplication.

    >>> from symnet import Network
    >>> Network(SELU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.SELU.
    """

    per_cell = Operations(compare=1, exp=1, add=1, mul=2)

    inplace: bool = False


class CELU(Elementwise):
    """x, or a (e^(x/a) - 1) where x is negative: as ELU, with a division.

    >>> from symnet import Network
    >>> Network(CELU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.CELU.
    """

    per_cell = Operations(compare=1, exp=1, add=1, mul=1, divide=1)

    alpha: float = 1.0
    inplace: bool = False


class Hardtanh(Elementwise):
    """min(max(x, low), high): two comparisons a cell.

    >>> from symnet import Network
    >>> Network(Hardtanh(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Hardtanh.
    """

    per_cell = Operations(compare=2)

    min_val: float = -1.0
    max_val: float = 1.0
    inplace: bool = False


class Hardsigmoid(Elementwise):
    """min(max(x + 3, 0), 6) / 6: an addition, two comparisons and a division a cell.

    >>> from symnet import Network
    >>> Network(Hardsigmoid(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Hardsigmoid.
    """

    per_cell = Operations(add=1, compare=2, divide=1)

    inplace: bool = False


class Hardswish(Elementwise):
    """x min(max(x + 3, 0), 6) / 6: as Hardsigmoid, with a multiplication.

    >>> from symnet import Network
    >>> Network(Hardswish(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Hardswish.
    """

    per_cell = Operations(add=1, compare=2, divide=1, mul=1)

    inplace: bool = False


class Threshold(Elementwise):
    """x where it is above the threshold, else a value: one comparison a cell.

    >>> from symnet import Network
    >>> Network(Threshold(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Threshold.
    """

    per_cell = Operations(compare=1)

    threshold: float = 0.0
    value: float = 0.0
    inplace: bool = False


class Hardshrink(Elementwise):
    """x where |x| is above lambda, else 0: two comparisons a cell.

    >>> from symnet import Network
    >>> Network(Hardshrink(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Hardshrink.
    """

    per_cell = Operations(compare=2)

    lambd: float = 0.5


class Softshrink(Elementwise):
    """x moved towards 0 by lambda, and 0 in between: two comparisons and an addition a cell.

    >>> from symnet import Network
    >>> Network(Softshrink(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Softshrink.
    """

    per_cell = Operations(compare=2, add=1)

    lambd: float = 0.5
