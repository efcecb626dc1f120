"""The integers of a domain at which a relation holds: each comparison is solved by the first method that fits it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import sympy as sp

from symnet.errors import SymnetError
from symnet.solving.integer_set import Bound, IntegerSet, Piece
from symnet.solving.relations.exact import runner
from symnet.solving.relations.polynomials import LONGEST_PERIOD, common_period, polynomial_signs, polynomials
from symnet.solving.relations.program import Step, Writer
from symnet.solving.relations.trends import monotone_signs, trend_of
from symnet.solving.relations.truth import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_POSITIVE = IntegerSet.interval(1, None)
_TRIED = 200_000
_FINITE = "give a finite domain, such as IntegerSet.interval(1, 100000): its members are then tried one by one"


def solve_relation(relation: Any, symbol: sp.Symbol, domain: IntegerSet = _POSITIVE) -> IntegerSet:
    """The integers of `domain` at which `relation` holds when they are put in for `symbol`.

    >>> H = sp.Symbol("H", integer=True, positive=True)
    >>> print(solve_relation(sp.Eq(sp.floor((H - 67) / 32) + 1, 6), H))
    227 <= x <= 258
    >>> print(solve_relation(sp.And(sp.Eq(sp.Mod(H - 11, 4), 0), H >= 67), H))
    x ≡ 3 (mod 4), x >= 67
    """
    relation = sp.sympify(relation, strict=True)
    if others := sorted(str(s) for s in relation.free_symbols - {symbol}):
        twin = f" ({symbol} with other assumptions is another symbol)" if str(symbol) in others else ""
        raise SymnetError(f"{relation} contains {', '.join(others)} besides {symbol}{twin}", "put numbers in for them first, with xreplace")
    return _solved(relation, symbol, domain)


def _solved(relation: sp.Basic, symbol: sp.Symbol, domain: IntegerSet) -> IntegerSet:
    match relation:
        case sp.And():
            for part in sorted(relation.args, key=_length):  # short conditions first: they narrow the domain of the long ones
                domain = _solved(part, symbol, domain)
            return domain
        case sp.Or():
            return IntegerSet.joined(p for part in relation.args for p in _solved(part, symbol, domain).pieces)
        case sp.Not():
            return domain - _solved(relation.args[0], symbol, domain)
        case sp.logic.boolalg.BooleanAtom():
            return domain if relation == sp.true else IntegerSet.empty()
        case sp.Rel() if getattr(relation, "rel_op", "") in SIGNS:
            return _compared(relation, symbol, domain) if domain else domain
        case _:
            pass
    raise SymnetError(f"{relation} is not a relation: write it with Eq, Ne, <=, <, >=, >, And, Or and Not")


def _length(relation: sp.Basic) -> int:
    return sum(1 for _ in sp.preorder_traversal(relation))


def _compared(relation: Any, symbol: sp.Symbol, domain: IntegerSet) -> IntegerSet:
    if (classes := _congruence(relation, symbol)) is not None:
        return domain & classes if relation.rel_op == "==" else domain - classes
    writer = Writer((symbol,))
    slot, sign = writer.difference(relation.lhs, relation.rhs)
    wanted = {s * sign for s in SIGNS[relation.rel_op]}
    if slot == 0:
        return domain if sign in SIGNS[relation.rel_op] else IntegerSet.empty()
    lo, hi = _hull(domain)
    if trend := trend_of(writer.steps, slot, lo, hi):
        found = monotone_signs(runner(writer.steps, slot), trend, lo, hi)
        return domain & IntegerSet.joined(Piece(a, b) for a, b, s in found if s in wanted)
    period, obstacle = common_period(writer.steps, slot)
    if domain.size <= (_TRIED if obstacle else period):
        return IntegerSet.of(_tried(domain, relation, symbol, writer, slot, wanted))
    if obstacle and not period:
        raise SymnetError(
            f"{obstacle} is no polynomial, and without bounds for {symbol} that is too much for an exact answer", f"{_FINITE}"
        )
    if obstacle:
        raise SymnetError(
            f"{obstacle} makes the relation repeat only every {period:,} integers, more than {LONGEST_PERIOD:,}", f"{_FINITE}"
        )
    return domain & IntegerSet.joined(_by_residues(writer.steps, slot, period, wanted, domain))


def _hull(domain: IntegerSet) -> tuple[Bound, Bound]:
    return min(p.lo for p in domain.pieces), max(p.hi for p in domain.pieces)


def _tried(domain: IntegerSet, relation: Any, symbol: sp.Symbol, writer: Writer, slot: int, wanted: set[int]) -> Iterator[int]:
    run = runner(writer.steps, slot)
    for x in domain:
        try:
            value = run(x)
        except ZeroDivisionError:
            raise SymnetError(f"{relation} divides by zero at {symbol} = {x}", f"take {x} out of the domain") from None
        if (value > 0) - (value < 0) in wanted:
            yield x


def _by_residues(steps: Sequence[Step], slot: int, period: int, wanted: set[int], domain: IntegerSet) -> Iterator[Piece]:
    lo, hi = _hull(domain)
    classes = {(g := math.gcd(p.modulus, period), p.residue % g) for p in domain.pieces}
    for r in range(period):
        if any(r % g == residue for g, residue in classes):
            first = lo if lo == -math.inf else -((r - lo) // period)
            last = hi if hi == math.inf else (hi - r) // period
            for start, end, polynomial in polynomials(steps, slot, [(first, last, (r, period))]) if first <= last else []:
                for a, b, sign in polynomial_signs(polynomial, start, end):
                    if sign in wanted:
                        yield Piece(a if a == -math.inf else period * a + r, b if b == math.inf else period * b + r, r, period)


def _congruence(relation: Any, symbol: sp.Symbol) -> IntegerSet | None:
    """Where k Mod(a x + b, m) = r, or where a x + b divides a number, whatever the size of m; None for any other relation."""
    for side, value in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
        factor, mod = side.as_coeff_Mul() if isinstance(side, sp.Expr) else (1, side)
        if relation.rel_op in ("==", "!=") and isinstance(mod, sp.Mod) and value.is_Rational:
            match [_affine(part, symbol) for part in mod.args]:
                case [(a, b), (0, d)] if a and d > 0:
                    return _linear_congruence(a, b, value / factor, d)
                case [(0, b), (c, d)] if b and c and value == 0:
                    return IntegerSet.of((s * n - d) // c for n in sp.divisors(b) for s in (-1, 1) if (s * n - d) % c == 0)
                case _:
                    pass
    return None


def _affine(part: Any, symbol: sp.Symbol) -> tuple[int, int] | None:
    """a and b of a x + b."""
    a, b = part.coeff(symbol, 1), part.coeff(symbol, 0)
    return (int(a), int(b)) if a.is_Integer and b.is_Integer and part == a * symbol + b else None


def _linear_congruence(a: int, b: int, rest: sp.Rational, modulus: int) -> IntegerSet:
    """Where a x + b leaves this rest modulo the modulus."""
    common = math.gcd(a, modulus)
    if not rest.is_Integer or not 0 <= rest < modulus or (rest - b) % common:
        return IntegerSet.empty()
    step = modulus // common
    return IntegerSet.congruent((int(rest) - b) // common * pow(a // common, -1, step), step)
