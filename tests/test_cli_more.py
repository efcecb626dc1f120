"""The command line with networks of one's own, its answers to whatever it is asked, and outputs that do not take what is written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

import symnet as sn
from symnet.cli import main, output
from symnet.cli.line import read_line
from symnet.cli.sweep import values_of
from symnet.errors import SymnetError

LONG = os.environ.get("SYMNET_PROFILE") == "long"


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_a_line_of_layers_is_a_network(capsys: pytest.CaptureFixture[str]) -> None:
    line = "Sequential(Conv2d(8, (3, 3), padding='same'), sn.ReLU(), Flatten(), Linear(2*d + 1))"
    code, out, err = run("table", "-c", line, "--input", "3,8,8", "--columns", "layer,params", capsys=capsys)
    assert (code, err) == (0, "")
    assert "FC1           1026d+513" in out
    assert run("derive", "-c", "Linear(3*d)", "FC1", "--input", "d", capsys=capsys)[1].count("params = ") == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("__import__('os').system('x')", "at character 1 is not read; call a layer by its name"),
        ("Conv2d(8, 3", "is no line of layers at character 7"),
        ("Conv2D(8, 3)", "unknown layer 'Conv2D' at character 1; did you mean Conv2d"),
        ("Linear(8 if 1 else 3)", "8 if 1 else 3 at character 8 is not read"),
        ("Linear(2 ** 1000)", "2 ** 1000 at character 8 is not read; use + - * / // and small powers"),
        ("Linear((((9**64)**64)**64)**64)", "is not read; calculate with numbers of at most 4096 bits"),
        ("Linear(**{'a': 1})", "is not read; name each argument"),
        ("Linear('a' * 10**9)", "is not read; calculate with numbers and names"),
        ("Linear(1 // 0)", "fails: integer division or modulo by zero"),
        ("3", "'3' makes no layer"),
        ("lambda: 3", "is not read"),
        ("[Linear(3) for _ in 'x']", "is not read"),
        ("Linear(open('x'))", "unknown layer 'open' at character 8"),
        ("Linear(x.y)", "x.y at character 8 is not read"),
        ("(" * 500, "is no line of layers"),
        ("Linear(3)" + " " * 30_000, "the line has 30009 characters"),
    ],
)
def test_a_line_is_read_and_never_run(line: str, sentence: str) -> None:
    with pytest.raises(SymnetError) as error:
        read_line(line)
    assert sentence in str(error.value)


def test_documents_modules_and_files_are_networks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, document, _ = run("json", "lenet5", capsys=capsys)
    assert sn.Network.from_json(document) == sn.zoo.lenet5()
    (tmp_path / "net.json").write_text(document, encoding="utf-8")
    (tmp_path / "my_models.py").write_text("import symnet as sn\nnet = sn.zoo.lenet5()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    wanted = run("table", "lenet5", capsys=capsys)
    assert wanted[0] == 0
    for what in ("net.json", "my_models:net", "my_models.py:net"):
        assert run("table", what, capsys=capsys) == wanted
    for what, sentence in (
        ("no.json", "cannot read 'no.json'"),
        ("nosuchmodule:x", "the module 'nosuchmodule' cannot be imported: ModuleNotFoundError"),
        ("math:pi", "math:pi is 3.14159"),
        ("my_models:nett", "unknown name in my_models 'nett'; did you mean net?"),
    ):
        code, out, err = run("table", what, capsys=capsys)
        assert (code, out) == (2, "")
        assert sentence in err


def test_solve_gives_reasons_formulas_and_tables(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("solve", "alexnet", "--input", "3,H,H", "H <= 300", capsys=capsys)
    assert (code, out.splitlines()[0]) == (0, "67 <= H <= 300")
    assert "Maxpool3" in out
    assert run("solve", "-c", "Conv2d(3, K)", "--input", "1,H,H", "--for", "K", capsys=capsys)[1] == "1 <= K <= H\n"
    assert run("solve", "-c", "Conv2d(3, K)", "--input", "1,H,H", "--within", "H=1:3", capsys=capsys)[1].split() == [
        "H",
        "K",
        "1",
        "1",
        "2",
        "1",
        "2",
        "2",
    ]
    assert "67" in run("solve", "alexnet", "--input", "3,H,H", "--format", "latex", capsys=capsys)[1]
    assert run("solve", "alexnet", "--input", "3,H,H", "H <", capsys=capsys)[0] == 2


def test_compare_and_sweep_print_tables(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run("compare", "resnet18", "resnet34", "--ratio", "--quantities", "params", "--format", "csv", capsys=capsys)
    assert out.splitlines() == ["Network,parameters,parameters ratio", "ResNet-18,11689512,×1", "ResNet-34,21797672,×1.865"]
    _, out, _ = run("sweep", "alexnet", "--input", "3,H,H", "--over", "H=60:100:10", "--format", "csv", capsys=capsys)
    assert out.splitlines() == ["H,parameters,MACs", "70,25678184,87737376", "80,25678184,100403328", "90,25678184,135172608"]
    for h in (70, 90):
        net = sn.zoo.alexnet(input_shape=(3, h, h))
        assert f"{h},{net.params},{net.macs}" in out
    _, out, _ = run(
        "sweep", "-c", "Linear(d)", "--input", "d", "--over", "d=1,10000000000", "--quantities", "params", "--format", "json", capsys=capsys
    )
    assert json.loads(out)["rows"][1]["params"] == 10**20 + 10**10
    for arguments, sentence in (
        (("--over", "H=3"), None),
        (("--over", "H"), "'H' gives no values; write a symbol and values, such as H=64:513:64"),
        (("--over", "H=1:9:0"), "gives no values"),
        (("--over", "H=1:9999999"), "9,999,998 combinations of H are asked for; at most 1,000,000"),
        (("--over", "H=1:999999999999999999999999"), "the values of H are too large; give whole numbers below"),
        (("--over", "H=99999999999999999999999,5"), "the values of H are too large"),
        (("--over", "K=1:9"), "H would stay open; give values: --over H=..."),
    ):
        code, _, err = run("sweep", "alexnet", "--input", "3,H,H", *arguments, capsys=capsys)
        assert sentence is None or (code == 2 and sentence in err)
    assert values_of("K=3, 5") == ("K", (3, 5))


def test_completion_is_written_for_shells(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("shtab")
    assert "symnet" in run("completion", "bash", capsys=capsys)[1]
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert (
        run("completion", "zsh", capsys=capsys)[2] == "symnet: completion needs shtab; install it with: pip install 'symnet[completion]'\n"
    )


# ------------------------------------------------------------- whatever is asked

COMMANDS = ("table", "derive", "solve", "sweep", "compare", "json", "count", "reconcile", "figure", "zoo", "completion")
WORDS = (
    *("alexnet", "lenet5", "Conv2d", "-c", "Linear(3)", "Linear(d", "Conv2d(8,3)", "a.py:b", "json:dumps", "no.json", "é", "\0", ""),
    *("--input", "3,227,227", "3,H,H", "x,,", "9" * 5000, "-1,3", "--variant", "paper", "--columns", "layer,params", "params%", ","),
    *("--depth", "2", "-5", "--format", "json", "csv", "latex", "pdf", "--group", "--names", "indented", "--kind", "layers"),
    *("--within", "H=1:9", "--over", "H=64:80:8", "--for", "H", "H <= 300", "32 | H", "__import__('os')", "--figure", "5", "--conventions"),
)


@pytest.mark.long
def test_any_command_line_ends_in_an_answer_or_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    r = Random(1)  # noqa: S311 - these are tests
    for _ in range(3000 if LONG else 300):
        arguments = [r.choice(COMMANDS), *(r.choice(WORDS) for _ in range(r.randint(0, 5)))]
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = stop.code or 0
        _, err = capsys.readouterr()
        assert code in (0, 2), arguments
        assert (err == "") == (code == 0) or code == 0, arguments
        assert err.count("\n") <= 1, (arguments, err)
        assert "an error of symnet's own" not in err, (arguments, err)
        assert not list(tmp_path.iterdir())


def test_ctrl_c_and_what_nobody_thought_of_are_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for error, code, words in (
        (KeyboardInterrupt(), 130, "symnet: interrupted"),
        (RecursionError(), 2, "what is asked for is too large"),
        (KeyError("x"), 2, "an error of symnet's own"),
    ):

        def fail(*_: object, error: BaseException = error) -> str:
            raise error

        monkeypatch.setattr("symnet.cli.commands.run_zoo", fail)
        found = run("zoo", capsys=capsys)
        assert (found[0], found[1]) == (code, "")
        assert words in found[2]
        assert found[2].count("\n") == 1


# ---------------------------------------------------------------- broken outputs

SYMNET = [sys.executable, "-m", "symnet"]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_every_encoding_is_written(encoding: str) -> None:
    found = subprocess.run(
        [*SYMNET, "table", "alexnet"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=False
    )
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"34944" in found.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_sentence() -> None:
    for arguments in (["table", "alexnet"], ["zoo"]):
        with open("/dev/full", "wb") as full:
            found = subprocess.run([*SYMNET, *arguments], stdout=full, stderr=subprocess.PIPE, check=False)
        assert (found.returncode, found.stderr.count(b"\n")) == (2, 1)
        assert b"No space left on device" in found.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell is needed")
@pytest.mark.parametrize("tail", ["| true", "| head -n 1", ">&-", "2>&-", ">&- 2>&-"])
def test_pipes_that_close_leave_no_traceback(tail: str) -> None:
    command = f"{sys.executable} -m symnet zoo {tail}"
    found = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert found.stderr == b""
    assert b"Traceback" not in found.stdout


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_narrow_terminal_cuts_with_a_mark_and_a_pipe_gets_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(output.shutil, "get_terminal_size", lambda: os.terminal_size((40, 20)))
    assert main(["table", "alexnet"]) == 0
    lines = terminal.getvalue().splitlines()
    assert max(map(len, lines)) == 40
    assert lines[0].endswith("…")
    assert "\x1b" not in terminal.getvalue()
