"""Transformers, video and segmentation against torchvision, leaf by leaf; `tests/record_torchvision.py` wrote what they are."""

from __future__ import annotations

import functools
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import symnet as sn
from symnet import Network, zoo
from symnet.architecture.trace import Call
from symnet.layers.time_distributed import TimeDistributed, steps

DATA = Path(__file__).parent / "data"


def recorded(group: str) -> dict[str, dict[str, Any]]:
    return json.loads(gzip.decompress((DATA / f"torchvision_{group}.json.gz").read_bytes()))["models"]


GROUPS = ("transformers", "video", "segmentation")
TRUTH = {name: model for group in GROUPS for name, model in recorded(group).items()}

TINY, SMALL, HEADS, BASE_HEADS = (2, 2, 6, 2), (2, 2, 18, 2), (3, 6, 12, 24), (4, 8, 16, 32)
VIT = {"vit_b_16": (16, 12, 12, 768), "vit_b_32": (32, 12, 12, 768), "vit_l_16": (16, 24, 16, 1024), "vit_l_32": (32, 24, 16, 1024)}
SWIN = {"t": (96, TINY, HEADS), "s": (96, SMALL, HEADS), "b": (128, SMALL, BASE_HEADS)}
MEMBERS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    **{
        name: ("vit", {}, {"patch": p, "n": n, "heads": h, "d": d, "mlp_size": 4 * d})
        for name, (p, n, h, d) in {**VIT, "vit_h_14": (14, 32, 16, 1280)}.items()
    },
    **{
        f"{family}_{size}": (family, {}, {"d": d, "n": n, "heads": h})
        for family in ("swin", "swin_v2", "swin3d")
        for size, (d, n, h) in SWIN.items()
    },
    "maxvit_t": ("maxvit", {}, {"stem": 64, "channels": (64, 128, 256, 512), "n": (2, 2, 5, 2)}),
    **{f"{kind}_18": ("video_resnet", {"kind": kind}, {"n": (2, 2, 2, 2), "width": 64}) for kind in ("r3d", "mc3", "r2plus1d")},
    **{
        f"{family}_resnet{depth}": (family, {}, {"n": (3, 4, n, 3)}) for family in ("fcn", "deeplabv3") for depth, n in ((50, 6), (101, 23))
    },
    **{name: (name[:7], {}, {"n": (1, 2, 11, 2), "d": 96, "heads": 1}) for name in ("mvit_v1_b", "mvit_v2_s")},
}
"""Each published member with its family, what of that is structure, and what may be symbols."""


def leaf(call: Call) -> list[Any]:
    """A call as torchvision's module has it: name, class, input and output shapes, parameters.

    Inputs that are only asked for their shape are arguments there, and the heads that one module pools are a batch.
    """
    layer, outputs = call.layer, call.outputs
    inputs = tuple(x for k, x in enumerate(call.inputs) if k not in layer.shape_only)
    params = sum(sn.product(shape) for shape in layer.weights(*call.inputs).values())
    if isinstance(layer, TimeDistributed):
        layer, inputs, outputs = layer.layer, steps(inputs), steps(outputs)
    return [call.name, type(layer).__name__, [list(x) for x in inputs], [list(y) for y in outputs], params]


@pytest.mark.parametrize("name", TRUTH)
def test_a_network_is_torchvisions(name: str) -> None:
    truth = TRUTH[name]
    net: Network = zoo.NETWORKS[name]()
    names = {row[0] for row in truth["leaves"]}
    outputs = truth["output"]
    assert list(net.input_shape) == truth["input"]
    assert list(map(list, net.output_shapes)) == (list(outputs.values()) if isinstance(outputs, dict) else [outputs])
    assert (net.params, 2 * net.macs) == (truth["params"], truth["flops"])
    assert [row for place in net.places(expand=True) if (row := leaf(place.call))[0] in names] == truth["leaves"]


def symbols(name: str, value: Any) -> Any:
    """A symbol for a size, or one for each."""
    return tuple(f"{name}_{k}" for k in range(1, len(value) + 1)) if isinstance(value, tuple) else name


@functools.cache
def in_symbols(family: str, structure: tuple[Any, ...], sizes: tuple[Any, ...]) -> Network:
    return zoo.NETWORKS[family](**dict(structure), **dict(sizes))


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_is_its_family_with_numbers(name: str) -> None:
    family, structure, sizes = MEMBERS[name]
    named = {key: symbols(key, value) for key, value in sizes.items()}
    net = in_symbols(family, tuple(structure.items()), tuple(named.items()))
    flat = {key: value for key in sizes for key, value in _flat(named[key], sizes[key])}
    values = {net.symbols[key]: value for key, value in flat.items() if key in net.symbols}
    assert net.params.xreplace(values) == TRUTH[name]["params"]
    assert 2 * net.macs.xreplace(values) == TRUTH[name]["flops"]


def _flat(names: Any, values: Any) -> Any:
    return zip(names, values, strict=True) if isinstance(names, tuple) else [(names, values)]


@pytest.mark.parametrize("name", [name for name in MEMBERS if name[-2:] in {"_t", "_b", "_s", "16", "18"}])
def test_a_network_for_any_input(name: str) -> None:
    shape = TRUTH[name]["input"]
    net: Network = zoo.NETWORKS[name](input_shape=(*shape[:-2], "H", "W"))
    values = {net.symbols["H"]: shape[-2], net.symbols["W"]: shape[-1]}
    assert 2 * net.macs.xreplace(values) == TRUTH[name]["flops"]


@pytest.mark.parametrize(("name", "gflops"), [("dit_s", 1.4), ("dit_b", 5.6), ("dit_l", 19.7), ("dit_xl", 29.1)])
def test_a_diffusion_transformer_has_the_papers_multiply_accumulates(name: str, gflops: float) -> None:
    """Peebles and Xie 2022, table 1, for patches of 4; what it calls flops are multiply-accumulates, and norms count a little."""
    assert abs(zoo.NETWORKS[name](4).macs - gflops * 10**9) < 0.06 * 10**9


def test_a_mixer_for_any_input() -> None:
    net = zoo.mixer("p", "n", "d", "d_c", "d_s", (3, "H", "W"))
    big = net.subs(p=14, n=32, d=1280, d_c=5120, d_s=640, H=224, W=224)
    assert (big.params, big.macs) == (zoo.mixer_h14().params, zoo.mixer_h14().macs)


def test_a_table_made_of_the_sizes_alone_sees_no_cell() -> None:
    net = zoo.swin_v2_t()
    fields = dict(zip((call.name for call in net.calls), net.receptive_fields, strict=True))
    assert [f.size for f in fields["features.1.0.attn.cpb_mlp.2"]] == [0, 0]
    assert all(f.whole for f in net.receptive_field)


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("swin", {"d": 96, "n": (2, 2), "heads": (3, 6, 12)}, "n of 2 and heads of 3"),
        ("maxvit", {"stem": 64, "channels": (64,), "n": (2, 2)}, "channels of 1 and n of 2"),
        ("video_resnet", {"n": (2, 2)}, "kind of 4 and n of 2"),
        ("video_resnet", {"kind": "r2d"}, "unknown kind of video ResNet 'r2d'"),
        ("mvit_v1_b", {"input_shape": (3, 224, 224)}, "a video has channels, frames, height and width"),
        ("dit_s", {"input_shape": (32, 32)}, "an image has channels, height and width"),
        ("vit_b_16", {"input_shape": (3, 8, 224)}, "conv_proj: kernel 16 does not fit input height 8"),
    ],
)
def test_what_does_not_fit_is_said(name: str, arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(sn.SymnetError, match=sentence):
        zoo.NETWORKS[name](**arguments)
