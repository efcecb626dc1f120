"""The picture of a network: a box for each layer with the size of its output, wired as the graph is."""

from __future__ import annotations

from typing import TypeGuard

from symnet.architecture.graph import Graph, Node, Op
from symnet.architecture.layer import Layer
from symnet.architecture.path import RUN
from symnet.door import door
from symnet.errors import SymnetError
from symnet.figures.blocks import ROW_GAP, Block, Placed, arranged, box, framed, inner, side_by_side
from symnet.figures.drawing import bounds, moved
from symnet.figures.drawn import Drawn, sizes_text, title_items, whole_block
from symnet.figures.figure import Figure
from symnet.reports.block import Block as WholeBlock

MOST_BOXES = 300


@door
def layers_figure(network: Drawn, depth: int | None = None, title: bool | str = True) -> Figure:
    """Draw a network as boxes with the name of each layer and the size of its output; images have their channels last.

    Branches stand side by side, a skip connection runs on the right, and what is repeated is drawn once in a frame with × and its
    number of runs. Layers with weights are blue.

    Args:
        network: a network, or a block of one.
        depth: how deep blocks are opened: at 1 each of the outermost blocks is one box. By default all are.
        title: whether there is a title, or which.

    Raises:
        SymnetError: where there are more than 300 boxes, or depth is no whole number of at least 1.

    >>> from symnet import Conv2d, Network, ReLU, Residual
    >>> layers_figure(Network(Residual(Conv2d(8, 3, padding=1), ReLU()), (8, 4, 4))).texts
    ['Layers', 'input', '4×4×8', 'Conv1', '4×4×8', 'ReLU1', '4×4×8', 'Add', '4×4×8']
    """
    network.trace.refuse_arrays("a picture shows numbers or symbols")
    block = whole_block(network)
    if depth is not None and (isinstance(depth, bool) or not isinstance(depth, int) or depth < 1):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymnetError(f"depth is {depth!r}", "give a whole number of at least 1")
    names = ["input"] if len(block.input_shapes) == 1 else [f"input {k}" for k in range(1, len(block.input_shapes) + 1)]
    inputs = [box(name, sizes_text(shape), "end", 0) for name, shape in zip(names, block.input_shapes, strict=True)]
    sources = [Placed(drawn, x, 0, 0) for drawn, x in zip(inputs, side_by_side(inputs), strict=True)]
    top = max(drawn.height for drawn in inputs) + ROW_GAP
    painter = Painter(block, depth)
    if (count := painter.count(block.op)) > MOST_BOXES:
        raise SymnetError(
            f"a picture of {count} boxes is too long to read", "give a depth, such as depth=1, or draw a block of the network"
        )
    start = block.path.parts
    body = arranged(block.op, sources, lambda node: painter.draw(node, start, block.op), top, tuple(s.x for s in sources))
    shift = body.ports[0] - sources[0].x
    items = (*(item for s in sources for item in moved(s.block.items, s.x + shift, s.y)), *body.items)
    name = network.name or "Layers"
    left, top, _, _ = bounds(items)
    sizes = f"{' and '.join(map(sizes_text, block.input_shapes))} to {sizes_text(block.output_shape)}"
    return Figure((*title_items(title, name, left, top), *items), name, f"{count} boxes, from {sizes}.")


class Painter:
    """Draws nodes with the sizes that a trace found; blocks that lie as deep as `depth` are one box."""

    def __init__(self, block: WholeBlock, depth: int | None) -> None:
        self.calls = {call.path.parts: call for call in block.trace.calls}
        self.graphs = {ran.path.parts: ran for ran in block.trace.ran}
        self.depth = depth

    def count(self, graph: Graph, level: int = 1) -> int:
        """How many boxes a graph is drawn with."""
        inside = (self.count(node.op, level + 1) if self.opens(node.op, level) else 1 for node in graph.nodes)
        return sum(inside)

    def opens(self, op: Op, level: int) -> TypeGuard[Graph]:
        """Whether what stands in a graph is drawn, and not one box for all of it."""
        return isinstance(op, Graph) and (self.depth is None or level < self.depth)

    def draw(self, node: Node, path: tuple[str, ...], parent: Graph, name: str = "", level: int = 1) -> Block:
        """A node of a graph that stands at `path`; `name` is what a graph of one node is called outside."""
        once = type(node.times) is int and node.times == 1
        caption = name or ("" if node.name in parent.automatic and isinstance(node.op, Graph) else node.name)
        where = (*path, node.name)
        if parent.kind == "Repeat" or not once:
            # Runs of different sizes have numbers; the first one is drawn.
            runs = {p[len(where)] for p in self.calls if p[: len(where)] == where}
            where = (*where, RUN if RUN in runs else str(node.first))
        if isinstance(node.op, Layer):
            block = self.layer(node.op, caption, where, len(node.inputs))
        elif len(node.op.nodes) == 1 and once:
            return self.draw(node.op.nodes[0], where, parent, caption, level)
        elif not self.opens(node.op, level):
            return self.folded(node, node.op, caption or node.name, where)
        else:
            graph = node.op
            block = inner(graph, len(node.inputs), lambda n: self.draw(n, where, graph, level=level + 1))
        if not once:
            return framed(block, f"{caption} × {node.times}".strip())
        return framed(block, caption) if isinstance(node.op, Graph) and parent.kind not in ("Residual", "Parallel") else block

    def folded(self, node: Node, graph: Graph, caption: str, path: tuple[str, ...]) -> Block:
        """A graph as one box, with how often it runs."""
        ran = self.graphs.get(path)
        size = sizes_text(ran.outputs[0].shape) if ran else ""
        once = type(node.times) is int and node.times == 1
        weighted = any(call.weights for parts, call in self.calls.items() if parts[: len(path)] == path)
        return box(
            caption if once else f"{caption} × {node.times}",
            size,
            "weighted" if weighted else "layer",
            len(node.inputs),
            graph.kind,
        )

    def layer(self, layer: Layer, name: str, path: tuple[str, ...], inputs: int) -> Block:
        call = self.calls.get(path)
        size = sizes_text(call.output) if call else ""
        kind = "weighted" if call and layer.weights(*call.inputs) else "layer"
        return box(name, size, kind, inputs, repr(layer))
