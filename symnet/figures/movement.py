"""How a window layer moves, cell by cell: which cells each position meets along an axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from math import prod
from typing import Any

from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import PlainShape
from symnet.arithmetic.window import Window
from symnet.errors import Unsupported
from symnet.layers.adaptive_pool import AdaptivePool
from symnet.layers.transposed import ConvTranspose
from symnet.layers.unfold import Fold


@dataclass(frozen=True)
class Track:
    """One axis: cells 0 .. cells - 1, padding around them (before 0, and from `cells` on), and what each position meets.

    `meets[p]` are the numbers of the cells that position p meets. `kernel` and `step` say in words what the window is.
    """

    cells: int
    meets: tuple[tuple[int, ...], ...]
    before: int = 0
    after: int = 0
    kernel: str = ""
    step: str = ""

    @property
    def drawn(self) -> range:
        """The cells to draw: padding, cells, padding, and what a window in ceil mode sees beyond it."""
        return range(-self.before, max(self.cells + self.after, *(m[-1] + 1 for m in self.meets if m), 0))

    @property
    def met(self) -> frozenset[int]:
        """The cells that some position meets."""
        return frozenset(c for m in self.meets for c in m)

    def what(self, cell: int) -> str:
        """What a cell is: "real", "padding", or "beyond" both."""
        return "real" if 0 <= cell < self.cells else "padding" if cell < self.cells + self.after else "beyond"


@dataclass(frozen=True)
class Movement:
    """A layer's tracks, one for each axis. It gathers, reading a window for each output, or scatters, writing one for each input."""

    tracks: tuple[Track, ...]
    scatters: bool = False

    @property
    def positions(self) -> tuple[int, ...]:
        """How many positions the window has along each axis."""
        return tuple(len(track.meets) for track in self.tracks)


def sliding(window: Window, n: int) -> Track:
    """A window over n cells, read for each output."""
    out, before = window.output_size(n), window.before(n)
    reach = (out - 1) * window.stride + window.extent
    after = max(reach - n, 0) - before if window.same else window.sides[1]
    return Track(n, _meets(window, out, before), max(before, 0), max(after, 0), *_words(window))


def stamping(window: Window, n: int, out: int, before: int) -> Track:
    """A window written for each of n inputs over `out` cells, of which the padding before and after is cut away."""
    after = (n - 1) * window.stride + window.extent - before - out
    return Track(out, _meets(window, n, before), before, max(after, 0), *_words(window))


def _meets(window: Window, positions: int, before: int) -> tuple[tuple[int, ...], ...]:
    kernel = range(0, window.extent, window.dilation)
    return tuple(tuple(p * window.stride - before + k for k in kernel) for p in range(positions))


def _words(window: Window) -> tuple[str, str]:
    """The kernel and the stride in words; a window of one cell that skips none has nothing to say."""
    if window.extent == window.stride == 1:
        return "", ""
    dilation = f", dilation {window.dilation}" if window.dilation != 1 else ""
    return f"kernel {window.kernel_size}{dilation}", f"stride {window.stride}"


@singledispatch
def movement(layer: Layer, x: PlainShape, y: PlainShape) -> Movement:
    """How the layer moves over an input of shape x, which becomes y.

    Raises:
        SymnetError: where it moves no window over the axes of its input.
    """
    windows = layer.windows(x)
    own = type(layer).windows is not Layer.windows
    if own and len(windows) == len(x) - 1 and all(w.stretch == 1 and not w.whole for w in windows):
        tracks = tuple(sliding(w, n) for w, n in zip(windows, x[1:], strict=True))
        if tracks and prod(len(t.meets) for t in tracks) == prod(y[1:]):
            return Movement(tracks)
    raise Unsupported(f"{type(layer).__name__} moves no window", "draw a convolution, pooling, Unfold, Fold or a padding layer")


@movement.register
def _(layer: ConvTranspose, x: PlainShape, y: PlainShape) -> Movement:
    windows = tuple(Window(k, s, dilation=d) for k, s, d in zip(layer.kernel_size, layer.stride, layer.dilation, strict=True))
    tracks = (stamping(w, n, m, _cut(layer, axis, w)) for axis, (w, n, m) in enumerate(zip(windows, x[1:], y[1:], strict=True)))
    return Movement(tuple(tracks), True)


def _cut(layer: ConvTranspose, axis: int, window: Window) -> int:
    """How many cells the padding takes away before the first one."""
    if layer.padding == "valid":
        return 0
    if layer.padding == "same":
        return max(window.extent - window.stride, 0) // 2 if layer.output_padding is None else window.extent // 2
    side: Any = layer.padding[axis]
    return side[0] if isinstance(side, tuple) else side


@movement.register
def _(layer: Fold, x: PlainShape, y: PlainShape) -> Movement:
    return Movement(tuple(sliding(w, n) for w, n in zip(layer.image_windows(), y[1:], strict=True)), True)


@movement.register
def _(layer: AdaptivePool, x: PlainShape, y: PlainShape) -> Movement:
    return Movement(tuple(_bins(n, m) for n, m in zip(x[1:], y[1:], strict=True)))


def _bins(n: int, bins: int) -> Track:
    """n cells in bins that overlap where they do not divide n."""
    meets = tuple(tuple(range(p * n // bins, -(-(p + 1) * n // bins))) for p in range(bins))
    return Track(n, meets, kernel=f"bin of {len(meets[0])}" if meets else "")
