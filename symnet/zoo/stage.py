"""Operations in a row, named by their numbers as torchvision names them, and stages of blocks that are alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size, symbol
from symnet.layers.blocks import Repeat, Sequential


def stage(first: Op | None, block: Op, n: SizeLike, name: str = "{}", start: int = 0, of: str = "blocks of a stage") -> Graph:
    """n blocks, of which `first` (where there is one) is another one than the rest; `name` holds the number, counted from `start`.

    They are one repetition, but for a number of blocks under names that are no plain numbers.
    """
    count = as_size(n, of, 1)
    if name != "{}" and isinstance(count, int):
        return Sequential(*((name.format(k), op) for k, op in enumerate((first or block, *(block,) * (count - 1)), start)))
    if first is None:
        return Repeat(block, count, first=start)
    alone = isinstance(count, int) and count == 1
    return Sequential((str(start), first), *(() if alone else (Repeat(block, count - 1, first=start + 1),)))


def growing(block: Callable[[Any], Op], n: Any, start: int = 0) -> Graph:
    """n blocks that know their numbers, from `start` on; they are one repetition where n is a symbol."""
    if isinstance(n, int):
        return Sequential(*((str(k), block(k)) for k in range(start, start + n)))
    i = symbol("i", integer=True, nonnegative=True)
    return Repeat(block(start + i), n, i, first=start)


def numbered(*ops: Op) -> Graph:
    """Operations one after the other, called 0, 1, 2, ..."""
    return Sequential(*((str(k), op) for k, op in enumerate(ops)))
