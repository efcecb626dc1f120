"""How the parts of a picture look: one table that SVG and TikZ both read.

Colours are told apart by people who see colours differently (Okabe and Ito 2008), and no meaning rests on colour alone: padding is
dashed, unread cells are struck through, the two windows have a full and a dashed outline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour on light paper and on dark paper, as six hexadecimal digits."""

    light: str
    dark: str


PAPER = Colour("ffffff", "16191d")
INK = Colour("1f2328", "e6edf3")
QUIET = Colour("59636e", "9aa4af")
BLUE = Colour("5b7fa3", "7ea6cf")
PALE_BLUE = Colour("dbe9f6", "24405c")
GREEN = Colour("6d9460", "8fb981")
PALE_GREEN = Colour("e2f0dc", "2b4426")
GREY = Colour("8c959f", "768390")
PALE_GREY = Colour("eef0f2", "22272e")
VERMILION = Colour("d55e00", "ff8f45")
PURPLE = Colour("7d3c98", "c792ea")


@dataclass(frozen=True, slots=True)
class Look:
    """Fill and outline of a shape; a dash is the lengths of line and gap, `opacity` is that of the fill."""

    fill: Colour | None = None
    stroke: Colour | None = None
    width: float = 1
    dash: tuple[float, float] | None = None
    opacity: float = 1
    corner: float = 0


LOOKS: Mapping[str, Look] = {
    "paper": Look(PAPER),
    "input": Look(PALE_BLUE, BLUE),
    "output": Look(PALE_GREEN, GREEN),
    "padding": Look(PAPER, GREY, dash=(3, 2)),
    "beyond": Look(None, VERMILION, dash=(1, 2)),
    "unread": Look(GREY, None, opacity=0.4),
    "strike": Look(None, GREY),
    "first": Look(VERMILION, None, opacity=0.5),
    "first-outline": Look(None, VERMILION, 2),
    "later": Look(PURPLE, None, opacity=0.45),
    "later-outline": Look(None, PURPLE, 2, dash=(5, 2)),
    "first-guide": Look(None, VERMILION),
    "later-guide": Look(None, PURPLE, dash=(5, 2)),
    "bar": Look(None, QUIET),
    "seen": Look(VERMILION, VERMILION, opacity=0.55),
    "seen-padding": Look(None, VERMILION, dash=(3, 2)),
    "whole": Look(PURPLE, PURPLE, opacity=0.3),
    "centre": Look(None, QUIET),
    "edge": Look(None, GREY, 0.75, dash=(3, 2)),
    "rule": Look(None, QUIET, 0.75),
    "layer": Look(PALE_GREY, GREY, corner=3),
    "weighted": Look(PALE_BLUE, BLUE, corner=3),
    "end": Look(PALE_GREEN, GREEN, corner=3),
    "volume": Look(PALE_GREY, GREY),
    "volume-weighted": Look(PALE_BLUE, BLUE),
    "volume-input": Look(PALE_GREEN, GREEN),
    "frame": Look(None, GREY, dash=(4, 3), corner=5),
    "wire": Look(None, QUIET),
    "head": Look(QUIET),
}
"""The look of each kind of shape, by its name."""


@dataclass(frozen=True, slots=True)
class Font:
    """Size and weight of a text."""

    size: float
    bold: bool = False
    colour: Colour = INK

    def width(self, text: str) -> float:
        """About how wide a text is: no font is known here, and wide ones need this much."""
        return len(text) * self.size * (0.66 if self.bold else 0.6)


FONTS: Mapping[str, Font] = {
    "title": Font(14, True),
    "name": Font(12, True),
    "text": Font(12),
    "small": Font(11, colour=QUIET),
}
"""The font of each kind of text, by its name."""
