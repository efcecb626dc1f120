"""Blocks: a part of a network answers as the network of that part does, and the rows of a table add up to its total at every depth."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import symnet as sn
from symnet import Conv2d, Linear, Network, ReLU, Repeat, Residual, Sequential, SymnetError
from symnet.zoo import NETWORKS

READY = {
    make.__module__: name
    for name, make in NETWORKS.items()
    if all(p.default is not p.empty for p in inspect.signature(make).parameters.values())
}
"""A network of each family."""
QUANTITIES = ("params", "macs", "activations", "buffers")


@pytest.mark.parametrize("name", READY.values())
def test_the_parts_of_a_network_add_up(name: str) -> None:
    net = NETWORKS[name]()
    for depth in (1, 2):
        parts = net.parts(depth)
        for quantity in QUANTITIES:
            assert sum(part.total(quantity) for part in parts) == net.total(quantity)
        assert len({part.name for part in parts}) == len(parts)
        assert all(net[part.name].calls == part.calls for part in parts[:: len(parts) // 50 + 1] if not part.calls[0].loops)
        for block in (part for part in parts if part.is_block and not any(call.shared or call.loops for call in part.calls)):
            alone = Network(block.op, *block.input_shapes)
            assert [alone.total(q) for q in QUANTITIES] == [block.total(q) for q in QUANTITIES]
            assert alone.output_shapes == block.output_shapes
            assert block.weights == {tensor.name: tensor.shape for tensor in alone.weights}


@pytest.mark.parametrize("name", ["resnet50", "vgg16_bn", "densenet121", "vit_b_16", "googlenet", "swin_t", "unet", "yolov3"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_rows_of_a_table_add_up_to_its_total(name: str, depth: int) -> None:
    table = NETWORKS[name]().table("layer,params,macs,activations", depth=depth)
    assert all(len(row) == 4 for row in table.rows)
    rows = [row for row in table.rows if not str(row[0]).startswith("Subtotal")]
    for column in (1, 2, 3):
        assert sum(row[column] or 0 for row in rows if isinstance(row[column], int)) == table.footer[column]
    for k, row in enumerate(table.rows):
        if str(row[0]).startswith("Subtotal "):
            block = str(row[0]).removeprefix("Subtotal ").partition(" ")[0]
            inside = [r for r in table.rows[:k] if str(r[0]).startswith(f"{block}.")]
            assert len(inside) > 1
            assert sum(r[1] for r in inside if isinstance(r[1], int)) == row[1]


def test_a_depth_below_all_blocks_is_the_deepest() -> None:
    for net in (NETWORKS["resnet50"](), Network(Repeat(Sequential(Linear("d"), ReLU()), "n"), ("d",))):
        assert net.table(depth=10**30).rows == net.table(depth=20).rows
        assert [part.name for part in net.parts(10**30)] == [part.name for part in net.parts(20)]


def test_what_is_hidden_has_a_row_where_the_total_has_it() -> None:
    table = Network(Sequential(Linear(8), ReLU(), Linear(8)), (4,)).table("layer,activations,params")
    assert [(row[0], row[1]) for row in table.rows] == [("Input", 0), ("FC1", 8), ("FC2", 8), ("(not shown)", 8), ("Output", 0)]
    assert table.footer[1] == 24
    assert len(Network(Sequential(Linear(8), ReLU(), Linear(8)), (4,)).table("layer,params").rows) == 4


BODY = Residual(Conv2d(8, 3, padding=1), ReLU())


def test_copies_and_runs_are_one_row() -> None:
    copies = Network(Sequential(stem=Conv2d(8, 1), blocks=Sequential(*[BODY] * 6)), (3, 5, 5))
    runs = Network(Sequential(stem=Conv2d(8, 1), blocks=Repeat(BODY, 6)), (3, 5, 5))
    symbolic = Network(Sequential(stem=Conv2d(8, 1), blocks=Repeat(BODY, "n")), (3, 5, 5))
    assert [row[0] for row in copies.table(depth=2).rows] == ["Input image", "stem", "blocks.Residual1 × 6", "Output"]
    assert [row[0] for row in runs.table(depth=2).rows] == ["Input image", "stem", "blocks.0 × 6", "Output"]
    assert [row[0] for row in symbolic.table(depth=2).rows] == ["Input image", "stem", "blocks.0 × n", "Output"]
    assert copies.table("params,macs", depth=2).rows == runs.table("params,macs", depth=2).rows
    shared = Network(Sequential(a=Sequential(a=BODY, b=sn.Shared(BODY, "a"))), (8, 5, 5))
    assert [row[0] for row in shared.table(depth=2).rows] == ["Input image", "a.a", "a.b", "Subtotal a", "Output"]


def test_names() -> None:
    net = sn.zoo.resnet50()
    assert net["layer1"].params == sum(part.params for part in net["layer1"])
    assert net["layer1.0"]["conv1"].name == net["layer1"]["0.conv1"].name == "layer1.0.conv1"
    assert net["layer1.2.conv1"].params == net["layer1.1"]["conv1"].params == 16384
    assert [part.name for part in net["layer*"]] == ["layer1", "layer2", "layer3", "layer4"]
    assert net["layer*.conv1"].total("params") == sum(p.params for p in net.places(expand=True) if p.name.endswith("conv1")) - net[0].params
    assert [block.name for block in net.blocks][:5] == ["conv1", "bn1", "relu", "maxpool", "layer1"]
    assert net["layer2"][0].name == "layer2.0"
    assert net["layer4"].receptive_field == net["layer4"][-1].receptive_field == net.receptive_fields[-4]
    names = net._ipython_key_completions_()
    assert all(net[name].name for name in names)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda net: net["layr1"], r"^unknown layer or block 'layr1'; did you mean layer1 or layer1.0 or layer4\? there are 151 of them$"),
        (lambda net: net["conv*x"], r"^unknown layer or block 'conv\*x'; did you mean"),
        (lambda net: net["layer1"][9], r"^there is no part number 9 of layer1; it has 2$"),
        (lambda net: net["layer1"].layer, r"^layer1 is a block of 22 layers; ask a layer in it"),
        (lambda net: net["layer1"].call, r"^layer1 is a block of 22 layers"),
        (lambda net: net["layer*"].output_shape, r"^'layer\*' means 4 places; ask them one by one"),
        (lambda net: net["layer1"].derivation("hight"), r"^unknown derivation of layer1 'hight'; its output has channels, height, width"),
        (lambda net: net.table(depth=0), r"^depth is 0; give a whole number of at least 1$"),
        (lambda net: net["layer1"].table(depth=True), r"^depth is True"),
    ],
)
def test_sentences(ask: Any, sentence: str) -> None:
    with pytest.raises(SymnetError, match=sentence):
        ask(sn.zoo.resnet50())


def test_derivations_of_a_block() -> None:
    block = sn.zoo.resnet50()["layer2.0"]
    height = block.derivation("height")
    assert (height.value, height.given) == (28, {"F_in": 256, "W": 56})
    assert height.expr.subs("W", 56) == 28 or height.expr.subs(sn.symbols("W"), 56) == 28
    for quantity in ("params", "macs"):
        derivation = block.derivation(quantity)
        assert derivation.value == block.total(quantity)
        assert derivation.expr.subs({sn.symbols(n): v for n, v in derivation.given.items()}) == derivation.value
    assert {d.name for d in block.derivations} >= {"channels", "height", "width", "params", "macs"}


def test_families_are_collected() -> None:
    family = sn.zoo.resnet(n=("n_1", "n_2", "n_3", "n_4"))
    assert str(family.params) == "70400*n_1 + 280064*n_2 + 1117184*n_3 + 4462592*n_4 + 4134696"
    assert family.table(depth=1).footer[0] == "Total"
