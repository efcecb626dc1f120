"""Quantities of a network over a grid of values."""

from __future__ import annotations

import argparse
import itertools
import math
from typing import Any

from symnet.cli.networks import network
from symnet.errors import MissingExtra, SymnetError
from symnet.quantities import quantities_of
from symnet.tables.table import Table

MOST, LARGEST = 1_000_000, 10**15
"""How many rows a sweep may have, and below what its values are."""


def values_of(text: str) -> tuple[str, range | tuple[int, ...]]:
    """`H=64:513:64` as a name and its values: as in `range`, or a list with commas.

    >>> values_of("H=64:257:64"), values_of("K=3,5,7")
    (('H', range(64, 257, 64)), ('K', (3, 5, 7)))
    """
    name, found, values = text.partition("=")
    try:
        numbers = tuple(map(int, values.split(":" if ":" in values else ",")))
        made = range(*numbers) if ":" in values else numbers
    except (ValueError, TypeError):
        made = None
    if not found or not name.strip() or not made:
        raise SymnetError(f"{text!r} gives no values", "write a symbol and values, such as H=64:513:64 or K=3,5,7")
    return name.strip(), made


def run_sweep(options: argparse.Namespace) -> str:
    """A row for each combination that is legal: its values and the quantities."""
    net = network(options)
    values = dict(map(values_of, options.over))
    if large := next((name for name, found in values.items() if max(map(abs, (found[0], found[-1], *found[:3]))) >= LARGEST), None):
        raise SymnetError(f"the values of {large} are too large", f"give whole numbers below {LARGEST:,}")
    count = math.prod(map(len, values.values()))
    if count > MOST:
        raise SymnetError(f"{count:,} combinations of {', '.join(values)} are asked for", f"at most {MOST:,} are listed; give fewer values")
    if left := [name for name in net.symbols if name not in values]:
        raise SymnetError(f"{', '.join(left)} would stay open", f"give values: --over {left[0]}=...")
    quantities = quantities_of(options.quantities)
    try:
        import numpy as np
    except ImportError:
        raise MissingExtra("a sweep needs NumPy", "install it with: pip install 'symnet[sweep]'") from None
    grid = np.array(list(itertools.product(*values.values())), dtype=np.int64)
    swept = net.subs({name: grid[:, k] for k, name in enumerate(values)})
    legal = np.broadcast_to(np.asarray(swept.legal), (count,))
    columns = [*(grid[:, k] for k in range(len(values))), *(_column(np, swept.total(q), count) for q in quantities)]
    rows = tuple(tuple(int(column[k]) for column in columns) for k in np.flatnonzero(legal))
    keys, aligns = (*values, *(q.name for q in quantities)), ("r",) * (len(values) + len(quantities))
    return Table(keys, (*values, *(q.title or q.name for q in quantities)), rows, aligns=aligns, caption=net.name).to(options.format)


def _column(np: Any, amount: Any, count: int) -> Any:
    return np.broadcast_to(np.asarray(amount, dtype=object if isinstance(amount, int) and abs(amount) > MOST**3 else None), (count,))
