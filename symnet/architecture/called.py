"""Calling an operation on values: what layers and graphs share of wiring by calls, which stands above them (`wiring`)."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeVar

from symnet.door import door
from symnet.errors import SymnetError

V = TypeVar("V", bound="Flowing")


class Flowing(abc.ABC):
    """What operations are called on: it knows what comes of it."""

    __slots__ = ()

    @abc.abstractmethod
    def through(self, op: Any, values: tuple[Self, ...], name: str | None, shares: Any) -> Self:
        """What an operation makes of values, of which this is the first."""


class Called:
    """What is called on values."""

    @door
    def __call__(self, *values: V | Iterable[V], name: str | None = None, shares: V | None = None) -> V:
        """What it makes of values, as a value; see `symnet.Input`. One object called twice has one set of weights.

        `name` is what it is called in the network, `shares` a value made with the weights it is to have.
        """
        given: tuple[Any, ...] = tuple(flat_values(values))
        for value in given:
            if not isinstance(value, Flowing):
                raise SymnetError(f"{self!r} is called on {value!r}", "call it on values, which begin with Input(...)")
        if not given:
            raise SymnetError(f"{self!r} is called on nothing", "call it on values, which begin with Input(...)")
        return given[0].through(self, given, name, shares)


def flat_values(values: Iterable[Any]) -> Iterator[Any]:
    """Values that may be grouped, as the states of an LSTM are."""
    for value in values:
        if isinstance(value, (tuple, list)):
            yield from flat_values(value)  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield value
