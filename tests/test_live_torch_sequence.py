"""torch's own answer for random recurrent, attention and transformer layers, legal or not; skipped where torch is not installed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from symnet import SymnetError
from symnet.importers.torch import apply

torch: Any = pytest.importorskip("torch")


def ask_torch(cls: str, kwargs: dict[str, Any], shapes: list[tuple[int, ...]]) -> tuple[Any, dict[str, tuple[int, ...]]] | None:
    """Output shapes and parameter shapes, or None where torch refuses."""
    try:
        layer = getattr(torch.nn, cls)(**kwargs).eval()
        with torch.no_grad():
            output = layer(*(torch.zeros(s) for s in shapes))
    except Exception:
        return None
    return shape_of(output), {name: tuple(p.shape) for name, p in layer.named_parameters()}


def shape_of(output: Any) -> Any:
    return tuple(map(shape_of, output)) if isinstance(output, tuple) else tuple(output.shape)


def ask_symnet(cls: str, kwargs: dict[str, Any], shapes: list[tuple[int, ...]]) -> tuple[Any, dict[str, tuple[int, ...]]] | None:
    try:
        read = apply(cls, kwargs, *shapes)
    except SymnetError:
        return None
    return read.output_shape, dict(read.weights)


def maybe(r: random.Random, value: int) -> int:
    """Mostly the value, sometimes one more."""
    return value + (r.random() < 0.06)


def some(r: random.Random, **choices: list[Any]) -> dict[str, Any]:
    """Some of the arguments, each with one of its values."""
    return {name: r.choice(values) for name, values in choices.items() if r.random() < 0.5}


def laid(r: random.Random, length: int, batch: int, features: int, batch_first: bool) -> tuple[int, ...]:
    lead = (batch, length) if batch_first else (length, batch)
    return (*lead, maybe(r, features))


def recurrent(r: random.Random) -> tuple[str, dict[str, Any], list[tuple[int, ...]]]:
    cls = r.choice(["RNN", "LSTM", "GRU"])
    features = r.randint(1, 6)
    kwargs = {"input_size": features, "hidden_size": r.choice([0, *range(1, 13)])}
    kwargs |= some(r, num_layers=[0, 1, 2, 2, 3, 3], bias=[True, False], batch_first=[True, False], bidirectional=[True, False])
    if cls == "LSTM" or r.random() < 0.1:
        kwargs |= some(r, proj_size=[0, 1, 2, 3])
    if cls == "RNN":
        kwargs |= some(r, nonlinearity=["tanh", "relu", "relu", "gelu"])
    if r.random() < 0.1:
        kwargs["dropout"] = r.choice([0.0, 1.5, -0.1])
    shape = laid(r, r.choice([0, 1, 2, 3, 4, 5]), r.randint(0, 3), features, kwargs.get("batch_first", False))
    return cls, kwargs, [r.choice([*[shape] * 6, shape[1:], shape[1:], shape[2:], (1, *shape)])]


def cell(r: random.Random) -> tuple[str, dict[str, Any], list[tuple[int, ...]]]:
    cls, features = r.choice(["RNNCell", "LSTMCell", "GRUCell"]), r.randint(1, 6)
    kwargs = {"input_size": features, "hidden_size": r.randint(1, 6)} | some(r, bias=[True, False])
    shape = (r.randint(0, 3), maybe(r, features))
    return cls, kwargs, [r.choice([shape, shape, shape[1:], (1, *shape)])]


def attention(r: random.Random) -> tuple[str, dict[str, Any], list[tuple[int, ...]]]:
    heads = r.randint(1, 4)
    embed = maybe(r, heads * r.randint(1, 4))
    kwargs: dict[str, Any] = {"embed_dim": embed, "num_heads": heads}
    kwargs |= some(r, bias=[True, False], add_bias_kv=[True, False], add_zero_attn=[True, False], batch_first=[True, False])
    if r.random() < 0.5:
        kwargs |= some(r, kdim=[3, 5, embed], vdim=[2, 4, embed])
    lengths = (r.randint(1, 4), source := r.randint(1, 5), maybe(r, source))
    features = (embed, kwargs.get("kdim", embed), kwargs.get("vdim", embed))
    batch, first = r.randint(1, 3), kwargs.get("batch_first", False)
    shapes = [laid(r, n, maybe(r, batch), f, first) for n, f in zip(lengths, features, strict=True)]
    if r.random() < 0.2:
        drop = 0 if first else 1
        shapes = [tuple(s for axis, s in enumerate(shape) if axis != drop) for shape in shapes]
    return "MultiheadAttention", kwargs, shapes


def transformer(r: random.Random) -> tuple[str, dict[str, Any], list[tuple[int, ...]]]:
    cls, heads = r.choice(["TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer"]), r.randint(1, 3)
    d = maybe(r, heads * r.randint(1, 4))
    kwargs: dict[str, Any] = {"d_model": d, "nhead": heads, "dim_feedforward": r.randint(1, 9)}
    kwargs |= some(r, bias=[True, False], norm_first=[True, False], batch_first=[True, False], activation=["relu", "gelu", "tanh"])
    if cls == "Transformer":
        kwargs |= {"num_encoder_layers": r.randint(1, 3), "num_decoder_layers": r.randint(1, 3)}
    batch, first = r.randint(1, 3), kwargs.get("batch_first", False)
    count = 1 if cls == "TransformerEncoderLayer" else 2
    shapes = [laid(r, r.randint(1, 5), maybe(r, batch), d, first) for _ in range(count)]
    return cls, kwargs, [shape[1:] for shape in shapes] if r.random() < 0.1 else shapes


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", [recurrent, cell, attention, transformer], ids=lambda f: f.__name__)
def test_agrees_with_torch_on_random_layers(family: Any) -> None:
    r = random.Random(family.__name__)  # noqa: S311
    for _ in range(500):
        case = family(r)
        assert (case, ask_symnet(*case)) == (case, ask_torch(*case))
