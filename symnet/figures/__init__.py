"""Pictures drawn by symnet itself, as SVG for pages and as TikZ for papers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from symnet.arithmetic.window import Window
from symnet.errors import SymnetError, unknown
from symnet.figures.drawn import Drawn, sizes_text
from symnet.figures.figure import Figure
from symnet.figures.layers import layers_figure
from symnet.figures.receptive_field import receptive_field_figure
from symnet.figures.volumes import volumes_figure
from symnet.figures.window import MOST_CELLS, window_figure
from symnet.quantities.place import Place


def blocks_figure(network: Drawn, depth: int = 1, title: bool | str = True) -> Figure:
    """`layers_figure` with the blocks that lie as deep as `depth` as one box each.

    Args:
        network: a network, or a block of one.
        depth: how deep blocks are opened.
        title: whether there is a title, or which.

    >>> import symnet as sn
    >>> blocks_figure(sn.zoo.resnet18()).texts[11:15]
    ['layer1 × 2', '56×56×64', 'layer2', '28×28×128']
    """
    return layers_figure(network, depth, title)


def place_figure(place: Any, title: bool | str = True, position: Any = None) -> Figure:
    """`window_figure` of a layer at its place; on a large input it is drawn for a smaller one, at which as many cells are left over.

    Args:
        place: a layer of a network, such as `net["Conv1"]`.
        title: whether there is a title, or which.
        position: the later position, one number for each axis, counted from 0; the last one where it is None.

    Raises:
        SymnetError: where it is no layer, or one that moves no window.
    """
    if not isinstance(place, Place) or place.is_block:
        raise SymnetError(f"{getattr(place, 'name', '') or 'this'} is no layer", 'name one: net.figure("window", "conv1")')
    shape = (place.input_shape[0], *map(small, place.input_shape[1:], place.moving or (None,) * len(place.input_shape[1:])))
    told = place.name if shape == place.input_shape else f"{place.name}, drawn for an input of {sizes_text(shape[1:])}"
    return window_figure(place.layer, shape, position, told if title is True else title)


def small(n: Any, window: Window | None) -> Any:
    """A size that a grid can have: n itself, or with as many cells left over behind the last window as n has."""
    if not isinstance(n, int) or n <= MOST_CELLS // 2:
        return n
    if window is None or window.same:
        return MOST_CELLS // 4
    over = (n + window.both - window.extent) % window.stride
    return min(n, max(window.extent - window.both, 1) + 3 * window.stride + over)


FIGURES: Mapping[str, Callable[..., Figure]] = {
    "layers": layers_figure,
    "blocks": blocks_figure,
    "volumes": volumes_figure,
    "receptive_field": receptive_field_figure,
    "window": place_figure,
}
"""The pictures by their names: of a network or a block, and for "window" of a layer at its place."""


def figure(what: Drawn, kind: str, options: Mapping[str, Any]) -> Figure:
    """The picture of a kind, with the options that kind has."""
    if kind not in FIGURES:
        raise unknown("kind of picture", kind, FIGURES)
    takes = list(inspect.signature(FIGURES[kind]).parameters)[1:]
    for option in options:
        if option not in takes:
            raise unknown(f"option of the picture {kind!r}", option, takes)
    return FIGURES[kind](what, **options)


__all__ = [
    "FIGURES",
    "Figure",
    "blocks_figure",
    "layers_figure",
    "place_figure",
    "receptive_field_figure",
    "volumes_figure",
    "window_figure",
]
