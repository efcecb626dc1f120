"""What help() says of arguments: each is described once, where it belongs, and everything that takes it shows the description."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

AFTER = re.compile(r"^(?:Raises:|Returns:|Source: |>>> )", re.MULTILINE)
"""What stands behind the arguments in a docstring."""


@functools.cache
def arguments_of(doc: str) -> Mapping[str, str]:
    """The arguments that a docstring describes, each with its lines.

    >>> arguments_of('''Half of it.
    ...
    ...     Args:
    ...         n: a number,
    ...             or a symbol.
    ...     ''')
    {'n': '    n: a number,\\n        or a symbol.'}
    """
    _, _, section = f"\n{inspect.cleandoc(doc)}\n".partition("\nArgs:\n")
    lines = re.match(r"(?: {4}.*\n|\n(?= ))*", section)
    items = re.split(r"^(?= {4}\*{0,2}\w+: )", lines[0] if lines else "", flags=re.MULTILINE)
    return {item.strip().partition(":")[0].lstrip("*"): item.rstrip() for item in items if item.strip()}


def described(doc: str, takes: Iterable[str], others: Iterable[str | None]) -> str:
    """The docstring with a description of every argument it takes, in their order: its own, or that of the first other which has one."""
    known: dict[str, str] = {}
    for other in (doc, *others):
        known = {**arguments_of(other or ""), **known}
    section = "\n".join(["Args:", *(known[name] for name in takes if name in known)])
    text = inspect.cleandoc(doc)
    if own := re.search(r"^Args:\n(?: {4}.*(?:\n|\Z)|\n(?= ))*", text, re.MULTILINE):
        return f"{text[: own.start()]}{section}\n{text[own.end() :]}".rstrip()
    if section == "Args:":
        return text
    after = AFTER.search(text)
    place = after.start() if after else len(text)
    return "\n\n".join(part.strip() for part in (text[:place], section, text[place:]) if part.strip())


class Described:
    """The docstring of a class that is made by its fields: what it says itself, and what its bases say of the arguments it shares."""

    def __init__(self, own: str) -> None:
        self.own = own

    def __get__(self, made: object, cls: type) -> str:
        return _whole(cls)


@functools.cache
def _whole(cls: type) -> str:
    own, *others = filter(None, map(own_docstring, cls.__mro__))
    return described(own, inspect.signature(cls).parameters, others)


def own_docstring(cls: type) -> str | None:
    """What a class says of itself, as it is written."""
    doc = vars(cls).get("__doc__")
    return doc.own if isinstance(doc, Described) else doc


def described_in_families(functions: Collection[Callable[..., Any]]) -> None:
    """Let functions that say "see `x`" of another in their file show its description of the arguments they share."""
    own = {function: function.__doc__ or "" for function in functions}
    for function, doc in own.items():
        family = [other for other in functions if other.__module__ == function.__module__]
        near = sorted(family, key=lambda other: f"`{other.__name__}`" not in doc)
        function.__doc__ = described(doc, inspect.signature(function).parameters, map(own.__getitem__, near))
