"""Networks side by side: totals, or layer by layer, with differences and ratios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeAlias

from symnet.architecture.trace import Trace
from symnet.arithmetic.sizes import is_zero, total
from symnet.door import door, shown
from symnet.errors import SymnetError, unknown
from symnet.quantities import Quantity, quantities_of
from symnet.reports.block import Block, layers_of, whole
from symnet.tables.cells import Cell, size_cell
from symnet.tables.table import Table
from symnet.writing.line import Line

Given: TypeAlias = tuple[str, list[Any], list[Any] | None]
"""A column's title, its values, and what they are compared with."""

ROWS = ("totals", "layers", "blocks")


class Compared(Protocol):
    """What can be compared: anything with a trace and a name."""

    name: str

    @property
    def trace(self) -> Trace: ...


@door
def compare(
    *networks: Compared,
    quantities: Sequence[Quantity | str] | Quantity | str = "params,macs,activations",
    rows: str = "totals",
    difference: bool = False,
    ratio: bool = False,
    names: Sequence[str] = (),
    group: bool = False,
) -> Table:
    """Several networks in one table.

    Args:
        networks: what to compare; differences and ratios are to the first.
        quantities: names, or quantities of your own, in a list or in one string with commas.
        rows: "totals" has a row for each network and a column for each quantity; "layers" a row for each layer, by its name, and a column
            for each network, and "blocks" the same for the outermost blocks. Where a network has no layer of a name its cell is empty.
        difference: whether there are columns with how much more each has than the first.
        ratio: whether there are columns with how many times as much it has as the first, rounded to four digits; of formulas the quotient.
        names: what to call the networks in place of their own names.
        group: whether thousands are grouped.

    Raises:
        SymnetError: for less than one network, what is none, an unknown quantity, or as many names as there are not networks.

    >>> import symnet as sn
    >>> print(compare(sn.zoo.resnet18(), sn.zoo.resnet34(), quantities="params, macs", ratio=True))
    Network    parameters  parameters ratio        MACs  MACs ratio
    ───────────────────────────────────────────────────────────────
    ResNet-18    11689512                ×1  1814073344          ×1
    ResNet-34    21797672            ×1.865  3663761408       ×2.02
    """
    asked = quantities_of(quantities)
    if not networks or not asked:
        raise SymnetError("there is nothing to compare", "give networks, and the name of a quantity such as params")
    if rows not in ROWS:
        raise unknown("rows", rows, ROWS)
    blocks = list(map(_block, networks))
    called = _called(networks, names)
    if rows == "totals":
        heads, totals = ["Network", *called], False
        given = [(q.title or q.name, values, [values[0]] * len(blocks)) for q in asked for values in [[block.total(q) for block in blocks]]]
    else:
        heads, given = _by_row(blocks, called, asked, rows == "blocks")
        totals = True
    columns = list(_with_changes(given, difference, ratio))
    titles, aligns = (heads[0], *(title for title, _ in columns)), ("l", *("r" for _ in columns))
    lines = tuple(zip(heads[1:], *(cells for _, cells in columns), strict=True))
    keys = ("network" if rows == "totals" else "layer", *titles[1:])
    caption = "" if rows == "totals" else ", ".join(q.title or q.name for q in asked)
    return Table(keys, titles, lines[:-1] if totals else lines, lines[-1] if totals else (), aligns, group, caption)


def _block(network: Compared) -> Block:
    if isinstance(network, Block):
        return network
    if not isinstance(getattr(network, "trace", None), Trace):
        raise SymnetError(f"{shown(network)} is no network", "give networks or blocks")
    network.trace.refuse_arrays("a comparison shows numbers or symbols")
    return whole(network.trace, network.name)


def _called(networks: Sequence[Compared], names: Sequence[str]) -> list[str]:
    """A name for each network; of several with one name, with a number."""
    if names and len(names) != len(networks):
        raise SymnetError(f"there are {len(names)} names for {len(networks)} networks", "give one for each")
    found = [str(name) for name in names] or [network.name or "network" for network in networks]
    return [name if found.count(name) == 1 else f"{name} ({found[: k + 1].count(name)})" for k, name in enumerate(found)]


def _by_row(blocks: Sequence[Block], called: Sequence[str], asked: Sequence[Quantity], by_block: bool) -> tuple[list[str], list[Given]]:
    """Every name that one of the networks has, in the order they come in, and a column for each quantity and network; totals last."""
    parts = [{place.name: place for place in (block.parts() if by_block else layers_of(block))} for block in blocks]
    every = list(dict.fromkeys(name for named in parts for name in named))
    values = [[{n: place.total(q) for n, place in named.items()} for named in parts] for q in asked]
    names = [name for name in every if any(counts.get(name, 0) != 0 for by_network in values for counts in by_network)]
    given: list[Given] = []
    for q, by_network in zip(asked, values, strict=True):
        columns = [[*(counts.get(n) for n in names), b.total(q)] for counts, b in zip(by_network, blocks, strict=True)]
        titles = [f"{title} {q.title or q.name}" if len(asked) > 1 else title for title in called]
        given += [(title, column, columns[0] if k else None) for k, (title, column) in enumerate(zip(titles, columns, strict=True))]
    return ["Layer Name", *names, "Total"], given


def _with_changes(given: Sequence[Given], difference: bool, ratio: bool) -> Iterator[tuple[str, list[Cell]]]:
    """Columns, each with its differences and ratios to what it is compared with behind it."""
    for title, values, base in given:
        yield title, [None if v is None else size_cell(v) for v in values]
        if base and difference:
            yield f"{title} difference", [None if None in (v, b) else size_cell(total((v, -b))) for v, b in zip(values, base, strict=True)]
        if base and ratio:
            yield f"{title} ratio", [None if None in (v, b) else _ratio(v, b) for v, b in zip(values, base, strict=True)]


def _ratio(value: Any, base: Any) -> Cell:
    if is_zero(base):
        return None
    if isinstance(value, int) and isinstance(base, int):
        return f"×{value / base:.4g}"
    import sympy

    return Line.of(sympy.cancel(sympy.sympify(value, strict=True) / base))
