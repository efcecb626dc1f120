"""What layers that slide a window share: their windows, their output size, and that the window must fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.conditions import Condition, at_least
from symnet.layer import Layer
from symnet.sizes import Shape, SizeField, as_size
from symnet.window import Window


class Windowed(Layer):
    """A layer whose spatial axes each go through a window; a subclass states `windows`."""

    def spatial_shape(self, x: Shape) -> Shape:
        """The output sizes of the axes after the channels."""
        return tuple(w.output_size(n) for w, n in zip(self.windows(x), x[1:], strict=True))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        names = self.input_axes(len(x))[1:]
        for window, n, (axis, _) in zip(self.windows(x), x[1:], names, strict=True):
            if not window.same:
                yield fits(window, n, axis)

    def _per_side(self, what: str, spec: SizeField, value: Any) -> Any:
        return sides_or_size(what, spec, value)


def sides_or_size(what: str, spec: SizeField, value: Any) -> Any:
    """A size for one axis; a padding may be a pair (before, after)."""
    if spec.symbol == "P" and isinstance(value, (tuple, list)) and len(value) == 2:  # pyright: ignore[reportUnknownArgumentType]
        return tuple(as_size(v, f"{what} {side}", spec.minimum) for v, side in zip(value, ("before", "after"), strict=True))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return as_size(value, what, spec.minimum)


def fits(window: Window, n: Any, axis: str) -> Condition:
    """The kernel lies inside the padded input: n + 2P >= D(K - 1) + 1; in ceil mode up to S - 1 cells may be missing."""
    need = window.extent - window.both
    if window.ceil_mode:
        need = need - window.stride + 1
    kernel, values = (
        ("kernel {} with dilation {}", (window.kernel_size, window.dilation)) if window.dilated else ("kernel {}", (window.kernel_size,))
    )
    words = kernel + " does not fit input {} {} (padding {}); the {} must be at least {}"
    shown = window.padding if window.padding_after is None else f"{window.padding} and {window.padding_after}"
    return at_least(n, need, words, *values, axis, n, shown, axis, need)


def axis_windows(
    kernel_size: tuple[Any, ...], stride: tuple[Any, ...], padding: Any, dilation: tuple[Any, ...], ceil_mode: bool = False
) -> tuple[Window, ...]:
    """One window for each axis from a layer's fields; padding may be "same", or a pair for an axis."""
    if padding == "same":
        return tuple(Window(k, s, dilation=d, same=True) for k, s, d in zip(kernel_size, stride, dilation, strict=True))
    sides = (p if isinstance(p, tuple) else (p, None) for p in padding)
    return tuple(
        Window(k, s, before, after, d, ceil_mode) for k, s, (before, after), d in zip(kernel_size, stride, sides, dilation, strict=True)
    )
