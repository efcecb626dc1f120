"""Axes: what they are called, which symbol stands for their size, and which one a number means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from symnet.arithmetic.sizes import Shape, is_array
from symnet.errors import SymnetError

Axes: TypeAlias = tuple[tuple[str, str], ...]
"""Name and symbol of each axis."""

AXES: Mapping[int, Axes] = {
    0: (),
    1: (("features", "F_in"),),
    2: (("channels", "F_in"), ("length", "L")),
    3: (("channels", "F_in"), ("height", "H"), ("width", "W")),
    4: (("channels", "F_in"), ("depth", "D"), ("height", "H"), ("width", "W")),
}
"""The axes of an input, by how many there are."""


def usual_axes(rank: int) -> Axes:
    """The axes of an input with `rank` axes; beyond those with a name they are numbered."""
    return AXES.get(rank) or numbered_axes(rank)


def numbered_axes(count: int) -> Axes:
    """Axes that have no name of their own."""
    return tuple((f"axis{k}", f"N_{k}") for k in range(count))


def axis_of(x: Sequence[Any], dim: int, layer: object, axes: int | None = None) -> int:
    """The axis that `dim` means, counted from 0; from the end, where it is negative. There are as many as in x, or `axes`.

    >>> axis_of((8, 5, 5), -1, "layer")
    2
    """
    count = len(x) if axes is None else axes
    if isinstance(dim, bool) or not isinstance(dim, int) or not -count <= dim < count:  # pyright: ignore[reportUnnecessaryIsInstance]
        name = layer if isinstance(layer, str) else type(layer).__name__
        allowed = f"give one of {-count}..{count - 1}" if count else "give an input with axes"
        raise SymnetError(f"{name} takes axis {dim}, and there are {count}: {tuple(x)}", allowed)
    return dim % count


def alike(a: Any, b: Any) -> bool:
    """Equality that arrays do not spoil."""
    if isinstance(a, tuple) and not isinstance(b, tuple):
        return all(alike(v, b) for v in a) and len(a) > 0
    return a is b or (type(a) is type(b) and (_same_values(a, b) if is_array(a) else bool(a == b)))


def _same_values(a: Any, b: Any) -> bool:
    import numpy

    return numpy.array_equal(a, b)


def axis_symbols(symbol: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """One symbol for values that are alike, else one for each axis; a pair (before, after) gets a pair of symbols."""
    names = {2: ("_h", "_w"), 3: ("_d", "_h", "_w")}.get(len(values)) or tuple(f"_{k}" for k in range(len(values)))
    letters = ("",) * len(values) if all(alike(v, values[0]) for v in values) else names
    return tuple(
        (f"{symbol}{letter}_before", f"{symbol}{letter}_after") if isinstance(v, tuple) else f"{symbol}{letter}"
        for letter, v in zip(letters, values, strict=True)
    )


def shape_symbols(axes: Axes, shape: Shape) -> tuple[str, ...]:
    """A symbol for each axis of a shape; spatial axes of one size share the last one's, so a square image is W x W."""
    symbols = tuple(symbol for _, symbol in axes)
    square = len(shape) > 2 and all(alike(s, shape[1]) for s in shape[2:])
    return (symbols[0], *(symbols[-1:] * (len(shape) - 1))) if square else symbols
