"""The formats: how each prints a formula, and how a table. Tables, derivations, solutions and the command line offer what is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symnet.door import doors
from symnet.errors import unknown
from symnet.tables.grid import Grid
from symnet.tables.render.csv import to_csv
from symnet.tables.render.html import to_html
from symnet.tables.render.latex import to_latex
from symnet.tables.render.markdown import Markdown, to_markdown
from symnet.tables.render.text import to_text
from symnet.writing.latex import Latex
from symnet.writing.mathml import MathMl
from symnet.writing.style import Style
from symnet.writing.text import Text


@doors
@dataclass(frozen=True)
class Format:
    """A way of printing: `style` makes what prints mathematics, `table` prints a grid.

    A format of one's own is passed in place of a name, to `Table.to`, `Derivation.to` and `Solution.to`.

    >>> from symnet import Conv2d, Network
    >>> class Ascii(Style):
    ...     times = "x"
    >>> plain = Format("plain", Ascii, to_text)
    >>> Network(Conv2d(96, 11, stride=4), (3, 227, 227))["Conv1"].derivation("weights").to(plain)
    'F_in K^2 F_out=3x(11x11)x96=34848'
    """

    name: str
    style: Callable[[], Style]
    table: Callable[[Grid], str]


FORMATS = {
    form.name: form
    for form in (
        Format("text", Text, to_text),
        Format("latex", Latex, to_latex),
        Format("markdown", Markdown, to_markdown),
        Format("html", MathMl, to_html),
        Format("csv", Text, to_csv),
    )
}
"""Every named format."""

SECOND_NAMES = {"mathml": "html", "tex": "latex", "md": "markdown"}


def format_of(wanted: Format | str) -> Format:
    """A format, or the one of that name."""
    if isinstance(wanted, Format):
        return wanted
    name = SECOND_NAMES.get(wanted, wanted)
    if name not in FORMATS:
        raise unknown("format", wanted, FORMATS)
    return FORMATS[name]
