"""Convolutions of Keras: kernels are (*K, F_in/G, F_out), padding is a word, and strides do not go with dilation."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader
from symnet.importers.keras.frame import KERNEL, adapted, channels, laid, needed, word

__all__ = ["Conv1D", "Conv2D", "Conv3D"]
TRAINED = dict.fromkeys(__all__, ("kernel", "bias"))


def convolution(cls: type[Layer]) -> Reader:
    """The reader of a convolution."""

    def read(
        x: Shape,
        /,
        filters: Any,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        lora_rank: Any = None,
        lora_alpha: Any = None,
    ) -> Layout:
        needed(filters=filters, kernel_size=kernel_size, strides=strides, dilation_rate=dilation_rate, groups=groups)
        mode = word("padding", padding, "valid", "same", *(("causal",) if cls.spatial == 1 else ()))
        bare: Any = cls(filters, kernel_size, stride=strides, dilation=dilation_rate, groups=groups, bias=bool(use_bias))  # type: ignore[call-arg]
        strides_without_dilation(bare.stride, bare.dilation)
        op, frozen = adapted(padded(bare, mode), lora_rank)
        return laid(op, x, names=KERNEL, order=channels(data_format), activation=activation, frozen=frozen)

    return read


def padded(layer: Any, padding: str) -> Layer:
    """A convolution with Keras' padding: "causal" puts all D(K - 1) cells before the sequence."""
    if padding == "causal":
        return layer.with_sizes({"padding": tuple((d * (k - 1), 0) for d, k in zip(layer.dilation, layer.kernel_size, strict=True))})
    return layer.with_sizes({"padding": padding})


def strides_without_dilation(strides: tuple[Any, ...], dilation: tuple[Any, ...]) -> None:
    """Keras has no layer with both."""
    if any(isinstance(s, int) and s > 1 for s in strides) and any(isinstance(d, int) and d > 1 for d in dilation):
        raise SymnetError(f"strides {strides} and dilation_rate {dilation} are both above 1", "Keras takes one of them")


Conv1D, Conv2D, Conv3D = map(convolution, (layers.Conv1d, layers.Conv2d, layers.Conv3d))
