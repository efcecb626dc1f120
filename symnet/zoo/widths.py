"""Widths that are scaled: by a number that need not be whole, or by a symbol for one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symnet.arithmetic.sizes import NAME, ceil_div, is_expression, maximum
from symnet.errors import SymnetError


def multiplier(value: Any, what: str) -> Any:
    """A positive number, read as the decimal it is written as, or a symbol for one by its name; an expression as it is."""
    if is_expression(value):
        return Fraction(int(value.p), int(value.q)) if value.is_Rational else value
    if isinstance(value, str) and NAME.fullmatch(value):
        import sympy

        return sympy.Symbol(value, positive=True)
    if isinstance(value, (int, float, Fraction)) and value > 0:
        return Fraction(str(value))
    raise SymnetError(f"{what} is {value!r}", "give a positive number, or a name for one")


def scaled(channels: Any, width: Any) -> Any:
    """The channels times a width, rounded down."""
    return _whole(channels * width // 1)


def divisible(channels: Any, width: Any = 1, by: Any = 8) -> Any:
    """The multiple of `by` nearest to the scaled channels v that is not below 9/10 of them: by max(⌊v/by + 1/2⌋, ⌈9 v/(10 by)⌉).

    >>> [divisible(32, Fraction(k, 4)) for k in (1, 2, 3, 4)], divisible(24, Fraction(3, 4))
    ([8, 16, 24, 32], 24)

    Source: Sandler et al. 2018, arXiv:1801.04381; _make_divisible of its code and of torchvision, where it is written with an if.
    """
    v = channels * width
    nearest, least = _whole((2 * v + by) // (2 * by)), _whole(-(-9 * v // (10 * by)))
    if is_expression(v):
        nearest, least = (2 * v + by) // (2 * by), ceil_div(9 * v, 10 * by)
    return by * maximum(nearest, least)


def nearest(channels: Any, width: Any = 1, by: Any = 8) -> Any:
    """The multiple of `by` nearest to the scaled channels, and at least `by`: EfficientNet v2 of Keras minds no tenth.

    >>> [nearest(24, width) for width in (1, Fraction(11, 10), Fraction(7, 6))]
    [24, 24, 32]
    """
    return by * maximum(_whole((2 * channels * width + by) // (2 * by)), 1)


def deep(blocks: Any, depth: Any) -> Any:
    """So many blocks times a depth, rounded up."""
    return ceil_div(blocks * depth, 1) if is_expression(depth) else _whole(-(-blocks * depth // 1))


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, Fraction) else value
