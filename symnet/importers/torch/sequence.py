"""Recurrent layers, attention and transformers of torch.nn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet import layers
from symnet.architecture.conditions import Condition, at_least, divides, equal
from symnet.architecture.graph import Op
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, batched, declared

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "GRUCell",
    "LSTMCell",
    "MultiheadAttention",
    "RNNCell",
    "Transformer",
    "TransformerDecoderLayer",
    "TransformerEncoderLayer",
]


def sequence(x: Shape, batch_first: bool, name: str = "input") -> tuple[Shape, Shape]:
    """The batch axis of a sequence and one sample (length, features), whichever axis comes first; two axes have no batch."""
    if len(x) not in (2, 3):
        raise SymnetError(f"the {name} has {len(x)} axes: {x}", "it takes 2 (length, features), or 3 with the batch")
    if len(x) == 2:
        return (), x
    return (x[:1], x[1:]) if batch_first else (x[1:2], (x[0], x[2]))


def laid(y: Shape, batch: Shape, batch_first: bool) -> Shape:
    """A sequence with its batch axis put back."""
    return (*batch, *y) if batch_first else (y[0], *batch, *y[1:])


def same_batch(*batches: tuple[str, Shape]) -> Iterable[Condition]:
    """Every input has the batch of the first one."""
    first_name, first = batches[0]
    for name, batch in batches[1:]:
        if len(batch) != len(first):
            raise SymnetError(
                f"the {name} has {('a' if batch else 'no')} batch axis and the {first_name} {('one' if first else 'none')}",
                "give both alike",
            )
        for a, b in zip(first, batch, strict=True):
            yield equal(a, b, f"the {first_name} has {{}} samples and the {name} {{}}", a, b, remedy="give the same number")


def recurrent(x: Shape, states: tuple[Shape | None, ...], input_size: Any, layer: Any, batch_first: bool, dropout: float) -> Layout:
    """A recurrent layer over a sequence; its states keep the batch in the middle whatever `batch_first` says."""
    check_dropout(dropout)
    batch, sample = sequence(x, batch_first)
    initial = [(name, *sequence(s, False, name)) for name, s in zip(("h_0", "c_0"), states, strict=False) if s is not None]

    def arrange(y: Shape, *last: Shape) -> Any:
        ends = tuple(laid(state, batch, False) for state in last)
        return laid(y, batch, batch_first), ends[0] if len(ends) == 1 else ends

    conditions = (
        declared("input_size", input_size, sample[1]),
        at_least(sample[0], 1, "the sequence has length {}", sample[0], remedy="give one of at least 1"),
        *same_batch(("input", batch), *((name, given) for name, given, _ in initial)),
    )
    return Layout(layer, (sample, *(state for *_, state in initial)), arrange=arrange, conditions=conditions)


def check_dropout(dropout: float) -> None:
    """A dropout is a probability."""
    if type(dropout) not in (int, float) or not 0 <= dropout <= 1:
        raise SymnetError(f"dropout is {dropout!r}", "give a probability between 0 and 1")


def RNN(
    x: Shape,
    h_0: Shape | None = None,
    /,
    *,
    input_size: Any,
    hidden_size: Any,
    num_layers: int = 1,
    nonlinearity: str = "tanh",
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
) -> Layout:
    made = layers.RNN(hidden_size, num_layers=num_layers, bidirectional=bidirectional, nonlinearity=nonlinearity, bias=bias)
    return recurrent(x, (h_0,), input_size, made, batch_first, dropout)


def LSTM(
    x: Shape,
    h_0: Shape | None = None,
    c_0: Shape | None = None,
    /,
    *,
    input_size: Any,
    hidden_size: Any,
    num_layers: int = 1,
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
    proj_size: Any = 0,
) -> Layout:
    made = layers.LSTM(hidden_size, num_layers=num_layers, bidirectional=bidirectional, proj_size=proj_size, bias=bias)
    return recurrent(x, (h_0, c_0), input_size, made, batch_first, dropout)


def GRU(
    x: Shape,
    h_0: Shape | None = None,
    /,
    *,
    input_size: Any,
    hidden_size: Any,
    num_layers: int = 1,
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
) -> Layout:
    made = layers.GRU(hidden_size, num_layers=num_layers, bidirectional=bidirectional, bias=bias)
    return recurrent(x, (h_0,), input_size, made, batch_first, dropout)


def cell(x: Shape, states: tuple[Shape | None, ...], input_size: Any, layer: Layer) -> Layout:
    """One step of a recurrence."""
    batch, sample = batched(x, 1)
    initial = [(name, *batched(s, 1)) for name, s in zip(("h_0", "c_0"), states, strict=False) if s is not None]
    conditions = (
        declared("input_size", input_size, sample[0]),
        *same_batch(("input", batch), *((name, given) for name, given, _ in initial)),
    )
    return Layout(layer, (sample, *(state for *_, state in initial)), batch, conditions=conditions)


def RNNCell(
    x: Shape, h_0: Shape | None = None, /, *, input_size: Any, hidden_size: Any, bias: bool = True, nonlinearity: str = "tanh"
) -> Layout:
    return cell(x, (h_0,), input_size, layers.RNNCell(hidden_size, nonlinearity=nonlinearity, bias=bias))


def LSTMCell(
    x: Shape, h_0: Shape | None = None, c_0: Shape | None = None, /, *, input_size: Any, hidden_size: Any, bias: bool = True
) -> Layout:
    return cell(x, (h_0, c_0), input_size, layers.LSTMCell(hidden_size, bias=bias))


def GRUCell(x: Shape, h_0: Shape | None = None, /, *, input_size: Any, hidden_size: Any, bias: bool = True) -> Layout:
    return cell(x, (h_0,), input_size, layers.GRUCell(hidden_size, bias=bias))


def MultiheadAttention(
    query: Shape,
    key: Shape,
    value: Shape,
    /,
    *,
    embed_dim: Any,
    num_heads: Any,
    dropout: float = 0.0,
    bias: bool = True,
    add_bias_kv: bool = False,
    add_zero_attn: bool = False,
    kdim: Any = None,
    vdim: Any = None,
    batch_first: bool = False,
) -> Layout:
    inputs = {name: sequence(x, batch_first, name) for name, x in (("query", query), ("key", key), ("value", value))}
    batch, samples = inputs["query"][0], tuple(sample for _, sample in inputs.values())
    separate = any(given is not None and given != embed_dim for given in (kdim, vdim))
    dims = {"kdim": embed_dim if kdim is None else kdim, "vdim": embed_dim if vdim is None else vdim} if separate else {}
    made = layers.MultiheadAttention(num_heads, bias=bias, add_bias_kv=add_bias_kv, add_zero_attn=add_zero_attn, dropout=dropout, **dims)
    conditions = (declared("embed_dim", embed_dim, samples[0][1]), *same_batch(*((name, given) for name, (given, _) in inputs.items())))
    return Layout(made, samples, arrange=lambda y, weights: (laid(y, batch, batch_first), (*batch, *weights)), conditions=conditions)


def transformer(op: Op, inputs: dict[str, Shape], d_model: Any, nhead: Any, batch_first: bool, dropout: float) -> Layout:
    """A graph on sequences of d_model features; its output is laid out as they are."""
    check_dropout(dropout)
    split = {name: sequence(x, batch_first, name) for name, x in inputs.items()}
    batch = next(iter(split.values()))[0]
    conditions = (
        divides(nhead, d_model, "nhead {} does not divide d_model {}", nhead, d_model, remedy="give a number of heads that does"),
        *(declared("d_model", d_model, sample[1]) for _, sample in split.values()),
        *same_batch(*((name, given) for name, (given, _) in split.items())),
    )
    return Layout(op, tuple(sample for _, sample in split.values()), arrange=lambda y: laid(y, batch, batch_first), conditions=conditions)


def TransformerEncoderLayer(
    src: Shape,
    /,
    *,
    d_model: Any,
    nhead: Any,
    dim_feedforward: Any = 2048,
    dropout: float = 0.1,
    activation: Any = "relu",
    layer_norm_eps: float = 1e-5,
    batch_first: bool = False,
    norm_first: bool = False,
    bias: bool = True,
) -> Layout:
    op = layers.TransformerEncoderLayer(
        d_model, nhead, dim_feedforward, activation=activation, norm_first=norm_first, bias=bias, layer_norm_eps=layer_norm_eps
    )
    return transformer(op, {"src": src}, d_model, nhead, batch_first, dropout)


def TransformerDecoderLayer(
    tgt: Shape,
    memory: Shape,
    /,
    *,
    d_model: Any,
    nhead: Any,
    dim_feedforward: Any = 2048,
    dropout: float = 0.1,
    activation: Any = "relu",
    layer_norm_eps: float = 1e-5,
    batch_first: bool = False,
    norm_first: bool = False,
    bias: bool = True,
) -> Layout:
    op = layers.TransformerDecoderLayer(
        d_model, nhead, dim_feedforward, activation=activation, norm_first=norm_first, bias=bias, layer_norm_eps=layer_norm_eps
    )
    return transformer(op, {"tgt": tgt, "memory": memory}, d_model, nhead, batch_first, dropout)


def Transformer(
    src: Shape,
    tgt: Shape,
    /,
    *,
    d_model: Any = 512,
    nhead: Any = 8,
    num_encoder_layers: Any = 6,
    num_decoder_layers: Any = 6,
    dim_feedforward: Any = 2048,
    dropout: float = 0.1,
    activation: Any = "relu",
    layer_norm_eps: float = 1e-5,
    batch_first: bool = False,
    norm_first: bool = False,
    bias: bool = True,
) -> Layout:
    numbers = (num_encoder_layers, num_decoder_layers)
    op = layers.Transformer(
        d_model, nhead, *numbers, dim_feedforward, activation=activation, norm_first=norm_first, bias=bias, layer_norm_eps=layer_norm_eps
    )
    return transformer(op, {"src": src, "tgt": tgt}, d_model, nhead, batch_first, dropout)
