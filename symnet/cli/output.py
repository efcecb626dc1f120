"""Writing to a terminal, a pipe or a file that may not take it, without a traceback."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO

PLAIN = str.maketrans(
    {
        "×": "x",
        "⌊": "floor(",
        "⌋": ")",
        "⌈": "ceil(",
        "⌉": ")",
        "─": "-",
        "−": "-",
        "–": "-",
        "…": "...",
        "≡": "=",
        "\u202f": " ",
        "\u2003": " ",
    }
)
"""Signs in letters, for terminals that have no others."""


def write(text: str, is_text: bool = True) -> int:
    """Print; in a terminal lines of plain text end at its edge, with a mark where they are cut. 0, or 2 where it cannot be written."""
    out = sys.stdout
    if out is None:  # pyright: ignore[reportUnnecessaryComparison] - so it is where a program is started without one
        return 0
    if is_text and out.isatty():
        width = shutil.get_terminal_size().columns
        text = "\n".join(line if len(line) <= width else f"{line[: width - 1]}…" for line in text.split("\n"))
    try:
        out.write(_encodable(text, out) + "\n")
        out.flush()
    except BrokenPipeError:  # the reader (head, less) has what it wanted
        _forget(out)
    except OSError as error:
        _forget(out)
        return complain(f"cannot write what was asked for: {error.strerror}; give it a place with room")
    return 0


def complain(sentence: str) -> int:
    """One line on stderr."""
    err = sys.stderr
    if err is not None:  # pyright: ignore[reportUnnecessaryComparison]
        try:
            err.write(_encodable(f"symnet: {' '.join(sentence.split())}\n", err))
            err.flush()
        except OSError:
            _forget(err)
    return 2


def _encodable(text: str, stream: TextIO) -> str:
    """The text in the letters that the stream has."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    return text


def _forget(stream: TextIO) -> None:
    """What is left in the stream goes nowhere, so that the interpreter has nothing to complain of when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
