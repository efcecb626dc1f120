"""Pooling layers of torch.nn."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from symnet import layers
from symnet.architecture.conditions import at_least, equal
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader, batched, per_axis

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
]


def pooling(cls: type[Layer], x: Shape, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool, **rest: Any) -> Layout:
    """A pooling layer over its windows; lists of one size stand for every axis."""
    batch, sample = batched(x, cls.spatial + 1)
    kernel_size, stride, padding = (per_axis(v, cls.spatial) for v in (kernel_size, stride, padding))
    layer: Any = cls(kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode, **rest)  # type: ignore[call-arg]
    return Layout(layer, (sample,), batch)


def max_pooling(cls: type[Layer]) -> Reader:
    def read(
        x: Shape,
        /,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> Layout:
        dilation = per_axis(dilation, cls.spatial)
        return pooling(cls, x, kernel_size, stride, padding, ceil_mode, dilation=dilation, return_indices=return_indices)

    return read


def avg_pooling(cls: type[Layer]) -> Reader:
    def read(
        x: Shape,
        /,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Layout:
        if divisor_override is not None and divisor_override == 0:
            raise SymnetError("divisor_override is 0, and one cannot divide by it", "leave it out")
        divisor = {"count_include_pad": count_include_pad, "divisor_override": divisor_override}
        return whole_kernel(pooling(cls, x, kernel_size, stride, padding, ceil_mode, **divisor))

    return read


def whole_kernel(layout: Layout) -> Layout:
    """torch averages over three axes only where the kernel fits the input without its padding."""
    layer: Any = layout.op
    if layer.spatial < 3:
        return layout
    words = "kernel {} does not fit input size {} without padding, which averaging over three axes asks"
    fits = tuple(
        at_least(n, k, words, k, n, remedy="give a smaller kernel") for k, n in zip(layer.kernel_size, layout.samples[0][1:], strict=True)
    )
    return replace(layout, conditions=fits)


def norm_pooling(cls: type[Layer]) -> Reader:
    def read(x: Shape, /, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Layout:
        largest = norm_type in (math.inf, -math.inf)
        if isinstance(kernel_size, tuple) and len(kernel_size) == 1 and (cls.spatial > 1 or not largest):  # pyright: ignore[reportUnknownArgumentType]
            wanted = "a number" if cls.spatial == 1 else f"a number or {cls.spatial} of them"
            raise SymnetError(f"kernel_size is {kernel_size}, and torch multiplies by its product", f"give {wanted}")
        layout = pooling(cls, x, kernel_size, stride, 0, ceil_mode, norm_type=norm_type)
        return layout if largest else whole_kernel(layout)

    return read


def adaptive_max_pooling(cls: type[Layer]) -> Reader:
    def read(x: Shape, /, output_size: Any, return_indices: bool = False) -> Layout:
        return bins(cls, x, output_size, return_indices=return_indices)

    return read


def adaptive_avg_pooling(cls: type[Layer]) -> Reader:
    return lambda x, /, output_size: bins(cls, x, output_size)


def bins(cls: type[Layer], x: Shape, output_size: Any, **rest: Any) -> Layout:
    """Adaptive pooling; None among several sizes keeps an axis."""
    if output_size in (None, (None,)):
        raise SymnetError(f"output_size is {output_size}", "give a number, or one or None for each of several axes")
    layer: Any = cls(output_size=per_axis(output_size, cls.spatial), **rest)  # type: ignore[call-arg]
    if cls.spatial > 1 and not rest and layer.output_size == (1,) * cls.spatial:
        # torch takes the mean here, whatever axes there are in front.
        if len(x) > cls.spatial:
            return Layout(layer, (x[-cls.spatial - 1 :],), x[: -cls.spatial - 1])
        if len(x) == cls.spatial and output_size == 1:
            return Layout(layer, ((1, *x),), arrange=lambda y: y[1:])
    batch, sample = batched(x, cls.spatial + 1)
    return Layout(layer, (sample,), batch)


def first(value: Any, axes: int) -> Any:
    """The sizes that torch reads of a list, where it overlooks that the list is too long."""
    return value[:axes] if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownVariableType]


def fractional_pooling(cls: type[Layer]) -> Reader:
    def read(x: Shape, /, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: bool = False) -> Layout:
        batch, sample = batched(x, cls.spatial + 1)
        ratio = first(output_ratio, cls.spatial) if cls.spatial == 3 else output_ratio
        layer: Any = cls(kernel_size, output_size, ratio, return_indices=return_indices)  # type: ignore[call-arg]
        # Over three axes torch asks for one cell more than the windows need.
        words = "{} windows of {} leave no cell of {} over"
        sizes = zip(sample[1:], layer.output_shape(sample)[1:], layer.kernel_size, strict=True)
        spare = tuple(at_least(n, o + k, words, o, k, n, remedy="pool into fewer cells") for n, o, k in sizes) if cls.spatial == 3 else ()
        return Layout(layer, (sample,), batch, conditions=spare)

    return read


def unpooling(cls: type[Layer]) -> Reader:
    def read(x: Shape, indices: Shape, /, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Layout:
        batch, sample = batched(x, cls.spatial + 1)
        if len(indices) != len(x):
            raise SymnetError(f"takes indices of the shape of the input, {x}, got {indices}")
        stride, padding = (first(v, cls.spatial) if cls.spatial < 3 else v for v in (stride, padding))
        layer: Any = cls(kernel_size, stride, padding)  # type: ignore[call-arg]
        same = tuple(
            equal(a, b, "the batches differ: {} in the input and {} in the indices", a, b, remedy="make them equal")
            for a, b in zip(batch, indices, strict=False)
        )
        return Layout(layer, (sample, indices[len(batch) :]), batch, conditions=same)

    return read


FractionalMaxPool2d, FractionalMaxPool3d = map(fractional_pooling, (layers.FractionalMaxPool2d, layers.FractionalMaxPool3d))
MaxUnpool1d, MaxUnpool2d, MaxUnpool3d = map(unpooling, (layers.MaxUnpool1d, layers.MaxUnpool2d, layers.MaxUnpool3d))
MaxPool1d, MaxPool2d, MaxPool3d = map(max_pooling, (layers.MaxPool1d, layers.MaxPool2d, layers.MaxPool3d))
AvgPool1d, AvgPool2d, AvgPool3d = map(avg_pooling, (layers.AvgPool1d, layers.AvgPool2d, layers.AvgPool3d))
LPPool1d, LPPool2d, LPPool3d = map(norm_pooling, (layers.LPPool1d, layers.LPPool2d, layers.LPPool3d))
AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = map(
    adaptive_max_pooling, (layers.AdaptiveMaxPool1d, layers.AdaptiveMaxPool2d, layers.AdaptiveMaxPool3d)
)
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d = map(
    adaptive_avg_pooling, (layers.AdaptiveAvgPool1d, layers.AdaptiveAvgPool2d, layers.AdaptiveAvgPool3d)
)
