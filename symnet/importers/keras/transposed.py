"""Transposed convolutions of Keras: kernels are (*K, F_out, F_in), and padding is a word that fixes the output's size."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader
from symnet.importers.keras.conv import strides_without_dilation
from symnet.importers.keras.frame import KERNEL, channels, laid, word
from symnet.layer import Layer
from symnet.sizes import Shape

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
        op: Any = cls(  # type: ignore[call-arg]
            filters,
            kernel_size,
            stride=strides,
            padding=word("padding", padding, "valid", "same"),
            output_padding=output_padding,
            bias=bool(use_bias),
            dilation=dilation_rate,
        )
        strides_without_dilation(op.stride, op.dilation)
        for extra, stride in zip(op.output_padding or (), op.stride, strict=False):
            if isinstance(extra, int) and isinstance(stride, int) and extra >= stride:
                raise SymnetError(f"output_padding {extra} is not smaller than the stride {stride}; give less")
        return laid(op, x, names=KERNEL, order=channels(data_format), activation=activation)

    return read


Conv1DTranspose, Conv2DTranspose, Conv3DTranspose = map(transposed, (layers.ConvTranspose1d, layers.ConvTranspose2d, layers.ConvTranspose3d))
