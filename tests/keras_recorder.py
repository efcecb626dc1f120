"""`python -m tests.keras_recorder 1 20 Dense Softmax >> tests/data/keras_layers.jsonl` records what Keras answers to random calls.

The arguments are a seed, how many calls of each class, and the classes; Keras with its torch backend must be installed.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from typing import Any

from tests.keras_cases import CASES
from tests.test_live_keras import live


def row(cls: str, kwargs: dict[str, Any], shapes: list[Any]) -> dict[str, Any]:
    """One call with its answer."""
    made: dict[str, Any] = {"cls": cls, "kwargs": kwargs, "input_shapes": shapes}
    name = hashlib.sha256(json.dumps(made).encode()).hexdigest()[:16]
    try:
        outputs, weights, trainable, frozen = live(cls, kwargs, shapes)
    except Exception as refusal:
        return {"id": name, **made, "error": {"type": type(refusal).__name__, "message": str(refusal).splitlines()[0][:200]}}
    counts = {"param_count": trainable + frozen, "trainable": trainable, "non_trainable": frozen}
    return {"id": name, **made, "output": outputs, **counts, "weights": weights}


if __name__ == "__main__":
    seed, calls, *classes = sys.argv[1:]
    for cls in classes:
        rng = random.Random(f"{cls} {seed}")  # noqa: S311, these are tests
        for _ in range(int(calls)):
            print(json.dumps(row(cls, *CASES[cls](rng)), separators=(",", ":")))
