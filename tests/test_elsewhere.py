"""Names from elsewhere are answered with what to write here."""

from __future__ import annotations

import copy
import inspect
import pickle
import pydoc
import re

import pytest

import symnet as sn
from symnet import Conv2d, Linear, Network, SymnetError, layers
from symnet.architecture.elsewhere import ARGUMENTS, METHODS, NAMES
from symnet.architecture.layer import Layer

CLASSES = [cls for name in layers.__all__ if isinstance(cls := getattr(layers, name), type) and issubclass(cls, Layer)]


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_of_keras_is_answered_with_its_name_here(name: str) -> None:
    assert hasattr(sn, NAMES[name])
    if not hasattr(sn, name):
        with pytest.raises(AttributeError, match=f"symnet has no {name}; here it is {NAMES[name]}"):
            getattr(sn, name)


@pytest.mark.parametrize("name", METHODS)
def test_what_networks_elsewhere_are_asked_is_answered(name: str) -> None:
    net = sn.zoo.lenet5()
    if hasattr(Network, name):
        return
    assert not hasattr(net, name)
    with pytest.raises(SymnetError) as error:
        getattr(net, name)
    assert str(error.value) == f"a Network has no {name}; write {METHODS[name]}"
    for word in METHODS[name].replace("(", " ").replace(",", " ").replace(".", " ").split():
        if word.isidentifier() and word not in ("or", "and", "for", "how", "many", "there", "are", "net"):
            assert hasattr(Network, word) or hasattr(sn.Table, word), word


def test_other_names_get_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"unknown name in symnet: 'Conv2'; did you mean Conv2d or Conv3d or Conv1d\?"):
        sn.Conv2  # noqa: B018
    with pytest.raises(SymnetError, match=r"unknown attribute of a Network: 'parms'; did you mean params"):
        sn.zoo.lenet5().parms  # noqa: B018
    assert getattr(sn.zoo.lenet5(), "parms", None) is None


def test_arguments_from_elsewhere_are_answered() -> None:
    for call, sentence in (
        (lambda: Conv2d(filters=8, kernel_size=3), "Conv2d has no argument filters; here it is out_channels"),
        (lambda: Conv2d(8, kernel=3), "Conv2d has no argument kernel; here it is kernel_size"),
        (lambda: Conv2d(8, 3, strides=2), "Conv2d has no argument strides; here it is stride"),
        (lambda: Conv2d(in_channels=3, out_channels=8, kernel_size=3), "Conv2d reads in_channels from its input; write Conv2d(8, 3)"),
        (lambda: Linear(units=8), "Linear has no argument units; here it is out_features"),
        (lambda: sn.MaxPool2d(pool_size=2), "MaxPool2d has no argument pool_size; here it is kernel_size"),
    ):
        with pytest.raises(SymnetError) as error:
            call()
        assert str(error.value) == sentence
    known = {name for cls in CLASSES for name in inspect.signature(cls).parameters}
    assert set(ARGUMENTS.values()) <= known


def test_networks_are_copied_and_pickled_as_before() -> None:
    net = sn.zoo.lenet5()
    assert copy.copy(net) == copy.deepcopy(net) == pickle.loads(pickle.dumps(net)) == net


@pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)
def test_help_states_the_arguments_of_the_class(cls: type[Layer]) -> None:
    text = pydoc.plain(pydoc.render_doc(cls))
    parameters = inspect.signature(cls).parameters
    lines = [line for line in text.splitlines() if line.startswith(f" |  {cls.__name__}(")]
    assert bool(lines) == bool(parameters)
    for name in parameters:
        assert name in lines[0]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)
def test_every_argument_of_every_layer_is_described(cls: type[Layer]) -> None:
    described = (cls.__doc__ or "").partition("Args:")[2]
    for name in inspect.signature(cls).parameters:
        assert re.search(rf"\b{name}\b", described), name


def test_help_says_what_the_arguments_are() -> None:
    text = pydoc.plain(pydoc.render_doc(Conv2d))
    assert "kernel_size: K, one size or one for each axis" in text
    assert "inplace: taken as in torch.nn; it changes no count." in (sn.ReLU.__doc__ or "")
