"""What layers that slide a window share: their windows, their output size, and that the window must fit."""

from __future__ import annotations

import abc
import functools
from collections.abc import Iterable
from typing import Any

from symnet.architecture.conditions import Condition, at_least
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.arithmetic.window import Window


class Windowed(Layer, abstract=True):
    """A layer whose spatial axes each go through a window that its own fields say; a subclass states `moving`."""

    @property
    @abc.abstractmethod
    def moving(self) -> tuple[Window, ...]:
        """The window along each spatial axis; a `cached_property`, because every fact of a call asks for them."""

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return self.moving

    def spatial_shape(self, x: Shape) -> Shape:
        """The output sizes of the axes after the channels."""
        return tuple(w.output_size(n) for w, n in zip(self.moving, x[1:], strict=True))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        names = self.input_axes(len(x))[1:]
        for window, n, (axis, _) in zip(self.moving, x[1:], names, strict=True):
            if window.same:
                yield from not_empty(n, axis)
                continue
            # Most sizes are ints that fit: no condition is made for them.
            if type(n) is int and type(need := needed(window)) is int and n >= max(need, 1):
                continue
            fit = fits(window, n, axis)
            if not (type(fit.right) is int and fit.right > 0):
                yield from not_empty(n, axis)
            yield fit


def not_empty(n: Any, axis: str) -> Iterable[Condition]:
    """There is a cell at all: padding alone is no input."""
    if not (type(n) is int and n > 0):
        yield at_least(n, 1, "input {} is {}, which leaves no cell to look at", axis, n, remedy="give a larger input")


def needed(window: Window) -> Any:
    """How many cells the input must have at least: D(K - 1) + 1 - 2P, in ceil mode S - 1 fewer."""
    need = window.extent - window.both
    return need - window.stride + 1 if window.ceil_mode else need


def fits(window: Window, n: Any, axis: str) -> Condition:
    """The kernel lies inside the padded input: n + 2P >= D(K - 1) + 1; in ceil mode up to S - 1 cells may be missing."""
    need = needed(window)
    kernel, values = (
        ("kernel {} with dilation {}", (window.kernel_size, window.dilation)) if window.dilated else ("kernel {}", (window.kernel_size,))
    )
    words = kernel + " does not fit input {} {} (padding {})"
    shown = window.padding if window.padding_after is None else f"{window.padding} and {window.padding_after}"
    return at_least(n, need, words, *values, axis, n, shown, axis, need, remedy="the {} must be at least {}")


def axis_windows(
    kernel_size: tuple[Any, ...], stride: tuple[Any, ...], padding: Any, dilation: tuple[Any, ...], ceil_mode: bool = False
) -> tuple[Window, ...]:
    """One window for each axis from a layer's fields; padding may be "same", or a pair for an axis."""
    if padding == "same":
        return tuple(made(k, s, dilation=d, same=True) for k, s, d in zip(kernel_size, stride, dilation, strict=True))
    sides = (p if isinstance(p, tuple) else (p, None) for p in padding)
    return tuple(
        made(k, s, before, after, d, ceil_mode) for k, s, (before, after), d in zip(kernel_size, stride, sides, dilation, strict=True)
    )


made = functools.lru_cache(maxsize=4096, typed=True)(Window)
"""A window, made once: a deep network has few that differ."""
