"""A program read as numbers: the exact value of an expression, by integer arithmetic alone."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import sympy as sp

from symnet.errors import SymnetError
from symnet.solving.relations.program import Step, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Number: TypeAlias = int | Fraction


def evaluate(expr: Any, values: Mapping[sp.Symbol, int]) -> Number:
    """The exact value of an expression, by integer arithmetic alone.

    >>> W = sp.Symbol("W")
    >>> evaluate(sp.floor((W - 67) / 32) + W / 2, {W: 227})
    Fraction(237, 2)
    """
    return compile_exact(expr, tuple(values))(*values.values())


def compile_exact(expr: Any, symbols: Sequence[sp.Symbol]) -> Callable[..., Number]:
    """A Python function of the symbols' values that gives the exact value of an expression.

    >>> W, S = sp.symbols("W S")
    >>> compile_exact(sp.floor((W - 11) / S) + 1, (W, S))(227, 4)
    55
    """
    writer = Writer(symbols)
    slot, num, den = writer.value(sp.sympify(expr, strict=True))
    run = runner(writer.steps, slot)

    def exact(*values: int) -> Number:
        if len(values) != len(symbols):
            raise SymnetError(f"{len(values)} values for {len(symbols)} symbols ({', '.join(map(str, symbols))})")
        try:
            result = Fraction(num * run(*values), den) if den > 1 else num * run(*values)
        except ZeroDivisionError:
            given = ", ".join(f"{s} = {v}" for s, v in zip(symbols, values, strict=True))
            raise SymnetError(f"{expr} divides by zero at {given}") from None
        return result.numerator if result.denominator == 1 else result

    return exact


def runner(steps: Sequence[Step], slot: int) -> Callable[..., Number]:
    """The value of one step, as a function of the symbols' values."""
    symbols = sum(step.op == "symbol" for step in steps)
    functions = [_number(step) for step in steps[symbols + 1 : slot + 1]]

    def run(*values: int) -> Number:
        memory: list[Any] = [1, *values]
        for function in functions:
            memory.append(function(memory))
        return memory[slot]

    return run


def _number(step: Step) -> Callable[[list[Any]], Number]:
    args, numbers = step.args, step.numbers
    match step.op, args:
        case "linear", (a, b):
            return lambda m: numbers[0] * m[a] + numbers[1] * m[b]
        case "linear", _:
            return lambda m: sum(w * m[a] for w, a in zip(numbers, args, strict=True))
        case "product", (a, b):
            return lambda m: m[a] * m[b]
        case "product", _:
            return lambda m: math.prod(m[a] for a in args)
        case "power", (a,):
            return lambda m: m[a] ** numbers[0]
        case "floor", (a,):
            return lambda m: m[a] // numbers[0]
        case "reciprocal", (a,):
            return lambda m: Fraction(1, m[a])
        case "exponential", (a, b):
            return lambda m: m[a] ** m[b] if m[b] >= 0 else Fraction(m[a]) ** m[b]
        case "min", _:
            return lambda m: min(m[a] for a in args)
        case _:
            return lambda m: max(m[a] for a in args)
