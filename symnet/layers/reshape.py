"""Layers that only arrange: no parameters and no operations."""

from __future__ import annotations

from typing import Any

from symnet.layer import Layer
from symnet.sizes import Shape, product


class Identity(Layer):
    """Passes its input on.

    >>> from symnet import Network
    >>> Network(Identity(), (3, 8, 8)).output_shape
    (3, 8, 8)

    Source: torch.nn.Identity.
    """

    def output_shape(self, x: Shape) -> Shape:
        return x


class Flatten(Layer):
    """All axes of a sample in one: (F_in, H, W) -> (H W F_in,).

    >>> from symnet import Network
    >>> Network(Flatten(), (256, 6, 6)).output_shape
    (9216,)

    Source: torch.nn.Flatten.
    """

    def output_shape(self, x: Shape) -> Shape:
        return (product((*x[1:], x[0])) if x else 1,)

    def windows(self, x: Shape) -> Any:
        return ()
