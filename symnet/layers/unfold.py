"""Sliding blocks as columns, and columns back into an image."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from symnet.architecture.conditions import Condition, divides, equal
from symnet.architecture.fields import AxisSizes, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product, quotient
from symnet.arithmetic.window import Window
from symnet.layers.windowed import Windowed, axis_windows, fits


class Unfold(Windowed):
    """Every window of an image as one column: (F_in, H, W) -> (F_in K^2, L), L = product of floor((n - D(K - 1) - 1 + 2P)/S) + 1.

    No parameters and no operations.

    Args:
        kernel_size: K, one size or one for each axis.
        dilation: D.
        padding: P on both sides.
        stride: S.

    Raises:
        SymnetError: where the kernel does not fit.

    >>> from symnet import Network
    >>> Network(Unfold(3, padding=1), (16, 8, 8)).output_shape
    (144, 64)

    Source: torch.nn.Unfold.
    """

    by_place = 4
    rank, spatial = 3, 2

    kernel_size: AxisSizes = size("K", per_axis=True)
    dilation: AxisSizes = size("D", default=1, per_axis=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, shown=True, sides=True)
    stride: AxisSizes = size("S", default=1, per_axis=True, shown=True)

    @cached_property
    def moving(self) -> tuple[Window, ...]:
        return axis_windows(self.kernel_size, self.stride, self.padding, self.dilation)

    def output_shape(self, x: Shape) -> Shape:
        return (x[0] * product(self.kernel_size), product(self.spatial_shape(x)))


class Fold(Layer):
    """Columns summed back into an image, the reverse of `Unfold`: (F_in K^2, L) -> (F_in, H, W). An addition for each cell of the columns.

    Args:
        output_size: H and W of the image.
        kernel_size: K, one size or one for each axis.
        dilation: D.
        padding: P on both sides.
        stride: S.

    Raises:
        SymnetError: where L is not the number of windows of the image, or the first axis is not made of kernels.

    >>> from symnet import Network
    >>> Network(Fold(8, 3, padding=1), (144, 64)).output_shape
    (16, 8, 8)

    Source: torch.nn.Fold.
    """

    by_place = 5
    term = "merging"
    rank, spatial = 2, 2
    axes = (("cells", "F_in"), ("blocks", "L"))

    output_size: AxisSizes = size("O", per_axis=True)
    kernel_size: AxisSizes = size("K", per_axis=True)
    dilation: AxisSizes = size("D", default=1, per_axis=True)
    padding: AxisSizes = size("P", default=0, minimum=0, per_axis=True, shown=True)
    stride: AxisSizes = size("S", default=1, per_axis=True, shown=True)

    def image_windows(self) -> tuple[Window, ...]:
        """The windows over the image that the columns are."""
        return axis_windows(self.kernel_size, self.stride, self.padding, self.dilation)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """None: the columns of the input are not the positions of the output."""
        return ()

    def output_shape(self, x: Shape) -> Shape:
        return (quotient(x[0], product(self.kernel_size)), *self.output_size)

    def operations(self, y: Shape, x: Shape) -> Operations:
        return Operations(add=product(x))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        for window, n, axis in zip(self.image_windows(), self.output_size, ("height", "width"), strict=True):
            yield fits(window, n, axis)
        kernel = product(self.kernel_size)
        yield divides(
            kernel, x[0], "a column has {} cells, which are not whole kernels of {}", x[0], kernel, kernel, remedy="give channels x {}"
        )
        blocks = product(w.output_size(n) for w, n in zip(self.image_windows(), self.output_size, strict=True))
        yield equal(
            x[1], blocks, "there are {} columns, but the image has {} windows", x[1], blocks, remedy="give as many columns as windows"
        )
