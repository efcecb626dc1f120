"""What users write, for the type checker: `.ci/run` checks this file strictly, as it checks the package."""

from __future__ import annotations

from symnet import (
    Conv2d,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    Network,
    Operations,
    ReLU,
    Repeat,
    Residual,
    Sequential,
    Shape,
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
