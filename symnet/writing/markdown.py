"""LaTeX between dollars, in the text of Markdown."""

from __future__ import annotations

import re

from symnet.writing.latex import Latex


class Markdown(Latex):
    """LaTeX between dollars, in the text of Markdown."""

    indent = "\u2003"

    def text(self, text: str) -> str:
        return re.sub(r"([\\`*_{}\[\]<>$|])", r"\\\1", " ".join(text.split()))

    def plain_number(self, n: int) -> str:
        return self.number(n).replace(self.thousands, "\u202f")

    # In braces a formula is not broken into lines.
    def inline(self, mathematics: str) -> str:
        return f"${{{mathematics}}}$".replace("|", r"\vert ")

    def display(self, mathematics: str) -> str:
        return f"$${mathematics}$$"
