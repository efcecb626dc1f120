"""The way back from max pooling."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.architecture.conditions import Condition, at_least, equal
from symnet.architecture.fields import AxisSizes, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.arithmetic.window import Window
from symnet.layers.merge import alike
from symnet.layers.pool import MaxPool
from symnet.layers.windowed import not_empty


class MaxUnpool(Layer, abstract=True):
    """Cells put back to where max pooling took them from, zeros elsewhere; use `MaxUnpool1d`, `MaxUnpool2d` or `MaxUnpool3d`.

    Shapes: (F_in, *n) and the indices, of the same shape -> (F_in, *((n - 1)S - 2P + K)). No parameters and no operations.
    A third input, of which nothing but the shape is used, says the size instead where the pooling left cells over: torch's `output_size`.

    Args:
        kernel_size: K of the pooling.
        stride: S of the pooling; K where it is None.
        padding: P of the pooling.

    Raises:
        SymnetError: where the indices have another shape, the padding takes away more than there is, or a third input is a stride or
            more away from (n - 1)S - 2P + K.

    Source: torch.nn.MaxUnpool2d.
    """

    by_place = 3
    label = "MaxUnpool"
    arity = 2
    optional = 1
    shape_only = frozenset({2})

    kernel_size: AxisSizes = size("K", per_axis=True)
    stride: AxisSizes = size("S", default=None, per_axis=True, shown=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, shown=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.stride is None:
            object.__setattr__(self, "stride", self.kernel_size)

    def output_shape(self, x: Shape, indices: Shape, like: Shape | None = None) -> Shape:
        if like is not None:
            return (x[0], *like[1:])
        fields = zip(x[1:], self.kernel_size, self.stride, self.padding, strict=True)
        return (x[0], *((n - 1) * s - 2 * p + k for n, k, s, p in fields))

    def windows(self, x: Shape, indices: Shape, like: Shape | None = None) -> tuple[Window, ...]:
        fields = zip(self.kernel_size, self.stride, self.padding, strict=True)
        return tuple(Window(k, 1, k - 1 - p, stretch=s) for k, s, p in fields)

    def conditions(self, x: Shape, indices: Shape, like: Shape | None = None) -> Iterable[Condition]:
        yield from alike((x, indices))
        if like is not None:
            yield equal(len(like), len(x), "the input has {} axes and the one whose size it gets {}", len(x), len(like))
            for n, m, s in zip(self.output_shape(x, indices)[1:], like[1:], self.stride, strict=False):
                words = "the stride is {}, and unpooling to {} is not less than that away from {}"
                yield at_least(m, n - s + 1, words, s, m, n, remedy="give the size before pooling")
                yield at_least(n + s - 1, m, words, s, m, n, remedy="give the size before pooling")
        for n, (axis, _) in zip(x[1:], self.input_axes(len(x))[1:], strict=True):
            yield from not_empty(n, axis)
        for n, (axis, _) in zip(self.output_shape(x, indices)[1:], self.input_axes(len(x))[1:], strict=True):
            yield at_least(n, 0, "the padding takes away more than the whole output {}, which would be {}", axis, n, remedy="pad less")

    def origin_conditions(self, x: tuple[Shape, ...], origins: tuple[Any, ...]) -> Iterable[Condition]:
        """Indices are places in the pooled image row by row, so behind the first axis the image must come back as large as it was."""
        pooled = origins[1]
        if pooled is None or not isinstance(pooled.layer, MaxPool):
            return
        names = [axis for axis, _ in self.input_axes(len(x[0]))]
        for axis, n, before in list(zip(names, self.output_shape(*x), pooled.raw_inputs[0], strict=True))[2:]:
            words = f"unpooling makes a {axis} of {{}}, and the indices are places in one of {{}}"
            yield equal(n, before, words, n, before, remedy="pool sizes that the stride divides")


class MaxUnpool1d(MaxUnpool):
    """The reverse of max pooling over one axis. Shapes and formulas: see `MaxUnpool`.

    >>> from symnet import Network
    >>> Network(MaxUnpool1d(2), (4, 9), (4, 9)).output_shape
    (4, 18)
    """

    rank, spatial = 2, 1


class MaxUnpool2d(MaxUnpool):
    """The reverse of max pooling over height and width. Shapes and formulas: see `MaxUnpool`.

    >>> from symnet import Network
    >>> Network(MaxUnpool2d(2), (4, 9, 9), (4, 9, 9)).output_shape
    (4, 18, 18)
    """

    rank, spatial = 3, 2


class MaxUnpool3d(MaxUnpool):
    """The reverse of max pooling over depth, height and width. Shapes and formulas: see `MaxUnpool`.

    >>> from symnet import Network
    >>> Network(MaxUnpool3d(2), (4, 2, 3, 4), (4, 2, 3, 4)).output_shape
    (4, 4, 6, 8)
    """

    rank, spatial = 4, 3
