"""Layers whose output is as large as a second input, of which nothing but the shape is used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from symnet.architecture.conditions import Condition, at_least, equal
from symnet.architecture.fields import OptionalSize, choice, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape
from symnet.arithmetic.window import Window
from symnet.layers.resize import MODES, check_align_corners, check_mode, interpolation


class Fit(Layer, abstract=True):
    """What layers share that make an input as large as a second one: (F_in, *n), (*, *m) -> (F_in, *m). Channels may differ.

    The second input is only asked for its shape: it is no part of a receptive field. No parameters.

    Raises:
        SymnetError: where the inputs have not as many axes.
    """

    arity = 2
    shape_only = frozenset({1})

    def output_shape(self, x: Shape, like: Shape) -> Shape:
        return (x[0], *like[1:])

    def conditions(self, x: Shape, like: Shape) -> Iterable[Condition]:
        words = "the input has {} axes, and the one it is to be as large as has {}"
        yield equal(len(x), len(like), words, len(x), len(like), remedy="they must agree")


class Placed(Fit, abstract=True):
    """A fit that keeps cells where they are: `CropTo` and `PadTo`.

    Args:
        offset: A, how many cells are taken away (or put) before the first one of each axis; half of the difference, rounded down,
            where it is None.
    """

    larger: ClassVar[int] = 0
    """Which of the inputs is larger, or as large."""

    offset: OptionalSize = size("A", default=None, minimum=0)

    def before(self, difference: Any) -> Any:
        """How many cells of a difference come before."""
        return difference // 2 if self.offset is None else self.offset

    def conditions(self, x: Shape, like: Shape) -> Iterable[Condition]:
        yield from super().conditions(x, like)
        name, offset = type(self).__name__, 0 if self.offset is None else self.offset
        for (axis, _), n, m in zip(self.input_axes(len(x))[1:], x[1:], like[1:], strict=False):
            large, small = (n, m) if self.larger == 0 else (m, n)
            words = f"{name}: the {axis} is {{}}, and that of the second input {{}}"
            yield at_least(large, small + offset, words, n, m, remedy="crop what is larger, and pad what is smaller")


class CropTo(Placed):
    """The middle (or the cells from `offset` on) of an input, as large as a second one. Shapes and errors: see `Fit`.

    >>> from symnet import Input
    >>> CropTo()(Input(64, 568, 568), Input(64, 392, 392)).shape
    (64, 392, 392)

    Source: Ronneberger et al. 2015, arXiv:1505.04597, figure 1 (copy and crop); Shelhamer et al. 2016, arXiv:1605.06211, with an offset.
    """

    def windows(self, x: Shape, like: Shape) -> tuple[Window, ...]:
        return tuple(Window(1, 1, -self.before(n - m), self.before(n - m) - (n - m)) for n, m in zip(x[1:], like[1:], strict=True))


class PadTo(Placed):
    """An input with zeros around it (or after `offset` of them), as large as a second one. Shapes and errors: see `Fit`.

    >>> from symnet import Input
    >>> PadTo()(Input(64, 56, 56), Input(64, 57, 57)).shape
    (64, 57, 57)

    Source: torch.nn.functional.pad with the difference of two sizes.
    """

    larger = 1

    def windows(self, x: Shape, like: Shape) -> tuple[Window, ...]:
        return tuple(Window(1, 1, self.before(m - n), m - n - self.before(m - n)) for n, m in zip(x[1:], like[1:], strict=True))


class ResizeTo(Fit):
    """Interpolation of an input to the size of a second one. Shapes: see `Fit`; operations: see `Upsample`.

    Args:
        mode: as for `Upsample`.
        align_corners: whether corner cells keep their place, in the linear and cubic modes; it changes no count.

    Raises:
        SymnetError: where the inputs have not as many axes, or the mode is for another number of them.

    >>> from symnet import Input
    >>> ResizeTo("bilinear")(Input(21, 7, 7), Input(3, 224, 224)).shape
    (21, 224, 224)

    Source: torch.nn.functional.interpolate(x, size=like.shape[-2:]).
    """

    by_place = 1
    term = "resizing"

    mode: str = choice(*MODES, default="nearest")
    align_corners: bool | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_align_corners(self)

    def windows(self, x: Shape, like: Shape) -> tuple[Window, ...]:
        """None: two sizes say nothing of how far a cell sees."""
        return ()

    def operations(self, y: Shape, x: Shape, like: Shape) -> Operations:
        return interpolation(self.mode, y)

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        check_mode(self, self.mode, x[0])
