"""Layers of Keras with several inputs: axes of size 1, and missing ones, are repeated; the batch axis is axis 0."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import laid, sample_axis

__all__ = ["Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"]


def Add(*x: Shape) -> Layout:
    return laid(layers.Add(broadcast=True), *x)


def Average(*x: Shape) -> Layout:
    return laid(layers.Average(broadcast=True), *x)


def Maximum(*x: Shape) -> Layout:
    return laid(layers.Maximum(broadcast=True), *x)


def Minimum(*x: Shape) -> Layout:
    return laid(layers.Minimum(broadcast=True), *x)


def Multiply(*x: Shape) -> Layout:
    return laid(layers.Multiply(broadcast=True), *x)


def Subtract(x: Shape, y: Shape, /) -> Layout:
    return laid(layers.Subtract(broadcast=True), x, y)


def Concatenate(*x: Shape, axis: int = -1) -> Layout:
    return laid(layers.Concat(dim=sample_axis(axis, len(x[0]) - 1 if x else 1)), *x)


def Dot(x: Shape, y: Shape, /, axes: Any, normalize: bool = False) -> Layout:
    both = axes if isinstance(axes, tuple) else (axes, axes)
    if len(both) != 2:
        raise SymnetError(f"axes is {axes}", "give one axis, or one for each of the two inputs")
    dims = (sample_axis(both[0], len(x) - 1), sample_axis(both[1], len(y) - 1))
    return laid(layers.Dot(dims=dims, normalize=bool(normalize)), x, y)
