"""What answers a question shows itself: as text, LaTeX and MathML, in a line at a prompt, and in a notebook."""

from __future__ import annotations

import abc
import textwrap
from typing import Any, SupportsIndex, TypeVar, overload

from symnet.door import doors
from symnet.writing.latex import Latex
from symnet.writing.markdown import Markdown
from symnet.writing.mathml import MathMl
from symnet.writing.names import PLAIN, AnyNotation, notation_of
from symnet.writing.style import Style
from symnet.writing.text import Text

T = TypeVar("T")

PROMPT = 100
"""How many letters of an answer a prompt shows."""
LISTED = 20
"""How many of several answers a prompt or a notebook lists."""


@doors
class Answer:
    """An answer that is mathematics: a subclass says how it looks in a style."""

    __slots__ = ()

    @abc.abstractmethod
    def show(self, style: Style) -> str:
        """The answer as mathematics in a style."""

    def text(self, *, notation: AnyNotation = PLAIN) -> str:
        """The answer as plain text, with names as a notation writes them."""
        return self.show(Text(notation=notation_of(notation)))

    def latex(self, *, notation: AnyNotation = PLAIN) -> str:
        """The answer in LaTeX, for math mode."""
        return self.show(Latex(notation=notation_of(notation)))

    def mathml(self, *, notation: AnyNotation = PLAIN) -> str:
        """The answer as a MathML element."""
        style = MathMl(notation=notation_of(notation))
        return style.display(self.show(style))

    @property
    def listed(self) -> str:
        """The answer as it stands in a list of several."""
        return str(self)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {textwrap.shorten(self.listed, PROMPT, placeholder=' ...')}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.listed)

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex()}$"


class Listed(tuple[T, ...]):
    """Several answers, as a tuple that shows each on a line of its own.

    >>> Listed(range(3))
    <3: 0, 1, 2>
    """

    __slots__ = ()

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> T: ...
    @overload
    def __getitem__(self, key: slice, /) -> Listed[T]: ...
    def __getitem__(self, key: SupportsIndex | slice, /) -> T | Listed[T]:
        return Listed(super().__getitem__(key)) if isinstance(key, slice) else super().__getitem__(key)

    def _lines(self) -> list[str]:
        shown = [item.listed if isinstance(item, Answer) else repr(item) for item in self[:LISTED]]
        return [*shown, *([f"... {len(self) - LISTED} more"] if len(self) > LISTED else [])]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __repr__(self) -> str:
        return f"<{len(self)}: {textwrap.shorten(', '.join(self._lines()), PROMPT, placeholder=' ...')}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_markdown_(self) -> str:
        style = Markdown()
        lines = [style.inline(item.show(style)) if isinstance(item, Answer) else style.text(repr(item)) for item in self[:LISTED]]
        names = [style.text(getattr(item, "place", "") or getattr(item, "name", "")) for item in self[:LISTED]]
        shown = [f"- {name}: {line}" if name else f"- {line}" for name, line in zip(names, lines, strict=True)]
        return "\n".join([*shown, *([f"- ... {len(self) - LISTED} more"] if len(self) > LISTED else [])])
