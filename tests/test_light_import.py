"""Importing symnet is light: nothing heavy is loaded until somebody asks for it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("numpy", "pandas", "matplotlib", "torch", "keras", "tensorflow", "jax", "onnx", "sympy")


def loaded(code: str) -> set[str]:
    """Which of the heavy packages a fresh interpreter has loaded after running the code."""
    report = f"{code}\nimport json, sys\nprint(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    run = subprocess.run([sys.executable, "-W", "error", "-c", report], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_importing_loads_nothing_heavy() -> None:
    assert loaded("import symnet") == set()


@pytest.mark.parametrize("package", ["sympy", "numpy"])
def test_the_check_can_fail(package: str) -> None:
    assert package in loaded(f"import symnet, {package}")


def test_a_network_of_numbers_needs_nothing_heavy() -> None:
    code = """
import symnet
net = symnet.zoo.alexnet()
net.params, net.macs, net["Conv1"].derivation("height").latex()
str(net), net.table().to_latex(), net.table().to_html(), net.table().to_markdown(), net.table().to_csv()
symnet.zoo.googlenet().params
"""
    assert loaded(code) == set()


def test_a_symbol_loads_sympy_alone() -> None:
    assert loaded("import symnet; symnet.zoo.alexnet(input_shape=('F_in', 'H', 'W')).params") == {"sympy"}


def test_the_command_line_of_numbers_needs_nothing_heavy() -> None:
    assert loaded("from symnet.cli import main; main(['table', 'alexnet'])") == set()


def test_what_a_user_types_is_there_and_loaded_on_use() -> None:
    code = """
import sys, symnet as sn
assert "symnet.figures" not in sys.modules and "symnet.importers" not in sys.modules
sn.figures.layers_figure, sn.importers.torch.apply, sn.importers.keras.apply, sn.importers.differences.table
sn.CONVENTIONS, sn.crossover, sn.ratios
assert {"figures", "importers"} <= set(dir(sn))
from symnet import *
"""
    assert loaded(code) == set()


def test_importers_load_no_framework() -> None:
    assert loaded("import symnet.importers, symnet.importers.torch, symnet.importers.keras") == set()
