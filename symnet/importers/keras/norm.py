"""Normalisation of Keras: gamma is the scale, beta the centre, and moving statistics are weights that are not trained."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.conditions import equal
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import Change, Order, laid, moved, positive, refused, same, sample_axis

__all__ = ["BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization"]
TRAINED = {
    "BatchNormalization": ("beta", "gamma", "moving_mean", "moving_variance"),
    **dict.fromkeys(("GroupNormalization", "LayerNormalization"), ("beta", "gamma")),
}
LEARNED = {"weight": ("gamma", same), "bias": ("beta", same)}
STATISTICS = {"running_mean": ("moving_mean", same), "running_var": ("moving_variance", same), "num_batches_tracked": None}


def BatchNormalization(
    x: Shape,
    /,
    axis: int = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: float = 0.99,
    synchronized: bool = False,
) -> Layout:
    refused(renorm=(renorm, False), synchronized=(synchronized, False))
    kinds = {1: layers.BatchNorm1d, 2: layers.BatchNorm1d, 3: layers.BatchNorm2d, 4: layers.BatchNorm3d}
    if len(x) - 1 not in kinds:
        raise SymnetError(f"takes an input of 2 to 5 axes, batch axis included, got {len(x)}: {x}")
    op = kinds[len(x) - 1](eps=epsilon, momentum=round(1 - momentum, 12), bias=bool(center), scale=bool(scale))
    return laid(op, x, names={**LEARNED, **STATISTICS}, order=channel_first(axis, x))


def GroupNormalization(
    x: Shape, /, groups: int = 32, axis: int = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True
) -> Layout:
    order = channel_first(axis, x)
    number = order.inward(x[1:])[0] if type(groups) is int and groups == -1 else positive("groups", groups)
    return laid(layers.GroupNorm(number, eps=epsilon, bias=bool(center), scale=bool(scale)), x, names=LEARNED, order=order)


def LayerNormalization(x: Shape, /, axis: Any = -1, epsilon: float = 1e-3, center: bool = True, scale: bool = True) -> Layout:
    dims, lay = sorted_axes(axis, len(x) - 1)
    op = layers.LayerNorm(dim=dims, eps=epsilon, bias=bool(center), scale=bool(scale))
    return laid(op, x, names={"weight": ("gamma", lay), "bias": ("beta", lay)})


def RMSNormalization(x: Shape, /, axis: Any = -1, epsilon: float = 1e-6) -> Layout:
    dims, lay = sorted_axes(axis, len(x) - 1)
    op = layers.RMSNorm(dim=dims, eps=epsilon)
    scale = lay(op.normalised(x[1:]))
    words = "the scale has {} numbers along an axis of {}, since Keras multiplies it along the last axes"
    pairs = [(own, n) for own, n in zip(scale, x[len(x) - len(scale) :], strict=True) if own is not n and own != 1]
    fits = tuple(equal(own, n, words, own, n, remedy="normalise over the last axes") for own, n in pairs)
    return laid(op, x, names={"weight": ("scale", lay)}, conditions=fits)


def UnitNormalization(x: Shape, /, axis: Any = -1) -> Layout:
    dims, _ = sorted_axes(axis, len(x) - 1)
    return laid(layers.UnitNorm(dim=dims), x)


def channel_first(axis: Any, x: Shape) -> Order:
    """The order with one axis in front."""
    return moved((sample_axis(axis, len(x) - 1),), len(x) - 1, to_front=True)


def sorted_axes(axis: Any, rank: int) -> tuple[int | tuple[int, ...], Change]:
    """One or several axes of a sample, counted from its end, and how Keras orders a weight over them: by the numbers as given."""
    places = tuple(sample_axis(a, rank) for a in sorted(axis if isinstance(axis, tuple) else (axis,)))
    if len(set(places)) < len(places):
        raise SymnetError(f"axis is {axis}", "name each axis once")
    order = sorted(places)
    dims = tuple(place - rank for place in places)
    return dims[0] if len(dims) == 1 else dims, lambda s: tuple(s[order.index(place)] for place in places)
