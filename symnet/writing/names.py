"""Names in mathematics: which are Greek letters, and what of a name is its subscript; how an author writes them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from symnet.door import door, doors, shown
from symnet.errors import SymnetError, unknown

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
    ]
)


LETTERS = GREEK | {"ell"}
"""The words that stand for one letter."""

SIGNS = {html.unescape(f"&{word};"): word for word in GREEK}


class Name(NamedTuple):
    """A name as it is set: a letter or a word, its subscripts, and how many primes it has."""

    head: str
    tails: tuple[str, ...] = ()
    primes: int = 0

    @property
    def is_letter(self) -> bool:
        """Whether it is one letter, which is set in italics."""
        return len(self.head) == 1 or self.head in LETTERS

    def __str__(self) -> str:
        return "_".join((self.head + "'" * self.primes, *self.tails))


def parts(name: str) -> Name:
    """What of a symbol's name is its subscript: `F_in` is F with the subscript in, `x1` x with 1, `d_prime` d'; `hidden_size` is a word."""
    head, *tails = [SIGNS.get(part, part) for part in name.split("_")]
    primes, tails = tails.count("prime"), [tail for tail in tails if tail and tail != "prime"]
    if numbered := re.fullmatch(r"([A-Za-z])([0-9]+)", head):
        head, tails = numbered[1], [numbered[2], *tails]
    if len(head) > 1 and head not in LETTERS and not all(map(str.isdigit, tails)):
        head, tails = "_".join((head, *tails)), []
    return Name(head, tuple(tails), primes)


WRITTEN = re.compile(
    r"(?:\\(?:mathrm|mathit|text|operatorname)\{(?P<word>\w+)\}|\\?(?P<head>[^\W\d_]+[0-9]*))(?P<primes>'*)"
    r"(?:_(?:\{(?P<sub>[\w, ]+)\}|(?P<one>\w)))?(?P<later>'*)"
)


def read_name(text: str) -> Name:
    """How an author writes a name, such as C_{in}, \\alpha, d' or kernel_size.

    Raises:
        SymnetError: where it is anything but a letter or a word with subscripts and primes.
    """
    if re.fullmatch(r"[^\W\d]\w*", text):
        return parts(text)
    found = WRITTEN.fullmatch(text)
    if not found:
        raise SymnetError(
            f"{text!r} is no way to write a name", "give a letter or a word, with subscripts and primes, such as C_{in} or d'"
        )
    head = parts(found["word"] or found["head"])
    tails = re.split(r"[,\s]+", found["sub"] or found["one"] or "")
    return Name(head.head, (*head.tails, *filter(None, tails)), head.primes + len(found["primes"] + found["later"]))


@doors
@dataclass(frozen=True)
class Notation:
    """How an author writes names: a mapping of symbols' names to what they are written as.

    A name means its longest beginning that is known: with {"K": "k"}, K_Conv1 is written k with the subscript Conv1.

    Args:
        names: what each name is written as.

    >>> import symnet as sn
    >>> print(sn.zoo.alexnet().with_notation({"F_in": "C_{in}", "F_out": "C_{out}", "K": "k"})["Conv2"].derivation("weights"))
    C_in k^2 C_out = 96×(5×5)×256 = 614400
    """

    names: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    def __post_init__(self) -> None:
        for name, written in self.names.items():
            if not isinstance(name, str) or not isinstance(written, str):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise SymnetError(f"a notation has {shown(name)}: {shown(written)}", "give names and how they are written, as text")
            read_name(written)

    def __bool__(self) -> bool:
        return bool(self.names)

    def written(self, name: str) -> Name | None:
        """How a name is written; None where nothing is said of it."""
        words = name.split("_")
        for k in range(len(words), 0, -1):
            if (known := self.names.get("_".join(words[:k]))) is not None:
                return (read := read_name(known))._replace(tails=(*read.tails, *words[k:]))
        return None

    def apart(self, names: Sequence[str]) -> Notation:
        """The notation for a formula with these names: one that would be written like another symbol's own name keeps its own.

        Raises:
            SymnetError: where the notation writes two of them alike.
        """
        plain = {parts(name) for name in names if self.written(name) is None}
        kept = {name: name for name in names if self.written(name) in plain}
        taken: dict[Name, str] = {}
        for name in names:
            written = parts(name) if name in kept else self.written(name) or parts(name)
            if (other := taken.setdefault(written, name)) != name:
                raise SymnetError(f"{other} and {name} would both be written {written}", "give one another letter")
        return Notation({**self.names, **kept}) if kept else self


PLAIN = Notation()

NOTATIONS: Mapping[str, Notation] = {
    "note": PLAIN,
    # Dumoulin and Visin 2016, arXiv:1603.07285: i, k, p, s, o; of section 1.1 n output maps and m input maps; section 5.1, dilation d.
    "dumoulin": Notation(
        {"F_in": "m", "F_out": "n", "K": "k", "P": "p", "S": "s", "D": "d", "W": "i", "H": "i_h", "L": "i", "W_out": "o", "H_out": "o_h"}
    ),
    # CS231n, "Convolutional Neural Networks": W1 x H1 x D1 in, K filters of size F, stride S, padding P, W2 x H2 x D2 out.
    "cs231n": Notation({"F_in": "D_1", "F_out": "K", "K": "F", "W": "W_1", "H": "H_1", "W_out": "W_2", "H_out": "H_2", "D": "d"}),
    # torch.nn.Conv2d: C_in, H_in, W_in, kernel_size, stride, padding, dilation, groups.
    "torch": Notation(
        {
            "F_in": "C_{in}",
            "F_out": "C_{out}",
            "K": "kernel_size",
            "P": "padding",
            "S": "stride",
            "D": "dilation",
            "G": "groups",
            "W": "W_{in}",
            "H": "H_{in}",
            "L": "L_{in}",
            "W_out": "W_{out}",
            "H_out": "H_{out}",
            "L_out": "L_{out}",
        }
    ),
}
"""Notations by name: the AlexNet note's (symnet's own letters), Dumoulin and Visin's, CS231n's and that of torch's documentation."""

AnyNotation: TypeAlias = "Notation | Mapping[str, str] | str"


@door
def notation_of(wanted: AnyNotation) -> Notation:
    """A notation, the one of that name, or the one that a mapping gives."""
    if isinstance(wanted, Notation):
        return wanted
    if isinstance(wanted, Mapping):
        return Notation(dict(wanted))
    if wanted not in NOTATIONS:
        raise unknown("notation", wanted, NOTATIONS)
    return NOTATIONS[wanted]
