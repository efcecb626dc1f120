"""torch's layers read without torch: recorded cases agree, and errors say what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from symnet import Conv2d, SymnetError, symbols
from symnet.importers.torch import FAMILIES, apply, readers, sequence

MODULES = [family for family in FAMILIES if family is not sequence]
OWN = {name for module in MODULES for name in module.__all__}
CASES = [
    case
    for line in (Path(__file__).parent / "data" / "torch_layers.jsonl").read_text().splitlines()
    if (case := json.loads(line))["cls"] in OWN
]
for case in CASES:  # an output of no cell is one of some batch sizes only: torch refuses it for one sample
    if case["cls"].startswith("ConvTranspose") and 0 in case.get("output", ())[1:]:
        case["error"] = case.pop("output")


def tuples(value: Any) -> Any:
    return tuple(map(tuples, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("cls", sorted({case["cls"] for case in CASES}))
def test_agrees_with_every_recorded_case(cls: str) -> None:
    for case in (c for c in CASES if c["cls"] == cls):
        shapes = [x["shape"] for x in case["inputs"]]
        if "error" in case:
            with pytest.raises(SymnetError, match=rf"^torch\.nn\.{cls}: "):
                apply(cls, case["kwargs"], *shapes)
            continue
        read = apply(cls, case["kwargs"], *shapes)
        assert read.output_shape == tuples(case["output"]), case
        assert read.weights == {name: tuple(s) for name, s in case["param_shapes"].items()}, case
        assert read.buffers == {name: tuple(s) for name, s in case["buffer_shapes"].items()}, case
        assert read.params == read.network.params == case["param_count"], case


@pytest.mark.parametrize("cls", sorted({case["cls"] for case in CASES}))
def test_an_unknown_batch_stays_unknown(cls: str) -> None:
    """A case with the batch left open gives the same sizes, and None where they depend on it."""
    legal = [c for c in CASES if c["cls"] == cls and "output" in c and len(c["inputs"]) == 1 and len(c["inputs"][0]["shape"]) > 1]
    for case in legal[:8]:
        shape = case["inputs"][0]["shape"]
        read = apply(cls, case["kwargs"], (None, *shape[1:]))
        wanted = tuples(case["output"])
        for got, want in zip(read.output_shape, wanted, strict=True) if not isinstance(wanted[0], tuple) else ():
            assert got is None or got == want, case


def test_symbols_go_through() -> None:
    B, H, W = symbols("B H W")
    read = apply("Conv2d", {"in_channels": 3, "out_channels": 96, "kernel_size": 11, "stride": 4}, (B, 3, H, W))
    assert read.output_shape == (B, 96, sp.floor((H - 11) / sp.Integer(4)) + 1, sp.floor((W - 11) / sp.Integer(4)) + 1)
    assert read.network.op == Conv2d(96, 11, stride=4)


def test_a_size_in_the_arguments_may_be_a_name() -> None:
    read = apply("Linear", {"in_features": "d", "out_features": "k"}, (None, "d"))
    d, k = symbols("d k")
    assert (read.output_shape, read.params) == ((None, k), d * k + k)
    assert not read.conditions


def test_a_redundant_argument_is_a_condition_on_symbols() -> None:
    read = apply("Conv2d", {"in_channels": 3, "out_channels": 8, "kernel_size": 1}, (None, "C", 8, 8))
    assert any("in_channels" in condition.broken for condition in read.conditions)


def test_device_and_dtype_change_nothing() -> None:
    assert apply("Linear", {"in_features": 2, "out_features": 3, "device": "meta", "dtype": "float16"}, (1, 2)).params == 9


def test_an_empty_batch_is_legal() -> None:
    assert apply("Conv1d", {"in_channels": 1, "out_channels": 2, "kernel_size": 3}, (0, 1, 5)).output_shape == (0, 2, 3)
    assert apply("Embedding", {"num_embeddings": 5, "embedding_dim": 2}, (0,)).output_shape == (0, 2)


def test_identity_takes_any_argument() -> None:
    assert apply("Identity", {"whatever": 1}, (2, 3)).output_shape == (2, 3)


@pytest.mark.parametrize(
    ("cls", "kwargs", "shapes", "words"),
    [
        ("Conv2D", {}, ((1, 3, 8, 8),), "unknown torch.nn class 'Conv2D'; did you mean Conv2d"),
        ("Linear", {"in_features": 2, "out_feature": 3}, ((1, 2),), "torch.nn.Linear: unknown argument 'out_feature'; did you mean"),
        ("Linear", {"in_features": 2}, ((1, 2),), "torch.nn.Linear: needs the argument out_features"),
        ("Linear", {"in_features": 2, "out_features": 3}, ((1, 2), (1, 2)), "torch.nn.Linear: takes 1 input, got 2"),
        ("Linear", {"in_features": 2, "out_features": 3}, ((1, 4),), "torch.nn.Linear: in_features is 2, but the input has 4"),
        ("Linear", {"in_features": 2, "out_features": 3}, (7,), "torch.nn.Linear: input 1 is 7; give its shape"),
        ("Conv1d", {"in_channels": 2, "out_channels": 3, "kernel_size": 9}, ((1, 2, 4),), "kernel 9 does not fit input length 4"),
        ("BatchNorm2d", {"num_features": 2}, ((2, 4, 4),), "takes an input of 4 axes, batch axis included, got 3"),
        ("ConvTranspose1d", {"in_channels": 1, "out_channels": 1, "kernel_size": 2, "output_padding": 1}, ((1, 1, 4),), "output padding 1"),
        ("Upsample", {"size": 3, "scale_factor": 2}, ((1, 1, 4),), "both size and scale_factor"),
    ],
)  # fmt: skip
def test_errors_name_the_class_the_number_and_the_way_on(cls: str, kwargs: dict[str, Any], shapes: Any, words: str) -> None:
    with pytest.raises(SymnetError) as error:
        apply(cls, kwargs, *shapes)
    assert words in str(error.value)


def test_every_reader_has_a_recorded_case_and_stands_in_one_family() -> None:
    names = [name for family in FAMILIES for name in family.__all__]
    assert len(names) == len(set(names))
    recorded = {json.loads(line)["cls"] for line in (Path(__file__).parent / "data" / "torch_layers.jsonl").read_text().splitlines()}
    assert set(readers()) == recorded
