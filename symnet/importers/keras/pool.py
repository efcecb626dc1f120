"""Pooling of Keras: padding is a word, and a pool with strides=None steps by its own size."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import unknown
from symnet.importers.applied import Layout, Reader
from symnet.importers.keras.frame import channels, laid, needed, word

__all__ = [
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
]


def max_pooling(cls: type[Layer]) -> Reader:
    """The reader of max pooling, whose pool has a default."""

    def read(x: Shape, /, pool_size: Any = 2, strides: Any = None, padding: str = "valid", data_format: str | None = None) -> Layout:
        return pooled(cls, x, pool_size, strides, padding, data_format)

    return read


def average_pooling(cls: type[Layer]) -> Reader:
    """The reader of average pooling, whose pool must be given."""

    def read(x: Shape, /, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None) -> Layout:
        return pooled(cls, x, pool_size, strides, padding, data_format)

    return read


def pooled(cls: type[Layer], x: Shape, pool_size: Any, strides: Any, padding: str, data_format: str | None) -> Layout:
    """Pooling over a window."""
    needed(pool_size=pool_size)
    return laid(cls(pool_size, strides, word("padding", padding, "valid", "same")), x, order=channels(data_format))  # type: ignore[call-arg]


def global_pooling(cls: type[Layer]) -> Reader:
    """The reader of pooling over all of every channel."""

    def read(x: Shape, /, data_format: str | None = None, keepdims: bool = False) -> Layout:
        return laid(cls(keepdims=bool(keepdims)), x, order=channels(data_format))  # type: ignore[call-arg]

    return read


def adaptive_pooling(cls: type[Layer]) -> Reader:
    """The reader of pooling into a fixed number of bins."""

    def read(x: Shape, /, output_size: Any, data_format: str | None = None) -> Layout:
        needed(output_size=output_size)
        if data_format is not None and data_format not in FORMATS:
            raise unknown("data_format", data_format, FORMATS)
        return laid(cls(output_size), x, order=channels(data_format))  # type: ignore[call-arg]

    return read


FORMATS = ("channels_first", "channels_last")
"""As adaptive pooling spells them; other layers do not look at capitals."""
MAX = (layers.AdaptiveMaxPool1d, layers.AdaptiveMaxPool2d, layers.AdaptiveMaxPool3d)
AVERAGE = (layers.AdaptiveAvgPool1d, layers.AdaptiveAvgPool2d, layers.AdaptiveAvgPool3d)
MaxPooling1D, MaxPooling2D, MaxPooling3D = map(max_pooling, (layers.MaxPool1d, layers.MaxPool2d, layers.MaxPool3d))
AveragePooling1D, AveragePooling2D, AveragePooling3D = map(average_pooling, (layers.AvgPool1d, layers.AvgPool2d, layers.AvgPool3d))
GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D = map(
    global_pooling, (layers.GlobalMaxPool1d, layers.GlobalMaxPool2d, layers.GlobalMaxPool3d)
)
GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D = map(
    global_pooling, (layers.GlobalAvgPool1d, layers.GlobalAvgPool2d, layers.GlobalAvgPool3d)
)
AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D = map(adaptive_pooling, MAX)
AdaptiveAveragePooling1D, AdaptiveAveragePooling2D, AdaptiveAveragePooling3D = map(adaptive_pooling, AVERAGE)
