"""The layer reference has every layer and composite, and every picture it promises can be drawn."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import symnet as sn
from symnet import figures, layers
from symnet.reports.reference import formulas

PAGES = Path(__file__).parent.parent / "docs" / "_ext" / "layer_pages.py"


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("layer_pages", PAGES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_layer_has_its_section(pages: ModuleType) -> None:
    shown = {member.__name__ for module in pages.FAMILIES.values() for member in pages.members(module)}
    assert shown == set(layers.__all__)


def test_a_page_has_text_example_formulas_and_picture(pages: ModuleType) -> None:
    page = pages.page("conv", pages.FAMILIES["conv"])
    for part in ("## Conv2d", "autoclass:: symnet.Conv2d", "window_figure(Conv2d", 'formulas("Conv2d")'):
        assert part in page


def test_every_picture_draws(pages: ModuleType) -> None:
    assert set(pages.PICTURES) <= set(layers.__all__)
    for layer, shape in pages.PICTURES.values():
        drawn = figures.window_figure(eval(layer, vars(sn)), eval(shape))
        assert drawn.to_svg().startswith("<svg")


def test_formulas_say_what_the_class_is_for() -> None:
    titles = [title for title, _ in formulas("MaxPool2d")]
    assert any("ceil_mode=True" in title for title in titles)
    assert any("padding='same'" in title for title in titles)
