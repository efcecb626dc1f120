"""The picture of a window layer: its input with padding, two positions of the window, and the output cells they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from typing import Any

from symnet.architecture.graph import alone
from symnet.architecture.layer import Layer
from symnet.architecture.trace import Call, trace
from symnet.arithmetic.sizes import PlainShape, as_shape, is_expression
from symnet.door import door
from symnet.errors import SymnetError
from symnet.figures.drawing import Box, Item, Label, Path, Point, Rect, bounds, moved
from symnet.figures.drawn import title_items
from symnet.figures.figure import Figure
from symnet.figures.grid import Marks, bars, cell_size, outlined, position_grid, struck, turned, window_grid
from symnet.figures.movement import Movement, Track, movement
from symnet.quantities.derivation import Derivations

MOST_CELLS = 40
"""How many cells a grid may have along each axis."""

GAP = 64
LINE = 18
AXIS = Track(1, ((0,),))
"""The rows of a picture of one axis: a single one."""


@door
def window_figure(layer: Layer, input_shape: Any, position: Sequence[int] | None = None, title: bool | str = True) -> Figure:
    """Draw how a layer moves its window: input grid, padding, the first position and a later one, output grid, and the worked sizes.

    Cells that no window reads are struck through: they are what the floor of an inexact division drops. A transposed convolution
    is drawn the other way round, with the window on the output, because every input cell writes one.

    Args:
        layer: of one or two axes: a convolution, a transposed one, pooling, Unfold, Fold or padding.
        input_shape: channels first; one channel is drawn.
        position: the later position, one number for each axis, counted from 0; the last one where it is None.
        title: whether there is a title, or which.

    Raises:
        SymnetError: where sizes are symbols, a grid has more than 40 cells along an axis, or the layer moves no window.

    >>> from symnet import MaxPool2d
    >>> window_figure(MaxPool2d(2), (1, 5, 5)).texts[-1]
    'height, width: ⌊(W - K + 2P)/S⌋ + 1 = ⌊(5 - 2)/2⌋ + 1 = 2'
    """
    call = concrete_call(layer, as_shape(input_shape))
    move = drawable(movement(layer, call.inputs[0], call.output), type(layer).__name__)
    marks = marked_positions(move, position)
    grids = (row_picture if len(move.tracks) == 1 else plane_picture)(move, marks)
    left, top, _, bottom = bounds(grids)
    name = repr(layer)
    items = (*title_items(title, name, left, top - 4), *grids, *moved(notes(call, move, marks), left, bottom + 22))
    size_in, size_out = sizes(move)
    return Figure(items, name, f"{name}: {size_in}, {size_out}.")


def concrete_call(layer: Layer, shape: PlainShape) -> Call:
    """The layer on one input, all sizes being numbers."""
    traced = trace(alone(layer), (shape,))
    traced.refuse_arrays("a grid is drawn for numbers")
    call = traced.calls[0]
    found = [*shape, *call.output, *(v for _, values in layer.size_specs() for v in values)]
    symbols = sorted({s.name for size in found if is_expression(size) for s in size.free_symbols})
    if symbols:
        raise SymnetError(f"{type(layer).__name__}: a grid is drawn for numbers", f"put some in for {', '.join(symbols)}")
    return call


def drawable(move: Movement, name: str) -> Movement:
    """The same movement, if it has one or two axes and no more cells than anybody can tell apart."""
    if len(move.tracks) > 2:
        raise SymnetError(f"{name} moves over {len(move.tracks)} axes and a picture has one or two", "draw the same sizes with fewer axes")
    for grid in ([len(track.drawn) for track in move.tracks], move.positions):
        if max(grid) > MOST_CELLS:
            wide = " x ".join(map(str, grid))
            raise SymnetError(
                f"{name}: a grid of {wide} cells is too large", f"give an input that makes at most {MOST_CELLS} along an axis"
            )
    return move


def marked_positions(move: Movement, later: Sequence[int] | None) -> Marks:
    """The first position and the later one."""
    if 0 in move.positions:
        return {}
    first = tuple(0 for _ in move.positions)
    last = tuple(n - 1 for n in move.positions)
    chosen = last if later is None else tuple(later)
    if len(chosen) != len(last) or any(type(p) is not int or not 0 <= p <= end for p, end in zip(chosen, last, strict=True)):
        raise SymnetError(f"position {chosen} is not one of the window", f"give one number for each axis, from {first} to {last}")
    shown = {"first": first} if chosen == first else {"first": first, "later": chosen}
    return {kind: ((0, *place)[-2], place[-1]) for kind, place in shown.items()}


# --------------------------------------------------------------------- pictures


def kinds(move: Movement) -> tuple[str, str]:
    """The kind of the cells that the window moves over, and of those that stand for its positions."""
    return ("output", "input") if move.scatters else ("input", "output")


def plane_picture(move: Movement, marks: Marks) -> tuple[Item, ...]:
    """Two axes: input grid on the left, output grid on the right, with guides from each window to its cell."""
    rows, columns = move.tracks
    size = cell_size(max(len(rows.drawn), len(columns.drawn)))
    wide_kind, small_kind = kinds(move)
    wide = window_grid(rows, columns, marks, wide_kind, size)
    above = moved(bars(columns, size), 0, rows.drawn.start * size)
    same = (rows.kernel, rows.step) == (columns.kernel, columns.step)
    beside = () if same else moved(turned(bars(rows, size)), columns.drawn.start * size, 0)
    small = position_grid(len(rows.meets), len(columns.meets), marks, small_kind, size)
    (left, top, right, bottom), (_, _, width, height) = bounds((*wide, *beside)), bounds(small)
    dx, dy = left - GAP - width if move.scatters else right + GAP, (top + bottom - height) / 2
    small = moved(small, dx, dy)
    guides = (line for kind, place in marks.items() for line in plane_guides(move, kind, place, size, (dx, dy)))
    below = max(bounds(wide)[3], bounds(small)[3]) + 14
    boxes = (bounds(small), bounds(wide)) if move.scatters else (bounds(wide), bounds(small))
    captions = (Label((box[0] + box[2]) / 2, below, text, "small", "middle") for box, text in zip(boxes, sizes(move), strict=True))
    return *above, *beside, *wide, *small, *guides, *captions


def plane_guides(move: Movement, kind: str, place: tuple[int, int], size: float, corner: Point) -> tuple[Item, ...]:
    """From the corners of a window to the corners of its cell, on the sides that face each other; the small grid begins at `corner`."""
    (row, column), (dx, dy) = place, corner
    ys, xs = (move.tracks[axis].meets[p] for axis, p in enumerate(place))
    start, end = (xs[0] * size, dx + (column + 1) * size) if move.scatters else ((xs[-1] + 1) * size, dx + column * size)
    ends = ((ys[0] * size, row), ((ys[-1] + 1) * size, row + 1))
    return tuple(Path(((start, y), (end, dy + z * size)), f"{kind}-guide") for y, z in ends)


def row_picture(move: Movement, marks: Marks) -> tuple[Item, ...]:
    """One axis: input cells above, output cells below, with guides from each window to its cell."""
    (track,) = move.tracks
    size = cell_size(len(track.drawn))
    wide_kind, small_kind = kinds(move)
    wide = window_grid(AXIS, track, marks, wide_kind, size)
    small = position_grid(1, len(track.meets), marks, small_kind, size)
    (left, _, right, _), (_, _, width, _) = bounds(wide), bounds(small)
    dx, dy = (left + right - width) / 2, (size + GAP) * (-1 if move.scatters else 1)
    small = moved(small, dx, dy)
    facing = (0, dy + size) if move.scatters else (size, dy)
    guides = (line for kind, (_, p) in marks.items() for line in row_guides(track.meets[p], p, kind, size, dx, facing))
    boxes: tuple[Box, Box] = (bounds(small), bounds(wide)) if move.scatters else (bounds(wide), bounds(small))
    captions = (Label(box[0] - 8, (box[1] + box[3]) / 2, text, "small", "end") for box, text in zip(boxes, sizes(move), strict=True))
    return *bars(track, size, move.scatters), *wide, *small, *guides, *captions


def row_guides(cells: tuple[int, ...], position: int, kind: str, size: float, dx: float, facing: Point) -> tuple[Item, ...]:
    """From the ends of a window to the ends of its cell; `facing` are the heights of the edges between which they run."""
    y, z = facing
    ends = ((cells[0], position), (cells[-1] + 1, position + 1))
    return tuple(Path(((a * size, y), (dx + b * size, z)), f"{kind}-guide") for a, b in ends)


def sizes(move: Movement) -> tuple[str, str]:
    """The sizes of input and output, in words."""
    cells, positions = by(track.cells for track in move.tracks), by(move.positions)
    return (f"input {positions}", f"output {cells}") if move.scatters else (f"input {cells}", f"output {positions}")


def by(numbers: Iterable[int]) -> str:
    """5 × 5."""
    return " × ".join(map(str, numbers))


# ------------------------------------------------------------------------ notes


def notes(call: Call, move: Movement, marks: Marks) -> tuple[Item, ...]:
    """The legend, and below it the worked size of each axis."""
    entries = legend(move, marks)
    shown = (item for k, (kind, text) in enumerate(entries) for item in moved(entry(kind, text), 0, k * LINE))
    below = len(entries) * LINE + 6
    lines = groupby(islice(Derivations(call), 1, len(call.output)), key=lambda d: d.line)
    worked = (Label(0, below + k * LINE, f"{', '.join(d.name for d in same)}: ", line=line) for k, (line, same) in enumerate(lines))
    return *shown, *worked


def entry(kind: str, text: str) -> tuple[Item, ...]:
    """A small cell of a kind and what it means."""
    cell = Rect(0, -6, 12, 12, kind)
    drawn = struck(cell) if kind == "unread" else outlined(cell) if kind in ("first", "later") else (cell,)
    return *drawn, Label(20, 0, text, "small")


def legend(move: Movement, marks: Marks) -> list[tuple[str, str]]:
    """What the kinds of cells mean, for those that occur."""
    verb = "what input cell {} writes to" if move.scatters else "what output cell {} sees"
    entries = [(kind, verb.format(place[-1] if len(move.tracks) == 1 else place)) for kind, place in marks.items()]
    found = {track.what(cell) for track in move.tracks for cell in track.drawn}
    if "padding" in found:
        entries.append(("padding", "padding, cut away from the output" if move.scatters else "padding"))
    if "beyond" in found:
        entries.append(("beyond", "beyond the padding (ceil mode)"))
    if any(cell not in track.met for track in move.tracks for cell in track.drawn):
        entries.append(("unread", "written by no input cell" if move.scatters else "read by no window"))
    return entries
