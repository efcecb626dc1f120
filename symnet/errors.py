"""The one error symnet raises for what a user gave it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SymnetError(ValueError):
    """A sentence that gives name, number, place and remedy."""

    def at(self, place: str) -> SymnetError:
        """The same error with the place it happened at in front."""
        return type(self)(f"{place}: {self}") if place else self


def unknown(what: str, name: object, known: Iterable[str]) -> SymnetError:
    """The error for a name nobody has: says the nearest known ones, then all of them."""
    names = sorted(set(known))
    near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    listed = f"known: {', '.join(names)}" if names else "there is none here"
    return SymnetError(f"unknown {what} {str(name)!r}; {hint}{listed}")
