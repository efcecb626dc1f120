"""The drawing that papers have: feature maps as volumes from left to right, with their sizes, kernels and strides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symnet.arithmetic.sizes import PlainShape
from symnet.door import door
from symnet.errors import SymnetError
from symnet.figures.drawing import Item, Label, Path, Rect, arrow, bounds
from symnet.figures.drawn import Drawn, sizes_text, title_items, whole_block
from symnet.figures.figure import Figure
from symnet.figures.palette import FONTS
from symnet.quantities.place import Place
from symnet.reports.block import layers_of
from symnet.reports.rows import is_row

FEW, MOST = 18, 60
"""Up to how many volumes layers are drawn one by one, and how many volumes a picture may have."""
TALL, THICK, LOW, THIN = 150, 46, 16, 5
SLANT = (0.42, -0.3)
"""Where a step into the page goes."""
GAP, LINE = 16, 13


@dataclass(frozen=True)
class Volume:
    """A tensor: what made it, its shape and what is known of the step to it."""

    name: str
    shape: PlainShape
    kind: str
    notes: tuple[str, ...] = ()


@door
def volumes_figure(network: Drawn, depth: int | None = None, title: bool | str = True) -> Figure:
    """Draw the tensors on the way from the input to the output as volumes, height by width by channels, and vectors as bars.

    Layers that keep the shape and have no weights are left out. Heights go with the square root of sizes and thicknesses with the
    logarithm of channels, so that large and small ones are both seen; a size that is a symbol is drawn as a middling one.

    Args:
        network: a network, or a block of one.
        depth: how deep blocks are opened: at 1 a volume for each of the outermost blocks. By default layers, where they are few.
        title: whether there is a title, or which.

    Raises:
        SymnetError: where there are more than 60 volumes.

    >>> import symnet as sn
    >>> volumes_figure(sn.zoo.lenet5()).texts[1:5]
    ['input', '32×32×1', 'Conv1', '5×5']
    """
    network.trace.refuse_arrays("a picture shows numbers or symbols")
    volumes = list(_volumes(network, depth))
    if len(volumes) > MOST:
        raise SymnetError(
            f"a picture of {len(volumes)} volumes is too long to read", "give a depth, such as depth=1, or draw a block of it"
        )
    items = tuple(_drawn(volumes))
    name = network.name or "Volumes"
    left, top, _, _ = bounds(items)
    way = " to ".join(sizes_text(v.shape) for v in (volumes[0], volumes[-1]))
    return Figure((*title_items(title, name, left, top), *items), name, f"{len(volumes)} tensors, from {way}.")


def _volumes(network: Drawn, depth: int | None) -> Iterator[Volume]:
    block = whole_block(network)
    yield Volume("input", block.input_shape, "volume-input")
    shown = list(filter(_is_shown, layers_of(block)))
    few = not depth and len(shown) <= FEW
    yield from map(_volume, shown if few else filter(_is_shown, block.parts(depth or 1)))


def _is_shown(part: Place) -> bool:
    return part.is_block or is_row(part.calls[0]) or part.output_shape != part.input_shape


def _volume(part: Place) -> Volume:
    kind = "volume-weighted" if part.params != 0 else "volume"
    windows = part.moving
    if not windows:
        return Volume(part.name, part.output_shape, kind)
    kernel = "×".join(str(w.kernel_size) for w in windows)
    strides = {str(w.stride) for w in windows}
    stride = "" if strides == {"1"} else f"stride {'×'.join(str(w.stride) for w in windows) if len(strides) > 1 else strides.pop()}"
    return Volume(part.name, part.output_shape, kind, tuple(filter(None, (kernel, stride))))


def _drawn(volumes: Sequence[Volume]) -> Iterator[Item]:
    scale = Scale([v.shape for v in volumes])
    x = 0.0
    before: Body | None = None
    for volume in volumes:
        height, width, depth = scale.of(volume.shape)
        dx, dy = SLANT[0] * depth, SLANT[1] * depth
        notes, size = (volume.name, *volume.notes), sizes_text(volume.shape)
        wider = (FONTS["small"].width(size) - width - dx) / 2
        if before is not None:
            step = max(FONTS["small"].width(note) for note in notes) + 2 * GAP
            x += max(step, max(before.wider, 0) + wider + GAP)
        body = Body(x, height, width, dx, dy, wider)
        if before is not None:
            yield from _step(before, body, notes)
        yield from body.faces(volume.kind)
        if before is None:
            yield Label(body.middle, body.top - LINE, "input", "name", "middle")
        yield Label(body.middle, TALL / 2 + LINE, size, "small", "middle")
        before = body
        x += width + dx


@dataclass(frozen=True)
class Body:
    """Where a volume stands: its front's left edge, its measures, and how far its label is wider than it on each side."""

    x: float
    height: float
    width: float
    dx: float
    dy: float
    wider: float

    @property
    def middle(self) -> float:
        return self.x + (self.width + self.dx) / 2

    @property
    def top(self) -> float:
        return -self.height / 2 + self.dy

    @property
    def right(self) -> float:
        return self.x + self.width + self.dx

    def faces(self, kind: str) -> Iterator[Item]:
        """Front, top and side."""
        a, b, y = self.x, self.x + self.width, self.height / 2
        yield Rect(a, -y, self.width, self.height, kind)
        if self.dx:
            yield Path(((a, -y), (a + self.dx, -y + self.dy), (b + self.dx, -y + self.dy), (b, -y)), kind, True)
            yield Path(((b, -y), (b + self.dx, -y + self.dy), (b + self.dx, y + self.dy), (b, y)), kind, True)


def _step(a: Body, b: Body, notes: Sequence[str]) -> Iterator[Item]:
    """The arrow to a volume, and what made it."""
    start, end = a.right + 3, b.x - 3
    middle = (start + end) / 2
    yield from arrow(((start, 0), (end, 0)))
    yield Label(middle, -LINE + 2, notes[0], "small", "middle")
    for k, note in enumerate(notes[1:]):
        yield Label(middle, LINE * (k + 1) - 2, note, "small", "middle")


class Scale:
    """How large sizes are drawn, next to the largest ones."""

    def __init__(self, shapes: Sequence[PlainShape]) -> None:
        self.space = max((n for s in shapes for n in s[1:] if _is_number(n)), default=1)
        self.channels = max((s[0] for s in shapes if s and _is_number(s[0])), default=1)

    def of(self, shape: PlainShape) -> tuple[float, float, float]:
        """Height, width and depth on the page; a vector is a bar as high as its logarithm."""
        if len(shape) < 2:
            return LOW + (TALL - LOW) * 0.7 * self._log(shape[0] if shape else 1), THIN + 3, 0.0
        wide = THIN + (THICK - THIN) * self._log(shape[0])
        high = LOW + (TALL - LOW) * self._root(shape[1])
        return high, wide, 0.0 if len(shape) == 2 else LOW + (TALL - LOW) * self._root(shape[-1])

    def _root(self, n: object) -> float:
        return math.sqrt(max(n, 0) / max(self.space, 1)) if isinstance(n, int) else 0.6

    def _log(self, n: object) -> float:
        return math.log1p(max(n, 0)) / math.log1p(max(self.channels, 1)) if isinstance(n, int) else 0.6


def _is_number(n: object) -> bool:
    return isinstance(n, int)
