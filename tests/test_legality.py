"""Which numbers are legal, in symbols and in ints, is what torch runs: recorded cases, and torch itself where it is installed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.legality import drawn, in_numbers, in_symbols, in_torch

RECORDED = [json.loads(line) for line in (Path(__file__).parent / "data" / "legality.jsonl").read_text().splitlines()]
CHAINS = 1000 if os.environ.get("SYMNET_PROFILE") == "long" else 30
SEED = int(os.environ.get("SYMNET_LIVE_SEED", "1"))


def test_both_sides_of_every_recorded_border() -> None:
    for row in RECORDED:
        legal = in_symbols(row)
        for numbers, answer in row["cases"]:
            assert in_numbers(row, numbers) == answer, (row["layers"], row["input"], numbers)
            assert legal(numbers) == (answer is not None), (row["layers"], row["input"], numbers)


@pytest.mark.long
def test_random_chains_are_legal_where_torch_runs_them() -> None:
    pytest.importorskip("torch").set_num_threads(1)
    print("SYMNET_LIVE_SEED", SEED)
    for seed in range(SEED * 10_000_000, SEED * 10_000_000 + CHAINS):
        chain, substitutions = drawn(seed)
        legal = in_symbols(chain)
        for numbers in substitutions:
            answer = in_torch(chain, numbers)
            assert (in_numbers(chain, numbers), legal(numbers)) == (answer, answer is not None), (seed, chain, numbers)
