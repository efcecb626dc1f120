"""The command line, as a person and as a pipe sees it."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

import symnet as sn
from symnet import layers
from symnet.cli import main


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "html", "csv"])
def test_every_format_has_every_number(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run("table", "alexnet", "--format", form, capsys=capsys)
    assert (code, err) == (0, "")
    for text in ("Conv1", "Maxpool3", "34944", "62378344", "FC3"):
        assert text in out
    assert "\x1b" not in out
    assert "…" not in out


def test_csv_is_csv(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run("table", "alexnet", "--format", "csv", "--columns", "layer,params,macs", capsys=capsys)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[-1] == {"Layer Name": "Total", "parameters": "62378344", "MACs": "1135256096"}
    assert sum(int(r["parameters"]) for r in rows[:-1]) == 62378344


def test_options(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run("table", "alexnet", "--input", "F_in,H,W", capsys=capsys)
    assert "⌊(H-67)/32⌋+1" in out
    _, out, _ = run("table", "alexnet", "--variant", "paper", "--layout", "channels_first", "--group", "--activations", capsys=capsys)
    assert "60,965,224" in out
    assert "96×55×55" in out
    assert "ReLU1" in out
    assert "LRN1" in out


def test_derive_a_class_and_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run("derive", "Conv2d", capsys=capsys)
    assert "height = ⌊(W - K + 2P)/S⌋ + 1" in out
    assert "params = F_in K^2 F_out + F_out" in out
    assert "height = ⌈W/S⌉" in out
    _, out, _ = run("derive", "MaxPool2d", capsys=capsys)
    assert "height = min(⌈(W - K + 2P)/S⌉ + 1, ⌈(W + P)/S⌉)" in out
    _, out, _ = run("derive", "alexnet", "Conv2", capsys=capsys)
    assert "height = (W - K + 2P)/S + 1 = (27 - 5 + 2×2)/1 + 1 = 27" in out
    _, out, _ = run("derive", "alexnet", capsys=capsys)
    assert out.count("params = ") == 21


def test_zoo_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    listed = run("zoo", capsys=capsys)[1]
    assert all(name in listed for name in sn.zoo.NETWORKS)
    assert run("zoo", "lenet5", "--format", "csv", capsys=capsys)[1].splitlines()[1].startswith("lenet,lenet5,1×32×32,60000,")
    for arguments in (("--help",), ("--version",), ("table", "--help")):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 0
        assert "symnet" in capsys.readouterr().out


OWN = """
import symnet as sn

graph = sn.Sequential(sn.Conv2d(8, 3), sn.Flatten(), sn.Linear(10))
net = sn.Network(graph, (1, 28, 28))
five = 5


def family(input_shape=(1, 28, 28), variant="wide"):
    return sn.Network(graph, input_shape)
"""


def test_a_network_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.py"
    file.write_text(OWN)
    table = run("table", f"{file}:net", capsys=capsys)[1]
    assert "54170" in table
    for arguments in ((f"{file}:family",), (f"{file}:graph", "--input", "1,28,28"), (f"{file}:family", "--variant", "wide")):
        assert run("table", *arguments, capsys=capsys)[1].splitlines()[-1] == table.splitlines()[-1]
    assert "H" in run("table", f"{file}:family", "--input", "1,H,W", capsys=capsys)[1]
    assert "params" in run("derive", f"{file}:net", "Conv1", capsys=capsys)[1]
    for arguments, sentence in (
        ((f"{file}:five",), "five is 5; name a Network"),
        ((f"{file}:nets",), "unknown name in"),
        ((f"{file}:graph",), "give it: --input"),
        ((f"{file}:net", "--input", "1,2,3"), "whose input is given"),
        (("no/such.py:net",), "there is no file no/such.py"),
    ):
        code, _, told = run("table", *arguments, capsys=capsys)
        assert code == 2
        assert sentence in told
    file.write_text("1 / 0")
    assert "fails with ZeroDivisionError" in run("table", f"{file}:net", capsys=capsys)[2]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("frob",),
        ("table",),
        ("table", "alexnex"),
        ("table", "alexnet", "--format", "pdf"),
        ("table", "alexnet", "--columns", "layer,foo"),
        ("table", "alexnet", "--input", "3,10,10"),
        ("table", "alexnet", "--input", "3,x+1,10"),
        ("table", "alexnet", "--input", "3,1.5,10"),
        ("table", "alexnet", "--input", ""),
        ("table", "alexnet", "--variant", "x"),
        ("derive", "Conv9d"),
        ("derive", "alexnet", "Conv9"),
        ("count", "alexnet", "--convention", "fvcor"),
        ("reconcile", "alexnet", "--conventions", "MACs,x"),
        ("reconcile", "alexnet", "--conventions", ""),
        ("reconcile", "alexnet", "--figure", "many"),
        ("reconcile", "alexnet", "--figure", "5", "--input", "3,H,H"),
    ],
)
def test_an_error_is_one_line_on_stderr_and_exit_code_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(*arguments, capsys=capsys)
    assert (code, out) == (2, "")
    assert err.startswith("symnet: ")
    assert err.count("\n") == 1


def test_as_a_process_in_a_pipe() -> None:
    command = [sys.executable, "-m", "symnet", "table", "alexnet"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert "(227-11)/4+1=55" in done.stdout.decode()
    failed = subprocess.run([*command, "--columns", "x"], capture_output=True, check=False)
    assert failed.returncode == 2
    assert b"Traceback" not in failed.stderr


@pytest.mark.parametrize("name", sorted(layers.__all__))
def test_every_layer_and_composite_has_formulas(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run("derive", name, capsys=capsys)
    if name in ("LowRankAdapter", "TransformerDecoder", "TransformerEncoder"):  # they take a layer or a graph, not sizes
        assert code == 2
        assert "made of other layers" in err
        return
    assert (code, err) == (0, "")
    assert "params = " in out
    assert "Rounded" not in out
    assert "Written" not in out


def test_counting_and_reconciling(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run("count", "alexnet", capsys=capsys)
    assert "2270512192" in out
    assert "2 for each multiply-accumulate" in out
    _, out, _ = run("count", "alexnet", "--convention", "ptflops", "--input", "3,H,H", capsys=capsys)
    assert "Total" in out
    _, out, _ = run("count", "alexnet", "--convention", "thop", "--input", "3,H,H", capsys=capsys)
    assert "says nothing of" in out
    _, out, _ = run("reconcile", "alexnet", capsys=capsys)
    for total in ("1135256096", "1135915368", "1138272488", "2270512192", "2272340832"):
        assert total in out
    _, out, _ = run("reconcile", "alexnet", "--conventions", "MACs,ptflops", "--figure", "1138272488", capsys=capsys)
    assert out.startswith("1138272488 is what ptflops counts\n")
