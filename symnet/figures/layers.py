"""The picture of a network: a box for each layer with the size of its output, wired as the graph is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnet.architecture.graph import Graph, Node
from symnet.architecture.layer import Layer
from symnet.architecture.path import RUN
from symnet.architecture.trace import Call
from symnet.arithmetic.sizes import Shape
from symnet.door import door
from symnet.errors import SymnetError
from symnet.figures.blocks import ROW_GAP, Block, Placed, arranged, box, framed, inner, side_by_side
from symnet.figures.drawing import Label, bounds, moved
from symnet.figures.figure import Figure
from symnet.writing.line import Line
from symnet.writing.term import dims
from symnet.writing.text import Text

if TYPE_CHECKING:
    from symnet.network import Network

MOST_BOXES = 300
LONG = 18
"""From how many characters on one size of a symbolic shape is left out."""


@door
def layers_figure(network: Network) -> Figure:
    """Draw a network as boxes with the name of each layer and the size of its output; images have their channels last.

    Branches stand side by side, a skip connection runs on the right, and what is repeated is drawn once in a frame with × and its
    number of runs. Layers with weights are blue.

    Raises:
        SymnetError: where there are more than 300 boxes.

    >>> from symnet import Conv2d, Network, ReLU, Residual
    >>> layers_figure(Network(Residual(Conv2d(8, 3, padding=1), ReLU()), (8, 4, 4))).texts
    ['Layers', 'input', '4×4×8', 'Conv1', '4×4×8', 'ReLU1', '4×4×8', 'Add', '4×4×8']
    """
    network.trace.refuse_arrays("a picture shows numbers or symbols")
    count = sum(1 for _ in network.graph.layers())
    if count > MOST_BOXES:
        raise SymnetError(f"a picture of {count} layers is too long to read", "draw a part of the network, or write what repeats as Repeat")
    names = ["input"] if len(network.input_shapes) == 1 else [f"input {k}" for k in range(1, len(network.input_shapes) + 1)]
    inputs = [box(name, tensor(shape), "end", 0) for name, shape in zip(names, network.input_shapes, strict=True)]
    sources = [Placed(block, x, 0, 0) for block, x in zip(inputs, side_by_side(inputs), strict=True)]
    top = max(block.height for block in inputs) + ROW_GAP
    painter = Painter({call.path.parts: call for call in network.calls})
    body = arranged(network.graph, sources, lambda node: painter.draw(node, (), network.graph), top, tuple(s.x for s in sources))
    shift = body.ports[0] - sources[0].x
    items = (*(item for s in sources for item in moved(s.block.items, s.x + shift, s.y)), *body.items)
    title = network.name or "Layers"
    left, top, _, _ = bounds(items)
    sizes = f"{' and '.join(map(tensor, network.input_shapes))} to {tensor(network.output_shape)}"
    return Figure((Label(left, top - 20, title, "title"), *items), title, f"{count} layers, from {sizes}.")


class Painter:
    """Draws nodes with the sizes that a trace found."""

    def __init__(self, calls: dict[tuple[str, ...], Call]) -> None:
        self.calls = calls

    def draw(self, node: Node, path: tuple[str, ...], parent: Graph, name: str = "") -> Block:
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
            return self.draw(node.op.nodes[0], where, parent, caption)
        else:
            graph = node.op
            block = inner(graph, len(node.inputs), lambda n: self.draw(n, where, graph))
        if not once:
            return framed(block, f"{caption} × {node.times}".strip())
        return framed(block, caption) if isinstance(node.op, Graph) and parent.kind not in ("Residual", "Parallel") else block

    def layer(self, layer: Layer, name: str, path: tuple[str, ...], inputs: int) -> Block:
        call = self.calls.get(path)
        size = tensor(call.output) if call else ""
        kind = "weighted" if call and layer.weights(*call.inputs) else "layer"
        return box(name, size, kind, inputs, repr(layer))


def tensor(shape: Shape) -> str:
    """An image with its channels last, any other shape in its order; a size of many characters is an ellipsis."""
    sizes = (*shape[1:], shape[0]) if len(shape) > 2 else shape
    shown = [Line.of(dims((size,))).show(Text(spaced=False)) for size in sizes]
    return "×".join("…" if len(text) > LONG else text for text in shown) or "1"
