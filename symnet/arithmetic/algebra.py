"""What a private number type of symnet is, and how to tell what a number is without importing anything."""

from __future__ import annotations

import sys
from typing import Any


class Algebra:
    """A private number type that says itself what the helpers below mean on it."""

    __slots__ = ()
    __array_ufunc__ = None

    def ceil_div(self, a: Any, b: Any) -> Any:
        raise TypeError(type(self).__name__)

    def quotient(self, a: Any, b: Any) -> Any:
        raise TypeError(type(self).__name__)

    def minimum(self, a: Any, b: Any) -> Any:
        raise TypeError(type(self).__name__)

    def maximum(self, a: Any, b: Any) -> Any:
        raise TypeError(type(self).__name__)

    def product(self, sizes: tuple[Any, ...]) -> Any:
        raise TypeError(type(self).__name__)

    def total(self, sizes: list[Any]) -> Any:
        """One after the other."""
        return sum(sizes[1:], sizes[0])

    def below(self, minimum: int) -> bool:
        """Whether it is known to be less than a number somewhere."""
        return False


def algebra_of(*sizes: Any) -> Algebra | None:
    """The private algebra among the operands, if there is one."""
    return next((s for s in sizes if isinstance(s, Algebra)), None)


def is_expression(value: object) -> bool:
    """Whether `value` is a sympy expression; never imports sympy to find out."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, sympy.Basic)


def is_array(value: object) -> bool:
    """Whether `value` is a NumPy array; never imports NumPy to find out."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)
