"""Images cut into windows and patches; no parameters and no operations."""

from __future__ import annotations

from collections.abc import Iterable

from symnet.architecture.conditions import Condition, divides, equal
from symnet.architecture.fields import AxisSizes
from symnet.architecture.fields import size as size_field
from symnet.arithmetic.sizes import Shape, ceil_div, product, quotient
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError
from symnet.layers.reshape import Rearranged
from symnet.layers.resize import takes_at_least


class PatchMerge(Rearranged):
    """Each 2 x 2 patch as one cell, an odd axis padded by one: (*, H, W, d) -> (*, ceil(H/2), ceil(W/2), 4 d). No parameters.

    >>> from symnet import Network
    >>> Network(PatchMerge(), (57, 56, 96)).output_shape
    (29, 28, 384)

    Source: Liu et al. 2021, arXiv:2103.14030, section 3.1.
    """

    axes = (("height", "H"), ("width", "W"), ("features", "d"))

    def output_shape(self, x: Shape) -> Shape:
        return (*x[:-3], ceil_div(x[-3], 2), ceil_div(x[-2], 2), 4 * x[-1])

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        takes_at_least(self, x[0], 3)


class WindowPartition(Rearranged):
    """An image cut into windows: (F_in, H, W) -> (windows, cells of a window, F_in). No parameters.

    Args:
        size: the window along each axis; or
        number: into how many windows each axis is cut. MaxViT's grid, whose cells lie apart, is that with the axes swapped.

    Raises:
        SymnetError: where windows do not divide the image, or both or neither are given.

    >>> from symnet import Network
    >>> Network(WindowPartition(7), (64, 56, 56)).output_shape
    (64, 49, 64)
    >>> Network(WindowPartition(number=7), (64, 56, 56)).output_shape
    (49, 64, 64)

    Source: Tu et al. 2022, arXiv:2204.01697, section 3.2; torchvision.models.maxvit.WindowPartition.
    """

    rank, spatial = 3, 2
    by_place = 1
    typical = {"size": "P"}

    size: AxisSizes = size_field("P", default=None, per_axis=True)
    number: AxisSizes = size_field("G", default=None, per_axis=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.size is None) == (self.number is None):
            raise SymnetError("WindowPartition takes the size or the number of the windows", "give one of them")

    def output_shape(self, x: Shape) -> Shape:
        given = self.size or self.number
        other = tuple(quotient(n, w) for n, w in zip(x[1:], given, strict=True))
        size, number = (given, other) if self.size else (other, given)
        return (product(number), product(size), x[0])

    def conditions(self, x: Shape) -> Iterable[Condition]:
        for n, w, (axis, _) in zip(x[1:], self.size or self.number, self.input_axes(3)[1:], strict=True):
            yield divides(w, n, f"{{}} does not divide the {axis} {{}}", w, n, remedy="give a window or an input that fits")


class WindowDepartition(Rearranged):
    """Windows put together again: (windows, cells of a window, F_in) -> (F_in, H, W), the size being that of a second input.

    Raises:
        SymnetError: where there are more or fewer cells.

    >>> from symnet import Network
    >>> Network(WindowDepartition(), (64, 49, 128), (64, 56, 56)).output_shape
    (128, 56, 56)

    Source: torchvision.models.maxvit.WindowDepartition, which is told the size.
    """

    arity = 2
    rank = 3
    shape_only = frozenset({1})
    axes = (("windows", "G"), ("cells", "P"), ("features", "F_in"))

    def output_shape(self, x: Shape, image: Shape) -> Shape:
        return (x[2], *image[1:])

    def windows(self, *x: Shape) -> tuple[Window, ...]:
        return ()

    def conditions(self, x: Shape, image: Shape) -> Iterable[Condition]:
        there, wanted = product(x[:2]), product(image[1:])
        yield equal(there, wanted, "the windows have {} cells, and the image has {}", there, wanted, remedy="make them equal")
