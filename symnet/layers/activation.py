"""Activations: one output for each input cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from symnet.architecture.conditions import Condition, equal
from symnet.architecture.fields import OneSize, choice, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.errors import SymnetError


class Elementwise(Layer, abstract=True):
    """A layer whose output has the shape of its input: (*) -> (*). A cell takes the operations in `per_cell`.

    Args:
        inplace: whether torch overwrites the input; it changes no shape and no count.
    """

    by_place = 9
    per_cell: ClassVar[Operations] = Operations()
    term = "activation"

    def output_shape(self, x: Shape) -> Shape:
        return x

    def operations(self, y: Shape, x: Shape) -> Operations:
        return self.per_cell * product(y)

    def mixes_first(self, x: Shape) -> bool:
        return type(self).windows is not Layer.windows


class ReLU(Elementwise):
    """max(x, 0): one comparison a cell.

    >>> from symnet import Network
    >>> Network(ReLU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.ReLU.
    """

    per_cell = Operations(compare=1)

    inplace: bool = False


class Sigmoid(Elementwise):
    """1 / (1 + e^-x): an exponential, an addition and a division a cell.

    >>> from symnet import Network
    >>> Network(Sigmoid(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Sigmoid.
    """

    per_cell = Operations(exp=1, add=1, divide=1)


class Tanh(Elementwise):
    """The hyperbolic tangent of each cell.

    >>> from symnet import Network
    >>> Network(Tanh(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Tanh.
    """

    per_cell = Operations(tanh=1)


class SiLU(Elementwise):
    """x / (1 + e^-x), also called swish: a sigmoid and a multiplication a cell.

    >>> from symnet import Network
    >>> Network(SiLU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.SiLU.
    """

    per_cell = Operations(exp=1, add=1, divide=1, mul=1)

    inplace: bool = False


class GELU(Elementwise):
    """x times the normal distribution function of x: an error function, 3 multiplications and an addition a cell.

    Args:
        approximate: "none", or "tanh" for 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))): a tanh, 6 multiplications and 2 additions.

    >>> from symnet import Network
    >>> Network(GELU("tanh"), (197, 3072)).output_shape
    (197, 3072)

    Source: Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2; torch.nn.GELU.
    """

    approximate: str = choice("none", "tanh", default="none")

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y)
        if self.approximate == "tanh":
            return Operations(tanh=cells, mul=6 * cells, add=2 * cells)
        return Operations(erf=cells, mul=3 * cells, add=cells)


class Mish(Elementwise):
    """x tanh(log(1 + e^x)): an exponential, an addition, a logarithm, a tanh and a multiplication a cell.

    >>> from symnet import Network
    >>> Network(Mish(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Mish.
    """

    per_cell = Operations(exp=1, add=1, log=1, tanh=1, mul=1)

    inplace: bool = False


class Softplus(Elementwise):
    """log(1 + e^(b x)) / b, and x above a threshold: two multiplications, an exponential, an addition, a logarithm and a comparison a cell.

    Args:
        beta: b, how steep the bend is.
        threshold: from where on, counted in b x, the output is x.

    >>> from symnet import Network
    >>> Network(Softplus(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Softplus.
    """

    per_cell = Operations(mul=2, exp=1, add=1, log=1, compare=1)

    beta: float = 1.0
    threshold: float = 20.0


class Softsign(Elementwise):
    """x / (1 + |x|): an addition and a division a cell.

    >>> from symnet import Network
    >>> Network(Softsign(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Softsign.
    """

    per_cell = Operations(add=1, divide=1)


class Tanhshrink(Elementwise):
    """x - tanh(x): a tanh and a subtraction a cell.

    >>> from symnet import Network
    >>> Network(Tanhshrink(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Tanhshrink.
    """

    per_cell = Operations(tanh=1, add=1)


class LogSigmoid(Elementwise):
    """-log(1 + e^-x): an exponential, an addition and a logarithm a cell.

    >>> from symnet import Network
    >>> Network(LogSigmoid(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.LogSigmoid.
    """

    per_cell = Operations(exp=1, add=1, log=1)


class Exponential(Elementwise):
    """e^x: an exponential a cell.

    >>> from symnet import Network
    >>> Network(Exponential(), (10,)).output_shape
    (10,)

    Source: keras.activations.exponential.
    """

    per_cell = Operations(exp=1)


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

    Args:
        negative_slope: a, the slope for negative x.

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

    Args:
        lower: the smallest slope for negative x.
        upper: the largest slope, not below the smallest.

    >>> from symnet import Network
    >>> Network(RReLU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.RReLU.
    """

    per_cell = Operations(compare=1, mul=1)

    lower: float = 1 / 8
    upper: float = 1 / 3
    inplace: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lower > self.upper:
            raise SymnetError(f"RReLU lower is {self.lower} and upper {self.upper}", "give an upper slope that is not below the lower one")


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

    num_parameters: OneSize = size("N_a", default=1)
    init: float = 0.25
    shared_axes: tuple[int, ...] | None = None

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        if self.shared_axes is None:
            return {"weight": (self.num_parameters,)}
        return {"weight": tuple(1 if axis in self.shared_axes else n for axis, n in enumerate(x))}

    def conditions(self, x: Shape) -> Iterable[Condition]:
        if self.shared_axes is None and not (type(self.num_parameters) is int and self.num_parameters == 1):
            words, n, channels = "there are {} parameters and {} channels", self.num_parameters, x[0] if x else 1
            yield equal((n - 1) * (n - channels), 0, words, n, channels, remedy="give 1 parameter or as many as channels")


class ELU(Elementwise):
    """x, or a (e^x - 1) where x is negative: a comparison, an exponential, a subtraction and a multiplication a cell.

    Args:
        alpha: a; the output tends to -a for large negative x.

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

    Args:
        alpha: a, which is not 0; the output tends to -a for large negative x.

    >>> from symnet import Network
    >>> Network(CELU(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.CELU.
    """

    per_cell = Operations(compare=1, exp=1, add=1, mul=1, divide=1)

    alpha: float = 1.0
    inplace: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.alpha == 0:
            raise SymnetError("CELU alpha is 0, and one cannot divide by it", "give another number")


class Hardtanh(Elementwise):
    """min(max(x, low), high): two comparisons a cell.

    Args:
        min_val: the smallest output.
        max_val: the largest output, above the smallest.

    >>> from symnet import Network
    >>> Network(Hardtanh(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Hardtanh.
    """

    per_cell = Operations(compare=2)

    min_val: float = -1.0
    max_val: float = 1.0
    inplace: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.max_val <= self.min_val:
            raise SymnetError(f"Hardtanh min_val is {self.min_val} and max_val {self.max_val}", "give a max_val above min_val")


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

    Args:
        threshold: the value that x must exceed to be kept.
        value: what stands in the place of all other x.

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

    Args:
        lambd: lambda, up to which |x| becomes 0.

    >>> from symnet import Network
    >>> Network(Hardshrink(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Hardshrink.
    """

    per_cell = Operations(compare=2)

    lambd: float = 0.5


class Softshrink(Elementwise):
    """x moved towards 0 by lambda, and 0 in between: two comparisons and an addition a cell.

    Args:
        lambd: lambda, by how much x is moved; at least 0.

    >>> from symnet import Network
    >>> Network(Softshrink(), (96, 55, 55)).output_shape
    (96, 55, 55)

    Source: torch.nn.Softshrink.
    """

    per_cell = Operations(compare=2, add=1)

    lambd: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lambd < 0:
            raise SymnetError(f"Softshrink lambd is {self.lambd}", "give a number of at least 0")
