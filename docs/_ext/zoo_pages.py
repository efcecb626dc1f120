"""The pages of the zoo: one for each file of `symnet/zoo`, written before Sphinx reads its sources.

What the code cannot say stands in `docs/zoo/<family>.toml`: whose network it is, which derived table is the paper's, and the figures
that were published. Everything derived is an expression, computed while the pages are built.
"""

from __future__ import annotations

import functools
import inspect
import sys
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import symnet as sn
from symnet import Network, zoo
from symnet.tables.cells import size_cell
from symnet.tables.table import Table
from symnet.writing.line import Line
from symnet.writing.term import dims
from symnet.zoo.listing import family

FOLDER = Path(__file__).parent.parent / "zoo"


class Published(NamedTuple):
    """A figure that was published: of which network, what, where, its digits in units of `unit`, the expression that derives it, and
    in one sentence why the two differ."""

    of: str
    what: str
    where: str
    value: str
    derived: str
    unit: str = ""
    why: str = ""

    @property
    def number(self) -> Any:
        """What symnet derives."""
        return eval(self.derived, dict(NAMES))

    def agrees(self) -> bool:
        """Whether the derived number, in the unit, rounds to the digits that were printed."""
        digits, derived = Decimal(self.value), Fraction(int(self.number)) / int(self.unit or 1)
        place = Fraction(10) ** int(digits.as_tuple().exponent)
        return abs(derived - Fraction(digits)) <= place / 2 if place < 1 or self.unit else derived == Fraction(digits)


def stored(net: Network) -> int:
    """Parameters and statistics of normalisations, as Keras counts them: without torch's counters of batches."""
    statistics = (tensor for tensor in net.named_buffers.expand() if not tensor.name.endswith("num_batches_tracked"))
    return net.params + sum(sn.product(tensor.shape) for tensor in statistics)


ZOO = SimpleNamespace(**{name: functools.cache(make) for name, make in zoo.NETWORKS.items()})
NAMES = {**vars(sn), "sn": SimpleNamespace(**{**vars(sn), "zoo": ZOO}), "stored": stored}
"""What the expressions of derived figures are written in; each network is made once, since pages ask many figures of one."""


def about(name: str) -> Mapping[str, Any]:
    """What is said of a family."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def published(name: str) -> list[Published]:
    """The published figures of a family."""
    return [Published(**{key: str(value) for key, value in row.items()}) for row in about(name).get("published", [])]


def families() -> dict[str, list[Callable[..., Network]]]:
    """The networks of each family, the general one first."""
    found: dict[str, list[Callable[..., Network]]] = {}
    for make in zoo.NETWORKS.values():
        found.setdefault(family(make), []).append(make)
    return {name: sorted(found[name], key=lambda make: inspect.getsourcelines(make)[1]) for name in sorted(found)}


def members(name: str) -> Table:
    """The published members of a family: input, parameters, multiply-accumulates."""
    named = {make.__name__: make() for make in families()[name] if not _needed(make)}
    rows = [(key, Line.of(dims(net.input_shape)), size_cell(net.params), size_cell(net.macs)) for key, net in named.items()]
    keys = ("network", "input", "params", "macs")
    return Table(keys, ("symnet.zoo", "input", "parameters", "multiply-accumulates"), tuple(rows), aligns=("l", "l", "r", "r"), group=True)


def _needed(make: Callable[..., Network]) -> list[str]:
    return [p.name for p in inspect.signature(make).parameters.values() if p.default is p.empty]


def compared(name: str) -> Table:
    """Published against derived; a star marks what differs."""
    figures = published(name)
    rows = [(p.of, p.what, _printed(p), size_cell(p.number), "*" if p.why else None, p.where) for p in figures]
    keys, titles = (
        ("network", "figure", "published", "derived", "note", "where"),
        ("network", "figure", "published", "derived", "", "where"),
    )
    return Table(keys, titles, tuple(rows), aligns=("l", "l", "r", "r", "l", "l"), group=True)


def _printed(p: Published) -> Any:
    if not p.unit:
        return int(p.value)
    power = len(p.unit) - 1
    return f"{p.value} × 10{str(power).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def page(name: str) -> str:
    """The page of one family."""
    said = about(name)
    source = Path(inspect.getfile(sys.modules[f"symnet.zoo.{name}"])).relative_to(FOLDER.parent.parent)
    parts = [f"# {said['title']}", f"{said['about'].strip()}", f"Source: {said['source']}. The code is `{source}`."]
    if any(not _needed(make) for make in families()[name]):
        parts += ["## Members", _run(f"members({name!r})")]
    if said.get("tables"):
        parts.append("## The paper's table")
        parts += [f"{each['says']}\n\n{_run(each['code'], show=True)}" for each in said["tables"]]
    if said.get("formulas"):
        parts.append("## One formula")
        parts += [f"{each['says']}\n\n{_run(each['code'], show=True)}" for each in said["formulas"]]
    if figures := published(name):
        parts += ["## Published and derived", f":::{{container}} published\n{_run(f'compared({name!r})')}\n:::"]
        parts += ["\n".join(f"- {p.of}, {p.what} ({p.where}): {p.why}" for p in figures if p.why)]
    parts += [
        "## Functions",
        *(f"```{{eval-rst}}\n.. currentmodule:: symnet\n\n.. autofunction:: symnet.zoo.{make.__name__}\n```" for make in families()[name]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _run(code: str, *, show: bool = False) -> str:
    return f"```{{symnet}}\n{':show:' + chr(10) if show else ''}{code.strip()}\n```"


def write_zoo_pages(app: Any) -> None:
    """Write docs/generated/zoo/*.md; files that would not change are left alone."""
    folder = Path(app.srcdir) / "generated" / "zoo"
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{name}.md": page(name) for name in families()}
    for stale in set(folder.iterdir()) - {folder / name for name in pages}:
        stale.unlink()
    for name, text in pages.items():
        if not (folder / name).exists() or (folder / name).read_text() != text:
            (folder / name).write_text(text)
