"""What must hold for a layer to be legal, and the words for when it does not.

On ints a broken condition raises; on expressions it is collected, so that the legal inputs can be solved for; on arrays it is a mask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symnet.arithmetic.rounding import Rounded, free_symbols, plain
from symnet.arithmetic.sizes import is_array, is_expression, plain_int
from symnet.arithmetic.sweep import Sweep, mask
from symnet.door import constructor_door, shown
from symnet.errors import ShapeError, unknown
from symnet.writing.answer import Answer
from symnet.writing.show import show
from symnet.writing.style import Style
from symnet.writing.term import written
from symnet.writing.text import Text

SENTENCES = {"at least": "{} >= {}", "divides": "{} divides {}", "equal": "{} = {}"}
"""Each rule with its sides put in."""


@constructor_door
@dataclass(frozen=True, slots=True, repr=False)
class Condition(Answer):
    """`left rule right`, with the words that explain a break; `place` is the layer it comes from.

    `rule` is "at least" (left >= right), "divides" (left divides right) or "equal" (left = right). `words` say what is wrong and
    `advice` what to do; the {} of both are filled with `values`, in order.

    Args:
        rule: "at least", "divides" or "equal".
        left: the left side, a size.
        right: the right side, a size.
        words: what is wrong where it does not hold.
        values: what fills the {} of words and advice.
        place: the layer it comes from.
        advice: what to do about it.
    """

    rule: str
    left: Any
    right: Any
    words: str = ""
    values: tuple[Any, ...] = ()
    place: str = ""
    advice: str = ""

    def __post_init__(self) -> None:
        if self.rule not in SENTENCES:
            raise unknown("rule", self.rule, SENTENCES)

    def holds(self) -> Any:
        """True or False on ints, a mask on arrays, and None while symbols leave it open."""
        left, right = _number(self.left), _number(self.right)
        if isinstance(left, int) and isinstance(right, int):
            return (
                left >= right if self.rule == "at least" else left != 0 and right % left == 0 if self.rule == "divides" else left == right
            )
        if isinstance(left, Sweep) or isinstance(right, Sweep) or is_array(left) or is_array(right):
            return mask(left, self.rule, right)
        if left is right or (self.rule != "divides" and _short(left) and _short(right) and plain(left) == plain(right)):
            return True
        return True if self.rule == "at least" and _is_size(left) and isinstance(right, int) and right <= 1 else None

    def decide(self) -> bool | None:
        """As `holds`, but asks sympy too: whether the relation is true or false whatever the symbols are."""
        if (held := self.holds()) is not None:
            return all_points(held)
        truth = self.relation
        return bool(truth) if truth in (True, False) else None

    @property
    def is_short(self) -> bool:
        """Whether it is short enough to look whether it always holds."""
        return sum(_parts(side) for side in (plain(self.left), plain(self.right)) if is_expression(side)) <= IDLE_UP_TO

    @property
    def relation(self) -> Any:
        """The condition as a sympy relation."""
        import sympy as sp

        left, right = sp.sympify(plain(self.left), strict=True), sp.sympify(plain(self.right), strict=True)
        if self.rule == "at least":
            return sp.Ge(left, right)
        if self.rule == "divides":
            # In whole numbers: on some fractions sympy's Mod calls itself without end.
            whole = all(number.q == 1 for number in right.atoms(sp.Rational))
            num, den = (right, 1) if whole else sp.fraction(sp.together(right))
            return sp.Eq(sp.Mod(num, left * den), 0)
        return _equation(left, right)

    @property
    def remedy(self) -> str:
        """What to do where it does not hold."""
        return self._told[1]

    @property
    def error(self) -> ShapeError:
        """What is raised where it does not hold: name and number, and the remedy."""
        return ShapeError(*self._told)

    @property
    def broken(self) -> str:
        """What that error says."""
        return str(self.error)

    @property
    def _told(self) -> tuple[str, str]:
        """What is wrong, and what to do; both take their values from one list."""
        shown = (v if isinstance(v, str) else _text(v) for v in self.values)
        what, _, remedy = f"{self.words}\0{self.advice}".format(*shown).partition("\0")
        return what, remedy

    @property
    def sentence(self) -> str:
        """The condition in words, and what breaks without it."""
        text = SENTENCES[self.rule].format(_text(self.left), _text(self.right))
        if self.words:
            text += f", else {self._told[0]}"
        return f"{self.place}: {text}" if self.place else text

    @property
    def symbols(self) -> set[Any]:
        """The symbols it is written in."""
        return {s for side in (self.left, self.right) for s in free_symbols(side)}

    def map(self, change: Callable[[Any], Any]) -> Condition:
        """The same condition with every size in it changed."""
        return replace(self, left=change(self.left), right=change(self.right), values=tuple(map(change, self.values)))

    def at(self, place: str) -> Condition:
        """The same condition, coming from the layer at `place`."""
        return replace(self, place=place)

    def show(self, style: Style) -> str:
        """The condition as a relation, in a style."""
        left, right = (show(written(plain(side)), style) for side in (self.left, self.right))
        if self.rule == "divides":
            return style.divides(left, right)
        return style.relation(left, ">=" if self.rule == "at least" else "=", right)

    def __str__(self) -> str:
        return self.sentence


def _equation(left: Any, right: Any) -> Any:
    """left = right, decided where that is cheap: on sizes of a screenful, expanding would take minutes."""
    import sympy as sp

    if left.count_ops() + right.count_ops() > DECIDED_UP_TO:
        return sp.Eq(left, right, evaluate=False)
    difference = sp.expand(left - right)
    return sp.true if difference == 0 else sp.false if difference.is_zero is False else sp.Eq(left, right)


IDLE_UP_TO = 120
"""Parts of a condition's expressions beyond which it is listed without a look whether it always holds."""

DECIDED_UP_TO = 200
"""Operations on both sides of an equation beyond which it is left open."""


def _number(size: Any) -> Any:
    """The int of a rounded size that is one; what is symbolic stays as it is, because its expression costs time."""
    if type(size) is int:
        return size
    return size.expr if isinstance(size, Rounded) and size.is_number else plain_int(size)


def _parts(expr: Any) -> int:
    return 1 + sum(map(_parts, expr.args))


def _short(size: Any) -> bool:
    """Whether its expression is at hand; that of a quotient is made, which costs time."""
    return not isinstance(size, Rounded) or (isinstance(size.den, int) and size.den == 1)


def _is_size(size: Any) -> bool:
    """Whether it is a symbol that stands for a positive integer."""
    value: Any = plain(size) if _short(size) else None
    return is_expression(value) and value.is_Symbol and bool(value.is_positive)


def _text(value: Any) -> str:
    return shown(value) if isinstance(value, Sweep) else show(written(plain(value)), Text())


def all_points(held: Any) -> bool:
    """Whether what is true, false, or a mask, holds at every point."""
    return bool(held.all()) if is_array(held) else held


def all_of(conditions: Sequence[Condition]) -> Any:
    """Whether all conditions hold: True, or one sympy condition."""
    if not conditions:
        return True
    import sympy as sp

    return sp.And(*(c.relation for c in conditions))


def at_least(left: Any, right: Any, words: str = "", *values: Any, remedy: str = "") -> Condition:
    """left >= right.

    Args:
        left: the size that must be as large.
        right: the smallest it may be.
        words: what is wrong where it does not hold; each {} is filled with one of the values.
        values: what the {} of words and remedy stand for, in order.
        remedy: what to do about it.
    """
    return Condition("at least", left, right, words, values, advice=remedy)


def divides(divisor: Any, value: Any, words: str = "", *values: Any, remedy: str = "") -> Condition:
    """divisor | value.

    Args:
        divisor: the size that must divide the other.
        value: the size that is divided.
        words: what is wrong where it does not hold; each {} is filled with one of the values.
        values: what the {} of words and remedy stand for, in order.
        remedy: what to do about it.
    """
    return Condition("divides", divisor, value, words, values, advice=remedy)


def whole(value: Any, what: str, minimum: int) -> Iterator[Condition]:
    """What must hold of a size given as an expression: it is whole, and not below a minimum of 0 or more; others are checked at once."""
    if not is_expression(value) or value.is_Symbol:
        return
    for divisor in _rounded_divisors(value):
        yield at_least(divisor, 1, f"{what} is {{}}, which divides by {{}}", value, divisor, remedy="it must be at least 1")
    if not value.is_integer:
        number, divisor = value.as_numer_denom()
        if divisor != 1:
            yield divides(divisor, number, f"{what} is {{}}, which is not a whole number", value, remedy="give values that make it one")
    if minimum >= 0 and not (value.is_positive or (minimum == 0 and value.is_nonnegative)):
        yield at_least(value, minimum, f"{what} is {{}}", value, remedy=f"it must be at least {minimum}")


def _rounded_divisors(value: Any) -> list[Any]:
    """What is divided by within a floor or a ceiling, or a rest is taken of, and may be 0."""
    import sympy as sp

    parts = sorted(value.atoms(sp.floor, sp.ceiling, sp.Mod), key=sp.default_sort_key)
    divisors = [part.args[1] if isinstance(part, sp.Mod) else part.args[0].as_numer_denom()[1] for part in parts]
    return [divisor for divisor in dict.fromkeys(divisors) if divisor.is_nonnegative and not divisor.is_positive]


def equal(left: Any, right: Any, words: str = "", *values: Any, remedy: str = "") -> Condition:
    """left = right.

    Args:
        left: a size.
        right: the size it must equal.
        words: what is wrong where it does not hold; each {} is filled with one of the values.
        values: what the {} of words and remedy stand for, in order.
        remedy: what to do about it.
    """
    return Condition("equal", left, right, words, values, advice=remedy)
