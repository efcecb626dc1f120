"""Elementary operations of one layer call, counted by kind before any convention weighs them."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Iterable
from typing import Any

from symnet.arithmetic.sizes import as_given, total
from symnet.door import constructor_door
from symnet.errors import SymnetError


@constructor_door
@dataclasses.dataclass(frozen=True, slots=True)
class Operations:
    """How many operations of each kind; counts are sizes, so they may be symbolic.

    `mac` counts multiply-accumulates of matrix products and convolutions; every other operation is counted under the
    kind it is: `add`, `mul`, `divide`, `compare`, `exp`, `sqrt`, `log`, `tanh`, `erf`.

    Args:
        mac: multiply-accumulates.
        add: additions and subtractions.
        mul: multiplications.
        divide: divisions.
        compare: comparisons.
        exp: exponentials.
        sqrt: square roots.
        log: logarithms.
        tanh: hyperbolic tangents.
        erf: error functions.

    >>> Operations(mac=2, add=1) * 3 + Operations(exp=5)
    Operations(mac=6, add=3, mul=0, divide=0, compare=0, exp=5, sqrt=0, log=0, tanh=0, erf=0)
    """

    mac: Any = 0
    add: Any = 0
    mul: Any = 0
    divide: Any = 0
    compare: Any = 0
    exp: Any = 0
    sqrt: Any = 0
    log: Any = 0
    tanh: Any = 0
    erf: Any = 0

    def __post_init__(self) -> None:
        for count in _counts(self):
            if type(count) is str:
                raise SymnetError(f"Operations are counted by {count!r}", f"give a number, or a symbol: symnet.symbols({count!r})")

    def __add__(self, other: Operations) -> Operations:
        if type(other) is not Operations:
            raise SymnetError(f"{other!r} is added to Operations", "add Operations, whose fields say which kind it is")
        return Operations(*(a + b for a, b in zip(self.counts().values(), other.counts().values(), strict=True)))

    @staticmethod
    def total(parts: Iterable[Operations]) -> Operations:
        """The operations of all parts, added up kind by kind at once."""
        return Operations(*(total(counts) for counts in zip(*(part.counts().values() for part in parts), strict=True)))

    def __mul__(self, times: Any) -> Operations:
        """So many times the operations; kinds that there are none of stay 0."""
        if type(times) is not int:
            times = as_given(times, "how often operations are done")
        return Operations(*[times * count if type(count) is not int or count else 0 for count in _counts(self)])

    def counts(self) -> dict[str, Any]:
        """Kind -> count, in the order of the fields."""
        return dict(zip(KINDS, _counts(self), strict=True))


KINDS = tuple(field.name for field in dataclasses.fields(Operations))
_counts = operator.attrgetter(*KINDS)

POWER = Operations(log=1, mul=1, exp=1)
"""A power whose exponent is no small whole number: x^p = exp(p log x)."""
