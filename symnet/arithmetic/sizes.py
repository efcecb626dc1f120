"""Sizes: whole numbers that may be symbols, arrays or written terms, and the helpers that work on all of them.

A layer's facts are plain arithmetic on sizes. Python ints, sympy expressions, NumPy integer arrays, `Written` terms and
`Rounded` quotients all have `+ - * // **`; what an operator cannot say (a ceiling, a minimum, an exact quotient) is a function here.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from symnet.arithmetic.algebra import Algebra, algebra_of, is_array, is_expression
from symnet.arithmetic.sweep import plain_array, sweep
from symnet.door import door
from symnet.errors import SymnetError

if TYPE_CHECKING:
    from sympy import Symbol

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Size(Protocol):
    """A whole number that may be an int, a sympy expression, a NumPy integer array, or a term that is being written down.

    Layers state their facts with these operators and the functions of this file, and nothing else.
    """

    def __add__(self, other: Any, /) -> Any: ...
    def __radd__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __rsub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __rmul__(self, other: Any, /) -> Any: ...
    def __floordiv__(self, other: Any, /) -> Any: ...
    def __rfloordiv__(self, other: Any, /) -> Any: ...
    def __pow__(self, other: Any, /) -> Any: ...


Shape: TypeAlias = tuple[Size, ...]
"""The sizes of one sample, channels first, without a batch axis."""

SizeLike: TypeAlias = "Size | str"
"""What a user may give for a size: a number, an expression, an array, or the name of a symbol."""

Sizes: TypeAlias = "SizeLike | Sequence[SizeLike | Sequence[SizeLike] | None] | None"
"""One size for all axes, one for each, or a pair for the sides of one; None where a layer works it out."""


if TYPE_CHECKING:

    class Amount(int):
        """What a network answers with: an int where sizes are numbers. To a type checker it also has the methods of an expression."""

        def __getattr__(self, name: str) -> Any: ...
else:
    Amount = int

PlainShape: TypeAlias = tuple[Amount, ...]
"""A shape that a network answers with: ints and sympy expressions."""


INTS = frozenset({int})
"""`INTS.issuperset(map(type, shape))`: whether a shape holds nothing but ints, for which most of what follows has a short way."""


def is_zero(amount: Any) -> bool:
    """Whether there is none of something; an expression or an array may have some."""
    return isinstance(amount, int) and amount == 0


def plain_int(value: Any) -> Any:
    """sympy's integers as Python ints; everything else as it is."""
    return int(value) if is_expression(value) and value.is_Integer else value


def ceil_div(a: Any, b: Any) -> Any:
    """`a / b` rounded up: `ceil_div(7, 2) == 4`.

    Args:
        a: what is divided: an int, a symbol, an expression or an array.
        b: what it is divided by, in the same way.
    """
    if isinstance(a, int) and isinstance(b, int):
        return -(-a // b)
    if algebra := algebra_of(a, b):
        return algebra.ceil_div(a, b)
    if is_expression(a) or is_expression(b):
        import sympy

        return plain_int(sympy.ceiling(sympy.sympify(a, strict=True) / b))
    return _on_arrays(ceil_div, a, b) if is_array(a) or is_array(b) else -(-a // b)


def quotient(a: Any, b: Any) -> Any:
    """`a / b` where a condition of the layer promises that it is whole: `quotient(96, 2) == 48`.

    Args:
        a: what is divided: an int, a symbol, an expression or an array.
        b: what it is divided by, in the same way.

    Raises:
        SymnetError: for ints that leave a remainder, which that condition would have refused.
    """
    if isinstance(b, int) and b == 1:
        return a
    if isinstance(a, int) and isinstance(b, int):
        whole, rest = divmod(a, b)
        if rest:
            raise SymnetError(f"{b} does not divide {a}", "state in the layer's conditions that it must: divides(b, a)")
        return whole
    if algebra := algebra_of(a, b):
        return algebra.quotient(a, b)
    if is_expression(a) or is_expression(b):
        import sympy

        return plain_int(sympy.sympify(a, strict=True) / b)
    return _on_arrays(quotient, a, b) if is_array(a) or is_array(b) else a // b


def minimum(a: Any, b: Any) -> Any:
    """The smaller of two sizes.

    Args:
        a: a size: an int, a symbol, an expression or an array.
        b: another.
    """
    return _extremum("minimum", a, b)


def maximum(a: Any, b: Any) -> Any:
    """The larger of two sizes.

    Args:
        a: a size: an int, a symbol, an expression or an array.
        b: another.
    """
    return _extremum("maximum", a, b)


def _extremum(which: str, a: Any, b: Any) -> Any:
    if isinstance(a, int) and isinstance(b, int):
        return min(a, b) if which == "minimum" else max(a, b)
    if algebra := algebra_of(a, b):
        return getattr(algebra, which)(a, b)
    if is_expression(a) or is_expression(b):
        import sympy

        return plain_int((sympy.Min if which == "minimum" else sympy.Max)(*(sympy.sympify(size, strict=True) for size in (a, b))))
    if is_array(a) or is_array(b):
        return _on_arrays(minimum if which == "minimum" else maximum, a, b)
    return min(a, b) if which == "minimum" else max(a, b)


def _on_arrays(function: Callable[..., Any], *sizes: Any) -> Any:
    """A function of sizes on plain arrays, which come back as plain arrays; inside a network they are sweeps already."""
    return plain_array(function(*(sweep(size, "a size") if is_array(size) else size for size in sizes)))


def product(sizes: Iterable[Any]) -> Any:
    """The product of sizes, kept together as one group where it is written: `product((11, 11)) == 121`.

    Args:
        sizes: ints, symbols, expressions or arrays, in any mixture.
    """
    sizes = tuple(sizes)
    for size in sizes:
        if type(size) is not int:
            break
    else:
        return math.prod(sizes)
    if algebra := algebra_of(*sizes):
        return algebra.product(sizes)
    if any(map(is_array, sizes)):
        return _on_arrays(lambda *factors: product(factors), *sizes)
    return plain_int(math.prod(sizes))


def total(sizes: Iterable[Any]) -> Any:
    """The sum of sizes. Expressions are added at once: one by one, sympy would be quadratic.

    Args:
        sizes: ints, symbols, expressions or arrays, in any mixture.
    """
    sizes = list(sizes)
    for size in sizes:
        if type(size) is not int:
            break
    else:
        return sum(sizes)
    if algebra := algebra_of(*sizes):
        return algebra.total(sizes)
    if any(map(is_array, sizes)):
        return _on_arrays(lambda *terms: total(terms), *sizes)
    if not any(map(is_expression, sizes)):
        return sum(sizes)
    import sympy

    return plain_int(sympy.Add(*sizes))


@door
def symbols(names: str, **assumptions: bool | None) -> Any:
    """Symbols for sizes: whole numbers from 0 on unless told otherwise. One name gives one symbol, several give a tuple.

    Which of them may be 0 is for the layers to say: a padding may, a kernel may not. A relation is decided by what it says, never
    because a size was taken to be at least 1.

    Args:
        names: one name, or several with blanks or commas between them.
        assumptions: what sympy is to assume of them instead, such as `positive=True`.

    >>> W, K = symbols("W K")
    >>> W.is_integer, W.is_nonnegative
    (True, True)
    >>> symbols("W") == W
    True
    """
    made = tuple(symbol(name, **assumptions) for name in re.split(r"[\s,]+", names.strip()))
    return made[0] if len(made) == 1 else made


def symbol(name: str, **assumptions: bool | None) -> Symbol:
    """One size symbol; its name is an identifier, because names reach LaTeX, HTML and Python code."""
    # Not positive: sympy would take P >= 0 for true and P + 26 = 26 for false before anybody sees them, and a padding may be 0. One name
    # is one symbol wherever it stands, so what a padding may be decides for all.
    if not NAME.fullmatch(name):
        raise SymnetError(f"{name!r} is not a size", "give an int or a name made of letters, digits and _ that starts with a letter")
    import sympy

    return sympy.Symbol(name, **(assumptions or {"integer": True, "nonnegative": True}))


def as_size(value: Any, what: str = "size", minimum: int = 1) -> Any:
    """`value` as a size that may stand in a layer or a shape; says what is wrong with one that may not."""
    if type(value) is not int:
        value = _converted(value, what)
    if (isinstance(value, int) and value < minimum) or (isinstance(value, Algebra) and value.below(minimum)):
        raise SymnetError(f"{what} is {value}", f"it must be a whole number of at least {minimum}")
    return value


def as_given(value: Any, what: str = "a size") -> Any:
    """A number in any algebra that a fact is asked with by hand; arrays become sweeps, which do not overflow."""
    if type(value) is int or isinstance(value, Algebra) or (is_expression(value) and (value.args or value.is_Symbol)):
        return value
    return _converted(value, what)


def _converted(value: Any, what: str) -> Any:
    if isinstance(value, Algebra):
        return value
    if isinstance(value, str):
        try:
            return symbol(value)
        except SymnetError as error:
            raise error.at(what) from None
    if is_expression(value):
        return _checked_expression(value, what)
    if hasattr(value, "__array__"):  # NumPy's arrays and numbers, a column of pandas
        return sweep(value, what)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise SymnetError(f"{what} is {value!r}, a {type(value).__name__}", "give a whole number, a name or a sympy expression")
    return operator.index(value)


def _checked_expression(value: Any, what: str) -> Any:
    import sympy

    if not isinstance(value, sympy.Expr) or value.is_integer is False or (value.is_number and not value.is_Integer):
        raise SymnetError(f"{what} is {value}, which is not a whole number", "give a whole number or an expression that can be one")
    if value.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        raise SymnetError(f"{what} is {value}, which divides by 0", "give other values, or an expression that can be a whole number")
    return plain_int(value)


def as_shape(value: Any, what: str = "input shape") -> PlainShape:
    """A shape from the user: a tuple or list of sizes."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise SymnetError(f"{what} is {value!r}", "give a tuple of sizes such as (3, 227, 227)")
    return tuple(as_size(size, f"{what}[{axis}]") for axis, size in enumerate(value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
