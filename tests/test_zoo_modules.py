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

RECORDED = json.loads(gzip.decompress((Path(__file__).parent / "data" / "modules.json.gz").read_bytes()))
MODELS: dict[str, dict[str, Any]] = RECORDED["models"]


def leaf(call: Call) -> list[Any]:
    """A call as the recorder writes it: name, class, input and output shapes, and the parameters of its module."""
    inputs = [list(x) for k, x in enumerate(call.inputs) if k not in call.layer.shape_only]
    params = sum(sn.product(shape) for shape in call.layer.weights(*call.inputs).values())
    return [call.name, type(call.layer).__name__, inputs, [list(y) for y in call.outputs], params]


def leaves(net: Network, names: set[str]) -> list[list[Any]]:
    """The calls that have a leaf module's name, in order."""
    return [row for place in net.places(expand=True) if (row := leaf(place.call))[0] in names]


ARGUMENTS: dict[str, dict[str, Any]] = {"pointnet": {"early": (64,), "late": (128, 1024)}}
"""Where the code leaves out what the paper has."""


def tensors(net: Network) -> dict[str, list[int]]:
    """Every learned tensor by name; one that is no module's there stands in a layer here."""
    return {stored.name.replace("scale_weight.weight", "scale_weight"): list(stored.shape) for stored in net.weights.expand()}


@pytest.mark.parametrize("name", [name for name in MODELS if name not in {"tcn", "tcn adding"}])
def test_a_network_is_what_its_code_makes(name: str) -> None:
    truth = MODELS[name]
    net: Network = zoo.NETWORKS[name](**ARGUMENTS.get(name, {}))
    assert list(map(list, net.input_shapes)) == truth["inputs"]
    assert list(map(list, net.output_shapes)) == (truth["output"] if isinstance(truth["output"][0], list) else [truth["output"]])
    assert (net.params, 2 * net.macs) == (truth["params"], truth["flops"])
    assert leaves(net, {row[0] for row in truth["leaves"]}) == truth["leaves"]
    assert tensors(net) == truth["parameters"]


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


def test_a_valid_unet_sees_the_pixels_that_no_padding_hides() -> None:
    """A first output of four takes 188 pixels, the least there may be; of unknown sizes the crops, and so the fields, are open."""
    assert zoo.unet(input_shape=(1, 188, 188)).output_shape == (2, 4, 4)
    assert zoo.unet().receptive_field[0].span(0) == (0, 187)
    with pytest.raises(sn.NoClosedForm, match="begins where the size of the input decides; put numbers in"):
        _ = zoo.unet(input_shape=(1, "H", "W")).receptive_field


def test_a_unet_of_unknown_depth_is_refused() -> None:
    with pytest.raises(sn.SymnetError, match="unet depth is 'n'; give a number"):
        zoo.unet(depth="n")


# ------------------------------------------------------------------ SSD


def test_ssd512_has_the_boxes_of_its_paper() -> None:
    """Liu et al. 2015, arXiv:1512.02325, table 7: 8,732 and 24,564 boxes."""
    assert [net.output_shape for net in (zoo.ssd300_vgg16(), zoo.ssd512_vgg16())] == [(8732, 4), (24564, 4)]


def test_one_formula_is_every_ssd() -> None:
    names, widths = [f"b_{k}" for k in range(6)], [f"F_{k}" for k in range(1, 6)]
    family = zoo.ssd_vgg16(names, widths=widths, num_classes="c", input_shape=(3, "H", "W"))
    put = dict(zip(names, (4, 6, 6, 6, 4, 4), strict=True)) | dict(zip(widths, (64, 128, 256, 512, 512), strict=True))
    values = {family.symbols[name]: value for name, value in (put | {"c": 91, "H": 300, "W": 300}).items()}
    truth = MODELS["ssd300_vgg16"]
    assert (family.params.subs(values), 2 * family.macs.subs(values)) == (truth["params"], truth["flops"])
    assert [[n.subs(values) if n != 4 else n for n in shape] for shape in family.output_shapes] == truth["output"]


def test_ssd_refuses_boxes_of_feature_maps_it_lacks() -> None:
    with pytest.raises(sn.SymnetError, match="boxes of 7 feature maps, of which there are 6"):
        zoo.ssd_vgg16((4,) * 7)


# ------------------------------------------------------------------ YOLOv3

KINDS = {
    "conv": sn.Conv2d,
    "res": sn.Add,
    "max": sn.MaxPool2d,
    "upsample": sn.Upsample,
    "avg": sn.GlobalAvgPool2d,
}
"""Darknet's layers; a route of one layer is a wire here, and one of two is a Concat, whose output darknet does not print."""


@pytest.mark.parametrize(("name", "shape"), [("darknet53", (3, 256, 256)), ("yolov3", (3, 608, 608)), ("yolov3-tiny", (3, 416, 416))])
def test_a_detector_is_darknets(name: str, shape: tuple[int, ...]) -> None:
    truth = RECORDED["darknet"][name]
    net = zoo.NETWORKS[name.replace("-", "_")](input_shape=shape)
    made = {cls: kind for kind, cls in KINDS.items()}
    places = [place for place in net.places(expand=True) if type(place.layer) in made]
    assert [[made[type(place.layer)], list(place.output_shape)] for place in places] == truth["layers"]
    assert 2 * net.macs == truth["operations"]
    statistics = sum(2 * place.output_shape[0] for place in net.places(expand=True) if isinstance(place.layer, sn.BatchNorm2d))
    assert net.params + statistics == truth["saved"]


def test_one_formula_is_every_yolo() -> None:
    names = [f"n_{k}" for k in range(1, 6)]
    put = dict(zip(names, (1, 2, 8, 8, 4), strict=True)) | {"F": 32, "b": 3, "c": 80, "H": 416, "W": 416}
    family, member = zoo.yolov3(names, "F", boxes="b", num_classes="c", input_shape=(3, "H", "W")), zoo.yolov3()
    values = {family.symbols[name]: value for name, value in put.items()}
    assert (family.params.subs(values), family.macs.subs(values)) == (member.params, member.macs)
    assert family.subs(**put).output_shapes == member.output_shapes
    tiny, member = zoo.yolov3_tiny("F", boxes="b", num_classes="c", input_shape=(3, "H", "W")), zoo.yolov3_tiny()
    values = {tiny.symbols[name]: value for name, value in (put | {"F": 16}).items() if name in tiny.symbols}
    assert (tiny.params.subs(values), tiny.macs.subs(values)) == (member.params, member.macs)


def test_yolov3_predicts_on_three_stages() -> None:
    with pytest.raises(sn.SymnetError, match="yolov3 has 2 stages; give at least three"):
        zoo.yolov3((1, 2))


# ------------------------------------------------------------------ DCGAN


@pytest.mark.parametrize(("name", "sizes"), [("dcgan_generator", {}), ("dcgan_discriminator", {"H": 64, "W": 64})])
def test_one_formula_is_every_dcgan(name: str, sizes: dict[str, int]) -> None:
    shape = (3, *sizes) if sizes else (100, 1, 1)
    family = zoo.NETWORKS[name]("F", "n", input_shape=shape)
    for width, n in ((64, 4), (128, 4), (16, 3), (8, 1)):
        side = 2 ** (n + 2)
        put = {"F": width, "n": n} | dict.fromkeys(sizes, side)
        member = zoo.NETWORKS[name](width, n, input_shape=(3, side, side) if sizes else shape)
        values = {family.symbols[key]: value for key, value in put.items()}
        assert (family.params.subs(values).doit(), family.macs.subs(values).doit()) == (member.params, member.macs)
        assert family.subs(**put).output_shape == member.output_shape


# ------------------------------------------------------------------ EEGNet


@pytest.mark.parametrize("truth", RECORDED["eegnet"], ids=str)
def test_an_eegnet_is_its_keras_model(truth: dict[str, Any]) -> None:
    """Keras has channels last, counts statistics, and a separable convolution is one layer."""
    sizes = {"Chans": 64, "Samples": 128, "kernLength": 64, "F1": 8, "D": 2, "F2": 16, **truth["sizes"]}
    filters = {"F1": sizes["F1"], "D": sizes["D"], "F2": sizes["F2"], "kernel": sizes["kernLength"]}
    net = zoo.eegnet(**filters, num_classes=sizes["nb_classes"], input_shape=(1, sizes["Chans"], sizes["Samples"]))
    rows: dict[str, list[Any]] = {}
    for place in net:
        name, statistics = place.name.split(".")[0], 2 * place.output_shape[0] * isinstance(place.layer, sn.BatchNorm2d)
        before = rows[name][1] if name in rows else 0
        rows[name] = [[*place.output_shape[1:], place.output_shape[0]], before + place.params + statistics]
    assert [[name, *row] for name, row in rows.items()] == [[name, *row] for name, _, *row in truth["layers"]]
    assert net.params == truth["params"]


TRIALS = {"P300": (2, 64, 128, 64), "ERN": (2, 64, 160, 64), "MRCP": (2, 64, 192, 64), "SMR": (4, 22, 256, 32)}
"""Classes, electrodes, samples (128 a second) and kernel of table 3; its count for ERN is that of 64 electrodes, and the data have 56."""


def test_eegnets_have_the_counts_of_their_paper() -> None:
    """Lawhern et al. 2018, table 3."""
    table = {"P300": (1066, 2258), "ERN": (1082, 2290), "MRCP": (1098, 2322), "SMR": (796, 1716)}
    for name, (classes, electrodes, samples, kernel) in TRIALS.items():
        found = [member(classes, (1, electrodes, samples), kernel).params for member in (zoo.eegnet_4_2, zoo.eegnet_8_2)]
        assert tuple(found) == table[name]


def test_one_formula_is_every_eegnet() -> None:
    family = zoo.eegnet("F_1", "D", "F_2", "K", num_classes="N", input_shape=(1, "C", "T"))
    for classes, electrodes, samples, kernel in TRIALS.values():
        for filters in (4, 8):
            member = zoo.eegnet(filters, kernel=kernel, num_classes=classes, input_shape=(1, electrodes, samples))
            sizes = {"F_1": filters, "D": 2, "F_2": 2 * filters, "K": kernel, "N": classes, "C": electrodes, "T": samples}
            values = {family.symbols[key]: value for key, value in sizes.items()}
            assert (family.params.subs(values), family.macs.subs(values)) == (member.params, member.macs)


def test_a_trial_has_three_axes() -> None:
    with pytest.raises(sn.ShapeError, match="a trial has one plane, electrodes and samples"):
        zoo.eegnet(input_shape=(64, 128))


# ------------------------------------------------------------------ TCN


@pytest.mark.parametrize(("name", "arguments"), [("tcn", {}), ("tcn adding", {"hidden": 30, "num_classes": 1, "input_shape": (2, 400)})])
def test_a_tcn_is_its_code(name: str, arguments: dict[str, Any]) -> None:
    """There a convolution is padded on both sides and what lies in the future is cut off after it; here it is not computed."""
    truth, net = MODELS[name], zoo.tcn(**arguments)
    (_, steps), chomped, wanted = net.input_shape, 0, []
    for path, kind, inputs, outputs, params in truth["leaves"]:
        if kind == "Conv1d" and outputs[0][1] != steps:
            chomped += (outputs[0][1] - steps) * sn.product(truth["parameters"][f"{path}.weight_v"])
            wanted.append([path, "WeightNorm", inputs, [[outputs[0][0], steps]], params])
        elif kind != "Chomp1d":
            wanted.append([path, kind, inputs, outputs, params])
    assert leaves(net, {row[0] for row in wanted}) == wanted
    assert (net.params, 2 * (net.macs + chomped)) == (truth["params"], truth["flops"])
    assert tensors(net) == truth["parameters"]


def test_one_formula_is_every_tcn() -> None:
    family = zoo.tcn("n", "F", "k", num_classes="c", input_shape=("F_in", "T"))
    for sizes in ((8, 25, 7, 10, 1, 784), (8, 30, 7, 1, 2, 400), (1, 4, 2, 3, 5, 9), (3, 600, 3, 50, 7, 80)):
        n, hidden, kernel, classes, channels, steps = sizes
        member = zoo.tcn(n, hidden, kernel, num_classes=classes, input_shape=(channels, steps))
        values = {family.symbols[key]: value for key, value in zip(("n", "F", "k", "c", "F_in", "T"), sizes, strict=True)}
        assert (family.params.subs(values), family.macs.subs(values)) == (member.params, member.macs)


def test_a_tcn_of_the_width_of_its_input_projects_nothing() -> None:
    assert "tcn.network.0.downsample" not in {place.name for place in zoo.tcn(2, 5, input_shape=(5, 10))}


@pytest.mark.parametrize(("n", "kernel"), [(1, 2), (4, 3), (8, 7)])
def test_a_tcn_sees_as_far_as_its_levels_reach(n: int, kernel: int) -> None:
    """Section 3.2: (k - 1) d steps for each convolution, of which a level has two."""
    reach = 1 + 2 * (kernel - 1) * (2**n - 1)
    net = zoo.tcn(n, kernel=kernel, input_shape=(1, 9999))
    last = next(place for place in reversed(net.places(expand=True)) if place.name.endswith(".relu"))
    assert last.receptive_field.size == reach
    family = zoo.tcn("n", kernel=kernel, input_shape=(1, "T"))
    assert family["tcn.network.relu"].receptive_field.size.subs(family.symbols["n"], n) == reach


# ------------------------------------------------------------------ WaveNet


def test_wavenet_has_the_variables_of_its_code() -> None:
    """TensorFlow's weights end with their outputs."""
    truth, net = RECORDED["wavenet"], zoo.wavenet()
    made = {}
    for stored in net.weights.expand():
        place, _, kind = stored.name.replace(".layer", ".").rpartition(".")
        made[place if kind == "weight" else f"{place}_bias"] = list(stored.shape)[::-1]
    assert made == truth["variables"]
    last = next(place for place in net if place.name == "postprocessing.postprocess2")
    assert last.receptive_field.size == truth["receptive_field"]


@pytest.mark.parametrize("names", [("n", "m"), ("n", 5), (10, "m")])
def test_one_formula_is_every_wavenet(names: tuple[Any, Any]) -> None:
    family = zoo.wavenet(*names, "R", "D", "S", "K", input_shape=("Q", "T"))
    for sizes in ((10, 5, 32, 32, 512, 2, 256, 16000), (10, 5, 16, 24, 64, 3, 128, 2000)):
        member = zoo.wavenet(*sizes[:6], input_shape=sizes[6:])
        put = dict(zip((*names, "R", "D", "S", "K", "Q", "T"), sizes, strict=True))
        values = {family.symbols[name]: value for name, value in put.items() if isinstance(name, str)}
        assert (family.params.subs(values), family.macs.subs(values)) == (member.params, member.macs)
        assert family.total("add").subs(values) == member.total("add")


def test_a_stack_of_wavenet_sees_1024_samples() -> None:
    """Van den Oord et al. 2016, section 2.1; the causal layer before the stack sees one more."""
    assert zoo.wavenet(10, 3)["layer29.skip"].receptive_field.size == 3 * 1023 + 2
    assert zoo.wavenet(10, 1)["layer9.skip"].receptive_field.size == 1024 + 1


# ------------------------------------------------------------------ PointNet


def test_pointnet_has_the_size_of_its_paper() -> None:
    """Qi et al. 2017, table 6: 3.5M and 440M multiply-accumulates, without transforms 0.8M and 148M.

    Figure 2 has two layers of 64 more than 440M, and one more than 148M.
    """
    whole, vanilla = zoo.pointnet(), zoo.pointnet(transforms=False)
    assert [round(net.params / 10**5) for net in (whole, vanilla)] == [35, 8]
    less = (zoo.pointnet((64,), (128, 1024)), zoo.pointnet((64,), (64, 128, 1024), transforms=False))
    assert [round(net.macs / 10**6) for net in less] == [440, 148]
    assert [net.macs for net in (whole, vanilla)] == [less[0].macs + 2 * 64 * 64 * 1024, less[1].macs + 64 * 64 * 1024]


def test_one_formula_is_every_pointnet() -> None:
    names = ("a", "b", "c", "d", "e", "f", "g", "k", "C", "n")
    family = zoo.pointnet(names[:2], names[2:5], names[5:7], num_classes="k", input_shape=("C", "n"))
    for sizes in ((64, 64, 64, 128, 1024, 512, 256, 40, 3, 1024), (8, 16, 24, 32, 40, 48, 56, 7, 6, 99)):
        member = zoo.pointnet(sizes[:2], sizes[2:5], sizes[5:7], num_classes=sizes[7], input_shape=sizes[8:])
        values = {family.symbols[name]: value for name, value in zip(names, sizes, strict=True)}
        assert (family.params.subs(values), family.macs.subs(values)) == (member.params, member.macs)


@pytest.mark.parametrize(
    ("arguments", "sentence"), [({"early": ()}, "no early features"), ({"input_shape": (3,)}, "points have coordinates")]
)
def test_what_is_no_pointnet_is_refused(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(sn.SymnetError, match=sentence):
        zoo.pointnet(**arguments)


# ------------------------------------------------------------------ Stable Diffusion


def test_one_formula_is_the_unet_of_stable_diffusion() -> None:
    names = ("F", "m", "h", "L", "d", "C", "H", "W")
    family = zoo.stable_diffusion_unet("F", (1, "m"), 1, "h", context=("L", "d"), input_shape=("C", "H", "W"))
    for sizes in ((64, 2, 4, 77, 768, 4, 32, 48), (320, 3, 8, 5, 7, 3, 64, 64)):
        width, mult, heads, words, features, *image = sizes
        member = zoo.stable_diffusion_unet(width, (1, mult), 1, heads, context=(words, features), input_shape=image)
        values = {family.symbols[name]: value for name, value in zip(names, sizes, strict=True)}
        assert (family.params.subs(values), family.macs.subs(values)) == (member.params, member.macs)


def test_a_steered_unet_of_unknown_depth_is_refused() -> None:
    with pytest.raises(sn.SymnetError, match="n is 'n'; give a number"):
        zoo.stable_diffusion_unet(n="n")
