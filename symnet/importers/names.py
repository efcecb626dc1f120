"""The names of weights in a graph: what PyTorch calls them in its state_dict.

A weight's name is the path of its node and its own name. Where all runs of a repetition are one, the number of each stands in turn, so
that `layers.{}.norm1` gives layers.0.norm1, layers.1.norm1, ... as a ModuleList does; and a node whose name begins with _ is left out,
as what only groups nodes has no module of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnet.architecture.graph import Graph, Op
from symnet.architecture.path import RUN
from symnet.errors import SymnetError

if TYPE_CHECKING:
    from symnet.architecture.closed_form import Loop
    from symnet.architecture.trace import Call


def module_paths(op: Op, call: Call) -> list[tuple[str, ...]]:
    """The module paths of a call of `op`, one for each run of the loops it stands in.

    Raises:
        SymnetError: where the number of runs is a symbol.
    """
    paths: list[tuple[str, ...]] = [()]
    loops = iter(call.loops)
    for part in call.path.shown if isinstance(op, Graph) else ():
        if not part.startswith("_"):
            paths = [(*path, run) for path in paths for run in (_runs(next(loops), call.name) if part == RUN else [part])]
    return paths


def _runs(loop: Loop, place: str) -> list[str]:
    if not isinstance(loop.times, int):
        raise SymnetError(f"{place} is repeated {loop.times} times", "give a number, so that its weights have names")
    return [str(k + loop.first) for k in range(loop.start, loop.times)]
