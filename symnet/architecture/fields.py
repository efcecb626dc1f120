"""Fields of layers: sizes and choices, what each says of itself, and how a value is checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from symnet.architecture.kinds import kind_of
from symnet.arithmetic.sizes import SizeLike, Sizes, as_size
from symnet.door import door
from symnet.errors import SymnetError


class OneSize(Protocol):
    """The type of a size field: what may be given for it, and that reading it gives whatever algebra the layer is in."""

    def __get__(self, instance: object, owner: Any = None) -> Any: ...
    def __set__(self, instance: object, value: SizeLike) -> None: ...


class OptionalSize(Protocol):
    """The type of a size field that may be left out as None."""

    def __get__(self, instance: object, owner: Any = None) -> Any: ...
    def __set__(self, instance: object, value: SizeLike | None) -> None: ...


class AxisSizes(Protocol):
    """The type of a size field with a value for each axis."""

    def __get__(self, instance: object, owner: Any = None) -> Any: ...
    def __set__(self, instance: object, value: Sizes) -> None: ...


@dataclasses.dataclass(frozen=True)
class SizeField:
    """What `size()` says about a field of a layer."""

    symbol: str
    minimum: int = 1
    per_axis: bool = False
    shown: bool = False
    sides: bool = False
    words: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])

    def checked(self, what: str, value: Any, axes: int) -> Any:
        """A value of the field: a size, or one for each of the axes and their sides, or one of its words."""
        if isinstance(value, str) and value in self.words:
            meant = self.words[value]
            return meant if isinstance(meant, str) else (meant,) * axes
        if isinstance(value, str) and value.lower() in self.words:
            raise SymnetError(f"{what} is {value!r}", f"give a size, or one of {', '.join(map(repr, self.words))}")
        if isinstance(value, list):
            value = tuple(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if not self.per_axis:
            if isinstance(value, tuple):
                raise SymnetError(f"{what} is {value}", "give one size")
            return as_size(value, what, self.minimum)
        if not isinstance(value, tuple):
            return (as_size(value, what, self.minimum),) * axes
        if len(value) != axes:  # pyright: ignore[reportUnknownArgumentType]
            raise SymnetError(f"{what} has {len(value)} sizes {value}", f"give one, or one for each of the {axes} axes")  # pyright: ignore[reportUnknownArgumentType]
        return tuple(self._of_axis(f"{what}[{axis}]", v) for axis, v in enumerate(value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]

    def _of_axis(self, what: str, value: Any) -> Any:
        if self.sides and isinstance(value, (tuple, list)) and len(value) == 2:  # pyright: ignore[reportUnknownArgumentType]
            return tuple(as_size(v, f"{what} {side}", self.minimum) for v, side in zip(value, ("before", "after"), strict=True))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        return as_size(value, what, self.minimum)


@door
def size(
    symbol: str,
    *,
    default: Any = dataclasses.MISSING,
    minimum: int = 1,
    per_axis: bool = False,
    shown: bool = False,
    sides: bool = False,
    words: Mapping[str, Any] | None = None,
) -> Any:
    """A field of a layer that is a size, written `symbol` in formulas.

    Args:
        symbol: the letter of the size.
        default: its value where none is given. A size left at its default stays a number in formulas, so that a plain convolution
            reads `F_in K^2 F_out` without its groups, unless it is always `shown`.
        minimum: the smallest value it may have.
        per_axis: whether it takes one value for all axes or a tuple of one each.
        shown: whether formulas always show it.
        sides: whether an axis may have a pair of values, before and after.
        words: words that may stand in its place, and what is kept for each: a word, or a size for every axis.
    """
    field = dataclasses.field if default is dataclasses.MISSING else partial(dataclasses.field, default=default)
    return field(metadata={"size": SizeField(symbol, minimum, per_axis, shown, sides, words or {})})


def choice(*words: Any, default: Any, kw_only: bool = False) -> Any:
    """A field of a layer that holds one of some words (or numbers)."""
    return dataclasses.field(default=default, kw_only=kw_only, metadata={"choices": words})


LISTED = 10_000
"""Up to how many things of a layer have a name each."""


def listed(what: str, count: Any) -> None:
    """Refuse a number of things that are named one by one where there is none, or too many to name."""
    if type(count) is not int or not 1 <= count <= LISTED:
        raise SymnetError(f"{what} is {count!r}", f"give a whole number of at least 1 and at most {LISTED:,}")


def misfit(field: dataclasses.Field[Any], value: Any) -> str | None:
    """What to give for a field that is no size and holds something it cannot; None where it may hold it."""
    if choices := field.metadata.get("choices"):
        return None if any(type(value) is type(c) and value == c for c in choices) else _one_of(choices)
    kind = kind_of(field.type) if isinstance(field.type, str) else None
    return None if kind is None or kind.takes(value) else kind.words


def _one_of(choices: Sequence[Any]) -> str:
    *first, last = map(repr, choices)
    return f"{', '.join(first)} or {last}" if first else last


def name_only(cls: Any, by_place: int | None) -> None:
    """Make the fields that a class adds arguments by name only, but for those without a default or among the first `by_place`."""
    known = [field.name for field in dataclasses.fields(cls)]
    for name, annotation in vars(cls)["__annotations__"].items():
        if "ClassVar" in str(annotation):
            continue
        place = known.index(name) if name in known else len(known)
        known += [name] if place == len(known) else []
        default = vars(cls).get(name, dataclasses.MISSING)
        field = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
        optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if optional and place >= (by_place or 0):
            field.kw_only = True
            setattr(cls, name, field)
