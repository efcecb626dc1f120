"""The zoo against torchvision, leaf by leaf; `tests/record_torchvision.py` wrote what torchvision's models are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import symnet as sn
from symnet import Network, zoo
from symnet.architecture.trace import Call
from symnet.arithmetic.sizes import product

DATA = Path(__file__).parent / "data"


def recorded(group: str) -> dict[str, dict[str, Any]]:
    """torchvision's models of a group, by name."""
    return json.loads(gzip.decompress((DATA / f"torchvision_{group}.json.gz").read_bytes()))["models"]


def leaf(call: Call) -> list[Any]:
    """A call as the recorder writes it: name, class, input and output shapes, and the parameters of its module."""
    params = sum(product(shape) for shape in call.layer.weights(*call.inputs).values())
    return [call.name, type(call.layer).__name__, [list(x) for x in call.inputs], [list(y) for y in call.outputs], params]


def leaves(net: Network, names: set[str]) -> Iterator[list[Any]]:
    """The calls of a network that have a leaf module's name, in order."""
    yield from (found for place in net.places(expand=True) if (found := leaf(place.call))[0] in names)


CLASSIC = recorded("classic")


@pytest.mark.parametrize("name", CLASSIC)
def test_a_network_is_torchvisions(name: str) -> None:
    truth = CLASSIC[name]
    net: Network = zoo.NETWORKS[name]()
    names = {row[0] for row in truth["leaves"]}
    assert list(net.input_shape) == truth["input"]
    assert list(net.output_shape) == truth["output"]
    assert net.params == truth["params"] - truth["aux_params"]
    assert 2 * net.macs == truth["flops"]
    assert list(leaves(net, names)) == truth["leaves"]
    assert {place.name for place in net.places(expand=True) if place.call.weights} <= names


RESNETS = {
    "resnet18": ((2, 2, 2, 2), False, 1, 64),
    "resnet34": ((3, 4, 6, 3), False, 1, 64),
    "resnet50": ((3, 4, 6, 3), True, 1, 64),
    "resnet101": ((3, 4, 23, 3), True, 1, 64),
    "resnet152": ((3, 8, 36, 3), True, 1, 64),
    "resnext50_32x4d": ((3, 4, 6, 3), True, 32, 4),
    "resnext101_32x8d": ((3, 4, 23, 3), True, 32, 8),
    "resnext101_64x4d": ((3, 4, 23, 3), True, 64, 4),
    "wide_resnet50_2": ((3, 4, 6, 3), True, 1, 128),
    "wide_resnet101_2": ((3, 4, 23, 3), True, 1, 128),
}
DEPTHS = ("n_1", "n_2", "n_3", "n_4")


@pytest.mark.parametrize("bottleneck", [True, False])
def test_one_formula_is_every_resnet(bottleneck: bool) -> None:
    more = {"groups": "G", "width_per_group": "w"} if bottleneck else {}
    family = zoo.resnet(DEPTHS, bottleneck, **more)
    params, macs = family.params, family.macs
    for name, (n, kind, groups, width) in RESNETS.items():
        if kind == bottleneck:
            put = dict(zip(DEPTHS, n, strict=True)) | {"G": groups, "w": width}
            at = {symbol: put[key] for key, symbol in family.symbols.items()}
            assert params.subs(at) == CLASSIC[name]["params"]
            assert 2 * macs.subs(at) == CLASSIC[name]["flops"]


def test_one_formula_is_every_densenet() -> None:
    params = zoo.densenet(DEPTHS, "k", stem="F").params
    members = {"121": (6, 12, 24, 16), "161": (6, 12, 36, 24), "169": (6, 12, 32, 32), "201": (6, 12, 48, 32)}
    for name, n in members.items():
        k, stem = (48, 96) if name == "161" else (32, 64)
        put = sn.symbols(" ".join((*DEPTHS, "k", "F")))
        assert params.subs(dict(zip(put, (*n, k, stem), strict=True))).doit() == CLASSIC[f"densenet{name}"]["params"]


def test_one_formula_is_every_vgg() -> None:
    depths = (*DEPTHS, "n_5")
    for suffix in ("", "_bn"):
        params = zoo.vgg(depths, bool(suffix)).params
        for name, n in {"11": (1, 1, 2, 2, 2), "13": (2, 2, 2, 2, 2), "16": (2, 2, 3, 3, 3), "19": (2, 2, 4, 4, 4)}.items():
            assert params.subs(dict(zip(sn.symbols(" ".join(depths)), n, strict=True))) == CLASSIC[f"vgg{name}{suffix}"]["params"]


def test_a_shortcut_is_one_of_the_papers_options() -> None:
    with pytest.raises(sn.SymnetError, match="unknown resnet_cifar option 'C'; known: A, B"):
        zoo.resnet_cifar(option="C")
