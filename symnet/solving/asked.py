"""What a user asks of a network, as relations of sympy and promises: written in sympy, as a pair, or as text that is never executed."""

from __future__ import annotations

import re
from typing import Any

from symnet.architecture.conditions import Condition
from symnet.architecture.trace import Trace
from symnet.arithmetic.rounding import plain
from symnet.errors import SymnetError, unknown
from symnet.writing.reader import read
from symnet.writing.term import Written, evaluate


def as_relation(wanted: Any, trace: Trace) -> Any:
    """A relation from the user: of sympy, a condition, a pair (divisor, value), or text such as "32 | H" or "H <= 300"."""
    import sympy as sp

    if isinstance(wanted, Condition):
        return _in_symbols_of(trace, wanted.relation)
    if isinstance(wanted, tuple):
        divisor, value = map(plain, wanted)
        return _in_symbols_of(trace, sp.Eq(sp.Mod(value, divisor), 0))
    if isinstance(wanted, str):
        return _read_relation(wanted, trace)
    if wanted is True or wanted is False or isinstance(wanted, (sp.Rel, sp.logic.boolalg.Boolean)):
        return _in_symbols_of(trace, sp.sympify(wanted, strict=True))
    raise SymnetError(f"{wanted!r} is not a relation", "give sympy's Eq, <= and the like, or text such as '32 | H' or 'H <= 300'")


def _in_symbols_of(trace: Trace, relation: Any) -> Any:
    """The relation in the network's own symbols: a name is one symbol, whatever was assumed of it elsewhere."""
    known = trace.symbols
    own = set(known.values())
    others = {s: known[s.name] for s in relation.free_symbols - own if s.name in known}
    for symbol in sorted(relation.free_symbols - own - set(others), key=str):
        raise unknown("symbol", symbol, known)
    return relation.xreplace(others) if others else relation


def _read_relation(text: str, trace: Trace) -> Any:
    import sympy as sp

    parts = re.split(r"(<=|>=|==|=|<|>|\||≤|≥)", text)
    if len(parts) != 3:
        raise SymnetError(f"{text!r} is not a relation", "write one of a | b, a = b, a <= b, a >= b, a < b, a > b")
    left, right = (sp.sympify(read_size(part, trace), strict=True) for part in (parts[0], parts[2]))
    make = {"<=": sp.Le, "≤": sp.Le, ">=": sp.Ge, "≥": sp.Ge, "<": sp.Lt, ">": sp.Gt, "=": sp.Eq, "==": sp.Eq}
    return sp.Eq(sp.Mod(right, left), 0) if parts[1] == "|" else make[parts[1]](left, right)


def read_size(text: str, trace: Trace) -> Any:
    """A formula in text, in the symbols of a network."""
    term, known = read(text), trace.symbols
    for name in term.names() if isinstance(term, Written) else ():
        if name not in known:
            raise unknown("symbol", name, known)
    return evaluate(term, known)


def promise(text: str, trace: Trace) -> tuple[str, Any]:
    """A promise "32 | H" as the symbol's name and its divisor."""
    divisor, bar, name = (part.strip() for part in text.partition("|"))
    if not bar or name not in trace.symbols:
        known = ", ".join(trace.symbols) or "none"
        raise SymnetError(f"{text!r} is not a promise about this network", f"write one as '32 | H', with one of its symbols: {known}")
    return name, read_size(divisor, trace)
