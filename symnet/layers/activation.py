"""Activations: one output for each input cell."""

from __future__ import annotations

from typing import ClassVar

from symnet.errors import SymnetError
from symnet.layer import Layer
from symnet.operations import Operations
from symnet.sizes import Shape, product


class Elementwise(Layer):
    """A layer whose output has the shape of its input: (*) -> (*). A cell takes the operations in `per_cell`."""

    per_cell: ClassVar[Operations] = Operations()

    def output_shape(self, x: Shape) -> Shape:
        return x

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells = product(y)
        return Operations(**{kind: cells * count for kind, count in self.per_cell.counts().items() if count})


class Dropout(Elementwise):
    """Leaves cells out in training; nothing at inference, which is what operations count.

    >>> from symnet import Network
    >>> Network(Dropout(0.5), (4096,)).params
    0

    Source: torch.nn.Dropout.
    """

    p: float = 0.5
    inplace: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.p <= 1:
            raise SymnetError(f"{type(self).__name__} p is {self.p}; it is a probability between 0 and 1")


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

    approximate: str = "none"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.approximate not in ("none", "tanh"):
            raise SymnetError(f"GELU approximate is {self.approximate!r}; give 'none' or 'tanh'")

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
