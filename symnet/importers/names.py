"""The names of weights in a graph: what PyTorch calls them in its state_dict.

A weight's name is the path of its node and its own name. Two kinds of nodes do not stand in the path under their own name: in place
of a repeated node stands the number of the run, so that `layers.body.norm1` gives layers.0.norm1, layers.1.norm1, ... as a ModuleList
does; and a node whose name begins with _ is left out, as what only groups nodes has no module of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnet.architecture.graph import Graph, Node, Op
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
    for part in call.path if isinstance(op, Graph) else ():
        kind = op.label
        node, run = _node(op, part)
        if run is not None:
            runs = [run]
        elif not _once(node):
            runs = _runs(next(loops), call.name)
        else:
            runs = ["0"] if kind == "Repeat" else [part]
        if runs != [part] or not part.startswith("_"):
            paths = [(*path, run) for path in paths for run in runs]
        op = node.op
    return paths


def _runs(loop: Loop, place: str) -> list[str]:
    if not isinstance(loop.times, int):
        raise SymnetError(f"{place} is repeated {loop.times} times", "give a number, so that its weights have names")
    return [str(k) for k in range(loop.start, loop.times)]


def _once(node: Node) -> bool:
    return type(node.times) is int and node.times == 1


def _node(op: Op, part: str) -> tuple[Node, str | None]:
    """The node at a part of a path, and the number of its run where runs are apart."""
    nodes = op.nodes if isinstance(op, Graph) else ()
    for node in nodes:
        if node.name == part:
            return node, None
    for node in nodes:
        if not _once(node) and part.startswith(node.name) and part[len(node.name) :].isdigit():
            return node, part[len(node.name) :]
    raise SymnetError(f"there is no node {part!r} in the {op.label}")
