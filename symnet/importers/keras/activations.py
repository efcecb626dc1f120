"""Keras' activations: by name, and as layers of their own."""

from __future__ import annotations

import sys
from typing import Any

from symnet import layers
from symnet.arithmetic.sizes import Shape, product
from symnet.errors import SymnetError
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import laid, moved, same, sample_axis
from symnet.importers.keras.functions import activation_of
from symnet.layers.blocks import Sequential

__all__ = ["ELU", "Activation", "LeakyReLU", "PReLU", "ReLU", "Softmax"]
TRAINED = {"PReLU": ("alpha",)}


def Activation(x: Shape, /, activation: Any) -> Layout:
    return laid(activation_of(activation) or layers.Identity(), x)


def ELU(x: Shape, /, alpha: float = 1.0) -> Layout:
    return laid(layers.ELU(alpha), x)


def LeakyReLU(x: Shape, /, negative_slope: float = 0.3) -> Layout:
    return laid(layers.LeakyReLU(not_negative("negative_slope", negative_slope)), x)


def PReLU(x: Shape, /, shared_axes: Any = None) -> Layout:
    axes = () if shared_axes is None else shared_axes if isinstance(shared_axes, tuple) else (shared_axes,)
    shared = tuple(shared_axis(axis, len(x) - 1) for axis in axes)
    return laid(layers.PReLU(1, shared_axes=shared), x, names={"weight": ("alpha", same)})


def ReLU(x: Shape, /, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0) -> Layout:
    slope, start = not_negative("negative_slope", negative_slope), not_negative("threshold", threshold)
    below = layers.LeakyReLU(slope) if slope else layers.Threshold(start) if start else layers.ReLU()
    if max_value is None:
        return laid(below, x)
    limit = not_negative("max_value", max_value)
    if not slope and not start and limit > 0:
        return laid(layers.Hardtanh(0.0, float(limit)), x)
    return laid(Sequential(below, layers.Hardtanh(-sys.float_info.max, float(limit))), x)


def Softmax(x: Shape, /, axis: Any = -1) -> Layout:
    rank = len(x) - 1
    axes = tuple(sample_axis(a, rank) for a in (axis if isinstance(axis, tuple) else (axis,)))
    if len(axes) == 1:
        return laid(layers.Softmax(dim=axes[0] - rank), x)
    if not axes:
        raise SymnetError("axis is empty", "name at least one axis")
    order = moved(axes, rank, to_front=False)
    last = order.inward(x[1:])
    flat = layers.Reshape((*last[: rank - len(axes)], product(last[rank - len(axes) :])))
    return laid(Sequential(flat, layers.Softmax(), layers.Reshape(last)), x, order=order)


def shared_axis(axis: Any, rank: int) -> int:
    """Keras takes one from the axis to leave the batch out, and counts from the end what is then negative."""
    if type(axis) is not int or not -rank < axis <= rank:
        raise SymnetError(f"shared_axes has {axis!r}", f"give axes from 1 to {rank}")
    return (axis - 1) % rank


def not_negative(name: str, value: Any) -> Any:
    """A number of at least 0."""
    if not isinstance(value, (int, float)) or value < 0:
        raise SymnetError(f"{name} is {value!r}", "give a number of at least 0")
    return value
