"""A relation compiled to a function that says whether it holds, by integer arithmetic alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import sympy as sp

from symnet.errors import SymnetError
from symnet.solving.relations.exact import runner
from symnet.solving.relations.program import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIGNS = {"==": (0,), "!=": (-1, 1), "<=": (-1, 0), "<": (-1,), ">=": (0, 1), ">": (1,)}


class Truth(NamedTuple):
    """Whether a relation holds at the symbols' values, and in how many steps that is found."""

    holds: Callable[..., bool]
    steps: int


def compile_relation(relation: Any, symbols: Sequence[sp.Symbol]) -> Truth:
    """A relation as a function of its symbols' values; where it divides by zero, it does not hold.

    >>> H, S = sp.symbols("H S", integer=True)
    >>> whole = compile_relation(sp.Eq(sp.Mod(H - 3, S), 0), (H, S))
    >>> [whole.holds(11, s) for s in range(5)]
    [False, True, True, False, True]
    """
    match relation:
        case sp.And() | sp.Or():
            parts = [compile_relation(part, symbols) for part in relation.args]
            every = all if isinstance(relation, sp.And) else any
            return Truth(lambda *values: every(p.holds(*values) for p in parts), sum(p.steps for p in parts))
        case sp.Not():
            part = compile_relation(relation.args[0], symbols)
            return Truth(lambda *values: not part.holds(*values), part.steps)
        case sp.logic.boolalg.BooleanAtom():
            return Truth(lambda *_: relation == sp.true, 1)
        case sp.Rel() if getattr(relation, "rel_op", "") in SIGNS:
            return _divides(relation, symbols) or _compared(relation, symbols)
        case _:
            raise SymnetError(f"{relation} is not a relation: write it with Eq, Ne, <=, <, >=, >, And, Or and Not")


def _compared(relation: Any, symbols: Sequence[sp.Symbol]) -> Truth:
    writer = Writer(symbols)
    slot, sign = writer.difference(relation.lhs, relation.rhs)
    wanted = SIGNS[relation.rel_op]
    if slot == 0:
        return Truth(lambda *_: sign in wanted, 1)
    run = runner(writer.steps, slot)

    def holds(*values: int) -> bool:
        try:
            value = run(*values)
        except ZeroDivisionError:
            return False
        return ((value > 0) - (value < 0)) * sign in wanted

    return Truth(holds, len(writer.steps))


def _divides(relation: Any, symbols: Sequence[sp.Symbol]) -> Truth | None:
    """That a remainder is 0, without the fraction that a symbolic divisor would be; None for any other relation."""
    if relation.rel_op != "==" or not isinstance(relation.lhs, sp.Mod) or relation.rhs != 0:
        return None
    writer = Writer(symbols)
    (slot, num, den), (by, by_num, by_den) = (writer.value(part) for part in relation.lhs.args)
    run, divisor = runner(writer.steps, slot), runner(writer.steps, by)

    def holds(*values: int) -> bool:
        try:
            below = divisor(*values) * by_num * den
            return below != 0 and run(*values) * num * by_den % below == 0
        except ZeroDivisionError:
            return False

    return Truth(holds, 2 * len(writer.steps))
