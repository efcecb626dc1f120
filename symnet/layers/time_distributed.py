"""One layer at every step of a sequence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, equal
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.layers.linear import Linear


class TimeDistributed(Layer):
    """One layer run at each step of a sequence, with the same weights: (L, *x) -> (L, *y). Operations are L times the layer's.

    Args:
        layer: the layer; of several inputs each is a sequence of the same length.

    >>> from symnet import Conv2d, Network
    >>> video = Network(TimeDistributed(Conv2d(8, 3)), (10, 3, 32, 32))
    >>> video.output_shape, video.params
    ((10, 8, 30, 30), 224)

    Source: keras.layers.TimeDistributed.
    """

    typical = {"layer": Linear(64)}
    layer: Layer

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.layer, Layer):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SymnetError(f"TimeDistributed runs one layer, got {self.layer!r}", "wrap each layer of a graph on its own")

    @property
    def term(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """That of the layer it runs."""
        return self.layer.term

    def unbiased(self) -> Layer:
        return TimeDistributed(self.layer.unbiased())

    def output_shape(self, *x: Shape) -> Shape:
        return (x[0][0], *self.layer.output_shape(*steps(x)))

    def weights(self, *x: Shape) -> Mapping[str, Shape]:
        return self.layer.weights(*steps(x))

    def active_weights(self, *x: Shape) -> Mapping[str, Shape]:
        return self.layer.active_weights(*steps(x))

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """As many as the layer it runs."""
        return self.layer.returns

    def parts(self, outputs: tuple[Any, ...]) -> tuple[Any, ...]:
        return self.layer.parts(outputs)

    def extra_outputs(self, *x: Shape) -> tuple[Shape, ...]:
        return tuple((x[0][0], *shape) for shape in self.layer.extra_outputs(*steps(x)))

    @property
    def out_first(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        """That of the layer it runs."""
        return self.layer.out_first

    def buffers(self, *x: Shape) -> Mapping[str, Shape]:
        return self.layer.buffers(*steps(x))

    def operations(self, y: Shape, *x: Shape) -> Operations:
        return self.layer.operations(y[1:], *steps(x)) * x[0][0]

    def check_inputs(self, *x: Shape) -> None:
        if not all(x):
            raise SymnetError("TimeDistributed takes sequences, got an input of no axes")
        self.layer.check_inputs(*steps(x))

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        for k, other in enumerate(x[1:], 2):
            yield equal(other[0], x[0][0], f"input {k} has {{}} steps and input 1 has {{}}", other[0], x[0][0], remedy="make them equal")
        yield from self.layer.conditions(*steps(x))

    def windows(self, *x: Shape) -> tuple[()]:
        return ()


def steps(x: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """One step of each sequence."""
    return tuple(shape[1:] for shape in x)
