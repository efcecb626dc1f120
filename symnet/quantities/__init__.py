"""What can be asked of a network: each quantity is a function of one call and the way calls combine.

A quantity in a file of its own becomes a named one by the line that imports it here:
`from symnet.quantities.half import HALF as HALF`.
"""

from collections.abc import Sequence

from symnet.door import listed
from symnet.errors import unknown
from symnet.quantities.counts import (
    ACTIVATIONS,
    ACTIVE_PARAMS,
    BIASES,
    BUFFERS,
    COUNTS,
    MACS,
    OPERATIONS,
    PARAMS,
    WEIGHTS,
    Quantity,
)

__all__ = [
    "ACTIVATIONS",
    "ACTIVE_PARAMS",
    "BIASES",
    "BUFFERS",
    "MACS",
    "OPERATIONS",
    "PARAMS",
    "QUANTITIES",
    "WEIGHTS",
    "Quantity",
    "quantities_of",
    "quantity_of",
]

QUANTITIES = COUNTS | {q.name: q for q in tuple(vars().values()) if isinstance(q, Quantity)}
"""Every named quantity."""


def quantity_of(wanted: Quantity | str) -> Quantity:
    """A quantity, or the one of that name."""
    if isinstance(wanted, Quantity):
        return wanted
    if wanted not in QUANTITIES:
        raise unknown("quantity", wanted, QUANTITIES)
    return QUANTITIES[wanted]


def quantities_of(wanted: Sequence[Quantity | str] | Quantity | str) -> list[Quantity]:
    """Quantities: one, several, or those of names with commas between them."""
    return list(map(quantity_of, [wanted] if isinstance(wanted, Quantity) else listed(wanted) if isinstance(wanted, str) else wanted))
