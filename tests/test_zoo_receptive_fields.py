"""Receptive fields of the zoo's networks against published tables and gradients (tests/data/receptive_fields.json names the sources).

The published networks are TF-slim's. Of theirs the zoo has no Inception v2 and v4.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from symnet import Identity, Network, zoo

TRUTH = json.loads((Path(__file__).parent / "data" / "receptive_fields.json").read_text())
Seen = tuple[Any, Any, Any]


def seen(net: Network) -> dict[str, Seen]:
    """Size, stride and padding of the field along the height at each place, and under the name of a block at its end."""
    found: dict[str, Seen] = {}
    for call, (field, *_) in zip(net.calls, net.receptive_fields, strict=True):
        path = call.path.shown
        for depth in range(1, len(path) + 1):
            found[".".join(path[:depth])] = (field.size, field.jump, -field.start)
    return found


def published(net: str, resolution: int | None) -> dict[str, Seen]:
    """What the table says of a network's end points, without the network's name in theirs."""
    rows = [row for row in TRUTH["endpoint_table"] if (row["net"], row["resolution"]) == (net, resolution)]
    assert rows
    return {row["end_point"].split("/")[-1]: (row["rf"], row["effective_stride"], row["effective_padding"]) for row in rows}


def square(size: int | None) -> tuple[int, int, int]:
    """An image; where the table leaves the size open, what does not depend on it is found at any."""
    return (3, size or 321, size or 321)


RESOLUTIONS = (None, 224, 321)


@pytest.mark.parametrize("size", RESOLUTIONS)
def test_alexnet_is_slims_alexnet_v2(size: int | None) -> None:
    """The windows of the one tower without groups are slim's; channels differ, and torchvision's first layer pads 2."""
    found = seen(zoo.alexnet(input_shape=square(size)))
    convs, pools = iter((1, 2, 3, 4, 5)), iter((1, 2, 5))
    own = {
        f"conv{next(convs)}" if name.startswith("Conv") else f"pool{next(pools)}": found[name]
        for name in found
        if name[:4] in ("Conv", "Maxp")
    }
    expected = published("alexnet_v2", size)
    assert {name: own[name] for name in expected} == expected


@pytest.mark.parametrize("size", RESOLUTIONS)
@pytest.mark.parametrize(("net", "n"), [("vgg_a", (1, 1, 2, 2, 2)), ("vgg_16", (2, 2, 3, 3, 3))])
def test_vgg_is_slims(net: str, n: tuple[int, ...], size: int | None) -> None:
    found = seen(zoo.vgg(n, input_shape=square(size), variant="keras"))
    for name, field in published(net, size).items():
        kind, _, number = name.partition("_")
        assert found[f"block{kind[-1]}_{kind[:-1]}{number}"] == field, name


@pytest.mark.parametrize("size", RESOLUTIONS)
def test_inception_v3_is_slims(size: int | None) -> None:
    """Under slim's own names, which torchvision took over but for the two poolings."""
    found = seen(zoo.inception_v3(square(size)))
    found |= {"MaxPool_3a_3x3": found["maxpool1"], "MaxPool_5a_3x3": found["maxpool2"]}
    expected = published("inception_v3", size)
    assert {name: found[name] for name in expected} == expected


def test_inception_v3_of_keras_is_slims() -> None:
    found = seen(zoo.inception_v3(square(None), variant="keras"))
    mixed = [field for name, field in published("inception_v3", None).items() if name.startswith("Mixed")]
    assert [found[f"mixed{k}"] for k in range(11)] == mixed
    notebook = TRUTH["keras_notebook"]
    assert found["mixed9"] == (notebook["rf"], notebook["effective_stride"], notebook["effective_padding"])


@pytest.mark.parametrize("size", RESOLUTIONS)
def test_inception_resnet_v2_is_slims(size: int | None) -> None:
    found = seen(zoo.inception_resnet_v2(square(size)))
    *stem, mixed_5b, mixed_6a, before_7a, mixed_7a, last = published("inception_resnet_v2", size).values()
    assert [found[name] for name in ("mixed_5b", "mixed_6a", "block17_20_ac", "mixed_7a", "conv_7b_ac")] == [
        *(mixed_5b, mixed_6a, before_7a, mixed_7a, last)
    ]
    places = ("activation", "activation_1", "activation_2", "max_pooling2d", "activation_3", "activation_4", "max_pooling2d_1")
    assert [found[name] for name in places] == stem


@pytest.mark.parametrize("size", RESOLUTIONS)
@pytest.mark.parametrize(("net", "width"), [("mobilenet_v1", 1), ("mobilenet_v1_075", 0.75)])
def test_mobilenet_v1_is_slims(net: str, width: Any, size: int | None) -> None:
    """Keras pads a halving behind the last cell only, slim also before the first one where a size is odd: at 321 fields begin elsewhere."""
    found = seen(zoo.mobilenet_v1(width, square(size)))
    for name, (rf, stride, padding) in published(net, size).items():
        number = name.split("_")[1]
        own = found["conv1" if number == "0" else f"conv_pw_{number}"]
        assert own[:2] == (rf, stride), name
        assert size != 224 or own[2] == padding, name


DEPTHS = {"50": (3, 4, 6, 3), "101": (3, 4, 23, 3), "152": (3, 8, 36, 3), "200": (3, 24, 36, 3)}


@pytest.mark.parametrize("size", RESOLUTIONS)
@pytest.mark.parametrize("depth", DEPTHS)
def test_resnet_v2_is_slims(depth: str, size: int | None) -> None:
    """As in slim, the last block of a stage strides. Slim's pooling pads one cell less before an even size: two cells of the image."""
    found = seen(zoo.resnet_v2(DEPTHS[depth], input_shape=square(size)))
    ends = [found[f"conv{k}_block{n}_out"] for k, n in enumerate(DEPTHS[depth], 2)]
    expected = list(published(f"resnet_v2_{depth}", size).values())
    if size is None:
        assert [end[:2] for end in ends] == [end[:2] for end in expected]
    else:
        assert [(rf, stride, padding - 2 * (size == 224)) for rf, stride, padding in ends] == expected


@pytest.mark.parametrize("depth", DEPTHS)
def test_resnet_v1_sees_as_slims_does(depth: str) -> None:
    """Slim strides in the last 3 x 3 convolution of a block, Keras (and the paper) in the first 1 x 1 of the next one.

    Both see as far at the end of each stage, but for the last one at half slim's stride. torchvision strides in the first 3 x 3, which
    then sees half as far: 427 cells, not 483, for ResNet-50.
    """
    found = seen(zoo.resnet(DEPTHS[depth], input_shape=square(321), variant="keras"))
    ends = [found[f"conv{k}_block{n}_out"] for k, n in enumerate(DEPTHS[depth], 2)]
    *halved, last = published(f"resnet_v1_{depth}", 321).values()
    assert ends == [*((rf, stride // 2, padding) for rf, stride, padding in halved), last]
    if depth == "50":
        assert seen(zoo.resnet50(square(321)))["layer4"][0] == 427 < last[0]


LAST: dict[str, tuple[Callable[..., Network], str]] = {
    "alexnet_v2": (zoo.alexnet, "Maxpool3"),
    "vgg_16": (zoo.vgg16, "features"),
    "mobilenet_v1": (lambda input_shape: zoo.mobilenet_v1(1, input_shape), "conv_pw_13"),
    "mobilenet_v1_075": (lambda input_shape: zoo.mobilenet_v1(0.75, input_shape), "conv_pw_13"),
    "inception_v3": (zoo.inception_v3, "Mixed_7c"),
    "inception_resnet_v2": (zoo.inception_resnet_v2, "conv_7b_ac"),
    **{
        f"resnet_v1_{depth}": (lambda input_shape, n=n: zoo.resnet(n, input_shape=input_shape, variant="keras"), "conv5_block3_out")
        for depth, n in DEPTHS.items()
    },
}


@pytest.mark.parametrize("table", ["readme_table", "distill_table"])
def test_the_tables_of_whole_networks(table: str) -> None:
    """Their ResNets pool at an even size, as above: two cells less before the image."""
    rows = {row["net"]: (row["rf"], row["effective_stride"], row["effective_padding"]) for row in TRUTH[table]}
    for net, (make, end) in LAST.items():
        size, stride, padding = seen(make(input_shape=square(224)))[end]
        assert (size, stride, padding - 2 * net.startswith("resnet")) == rows[net], net
    assert set(rows) - set(LAST) == {"inception_v2", "inception_v4"}


ORACLE = TRUTH["torch_gradient_oracle"]["models"]


@pytest.mark.parametrize("name", ORACLE)
def test_torchvisions_networks_see_what_gradients_reach(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Squeeze and excitation, which sees the whole image, is left out there and here."""
    for family in ("efficientnet", "mobilenet_v3"):
        monkeypatch.setattr(importlib.import_module(f"symnet.zoo.{family}"), "SqueezeExcitation", lambda *_, **__: Identity())
    given = {"variant": "torchvision"} if name == "alexnet" else {}
    found = seen(zoo.NETWORKS[name](input_shape=tuple(ORACLE[name]["input"][1:]), **given))
    for row in ORACLE[name]["end_points"]:
        assert found[row["end_point"]] == (row["rf"], row["effective_stride"], row["effective_padding"]), row
