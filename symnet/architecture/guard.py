"""What guards the making of layers: abstract classes are not made, final ones have no subclasses, and arguments fit."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any

from symnet.door import refusal, shown
from symnet.errors import SymnetError


def guarded(init: Callable[..., None]) -> Callable[..., None]:
    """A constructor with a door, which refuses to make what is abstract."""

    @functools.wraps(init)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        if cls.abstract:
            raise SymnetError(f"{cls.__name__} is only what its subclasses share", f"make one of {', '.join(_finals(cls)) or 'a subclass'}")
        try:
            init(self, *args, **kwargs)
        except SymnetError:
            raise
        except Exception as error:
            raise foreign_line(cls, args, kwargs) or refusal(init, (self, *args), kwargs, error) from error

    return made


def foreign_line(cls: Any, args: tuple[Any, ...], named: Mapping[str, Any]) -> SymnetError | None:
    """The error for a line of torch.nn that means something else here, or nothing: says which line to write instead."""
    fields = dataclasses.fields(cls)
    by_place = [field.name for field in fields if not field.kw_only]
    asked = [name for name in cls.from_input if name in named]
    if not asked and len(args) <= len(by_place):
        return None
    skipped = set(cls.from_input.values()) if not asked else set[int]()
    kept = [value for place, value in enumerate(args) if place not in skipped]
    own = dict(zip((field.name for field in fields), kept, strict=False))
    own |= {name: value for name, value in named.items() if name not in cls.from_input}
    line = ", ".join(shown(value) if name in by_place else f"{name}={shown(value)}" for name, value in own.items())
    read = " and ".join(asked or cls.from_input)
    what = f"{cls.__name__} reads {read} from its input" if read else f"{cls.__name__} takes {len(by_place)} arguments without a name"
    return SymnetError(f"{what}, got {', '.join(map(shown, args))}" if not asked else what, f"write {cls.__name__}({line})")


def _finals(cls: Any) -> list[str]:
    """Some subclasses that can be made."""
    found = [name for sub in cls.__subclasses__() for name in (_finals(sub) if sub.abstract else [sub.__name__])]
    return found[:4]


def shared_parent(final: type) -> str:
    """What to do instead of making a subclass of a final class."""
    return f"make it a subclass of {final.__mro__[1].__name__}, and state there what differs"
