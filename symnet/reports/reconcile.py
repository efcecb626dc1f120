"""Why counts of one network differ: terms against conventions, and whose convention a figure is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symnet.architecture.trace import Call, Traced
from symnet.counting.convention import TERMS, Convention, Count
from symnet.counting.counters import CONVENTIONS, convention_of, counted
from symnet.door import door, doors
from symnet.quantities import MACS
from symnet.tables.cells import size_cell
from symnet.tables.table import Table


@doors
@dataclass(frozen=True, repr=False)
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
    <BLANKLINE>
    torchinfo says nothing of ReLU and MaxPool2d
    """

    exact: tuple[str, ...] = ()
    """The conventions that give the figure."""
    nearest: str = ""
    """The convention that comes nearest to the figure."""
    difference: int = 0
    """How much more the figure is than what the nearest gives."""

    unspoken: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]], hash=False)
    """For each convention that does not speak of all layers: the classes of which it says nothing."""

    def __str__(self) -> str:
        above = self.caption if self.nearest else ""
        return "\n\n".join(part for part in (above, self.to_text(), "\n".join(self.silences)) if part)

    @property
    def silences(self) -> list[str]:
        """Which conventions say nothing of which layers, in a sentence for each."""
        speakers: dict[tuple[str, ...], list[str]] = {}
        for convention, classes in self.unspoken.items():
            speakers.setdefault(classes, []).append(convention)
        return [
            f"{_listed(names)} {'says' if len(names) == 1 else 'say'} nothing of {_listed(classes)}" for classes, names in speakers.items()
        ]


def reconcile(calls: Sequence[Call], name: str, conventions: Sequence[Convention | str]) -> Reconciliation:
    """A row for each term that a convention counts, a column for each convention."""
    counts = [counted(calls, convention) for convention in conventions or CONVENTIONS]
    by_term = [count.terms for count in counts]
    rows = [(title, *(size_cell(terms[key]) if key in terms else None for terms in by_term)) for key, title in TERMS.items()]
    shown = tuple(row for row in rows if any(cell is not None for cell in row[1:]))
    names = tuple(count.convention.name for count in counts)
    footer = ("Total", *(size_cell(count.value) for count in counts))
    aligns = ("l", *("r" for _ in names))
    return Reconciliation(("term", *names), ("", *names), shown, footer, aligns, caption=name, unspoken=_unspoken(counts))


def whose(calls: Sequence[Call], figure: int, conventions: Sequence[Convention | str]) -> Reconciliation:
    """The conventions by how near they come to a figure.

    Raises:
        SymnetError: where counts are expressions, which a figure cannot be compared with.

    >>> import symnet as sn
    >>> found = sn.zoo.alexnet().reconcile(figure=1138272488)
    >>> found.exact, found.caption
    (('ptflops',), '1138272488 is what ptflops counts')
    """
    counts = [counted(calls, convention) for convention in conventions or CONVENTIONS]
    ranked = sorted(counts, key=lambda count: abs(figure - int(count)))
    exact = tuple(count.convention.name for count in ranked if int(count) == figure)
    rows = tuple((count.convention.name, int(count), figure - int(count)) for count in ranked)
    keys = ("convention", "total", "difference")
    nearest, difference = rows[0][0], rows[0][2]
    sentence = _sentence(figure, exact, ranked[0])
    return Reconciliation(
        *(keys, keys, rows, (), ("l", "r", "r")),
        caption=sentence,
        exact=exact,
        nearest=nearest,
        difference=difference,
        unspoken=_unspoken(counts),
    )


def _unspoken(counts: Sequence[Count]) -> dict[str, tuple[str, ...]]:
    return {count.convention.name: count.unspoken_classes for count in counts if count.unspoken and not count.convention.closed}


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _sentence(figure: int, exact: tuple[str, ...], nearest: Count) -> str:
    if exact:
        return f"{figure} is what {', '.join(exact)} count{'s' * (len(exact) == 1)}"
    difference = figure - int(nearest)
    more = "more" if difference > 0 else "less"
    return f"no convention gives {figure}; it is {abs(difference)} {more} than {nearest.convention.name}, which gives {int(nearest)}"


@door
def ratios(networks: Mapping[str, Traced], *conventions: Convention | str) -> Table:
    """How far conventions are from the multiply-accumulates: a row for each network, in each cell "exact" or what they are times too many.

    A convention in which a multiply-accumulate weighs 2 is halved.

    Args:
        networks: networks by the name that a row has.
        conventions: a column for each; conventions, or their names.
    """
    chosen = [convention_of(convention) for convention in conventions]
    traced = {name: (net.trace.calls, MACS.total(net.trace.calls)) for name, net in networks.items()}
    rows = tuple((name, macs, *(_ratio(calls, macs, convention) for convention in chosen)) for name, (calls, macs) in traced.items())
    titles = ("", "MACs", *(convention.name for convention in chosen))
    return Table(("network", *titles[1:]), titles, rows, (), ("l", *("r" for _ in titles[1:])), True)


def _ratio(calls: Sequence[Call], macs: int, convention: Convention) -> str | int:
    figure = Fraction(int(counted(calls, convention)), convention.weights.mac or 1)
    return "exact" if figure == macs else 0 if figure == 0 else f"×{float(figure / macs):.4g}"
