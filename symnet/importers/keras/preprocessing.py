"""Layers of Keras in front of a model, and the layer scale of its ConvNeXt."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.conditions import equal
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import channels, laid, positive, same, word
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
    names = {name: (name, same) for name in ("mean", "variance", "count")}
    return laid(layers.Standardize(dims, adapted=mean is None), x, names=names)


def Rescaling(x: Shape, /, scale: Any, offset: Any = 0.0) -> Layout:
    return laid(layers.Rescale(numbers("scale", scale), numbers("offset", offset)), x)


def numbers(name: str, value: Any) -> Any:
    """A number, or one for each feature."""
    for v in value if isinstance(value, tuple) else (value,):  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(v, (int, float)):
            raise SymnetError(f"{name} is {value!r}", "give a number, or one for each feature")
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
    if len(x) != 4:
        raise SymnetError(f"takes an input of 4 axes, batch axis included, got {len(x)}: {x}")
    mode = word("interpolation", interpolation, "nearest", "bilinear", "bicubic")
    return laid(layers.Upsample(size, None, mode), x, order=channels(data_format))
