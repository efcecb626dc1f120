"""Keras layers read without Keras: every listed call, and what an unknown name, argument or size is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from symnet import SymnetError, symbols
from symnet.arithmetic.sizes import product
from symnet.importers import keras

ROWS = [json.loads(line) for line in (Path(__file__).parent / "data" / "keras_layers.jsonl").read_text().splitlines()]


def tuples(value: Any) -> Any:
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def plain(name: str) -> str:
    """A weight's path without the numbers that Keras gives the layers of one session."""
    return re.sub(r"_\d+/", "/", name)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['cls']}-{row['id']}")
def test_a_listed_call_is_read_as_keras_answers_it(row: dict[str, Any]) -> None:
    shapes = [tuple(shape) for shape in row["input_shapes"]]
    if "error" in row:
        with pytest.raises(SymnetError, match=row["cls"]):
            keras.apply(row["cls"], row["kwargs"], *shapes)
        return
    found = keras.apply(row["cls"], row["kwargs"], *shapes)
    output = [None, *row["concrete_output_batch2"][1:]] if "concrete_output_batch2" in row else row["output"]
    assert found.output_shape == tuples(output)
    assert found.weight_list == [(plain(name), tuple(shape)) for name, shape in row["weights"]]
    assert {**found.weights, **found.buffers} == dict(found.weight_list)
    assert (found.params, found.trainable, found.non_trainable) == (row["param_count"], row["trainable"], row["non_trainable"])


FIRST = {row["cls"]: row for row in reversed(ROWS) if "error" not in row}
"""One accepted call of each class, and of each with an adapter, a gate or other axes."""
FIRST |= {
    f"{row['cls']} {word}": row
    for row in reversed(ROWS)
    for word in ("lora_rank", "use_gate", "attention_axes")
    if row["kwargs"].get(word) and "error" not in row
}


@pytest.mark.parametrize("row", FIRST.values(), ids=FIRST)
def test_symbols_for_the_input_sizes_give_the_same_numbers(row: dict[str, Any]) -> None:
    values = {f"n{size}_{axis}": size for shape in row["input_shapes"] for axis, size in enumerate(shape[1:])} | {"B": 5}
    named = [("B", *(f"n{size}_{axis}" for axis, size in enumerate(shape[1:]))) for shape in row["input_shapes"]]
    formula = keras.apply(row["cls"], row["kwargs"], *named)
    number = keras.apply(row["cls"], row["kwargs"], *((5, *shape[1:]) for shape in row["input_shapes"]))

    def put_in(value: Any) -> Any:
        return (
            tuple(map(put_in, value))
            if isinstance(value, tuple)
            else int(sp.sympify(value).subs({symbols(k): v for k, v in values.items()}).doit())
        )

    assert put_in(formula.output_shape) == number.output_shape
    assert [(name, put_in(shape)) for name, shape in formula.weight_list] == number.weight_list
    assert (put_in(formula.params), put_in(formula.network.macs)) == (number.params, number.network.macs)


def test_every_reader_has_a_recorded_case() -> None:
    assert {row["cls"] for row in ROWS} == set(keras.readers())
    assert set(keras.ALIASES.values()) <= set(keras.readers())
    assert {row["cls"] for row in ROWS if "error" not in row} == set(keras.readers())


@pytest.mark.parametrize("cls", ["Conv2D", "Dense", "LSTM", "BatchNormalization", "DepthwiseConv2D", "MultiHeadAttention"])
def test_the_network_holds_the_same_numbers(cls: str) -> None:
    row = next(row for row in ROWS if row["cls"] == cls and "error" not in row)
    found = keras.apply(cls, row["kwargs"], *map(tuple, row["input_shapes"]))
    assert found.network.params == sum(product(shape) for shape in found.weights.values())


def test_batch_and_sizes_may_be_symbols_and_unknown() -> None:
    n, h, f = symbols("N H F")
    conv = keras.apply("Conv2D", {"filters": "F", "kernel_size": 3, "padding": "same", "strides": 2}, ("N", "H", 32, 3))
    assert conv.output_shape == (n, sp.ceiling(h / 2), 16, f)
    assert conv.params == 28 * f
    assert keras.apply("Conv2D", {"filters": 8, "kernel_size": 3}, (None, None, 32, 3)).output_shape == (None, None, 30, 8)
    assert keras.apply("Dense", {"units": 4}, (16, 3)).output_shape == (16, 4)


def test_the_network_is_channels_first_and_has_no_batch_axis() -> None:
    network = keras.apply("Conv2D", {"filters": 8, "kernel_size": 3}, (None, 10, 20, 3)).network
    assert (network.input_shape, network.output_shape) == ((3, 10, 20), (8, 8, 18))
    given = keras.apply("Conv2D", {"filters": 8, "kernel_size": 3, "data_format": "channels_first"}, (None, 3, 10, 20))
    assert given.network == network


def test_an_activation_is_a_layer_of_the_network() -> None:
    network = keras.apply("Conv2D", {"filters": 8, "kernel_size": 1, "activation": "softmax"}, (None, 4, 5, 3)).network
    assert [place.name for place in network] == ["Conv1", "Softmax1"]
    assert network["Softmax1"].layer.operations((8, 4, 5), (8, 4, 5)).add == 4 * 5 * 7  # over the channels


def test_initializers_and_the_like_are_taken_where_keras_takes_them() -> None:
    ignored = {"name": "stem", "dtype": "float32", "kernel_initializer": "he_normal", "bias_constraint": None, "activity_regularizer": None}
    assert keras.apply("Conv2D", {"filters": 8, "kernel_size": 3, **ignored}, (None, 9, 9, 3)).params == 224
    with pytest.raises(SymnetError, match="gamma_initializer"):
        keras.apply("Conv2D", {"filters": 8, "kernel_size": 3, "gamma_initializer": "ones"}, (None, 9, 9, 3))


def test_frozen_weights_are_not_trainable() -> None:
    found = keras.apply("BatchNormalization", {"trainable": False}, (None, 7))
    assert (found.trainable, found.non_trainable, found.params) == (0, 28, 28)


def test_wrapped_layers_may_be_configurations_of_keras() -> None:
    config = {"class_name": "Dense", "config": {"name": "head", "units": 5, "kernel_initializer": {"class_name": "Zeros", "config": {}}}}
    found = keras.apply("TimeDistributed", {"layer": config}, (None, 3, 8))
    assert found.weights == {"head/kernel": (8, 5), "head/bias": (5,)}
    nested = keras.apply("TimeDistributed", {"layer": ["Bidirectional", {"layer": ["LSTM", {"units": 4}]}]}, (None, 3, 6, 8))
    assert nested.output_shape == (None, 3, 8)
    assert next(iter(nested.weights)) == "bidirectional/forward_lstm/lstm_cell/kernel"


@pytest.mark.parametrize(
    ("cls", "kwargs", "shape", "words"),
    [
        ("Conv2d", {}, (None, 8, 8, 3), "unknown keras.layers class 'Conv2d'; did you mean Conv2D"),
        ("Conv2D", {"filters": 8, "kernel": 3}, (None, 8, 8, 3), "unknown argument 'kernel'; did you mean kernel_size"),
        ("Conv2D", {"kernel_size": 3}, (None, 8, 8, 3), "needs the argument filters"),
        ("Conv2D", {"filters": 8, "kernel_size": 3, "padding": "causal"}, (None, 8, 8, 3), "unknown padding 'causal'"),
        ("Conv2D", {"filters": 8, "kernel_size": 9}, (None, 8, 8, 3), "kernel 9 does not fit"),
        ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "dilation_rate": 2}, (None, 8, 8, 3), "both above 1"),
        ("Dense", {"units": 8, "activation": "rely"}, (None, 8), "did you mean relu"),
        ("Dense", {"units": 0}, (None, 8), "units is 0"),
        ("Dense", {"units": 8, "lora_rank": -2}, (None, 8), "lora_rank is -2"),
        ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "attention_axes": 2}, ((None, 4, 8),) * 2, "attention_axes=2 is not read"),
        ("LayerNormalization", {"axis": 0}, (None, 8), "axis 0 is the batch axis"),
        ("Permute", {"dims": (2, 3)}, (None, 8, 3), "dims is"),
        ("TimeDistributed", {"layer": ("Dense", {"unit": 4})}, (None, 3, 8), "did you mean units"),
        ("Bidirectional", {"layer": ("Dense", {"units": 4})}, (None, 3, 8), "runs a recurrent layer"),
    ],
)
def test_a_refusal_names_what_is_wrong(cls: str, kwargs: dict[str, Any], shape: tuple[Any, ...], words: str) -> None:
    with pytest.raises(SymnetError, match=re.escape(words)):
        keras.apply(cls, kwargs, *(shape if isinstance(shape[0], tuple) else (shape,)))
