"""Random calls, run in Keras itself where it is installed: what it answers and what it refuses, symnet does too."""

from __future__ import annotations

import math
import os
import random
import re
import warnings
from typing import Any

import pytest

os.environ.setdefault("KERAS_BACKEND", "torch")
numpy: Any = pytest.importorskip("numpy")
keras: Any = pytest.importorskip("keras")

from symnet import SymnetError  # noqa: E402
from symnet.importers import keras as reading  # noqa: E402
from tests.keras_cases import CASES  # noqa: E402

LISTED = ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract")
TORCH_ALONE = "not supported by the PyTorch backend|Given normalized_shape|smaller than kernel"
"""What a call says that Keras takes and its torch backend does not: it is another kernel that it hands the call to."""
CALLS = int(os.environ.get("SYMNET_LIVE_CALLS", "80" if os.environ.get("SYMNET_PROFILE") == "long" else "40"))


def build(cls: str, kwargs: dict[str, Any]) -> Any:
    own = {name: build(*value) if name == "layer" else value for name, value in kwargs.items()}
    return getattr(keras.layers, cls)(**own)


def live(cls: str, kwargs: dict[str, Any], shapes: list[Any]) -> tuple[Any, ...]:
    """Output shapes, weights and counts from Keras."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layer = build(cls, kwargs)
        inputs = [keras.Input(batch_shape=shape) for shape in shapes]
        output = layer(inputs) if cls in LISTED else layer(*inputs)
        # What a call on symbols lets pass is refused when it runs, and what an output_shape leaves open is known then.
        numbers = [keras.ops.zeros([7 if n is None else n for n in shape], dtype=x.dtype) for shape, x in zip(shapes, inputs, strict=True)]
        try:
            ran = layer(numbers) if cls in LISTED else layer(*numbers)
        except Exception as refusal:
            if not re.search(TORCH_ALONE, str(refusal)):
                raise
        else:
            output = ran if cls == "EinsumDense" else output
    if cls == "RMSNormalization":  # it multiplies its scale along the last axes, whatever it runs on
        shape = tuple(numbers[0].shape)
        assert numpy.broadcast_shapes(tuple(layer.weights[0].shape), shape) == shape
    outputs = (
        [tuple(y.shape) for y in output]
        if isinstance(output, (list, tuple))
        else tuple(None if cls == "EinsumDense" and k == 0 else n for k, n in enumerate(output.shape))
    )
    names = [(re.sub(r"_\d+/", "/", w.path.split("/", 1)[1]), tuple(w.shape)) for w in layer.weights]
    counts = [sum(math.prod(w.shape) for w in weights) for weights in (layer.trainable_weights, layer.non_trainable_weights)]
    return (tuple(outputs), names, *counts)


def read(cls: str, kwargs: dict[str, Any], shapes: list[Any]) -> tuple[Any, ...]:
    """The same from symnet."""
    found = reading.apply(cls, kwargs, *shapes)
    return (found.output_shape, found.weight_list, found.trainable, found.non_trainable)


@pytest.mark.long
@pytest.mark.parametrize("cls", CASES)
def test_answers_and_refusals_are_those_of_keras(cls: str) -> None:
    rng = random.Random(f"{cls} {os.environ.get('SYMNET_LIVE_SEED', '1')}")  # noqa: S311
    print("SYMNET_LIVE_SEED", os.environ.get("SYMNET_LIVE_SEED", "1"))
    for _ in range(CALLS):
        kwargs, shapes = CASES[cls](rng)
        try:
            wanted = live(cls, kwargs, shapes)
        except Exception as refusal:
            with pytest.raises(SymnetError):
                print(cls, kwargs, shapes, read(cls, kwargs, shapes), "Keras:", str(refusal)[:300])
            continue
        assert read(cls, kwargs, shapes) == wanted, (cls, kwargs, shapes)


def test_every_class_that_is_read_has_cases() -> None:
    assert set(CASES) == set(reading.readers()) - {"LayerScale"}  # which is not in keras.layers
