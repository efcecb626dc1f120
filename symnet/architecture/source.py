"""Sizes and layers as Python text that makes them again."""

from __future__ import annotations

from typing import Any

from symnet.architecture.axes import alike
from symnet.arithmetic.sizes import is_expression, symbol


def size_source(value: Any, per_axis: bool = False) -> str:
    """A size: an int, a symbol's name, or sympy's own construction; one for all axes where they are alike."""
    if isinstance(value, tuple) and per_axis and not isinstance(value[0], tuple) and all(alike(v, value[0]) for v in value):
        return size_source(value[0])
    if isinstance(value, tuple):
        return f"({', '.join(map(size_source, value))}{',' if len(value) == 1 else ''})"
    if not is_expression(value):
        return repr(value)
    return repr(value.name) if value.is_Symbol and value == symbol(value.name) else expression_source(value)


def expression_source(value: Any) -> str:
    """Anything as its repr; an expression as sympy's own construction."""
    if not is_expression(value):
        return repr(value)
    import sympy

    return sympy.srepr(value)
