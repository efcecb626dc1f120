"""Pooling layers of torch.nn."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.conditions import at_least
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader, batched, per_axis
from symnet.layer import Layer
from symnet.sizes import Shape

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
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
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
        layout = pooling(cls, x, kernel_size, stride, padding, ceil_mode, count_include_pad=count_include_pad, divisor_override=divisor_override)
        return whole_kernel(layout)

    return read


def whole_kernel(layout: Layout) -> Layout:
    """torch averages over three axes only where the kernel fits the input without its padding."""
    layer: Any = layout.op
    if layer.spatial < 3:
        return layout
    words = "kernel {} does not fit input size {} without padding, which averaging over three axes asks; give a smaller kernel"
    fits = tuple(at_least(n, k, words, k, n) for k, n in zip(layer.kernel_size, layout.samples[0][1:], strict=True))
    return Layout(layer, layout.samples, layout.batch, conditions=fits)


def norm_pooling(cls: type[Layer]) -> Reader:
    def read(x: Shape, /, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Layout:
        if cls.spatial == 1 and isinstance(kernel_size, tuple):
            raise SymnetError(f"kernel_size is {kernel_size}, and torch multiplies by it; give a number")
        return whole_kernel(pooling(cls, x, kernel_size, stride, 0, ceil_mode, norm_type=norm_type))

    return read


def adaptive_pooling(cls: type[Layer]) -> Reader:
    if hasattr(cls, "return_indices"):

        def read(x: Shape, /, output_size: Any, return_indices: bool = False) -> Layout:
            return bins(cls, x, output_size, return_indices=return_indices)

    else:

        def read(x: Shape, /, output_size: Any) -> Layout:
            return bins(cls, x, output_size)

    return read


def bins(cls: type[Layer], x: Shape, output_size: Any, **rest: Any) -> Layout:
    """Adaptive pooling; None keeps an axis."""
    layer: Any = cls(output_size=per_axis(output_size, cls.spatial), **rest)  # type: ignore[call-arg]
    if cls.spatial > 1 and not rest and layer.output_size == (1,) * cls.spatial and len(x) > cls.spatial:
        # torch takes the mean here, whatever axes there are in front.
        return Layout(layer, (x[-cls.spatial - 1 :],), x[: -cls.spatial - 1])
    batch, sample = batched(x, cls.spatial + 1)
    return Layout(layer, (sample,), batch)


MaxPool1d, MaxPool2d, MaxPool3d = map(max_pooling, (layers.MaxPool1d, layers.MaxPool2d, layers.MaxPool3d))
AvgPool1d, AvgPool2d, AvgPool3d = map(avg_pooling, (layers.AvgPool1d, layers.AvgPool2d, layers.AvgPool3d))
LPPool1d, LPPool2d, LPPool3d = map(norm_pooling, (layers.LPPool1d, layers.LPPool2d, layers.LPPool3d))
AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = map(
    adaptive_pooling, (layers.AdaptiveMaxPool1d, layers.AdaptiveMaxPool2d, layers.AdaptiveMaxPool3d)
)
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d = map(
    adaptive_pooling, (layers.AdaptiveAvgPool1d, layers.AdaptiveAvgPool2d, layers.AdaptiveAvgPool3d)
)
