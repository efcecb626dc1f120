"""What guards the making of layers: abstract classes are not made, final ones have no subclasses, and arguments fit."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from symnet.door import refusal
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
            raise refusal(init, (self, *args), kwargs, error) from error

    return made


def _finals(cls: Any) -> list[str]:
    """Some subclasses that can be made."""
    found = [name for sub in cls.__subclasses__() for name in (_finals(sub) if sub.abstract else [sub.__name__])]
    return found[:4]


def shared_parent(final: type) -> str:
    """What to do instead of making a subclass of a final class."""
    return f"make it a subclass of {final.__mro__[1].__name__}, and state there what differs"
