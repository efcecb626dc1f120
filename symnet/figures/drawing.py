"""What pictures are made of: rectangles, lines, texts and groups of them, as immutable values with plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from symnet.figures.palette import FONTS
from symnet.writing.line import Line
from symnet.writing.text import Text

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom; y grows downwards."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; `kind` is a name of `palette.LOOKS`, `title` what a reader hears of it or sees when pointing at it."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str = ""

    def moved(self, dx: float, dy: float) -> Rect:
        return replace(self, x=self.x + dx, y=self.y + dy)

    @property
    def box(self) -> Box:
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class Path:
    """Straight lines from point to point, or a filled shape where it is closed."""

    points: tuple[Point, ...]
    kind: str
    closed: bool = False

    def moved(self, dx: float, dy: float) -> Path:
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))

    @property
    def box(self) -> Box:
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside a point: it starts, has its middle or ends there, and is centred on its height. A line of mathematics may follow."""

    x: float
    y: float
    text: str
    kind: str = "text"
    anchor: str = "start"
    turned: bool = False
    """Whether it is read upwards, as beside a vertical axis."""
    line: Line | None = None

    def moved(self, dx: float, dy: float) -> Label:
        return replace(self, x=self.x + dx, y=self.y + dy)

    @property
    def plain(self) -> str:
        """The text as it is drawn where there is no mathematics."""
        return self.text if self.line is None else self.text + self.line.show(Text())

    @property
    def box(self) -> Box:
        width, half = FONTS[self.kind].width(self.plain), FONTS[self.kind].size / 2
        before = {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        if self.turned:
            return self.x - half, self.y + before - width, self.x + half, self.y + before
        return self.x - before, self.y - half, self.x - before + width, self.y + half


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that belong together, such as a grid; `kind` is what it is called."""

    items: tuple[Item, ...]
    kind: str

    def moved(self, dx: float, dy: float) -> Group:
        return replace(self, items=moved(self.items, dx, dy))

    @property
    def box(self) -> Box:
        return bounds(self.items)


Item: TypeAlias = Rect | Path | Label | Group


def moved(items: Iterable[Item], dx: float, dy: float) -> tuple[Item, ...]:
    """The same parts at another place."""
    return tuple(item.moved(dx, dy) for item in items)


def bounds(items: Iterable[Item]) -> Box:
    """The smallest box around all parts."""
    boxes = [item.box for item in items if not (isinstance(item, Group) and not item.items)]
    if not boxes:
        return 0, 0, 0, 0
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def arrow(points: tuple[Point, ...], length: float = 6) -> tuple[Item, ...]:
    """A wire with a head at its last point."""
    (ax, ay), (x, y) = points[-2:]
    far = math.hypot(x - ax, y - ay) or 1
    ux, uy = (x - ax) / far, (y - ay) / far
    bx, by = x - length * ux, y - length * uy
    half = length / 2.4
    head = ((x, y), (bx - half * uy, by + half * ux), (bx + half * uy, by - half * ux))
    return Path((*points[:-1], (bx, by)), "wire"), Path(head, "head", True)


def parts(items: Iterable[Item]) -> Iterator[Rect | Path | Label]:
    """The shapes and texts of a picture, without the groups they are in."""
    for item in items:
        if isinstance(item, Group):
            yield from parts(item.items)
        else:
            yield item


def texts(items: Iterable[Item]) -> list[str]:
    """Every text of a picture, in order."""
    return [part.plain for part in parts(items) if isinstance(part, Label)]
