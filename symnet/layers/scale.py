"""Cells multiplied and shifted: by learned numbers, by statistics, by a length, by constants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symnet.architecture.axes import axis_of
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.arithmetic.window import Window, together
from symnet.layers.activation import Elementwise


class AlongAxes(Elementwise, abstract=True):
    """A layer that treats an axis of its input, or several, apart from the others."""

    by_place = None

    dim: int | tuple[int, ...] = -1

    def kept(self, x: Shape) -> Shape:
        """The sizes of those axes, in the order of the input."""
        return tuple(x[axis] for axis in sorted(self._axes(x)))

    def groups(self, x: Shape) -> Shape:
        """The sizes of the other axes."""
        return tuple(n for axis, n in enumerate(x) if axis not in self._axes(x))

    def _axes(self, x: Shape) -> set[int]:
        return {axis_of(x, dim, self) for dim in (self.dim if isinstance(self.dim, tuple) else (self.dim,))}

    def check_inputs(self, *x: Shape) -> None:
        super().check_inputs(*x)
        self._axes(x[0])


class LayerScale(AlongAxes):
    """x g with one learned g for each feature of the last axis, or of the axes `dim`: (*, d) -> (*, d). Weight (d,): d parameters.

    A multiplication a cell.

    Args:
        dim: the axis or axes of the features.
        keepdim: whether the weight keeps the other axes, as sizes of 1: (C, 1, 1) for the channels of an image.
        parameter: whether the weight is a parameter of the block it stands in, called as the layer is.

    >>> from symnet import Network
    >>> Network(LayerScale(), (56, 56, 96)).params
    96

    Source: Touvron et al. 2021, arXiv:2103.17239, equation 3; Liu et al. 2022, arXiv:2201.03545.
    """

    label = "LayerScale"
    per_cell = Operations(mul=1)

    keepdim: bool = False
    parameter: bool = False

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        shape = tuple(n if axis in self._axes(x) else 1 for axis, n in enumerate(x)) if self.keepdim else self.kept(x)
        return {"" if self.parameter else "weight": shape}


class Standardize(AlongAxes):
    """(x - mean) / sqrt(variance) with statistics of the training data for each feature: (*, d) -> (*, d). No parameters.

    Buffers mean and variance (d,) and a counter. A subtraction and a division a cell.

    Args:
        dim: the axis or axes of the features; () for one mean and variance of all cells.
        adapted: whether the statistics are stored; constants are not.

    >>> from symnet import Network
    >>> Network(Standardize(dim=0), (3, 224, 224)).buffers
    7

    Source: keras.layers.Normalization.
    """

    term = "normalisation"
    label = "Standardize"
    per_cell = Operations(add=1, divide=1)

    adapted: bool = True

    def buffers(self, x: Shape) -> Mapping[str, Shape]:
        return {"mean": self.kept(x), "variance": self.kept(x), "count": ()} if self.adapted else {}


class Rescale(Elementwise):
    """x a + b with two constants, such as 1/255 and 0 for pixels: a multiplication and an addition a cell.

    Args:
        scale: a, one number or one for each feature, nested as the input is or less; it changes no count.
        offset: b, likewise.

    >>> from symnet import Network
    >>> Network(Rescale(1 / 127.5, -1.0), (3, 224, 224)).output_shape
    (3, 224, 224)

    Source: keras.layers.Rescaling.
    """

    label = "Rescale"
    per_cell = Operations(mul=1, add=1)

    scale: float | tuple[Any, ...] = 1.0
    offset: float | tuple[Any, ...] = 0.0


class UnitNorm(AlongAxes):
    """x / sqrt(sum x^2) over the last axis, or the axes `dim`: (*) -> (*). No parameters.

    A cell takes a square, an addition and a product with the inverse root that its group shares.

    Args:
        dim: the axis or axes that have length 1 afterwards.

    >>> from symnet import Network
    >>> Network(UnitNorm(), (197, 768)).output_shape
    (197, 768)

    Source: keras.layers.UnitNormalization.
    """

    term = "normalisation"
    label = "UnitNorm"

    def operations(self, y: Shape, x: Shape) -> Operations:
        groups = product(self.groups(x))
        return Operations(mul=2 * product(x), add=product(x) - groups, sqrt=groups, divide=groups)

    def windows(self, x: Shape) -> tuple[Window, ...]:
        return together(x, self._axes(x))
