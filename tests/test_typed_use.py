"""What users write, for the type checker: `.ci/run` checks this file strictly, as it checks the package."""

from __future__ import annotations

import pytest

from symnet import (
    PARAMS,
    Column,
    Conv2d,
    Expression,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    Network,
    Operations,
    Quantity,
    ReLU,
    Repeat,
    Residual,
    Sequential,
    Shape,
    ShapeError,
    Table,
    compare,
    size,
    symbols,
    zoo,
)


class Scale(Layer):
    """A layer of one's own: one factor for each feature, and a size that may be a symbol."""

    pieces: int = size("k", default=1)
    bias: bool = False

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def weights(self, *x: Shape) -> dict[str, Shape]:
        return {"weight": (x[0][-1],)}

    def operations(self, y: Shape, *x: Shape) -> Operations:
        return Operations(mul=x[0][-1])


def small_network() -> Network:
    return Network(Sequential(Conv2d(8, 3, padding=1), ReLU(), MaxPool2d(2), Flatten(), Linear(10), Scale(bias=True)), (3, 32, 32))


def cost(width: int) -> int:
    """What an engineer writes: a number that goes on as one."""
    net = Network(Sequential(Linear(width), ReLU(), Linear(10)), (784,))
    return net.params


def heaviest(net: Network) -> str:
    return max(net, key=lambda place: place.params).name


def widths(net: Network) -> list[int]:
    return [place.output_shape[0] for place in net if isinstance(place.layer, Linear)]


WEIGHT_BYTES = Quantity("weight_bytes", lambda call: 2 * PARAMS.of(call), "bytes")
SHARE = Column("share", "share", lambda place: f"{place.params / PARAMS.total(place.trace.calls):.0%}", "r")


def test_numbers_go_on_as_numbers() -> None:
    assert cost(8) == 784 * 8 + 8 + 8 * 10 + 10
    assert heaviest(zoo.alexnet()) == "FC1"
    assert widths(zoo.alexnet()) == [4096, 4096, 1000]


def test_quantities_columns_and_errors_of_ones_own() -> None:
    total: int = zoo.alexnet().total(WEIGHT_BYTES)
    assert total == 2 * zoo.alexnet().params
    assert "61%" in zoo.alexnet().table(["layer", SHARE, WEIGHT_BYTES]).to("markdown")
    with pytest.raises(ShapeError) as refused:
        zoo.alexnet(input_shape=(3, 10, 10))
    remedy: str = refused.value.remedy
    assert remedy.endswith("the nearest legal height for this network is 67")


def test_a_formula_is_sympys() -> None:
    formula = Network(Linear("n"), ("d",)).params
    assert str(formula.factor()) == "n*(d + 1)"


def test_numbers_and_tables() -> None:
    net = small_network()
    shape: Shape = net.output_shape
    text: str = net.table("layer,params").to_latex(caption="A small network")
    line: str = net["Conv1"].derivation("height").latex()
    assert shape == (10,)
    assert "Conv1" in text
    assert line.endswith("=32")


def test_symbols_and_repetition() -> None:
    depth = symbols("n")
    deep = Network(Repeat(Residual(Linear("d")), depth), ("d",))
    assert deep.subs(n=3, d=4).params == 60
    assert zoo.alexnet(variant="paper").template().filled().params == 60965224


def test_tables_are_chosen_from_and_compared() -> None:
    table: Table = zoo.alexnet().table({"layer": "Layer", "params": "P"}).filter(lambda row: row["params"] > 0).sort("params", reverse=True)
    names: list[str] = [row.name for row in table.keep("FC*")]
    parameters: list[int] = list(table["params"])
    assert names[1:] == ["FC2", "FC3", "(not shown)"]
    assert max(parameters) == 37752832
    side: Table = compare(zoo.resnet18(), zoo.resnet34(), ratio=True)
    assert len(side) == 2


def test_notations_expressions_documents_and_pictures() -> None:
    net = Network(Linear("n"), ("d",), notation={"F_in": "C_{in}"}).with_notation("torch")
    formula: Expression = net.formula("params").collected("n")
    equation: str = net.equation("params", lhs="N")
    again: Network = Network.from_json(net.to_json())
    picture: str = zoo.alexnet().figure("volumes", title=False).to_svg()
    assert str(formula) == "n (d + 1)"
    assert equation.startswith(r"\begin{align}")
    assert again == net
    assert picture.startswith("<svg ")
