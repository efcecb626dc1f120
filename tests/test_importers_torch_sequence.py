"""torch's recurrent layers, attention and transformers, read without torch: every recorded case agrees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symnet import SymnetError
from symnet.importers.torch import apply, sequence

CASES = [
    case
    for line in (Path(__file__).parent / "data" / "torch_layers.jsonl").read_text().splitlines()
    if (case := json.loads(line))["cls"] in sequence.__all__
]


def tuples(value: Any) -> Any:
    return tuple(map(tuples, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['cls']}-{case['id']}")
def test_agrees_with_torch(case: dict[str, Any]) -> None:
    shapes = [x["shape"] for x in case["inputs"]]
    if "error" in case:
        with pytest.raises(SymnetError, match=rf"^torch\.nn\.{case['cls']}: "):
            apply(case["cls"], case["kwargs"], *shapes)
        return
    read = apply(case["cls"], case["kwargs"], *shapes)
    assert read.output_shape == tuples(case["output"])
    assert read.weights == {name: tuple(shape) for name, shape in case["param_shapes"].items()}
    assert read.buffers == {name: tuple(shape) for name, shape in case["buffer_shapes"].items()}
    assert read.params == read.network.params == case["param_count"]


def test_every_recorded_class_is_there() -> None:
    assert {case["cls"] for case in CASES} == set(sequence.__all__)
