"""Which weights a layer has from another one: those of the same name and shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symnet.architecture.conditions import Condition, equal
from symnet.architecture.layer import Layer
from symnet.arithmetic.rounding import plain
from symnet.arithmetic.sizes import Shape, is_array
from symnet.errors import SymnetError


@dataclass(frozen=True, slots=True)
class Source:
    """Whose weights calls share: those below `path`, by what comes after the first `depth` names of their own path."""

    path: tuple[str, ...]
    depth: int

    def of(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The place whose weights the one at `path` has."""
        return (*self.path, *path[self.depth :])


def held(layer: Layer, x: tuple[Shape, ...]) -> dict[str, Shape]:
    """All that a layer stores, weights and buffers, by name."""
    stored = {**layer.weights(*x), **layer.buffers(*x)}
    return {name: tuple(map(plain, shape)) for name, shape in stored.items()}


def shared(own: Mapping[str, Shape], given: Mapping[str, Shape], name: str) -> dict[str, list[Condition]]:
    """What of its `own` weights a layer has from the one called `name`, each with what symbols leave open.

    Raises:
        SymnetError: where it is none of them.
    """
    found: dict[str, list[Condition]] = {}
    for key in (key for key in own if key in given):
        mine, other = own[key], given[key]
        words = f"{key} has {{}} where that of {name} has {{}}"
        sizes = zip(mine, other, strict=True) if len(mine) == len(other) else ((len(mine), len(other)),)
        alike = [equal(a, b, words, a, b, remedy="share weights of one shape") for a, b in sizes]
        if not any(map(_differ, alike)):
            found[key] = [condition for condition in alike if condition.holds() is None]
    if own and not found:
        raise SymnetError(f"shares no weight with {name}: {_shapes(own)} against {_shapes(given)}", "share weights of one name and shape")
    return found


def _differ(condition: Condition) -> bool:
    """Whether two sizes are not equal, whatever symbols are."""
    same: Any = condition.holds()
    if is_array(same) and same.any() and not same.all():
        raise SymnetError(f"{condition.sentence} at some points of the design space only", "make a network for those it is shared at")
    return condition.decide() is False


def _shapes(weights: Mapping[str, Shape]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in weights.items()) or "none"
