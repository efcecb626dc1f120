"""A sequence whose parts are numbered."""

from __future__ import annotations

from symnet.architecture.graph import Graph, Op
from symnet.layers.blocks import Sequential


def numbered_from_0(*ops: Op) -> Graph:
    """One after the other, called 0, 1, ... as torch calls what nobody named."""
    return Sequential(*((str(k), op) for k, op in enumerate(ops)))
