"""Ways to wire: functions that return a Graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symnet.architecture.graph import INPUT, Graph, Node, Op, numbered, wire
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import SizeLike, as_size, symbol
from symnet.door import door, doors, shown
from symnet.errors import SymnetError
from symnet.layers.merge import Add


@doors
@dataclass(frozen=True)
class Shared:
    """An operation with the weights of an earlier one of the same block, named by `of`: they are parameters once, operations each time.

    Weights of the same name and shape are shared; a bias that the earlier one does not have is its own. Given to `Sequential` or
    `Parallel` in place of an operation.

    Args:
        op: the layer that is run.
        of: the name of the earlier one whose weights it uses.

    >>> from symnet import Embedding, Linear, Network
    >>> tied = Sequential(("embedding", Embedding(1000, 64)), ("head", Shared(Linear(1000, bias=False), "embedding")))
    >>> Network(tied, (16,)).params, Network(tied, (16,)).macs
    (64000, 1024000)
    >>> linear = Linear(64, bias=False)
    >>> Network(Sequential(("once", linear), Shared(linear, "once"), Shared(linear, "once")), (64,)).params
    4096
    """

    op: Op
    of: str


@door
def Sequential(*ops: Op | Shared | tuple[str, Op | Shared], **named: Op | Shared) -> Graph:
    """One operation after the other.

    Operations get names by their kind and number (Conv1, ReLU1, Conv2) unless they are given one, as `("stem", Conv2d(64, 7))`
    or as a keyword.

    Args:
        ops: layers, graphs or values, in order; a pair is a name and one of them.
        named: further ones, each under its name.

    >>> from symnet import Conv2d, ReLU
    >>> [node.name for node in Sequential(Conv2d(8, 3), ReLU(), Conv2d(8, 3), head=Conv2d(4, 1)).nodes]
    ['Conv1', 'ReLU1', 'Conv2', 'head']
    """
    given = [_named(op) for op in (*ops, *named.items())]
    if not given:
        raise SymnetError("Sequential has no layers", "give at least one (Identity() passes its input on)")
    automatic = numbered([op for _, op, _ in given])
    nodes = (Node(name or auto, op, (k - 1,), shares=of) for k, ((name, op, of), auto) in enumerate(zip(given, automatic, strict=True)))
    return Graph(tuple(nodes), "Sequential")


def _named(op: Any) -> tuple[str | None, Op, str | None]:
    """The name an operation is given, the operation, and whose weights it shares."""
    if isinstance(op, tuple) and len(op) != 2:  # pyright: ignore[reportUnknownArgumentType]
        raise SymnetError(f"{shown(op)} is not a name and a layer", 'give both, as in ("stem", Conv2d(64, 7))')  # pyright: ignore[reportUnknownArgumentType]
    name, op = op if isinstance(op, tuple) else (None, op)  # pyright: ignore[reportUnknownVariableType]
    op, of = (op.op, op.of) if isinstance(op, Shared) else (op, None)  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(op, (Layer, Graph)):
        raise SymnetError(f"{op!r} is not a layer or a graph", "layers are objects, as in Sequential(Conv2d(96, 11), ReLU())")
    return name, op, of  # pyright: ignore[reportUnknownVariableType]


@door
def Parallel(*branches: Op | Shared | tuple[str, Op | Shared] | None, merge: Layer, kind: str = "Parallel") -> Graph:
    """Branches on the same input, merged by a layer of several inputs; None is the branch that passes the input on.

    Args:
        branches: layers or graphs that take the same input; a pair is a name and one of them, None passes the input on.
        merge: a layer of several inputs, such as `Add()` or `Concat()`.
        kind: what the graph is called in a network, before its number.

    >>> from symnet import Add, Conv2d, Network
    >>> Network(Parallel(Conv2d(8, 3, padding=1), None, merge=Add()), (8, 4, 4)).output_shape
    (8, 4, 4)
    """
    nodes: list[Node] = []
    ends: list[int] = []
    for k, branch in enumerate(branches):
        if branch is None:
            ends.append(INPUT)
            continue
        name, op, of = _named(branch)
        ends.append(len(nodes))
        nodes.append(Node(name or f"branch{k + 1}", op, shares=of))
    return Graph((*nodes, Node(merge.label or type(merge).__name__, merge, tuple(ends))), kind)


@door
def Residual(*body: Op | Shared | tuple[str, Op | Shared], shortcut: Op | None = None) -> Graph:
    """A body whose output is added to its input, or to what `shortcut` makes of it (He et al. 2015, equation 1).

    Args:
        body: layers or graphs, one after the other; a pair is a name and one of them.
        shortcut: what the input goes through before it is added, such as a 1x1 convolution; by default it is added as it is.

    >>> from symnet import Conv2d, Network, ReLU
    >>> Network(Residual(Conv2d(8, 3, padding=1), ReLU(), Conv2d(8, 3, padding=1)), (8, 4, 4)).params
    1168
    """
    made = Sequential(*body)
    return Parallel((numbered([made])[0], made), ("shortcut", shortcut) if shortcut else None, merge=Add(), kind="Residual")


@door
def Repeat(
    body: Op,
    times: SizeLike,
    index: Any = None,
    inputs: int | None = None,
    *,
    carried: int = 1,
    merges: Layer | tuple[Layer, ...] = (),
    first: int = 0,
) -> Graph:
    """The body `times` times, each on the output of the one before; `times` may be a symbol.

    Args:
        body: a layer or a graph.
        times: how often.
        index: a symbol (or its name) by which sizes in the body may mention the number of the run, from 0 on.
        inputs: how many inputs the body takes, where it is a layer that may have more than it must.
        carried: how many of its outputs are the first inputs of the next run; further inputs, such as the memory of an encoder, are
            the same for all runs.
        merges: for the last outputs of the body a layer of two inputs each, such as `Add()`, that merges them over all runs. Other
            outputs are those of the last run.
        first: the number by which places of the first run are named: `layer1.1.conv1` for the run after a block called "0".

    Raises:
        SymnetError: where the body has fewer inputs or outputs than that.

    >>> from symnet import Conv1d, Linear, Network, Split, block
    >>> Network(Repeat(Linear("d"), "n"), ("d",)).params
    d*n*(d + 1)
    >>> @block
    ... def Block(x, /, skip):
    ...     y = Conv1d(32, 3, padding="same")(x)
    ...     return x + Conv1d(32, 1)(y), Conv1d(skip, 1)(y)
    >>> Network(Repeat(Block(64), 10, merges=Add()), (32, 1000)).output_shapes
    ((32, 1000), (64, 1000))
    """
    name, op, _ = _named(body)
    made = symbol(index, integer=True, nonnegative=True) if isinstance(index, str) else index
    fed = inputs or (op.inputs if isinstance(op, Graph) else op.arity or 1)
    merged = merges if isinstance(merges, tuple) else (merges,)
    taken, count = tuple(-1 - k for k in range(fed)), as_size(times, "Repeat times", 0)
    node = Node(name or numbered([op])[0], op, taken, count, made, carried=carried, merges=merged, first=first)
    return Graph((node,), "Repeat", tuple(wire(0, j) for j in range(op.returns)))
