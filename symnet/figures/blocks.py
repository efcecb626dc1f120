"""Laying out a graph: nodes in rows by how far they are from the input, branches side by side, skips on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from symnet.architecture.graph import Graph, Node, end_of
from symnet.figures.drawing import Item, Label, Path, Point, Rect, arrow, moved
from symnet.figures.palette import FONTS

BOX_HEIGHT = 36
ROW_GAP = 30
COLUMN_GAP = 22
ENTRY = 12
"""How far below its top the first row of an inner graph begins."""
LANE = 14
FRAME = 12
LEAVE, TURN, ARRIVE = 0.2, 0.4, 0.5
"""At which share of the gap between rows skips leave, wires to the next row turn, and the first skip arrives."""

Rows: TypeAlias = Mapping[int, float]
"""Where each row begins, or ends."""


@dataclass(frozen=True)
class Block:
    """A part of the picture around its spine at x = 0, from y = 0 down to `height`; its arrows end at `ports`, left to right."""

    items: tuple[Item, ...]
    left: float
    right: float
    height: float
    ports: tuple[float, ...] = (0.0,)
    leaf: bool = True


def box(name: str, size: str, kind: str, inputs: int, title: str = "") -> Block:
    """A layer: its name, and below it the size of its output."""
    half = max(FONTS["name"].width(name), FONTS["small"].width(size), 70) / 2 + 8
    items = (
        Rect(-half, 0, 2 * half, BOX_HEIGHT, kind, title),
        Label(0, 12, name, "name", "middle"),
        Label(0, 26, size, "small", "middle"),
    )
    return Block(items, half, half, BOX_HEIGHT, tuple(spread(inputs, half)))


def spread(count: int, half: float) -> list[float]:
    """`count` places along an edge from -half to half."""
    return [half * (2 * (k + 1) / (count + 1) - 1) for k in range(count)]


def framed(block: Block, caption: str) -> Block:
    """A block in a frame with a caption at its top left."""
    text = FONTS["small"].width(caption)
    left, right = max(block.left, text + 14 - FRAME), block.right
    head = FRAME + 8
    height = head + block.height + FRAME
    frame = Rect(-left - FRAME, 0, left + right + 2 * FRAME, height, "frame")
    wires = [item for x in block.ports for item in wire(((x, 0), (x, head)), block.leaf)]
    tail = Path(((0, height - FRAME), (0, height)), "wire")
    items = (frame, Label(-left - FRAME + 6, 11, caption, "small"), *wires, *moved(block.items, 0, head), tail)
    return Block(items, left + FRAME, right + FRAME, height, block.ports, False)


def feeders(node: Node) -> list[int]:
    """The nodes and inputs that feed a node."""
    return [end_of(wire)[0] for wire in node.inputs]


def ranks(graph: Graph) -> list[int]:
    """The row of each node: one below the lowest of what feeds it; inputs are row 0, and what only leaves the graph is in the last row."""
    found: list[int] = []
    for node in graph.nodes:
        found.append(1 + max((found[i] if i >= 0 else 0 for i in feeders(node)), default=0))
    last = {end_of(wire)[0] for wire in graph.outputs} - {i for node in graph.nodes for i in feeders(node)}
    return [max(found) if k in last else rank for k, rank in enumerate(found)]


@dataclass(frozen=True)
class Placed:
    """A block and where its spine and its top are."""

    block: Block
    x: float
    y: float
    rank: int

    @property
    def bottom(self) -> Point:
        return self.x, self.y + self.block.height

    def port(self, k: int) -> Point:
        return self.x + self.block.ports[k], self.y


def inner(graph: Graph, inputs: int, draw: Callable[[Node], Block]) -> Block:
    """A graph without frame: a point for each input at its top, then rows of its nodes."""
    ports = tuple(24.0 * (k - (inputs - 1) / 2) for k in range(inputs))
    points = [Placed(Block((), 0, 0, 0, leaf=False), x, 0, 0) for x in ports]
    return arranged(graph, points, draw, ENTRY, ports)


def arranged(graph: Graph, sources: Sequence[Placed], draw: Callable[[Node], Block], top: float, ports: tuple[float, ...]) -> Block:
    """Rows of nodes from `top` on, wired to each other and to the sources, which stand in row 0."""
    blocks, levels = [draw(node) for node in graph.nodes], ranks(graph)
    placed: dict[int, Placed] = {-1 - k: source for k, source in enumerate(sources)}
    starts, ends, y = {0: 0.0}, {0: max((s.bottom[1] for s in sources), default=0.0)}, top
    for rank in range(1, max(levels) + 1):
        row = [k for k, level in enumerate(levels) if level == rank]
        placed |= {k: Placed(blocks[k], x, y, rank) for k, x in zip(row, side_by_side([blocks[k] for k in row]), strict=True)}
        starts[rank], ends[rank] = y, y + max(blocks[k].height for k in row)
        y = ends[rank] + ROW_GAP
    sides = [(p.x - p.block.left, p.x + p.block.right) for p in placed.values()]
    left, right = -min(a for a, _ in sides), max(b for _, b in sides)
    edges = [(placed[i], placed[k]) for k, node in enumerate(graph.nodes) for i in feeders(node)]
    wires, lanes = wired(edges, starts, ends, right)
    last, bottom = placed[end_of(graph.outputs[0])[0]], max(ends.values())
    leaving = {end_of(wire)[0] for wire in graph.outputs if levels[end_of(wire)[0]] == max(levels)}
    wires += [Path((placed[k].bottom, (placed[k].x, bottom)), "wire") for k in sorted(leaving) if placed[k].bottom[1] < bottom]
    items = (*(item for k, p in placed.items() if k >= 0 for item in moved(p.block.items, p.x, p.y)), *wires)
    return Block(moved(items, -last.x, 0), left + last.x, right + LANE * lanes - last.x, bottom, tuple(x - last.x for x in ports), False)


def side_by_side(row: Sequence[Block]) -> list[float]:
    """The spines of a row's blocks; one block alone stands on the axis, several are centred on it."""
    if len(row) == 1:
        return [0.0]
    width = sum(b.left + b.right for b in row) + COLUMN_GAP * (len(row) - 1)
    found, x = [], -width / 2
    for block in row:
        found.append(x + block.left)
        x += block.left + block.right + COLUMN_GAP
    return found


def numbered_lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """A lane for each skip, so that two that run side by side have different ones; short ones are nearest."""
    taken: list[tuple[int, int, int]] = []
    found = [0] * len(spans)
    for k in sorted(range(len(spans)), key=lambda k: spans[k][1] - spans[k][0]):
        low, high = spans[k]
        busy = {lane for a, b, lane in taken if a < high and low < b}
        found[k] = next(lane for lane in range(len(spans)) if lane not in busy)
        taken.append((low, high, found[k]))
    return found


def wired(edges: Sequence[tuple[Placed, Placed]], starts: Rows, ends: Rows, right: float) -> tuple[list[Item], int]:
    """All wires, and how many lanes the skips take. Skips enter on the right of what comes from the row above, so that none cross."""
    skips = [k for k, (a, b) in enumerate(edges) if b.rank - a.rank > 1]
    lanes = dict(zip(skips, numbered_lanes([(edges[k][0].rank, edges[k][1].rank) for k in skips]), strict=True))
    items: list[Item] = []
    for target in {id(b): b for _, b in edges}.values():
        mine = sorted((k for k, (_, b) in enumerate(edges) if b is target), key=lambda k: (lanes.get(k, -1), edges[k][0].x))
        late = [k for k in mine if k in lanes]
        for port, k in enumerate(mine):
            if k in lanes:
                arrive = ARRIVE + (1 - ARRIVE) / 2 * late.index(k) / len(late)
                items += around(edges[k][0], target.port(port), target, starts, ends, right + LANE * (lanes[k] + 1), arrive)
            else:
                items += joined(edges[k][0], target.port(port), target, starts, ends)
    return items, 1 + max(lanes.values(), default=-1)


def between(ends: Rows, starts: Rows, rank: int, share: float) -> float:
    """A height in the gap above a row."""
    return ends[rank - 1] + (starts[rank] - ends[rank - 1]) * share


def joined(a: Placed, port: Point, b: Placed, starts: Rows, ends: Rows) -> tuple[Item, ...]:
    """A wire from one row to the next."""
    (x, y), (tx, ty) = a.bottom, port
    turn = between(ends, starts, b.rank, TURN)
    return wire(((x, y), (tx, ty)) if abs(x - tx) < 0.5 else ((x, y), (x, turn), (tx, turn), (tx, ty)), b.block.leaf)


def around(a: Placed, port: Point, b: Placed, starts: Rows, ends: Rows, lane: float, share: float) -> tuple[Item, ...]:
    """A wire that passes rows by in a lane on their right."""
    (x, y), (tx, ty) = a.bottom, port
    leave, arrive = between(ends, starts, a.rank + 1, LEAVE), between(ends, starts, b.rank, share)
    return wire(((x, y), (x, leave), (lane, leave), (lane, arrive), (tx, arrive), (tx, ty)), b.block.leaf)


def wire(points: tuple[Point, ...], ends: bool) -> tuple[Item, ...]:
    """A wire that ends at a layer has a head; one into an inner graph goes on inside."""
    return arrow(points) if ends else (Path(points, "wire"),)
