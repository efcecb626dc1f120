"""Depthwise and separable convolutions of Keras: a depthwise kernel is (*K, F_in, M)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symnet import layers
from symnet.architecture.graph import Graph
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, quotient
from symnet.importers.applied import Layout, Reader
from symnet.importers.keras.frame import Change, channels, kernel, laid, needed, positive, same, word

__all__ = ["DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D"]
TRAINED = {
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), ("depthwise", "bias")),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), ("depthwise", "pointwise", "bias")),
}


def depthwise_kernel(multiplier: Any) -> Change:
    """A weight (M F_in, 1, *K) the way Keras stores it: (*K, F_in, M)."""
    return lambda s: (*s[2:], quotient(s[0], multiplier), multiplier)


def depthwise(cls: type[Layer]) -> Reader:
    """The reader of a depthwise convolution."""

    def read(
        x: Shape,
        /,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: Any = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
    ) -> Layout:
        needed(kernel_size=kernel_size, strides=strides, dilation_rate=dilation_rate)
        multiplier = positive("depth_multiplier", depth_multiplier)
        mode = word("padding", padding, "valid", "same")
        sizes: Any = {"stride": strides, "padding": mode, "dilation": dilation_rate, "depth_multiplier": multiplier}
        op = cls(kernel_size, **sizes, bias=bool(use_bias))  # type: ignore[call-arg]
        names = {"weight": ("kernel", depthwise_kernel(multiplier)), "bias": ("bias", same)}
        return laid(op, x, names=names, order=channels(data_format), activation=activation)

    return read


def separable(make: Callable[..., Graph]) -> Reader:
    """The reader of a separable convolution."""

    def read(
        x: Shape,
        /,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
    ) -> Layout:
        needed(filters=filters, kernel_size=kernel_size, strides=strides, dilation_rate=dilation_rate)
        multiplier = positive("depth_multiplier", depth_multiplier)
        mode = word("padding", padding, "valid", "same")
        names = {
            "depthwise.weight": ("depthwise_kernel", depthwise_kernel(multiplier)),
            "pointwise.weight": ("pointwise_kernel", kernel),
            "pointwise.bias": ("bias", same),
        }
        sizes: Any = {"stride": strides, "padding": mode, "dilation": dilation_rate, "depth_multiplier": multiplier}
        op = make(filters, kernel_size, **sizes, bias=bool(use_bias))
        return laid(op, x, names=names, order=channels(data_format), activation=activation)

    return read


DepthwiseConv1D, DepthwiseConv2D = map(depthwise, (layers.DepthwiseConv1d, layers.DepthwiseConv2d))
SeparableConv1D, SeparableConv2D = map(separable, (layers.SeparableConv1d, layers.SeparableConv2d))
