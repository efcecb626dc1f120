"""Recurrent layers of Keras: one bias for each step, but for a GRU with reset_after; states are returned after the output."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.arithmetic.sizes import Shape
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import Names, kernel, laid, positive, same
from symnet.layers.blocks import Sequential

__all__ = ["GRU", "LSTM", "SimpleRNN"]
TRAINED = dict.fromkeys(__all__, ("kernel", "recurrent", "bias"))


def LSTM(
    x: Shape,
    /,
    units: Any,
    activation: Any = "tanh",
    recurrent_activation: Any = "sigmoid",
    use_bias: bool = True,
    unit_forget_bias: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    seed: Any = None,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    use_cudnn: Any = "auto",
) -> Layout:
    op = layers.LSTM(positive("units", units), bias=bool(use_bias), bias_vectors=1)
    return recurrent(op, x, "lstm_cell", return_sequences, return_state)


def GRU(
    x: Shape,
    /,
    units: Any,
    activation: Any = "tanh",
    recurrent_activation: Any = "sigmoid",
    use_bias: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    seed: Any = None,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    reset_after: bool = True,
    use_cudnn: Any = "auto",
) -> Layout:
    op = layers.GRU(positive("units", units), bias=bool(use_bias), bias_vectors=2 if reset_after else 1, reset_after=bool(reset_after))
    return recurrent(op, x, "gru_cell", return_sequences, return_state)


def SimpleRNN(
    x: Shape,
    /,
    units: Any,
    activation: Any = "tanh",
    use_bias: bool = True,
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
    unroll: bool = False,
    seed: Any = None,
) -> Layout:
    op = layers.RNN(positive("units", units), bias=bool(use_bias), bias_vectors=1)
    return recurrent(op, x, "simple_rnn_cell", return_sequences, return_state)


def recurrent(op: Any, x: Shape, cell: str, return_sequences: bool, return_state: bool) -> Layout:
    """A recurrent layer with the outputs asked for: the sequence or its last step, then the states."""
    op.check_inputs(x[1:])
    graph = op if return_sequences else Sequential(("sequence", op), layers.Select(0, -1))
    prefix = "" if return_sequences else "sequence."
    states = tuple(state[1:] for state in op.extra_outputs(x[1:])) if return_state else ()
    names = {f"{prefix}{name}": to for name, to in cell_names(cell, op.bias_vectors).items()}
    return laid(graph, x, names=names, arrange=lambda batch, y: with_states(batch, y, states))


def with_states(batch: Shape, y: Shape, states: tuple[Shape, ...]) -> Any:
    """The output, followed by the states if there are any."""
    return tuple((*batch, *shape) for shape in (y, *states)) if states else (*batch, *y)


def cell_names(cell: str, bias_vectors: int) -> Names:
    """Keras' names of a layer's weights; two biases are one of two rows."""
    return {
        "weight_ih_l0": (f"{cell}/kernel", kernel),
        "weight_hh_l0": (f"{cell}/recurrent_kernel", kernel),
        "bias_ih_l0": (f"{cell}/bias", same if bias_vectors == 1 else lambda s: (2, *s)),
        "bias_hh_l0": None,
    }
