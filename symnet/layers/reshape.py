"""Layers that only arrange: no parameters and no operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from symnet.architecture.axes import axis_of
from symnet.architecture.conditions import Condition, at_least, divides, equal
from symnet.architecture.fields import AxisSizes, OneSize, OptionalSize, SizeField, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, as_size, product, quotient
from symnet.arithmetic.window import Window
from symnet.errors import SymnetError


class Identity(Layer):
    """Passes its input on: (*) -> (*).

    >>> from symnet import Network
    >>> Network(Identity(), (3, 8, 8)).output_shape
    (3, 8, 8)

    Source: torch.nn.Identity.
    """

    def output_shape(self, x: Shape) -> Shape:
        return x


class Rearranged(Layer, abstract=True):
    """A layer whose output cells are the input's in another order; positions of the input are gone."""

    def windows(self, x: Shape) -> tuple[Window, ...]:
        """None: the axes of the output are not the input's."""
        return ()


class Flatten(Rearranged):
    """Axes of a sample in one: (F_in, H, W) -> (H W F_in,).

    Args:
        start_dim: the first axis that is flattened, counted as torch does: axis 0 is the batch, which is not flattened.
        end_dim: the last one.

    >>> from symnet import Network
    >>> Network(Flatten(), (256, 6, 6)).output_shape
    (9216,)
    >>> Network(Flatten(2), (768, 14, 14)).output_shape
    (768, 196)

    Source: torch.nn.Flatten.
    """

    by_place = 2

    start_dim: int = 1
    end_dim: int = -1

    def _range(self, x: Shape) -> tuple[int, int]:
        first, last = (axis_of(x, d, self, len(x) + 1) for d in (self.start_dim, self.end_dim))
        if first == 0 and len(x) > 0:
            raise SymnetError(f"Flatten start_dim is {self.start_dim}, the batch axis, which a sample does not have", "start at 1")
        if last < first:
            raise SymnetError(
                f"Flatten ends at axis {self.end_dim} before it starts at {self.start_dim}", "give an end that is not before the start"
            )
        return max(first, 1) - 1, last

    def output_shape(self, x: Shape) -> Shape:
        if not x:
            return (1,)
        first, end = self._range(x)
        if (first, end) == (0, len(x)):
            return (product((*x[1:], x[0])),)
        return (*x[:first], product(x[first:end]), *x[end:])


class Reshape(Rearranged):
    """The same cells in another shape, (*) -> shape; one size may be None (or -1) and is worked out.

    Args:
        shape: the sizes of a sample.

    Raises:
        SymnetError: where the cells do not fit the shape.

    >>> from symnet import Network
    >>> Network(Reshape((-1, 8)), (4, 4, 16)).output_shape
    (32, 8)

    Source: torch.reshape; keras.layers.Reshape.
    """

    typical = {"shape": ("N", None)}
    shape: AxisSizes = size("N")

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        return sizes_with_gap(self, name, value)

    def template(self, make: Callable[[str], Any]) -> tuple[Layer, dict[str, Any]]:
        return template_with_gap(self, "shape", make)

    def output_shape(self, x: Shape) -> Shape:
        return filled(self.shape, product(x))

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield fills(self.shape, product(x))


class Unflatten(Rearranged):
    """One axis in several: (F_in, L) -> (F_in, *sizes); one of the sizes may be None (or -1) and is worked out.

    Args:
        dim: the axis, counted as torch does: axis 0 is the batch.
        unflattened_size: what it becomes.

    Raises:
        SymnetError: where the cells do not fit.

    >>> from symnet import Network
    >>> Network(Unflatten(1, (12, 64)), (768, 197)).output_shape
    (12, 64, 197)

    Source: torch.nn.Unflatten.
    """

    typical = {"dim": 1, "unflattened_size": ("N", None)}
    dim: int
    unflattened_size: AxisSizes = size("N")

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        return sizes_with_gap(self, name, value)

    def template(self, make: Callable[[str], Any]) -> tuple[Layer, dict[str, Any]]:
        return template_with_gap(self, "unflattened_size", make)

    def _at(self, x: Shape) -> int:
        axis = axis_of(x, self.dim, self, len(x) + 1)
        if axis == 0:
            raise SymnetError(f"Unflatten dim is {self.dim}, the batch axis, which a sample does not have", "give one from 1 on")
        return axis - 1

    def output_shape(self, x: Shape) -> Shape:
        axis = self._at(x)
        return (*x[:axis], *filled(self.unflattened_size, x[axis]), *x[axis + 1 :])

    def conditions(self, x: Shape) -> Iterable[Condition]:
        yield fills(self.unflattened_size, x[self._at(x)])


class UnflattenLike(Rearranged):
    """The last axis in several, which are the last ones of a second input: (*, L), (*, T, H, W) -> (*, T, H, W).

    Args:
        count: how many axes it becomes.

    Raises:
        SymnetError: where the cells do not fit.

    >>> from symnet import Network
    >>> Network(UnflattenLike(2), (96, 3136), (3, 56, 56)).output_shape
    (96, 56, 56)

    Source: torch.unflatten with the sizes of another tensor.
    """

    arity = 2
    shape_only = frozenset({1})
    typical = {"count": 2}
    count: int

    def output_shape(self, x: Shape, like: Shape) -> Shape:
        return (*x[:-1], *like[-self.count :])

    def windows(self, *x: Shape) -> tuple[Window, ...]:
        return ()

    def conditions(self, x: Shape, like: Shape) -> Iterable[Condition]:
        cells = product(like[-self.count :])
        yield equal(x[-1], cells, "the last axis has {} cells, and the axes to be {}", x[-1], cells, remedy="make them equal")


def sizes_with_gap(layer: Layer, name: str, value: Any) -> Any:
    """Sizes of which one may be None, also written -1."""
    what = f"{type(layer).__name__} {name}"
    if not isinstance(value, (tuple, list)):
        raise SymnetError(f"{what} is {value!r}", "give a tuple of sizes")
    sizes = tuple(None if v is None or (type(v) is int and v == -1) else as_size(v, what) for v in value)  # pyright: ignore[reportUnknownVariableType]
    if sizes.count(None) > 1:
        raise SymnetError(f"{what} is {value}", "only one of the sizes can be left open")
    return sizes


def template_with_gap(layer: Layer, name: str, make: Callable[[str], Any]) -> tuple[Layer, dict[str, Any]]:
    """A symbol for every size that is given; a size left open stays open."""
    given = {f"N_{k}": v for k, v in enumerate(getattr(layer, name), 1) if v is not None}
    made = tuple(None if v is None else make(f"N_{k}") for k, v in enumerate(getattr(layer, name), 1))
    return layer.with_sizes({name: made}), given


def filled(sizes: tuple[Any, ...], cells: Any) -> Shape:
    """The sizes with the open one worked out."""
    rest = product(v for v in sizes if v is not None)
    return tuple(quotient(cells, rest) if v is None else v for v in sizes)


def fills(sizes: tuple[Any, ...], cells: Any) -> Condition:
    """The cells are as many as the sizes ask."""
    rest = product(v for v in sizes if v is not None)
    if None in sizes:
        return divides(rest, cells, "{} cells are not a multiple of {}", cells, rest, remedy="give sizes that divide them")
    return equal(rest, cells, "the sizes make {} cells, and the input has {}", rest, cells, remedy="make them equal")


class Permute(Rearranged):
    """The axes in another order: (F_in, H, W) -> (H, W, F_in) for the order (1, 2, 0).

    Args:
        dims: for each axis of the output the axis of the sample it is, counted from 0.

    >>> from symnet import Network
    >>> Network(Permute((1, 2, 0)), (3, 224, 224)).output_shape
    (224, 224, 3)

    Source: torch.permute.
    """

    typical = {"dims": (1, 2, 0)}
    dims: tuple[int, ...]

    def moves(self, x: Shape) -> tuple[int, ...]:
        return tuple(axis_of(x, d, self) for d in self.dims)

    def output_shape(self, x: Shape) -> Shape:
        order = self.moves(x)
        if sorted(order) != list(range(len(x))):
            raise SymnetError(f"Permute dims are {self.dims} for {len(x)} axes", "name each axis once")
        return tuple(x[axis] for axis in order)


class SwappedAxes(Rearranged, abstract=True):
    """Two axes swapped.

    Args:
        dim0: one axis of the sample, counted from 0.
        dim1: the other.
    """

    typical = {"dim0": -2, "dim1": -1}
    dim0: int
    dim1: int

    def moves(self, x: Shape) -> tuple[int, ...]:
        first, second = axis_of(x, self.dim0, self), axis_of(x, self.dim1, self)
        order = {first: second, second: first}
        return tuple(order.get(axis, axis) for axis in range(len(x)))

    def output_shape(self, x: Shape) -> Shape:
        return tuple(x[axis] for axis in self.moves(x))


class Transpose(SwappedAxes):
    """Two axes swapped: (L, d) -> (d, L). Arguments: see `SwappedAxes`.

    >>> from symnet import Network
    >>> Network(Transpose(-2, -1), (768, 196)).output_shape
    (196, 768)

    Source: torch.transpose.
    """


class SwapAxes(SwappedAxes):
    """Two axes swapped, as torchvision calls it: (L, d) -> (d, L). Arguments: see `SwappedAxes`.

    >>> from symnet import Network
    >>> Network(SwapAxes(-2, -3), (49, 64, 128)).output_shape
    (64, 49, 128)

    Source: torchvision.models.maxvit.SwapAxes.
    """


class Slice(Rearranged):
    """Cells start, start + step, ... before stop of one axis, (*, n, *) -> (*, m, *); a part of a split, or a crop.

    Args:
        dim: the axis of the sample, counted from 0.
        start: the first cell.
        stop: the cell after the last, to the end where None.
        step: how far apart the cells are.

    Raises:
        SymnetError: where the axis ends before `stop`, or nothing is left.

    >>> from symnet import Network
    >>> Network(Slice(0, 0, 32), (64, 8, 8)).output_shape
    (32, 8, 8)

    Source: torch.narrow, torch.split.
    """

    by_place = 4

    dim: int = 0
    start: OneSize = size("A", default=0, minimum=0)
    stop: OptionalSize = size("B", default=None)
    step: OneSize = size("S", default=1)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        sliced = axis_of(x, self.dim, self)
        return tuple(Window(1, self.step, -self.start) if axis == sliced else Window() for axis in range(1, len(x)))

    def output_shape(self, x: Shape) -> Shape:
        axis = axis_of(x, self.dim, self)
        end = x[axis] if self.stop is None else self.stop
        return (*x[:axis], (end - self.start - 1) // self.step + 1, *x[axis + 1 :])

    def conditions(self, x: Shape) -> Iterable[Condition]:
        n = x[axis_of(x, self.dim, self)]
        if self.stop is not None:
            yield at_least(n, self.stop, "the slice ends at {}, and the axis has {} cells", self.stop, n, remedy="end it earlier")
        end = n if self.stop is None else self.stop
        yield at_least(end, self.start + 1, "the slice from {} to {} is empty", self.start, end, remedy="end it later")


class Select(Rearranged):
    """One cell of an axis, which is gone then: (L, d) -> (d,) for the class token of a sequence.

    Args:
        dim: the axis of the sample, counted from 0.
        index: the cell; it changes no shape.

    >>> from symnet import Network
    >>> Network(Select(0), (197, 768)).output_shape
    (768,)

    Source: torch.select.
    """

    by_place = 2

    dim: int = 0
    index: int = 0

    def output_shape(self, x: Shape) -> Shape:
        axis = axis_of(x, self.dim, self)
        return (*x[:axis], *x[axis + 1 :])


class Squeeze(Rearranged):
    """An axis of size 1 taken out: (F_in, 1, W) -> (F_in, W).

    Args:
        dim: the axis of the sample, counted from 0.

    Raises:
        SymnetError: where the axis has more than one cell.

    >>> from symnet import Network
    >>> Network(Squeeze(-1), (512, 1)).output_shape
    (512,)

    Source: torch.squeeze, which leaves an axis of another size as it is.
    """

    by_place = 1

    dim: int = -1

    def output_shape(self, x: Shape) -> Shape:
        axis = axis_of(x, self.dim, self)
        return (*x[:axis], *x[axis + 1 :])

    def conditions(self, x: Shape) -> Iterable[Condition]:
        n = x[axis_of(x, self.dim, self)]
        yield equal(n, 1, "the axis has {} cells, and only an axis of 1 can be taken out", n, remedy="pool or select first")


class Unsqueeze(Rearranged):
    """An axis of size 1 put in: (F_in, W) -> (F_in, 1, W) at dim 1.

    Args:
        dim: where the new axis stands in the sample, counted from 0.

    >>> from symnet import Network
    >>> Network(Unsqueeze(0), (28, 28)).output_shape
    (1, 28, 28)

    Source: torch.unsqueeze.
    """

    by_place = 1

    dim: int = 0

    def output_shape(self, x: Shape) -> Shape:
        axis = axis_of(x, self.dim, self, len(x) + 1)
        return (*x[:axis], 1, *x[axis:])


class RepeatVector(Layer):
    """The input n times along a new first axis: (*) -> (n, *).

    Args:
        n: how often.

    >>> from symnet import Network
    >>> Network(RepeatVector(3), (32,)).output_shape
    (3, 32)

    Source: keras.layers.RepeatVector.
    """

    n: OneSize = size("n")

    def output_shape(self, x: Shape) -> Shape:
        return (self.n, *x)

    def windows(self, x: Shape) -> tuple[()]:
        return ()
