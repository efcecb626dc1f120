"""What to do about a refused input: the nearest sizes at which the whole network is legal."""

from __future__ import annotations

from symnet.architecture.axes import shape_symbols, usual_axes
from symnet.architecture.graph import Graph
from symnet.architecture.meaning import tensor_axes
from symnet.architecture.trace import trace
from symnet.arithmetic.rounding import Reading
from symnet.arithmetic.sizes import PlainShape, as_shape
from symnet.errors import ShapeError, SymnetError
from symnet.solving.solution import Solution, Solutions
from symnet.solving.solve import solve


def with_remedy(error: ShapeError, graph: Graph, shapes: tuple[PlainShape, ...], reading: Reading) -> ShapeError:
    """The error with the nearest legal sizes of the network's input, where its spatial axes are numbers and can be solved for."""
    shape = shapes[0]
    if len(shapes) > 1 or len(shape) < 2 or not all(type(n) is int for n in shape):
        return error
    try:
        found = [text for axis, n in sizes_near(graph, shape, reading) if (text := _sentence(axis, n, reading))]
    except SymnetError:
        return error
    return type(error)(error.what, "; ".join(part for part in (error.remedy, *found) if part))


def sizes_near(graph: Graph, shape: PlainShape, reading: Reading) -> list[tuple[str, tuple[int, ...]]]:
    """For each spatial axis (one for a square input) that is not legal as it is: its name and the nearest legal sizes."""
    # Names of its own: one of the layers' symbols may be called H too.
    names = tuple(f"nearest_{name}" for name in shape_symbols(usual_axes(len(shape)), shape))
    traced = trace(graph, (as_shape((shape[0], *names[1:])),), reading)
    axes, solved = tensor_axes(traced)[-1], solve(traced, ())
    solutions = solved if isinstance(solved, Solutions) else {solved.symbol.name: solved} if isinstance(solved, Solution) else {}
    near: list[tuple[str, tuple[int, ...]]] = []
    for found, solution in solutions.items():
        k = names.index(found) if found in names else None
        if k is not None and shape[k] not in solution:
            around = (solution.below(shape[k]), solution.above(shape[k]))
            near.append((axes[k][0], tuple(n for n in around if n is not None)))
    return near


def _sentence(axis: str, sizes: tuple[int, ...], reading: Reading) -> str:
    if not sizes:
        return ""
    legal = "exact" if reading.exact else "legal"
    if len(sizes) == 1:
        return f"the nearest {legal} {axis} for this network is {sizes[0]}"
    several = axis if axis.endswith("s") else f"{axis}s"
    return f"the nearest {legal} {several} for this network are {' and '.join(map(str, sizes))}"
