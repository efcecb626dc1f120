"""help() says what a thing is made with: every argument of every public name is described, with its type and default."""

from __future__ import annotations

import ast
import inspect
import pydoc
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import symnet as sn
from symnet import Layer, figures, layers, zoo
from symnet.architecture.described import arguments_of, described, own_docstring
from symnet.importers import differences, keras, torch

MADE_BY_SYMNET = {"Count", "Derivation", "Expression", "Line", "Place", "Size", "Table", "Template", "Value", "Figure"}
"""Answers and protocols: classes that nobody makes by hand."""

LAYERS = {name: getattr(sn, name) for name in layers.__all__}
CLASSES = {name: cls for name, cls in LAYERS.items() if inspect.isclass(cls)}
FUNCTIONS: dict[str, Any] = {
    **{name: getattr(sn, name) for name in sn.__all__ if callable(getattr(sn, name)) and name not in {*CLASSES, *MADE_BY_SYMNET, "Shape"}},
    **{f"figures.{name}": getattr(figures, name) for name in figures.__all__ if inspect.isfunction(getattr(figures, name))},
    **{f"zoo.{name}": make for name, make in zoo.NETWORKS.items()},
    **{f"{package.__name__}.apply": package.apply for package in (torch, keras)},
    "differences.table": differences.table,
}
BASES = {base for cls in CLASSES.values() for base in cls.__mro__ if issubclass(base, Layer) and base is not Layer and base.abstract}


def takes(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


def says(thing: Any) -> set[str]:
    """The arguments a docstring describes; an error of a kind is made as its base is."""
    return set(arguments_of(inspect.getdoc(thing) or "")) | (says(thing.__base__) if issubclass_of_error(thing) else set())


def issubclass_of_error(thing: Any) -> bool:
    return inspect.isclass(thing) and issubclass(thing, sn.SymnetError) and thing is not sn.SymnetError


@pytest.mark.parametrize("cls", CLASSES.values(), ids=CLASSES)
class TestEveryLayer:
    def test_describes_each_argument_once_and_in_order(self, cls: type[Layer]) -> None:
        assert list(arguments_of(cls.__doc__ or "")) == takes(cls)
        assert (cls.__doc__ or "").count("Args:\n") == (1 if takes(cls) else 0)

    def test_describes_no_argument_that_it_does_not_take(self, cls: type[Layer]) -> None:
        assert set(arguments_of(own_docstring(cls) or "")) <= set(takes(cls))

    def test_has_a_signature_that_makes_it(self, cls: type[Layer]) -> None:
        for parameter in inspect.signature(cls).parameters.values():
            assert str(parameter.annotation) not in ("", "Any")
            assert "'" not in repr(parameter.annotation)
        assert pydoc.render_doc(cls, renderer=pydoc.plaintext).count(f"{cls.__name__}{inspect.signature(cls)}") == 1


@pytest.mark.parametrize("base", sorted(BASES, key=lambda base: base.__name__), ids=lambda base: base.__name__)
def test_what_a_base_describes_is_taken_by_a_layer(base: type[Layer]) -> None:
    taken = {name for cls in CLASSES.values() if issubclass(cls, base) for name in takes(cls)}
    assert set(arguments_of(own_docstring(base) or "")) <= taken


def test_a_convolution_is_made_as_it_says() -> None:
    signature = "(out_channels: SizeLike, kernel_size: Sizes, *, stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, "
    assert str(inspect.signature(sn.Conv2d)).startswith(signature)
    lines = pydoc.render_doc(sn.Conv2d, renderer=pydoc.plaintext)
    assert "out_channels: F_out, the number of filters." in lines
    assert "groups: G, which must divide F_in and F_out." in lines


def test_a_layer_of_ones_own_inherits_what_its_base_says() -> None:
    class Shared(sn.Layer, abstract=True):
        """What two layers share.

        Args:
            width: how wide, or
                how narrow.
        """

        width: int = 3

        def output_shape(self, x: sn.Shape) -> sn.Shape:
            return x

    class Own(Shared):
        """A layer.

        >>> 1
        1
        """

        depth: int = 2

    class Bare(Shared):
        pass

    assert Own.__doc__ == Own().__doc__
    assert inspect.getdoc(Own) == "A layer.\n\nArgs:\n    width: how wide, or\n        how narrow.\n\n>>> 1\n1"
    assert inspect.getdoc(Bare) == inspect.getdoc(Shared)


def test_own_words_come_before_those_of_others() -> None:
    doc = "One.\n\nArgs:\n    a: mine.\n\nRaises:\n    E: never."
    other = "Two.\n\nArgs:\n    b: theirs.\n    a: theirs."
    assert described(doc, ["b", "a"], [other, None]) == "One.\n\nArgs:\n    b: theirs.\n    a: mine.\n\nRaises:\n    E: never."
    assert described("One.", ["c"], [other]) == "One."


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_describes_what_it_takes(name: str) -> None:
    function = FUNCTIONS[name]
    named = set(takes(function))
    said = says(function)
    assert said <= named
    doc = inspect.getdoc(function) or ""
    left = named - said
    assert not left, f"{name} does not describe {left}: {doc}"


SOURCE = Path(sn.__file__).parent


def test_members_of_a_family_do_not_repeat_what_its_network_says() -> None:
    """A sentence about an argument stands in a file once, but for functions whose arguments differ in meaning."""
    tree = ast.parse((SOURCE / "zoo" / "vgg.py").read_text())
    docs = [ast.get_docstring(node) or "" for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert sum("num_classes:" in doc for doc in docs) == 1
    assert "num_classes: the outputs of the head." in (zoo.vgg16.__doc__ or "")


@pytest.mark.parametrize("cls", [sn.Network, sn.Value, sn.Convention, sn.Window], ids=lambda cls: cls.__name__)
def test_every_method_names_what_it_takes(cls: type) -> None:
    """In a list, or in its sentence; what is taken in any number has no name of its own there."""
    for name, member in inspect.getmembers(cls, inspect.isfunction):
        if name.startswith("_") or (cls.__name__, name) in {("Network", "flops"), ("Network", "equation"), ("Value", "through")}:
            continue
        doc = inspect.getdoc(member) or ""
        for parameter in inspect.signature(member).parameters.values():
            if parameter.name not in ("self", "layer", "x", "y") and parameter.kind in (
                parameter.POSITIONAL_OR_KEYWORD,
                parameter.KEYWORD_ONLY,
            ):
                assert re.search(rf"\b{parameter.name}\b", doc), f"{cls.__name__}.{name} says nothing of {parameter.name}"
