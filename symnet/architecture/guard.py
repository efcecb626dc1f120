"""What guards the making of layers: abstract classes are not made, final ones have no subclasses, and arguments fit."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.architecture.foreign import translated
from symnet.door import misread, shown
from symnet.errors import SymnetError


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a layer class is made with."""

    by_place: tuple[str, ...]
    names: frozenset[str]
    defaults: dict[str, Any]
    usual: dict[str, Any]
    """The defaults of sizes that every layer of the class keeps in the same form."""
    factories: tuple[tuple[str, Callable[[], Any]], ...]
    count: int
    """How many fields hold a value once the arguments are in."""


@functools.cache
def arguments(cls: Any) -> Arguments:
    """What a layer class is made with: read from its fields."""
    fields = dataclasses.fields(cls)
    taken = [field for field in fields if field.init]
    defaults = {field.name: field.default for field in fields if field.default is not dataclasses.MISSING}
    factories = tuple((field.name, field.default_factory) for field in fields if field.default_factory is not dataclasses.MISSING)
    names = frozenset(field.name for field in taken)
    by_place = tuple(field.name for field in taken if not field.kw_only)
    count = len(names | defaults.keys() | dict(factories).keys())
    usual: dict[str, Any] = {}
    if not cls.checks_sizes():
        for field in fields:
            if "size" in field.metadata and defaults.get(field.name) is not None:
                usual[field.name] = field.metadata["size"].checked(f"{cls.__name__} {field.name}", field.default, cls.spatial)
    return Arguments(by_place, names, defaults | usual, usual, factories, count)


GIVEN = {"OneSize": "SizeLike", "OptionalSize": "SizeLike | None", "AxisSizes": "Sizes"}
"""What may be given for a field whose reading gives something else."""


class Written(str):
    """A type as it is written in source, shown without the quotes of a word."""

    __slots__ = ()
    __repr__ = str.__str__


class Signed:
    """The signature of a class that is made by its fields; its instances, which are called on values, have another."""

    def __get__(self, made: object, cls: Any) -> inspect.Signature:
        if made is not None:
            raise AttributeError("__signature__")
        return _signature(cls)


@functools.cache
def _signature(cls: Any) -> inspect.Signature:
    takes, parameters = arguments(cls), list[inspect.Parameter]()
    fields = {field.name: field for field in dataclasses.fields(cls)}
    for name in (*takes.by_place, *(name for name in fields if name in takes.names and name not in takes.by_place)):
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if name in takes.by_place else inspect.Parameter.KEYWORD_ONLY
        default = fields[name].default if name in takes.defaults else inspect.Parameter.empty
        annotation = str(fields[name].type)
        parameters.append(inspect.Parameter(name, kind, default=default, annotation=Written(GIVEN.get(annotation, annotation))))
    return inspect.Signature(parameters)


def misfitting(cls: Any, args: tuple[Any, ...], named: Mapping[str, Any]) -> SymnetError:
    """The error for arguments that do not fit a layer class."""
    if cls.abstract:
        what = f"{cls.__name__} is only what its subclasses share"
        return SymnetError(what, f"make one of {', '.join(_finals(cls)) or 'a subclass'}")
    places, names = arguments(cls).by_place, list(_signature(cls).parameters)
    said, own = translated(named, [name for name in names if name not in places[: len(args)]], cls.from_input)
    if (said or len(args) > len(places)) and own.keys() <= set(names):
        return _line(cls, args, own, said)
    wrong = misread(cls.__name__, list(_signature(cls).parameters.values()), len(args), own)
    return wrong or SymnetError(f"{cls.__name__} does not hold its fields", "let its class be a dataclass as Layer makes it")


def _line(cls: Any, args: tuple[Any, ...], named: Mapping[str, Any], said: str) -> SymnetError:
    """The error for a line of another tool, which means something else here, or nothing: says which line to write instead."""
    names, by_place = list(_signature(cls).parameters), arguments(cls).by_place
    surplus = len(args) > len(by_place) and "from its input" not in said
    kept = [value for place, value in enumerate(args) if not surplus or place not in cls.from_input.values()]
    own = dict(zip(names, kept, strict=False)) | dict(named)
    line, gap = list[str](), False
    for name in names:
        gap = gap or name not in own
        if name in own:
            line.append(shown(own[name]) if name in by_place and not gap else f"{name}={shown(own[name])}")
    read = " and ".join(cls.from_input)
    many = f"reads {read} from its input" if read else f"takes {len(by_place)} arguments without a name"
    what = ", ".join(filter(None, (f"{many}, got {', '.join(map(shown, args))}" if surplus else "", said)))
    further = names[len(by_place) :]
    if surplus and not read and cls.by_place and further:  # the others do not stand in torch's order
        return SymnetError(f"{cls.__name__} {what}", f"give the others by name: {', '.join(further)}")
    return SymnetError(f"{cls.__name__} {what}", f"write {cls.__name__}({', '.join(line)})")


def _finals(cls: Any) -> list[str]:
    """Some subclasses that can be made."""
    found = [name for sub in cls.__subclasses__() for name in (_finals(sub) if sub.abstract else [sub.__name__])]
    return found[:4]


def shared_parent(final: type) -> str:
    """What to do instead of making a subclass of a final class."""
    return f"make it a subclass of {final.__mro__[1].__name__}, and state there what differs"
