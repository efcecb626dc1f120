"""torch's own answer for random layers, legal or not; skipped where torch is not installed."""

from __future__ import annotations

import inspect
import itertools
import os
import random
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import symnet as sn
from symnet import SymnetError
from symnet.architecture.layer import flat
from symnet.importers.torch import apply
from tests.torch_calls import FAMILIES, Call

torch: Any = pytest.importorskip("torch")

SEED = int(os.environ.get("SYMNET_LIVE_SEED", "0"))
CALLS = 150 if os.environ.get("SYMNET_PROFILE") == "long" else 60

Answer = tuple[Any, dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]] | None


def ask_torch(cls: str, kwargs: dict[str, Any], shapes: list[tuple[int, ...]]) -> Answer:
    """Output, parameter and buffer shapes, or None where torch refuses."""
    numbers = {name: tuple(v) if isinstance(v, list) else v for name, v in kwargs.items()}
    whole = [cls.startswith("Embedding") or (cls.startswith("MaxUnpool") and k == 1) for k in range(len(shapes))]
    torch.set_num_threads(1)
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            layer = getattr(torch.nn, cls)(**numbers).eval()
            output = layer(*(torch.zeros(s, dtype=torch.int64 if w else torch.float32) for s, w in zip(shapes, whole, strict=True)))
    except Exception:
        return None
    if cls.startswith("ConvTranspose") and 0 in output.shape[1:]:
        return None  # as it would be for one sample
    named = ({name: tuple(v.shape) for name, v in items} for items in (layer.named_parameters(), layer.named_buffers()))
    return (tuple(tuple(o.shape) for o in output) if isinstance(output, tuple) else tuple(output.shape), *named)


def ask_symnet(cls: str, kwargs: dict[str, Any], shapes: list[tuple[int, ...]]) -> Answer:
    try:
        read = apply(cls, kwargs, *shapes)
    except SymnetError:
        return None
    return read.output_shape, dict(read.weights), dict(read.buffers)


@pytest.mark.long
@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_agrees_with_torch(family: Callable[[random.Random], Call], seed: int) -> None:
    r = random.Random(seed)  # noqa: S311, these are tests
    print("SYMNET_LIVE_SEED", seed)
    for _ in range(CALLS):
        call = family(r)
        assert ask_symnet(*call) == ask_torch(*call), call


LINES = sorted(name for name in set(dir(torch.nn)) & set(sn.__all__) if isinstance(getattr(sn, name), type))
"""What torch.nn has and symnet too."""


def plausible(parameter: inspect.Parameter) -> list[Any]:
    """Values that somebody may write in a place of a line of torch.nn."""
    default = parameter.default
    if isinstance(default, bool):
        return [default, not default]
    if isinstance(default, int):
        return [default, default + 1, 2]
    return [default] if default not in (parameter.empty, None) else [2, 3, 8, (2, 2), True, 0.5]


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_torch_without_names_means_the_same_or_is_refused(name: str) -> None:
    theirs = getattr(torch.nn, name)
    parameters = [p for p in inspect.signature(theirs.__init__).parameters.values() if p.name not in ("self", "device", "dtype")]
    for count in range(1, len(parameters) + 1):
        for values in itertools.islice(itertools.product(*map(plausible, parameters[:count])), 100):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    theirs(*values)
                ours = getattr(sn, name)(*values)
            except Exception:  # noqa: S112 - one of both refuses it
                continue
            for parameter, value in zip(parameters, values, strict=False):
                assert set(flat(getattr(ours, parameter.name))) == set(flat(value)), (values, parameter.name)
