"""What a format is: how it prints a formula, and how a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symnet.door import doors
from symnet.tables.grid import Grid
from symnet.writing.style import Style


@doors
@dataclass(frozen=True)
class Format:
    """A way of printing: `style` makes what prints mathematics, `table` prints a grid.

    A format of one's own is passed in place of a name, to `Table.to`, `Derivation.to` and `Solution.to`.

    Args:
        name: what it is asked for by.
        style: makes a `Style`.
        table: makes the text of a grid of cells.
        also: further names that it is known by.

    >>> from symnet import Conv2d, FORMATS, Network, Style
    >>> class Ascii(Style):
    ...     times = "x"
    >>> plain = Format("plain", Ascii, FORMATS["text"].table)
    >>> Network(Conv2d(96, 11, stride=4), (3, 227, 227))["Conv1"].derivation("weights").to(plain)
    'F_in K^2 F_out=3x(11x11)x96=34848'
    """

    name: str
    style: Callable[[], Style]
    table: Callable[[Grid], str]
    also: tuple[str, ...] = ()
    """Second names."""
