"""Padding layers, which also crop: a negative padding takes cells away."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from symnet.architecture.conditions import Condition, at_least
from symnet.architecture.fields import AxisSizes, SizeField, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, maximum, minimum
from symnet.arithmetic.window import Window
from symnet.layers.windowed import not_empty

ANY_SIGN = -(2**62)


class Pad(Layer, abstract=True):
    """Cells added around the last axes: n -> n + P_before + P_after; use a layer with a mode and a rank, such as `ZeroPad2d`.

    No parameters and no operations. Other axes, such as the channels, stay as they are.

    Args:
        padding: P, one size for all sides; torch's tuple of two sizes for each axis, last axis first (left, right, top, bottom);
            or a size or a pair (before, after) for each axis, first axis first. A negative size takes cells away.

    Raises:
        SymnetError: where nothing is left of an axis, or the mode cannot fill the padding: reflection repeats at most n - 1 cells,
            circular padding at most n.

    Source: torch.nn.ZeroPad2d, torch.nn.ReflectionPad2d, torch.nn.CircularPad2d; keras.layers.Cropping2D for negative sizes.
    """

    label = "Pad"
    mode: ClassVar[str] = "zeros"

    padding: AxisSizes = size("P", minimum=ANY_SIGN, per_axis=True, sides=True)

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        flat = tuple(value) if isinstance(value, (tuple, list)) else ()  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if name == "padding" and len(flat) == 2 * self.spatial and not any(isinstance(v, (tuple, list)) for v in flat):
            value = tuple(zip(flat[-2::-2], flat[::-2], strict=True))
        return tuple(_one_size(sides) for sides in super().checked(name, spec, value))

    def template(self, make: Callable[[str], Any]) -> tuple[Layer, dict[str, Any]]:
        """A symbol stands for a size of at least 0, so padding that takes cells away stays a number."""
        sides = (v for p in self.padding for v in (p if isinstance(p, tuple) else (p,)))  # pyright: ignore[reportUnknownVariableType]
        return (self, {}) if any(type(v) is int and v < 0 for v in sides) else super().template(make)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        sides = (p if isinstance(p, tuple) else (p, None) for p in self.padding)  # pyright: ignore[reportUnknownVariableType]
        padded = tuple(Window(1, 1, before, after) for before, after in sides)  # pyright: ignore[reportUnknownArgumentType]
        return (*(Window() for _ in x[1 : -self.spatial]), *padded)

    def output_shape(self, x: Shape) -> Shape:
        windows = self.windows(x)[-self.spatial :]
        return (*x[: -self.spatial], *(n + w.both for w, n in zip(windows, x[-self.spatial :], strict=True)))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield at_least(len(x), self.spatial, f"{type(self).__name__} pads {{}} axes, got an input of {{}}", self.spatial, len(x))
        names = self.input_axes(len(x))
        for k, window in enumerate(self.windows(x)[-self.spatial :], len(x) - self.spatial):
            yield from padding_conditions(self.mode, x[k], window.sides, names[k][0])
        if self.mode in ("reflect", "replicate") and any(_may_crop(p) for w in self.windows(x)[-self.spatial :] for p in w.sides):
            largest = functools.reduce(maximum, self.output_shape(x)[-self.spatial :])
            yield at_least(largest, 1, "the padding takes every cell away: the largest axis would be {}", largest, remedy="take fewer")


def _one_size(sides: Any) -> Any:
    """A pair of the same number as that number."""
    return sides[0] if isinstance(sides, tuple) and type(sides[0]) is int and sides[0] == sides[1] else sides  # pyright: ignore[reportUnknownVariableType]


def padding_conditions(mode: str, n: Any, sides: tuple[Any, Any], axis: str) -> Iterable[Condition]:
    """What a padding mode asks of an axis of n cells: that cropping has what it takes away, and the mode has cells to repeat."""
    crops = tuple(minimum(p, 0) if _may_crop(p) else 0 for p in sides)
    if crops != (0, 0):
        left = n + crops[0] + crops[1] if mode == "zeros" else n + sides[0] + sides[1]
        yield at_least(left, 0, "padding {} and {} takes more away than the {} of {}", *sides, axis, n, remedy="take fewer cells")
    if mode in ("reflect", "replicate"):
        yield from not_empty(n, axis)
    for p in sides:
        if mode == "reflect" and not (type(p) is int and p <= 0):
            yield at_least(n, p + 1, "reflection of {} cells needs more than {} on the {}, which has {}", p, p, axis, n, remedy="pad less")
        if mode == "circular" and not (type(p) is int and p <= 0):
            yield at_least(n, p, "circular padding of {} cells goes around more than once on the {} of {}", p, axis, n, remedy="pad less")


def _may_crop(padding: Any) -> bool:
    return not (type(padding) is int and padding >= 0)


class ZeroPad1d(Pad):
    """Pads the length with zeros. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ZeroPad1d(2), (4, 10)).output_shape
    (4, 14)
    """

    spatial = 1


class ZeroPad2d(Pad):
    """Pads height and width with zeros. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ZeroPad2d(2), (3, 8, 10)).output_shape
    (3, 12, 14)
    """

    spatial = 2


class ZeroPad3d(Pad):
    """Pads depth, height and width with zeros. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ZeroPad3d(2), (3, 4, 8, 10)).output_shape
    (3, 8, 12, 14)
    """

    spatial = 3


class ConstantPad(Pad, abstract=True):
    """Padding with a value other than zero, which changes no shape; use `ConstantPad1d`, `ConstantPad2d` or `ConstantPad3d`.

    Args:
        value: what the new cells hold.
    """

    by_place = 2

    value: float = 0.0


class ConstantPad1d(ConstantPad):
    """Pads the length with a constant. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ConstantPad1d(2), (4, 10)).output_shape
    (4, 14)
    """

    spatial = 1


class ConstantPad2d(ConstantPad):
    """Pads height and width with a constant. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ConstantPad2d(2), (3, 8, 10)).output_shape
    (3, 12, 14)
    """

    spatial = 2


class ConstantPad3d(ConstantPad):
    """Pads depth, height and width with a constant. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ConstantPad3d(2), (3, 4, 8, 10)).output_shape
    (3, 8, 12, 14)
    """

    spatial = 3


class ReflectionPad1d(Pad):
    """Pads the length with the input's own cells, mirrored at the edge. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ReflectionPad1d(2), (4, 10)).output_shape
    (4, 14)
    """

    mode = "reflect"
    rank, spatial = 2, 1


class ReflectionPad2d(Pad):
    """Pads height and width with the input's own cells, mirrored at the edge. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ReflectionPad2d(2), (3, 8, 10)).output_shape
    (3, 12, 14)
    """

    mode = "reflect"
    rank, spatial = 3, 2


class ReflectionPad3d(Pad):
    """Pads depth, height and width with the input's own cells, mirrored at the edge. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ReflectionPad3d(2), (3, 4, 8, 10)).output_shape
    (3, 8, 12, 14)
    """

    mode = "reflect"
    rank, spatial = 4, 3


class ReplicationPad1d(Pad):
    """Pads the length with the cells of the edge, repeated. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ReplicationPad1d(2), (4, 10)).output_shape
    (4, 14)
    """

    mode = "replicate"
    rank, spatial = 2, 1


class ReplicationPad2d(Pad):
    """Pads height and width with the cells of the edge, repeated. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ReplicationPad2d(2), (3, 8, 10)).output_shape
    (3, 12, 14)
    """

    mode = "replicate"
    rank, spatial = 3, 2


class ReplicationPad3d(Pad):
    """Pads depth, height and width with the cells of the edge, repeated. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(ReplicationPad3d(2), (3, 4, 8, 10)).output_shape
    (3, 8, 12, 14)
    """

    mode = "replicate"
    rank, spatial = 4, 3


class CircularPad1d(Pad):
    """Pads the length with the cells of the other end. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(CircularPad1d(2), (4, 10)).output_shape
    (4, 14)
    """

    mode = "circular"
    rank, spatial = 2, 1


class CircularPad2d(Pad):
    """Pads height and width with the cells of the other end. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(CircularPad2d(2), (3, 8, 10)).output_shape
    (3, 12, 14)
    """

    mode = "circular"
    rank, spatial = 3, 2


class CircularPad3d(Pad):
    """Pads depth, height and width with the cells of the other end. Shapes and errors: see `Pad`.

    >>> from symnet import Network
    >>> Network(CircularPad3d(2), (3, 4, 8, 10)).output_shape
    (3, 8, 12, 14)
    """

    mode = "circular"
    rank, spatial = 4, 3
