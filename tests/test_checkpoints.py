"""The tensors of the zoo's networks under their names in torchvision's checkpoints (`tests/record_torchvision.py --checkpoints`)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import symnet as sn
from symnet import LayerScale, Linear, Network, PositionalEmbedding, Repeat, Sequential, zoo

DATA = Path(__file__).parent / "data" / "torchvision_checkpoints.json.gz"
CHECKPOINTS: dict[str, Any] = json.loads(gzip.decompress(DATA.read_bytes()))["models"]
OPTIONS = {"alexnet": {"variant": "torchvision"}, **{name: {"aux_logits": True} for name in ("googlenet", "inception_v3")}}


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_tensors_are_torchvisions(name: str) -> None:
    net: Network = zoo.NETWORKS[name](**OPTIONS.get(name, {}))
    for kind, found in (("weights", net.weights), ("buffers", net.named_buffers)):
        assert {tensor.name: list(tensor.shape) for tensor in found.expand()} == CHECKPOINTS[name][kind]


def test_a_parameter_of_a_block_has_the_blocks_name() -> None:
    block = Sequential(attn=Sequential(fc=Linear(12), attention=sn.RelativePositionAttention((2, 2), 2, parameter=True)))
    assert [w.name for w in Network(block, (1, 4, 24)).weights] == ["attn.fc.weight", "attn.fc.bias", "attn.relative_position_bias_table"]
    net = Network(Repeat(Sequential(pos=PositionalEmbedding(parameter=True), gamma=LayerScale(parameter=True)), 2), (5, 8))
    assert [(w.name, w.shape) for w in net.weights] == [("{}.pos", (1, 5, 8)), ("{}.gamma", (8,))]
    assert list(net["0"].weights) == ["pos", "gamma"]
    assert Network(sn.GridAttention(7, 8, parameter=True), (1, 9, 4), (1, 9, 4), (1, 9, 4), (2, 2, 2)).weights[0].name == "rel_pos_h"
    assert Network(sn.LayerScale(dim=0, keepdim=True), (3, 4, 4)).weights[0].shape == (3, 1, 1)
