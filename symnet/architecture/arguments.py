"""The arguments a layer is made with: what is wrong with a call before any value is looked at."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.errors import SymnetError, unknown


@dataclass(frozen=True)
class Signature:
    """Which arguments may be given: `positional` ones in order, `named` ones by name, and the `required` among them."""

    positional: tuple[str, ...]
    named: frozenset[str]
    required: tuple[str, ...]

    def fits(self, given: int, named: Mapping[str, Any]) -> bool:
        """Whether a call with so many positional arguments and these named ones is one."""
        if given > len(self.positional) or not named.keys() <= self.named:
            return False
        first = self.positional[:given]
        return not (named and any(name in named for name in first)) and all(name in named or name in first for name in self.required)


@functools.cache
def signature_of(make: Callable[..., Any]) -> Signature:
    """What a layer class, or a function that wires layers, takes."""
    parameters = list(inspect.signature(make).parameters.values())
    positional = tuple(p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD)
    named = frozenset((*positional, *(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)))
    return Signature(positional, named, tuple(p.name for p in parameters if p.name in named and p.default is p.empty))


def misread(name: str, takes: Signature, given: int, named: Mapping[str, Any]) -> SymnetError:
    """The error for a call that does not fit: too many arguments, one nobody knows, one that is missing, or one given twice."""
    for argument in named:
        if argument not in takes.named:
            return unknown(f"argument of {name}", argument, takes.named)
    listed = ", ".join(takes.positional) or "none"
    if given > len(takes.positional):
        return SymnetError(f"{name} takes {len(takes.positional)} arguments without a name, got {given}", f"they are {listed}")
    first = takes.positional[:given]
    if twice := [argument for argument in first if argument in named]:
        return SymnetError(f"{name} gets {twice[0]} twice", "give it once")
    missing = [argument for argument in takes.required if argument not in named and argument not in first]
    return SymnetError(f"{name} needs {' and '.join(missing)}", f"its arguments are {listed}")
