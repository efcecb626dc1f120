"""What guards the making of layers: abstract classes are not made, final ones have no subclasses, and arguments fit."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.architecture.elsewhere import renamed
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
        parameters.append(inspect.Parameter(name, kind, default=default, annotation=fields[name].type))
    return inspect.Signature(parameters)


def misfitting(cls: Any, args: tuple[Any, ...], named: Mapping[str, Any]) -> SymnetError:
    """The error for arguments that do not fit a layer class."""
    if cls.abstract:
        what = f"{cls.__name__} is only what its subclasses share"
        return SymnetError(what, f"make one of {', '.join(_finals(cls)) or 'a subclass'}")
    if foreign := foreign_line(cls, args, named) or renamed(cls.__name__, named, arguments(cls).names):
        return foreign
    wrong = misread(cls.__name__, list(_signature(cls).parameters.values()), len(args), named)
    return wrong or SymnetError(f"{cls.__name__} does not hold its fields", "let its class be a dataclass as Layer makes it")


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


ARGS = "\n    Args:\n"

MEANINGS: Mapping[str, str] = {
    "hidden_size": "h, how many features the state has.",
    "num_layers": "how many recurrent layers stand on one another.",
    "bidirectional": "whether a second state runs from the end to the beginning.",
    "bias_vectors": "how many vectors of biases each gate has: 2 as in torch, 1 as in Keras.",
    "nonlinearity": 'the activation of the state: "tanh" or "relu".',
    "kernel_size": "K, one size or one for each axis.",
    "stride": "S, one size or one for each axis; the kernel's where none is given.",
    "padding": "P, cells added on both sides; per axis a size or a pair (before, after).",
    "dilation": "D, how far apart the cells of the kernel lie.",
    "ceil_mode": "whether sizes are rounded up.",
    "return_indices": "whether the places of the maxima are a second output.",
    "bias": "whether there are biases.",
    "scale": "whether there is a learned factor.",
    "affine": "whether there is a learned factor and a bias for each channel.",
    "elementwise_affine": "whether there is a learned factor and a bias for each feature.",
    "track_running_stats": "whether running means and variances are stored.",
    "momentum": "the weight of a new batch in the running statistics; it changes no count.",
    "eps": "what is added to the variance; it changes no count.",
    "inplace": "taken as in torch.nn; it changes no count.",
    "p": "the probability of a zero; it changes no count.",
    "dim": "the axis it works along, counted from 0 after the batch, or from the end.",
    "value": "the number that is filled in; it changes no count.",
}
"""What arguments are that many layers have, where the layer's own docstring does not say."""
CONSTANT = "a constant of the function; it changes no count."


def with_arguments(cls: Any) -> str:
    """A layer's docstring in which each of its arguments is described: by itself, by the class it shares them with, or as everywhere."""
    own = cls.__doc__ if ARGS in cls.__doc__ else ""
    family = own or next((doc for base in cls.__mro__[1:] if ARGS in (doc := base.__doc__ or "")), "")
    before, _, after = family.partition(ARGS)
    section, _, rest = after.partition("\n\n")
    kept = "" if own else _described(section, arguments(cls).names)
    said = section if own else kept
    missing = [name for name in _signature(cls).parameters if not re.search(rf"\b{name}\b", said)]
    if not missing and own:
        return own
    lines = [f"        {name}: {MEANINGS.get(name, CONSTANT)}" for name in missing]
    if own:
        return f"{before}{ARGS}{section.rstrip()}\n" + "\n".join(lines) + f"\n\n{rest}"
    if not lines and not kept:
        return cls.__doc__
    return f"{cls.__doc__.rstrip()}\n{ARGS}" + "\n".join([*([kept] if kept else []), *lines]) + "\n    "


def _described(section: str, names: frozenset[str]) -> str:
    """Of a section of arguments those that a class has; each begins 8 blanks in, and what goes on lies deeper."""
    kept: list[str] = []
    keeps = False
    for line in section.rstrip().split("\n"):
        if not line.startswith(" " * 9):
            keeps = any(re.search(rf"\b{name}\b", line.partition(":")[0]) for name in names)
        if keeps:
            kept.append(line)
    return "\n".join(kept)
