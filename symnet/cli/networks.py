"""Which network a command means: one of the zoo, or one of the user's in a file, a module, a JSON document or a line."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from symnet import zoo
from symnet.architecture.graph import Graph
from symnet.architecture.layer import Layer
from symnet.cli.line import read_line
from symnet.door import door, listed, shown
from symnet.errors import SymnetError, unknown
from symnet.network import Network

OWN = "or one of your own: path/to/file.py:name, module:name, a file net.json"


LONGEST = 1000
"""How many characters a size may have."""


def network(options: argparse.Namespace, others: Sequence[str] = ()) -> Network:
    """The network that was asked for; `others` are what may be asked for besides."""
    arguments: dict[str, Any] = {"variant": options.variant} if options.variant else {}
    if options.input is not None:
        arguments["input_shape"] = read_shape(options.input)
    if getattr(options, "code", None):
        return made_of(read_line(options.code), "the line", arguments)
    if options.network is None:
        raise SymnetError("no network is given", f"name one of the zoo, {OWN}, or write a line with -c")
    return named(options.network, arguments, others)


def named(what: str, arguments: dict[str, Any], others: Sequence[str] = ()) -> Network:
    """The network of a name: a document, what a file or module of the user's has, or one of the zoo."""
    if what.endswith(".json"):
        return made_of(Network.from_json(Path(what)), what, arguments)
    where, _, name = what.rpartition(":")
    if where.endswith(".py"):
        return made_of(defined(from_file(Path(where)), name, where), what, arguments)
    if where:
        return made_of(defined(from_module(where), name, where), what, arguments)
    if what not in zoo.NETWORKS:
        raise unknown("layer or network" if others else "network", what, (*others, *zoo.NETWORKS))
    return zoo.NETWORKS[what](**arguments)


def from_file(path: Path) -> ModuleType:
    """A Python file of the user's, which is run."""
    if not path.is_file():
        raise SymnetError(f"there is no file {path}", "give the path of a Python file, and a name in it: path/to/file.py:name")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SymnetError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise SymnetError(f"{path} fails with {type(error).__name__}: {error}", "run it with python to see where") from error
    return module


def from_module(name: str) -> ModuleType:
    """A module of the user's, from the folder the command runs in or from what is installed."""
    sys.path.insert(0, str(Path.cwd()))
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        what = f"the module {name!r} cannot be imported: {type(error).__name__}: {error}"
        raise SymnetError(what, "give module:name, or path/to/file.py:name") from error


def defined(module: ModuleType, name: str, where: str) -> Any:
    """What a module calls by a name."""
    if name not in vars(module):
        raise unknown(f"name in {where}", name, [n for n, value in vars(module).items() if is_network(value)])
    return vars(module)[name]


def is_network(value: Any) -> bool:
    """Whether a network may be meant: one, what one is made of, or a function."""
    return isinstance(value, (Network, Layer, Graph)) or (inspect.isfunction(value) and value.__module__ not in sys.modules)


def made_of(value: Any, what: str, arguments: dict[str, Any]) -> Network:
    """A network as it is, of a layer or graph and the input shape, or what a function makes."""
    if isinstance(value, (Layer, Graph)):
        if set(arguments) != {"input_shape"}:
            raise SymnetError(f"{what} is a layer or a graph, without the shape of its input", "give it: --input 3,224,224")
        return Network(value, arguments["input_shape"], name=what.rpartition(":")[2])
    made = door(value)(**arguments) if callable(value) and not isinstance(value, Network) else value
    if not isinstance(made, Network):
        raise SymnetError(f"{what} is {shown(made)}", "name a Network, a layer or graph, or a function that returns a Network")
    if made is value and arguments:
        raise SymnetError(f"{what} is a Network, whose input is given", "leave --input and --variant out, or name a function")
    return made


def read_shape(text: str) -> tuple[int | str, ...]:
    """`3,227,227` or `F_in,H,W` as a shape; names are checked where they become symbols."""
    parts = listed(text)
    if long := next((part for part in parts if len(part) > LONGEST), None):
        raise SymnetError(f"a size of {len(long)} characters is no size", f"give numbers and names of at most {LONGEST}")
    return tuple(int(part) if part.lstrip("+-").isdecimal() else part for part in parts)
