"""Mathematics as plain data: a number, a name, or a list of an operation and what it acts on."""

from __future__ import annotations

from typing import Any

from symnet.writing.show import in_order
from symnet.writing.term import Term, Written


def structure(term: Term) -> Any:
    """A term as nested lists.

    >>> from symnet.writing.term import name
    >>> structure((name("W") - 11) // 4 + 1)
    ['+', ['//', ['-', 'W', 11], 4], 1]
    """
    return _structure(in_order(term))


def _structure(term: Term) -> Any:
    if not isinstance(term, Written):
        return term
    if term.op == "name":
        return term.args[0]
    return [term.op, *(str(a) if term.op == "opaque" else _structure(a) for a in term.args)]
