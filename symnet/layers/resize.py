"""Layers that change resolution: interpolation, and moving cells between channels and space."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symnet.architecture.conditions import Condition, at_least, divides
from symnet.architecture.fields import AxisSizes, OneSize, SizeField, choice
from symnet.architecture.fields import size as size_field
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, as_size, is_array, product, quotient
from symnet.arithmetic.sweep import Sweep, plain_array, sweep
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError
from symnet.layers.activation import Elementwise
from symnet.layers.windowed import not_empty

ANY = dict.fromkeys(("nearest", "nearest-exact", "area"))
MODES = {**ANY, "linear": 1, "bilinear": 2, "bicubic": 2, "lanczos3": 2, "lanczos5": 2, "trilinear": 3}
"""Interpolation modes and how many axes each is for, where that is fixed."""
TAPS = {"bicubic": 4, "lanczos3": 6, "lanczos5": 10}
"""How many cells along an axis make one of the output, where that is neither one (nearest) nor two (linear)."""


class Upsample(Layer):
    """Interpolation to a given size, or to floor(n scale): (F_in, *n) -> (F_in, *o). No parameters.

    An output cell takes t^d multiplications and t^d - 1 additions: t is 2 in the linear modes, 4 in the bicubic one, 6 and 10 in the
    Lanczos ones. It takes none in the nearest ones; "area" is adaptive average pooling.

    Args:
        size: o, one size or one for each axis.
        scale_factor: instead of it, a number or one for each axis; a factor that is not whole is a float and is not a symbol of
            the formula. On symbols it is the decimal fraction as written; on ints floor(n scale) is computed in floating point, as
            frameworks do.
        mode: "nearest", "nearest-exact", "area", "linear" (1 axis), "bilinear", "bicubic", "lanczos3", "lanczos5" (2) or
            "trilinear" (3); the Lanczos modes are Keras'.
        align_corners: whether corner cells keep their place, in the linear and cubic modes; it changes no count.

    Raises:
        SymnetError: for both or neither of the sizes, a mode for another number of axes, or an axis of which nothing is left.

    >>> from symnet import Network
    >>> Network(Upsample(scale_factor=2, mode="bilinear"), (64, 28, 28)).output_shape
    (64, 56, 56)
    >>> Network(Upsample(scale_factor=1.5), (8, 5, 7)).output_shape
    (8, 7, 10)

    Source: torch.nn.Upsample.
    """

    by_place = 2
    term = "resizing"
    typical = {"scale_factor": "S"}
    size: AxisSizes = size_field("O", default=None)
    scale_factor: AxisSizes = size_field("S", default=None)
    mode: str = choice(*MODES, default="nearest")
    align_corners: bool | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.size is None) == (self.scale_factor is None):
            given = "both size and scale_factor" if self.size is not None else "neither size nor scale_factor"
            raise SymnetError(f"Upsample has {given}", "give one of them")
        check_align_corners(self)

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        if isinstance(value, (tuple, list)):
            return tuple(self.checked(name, spec, v) for v in value)  # pyright: ignore[reportUnknownVariableType]
        if name == "scale_factor" and isinstance(value, float):
            if not 0 < value < math.inf:
                raise SymnetError(f"Upsample scale_factor is {value}", "give a positive number")
            return int(value) if value.is_integer() else value
        return as_size(value, f"Upsample {name}", spec.minimum)

    def output_shape(self, x: Shape) -> Shape:
        return (x[0], *self._spatial_shape(x))

    def _spatial_shape(self, x: Shape) -> Shape:
        given = self.scale_factor if self.size is None else self.size
        values = given if isinstance(given, tuple) else (given,) * (len(x) - 1)
        return tuple(v if self.size is not None else scaled(n, v) for n, v in zip(x[1:], values, strict=True))

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """One cell, or an even number around the place of the output in the input, which is stretched by p/q."""
        if self.align_corners or self.mode == "area":
            return ()
        given = self.scale_factor if self.size is None else self.size
        values = given if isinstance(given, tuple) else (given,) * (len(x) - 1)
        factors = [v if self.size is None else ratio(v, n) for n, v in zip(x[1:], values, strict=True)]
        return () if None in factors else tuple(map(self._window, factors))

    def _window(self, factor: Any) -> Window:
        reach = 0 if self.mode.startswith("nearest") else TAPS.get(self.mode, 2) // 2
        if not isinstance(factor, (int, float, Fraction)):
            return Window(2 * reach * factor, 1, reach * factor, stretch=factor) if reach else spread(factor)
        p, q = Fraction(str(factor)).as_integer_ratio()
        if not reach:
            return Window(p, q, p - 1 - (q // 2 if self.mode == "nearest-exact" else 0), stretch=p)
        # Cells less than reach p from the middle of output o, which lies at o q + (q - p)/2 in the stretched input.
        odd = (p - q + 1) % 2
        return Window(2 * reach * p - odd, q, (p - q) // 2 + reach * p - odd, stretch=p)

    def operations(self, y: Shape, x: Shape) -> Operations:
        return interpolation(self.mode, y)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        axes = check_mode(self, self.mode, x[0])
        for name, value in (("size", self.size), ("scale_factor", self.scale_factor)):
            if isinstance(value, tuple) and len(value) != axes:  # pyright: ignore[reportUnknownArgumentType]
                raise SymnetError(f"Upsample {name} is {value} for {axes} axes", "give one number or one for each axis")

    def conditions(self, x: Shape) -> Iterable[Condition]:
        for n, (axis, _) in zip(x[1:], self.input_axes(len(x))[1:], strict=True):
            yield from not_empty(n, axis)
        if self.size is None and self.mode != "area":
            for n, m, (axis, _) in zip(x[1:], self._spatial_shape(x), self.input_axes(len(x))[1:], strict=True):
                yield at_least(
                    m, 1, "nothing is left of {} {}, scaled by {}", axis, n, str(self.scale_factor), remedy="give a larger scale_factor"
                )


def interpolation(mode: str, y: Shape) -> Operations:
    """The operations of an interpolation that makes cells of y."""
    cells = product(y)
    if mode == "area":
        return Operations(divide=cells)
    taps = 1 if mode.startswith("nearest") else TAPS.get(mode, 2) ** (len(y) - 1)
    return Operations(mul=cells * taps, add=cells * (taps - 1)) if taps > 1 else Operations()


def check_align_corners(layer: Any) -> None:
    """Refuse corners to align in a mode that has none."""
    if layer.align_corners is not None and layer.mode in ANY:
        what = f"{type(layer).__name__} align_corners goes with linear, bilinear, bicubic and trilinear, not with {layer.mode}"
        raise SymnetError(what, "leave it out")


def check_mode(layer: Layer, mode: str, x: Shape) -> int:
    """How many axes an input has beside the channels; refuses those that the mode is not for."""
    axes, wanted = len(x) - 1, MODES[mode]
    if axes not in (1, 2, 3) or wanted not in (None, axes):
        what = f"{type(layer).__name__} {mode} takes channels and {wanted or '1 to 3'} more axes, got {x}"
        raise SymnetError(what, "change the mode or the input")
    return axes


def scaled(n: Any, factor: Any) -> Any:
    """floor(n factor)."""
    if not isinstance(factor, float):
        return n * factor
    if isinstance(n, int):
        return math.floor(n * factor)
    if isinstance(n, Sweep):
        return n.scaled(factor)
    if is_array(n):
        return plain_array(sweep(n, "a size").scaled(factor))
    fraction = Fraction(repr(factor))
    return n * fraction.numerator // fraction.denominator


def ratio(made: Any, n: Any) -> Fraction | None:
    """By how much n cells are stretched, where both are numbers."""
    return Fraction(made, n) if isinstance(made, int) and isinstance(n, int) and n else None


def spread(factor: Any) -> Window:
    """Every cell stands for as many of the output: the one at or before its place in the stretched input."""
    return Window(factor, 1, factor - 1, stretch=factor)


class PixelShuffle(Layer):
    """Channels become pixels: (F_in, H, W) -> (F_in/R^2, H R, W R). No parameters and no operations.

    Args:
        upscale_factor: R, whose square must divide the channels.

    >>> from symnet import Network
    >>> Network(PixelShuffle(3), (9, 4, 4)).output_shape
    (1, 12, 12)

    Source: Shi et al. 2016, arXiv:1609.05158, equation 4; torch.nn.PixelShuffle.
    """

    upscale_factor: OneSize = size_field("R")

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return (*(Window() for _ in x[1:-2]), *(spread(self.upscale_factor) for _ in range(2)))

    def output_shape(self, x: Shape) -> Shape:
        r = self.upscale_factor
        return (*x[:-3], quotient(x[-3], r * r), x[-2] * r, x[-1] * r)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        takes_at_least(self, x[0], 3)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        r = self.upscale_factor
        yield from image_not_empty(x)
        yield divides(r * r, x[-3], "the square {} of the upscale factor does not divide {} channels", r * r, x[-3], remedy="change either")


class PixelUnshuffle(Layer):
    """Pixels become channels: (F_in, H, W) -> (F_in R^2, H/R, W/R). No parameters and no operations.

    Args:
        downscale_factor: R, which must divide height and width.

    >>> from symnet import Network
    >>> Network(PixelUnshuffle(2), (3, 224, 224)).output_shape
    (12, 112, 112)

    Source: torch.nn.PixelUnshuffle.
    """

    downscale_factor: OneSize = size_field("R")

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return (*(Window() for _ in x[1:-2]), *(Window(self.downscale_factor, self.downscale_factor) for _ in range(2)))

    def output_shape(self, x: Shape) -> Shape:
        r = self.downscale_factor
        return (*x[:-3], x[-3] * (r * r), quotient(x[-2], r), quotient(x[-1], r))

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        takes_at_least(self, x[0], 3)

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield from image_not_empty(x)
        for n, axis in ((x[-2], "height"), (x[-1], "width")):
            words = "the downscale factor {} does not divide {} {}"
            yield divides(self.downscale_factor, n, words, self.downscale_factor, axis, n, remedy="change either")


class ChannelShuffle(Elementwise):
    """Channels of G groups take turns: (F_in, *n) -> (F_in, *n). No parameters and no operations.

    Args:
        groups: G, which must divide the channels.

    >>> from symnet import Network
    >>> Network(ChannelShuffle(2), (4, 8, 8)).output_shape
    (4, 8, 8)

    Source: Zhang et al. 2017, arXiv:1707.01083, section 3.1; torch.nn.ChannelShuffle.
    """

    groups: OneSize = size_field("G")

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield divides(self.groups, x[0], "groups {} do not divide {} channels", self.groups, x[0], remedy="give groups that do")


def image_not_empty(x: Shape) -> Iterable[Condition]:
    """Height and width have cells: torch hands an empty image back as it is."""
    yield from not_empty(x[-2], "height")
    yield from not_empty(x[-1], "width")


def takes_at_least(layer: Layer, x: Shape, axes: int) -> None:
    """Refuse an input with too few axes."""
    if len(x) < axes:
        raise SymnetError(f"{type(layer).__name__} takes an input of at least {axes} axes, got {len(x)}: {x}")
