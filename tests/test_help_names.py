"""Names from other tools answer with what to write instead."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import symnet as sn
from symnet import SymnetError
from symnet.architecture import foreign
from symnet.errors import UnknownName
from symnet.importers import keras, torch

ALEXNET = sn.zoo.alexnet()
KERAS = [*keras.readers(), *keras.ALIASES]


def message(call: Callable[[], Any]) -> str:
    with pytest.raises(SymnetError) as error:
        call()
    return str(error.value)


@pytest.mark.parametrize("name", [name for name in (*KERAS, *torch.readers()) if name not in sn.__all__])
def test_a_layer_of_keras_or_torch_is_answered_with_one_of_symnet(name: str) -> None:
    said = message(lambda: getattr(sn, name))
    found = re.fullmatch(rf"symnet has no {name}; write symnet\.(\w+).*", said)
    assert found, said
    assert hasattr(sn, found[1])


@pytest.mark.parametrize("answer", {**foreign.CLASSES, **dict.fromkeys(foreign.RANKED.values())}.items(), ids=lambda pair: pair[0])
def test_the_answers_are_names_of_symnet(answer: tuple[str, str | None]) -> None:
    name, said = answer
    for own in re.findall(r"[A-Za-z]\w*", said or name)[:1]:
        assert own in sn.__all__ or any(f"{own}{rank}d" in sn.__all__ for rank in (1, 2, 3))
    assert said is None or name not in sn.__all__


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Dense", "symnet has no Dense; write symnet.Linear"),
        ("Conv2D", "symnet has no Conv2D; write symnet.Conv2d"),
        ("MaxPooling2D", "symnet has no MaxPooling2D; write symnet.MaxPool2d"),
        ("SpatialDropout2D", "symnet has no SpatialDropout2D; write symnet.Dropout2d"),
        ("UpSampling2D", "symnet has no UpSampling2D; write symnet.Upsample"),
        ("Cropping2D", "symnet has no Cropping2D; write symnet.ZeroPad2d with negative sizes"),
        ("Conv2DTranspose", "symnet has no Conv2DTranspose; write symnet.ConvTranspose2d"),
        ("LazyConv2d", "symnet has no LazyConv2d; write symnet.Conv2d"),
        ("BatchNormalization", "symnet has no BatchNormalization; write symnet.BatchNorm2d, BatchNorm1d or BatchNorm3d"),
        ("relu", "symnet has no relu; write symnet.ReLU"),
        ("resnet18", "symnet has no resnet18; write symnet.zoo.resnet18"),
        ("Linaer", "symnet has no Linaer; the nearest names are Linear, Line, Layer"),
    ],
)
def test_a_name_that_is_not_there_says_what_to_write(name: str, sentence: str) -> None:
    assert message(lambda: getattr(sn, name)) == sentence


@pytest.mark.parametrize("name", [*foreign.QUESTIONS, "to_latex", "to_markdown", "paramz"])
def test_what_a_network_is_asked_elsewhere_says_what_to_write(name: str) -> None:
    said = message(lambda: getattr(ALEXNET, name))
    assert said.startswith(f"a Network has no {name}; ")
    for asked in re.findall(r"\bnet\.(\w+)", said):
        assert hasattr(ALEXNET, asked)
    assert not hasattr(sn.Network, name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("summary", "a Network has no summary; write print(net.table())"),
        ("parameters", "a Network has no parameters; write net.params for their number, net.weights for the tensors"),
        ("count_params", "a Network has no count_params; write net.params"),
        ("to_latex", "a Network has no to_latex; write net.table().to_latex(...)"),
        ("paramz", "a Network has no paramz; the nearest names are params, parts, active_params"),
    ],
)
def test_some_of_these_sentences(name: str, sentence: str) -> None:
    assert message(lambda: getattr(ALEXNET, name)) == sentence


def test_hasattr_works_and_what_tools_ask_is_answered_plainly() -> None:
    assert issubclass(UnknownName, AttributeError)
    assert issubclass(UnknownName, SymnetError)
    for thing in (sn, ALEXNET):
        assert not hasattr(thing, "summary")
        assert getattr(thing, "summary", None) is None
        with pytest.raises(AttributeError) as error:
            thing.__array__  # type: ignore[attr-defined, union-attr] # noqa: B018  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        assert not isinstance(error.value, SymnetError)
    assert copy.deepcopy(ALEXNET) == copy.copy(ALEXNET) == pickle.loads(pickle.dumps(ALEXNET)) == ALEXNET


def test_an_import_of_a_name_that_is_not_there_is_an_import_error() -> None:
    with pytest.raises(ImportError, match="cannot import name 'Dense'"):
        from symnet import Dense  # type: ignore[attr-defined] # noqa: F401  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]


def test_a_look_for_a_private_name_loads_nothing() -> None:
    code = "import sys, symnet; hasattr(symnet, '__wrapped__'); assert 'symnet.zoo' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=True).returncode == 0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: sn.Conv2d(in_channels=3, out_channels=8, kernel_size=3), "Conv2d reads in_channels from its input; write Conv2d(8, 3)"),
        (lambda: sn.Conv2d(kernel_size=3, in_channels=3, out_channels=8), "Conv2d reads in_channels from its input; write Conv2d(8, 3)"),
        (lambda: sn.Conv2d(kernel_size=3, in_channels=3), "Conv2d reads in_channels from its input; write Conv2d(kernel_size=3)"),
        (
            lambda: sn.Conv2d(filters=8, kernel=3, strides=2),
            "Conv2d has out_channels for filters, kernel_size for kernel, stride for strides; write Conv2d(8, 3, stride=2)",
        ),
        (lambda: sn.Conv2d(3, 64, 7, strides=2), "Conv2d reads in_channels from its input, got 3, 64, 7, has stride for strides; write"),
        (lambda: sn.Linear(units=10, use_bias=False), "Linear has out_features for units, bias for use_bias; write Linear(10, bias=False)"),
        (lambda: sn.LSTM(units=10), "LSTM has hidden_size for units; write LSTM(10)"),
        (lambda: sn.Linear(8, in_features=4), "Linear reads in_features from its input; write Linear(8)"),
        (lambda: sn.Sigmoid(inplace=True), "Sigmoid takes no inplace, which changes no count; write Sigmoid()"),
        (lambda: sn.Linear(8, activation="relu"), "Linear takes no activation, which is a layer of its own; write Linear(8)"),
        (lambda: sn.Linear(8, name="head"), 'Linear takes no name, which a layer gets where it stands, as in Sequential(("stem", layer)'),
        (lambda: sn.Conv2d(8, 3, data_format="channels_last"), "Conv2d takes no data_format, as shapes are channels first; write"),
        (
            lambda: sn.Conv2d(8, 3, kernel_initializer="he"),
            "Conv2d takes no kernel_initializer, which changes no count; write Conv2d(8, 3)",
        ),
        (lambda: sn.MaxPool2d(pool_size=2), "MaxPool2d has kernel_size for pool_size; write MaxPool2d(2)"),
        (
            lambda: sn.MaxPool2d(2, 2, 0, 1),
            "MaxPool2d takes 3 arguments without a name, got 2, 2, 0, 1; give the others by name: ceil_mode",
        ),
        (lambda: sn.Softmax(axis=-1), "Softmax has dim for axis; write Softmax(dim=-1)"),
        (lambda: sn.Conv2d(8, 3, filters=8), "unknown argument of Conv2d 'filters'"),
        (lambda: sn.Conv2d(in_channels=3, stripe=8), "unknown argument of Conv2d 'stripe'; did you mean stride?"),
    ],
)
def test_arguments_from_elsewhere_say_what_to_write(call: Callable[[], Any], sentence: str) -> None:
    assert message(call).startswith(sentence)


@pytest.mark.parametrize("name", sorted({*foreign.ARGUMENTS, *foreign.FROM_INPUT, *foreign.NEEDLESS}))
def test_every_listed_argument_is_answered_by_some_layer(name: str) -> None:
    said: list[str] = []
    for cls in (getattr(sn, each) for each in sn.layers.__all__):
        try:
            cls(**{name: 2})
        except SymnetError as error:
            said.append(str(error))
    assert any(f" for {name}; write " in each or f"reads {name} " in each or f"takes no {name}, " in each for each in said)
