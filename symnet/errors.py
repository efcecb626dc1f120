"""The errors symnet raises: one base, and kinds of it that a caller may want to tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self


class SymnetError(ValueError):
    """A sentence that gives name, number and place, and what to do about it as `remedy`.

    Args:
        what: what is wrong.
        remedy: what to do about it.

    >>> error = SymnetError("kernel is 0", "give a whole number of at least 1")
    >>> str(error.at("Conv1")), error.remedy
    ('Conv1: kernel is 0; give a whole number of at least 1', 'give a whole number of at least 1')
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def at(self, place: str) -> Self:
        """The same error with the place it happened at in front."""
        return type(self)(f"{place}: {self.what}", self.remedy) if place else self

    def __str__(self) -> str:
        return f"{self.what}; {self.remedy}" if self.remedy else self.what


class ShapeError(SymnetError):
    """A layer's condition does not hold for the sizes that reach it; other sizes may be legal."""


class Unsupported(SymnetError):
    """Something that exists and symnet does not read or compute."""


class NoClosedForm(SymnetError):
    """A question that has an answer for numbers and no formula for symbols."""


class MissingExtra(SymnetError):
    """A package that is needed for what was asked is not installed; the remedy names the extra that brings it."""


class UnknownName(SymnetError, AttributeError):
    """A name that symnet, or what it is asked of, does not have; the remedy says what to write instead."""


def unknown(what: str, name: object, known: Iterable[str]) -> SymnetError:
    """The error for a name nobody has: says the nearest known ones, then all of them, where they are few enough to be read."""
    import difflib

    names = sorted(set(known))
    few = len(names) <= LISTED
    near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5 if few else 0)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    listed = f"known: {', '.join(names)}" if names and few else f"there are {len(names)} of them" if names else "there is none here"
    return SymnetError(f"unknown {what} {str(name)!r}", f"{hint}{listed}")


LISTED = 40
"""How many known names an error lists; of more it says the three that are nearest."""
