"""What a picture is drawn of, and what all pictures share."""

from __future__ import annotations

from typing import Protocol

from symnet.architecture.trace import Trace
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.figures.drawing import Item, Label
from symnet.reports.block import Block, whole
from symnet.writing.line import Line
from symnet.writing.term import dims
from symnet.writing.text import Text

LONG = 18
"""From how many characters on one size of a symbolic shape is left out."""


class Drawn(Protocol):
    """A network or a block."""

    @property
    def name(self) -> str: ...

    @property
    def trace(self) -> Trace: ...


def whole_block(network: Drawn) -> Block:
    """What is drawn, as a block.

    Raises:
        SymnetError: where it is a single layer.
    """
    if isinstance(network, Block):
        return network
    if hasattr(network, "call"):
        raise SymnetError(f"{network.name} is one layer", "draw its window, the network, or a block of it")
    return whole(network.trace, network.name)


def sizes_text(shape: Shape) -> str:
    """An image with its channels last, any other shape in its order; a size of many characters is an ellipsis."""
    sizes = (*shape[1:], shape[0]) if len(shape) > 2 else shape
    shown = [Line.of(dims((size,))).show(Text(spaced=False)) for size in sizes]
    return "×".join("…" if len(text) > LONG else text for text in shown) or "1"


def title_items(title: bool | str, name: str, left: float, top: float) -> tuple[Item, ...]:
    """The title above a picture: none, the name of what is drawn, or the one that is wanted."""
    text = name if title is True else title or ""
    return (Label(left, top - 20, text, "title"),) if text else ()
