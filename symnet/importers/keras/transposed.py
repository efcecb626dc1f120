"""Transposed convolutions of Keras: kernels are (*K, F_out, F_in), and padding is a word that fixes the output's size."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.conditions import at_least
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.importers.applied import Layout, Reader
from symnet.importers.keras.conv import strides_without_dilation
from symnet.importers.keras.frame import KERNEL, channels, laid, needed, word

__all__ = ["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"]
TRAINED = dict.fromkeys(__all__, ("kernel", "bias"))


def transposed(cls: type[Layer]) -> Reader:
    """The reader of a transposed convolution."""

    def read(
        x: Shape,
        /,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
    ) -> Layout:
        needed(filters=filters, kernel_size=kernel_size, strides=strides, dilation_rate=dilation_rate)
        mode = word("padding", padding, "valid", "same")
        sizes: Any = {"stride": strides, "padding": mode, "output_padding": output_padding, "dilation": dilation_rate}
        op: Any = cls(filters, kernel_size, **sizes, bias=bool(use_bias))  # type: ignore[call-arg]
        strides_without_dilation(op.stride, op.dilation)
        words = "output_padding {} is not smaller than the stride {}"
        extra = () if output_padding is None else zip(op.output_padding, op.stride, strict=True)
        smaller = tuple(at_least(stride, more + 1, words, more, stride, remedy="give less") for more, stride in extra)
        return laid(op, x, names=KERNEL, order=channels(data_format), activation=activation, conditions=smaller)

    return read


Conv1DTranspose, Conv2DTranspose, Conv3DTranspose = map(
    transposed, (layers.ConvTranspose1d, layers.ConvTranspose2d, layers.ConvTranspose3d)
)
