"""A drawing as SVG text: self-contained, with its own colours for light and dark pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from symnet.figures.drawing import Box, Group, Item, Label, Path, Rect, parts
from symnet.figures.palette import FONTS, LOOKS, Colour, Font, Look

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML does not allow, not even escaped."""


def escape(text: str) -> str:
    """Text on one line that is nothing but text."""
    return html.escape(FORBIDDEN.sub("\ufffd", " ".join(text.split())))


def number(value: float) -> str:
    """A coordinate with two decimals at most."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def to_svg(items: tuple[Item, ...], box: Box, title: str, description: str) -> str:
    """An `svg` element with title, description, style and the parts in order."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    view = " ".join(map(number, (left, top, width, height)))
    paper = Rect(left, top, width, height, "paper")
    size = f'width="{number(width)}" height="{number(height)}" style="max-width:100%;height:auto"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="symnet-figure" role="img" viewBox="{view}" {size}>',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(description)}</desc>",
        f"<style>{style(items)}</style>",
        *(_element(item) for item in (paper, *items)),
        "</svg>",
    ]
    return "\n".join(lines)


def kinds(items: Iterable[Item]) -> set[str]:
    """The kinds of all shapes and texts."""
    return {part.kind for part in parts(items)}


def style(items: tuple[Item, ...]) -> str:
    """The rules for the kinds that occur; their names are ours, so that no page's own rules mean them."""
    used = kinds(items) | {"paper"}
    looks = {kind: look for kind, look in LOOKS.items() if kind in used}
    fonts = {kind: font for kind, font in FONTS.items() if kind in used}
    shapes = "".join(_rule(kind, _shape(look)) for kind, look in looks.items())
    return shapes + "".join(_rule(kind, _writing(font)) for kind, font in fonts.items())


def _rule(kind: str, declarations: str) -> str:
    return f".symnet-figure .symnet-{kind}{{{declarations}}}"


def _colours(fill: Colour | None, stroke: Colour | None) -> str:
    return f"{_colour('fill', fill)};{_colour('stroke', stroke)}"


def _colour(name: str, colour: Colour | None) -> str:
    """The colour for light pages, and where a page says that it is dark, the one for dark pages."""
    return f"{name}:#{colour.light};{name}:light-dark(#{colour.light},#{colour.dark})" if colour else f"{name}:none"


def _shape(look: Look) -> str:
    parts = [_colours(look.fill, look.stroke)]
    parts += [f"stroke-width:{number(look.width)}"] if look.stroke else []
    parts += [f"stroke-dasharray:{' '.join(map(number, look.dash))}"] if look.dash else []
    parts += [f"fill-opacity:{number(look.opacity)}"] if look.opacity != 1 else []
    return ";".join(parts)


def _writing(font: Font) -> str:
    weight = ";font-weight:bold" if font.bold else ""
    return f"{_colours(font.colour, None)};font-family:sans-serif;font-size:{number(font.size)}px{weight}"


def _element(item: Item) -> str:
    match item:
        case Group():
            return "\n".join([f'<g class="symnet-{item.kind}">', *map(_element, item.items), "</g>"])
        case Rect():
            return _rect(item)
        case Path():
            points = " ".join(f"{number(x)},{number(y)}" for x, y in item.points)
            return f'<{"polygon" if item.closed else "polyline"} class="symnet-{item.kind}" points="{points}"/>'
        case Label():
            return _text(item)


def _rect(rect: Rect) -> str:
    corner = f' rx="{number(LOOKS[rect.kind].corner)}"' if LOOKS[rect.kind].corner else ""
    place = f'x="{number(rect.x)}" y="{number(rect.y)}" width="{number(rect.width)}" height="{number(rect.height)}"'
    start = f'<rect class="symnet-{rect.kind}" {place}{corner}'
    return f"{start}><title>{escape(rect.title)}</title></rect>" if rect.title else f"{start}/>"


def _text(label: Label) -> str:
    # Half of a capital's height below the middle: `dominant-baseline` is not known to every program that reads SVG.
    drop = 0.35 * FONTS[label.kind].size
    x, y = (label.x + drop, label.y) if label.turned else (label.x, label.y + drop)
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    turn = f' transform="rotate(-90 {number(x)} {number(y)})"' if label.turned else ""
    return f'<text class="symnet-{label.kind}" x="{number(x)}" y="{number(y)}"{anchor}{turn}>{escape(label.plain)}</text>'
