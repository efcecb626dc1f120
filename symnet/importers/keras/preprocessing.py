"""Layers of Keras in front of a model, and the layer scale of its ConvNeXt."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.conditions import Condition, equal
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import INTERPOLATIONS, channels, laid, positive, same, word
from symnet.importers.keras.norm import sorted_axes

__all__ = ["LayerScale", "Normalization", "Rescaling", "Resizing"]


def LayerScale(x: Shape, /, init_values: float, projection_dim: Any) -> Layout:
    words = "projection_dim is {}, and the input has {} features"
    agree = equal(positive("projection_dim", projection_dim), x[-1], words, projection_dim, x[-1], remedy="make them equal")
    return laid(layers.LayerScale(), x, names={"weight": ("variable", same)}, conditions=(agree,))


def Normalization(x: Shape, /, axis: Any = -1, mean: Any = None, variance: Any = None, invert: bool = False) -> Layout:
    if (mean is None) != (variance is None):
        raise SymnetError("mean and variance go together", "give both or neither")
    dims: int | tuple[int, ...] = () if axis in (None, ()) else sorted_axes(axis, len(x) - 1)[0]
    kept = tuple(x[dim] for dim in sorted(dims if isinstance(dims, tuple) else (dims,)))
    names = {name: (name, same) for name in ("mean", "variance", "count")}
    return laid(layers.Standardize(dim=dims, adapted=mean is None), x, names=names, conditions=constants(mean, variance, kept))


def constants(mean: Any, variance: Any, kept: Shape) -> tuple[Condition, ...]:
    """What is asked of constants for axes of these sizes: as many axes or fewer, counted from the last, each as large or 1."""
    sizes = array_shape("mean", mean)
    if sizes != array_shape("variance", variance) or len(sizes) > len(kept):
        raise SymnetError(f"mean is {mean} and variance {variance}", f"give both the sizes {kept} of the axes, or one number each")
    pairs = [(own, n) for own, n in zip(sizes, kept[len(kept) - len(sizes) :], strict=True) if own != 1]
    return tuple(equal(own, n, "mean has {} numbers along an axis of {}", own, n, remedy="give as many") for own, n in pairs)


def array_shape(name: str, value: Any) -> Shape:
    """The shape of nested numbers or of an array; () for a number and for None."""
    if not isinstance(value, tuple):
        return tuple(getattr(value, "shape", ()))
    rows = {array_shape(name, part) for part in value}  # pyright: ignore[reportUnknownVariableType]
    if len(rows) > 1:
        raise SymnetError(f"{name} is {value}, of which parts differ in size", "make them alike")
    return (len(value), *(rows.pop() if rows else ()))  # pyright: ignore[reportUnknownArgumentType]


def Rescaling(x: Shape, /, scale: Any, offset: Any = 0.0) -> Layout:
    return laid(layers.Rescale(numbers("scale", scale), numbers("offset", offset)), x)


def numbers(name: str, value: Any) -> Any:
    """A number, or one for each feature, in a list or in a list of lists."""
    if isinstance(value, tuple):
        return tuple(numbers(name, v) for v in value)  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, (int, float)):
        raise SymnetError(f"{name} has {value!r}", "give a number, or one for each feature")
    return value


def Resizing(
    x: Shape,
    /,
    height: Any,
    width: Any,
    interpolation: str = "bilinear",
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    antialias: bool = False,
    data_format: str | None = None,
) -> Layout:
    size = (positive("height", height), positive("width", width))
    if len(x) not in (3, 4):
        raise SymnetError(f"takes an image of 3 axes, or 4 with the batch axis, got {len(x)}: {x}")
    mode = word("interpolation", interpolation, *INTERPOLATIONS)
    word("fill_mode", fill_mode, "constant")
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise SymnetError("crop_to_aspect_ratio and pad_to_aspect_ratio are both True", "give one of them")
    op, order = layers.Upsample(size, None, mode=mode), channels(data_format)
    return laid(op, x, order=order) if len(x) == 4 else laid(op, (1, *x), order=order, arrange=lambda batch, y: y)
