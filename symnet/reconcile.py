"""Why counts of one network differ: terms against conventions, and whose convention a figure is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from symnet.columns import size_cell
from symnet.convention import TERMS, Convention, Count
from symnet.counters import CONVENTIONS, convention_of, counted
from symnet.table import Table

if TYPE_CHECKING:
    from symnet.network import Network


@dataclass(frozen=True)
class Reconciliation(Table):
    """A table of conventions; asked for a figure, also which ones give exactly that, and how far the nearest is off.

    >>> import symnet as sn
    >>> print(sn.zoo.alexnet().reconcile("MACs", "torchinfo", "ptflops"))
                                MACs   torchinfo     ptflops
    ────────────────────────────────────────────────────────
    multiply-accumulates  1135256096  1135256096  1135256096
    biases                                659272      659272
    activations                                      1316544
    pooling                                          1040576
    ────────────────────────────────────────────────────────
    Total                 1135256096  1135915368  1138272488
    """

    exact: tuple[str, ...] = ()
    """The conventions that give the figure."""
    nearest: str = ""
    """The convention that comes nearest to the figure."""
    difference: int = 0
    """How much more the figure is than what the nearest gives."""

    def __str__(self) -> str:
        return f"{self.caption}\n\n{self.to_text()}" if self.nearest else self.to_text()


def reconcile(net: Network, conventions: Sequence[Convention | str]) -> Reconciliation:
    """A row for each term that a convention counts, a column for each convention."""
    counts = [counted(net.calls, convention) for convention in conventions or CONVENTIONS]
    by_term = [count.terms for count in counts]
    rows = [(title, *(size_cell(terms[key]) if key in terms else None for terms in by_term)) for key, title in TERMS.items()]
    shown = tuple(row for row in rows if any(cell is not None for cell in row[1:]))
    names = tuple(count.convention.name for count in counts)
    footer = ("Total", *(size_cell(count.value) for count in counts))
    return Reconciliation(("term", *names), ("", *names), shown, footer, ("l", *("r" for _ in names)), caption=net.name)


def whose(net: Network, figure: int, conventions: Sequence[Convention | str]) -> Reconciliation:
    """The conventions by how near they come to a figure.

    Raises:
        SymnetError: where counts are expressions, which a figure cannot be compared with.

    >>> import symnet as sn
    >>> found = sn.zoo.alexnet().reconcile(figure=1138272488)
    >>> found.exact, found.caption
    (('ptflops',), '1138272488 is what ptflops counts')
    """
    counts = [counted(net.calls, convention) for convention in conventions or CONVENTIONS]
    ranked = sorted(counts, key=lambda count: abs(figure - int(count)))
    exact = tuple(count.convention.name for count in ranked if int(count) == figure)
    rows = tuple((count.convention.name, int(count), figure - int(count)) for count in ranked)
    keys = ("convention", "total", "difference")
    nearest, difference = rows[0][0], rows[0][2]
    sentence = _sentence(figure, exact, ranked[0])
    return Reconciliation(keys, keys, rows, (), ("l", "r", "r"), caption=sentence, exact=exact, nearest=nearest, difference=difference)


def _sentence(figure: int, exact: tuple[str, ...], nearest: Count) -> str:
    if exact:
        return f"{figure} is what {', '.join(exact)} count{'s' * (len(exact) == 1)}"
    difference = figure - int(nearest)
    more = "more" if difference > 0 else "less"
    return f"no convention gives {figure}; it is {abs(difference)} {more} than {nearest.convention.name}, which gives {int(nearest)}"


def ratios(networks: Mapping[str, Network], *conventions: Convention | str) -> Table:
    """How far conventions are from the multiply-accumulates: a row for each network, in each cell "exact" or what they are times too many.

    A convention in which a multiply-accumulate weighs 2 is halved.
    """
    chosen = [convention_of(convention) for convention in conventions]
    exact = {name: net.macs for name, net in networks.items()}
    rows = tuple((name, exact[name], *(_ratio(net, exact[name], convention) for convention in chosen)) for name, net in networks.items())
    titles = ("", "MACs", *(convention.name for convention in chosen))
    return Table(("network", *titles[1:]), titles, rows, (), ("l", *("r" for _ in titles[1:])), True)


def _ratio(net: Network, macs: int, convention: Convention) -> str | int:
    figure = Fraction(int(net.count(convention)), convention.weights.mac or 1)
    return "exact" if figure == macs else 0 if figure == 0 else f"×{float(figure / macs):.4g}"
