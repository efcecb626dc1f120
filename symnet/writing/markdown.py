"""LaTeX between dollars, in the text of Markdown."""

from __future__ import annotations

import re

from symnet.writing.latex import Latex


class Markdown(Latex):
    """LaTeX between dollars, in the text of Markdown."""

    indent, plain_thousands = "\u2003", "\u202f"

    def text(self, text: str) -> str:
        return re.sub(r"([\\`*_{}\[\]<>$|])", r"\\\1", " ".join(text.split()))

    # In braces a formula is not broken into lines.
    def inline(self, mathematics: str) -> str:
        return f"${{{mathematics}}}$".replace("|", r"\vert ")

    def display(self, mathematics: str) -> str:
        return f"$${mathematics}$$"
