"""Published figures of vision networks: those on the pages of the zoo, and what torchvision and Keras say of theirs."""

from __future__ import annotations

import importlib.util
import json
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symnet import Network, zoo
from symnet.zoo.listing import family

DOCS = Path(__file__).parent.parent / "docs"
FAMILIES = sorted({family(make) for make in zoo.NETWORKS.values()})


def zoo_pages() -> Any:
    """What writes the pages of the zoo, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("zoo_pages", DOCS / "_ext" / "zoo_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["zoo_pages"] = module
    spec.loader.exec_module(module)
    return module


PAGES = zoo_pages()


def test_every_family_has_a_page() -> None:
    assert sorted(path.stem for path in (DOCS / "zoo").glob("*.toml")) == FAMILIES == sorted(PAGES.families())
    assert sum(map(len, PAGES.families().values())) == len(zoo.NETWORKS)


@pytest.mark.parametrize("name", FAMILIES)
def test_what_was_published_is_derived_or_the_difference_is_explained(name: str) -> None:
    for figure in PAGES.published(name):
        assert figure.agrees() != bool(figure.why), f"{figure}: {figure.number}"


@pytest.mark.parametrize("name", FAMILIES)
def test_a_page_has_a_source_a_table_and_a_formula(name: str) -> None:
    said = PAGES.about(name)
    assert set(said) <= {"title", "about", "source", "tables", "formulas", "published"}
    assert "](https://" in said["source"] or name in ("alexnet", "lenet")
    assert said["tables"]
    assert said["formulas"]
    page = PAGES.page(name)
    assert all(f"symnet.zoo.{make.__name__}" in page for make in PAGES.families()[name])


def test_a_figure_agrees_to_the_digits_that_were_printed() -> None:
    def agrees(value: str, derived: str, unit: str = "") -> bool:
        return PAGES.Published("net", "size", "table 1", value, derived, unit).agrees()

    assert agrees("5.3", "5345000", "1000000")
    assert not agrees("5.3", "5351000", "1000000")
    assert agrees("120", "119500000", "1000000")
    assert not agrees("120", "118515272", "1000000")
    assert agrees("1234", "1234")
    assert not agrees("1234", "1235")


TORCHVISION = json.loads((Path(__file__).parent / "data" / "torchvision_published.json").read_text())["models"]
AUX = {"inception_v3": {"aux_logits": True}, "alexnet": {"variant": "torchvision"}}


@pytest.mark.parametrize("name", TORCHVISION)
def test_torchvision_says_what_is_derived(name: str) -> None:
    """`num_params` to the last one, and "GFLOPS", which are multiply-accumulates, within 0.006, where images of a known size are read."""
    said = TORCHVISION[name]
    size = {"input_shape": (3, said["crop"], said["crop"])} if "crop" in said else {}
    net: Network = zoo.NETWORKS[name](**size, **AUX.get(name, {}))
    assert net.params == said["num_params"]
    if size:
        seen: Network = zoo.NETWORKS[name](**size) if name == "inception_v3" else net
        assert abs(Fraction(int(seen.macs), 10**9) - Fraction(Decimal(str(said["giga_ops"])))) <= Fraction(6, 1000)
