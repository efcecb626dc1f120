"""Elementary operations of one layer call, counted by kind before any convention weighs them."""

from __future__ import annotations

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Operations:
    """How many operations of each kind; counts are sizes, so they may be symbolic.

    `mac` counts multiply-accumulates of matrix products and convolutions; every other operation is counted under the
    kind it is: `add`, `mul`, `divide`, `compare`, `exp`, `sqrt`, `log`, `tanh`, `erf`.
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

    def __add__(self, other: Operations) -> Operations:
        return Operations(*(a + b for a, b in zip(self.counts().values(), other.counts().values(), strict=True)))

    def counts(self) -> dict[str, Any]:
        """Kind -> count, in the order of the fields."""
        return {kind: getattr(self, kind) for kind in KINDS}


KINDS = tuple(field.name for field in dataclasses.fields(Operations))
