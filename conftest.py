"""README and docs run as tests: every >>> example, every class they define, and every `$ symnet` command with what it prints."""

from __future__ import annotations

import contextlib
import doctest
import io
import shlex

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser


def run_console(example: Example) -> str | None:
    """Run each `$ symnet ...` line; what follows it is what it must print, on stdout or stderr."""
    from symnet.cli import main

    for block in example.parsed.split("$ ")[1:]:
        command, _, expected = block.partition("\n")
        program, *arguments = shlex.split(command)
        if program != "symnet":
            return f"only symnet runs here, not {program}"
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            main(arguments)
        if printed.getvalue().strip() != expected.strip():
            return f"$ {command}\nshould print:\n{expected.strip()}\nbut prints:\n{printed.getvalue().strip()}"
    return None


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS),
        CodeBlockParser(language="console", evaluator=run_console),
    ],
    patterns=["*.md"],
).pytest()
