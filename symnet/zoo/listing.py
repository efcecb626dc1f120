"""What the zoo holds, as a table."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from symnet.door import door
from symnet.errors import unknown
from symnet.network import Network
from symnet.tables.cells import Cell, size_cell
from symnet.tables.table import Table
from symnet.writing.line import Line
from symnet.writing.term import dims
from symnet.zoo import NETWORKS


@door
def listing(part: str = "") -> Table:
    """Every network with `part` in its family or name: family, name, input, parameters, multiply-accumulates and source.

    The general network of a family that has no sizes of its own is listed with the arguments it needs.

    >>> len(listing().rows) == len(NETWORKS), listing("vgg11").rows[0][:2]
    (True, ('vgg', 'vgg11'))
    """
    rows = tuple(_row(name, make) for name, make in NETWORKS.items() if part in name or part in family(make))
    if not rows:
        raise unknown("network", part, NETWORKS)
    keys = ("family", "network", "input", "params", "macs", "source")
    titles = ("Family", "Network", "input size", "parameters", "MACs", "source")
    return Table(keys, titles, rows, aligns=("l", "l", "l", "r", "r", "l"), group=True)


def family(make: Callable[..., Network]) -> str:
    """The family of a network: the file it stands in."""
    return make.__module__.rpartition(".")[2]


def source(make: Callable[..., Network]) -> str:
    """Where its definition is from, as its docstring says it."""
    return " ".join((make.__doc__ or "").partition("Source: ")[2].split()).rstrip(".")


def _row(name: str, make: Callable[..., Network]) -> tuple[Cell, ...]:
    needed = [p.name for p in inspect.signature(make).parameters.values() if p.default is p.empty]
    if needed:
        return (family(make), f"{name}({', '.join(needed)})", None, None, None, source(make))
    net = make()
    return (family(make), name, Line.of(dims(net.input_shape)), size_cell(net.params), size_cell(net.macs), source(make))
