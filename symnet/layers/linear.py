"""Fully connected layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symnet.architecture.conditions import Condition, at_least, equal
from symnet.architecture.fields import OneSize, size
from symnet.architecture.layer import Layer
from symnet.architecture.weights import counted
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.window import Window, together
from symnet.errors import SymnetError


class Linear(Layer):
    """A fully connected layer on the last axis: (*, F_in) -> (*, F_out).

    Weight (F_out, F_in), bias (F_out,). Parameters: F_in F_out + F_out. MACs: F_in F_out for each position of the other axes.

    Args:
        out_features: F_out.
        bias: whether there is one bias per output feature.

    >>> from symnet import Network
    >>> Network(Linear(1000), (4096,)).params
    4097000

    Source: torch.nn.Linear.
    """

    from_input = {"in_features": 0}
    label = "FC"
    out_first = True
    axes = (("features", "F_in"),)

    out_features: OneSize = size("F_out", minimum=0)
    bias: bool = True

    def output_shape(self, x: Shape) -> Shape:
        return (*x[:-1], self.out_features)

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        weight = (self.out_features, x[-1])
        return {"weight": weight, "bias": (self.out_features,)} if self.bias else {"weight": weight}

    def operations(self, y: Shape, x: Shape) -> Operations:
        positions = product(y[:-1])
        return Operations(mac=positions * counted(self, (self.out_features, x[-1])), add=positions * self.out_features if self.bias else 0)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return together(x, (len(x) - 1,))

    def mixes_first(self, x: Shape) -> bool:
        return len(x) == 1

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield at_least(len(x), 1, "Linear takes an input of at least one axis, got none")


class Bilinear(Layer):
    """x1^T A x2 + b for each output: (*, F_1), (*, F_2) -> (*, F_out).

    Weight (F_out, F_1, F_2), bias (F_out,). Parameters: F_1 F_2 F_out + F_out. MACs for each position of the other axes:
    F_1 F_2 F_out for A x2 and F_1 F_out for the product with x1.

    Args:
        out_features: F_out.
        bias: whether there is one bias per output feature.

    Raises:
        SymnetError: where the inputs differ in an axis other than the last.

    >>> from symnet import Network
    >>> Network(Bilinear(40), (20,), (30,)).params
    24040

    Source: torch.nn.Bilinear.
    """

    from_input = {"in1_features": 0, "in2_features": 1}
    arity = 2

    out_features: OneSize = size("F_out", minimum=0)
    bias: bool = True

    def output_shape(self, x1: Shape, x2: Shape) -> Shape:
        return (*x1[:-1], self.out_features)

    def weights(self, x1: Shape, x2: Shape) -> Mapping[str, Shape]:
        weight = (self.out_features, x1[-1], x2[-1])
        return {"weight": weight, "bias": (self.out_features,)} if self.bias else {"weight": weight}

    def operations(self, y: Shape, x1: Shape, x2: Shape) -> Operations:
        return Operations(mac=product(y) * (x1[-1] * x2[-1] + x1[-1]), add=product(y) if self.bias else 0)

    def windows(self, x1: Shape, x2: Shape) -> tuple[Window, ...]:
        return together(x1, (len(x1) - 1,))

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        if len(x[0]) != len(x[1]) or not x[0]:
            raise SymnetError(f"Bilinear takes two inputs with as many axes, got {x[0]} and {x[1]}")

    def conditions(self, x1: Shape, x2: Shape) -> Iterable[Condition]:
        for axis, (a, b) in enumerate(zip(x1[:-1], x2[:-1], strict=True)):
            yield equal(a, b, f"the inputs differ on axis {axis}: {{}} and {{}}", a, b, remedy="make them equal")
