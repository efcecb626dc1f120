"""Plain text with ×, ⌊ and ⌋."""

from __future__ import annotations

from symnet.writing.names import PLAIN, Notation
from symnet.writing.style import Style


class Text(Style):
    """Plain text; `spaced` puts blanks around + and - and equals signs, as sentences have it and tables do not."""

    def __init__(self, spaced: bool = True, group: bool = False, notation: Notation = PLAIN) -> None:
        super().__init__(group, notation)
        self.spaced = spaced
        self.equals = " = " if spaced else "="

    def plus(self, a: str, sign: str, b: str) -> str:
        return f"{a} {sign} {b}" if self.spaced else f"{a}{sign}{b}"
