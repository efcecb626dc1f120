"""What can be asked of a network: each quantity is a function of one call and the way calls combine."""

from symnet.quantities.counts import (
    ACTIVATIONS,
    ACTIVE_PARAMS,
    BIASES,
    BUFFERS,
    MACS,
    OPERATIONS,
    PARAMS,
    QUANTITIES,
    WEIGHTS,
    Quantity,
    quantity_of,
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
    "quantity_of",
]
