"""Operations in a row, named by their numbers as torchvision names them, and stages of blocks that are alike."""

from __future__ import annotations

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.layers.blocks import Repeat, Sequential


def stage(first: Op | None, block: Op, n: SizeLike, name: str = "{}", start: int = 0, of: str = "blocks of a stage") -> Graph:
    """n blocks, of which `first` (where there is one) is another one than the rest; `name` holds the number, counted from `start`.

    A symbolic number of blocks repeats the block, a number of them writes each out.
    """
    count = as_size(n, of, 1)
    if isinstance(count, int):
        ops = (first or block, *(block,) * (count - 1))
        return Sequential(*((name.format(k), op) for k, op in enumerate(ops, start)))
    if first is None:
        return Repeat(block, count)
    return Sequential((name.format(start), first), ("rest", Repeat(block, count - 1)))


def numbered(*ops: Op) -> Graph:
    """Operations one after the other, called 0, 1, 2, ..."""
    return Sequential(*((str(k), op) for k, op in enumerate(ops)))
