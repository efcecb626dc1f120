"""What guards the making of layers: abstract classes are not made, final ones have no subclasses, and arguments fit."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from symnet.architecture.arguments import misread, signature_of
from symnet.errors import SymnetError


def guarded(init: Callable[..., None]) -> Callable[..., None]:
    """A constructor that refuses what is abstract, and says of arguments that do not fit what is wrong with them."""

    @functools.wraps(init)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        if cls.abstract:
            raise SymnetError(f"{cls.__name__} is only what its subclasses share", f"make one of {', '.join(_finals(cls)) or 'a subclass'}")
        try:
            init(self, *args, **kwargs)
        except TypeError:
            if (takes := signature_of(cls)).fits(len(args), kwargs):
                raise
            raise misread(cls.__name__, takes, len(args), kwargs) from None

    return made


def _finals(cls: Any) -> list[str]:
    """Some subclasses that can be made."""
    found = [name for sub in cls.__subclasses__() for name in (_finals(sub) if sub.abstract else [sub.__name__])]
    return found[:4]


def shared_parent(final: type) -> str:
    """What to do instead of making a subclass of a final class."""
    parent = final.__mro__[1].__name__
    return f"make it a subclass of {parent}, and state there what differs"
