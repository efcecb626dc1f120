"""One step of a recurrence, and the cells that are one step."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, ClassVar

from symnet.architecture.conditions import Condition, equal
from symnet.architecture.fields import OneSize, choice, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape


class Step(Layer, abstract=True):
    """What one step of a recurrence needs, in a cell or along a sequence: G gates of H units, fed by an input and the last state."""

    from_input = {"input_size": 0}
    term = "recurrence"
    optional = 1
    gates: ClassVar[int]
    states: ClassVar[int] = 1

    hidden_size: OneSize = size("H")
    bias: bool = field(default=True, kw_only=True)
    bias_vectors: int = choice(1, 2, default=2, kw_only=True)

    @property
    def biases(self) -> int:
        """How many bias vectors a step adds."""
        return self.bias_vectors if self.bias else 0

    @abc.abstractmethod
    def gating(self, units: Any) -> Operations:
        """What becomes of so many units after the matrix products and biases."""

    @property
    def state_sizes(self) -> tuple[Any, ...]:
        """The features of each state; the first is the output."""
        return (self.hidden_size,) * self.states

    def step_weights(self, features: Any, suffix: str = "") -> dict[str, Shape]:
        rows = self.gates * self.hidden_size
        shapes: dict[str, Shape] = {"weight_ih": (rows, features), "weight_hh": (rows, self.state_sizes[0])}
        shapes |= dict.fromkeys(("bias_ih", "bias_hh")[: self.biases], (rows,))
        return {name + suffix: shape for name, shape in shapes.items()}

    def step_operations(self, features: Any, steps: Any = 1) -> Operations:
        """The operations of so many steps that read so many features."""
        units = steps * self.hidden_size
        mac = self.gates * units * (features + self.state_sizes[0])
        return Operations(mac=mac, add=self.gates * self.biases * units) + self.gating(units)

    def state_conditions(self, states: tuple[Shape, ...], wanted: tuple[Shape, ...]) -> Iterable[Condition]:
        for name, state, shape in zip(("h_0", "c_0"), states, wanted, strict=False):
            yield equal(len(state), len(shape), f"the state {name} has {{}} axes", len(state), len(shape), remedy="it takes {}")
            for axis, (a, b) in enumerate(zip(state, shape, strict=False)):
                yield equal(a, b, f"the state {name} has {{}} on axis {axis} and the layer {{}}", a, b, remedy="make them equal")

    def windows(self, *x: Shape) -> tuple[()]:
        return ()


class Cell(Step, abstract=True):
    """What the cells share, one step of a recurrence; use `RNNCell`, `LSTMCell` or `GRUCell`.

    Shapes: (F_in,) -> (H,), the new state; the last state may be given as a further input.
    Weights: weight_ih (G H, F_in), weight_hh (G H, H), bias_ih and bias_hh (G H,). Parameters: G H (F_in + H + 2). MACs: G H (F_in + H).

    Args:
        hidden_size: H, the features of the state.
        bias: whether there are biases.
        bias_vectors: 2 as in PyTorch, one added to W_ih x and one to W_hh h; 1 as in Keras, one for their sum.
    """

    rank = 1
    axes = (("features", "F_in"),)

    def output_shape(self, x: Shape, *states: Shape) -> Shape:
        return (self.hidden_size,)

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Each kind of state."""
        return len(self.state_sizes)

    def extra_outputs(self, x: Shape, *states: Shape) -> tuple[Shape, ...]:
        return tuple((features,) for features in self.state_sizes[1:])

    def weights(self, x: Shape, *states: Shape) -> Mapping[str, Shape]:
        return self.step_weights(x[0])

    def operations(self, y: Shape, x: Shape, *states: Shape) -> Operations:
        return self.step_operations(x[0])

    def conditions(self, x: Shape, *states: Shape) -> Iterable[Condition]:
        return self.state_conditions(states, tuple((features,) for features in self.state_sizes))


def elman_gating(units: Any, nonlinearity: str) -> Operations:
    """One activation a unit."""
    return Operations(compare=units) if nonlinearity == "relu" else Operations(tanh=units)


def lstm_gating(units: Any) -> Operations:
    """Three sigmoids (an exponential, an addition, a division) and two tanh; c' = f c + i g and h' = o tanh(c')."""
    return Operations(mul=3 * units, add=4 * units, divide=3 * units, exp=3 * units, tanh=2 * units)


def gru_gating(units: Any) -> Operations:
    """Two sigmoids and one tanh; r times W_hn h (or h), and h' = (1 - z) n + z h."""
    return Operations(mul=3 * units, add=4 * units, divide=2 * units, exp=2 * units, tanh=units)


class RNNCell(Cell):
    """One step of the Elman recurrence. Shapes and formulas: see `Cell`, with G = 1.

    Args:
        nonlinearity: "tanh" or "relu".

    >>> from symnet import Network
    >>> Network(RNNCell(64), (32,)).params
    6272

    Source: torch.nn.RNNCell.
    """

    gates = 1

    nonlinearity: str = choice("tanh", "relu", default="tanh")

    def gating(self, units: Any) -> Operations:
        return elman_gating(units, self.nonlinearity)


class LSTMCell(Cell):
    """One step of long short-term memory. Shapes and formulas: see `Cell`, with G = 4; the second output is the cell state (H,).

    >>> from symnet import Network
    >>> Network(LSTMCell(64), (32,)).macs
    24576

    Source: torch.nn.LSTMCell.
    """

    gates = 4
    states = optional = 2

    def gating(self, units: Any) -> Operations:
        return lstm_gating(units)


class GRUCell(Cell):
    """One step of the gated recurrent unit. Shapes and formulas: see `Cell`, with G = 3.

    Args:
        reset_after: as in `GRU`.

    >>> from symnet import Network
    >>> Network(GRUCell(64), (32,)).macs
    18432

    Source: torch.nn.GRUCell.
    """

    gates = 3

    reset_after: bool = True

    def gating(self, units: Any) -> Operations:
        return gru_gating(units)
