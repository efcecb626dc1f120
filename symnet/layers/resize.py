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
        if self.align_corners is not None and self.mode in ("nearest", "nearest-exact", "area"):
            raise SymnetError(
                f"Upsample align_corners goes with linear, bilinear, bicubic and trilinear, not with {self.mode}", "leave it out"
            )

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
        """One cell, or an even number around the place in the stretched input, where that is by a whole factor; else none is stated."""
        given = self.scale_factor if isinstance(self.scale_factor, tuple) else (self.scale_factor,) * (len(x) - 1)
        if self.align_corners or self.mode == "area" or any(v is None or isinstance(v, float) for v in given):
            return ()
        taps = 0 if self.mode.startswith("nearest") else TAPS.get(self.mode, 2)
        return tuple(Window(taps * v, 1, taps // 2 * v, stretch=v) if taps else spread(v) for v in given)

    def operations(self, y: Shape, x: Shape) -> Operations:
        cells, axes = product(y), len(x) - 1
        if self.mode == "area":
            return Operations(divide=cells)
        taps = 1 if self.mode.startswith("nearest") else TAPS.get(self.mode, 2) ** axes
        return Operations(mul=cells * taps, add=cells * (taps - 1)) if taps > 1 else Operations()

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        axes, wanted = len(x[0]) - 1, MODES[self.mode]
        if axes not in (1, 2, 3) or wanted not in (None, axes):
            raise SymnetError(
                f"Upsample {self.mode} takes channels and {wanted or '1 to 3'} more axes, got {x[0]}", "change the mode or the input"
            )
        for name, value in (("size", self.size), ("scale_factor", self.scale_factor)):
            if isinstance(value, tuple) and len(value) != axes:  # pyright: ignore[reportUnknownArgumentType]
                raise SymnetError(f"Upsample {name} is {value} for {axes} axes", "give one number or one for each axis")

    def conditions(self, x: Shape) -> Iterable[Condition]:
        if self.size is None and self.mode != "area":
            for n, m, (axis, _) in zip(x[1:], self._spatial_shape(x), self.input_axes(len(x))[1:], strict=True):
                yield at_least(
                    m, 1, "nothing is left of {} {}, scaled by {}", axis, n, str(self.scale_factor), remedy="give a larger scale_factor"
                )


class ResizeLike(Layer):
    """Interpolation to the size of a second input: (F_in, *n), (*, *m) -> (F_in, *m). No parameters; operations are those of `Upsample`.

    Args:
        mode: "nearest", "bilinear" and so on, as in `Upsample`.
        align_corners: whether corner cells keep their place; it changes no count.

    Raises:
        SymnetError: for a mode for another number of axes, or inputs that differ in it.

    >>> from symnet import Network
    >>> Network(ResizeLike("bilinear"), (21, 65, 65), (3, 520, 520)).output_shape
    (21, 520, 520)

    Source: torch.nn.functional.interpolate with the size of another tensor.
    """

    term = "resizing"
    arity = 2
    shape_only = frozenset({1})
    by_place = 1

    mode: str = choice(*MODES, default="nearest")
    align_corners: bool | None = None

    def output_shape(self, x: Shape, like: Shape) -> Shape:
        return (x[0], *like[1:])

    def windows(self, *x: Shape) -> tuple[()]:
        """None is stated: by which factor the input is stretched is for the shapes to say."""
        return ()

    def operations(self, y: Shape, x: Shape, like: Shape) -> Operations:
        return Upsample(1, mode=self.mode, align_corners=self.align_corners).operations(y, x)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        Upsample(1, mode=self.mode, align_corners=self.align_corners).check_inputs(x[0])
        if len(x[0]) != len(x[1]):
            raise SymnetError(f"ResizeLike takes two inputs of as many axes, got {x[0]} and {x[1]}")


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


def takes_at_least(layer: Layer, x: Shape, axes: int) -> None:
    """Refuse an input with too few axes."""
    if len(x) < axes:
        raise SymnetError(f"{type(layer).__name__} takes an input of at least {axes} axes, got {len(x)}: {x}")
