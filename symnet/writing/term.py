"""Written terms: a layer's arithmetic, recorded in the order it was written.

Run on written terms, the line `(n - K + 2 * P) // S + 1` *is* its own formula. The same term gives the formula in symbols, the
formula with values put in, and the value; `show` prints it in a style. An expression of sympy inside a term is kept whole, as
"opaque", and gets the order a person would write it in when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from symnet.arithmetic import sizes
from symnet.arithmetic.sizes import Algebra
from symnet.door import shown
from symnet.errors import SymnetError

Term: TypeAlias = "Written | int"


@dataclass(frozen=True, slots=True)
class Written(Algebra):
    """One operation on terms. `op` is its sign; a `name` has the one argument that it is called."""

    op: str
    args: tuple[Any, ...]

    def __add__(self, other: Any) -> Term:
        return _add(self, other)

    def __radd__(self, other: Any) -> Term:
        return _add(other, self)

    def __sub__(self, other: Any) -> Term:
        return self if _is(other, 0) else Written("-", (self, written(other)))

    def __rsub__(self, other: Any) -> Term:
        return Written("-", (written(other), self))

    def __mul__(self, other: Any) -> Term:
        return _mul(self, other)

    def __rmul__(self, other: Any) -> Term:
        return _mul(other, self)

    def __floordiv__(self, other: Any) -> Term:
        return Written("//", (self, written(other)))

    def __rfloordiv__(self, other: Any) -> Term:
        return Written("//", (written(other), self))

    def __pow__(self, other: Any) -> Term:
        return self if _is(other, 1) else Written("**", (self, written(other)))

    def __rpow__(self, other: Any) -> Term:
        return Written("**", (written(other), self))

    def __neg__(self) -> Term:
        return Written("neg", (self,))

    def __mod__(self, other: Any) -> Term:
        return Written("mod", (self, written(other)))

    def ceil_div(self, a: Any, b: Any) -> Term:
        return Written("ceil", (written(a), written(b)))

    def quotient(self, a: Any, b: Any) -> Term:
        return Written("/", (written(a), written(b)))

    def minimum(self, a: Any, b: Any) -> Term:
        return Written("min", (written(a), written(b)))

    def maximum(self, a: Any, b: Any) -> Term:
        return Written("max", (written(a), written(b)))

    def product(self, sizes: tuple[Any, ...]) -> Term:
        factors = tuple(written(s) for s in sizes if not _is(s, 1))
        return factors[0] if len(factors) == 1 else Written("prod", factors)

    def total(self, sizes: list[Any]) -> Term:
        """Terms that differ only in the number in front are one: a + b + 2a is written 3a + b."""
        times: dict[tuple[Term, ...], int] = {}
        for n, factors in map(_factors, map(written, sizes)):
            times[factors] = times.get(factors, 0) + n
        terms = [_times(n, factors) for factors, n in times.items() if n != 0]
        return sum(terms[1:], terms[0]) if terms else 0

    def names(self) -> list[str]:
        """The names in the term, in the order they are first written."""
        if self.op == "name":
            return [self.args[0]]
        if self.op == "opaque":
            return sorted(s.name for s in self.args[0].free_symbols)
        return list(dict.fromkeys(n for a in self.args if isinstance(a, Written) for n in a.names()))


def name(text: str) -> Written:
    """The term that is just a name."""
    return Written("name", (text,))


def dims(sizes: tuple[Any, ...]) -> Written:
    """Sizes with a times sign between them, however many: 55x55x96."""
    return Written("dims", tuple(written(s) for s in sizes))


def written(value: Any) -> Term:
    """Any size as a term: an int and a term as they are, a symbol as its name, any other expression whole."""
    if isinstance(value, (int, Written)):
        return value
    if not sizes.is_expression(value):
        raise SymnetError(
            f"a formula is made of numbers and symbols, not of {shown(value)}", "make one network for each value that is to be written"
        )
    if value.is_Symbol:
        return name(value.name)
    return int(value) if value.is_Integer else Written("opaque", (value,))


def length(term: Term) -> int:
    """How many numbers and symbols are in a term."""
    waiting, found = [term], 0
    while waiting:
        part = waiting.pop()
        args = part.args[0].args if isinstance(part, Written) and part.op == "opaque" else getattr(part, "args", ())
        waiting.extend(args)
        found += not args
    return found


def _is(value: Any, number: int) -> bool:
    return isinstance(value, int) and value == number


def _add(a: Any, b: Any) -> Term:
    if _is(b, 0):
        return a
    if _is(a, 0):
        return b
    if isinstance(b, int) and isinstance(a, Written) and (folded := _folded(a, b)) is not None:
        return folded
    a, b = written(a), written(b)
    (m, left), (n, right) = _factors(a), _factors(b)
    if left and left == right:
        return _times(m + n, left)
    return Written("+", (a, b))


def _folded(a: Written, c: int) -> Term | None:
    """a + c where a ends in a number: (K - 1) + 1 is written K."""
    # Layers add 1 to what they took 1 from (extents, sizes); papers write K. Nothing else is folded: a written term keeps what was written.
    if a.op not in ("+", "-"):
        return None
    head, tail = a.args
    if isinstance(tail, int):
        k = (tail if a.op == "+" else -tail) + c
        return head if k == 0 else Written("+" if k > 0 else "-", (head, abs(k)))
    if a.op == "+" and isinstance(tail, Written) and (inner := _folded(tail, c)) is not None:
        return Written("+", (head, inner))
    return None


def _factors(term: Term) -> tuple[int, tuple[Term, ...]]:
    """The number in front of a product, and its other factors in order."""
    if isinstance(term, int):
        return term, ()
    if term.op != "*":
        return 1, (term,)
    (m, left), (n, right) = map(_factors, term.args)
    return m * n, left + right


def _times(n: int, factors: tuple[Term, ...]) -> Term:
    terms = (n, *factors) if n != 1 or not factors else factors
    result = terms[0]
    for factor in terms[1:]:
        result = Written("*", (result, factor))
    return result


def _mul(a: Any, b: Any) -> Term:
    if _is(a, 0) or _is(b, 0):
        return 0
    if _is(a, 1):
        return b
    if _is(b, 1):
        return a
    if isinstance(b, int) and isinstance(a, Written):
        a, b = b, a
    a, b = written(a), written(b)
    (m, left), (n, right) = _factors(a), _factors(b)
    return _times(m * n, left + right) if right and n != 1 else Written("*", (a, b))


def _power(base: Any, exponent: Any) -> Any:
    """A power whose digits fit on a page: text from outside may ask for any."""
    if isinstance(base, int) and isinstance(exponent, int) and abs(base).bit_length() * abs(exponent) > 1 << 16:
        raise SymnetError(f"{base}^{exponent} has more digits than a size can have", "give a smaller exponent")
    return base**exponent


ARITHMETIC: Mapping[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "//": lambda a, b: a // b,
    "/": sizes.quotient,
    "**": _power,
    "neg": lambda a: -a,
    "group": lambda a: a,
    "mod": lambda a, b: a % b,
    "ceil": sizes.ceil_div,
    "min": sizes.minimum,
    "max": sizes.maximum,
    "prod": lambda *factors: sizes.product(factors),
    "dims": lambda *factors: sizes.product(factors),
}


def evaluate(term: Term, given: Mapping[str, Any]) -> Any:
    """The term computed with the values given for its names: ints, expressions or arrays."""
    if not isinstance(term, Written):
        return term
    if term.op == "name":
        value = given.get(term.args[0], term)
        return evaluate(value, {}) if isinstance(value, Written) and value is not term else value
    if term.op == "opaque":
        return term.args[0]
    return sizes.plain_int(ARITHMETIC[term.op](*(evaluate(a, given) for a in term.args)))


def expression(term: Term) -> Any:
    """The term as a number or a sympy expression, its names being symbols for whole numbers."""
    return evaluate(term, {n: sizes.symbol(n) for n in term.names()}) if isinstance(term, Written) else term


def put_in(term: Term, given: Mapping[str, Any]) -> Term:
    """The term with values in place of names and nothing computed, but for a zero that is added or taken away: it is left out."""
    if not isinstance(term, Written) or term.op == "opaque":
        return term
    if term.op == "name":
        return written(given[term.args[0]]) if term.args[0] in given else term
    args = tuple(put_in(a, given) for a in term.args)
    if term.op in ("*", "prod", "dims"):
        args = tuple(
            _grouped(a) if a is not was and isinstance(was, Written) and was.op == "name" else a
            for a, was in zip(args, term.args, strict=True)
        )
    if term.op in ("+", "-") and _zero(args[1]):
        return args[0]
    if term.op == "+" and _zero(args[0]):
        return args[1]
    return Written(term.op, args)


def _grouped(value: Term) -> Term:
    """A product that stands for one factor keeps its brackets: d x (4d)."""
    is_product = isinstance(value, Written) and (value.op == "*" or (value.op == "opaque" and value.args[0].is_Mul))
    return Written("group", (value,)) if is_product else value


def _zero(term: Term) -> bool:
    if isinstance(term, Written):
        return term.op in ("*", "prod") and any(map(_zero, term.args))
    return term == 0


def settle(term: Term, given: Mapping[str, Any]) -> Term:
    """The term with its floors and ceilings left out where the division is exact for the values given."""
    if not isinstance(term, Written) or term.op in ("name", "opaque"):
        return term
    args = tuple(settle(a, given) for a in term.args)
    if term.op in ("//", "ceil") and _divides(*(evaluate(a, given) for a in args[::-1])):
        return Written("/", args)
    return Written(term.op, args)


def _divides(divisor: Any, value: Any) -> bool:
    if isinstance(divisor, Written) or isinstance(value, Written):
        return False
    if isinstance(divisor, int) and isinstance(value, int):
        return divisor != 0 and value % divisor == 0
    return bool(sizes.is_expression(q := sizes.quotient(value, divisor)) and q.is_integer)
