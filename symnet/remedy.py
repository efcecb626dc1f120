"""What to do about a refused input: the nearest sizes at which the whole network is legal."""

from __future__ import annotations

from symnet.derivation import axis_symbols_of
from symnet.errors import SymnetError
from symnet.graph import Op
from symnet.rounding import Reading
from symnet.sizes import Shape


def with_remedy(error: SymnetError, op: Op, shapes: tuple[Shape, ...], reading: Reading) -> SymnetError:
    """The error with the nearest legal sizes of the network's input, where its spatial axes are numbers and can be solved for."""
    shape = shapes[0]
    if len(shapes) > 1 or len(shape) < 2 or not all(type(n) is int for n in shape):
        return error
    try:
        found = [text for axis, n in sizes_near(op, shape, reading) if (text := _sentence(axis, n, reading))]
    except SymnetError:
        return error
    return type(error)("; ".join((str(error), *found))) if found else error


def sizes_near(op: Op, shape: Shape, reading: Reading) -> list[tuple[str, tuple[int, ...]]]:
    """For each spatial axis (one for a square input) that is not legal as it is: its name and the nearest legal sizes."""
    from symnet.layer import AXES
    from symnet.network import Network
    from symnet.solution import Solution

    axes = AXES.get(len(shape)) or tuple((f"axis {k}", f"N{k}") for k in range(len(shape)))
    names = axis_symbols_of(axes, shape)
    solved = Network(op, (shape[0], *names[1:]), reading=reading).solve()
    solutions = {solved.symbol.name: solved} if isinstance(solved, Solution) else dict(solved)
    near: list[tuple[str, tuple[int, ...]]] = []
    for symbol, solution in solutions.items():
        k = names.index(symbol)
        if shape[k] not in solution:
            around = (solution.below(shape[k]), solution.above(shape[k]))
            near.append((axes[k][0], tuple(n for n in around if n is not None)))
    return near


def _sentence(axis: str, sizes: tuple[int, ...], reading: Reading) -> str:
    if not sizes:
        return ""
    legal = "exact" if reading.exact else "legal"
    if len(sizes) == 1:
        return f"the nearest {legal} {axis} for this network is {sizes[0]}"
    return f"the nearest {legal} {axis}s for this network are {' and '.join(map(str, sizes))}"
