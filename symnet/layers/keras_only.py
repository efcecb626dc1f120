"""Layers that Keras has and torch.nn has not: a step out of a sequence, a vector repeated, a layer run at each step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.conditions import Condition, at_least
from symnet.errors import SymnetError
from symnet.layer import Layer
from symnet.operations import Operations
from symnet.sizes import Shape, size


class LastStep(Layer):
    """The last step of a sequence: (L, *) -> (*), as a recurrent layer returns it that does not return its sequence.

    >>> from symnet import LSTM, Network, Sequential
    >>> Network(Sequential(LSTM(64), LastStep()), (10, 32)).output_shape
    (64,)

    Source: keras.layers.LSTM, return_sequences=False.
    """

    def output_shape(self, x: Shape) -> Shape:
        return x[1:]

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield at_least(len(x), 1, "LastStep takes a sequence, got an input of no axes")

    def windows(self, x: Shape) -> tuple[()]:
        return ()


class RepeatVector(Layer):
    """The input n times along a new first axis: (*) -> (n, *).

    Args:
        n: how often.

    >>> from symnet import Network
    >>> Network(RepeatVector(3), (32,)).output_shape
    (3, 32)

    Source: keras.layers.RepeatVector.
    """

    n: Any = size("n")

    def output_shape(self, x: Shape) -> Shape:
        return (self.n, *x)

    def windows(self, x: Shape) -> tuple[()]:
        return ()


class TimeDistributed(Layer):
    """One layer run at each step of a sequence, with the same weights: (L, *x) -> (L, *y). Operations are L times the layer's.

    Args:
        layer: the layer, of one input.

    >>> from symnet import Conv2d, Network
    >>> video = Network(TimeDistributed(Conv2d(8, 3)), (10, 3, 32, 32))
    >>> video.output_shape, video.params
    ((10, 8, 30, 30), 224)

    Source: keras.layers.TimeDistributed.
    """

    layer: Layer

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.layer, Layer):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SymnetError(f"TimeDistributed runs one layer, got {self.layer!r}; wrap each layer of a graph on its own")

    def output_shape(self, x: Shape) -> Shape:
        return (x[0], *self.layer.output_shape(x[1:]))

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return self.layer.weights(x[1:])

    def buffers(self, x: Shape) -> Mapping[str, Shape]:
        return self.layer.buffers(x[1:])

    def operations(self, y: Shape, x: Shape) -> Operations:
        step = self.layer.operations(y[1:], x[1:]).counts()
        return Operations(**{kind: x[0] * count for kind, count in step.items()})

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        if not x[0]:
            raise SymnetError("TimeDistributed takes a sequence, got an input of no axes")
        self.layer.check_inputs(x[0][1:])

    def conditions(self, x: Shape) -> Iterable[Condition]:
        return self.layer.conditions(x[1:])

    def windows(self, x: Shape) -> tuple[()]:
        return ()
