"""Layers whose weight is made of other numbers each time they run."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Self

from symnet.architecture.conditions import Condition
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError
from symnet.layers.linear import Linear


class MadeWeight(Layer, abstract=True):
    """What layers share that run another one with a weight they make: all but its weights and the operations to make one."""

    typical = {"layer": Linear(64)}
    layer: Layer

    @property
    def out_first(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        """That of the layer."""
        return self.layer.out_first

    def unbiased(self) -> Self:
        return dataclasses.replace(self, layer=self.layer.unbiased())

    def output_shape(self, *x: Shape) -> Shape:
        return self.layer.output_shape(*x)

    def buffers(self, *x: Shape) -> Mapping[str, Shape]:
        return self.layer.buffers(*x)

    def check_inputs(self, *x: Shape) -> None:
        self.layer.check_inputs(*x)
        if "weight" not in self.layer.weights(*x):
            name, wrapped = type(self).__name__, type(self.layer).__name__
            raise SymnetError(f"{wrapped} has no weight for {name}", "give a Linear, a convolution or an EinsumLinear")

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        return self.layer.conditions(*x)

    def windows(self, *x: Shape) -> tuple[Window, ...]:
        return self.layer.windows(*x)


class WeightNorm(MadeWeight):
    """A layer whose weight is g v / |v|: a learned length g and a learned direction v for each row of it.

    Shapes: those of the layer, (*) -> (*). A weight (F_out, *rest) becomes v of that shape and g (F_out, 1, ...): F_out parameters
    more. To make the weight takes two multiplications and an addition for each of its numbers, and a root and a division for each row.

    Args:
        layer: the layer; it has a weight.

    Raises:
        SymnetError: where the layer has no weight.

    >>> from symnet import Conv1d, Network
    >>> conv = Network(WeightNorm(Conv1d(25, 7, padding="causal")), (25, 784))
    >>> conv.params, dict(conv.calls[0].weights)["weight_g"]
    (4425, (25, 1, 1))

    Source: Salimans and Kingma 2016, arXiv:1602.07868, equation 2; torch.nn.utils.weight_norm.
    """

    term = "normalisation"
    label = "WeightNorm"

    def weights(self, *x: Shape) -> Mapping[str, Shape]:
        own = dict(self.layer.weights(*x))
        w = own.pop("weight")
        return {"weight_g": (w[0], *(1 for _ in w[1:])), "weight_v": w, **own}

    def operations(self, y: Shape, *x: Shape) -> Operations:
        w = self.layer.weights(*x)["weight"]
        numbers = product(w)
        return self.layer.operations(y, *x) + Operations(mul=2 * numbers, add=numbers - w[0], sqrt=w[0], divide=w[0])
