"""Layers of Keras that act in training only, or on masks and losses: none changes a shape or has a weight."""

from __future__ import annotations

import math
from typing import Any

from symnet import layers
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import channels, laid

__all__ = [
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "Masking",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
]
WITHOUT = {
    "ActivityRegularization": ("activity_regularizer",),
    **dict.fromkeys(("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"), ("activity_regularizer", "autocast", "trainable")),
}
"""Arguments that other layers take and these do not."""


def share(name: str, value: Any) -> Any:
    """A number from 0 to 1."""
    if not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise SymnetError(f"{name} is {value!r}", "give a number from 0 to 1")
    return value


def Dropout(x: Shape, /, rate: float, noise_shape: Any = None, seed: Any = None) -> Layout:
    return laid(layers.Dropout(share("rate", rate)), x)


def AlphaDropout(x: Shape, /, rate: float, noise_shape: Any = None, seed: Any = None) -> Layout:
    return Dropout(x, rate)


def GaussianDropout(x: Shape, /, rate: float, seed: Any = None) -> Layout:
    return Dropout(x, rate)


def GaussianNoise(x: Shape, /, stddev: float, seed: Any = None) -> Layout:
    share("stddev", stddev)
    return Identity(x)


def Identity(x: Shape, /) -> Layout:
    return laid(layers.Identity(), x)


def Masking(x: Shape, /, mask_value: float = 0.0) -> Layout:
    return Identity(x)


def ActivityRegularization(x: Shape, /, l1: Any = 0.0, l2: Any = 0.0) -> Layout:
    for name, value in (("l1", l1), ("l2", l2)):
        if value is not None and (not isinstance(value, (int, float)) or not 0 <= value < math.inf):
            raise SymnetError(f"{name} is {value!r}", "give a number of at least 0")
    return Identity(x)


def SpatialDropout1D(x: Shape, /, rate: float, seed: Any = None) -> Layout:
    return spatial(1, x, rate, None)


def SpatialDropout2D(x: Shape, /, rate: float, data_format: str | None = None, seed: Any = None) -> Layout:
    return spatial(2, x, rate, data_format)


def SpatialDropout3D(x: Shape, /, rate: float, data_format: str | None = None, seed: Any = None) -> Layout:
    return spatial(3, x, rate, data_format)


def spatial(axes: int, x: Shape, rate: float, data_format: str | None) -> Layout:
    """A dropout of whole channels over so many axes."""
    if len(x) != axes + 2:
        raise SymnetError(f"takes an input of {axes + 2} axes, batch axis included, got {len(x)}")
    return laid(layers.Dropout(share("rate", rate)), x, order=channels(data_format))
