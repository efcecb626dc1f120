"""Layers of Keras that arrange, pad, crop and repeat cells."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.conditions import at_least
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, as_size
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader
from symnet.importers.keras.frame import AS_GIVEN, INTERPOLATIONS, channels, laid, needed, positive, word

__all__ = [
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Flatten",
    "Permute",
    "RepeatVector",
    "Reshape",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
]


def Flatten(x: Shape, /, data_format: str | None = None) -> Layout:
    order = channels(data_format)
    return laid(layers.Flatten(), x, order=order if len(x) > 2 else AS_GIVEN)


def RepeatVector(x: Shape, /, n: Any) -> Layout:
    if len(x) != 2:
        raise SymnetError(f"takes an input of 2 axes (batch, features), got {len(x)}: {x}")
    return laid(layers.RepeatVector(positive("n", n)), x)


def Reshape(x: Shape, /, target_shape: Any) -> Layout:
    if not isinstance(target_shape, tuple):
        raise SymnetError(f"target_shape is {target_shape!r}", "give a tuple of sizes, of which one may be -1")
    return laid(layers.Reshape(target_shape), x)


def Permute(x: Shape, /, dims: Any) -> Layout:
    if not isinstance(dims, tuple) or sorted(dims) != list(range(1, len(x))):  # pyright: ignore[reportUnknownArgumentType]
        raise SymnetError(f"dims is {dims}", f"give each of the axes 1 to {len(x) - 1} once, axis 0 being the batch")
    return laid(layers.Permute(tuple(dim - 1 for dim in dims)), x)  # pyright: ignore[reportUnknownVariableType]


def UpSampling1D(x: Shape, /, size: Any = 2) -> Layout:
    if isinstance(size, tuple):
        raise SymnetError(f"size is {size}", "give one factor")
    return enlarged(1, x, positive("size", size), None, "nearest")


def UpSampling2D(x: Shape, /, size: Any = 2, data_format: str | None = None, interpolation: str = "nearest") -> Layout:
    return enlarged(2, x, size, data_format, word("interpolation", interpolation, *INTERPOLATIONS))


def UpSampling3D(x: Shape, /, size: Any = 2, data_format: str | None = None) -> Layout:
    return enlarged(3, x, size, data_format, "nearest")


def enlarged(axes: int, x: Shape, size: Any, data_format: str | None, mode: str) -> Layout:
    """An image enlarged by whole factors."""
    check_axes(x, axes)
    needed(size=size)
    if isinstance(size, tuple) and len(size) != axes:  # pyright: ignore[reportUnknownArgumentType]
        raise SymnetError(f"size is {size}", f"give one factor, or one for each of the {axes} axes")
    factors = tuple(as_size(factor, "size") for factor in size) if isinstance(size, tuple) else as_size(size, "size")  # pyright: ignore[reportUnknownVariableType]
    return laid(layers.Upsample(None, factors, mode=mode), x, order=channels(data_format))


def Cropping1D(x: Shape, /, cropping: Any = 1) -> Layout:
    return cropped(layers.ZeroPad1d, x, cropping, None)


def Cropping2D(x: Shape, /, cropping: Any = 0, data_format: str | None = None) -> Layout:
    return cropped(layers.ZeroPad2d, x, cropping, data_format)


def Cropping3D(x: Shape, /, cropping: Any = 1, data_format: str | None = None) -> Layout:
    return cropped(layers.ZeroPad3d, x, cropping, data_format)


def cropped(cls: type[Layer], x: Shape, cropping: Any, data_format: str | None) -> Layout:
    """Cropping: padding with fewer than no cells."""
    check_axes(x, cls.spatial)
    order, taken = channels(data_format), sides("cropping", cropping, cls.spatial)
    words = "cropping takes {} and {} of {} cells"
    left = [
        at_least(n, a + b + 1, words, a, b, n, remedy="leave at least 1") for (a, b), n in zip(taken, order.inward(x[1:])[1:], strict=True)
    ]
    op = cls(tuple((0 - a, 0 - b) for a, b in taken))  # type: ignore[call-arg]
    return laid(op, x, order=order, conditions=tuple(left))


def padding(cls: type[Layer]) -> Reader:
    """The reader of zero padding."""

    def read(x: Shape, /, padding: Any = 1, data_format: str | None = None) -> Layout:
        check_axes(x, cls.spatial)
        return laid(cls(sides("padding", padding, cls.spatial)), x, order=channels(data_format))  # type: ignore[call-arg]

    return read


def sides(name: str, value: Any, axes: int) -> tuple[tuple[Any, Any], ...]:
    """Keras' number for all sides, or a number or pair for each axis, as a pair for each axis; one axis takes its pair as it is."""
    if axes == 1 and isinstance(value, tuple):
        value = (value,)
    each = value if isinstance(value, tuple) else (value,) * axes
    if len(each) != axes or any(isinstance(v, tuple) and len(v) != 2 for v in each):
        raise SymnetError(f"{name} is {value}", f"give one size, or a size or a pair (before, after) for each of the {axes} axes")
    pairs = (v if isinstance(v, tuple) else (v, v) for v in each)
    return tuple((as_size(a, name, 0), as_size(b, name, 0)) for a, b in pairs)


def check_axes(x: Shape, spatial: int) -> None:
    """An input has a batch axis, the spatial axes and channels."""
    if len(x) != spatial + 2:
        raise SymnetError(f"takes an input of {spatial + 2} axes, batch axis included, got {len(x)}: {x}")


ZeroPadding1D, ZeroPadding2D, ZeroPadding3D = map(padding, (layers.ZeroPad1d, layers.ZeroPad2d, layers.ZeroPad3d))
