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
    """Whose weights calls share: those below `path`, by what comes after the place `own` of the node that shares them."""

    path: tuple[str, ...]
    own: tuple[str, ...]

    def of(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The place whose weights the one at `path` has; where a repetition is run out, run k has those of run k."""
        run = path[len(self.own) - 1].removeprefix(self.own[-1])
        return (*self.path[:-1], f"{self.path[-1]}{run}", *path[len(self.own) :])


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
        if any(map(_differ, alike)):
            raise SymnetError(f"{key} has {mine} where that of {name} has {other}", "share weights of one shape")
        found[key] = [condition for condition in alike if condition.holds() is not True]
    if own and not found:
        raise SymnetError(f"shares no weight with {name}: {_shapes(own)} against {_shapes(given)}", "share weights of one name and shape")
    return found


def _differ(condition: Condition) -> bool:
    """Whether two sizes are not equal, whatever symbols are."""
    same: Any = condition.holds()
    return not same.any() if is_array(same) else condition.decide() is False


def _shapes(weights: Mapping[str, Shape]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in weights.items()) or "none"
