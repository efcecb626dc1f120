"""Recurrent layers: one step run along a sequence, in one or both directions, layer over layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, at_least
from symnet.architecture.fields import OptionalSize, SizeField, choice, listed, size
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.layers.recurrent_cell import Step, elman_gating, gru_gating, lstm_gating


class Recurrent(Step, abstract=True):
    """What recurrent layers over a sequence share; use `RNN`, `LSTM` or `GRU`.

    Shapes: (L, F_in) -> (L, D H), with D = 2 if bidirectional and 1 if not. Further output: the last state h_n (D layers, H).
    Initial states may be given as further inputs. Whether a framework puts the batch or the time first changes no count.

    Weights for each layer k and direction, with G rows of gates: weight_ih_l<k> (G H, F), weight_hh_l<k> (G H, H), bias_ih_l<k> and
    bias_hh_l<k> (G H,); those of the backward direction end in _reverse. F is F_in in the first layer and D H in the others.
    Parameters: G H (F + H + 2) for each. MACs: L G H (F + H) for each. Additions: one for each step and bias.

    Args:
        hidden_size: H, the features of the state.
        num_layers: how many layers stand on each other, a fixed number (`Repeat` takes a symbol).
        bias: whether there are biases.
        bidirectional: whether a second direction reads the sequence from its end.
        bias_vectors: 2 as in PyTorch, one added to W_ih x and one to W_hh h; 1 as in Keras, one for their sum.

    Raises:
        SymnetError: where the number of layers is not at least 1, or the input is not (length, features).
    """

    rank = 2
    axes = (("length", "L"), ("features", "F_in"))

    num_layers: int = 1
    bidirectional: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        listed(f"{type(self).__name__} num_layers", self.num_layers)

    @property
    def directions(self) -> int:
        return 2 if self.bidirectional else 1

    def passes(self, x: Shape) -> Iterator[tuple[str, Any]]:
        """Each pass over the sequence: what its weights' names end in, and how many features it reads."""
        for layer in range(self.num_layers):
            features = x[1] if layer == 0 else self.directions * self.state_sizes[0]
            for direction in ("", "_reverse")[: self.directions]:
                yield f"_l{layer}{direction}", features

    def output_shape(self, x: Shape, *states: Shape) -> Shape:
        return (x[0], self.directions * self.state_sizes[0])

    @property
    def returns(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The sequence, and each kind of state."""
        return 1 + len(self.state_sizes)

    def parts(self, outputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """As torch does: out, h of one state, and out, (h, c) of two."""
        return outputs if len(outputs) == 2 else (outputs[0], outputs[1:])

    def extra_outputs(self, x: Shape, *states: Shape) -> tuple[Shape, ...]:
        return tuple((self.directions * self.num_layers, features) for features in self.state_sizes)

    def weights(self, x: Shape, *states: Shape) -> Mapping[str, Shape]:
        return {name: shape for suffix, features in self.passes(x) for name, shape in self.step_weights(features, suffix).items()}

    def operations(self, y: Shape, x: Shape, *states: Shape) -> Operations:
        return Operations.total(self.step_operations(features, x[0]) for _, features in self.passes(x))

    def conditions(self, x: Shape, *states: Shape) -> Iterable[Condition]:
        return self.state_conditions(states, self.extra_outputs(x))


class RNN(Recurrent):
    """The Elman recurrence h' = tanh(W_ih x + b_ih + W_hh h + b_hh) along a sequence. Shapes, formulas, arguments: see `Recurrent`; G = 1.

    Args:
        nonlinearity: "tanh" or "relu".

    >>> from symnet import Network
    >>> rnn = Network(RNN(64), (10, 32))
    >>> rnn.output_shape, rnn.params, rnn.macs
    ((10, 64), 6272, 61440)

    Source: Elman 1990, doi:10.1207/s15516709cog1402_1; torch.nn.RNN.
    """

    gates = 1

    nonlinearity: str = choice("tanh", "relu", default="tanh")

    def gating(self, units: Any) -> Operations:
        return elman_gating(units, self.nonlinearity)


class LSTM(Recurrent):
    """Long short-term memory along a sequence. Shapes, formulas, arguments: see `Recurrent`; G = 4 (input, forget, cell, output).

    A second further output is the last cell state c_n (D layers, H). With a projection the state and the output have P_h features
    instead of H (Sak et al. 2014), weight_hr_l<k> is (P_h, H), parameters are 4 H (F + P_h + 2) + H P_h, MACs L (4 H (F + P_h) + H P_h).

    Args:
        proj_size: P_h, smaller than H; None (or 0, as torch writes it) for no projection.

    >>> from symnet import Network
    >>> lstm = Network(LSTM(64), (10, 32))
    >>> lstm.output_shape, lstm.params, lstm.macs
    ((10, 64), 25088, 245760)

    Source: Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735; torch.nn.LSTM.
    """

    gates = 4
    states = optional = 2

    proj_size: OptionalSize = size("P_h", default=None)

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        return None if name == "proj_size" and type(value) is int and value == 0 else super().checked(name, spec, value)

    def __post_init__(self) -> None:
        super().__post_init__()
        for condition in self._narrower():
            if condition.holds() is False:
                raise SymnetError(f"LSTM: {condition.broken}")

    @property
    def projected(self) -> bool:
        """Whether the state is projected to proj_size features."""
        return self.proj_size is not None

    @property
    def state_sizes(self) -> tuple[Any, ...]:
        return (self.proj_size if self.projected else self.hidden_size, self.hidden_size)

    def step_weights(self, features: Any, suffix: str = "") -> dict[str, Shape]:
        """The weights of one step, and of the projection where there is one."""
        projection: dict[str, Shape] = {f"weight_hr{suffix}": (self.proj_size, self.hidden_size)} if self.projected else {}
        return super().step_weights(features, suffix) | projection

    def gating(self, units: Any) -> Operations:
        return lstm_gating(units) + Operations(mac=units * self.proj_size if self.projected else 0)

    def conditions(self, x: Shape, *states: Shape) -> Iterable[Condition]:
        yield from self._narrower()
        yield from super().conditions(x, *states)

    def _narrower(self) -> Iterable[Condition]:
        if self.projected:
            words = "proj_size {} is not smaller than hidden_size {}"
            yield at_least(
                self.hidden_size, self.proj_size + 1, words, self.proj_size, self.hidden_size, remedy="project to fewer features"
            )


class GRU(Recurrent):
    """The gated recurrent unit along a sequence. Shapes, formulas, arguments: see `Recurrent`; G = 3 (reset, update, new).

    Args:
        reset_after: whether the reset gate multiplies W_hn h (PyTorch, and Keras by default, which then has two biases) or, as
            published, h itself before the product (Keras' reset_after=False, with one bias: bias_vectors=1). Counts are the same.

    >>> from symnet import Network
    >>> gru = Network(GRU(64), (10, 32))
    >>> gru.output_shape, gru.params, gru.macs
    ((10, 64), 18816, 184320)

    Source: Cho et al. 2014, arXiv:1406.1078, section 2.3; torch.nn.GRU; keras.layers.GRU.
    """

    gates = 3

    reset_after: bool = True

    def gating(self, units: Any) -> Operations:
        return gru_gating(units)
