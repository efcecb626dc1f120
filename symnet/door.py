"""The public door: whatever a call is given, it ends in a value or in SymnetError.

Inside, code says what it does and checks what it must. What still fails is caught here, once, where the call can be named: arguments
that do not fit the signature, or an error from deeper down, which is kept as the cause.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from symnet.errors import SymnetError, unknown

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=type)

DUNDERS = (
    "__init__",
    "__getitem__",
    "__contains__",
    "__iter__",
    "__len__",
    "__int__",
    "__call__",
    "__str__",
    "__repr__",
    "__and__",
    "__or__",
    "__sub__",
)
"""The methods with underscores that are part of what a class offers."""


def door(function: Callable[P, R]) -> Callable[P, R]:
    """The function as users call it: it raises nothing but `SymnetError`."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (SymnetError, MemoryError):
            raise
        except RecursionError:
            what = f"{function.__qualname__} goes deeper than Python's limit of {sys.getrecursionlimit()} calls within one another"
            raise SymnetError(what, "put fewer graphs in one another, or raise the limit with sys.setrecursionlimit") from None
        except Exception as error:
            raise refusal(function, args, kwargs, error) from error

    return call


def constructor_door(cls: C) -> C:
    """The class with a door at its constructor alone, for values whose methods are asked thousands of times."""
    setattr(cls, "__init__", door(cls.__init__))  # noqa: B010 - assigning it is no method to the type checker
    return cls


def doors(cls: C) -> C:
    """The class with a door at its constructor and at each public method and property that it defines."""
    for name, member in list(vars(cls).items()):
        if name.startswith("_") and name not in DUNDERS:
            continue
        if inspect.isfunction(member):
            setattr(cls, name, door(member))
        elif isinstance(member, staticmethod):
            setattr(cls, name, staticmethod(door(member.__func__)))
        elif isinstance(member, classmethod):
            setattr(cls, name, classmethod(door(member.__func__)))
        elif isinstance(member, property) and member.fget:
            setattr(cls, name, property(door(member.fget)))
        elif isinstance(member, functools.cached_property):
            member.func = door(member.func)
    return cls


def refusal(function: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any], error: Exception) -> SymnetError:
    """The error for a call that failed: its arguments do not fit, or something inside went wrong with them."""
    name, parameters = function.__qualname__, list(inspect.signature(function).parameters.values())
    if parameters and parameters[0].name in ("self", "cls"):
        name = type(args[0]).__name__ if function.__name__ == "__init__" else name
        parameters, args = parameters[1:], args[1:]
    if wrong := misread(name, parameters, len(args), named):
        return wrong
    given = ", ".join((*map(shown, args), *(f"{key}={shown(value)}" for key, value in named.items())))
    remedy = "check what is given; a layer of your own may be at fault, or symnet: the error it comes from is shown with this one"
    return SymnetError(f"{name}({given}) fails with {type(error).__name__}: {error}", remedy)


def misread(name: str, parameters: list[inspect.Parameter], given: int, named: Mapping[str, Any]) -> SymnetError | None:
    """What is wrong with a call before any value is looked at: too many arguments, one nobody knows, one missing or given twice."""
    positional = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    known = [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    listed = ", ".join(dict.fromkeys((*positional, *known))) or "none"
    for argument in named:
        if argument not in known and not any(p.kind is p.VAR_KEYWORD for p in parameters):
            return unknown(f"argument of {name}", argument, known)
    if given > len(positional) and not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        takes = f"they are {', '.join(positional)}" if positional else "it takes none"
        return SymnetError(f"{name} takes {len(positional)} arguments without a name, got {given}", takes)
    first = positional[:given]
    if twice := [argument for argument in first if argument in named]:
        return SymnetError(f"{name} gets {twice[0]} twice", "give it once")
    needed = [p.name for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if missing := [argument for argument in needed if argument not in named and argument not in first]:
        return SymnetError(f"{name} needs {' and '.join(missing)}", f"its arguments are {listed}")
    return None


def listed(text: str) -> list[str]:
    """The names in a text with commas between them."""
    return [name.strip() for name in text.split(",")]


def shown(value: object) -> str:
    """A value in a sentence: short, whatever it is."""
    try:
        text = " ".join(repr(value).split())
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
