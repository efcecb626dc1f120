"""Kinds of structure: what a field of a layer that is no size may hold, read off its annotation."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A test for values, and what to call those that pass."""

    words: str
    takes: Callable[[Any], bool]

    def __or__(self, other: Kind) -> Kind:
        return Kind(f"{self.words} or {other.words}", lambda value: self.takes(value) or other.takes(value))


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real) and value == value  # noqa: PLR0124 - not a number differs from itself


KINDS = {
    "bool": Kind("True or False", lambda value: isinstance(value, bool)),
    "int": Kind("a whole number", _is_int),
    "float": Kind("a number", _is_number),
    "str": Kind("a word", lambda value: isinstance(value, str)),
    "None": Kind("None", lambda value: value is None),
}


@functools.cache
def kind_of(annotation: str) -> Kind | None:
    """What an annotation such as `int | tuple[int, ...]` asks; None where it says nothing that can be checked.

    >>> kind = kind_of("float | None")
    >>> kind.words, kind.takes(0.1), kind.takes("0.1")
    ('a number or None', True, False)
    """
    kinds = [_one_kind(part.strip()) for part in annotation.split(" | ")]
    known = [kind for kind in kinds if kind is not None]
    return functools.reduce(Kind.__or__, known) if len(known) == len(kinds) else None


def _one_kind(annotation: str) -> Kind | None:
    if not annotation.startswith("tuple["):
        return KINDS.get(annotation)
    *kinds, last = annotation[len("tuple[") : -1].split(", ")
    item = KINDS.get(kinds[0] if kinds else last)
    if item is None:
        return None
    count = None if last == "..." else len(kinds) + 1

    def takes(value: Any) -> bool:
        return isinstance(value, tuple) and (count is None or len(value) == count) and all(map(item.takes, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]

    return Kind(f"a tuple of {'' if count is None else f'{count} '}{item.words.removeprefix('a ')}s", takes)
