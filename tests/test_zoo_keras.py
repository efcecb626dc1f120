"""The zoo's variants "keras" against Keras' own networks, layer by layer; `tests/record_keras_applications.py` wrote what those are."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sympy

import symnet as sn
from symnet import Network, SymnetError, zoo
from symnet.arithmetic.sizes import product

MODELS = json.loads(gzip.decompress((Path(__file__).parent / "data" / "keras_applications.json.gz").read_bytes()))["models"]
CLASSES = {
    "ZeroPadding2D": {"ZeroPad2d"},
    "Cropping2D": {"ZeroPad2d"},
    "Conv2D": {"Conv2d"},
    "DepthwiseConv2D": {"DepthwiseConv2d"},
    "SeparableConv2D": {"Conv2d"},
    "Dense": {"Linear"},
    "BatchNormalization": {"BatchNorm2d"},
    "LayerNormalization": {"LayerNorm", "LayerNorm2d"},
    "Normalization": {"Standardize"},
    "Rescaling": {"Rescale"},
    "Activation": {"ReLU", "SiLU", "GELU", "Identity", "Hardswish", "Softmax"},
    "ReLU": {"ReLU", "ReLU6"},
    "Add": {"Add"},
    "Multiply": {"Multiply"},
    "Concatenate": {"Concat"},
    "Reshape": {"Reshape", "Flatten"},
    "Flatten": {"Flatten"},
    "Dropout": {"Dropout"},
    "LayerScale": {"LayerScale"},
    "MaxPooling2D": {"MaxPool2d"},
    "AveragePooling2D": {"AvgPool2d"},
    "GlobalAveragePooling2D": {"GlobalAvgPool2d"},
}
CHANNELS_LAST = ("Linear", "LayerNorm", "GELU", "LayerScale", "Identity")
"""The layers within ConvNeXt's blocks, where the zoo's have their channels last as well."""
UNNAMED = re.compile(
    "(activation|add|average_pooling2d|batch_normalization|concatenate|conv2d|cropping2d|custom_scale_layer|dropout|flatten|global_average_pooling2d"
    r"|max_pooling2d|multiply|re_lu|zero_padding2d)(_\d+)?"
)
"""What Keras calls layers that the code does not name."""


def named(keras: str) -> str:
    """The zoo's name of a Keras name: ResNet50V2 is resnet50v2, EfficientNetV2B0 efficientnet_v2_b0, ConvNeXtTiny convnext_tiny."""
    name = re.sub("^(mobilenet|efficientnet|convnext|nasnet|inception)(?=.)", r"\1_", keras.lower()).replace("resnetv", "resnet_v")
    return "mobilenet_v1" if name == "mobilenet" else re.sub(r"_(v\d)(?=[a-z])", r"_\1_", name)


def of(model: dict[str, Any]) -> Network:
    """The zoo's network of a recorded one."""
    given = {"width" if key == "alpha" else key: value for key, value in model["given"].items()}
    if "input_shape" in given:
        given["input_shape"] = model["input"]
    return zoo.NETWORKS[named(model["name"])](variant="keras", **given)


def layers(net: Network) -> Iterator[tuple[str, list[Any]]]:
    """Name, class, output shape and what is stored of each layer; the two parts of a separable convolution are one, under its name."""
    stored = 0
    for place in net.places():
        call = place.call
        *path, name = place.name.split(".")
        kept = (
            shape
            for tensors in (call.layer.weights, call.layer.buffers)
            for key, shape in tensors(*call.inputs).items()
            if "num_" not in key
        )
        stored += sum(map(product, kept))
        if name == "depthwise" and path:
            continue
        yield path[-1] if name == "pointwise" else name, [type(call.layer).__name__, list(call.output), stored]
        stored = 0


@pytest.mark.parametrize("model", MODELS, ids=lambda m: "-".join(map(str, (m["name"], *m["given"].values()))))
def test_a_variant_is_keras_layer_by_layer(model: dict[str, Any]) -> None:
    net = of(model)
    counters = sum(name.endswith("num_batches_tracked") for name, *_ in net.named_buffers)
    assert (list(net.input_shape), list(net.output_shape)) == (model["input"], model["layers"][-1][2])
    assert (net.params, net.params + net.buffers - counters) == (model["params"], model["total"])
    rows = [row for row in model["layers"] if row[3] or not UNNAMED.fullmatch(row[0])]
    names = {row[0] for row in rows}
    own = [[name, *rest] for name, rest in layers(net) if name in names or rest[-1]]
    assert [(name, stored) for name, _, _, stored in own] == [(name, stored) for name, _, _, stored in rows]
    for (_, cls, shape, _), (name, keras_cls, keras_shape, _) in zip(own, rows, strict=True):
        assert cls in CLASSES[keras_cls], name
        last = cls in CHANNELS_LAST and [*shape[-1:], *shape[:-1]] == keras_shape
        assert shape == keras_shape or last, name


FAMILIES = {
    "resnet": lambda n: zoo.resnet(n, variant="keras"),
    "resnet_v2": zoo.resnet_v2,
    "densenet": lambda n: zoo.densenet(n, variant="keras"),
    "convnext": lambda n: zoo.convnext(n, variant="keras"),
}
MEMBERS = {
    "resnet": {"ResNet50": (3, 4, 6, 3), "ResNet101": (3, 4, 23, 3), "ResNet152": (3, 8, 36, 3)},
    "resnet_v2": {"ResNet50V2": (3, 4, 6, 3), "ResNet101V2": (3, 4, 23, 3), "ResNet152V2": (3, 8, 36, 3)},
    "densenet": {"DenseNet121": (6, 12, 24, 16), "DenseNet169": (6, 12, 32, 32), "DenseNet201": (6, 12, 48, 32)},
    "convnext": {"ConvNeXtTiny": (3, 3, 9, 3), "ConvNeXtSmall": (3, 3, 27, 3)},
}


def recorded(name: str, **given: Any) -> dict[str, Any]:
    return next(model for model in MODELS if (model["name"], model["given"]) == (name, given))


@pytest.mark.parametrize("family", FAMILIES)
def test_one_formula_is_every_member(family: str) -> None:
    depths = sn.symbols("n_1 n_2 n_3 n_4")
    params = FAMILIES[family](depths).params
    for name, n in MEMBERS[family].items():
        assert params.subs(dict(zip(depths, n, strict=True))).doit() == recorded(name)["params"]


def test_one_formula_is_vggs_and_xceptions_depths() -> None:
    depths = sn.symbols("n_1 n_2 n_3 n_4 n_5")
    params = zoo.vgg(depths, variant="keras").params
    for name, n in {"VGG16": (2, 2, 3, 3, 3), "VGG19": (2, 2, 4, 4, 4)}.items():
        assert params.subs(dict(zip(depths, n, strict=True))) == recorded(name)["params"]
    assert zoo.xception(n="n").subs(n=8).params == recorded("Xception")["params"]


@pytest.mark.parametrize("family", ["mobilenet_v1", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large"])
def test_one_formula_is_every_width(family: str) -> None:
    params = zoo.NETWORKS[family]("alpha", variant="keras").params
    for model in MODELS:
        if named(model["name"]) == family and "alpha" in model["given"] and not model["given"].get("minimalistic"):
            width = sympy.Rational(str(model["given"]["alpha"]))
            assert params.subs(sympy.Symbol("alpha", positive=True), width) == model["params"]


@pytest.mark.parametrize("model", [m for m in MODELS if m["input"] == [3, 225, 193]], ids=lambda m: m["name"])
def test_symbols_for_height_and_width_are_every_size(model: dict[str, Any]) -> None:
    """Where sizes are symbols, a halving pads by itself: sizes and multiply-accumulates stay the same, odd or even."""
    family = zoo.NETWORKS[named(model["name"])]
    net = family(variant="keras", input_shape=(3, "H", "W"))
    for size in ((225, 193), (224, 256)):
        put, there = net.subs(H=size[0], W=size[1]), family(variant="keras", input_shape=(3, *size))
        assert (put.output_shape, put.params, put.macs) == (there.output_shape, there.params, there.macs)


def test_other_variants_are_refused() -> None:
    with pytest.raises(SymnetError, match="unknown resnet variant 'tensorflow'; known: keras, torchvision"):
        zoo.resnet50(variant="tensorflow")
    with pytest.raises(SymnetError, match="unknown xception variant 'torchvision'; known: keras"):
        zoo.xception(variant="torchvision")
    for family, given in {"resnet": {"groups": 32}, "vgg": {"batch_norm": True}, "inception_v3": {"aux_logits": True}}.items():
        with pytest.raises(SymnetError, match=f"{family} of Keras has"):
            zoo.NETWORKS[family](variant="keras", **given)
    with pytest.raises(SymnetError, match="mobilenet_v3 of torchvision is not minimalistic"):
        zoo.mobilenet_v3_small(minimalistic=True)


@pytest.mark.parametrize(
    ("name", "millions", "source"),
    [
        ("nasnet_mobile", 564, "Zoph et al. 2017, table 3"),
        ("nasnet_large", 23_800, "Zoph et al. 2017, table 2"),
        ("mobilenet_v1", 569, "Howard et al. 2017, table 6"),
    ],
)
def test_multiply_accumulates_are_the_papers(name: str, millions: int, source: str) -> None:
    assert source
    digits = 1_000_000 if millions < 1000 else 100_000_000
    assert round(zoo.NETWORKS[name](variant="keras").macs / digits) * digits == millions * 1_000_000


def test_one_formula_is_every_efficientnet() -> None:
    params = zoo.efficientnet("w", "d", variant="keras").params
    scales = ("1 1", "1 1.1", "1.1 1.2", "1.2 1.4", "1.4 1.8", "1.6 2.2", "1.8 2.6", "2 3.1")
    for k, scale in enumerate(scales):
        put = dict(zip(sympy.symbols("w d", positive=True), map(sympy.Rational, scale.split()), strict=True))
        assert params.subs(put) == recorded(f"EfficientNetB{k}")["params"]
