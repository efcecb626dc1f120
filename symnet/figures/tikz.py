"""A drawing as a TikZ picture: the same parts and colours, texts set by LaTeX. Needs the package tikz."""

from __future__ import annotations

from symnet.figures.drawing import Group, Item, Label, Path, Rect
from symnet.figures.palette import FONTS, LOOKS, Colour, Font, Look
from symnet.figures.svg import kinds, number
from symnet.writing.latex import Latex, escape

POINT = 0.75
"""How many LaTeX points one unit of a drawing is."""


def to_tikz(items: tuple[Item, ...]) -> str:
    """A `tikzpicture` with a style for each kind that occurs."""
    used = kinds(items)
    shapes = [f"  symnet {kind}/.style={{{_shape(look)}}}," for kind, look in LOOKS.items() if kind in used]
    fonts = [f"  symnet {kind}/.style={{{_font(font)}}}," for kind, font in FONTS.items() if kind in used]
    head = [rf"\begin{{tikzpicture}}[x={POINT}pt,y=-{POINT}pt,", *shapes, *fonts, "]"]
    return "\n".join([*head, *(_command(item) for item in items), r"\end{tikzpicture}"])


def _colour(colour: Colour) -> str:
    red, green, blue = (int(colour.light[k : k + 2], 16) for k in (0, 2, 4))
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"


def _shape(look: Look) -> str:
    parts = [f"fill={_colour(look.fill)}"] if look.fill else []
    parts += [f"fill opacity={number(look.opacity)}"] if look.opacity != 1 else []
    parts += [f"draw={_colour(look.stroke)}", f"line width={number(look.width * POINT)}pt"] if look.stroke else []
    parts += [f"dash pattern=on {number(look.dash[0] * POINT)}pt off {number(look.dash[1] * POINT)}pt"] if look.dash else []
    parts += [f"rounded corners={number(look.corner * POINT)}pt"] if look.corner else []
    return ",".join(parts)


def _font(font: Font) -> str:
    size = font.size * POINT
    weight = r"\bfseries" if font.bold else ""
    shape = rf"\sffamily\fontsize{{{number(size)}}}{{{number(1.2 * size)}}}\selectfont{weight}"
    return f"font={shape},text={_colour(font.colour)},inner sep=0pt"


def _at(x: float, y: float) -> str:
    return f"({number(x)},{number(y)})"


def _command(item: Item) -> str:
    match item:
        case Group():
            return "\n".join(map(_command, item.items))
        case Rect():
            return rf"\path[symnet {item.kind}] {_at(item.x, item.y)} rectangle {_at(item.x + item.width, item.y + item.height)};"
        case Path():
            return rf"\path[symnet {item.kind}] {' -- '.join(_at(*p) for p in item.points)}{' -- cycle' if item.closed else ''};"
        case Label():
            return _node(item)


def _node(label: Label) -> str:
    anchor = {"start": "west", "middle": "center", "end": "east"}[label.anchor]
    turn = ",rotate=90" if label.turned else ""
    line = f" ${label.line.show(Latex())}$" if label.line else ""
    return rf"\node[symnet {label.kind},anchor={anchor}{turn}] at {_at(label.x, label.y)} {{{escape(label.text)}{line}}};"
