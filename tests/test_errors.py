"""Errors give name, number, place and remedy; a string for a size is a name or is refused, and never run."""

from __future__ import annotations

import contextlib
import pickle
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import symnet as sn
from symnet import Add, Conv2d, Flatten, Linear, MaxPool2d, Network, ReLU, Repeat, Residual, Sequential, SymnetError
from symnet.architecture.graph import INPUT, Graph, Node
from symnet.writing.reader import read, read_expression

MAKES: dict[str, tuple[Any, str]] = {
    "kernel": (
        lambda: sn.zoo.alexnet(input_shape=(3, 10, 10)),
        r"^Conv1: kernel 11 does not fit input height 10 \(padding 0\); the height must be at least 11; the nearest legal height .* is 67$",
    ),
    "deep": (
        lambda: sn.zoo.alexnet(input_shape=(3, 60, 80)),
        r"^Maxpool3: kernel 3 does not fit input height 2 .*legal height for this network is 67$",
    ),
    "groups": (
        lambda: Network(Conv2d(9, 3, groups=3), (4, 9, 9)),
        r"^Conv1: groups 3 do not divide 4 input channels; give groups that do",
    ),
    "out groups": (lambda: Conv2d(8, 3, groups=3), r"^Conv2d: groups 3 do not divide 8 output channels"),
    "float": (lambda: Conv2d(8, 3.0), r"^Conv2d kernel_size is 3\.0, a float; give a whole number, a name or a sympy expression$"),
    "bool": (lambda: Linear(True), r"^Linear out_features is True, a bool; give a whole number"),
    "negative": (lambda: Conv2d(8, 3, padding=-1), r"^Conv2d padding is -1; it must be a whole number of at least 0$"),
    "zero": (lambda: Conv2d(8, 3, stride=0), r"^Conv2d stride is 0; it must be a whole number of at least 1$"),
    "half": (lambda: Conv2d(sp.Rational(1, 2), 3), r"^Conv2d out_channels is 1/2, which is not a whole number"),
    "too many": (lambda: Conv2d(8, (3, 3, 3)), r"^Conv2d kernel_size has 3 sizes \(3, 3, 3\); give one, or one for each of the 2 axes$"),
    "tuple": (lambda: Linear((3, 3)), r"^Linear out_features is \(3, 3\); give one size$"),
    "rank": (
        lambda: Network(Conv2d(8, 3), (3, 9)),
        r"^Conv1: Conv2d takes an input of 3 axes \(channels, height, width\), got 2: \(3, 9\); batch axes are left out",
    ),
    "arity": (lambda: Network(Graph((Node("a", ReLU(), (INPUT, INPUT)),)), (3, 9)), r"^a: ReLU takes 1 input, got 2$"),
    "skip": (
        lambda: Network(Residual(Linear(8)), (9,)),
        (
            r"^Add: the shapes differ on axis 0: 8 in input 1, 9 in input 2 "
            r"\(inputs: .* from FC1, .* from input 1 of the network\); make them equal"
        ),
    ),
    "mode": (
        lambda: Conv2d(8, 3, padding_mode="mirror"),
        r"^Conv2d padding_mode is 'mirror'; give 'zeros', 'reflect', 'replicate' or 'circular'$",
    ),
    "shape": (lambda: Network(ReLU(), "abc"), r"^input shape is 'abc'; give a tuple of sizes such as \(3, 227, 227\)$"),
    "no shape": (lambda: Network(ReLU()), r"^a Network needs the shape of its input"),
    "no layer": (lambda: Network(ReLU, (3,)), r"^a Network is made of a layer, a graph or values, not of"),
    "class": (lambda: Sequential(ReLU), r"is not a layer or a graph; layers are objects, as in"),
    "empty": (Sequential, r"^Sequential has no layers"),
    "dot": (lambda: Sequential(("a..b", ReLU())), r"^Sequential: the node name 'a\.\.b' is not usable"),
    "within": (lambda: Sequential(("a.b", ReLU()), ("a", ReLU())), r"^Sequential: the node 'a\.b' would stand within 'a'"),
    "twice": (lambda: Sequential(("a", ReLU()), ("a", ReLU())), r"^Sequential: the node name 'a' stands twice"),
    "later": (lambda: Graph((Node("a", ReLU(), (0,)),)), r"node 'a' takes input 0, but only earlier nodes"),
    "inputs": (lambda: Network(Graph((Node("a", Add(), (-1, -2)),)), (3,)), r"^a takes input 2 of the network, got 1$"),
    "subs": (lambda: Network(Linear("n"), (4,)).subs(m=3), r"^unknown symbol 'm'.*known: n$"),
    "subs value": (lambda: Network(Linear("n"), (4,)).subs(n=2.5), r"^n is 2\.5, a float"),
    "column": (lambda: sn.zoo.alexnet().table(["layer", "parms"]), r"^unknown column 'parms'; did you mean params"),
    "layout": (lambda: sn.zoo.alexnet().table(layout="nhwc"), r"^unknown layout 'nhwc'"),
    "variant": (lambda: sn.zoo.alexnet("note"), r"^unknown alexnet variant 'note'; did you mean notes"),
    "layer": (lambda: sn.zoo.alexnet()["Conv6"], r"^unknown layer or block 'Conv6'; did you mean Conv5"),
    "number": (lambda: sn.zoo.alexnet()[99], r"^there is no layer number 99; this network has 21$"),
    "places": (
        lambda: Network(Sequential(a=Sequential(x=ReLU()), b=Sequential(x=ReLU())), (3,))["x"],
        r"^'x' stands at 2 places: a\.x, b\.x; give the whole name$",
    ),
    "derivation": (lambda: sn.zoo.alexnet()["Conv1"].derivation("heigt"), r"^unknown derivation of Conv1 'heigt'; did you mean .*height"),
    "times": (lambda: Repeat(ReLU(), -1), r"^Repeat times is -1; it must be a whole number of at least 0$"),
    "exact": (
        lambda: sn.zoo.alexnet(input_shape=(3, 224, 224)).exact(),
        r"^Conv1: 4 does not divide 213, .*; the nearest exact heights for this network are 195 and 227$",
    ),
}


@pytest.mark.parametrize("name", MAKES)
def test_the_sentence(name: str) -> None:
    make, sentence = MAKES[name]
    with pytest.raises(SymnetError, match=sentence) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    assert "\n" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


HOSTILE = [
    *("__import__('os').system('id')", "W-1", "W K", "2W", "", " ", "W\n", "\\input{/etc/hostname}"),
    *("W;x", "été", "_W", "lambda: 0", "WWW%"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_string_for_a_size_is_a_name_or_refused(text: str) -> None:
    for make in (lambda: Linear(text), lambda: Network(ReLU(), (text,)), lambda: sn.symbols(f"{text}|"), lambda: Repeat(ReLU(), text)):
        with pytest.raises(SymnetError):
            make()


@given(st.text(max_size=60))
def test_no_text_runs_or_hangs(text: str) -> None:
    for reader in (read, read_expression):
        with contextlib.suppress(SymnetError, ZeroDivisionError):
            reader(text)
    with contextlib.suppress(SymnetError):
        assert Linear(text).out_features.name == text


@pytest.mark.parametrize("text", ["9^9^9", "9**9**9**9", "(" * 5000, "1" * 5000, "\\frac" * 200, "x^" * 500])
def test_hostile_formulas_are_refused_at_once(text: str) -> None:
    with pytest.raises(SymnetError):
        read_expression(text)


def test_numpy_and_sympy_integers_become_ints() -> None:
    layer = Conv2d(np.int64(8), sp.Integer(3))
    assert type(layer.out_channels) is int
    assert all(type(k) is int for k in layer.kernel_size)
    with pytest.raises(SymnetError):
        Linear(np.bool_(True))


def test_a_wrong_size_is_refused_in_the_whole_sweep() -> None:
    with pytest.raises(SymnetError, match="at least 1"):
        Conv2d(np.array([1, 0, 2]), 3)


def test_layers_are_immutable_values() -> None:
    assert Conv2d(8, 3) == Conv2d(8, (3, 3))
    assert hash(Conv2d(8, 3)) == hash(Conv2d(8, (3, 3)))
    assert MaxPool2d(3) != MaxPool2d(2)
    with pytest.raises(AttributeError):
        Flatten().label2 = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("call", "kind", "remedy"),
    [
        (
            lambda: Network(Conv2d(8, 3), (3, 2, 9)),
            sn.ShapeError,
            "the height must be at least 3; the nearest legal height for this network is 3",
        ),
        (lambda: Network(sn.Add(), (3,), (4,)), sn.ShapeError, "make them equal"),
        (lambda: sn.zoo.alexnet(input_shape=(3, "H", "H")).leading("params"), sn.NoClosedForm, "ask the exact reading, net.exact()"),
        (lambda: sn.importers.keras.apply("Dense", {"units": 8, "quantization_config": {}}, (None, 8)), sn.Unsupported, "leave it at None"),
        (lambda: sn.figures.window_figure(sn.Linear(3), (8,)), sn.Unsupported, "draw a convolution"),
    ],
)
def test_kinds_of_errors_can_be_told_apart_and_say_what_to_do(call: Any, kind: type[SymnetError], remedy: str) -> None:
    with pytest.raises(kind) as error:
        call()
    assert error.value.remedy.startswith(remedy)
    assert str(error.value) == f"{error.value.what}; {error.value.remedy}"
    again = pickle.loads(pickle.dumps(error.value))
    assert (type(again), str(again), again.remedy) == (kind, str(error.value), error.value.remedy)


def test_a_network_does_not_change() -> None:
    net = sn.zoo.alexnet()
    for change in (lambda: setattr(net, "input_shapes", ((9,),)), lambda: delattr(net, "name"), lambda: setattr(net, "own", 1)):
        with pytest.raises(SymnetError, match="a Network does not change"):
            change()
    assert net == sn.zoo.alexnet()


def test_a_template_keeps_its_givens() -> None:
    template = sn.zoo.alexnet().template()
    for other in (template.exact(), template.assume("2 | W"), template.subs(K_Conv1=11)):
        assert other.given["K_Conv2"] == 5
        assert other.filled().params == 62378344
    with pytest.raises(SymnetError, match="unknown symbol 'K_Conv1'"):
        template.subs(K_Conv1=11).given["K_Conv1"]
