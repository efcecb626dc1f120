"""Fully connected layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.conditions import Condition, at_least
from symnet.layer import Layer, counted
from symnet.operations import Operations
from symnet.sizes import Shape, product, size


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

    label = "FC"
    out_first = True
    axes = (("features", "F_in"),)

    out_features: Any = size("F_out", minimum=0)
    bias: bool = True

    def output_shape(self, x: Shape) -> Shape:
        return (*x[:-1], self.out_features)

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        weight = (self.out_features, x[-1])
        return {"weight": weight, "bias": (self.out_features,)} if self.bias else {"weight": weight}

    def operations(self, y: Shape, x: Shape) -> Operations:
        positions = product(y[:-1])
        return Operations(mac=positions * counted(self, (self.out_features, x[-1])), add=positions * self.out_features if self.bias else 0)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield at_least(len(x), 1, "Linear takes an input of at least one axis, got none")
