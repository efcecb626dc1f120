"""Relations of sympy as a person writes them, in any style."""

from __future__ import annotations

from typing import Any

from symnet.writing.show import show
from symnet.writing.style import Style
from symnet.writing.term import written


def relation(wanted: Any, style: Style) -> str:
    """A relation; that a remainder is 0 reads "a divides b"."""
    import sympy as sp

    if isinstance(wanted, sp.Eq) and isinstance(wanted.lhs, sp.Mod) and wanted.rhs == 0:
        value, divisor = (show(written(a), style) for a in wanted.lhs.args)
        return style.divides(divisor, value)
    if isinstance(wanted, sp.Rel):
        sign = str(getattr(wanted, "rel_op")).replace("==", "=")  # noqa: B009 - its stubs do not have it
        return style.relation(show(written(wanted.lhs), style), sign, show(written(wanted.rhs), style))
    return style.opaque(wanted)
