"""Networks that are published as code, against that code leaf by leaf; `tests/record_modules.py` wrote what they are."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import symnet as sn
from symnet import Network, zoo
from symnet.architecture.trace import Call

MODELS: dict[str, dict[str, Any]] = json.loads(gzip.decompress((Path(__file__).parent / "data" / "modules.json.gz").read_bytes()))["models"]


def leaf(call: Call) -> list[Any]:
    """A call as the recorder writes it: name, class, input and output shapes, and the parameters of its module."""
    inputs = [list(x) for k, x in enumerate(call.inputs) if k not in call.layer.shape_only]
    params = sum(sn.product(shape) for shape in call.layer.weights(*call.inputs).values())
    return [call.name, type(call.layer).__name__, inputs, [list(y) for y in call.outputs], params]


def leaves(net: Network, names: set[str]) -> list[list[Any]]:
    """The calls that have a leaf module's name, in order."""
    return [row for place in net.places(expand=True) if (row := leaf(place.call))[0] in names]


@pytest.mark.parametrize("name", MODELS)
def test_a_network_is_what_its_code_makes(name: str) -> None:
    truth = MODELS[name]
    net: Network = zoo.NETWORKS[name]()
    assert list(map(list, net.input_shapes)) == truth["inputs"]
    assert list(net.output_shape) == truth["output"]
    assert (net.params, 2 * net.macs) == (truth["params"], truth["flops"])
    assert leaves(net, {row[0] for row in truth["leaves"]}) == truth["leaves"]


# ------------------------------------------------------------------ U-Net

SIZES = (
    *(570, 568, 284, 282, 280, 140, 138, 136, 68, 66, 64, 32, 30, 28),
    *(56, 54, 52, 104, 102, 100, 200, 198, 196, 392, 390, 388, 388),
)
"""What figure 1 of Ronneberger et al. 2015 writes at each layer, and the 388 of its output."""


def test_unet_has_the_sizes_of_its_figure() -> None:
    sizes = [place.output_shape[1] for place in zoo.unet() if isinstance(place.layer, (sn.Conv2d, sn.MaxPool2d, sn.ConvTranspose2d))]
    assert tuple(sizes) == SIZES
    assert sum(isinstance(place.layer, (sn.Conv2d, sn.ConvTranspose2d)) for place in zoo.unet()) == 23, "section 2: 23 convolutional layers"


@pytest.mark.parametrize("same", [False, True])
def test_one_formula_is_every_unet(same: bool) -> None:
    for depth in (1, 2, 4):
        family = zoo.unet("F", depth, same, num_classes="c", input_shape=(1, "H", "W"))
        for width, classes, side in ((64, 2, 572), (32, 5, 300)):
            member = zoo.unet(width, depth, same, num_classes=classes, input_shape=(1, side, side + 4))
            put = family.subs(F=width, c=classes, H=side, W=side + 4)
            assert (put.params, put.macs, put.output_shape) == (member.params, member.macs, member.output_shape)
            values = {family.symbols[key]: value for key, value in {"F": width, "c": classes, "H": side, "W": side + 4}.items()}
            assert family.params.subs(values) == member.params
            assert family.macs.subs(values) == member.macs


def test_a_unet_of_unknown_depth_is_refused() -> None:
    with pytest.raises(sn.SymnetError, match="unet depth is 'n'; give a number"):
        zoo.unet(depth="n")  # type: ignore[arg-type]
