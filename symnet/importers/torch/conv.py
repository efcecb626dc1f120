"""Convolutions of torch.nn."""

from __future__ import annotations

import math
from typing import Any

from symnet import layers
from symnet.architecture.conditions import at_least
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader, batched, declared, per_axis

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]


def convolution(cls: type[Layer]) -> Reader:
    """The reader of a convolution."""

    def read(
        x: Shape,
        /,
        in_channels: Any,
        out_channels: Any,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: Any = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
    ) -> Layout:
        batch, sample = batched(x, cls.spatial + 1)
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise SymnetError(f"padding is {padding!r}", "give numbers, 'valid' or 'same'")
        stride, dilation = per_axis(stride, cls.spatial), per_axis(dilation, cls.spatial)
        padding = per_axis(padding, cls.spatial) if padding_mode == "zeros" else padding
        own: Any = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups, "padding_mode": padding_mode}
        made: Any = cls(out_channels, kernel_size, **own, bias=bias)  # type: ignore[call-arg]
        if padding == "same" and any(type(s) is int and s != 1 for s in made.stride):
            raise SymnetError(f"padding 'same' goes with stride 1 only, got stride {stride}", "give a padding in numbers")
        return Layout(made, (sample,), batch, conditions=(declared("in_channels", in_channels, sample[0]),))

    return read


def transposed(cls: type[Layer]) -> Reader:
    """The reader of a transposed convolution."""

    def read(
        x: Shape,
        /,
        in_channels: Any,
        out_channels: Any,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: Any = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
    ) -> Layout:
        batch, sample = batched(x, cls.spatial + 1)
        if padding_mode != "zeros" or isinstance(padding, str):
            raise SymnetError(
                f"padding is {padding!r} with padding_mode {padding_mode!r}", "transposed convolution takes numbers and 'zeros'"
            )
        stride, padding, output_padding, dilation = (per_axis(v, cls.spatial) for v in (stride, padding, output_padding, dilation))
        sizes: Any = {"stride": stride, "padding": padding, "output_padding": output_padding, "dilation": dilation, "groups": groups}
        layer: Any = cls(out_channels, kernel_size, **sizes, bias=bias)  # type: ignore[call-arg]
        least = 0 if takes_empty_output(layer, x) else 1
        left = tuple(
            at_least(n, least, "the output {} would be {}, which torch refuses here", axis, n, remedy="pad less")
            for n, (axis, _) in zip(layer.output_shape(sample)[1:], layer.input_axes(cls.spatial + 1)[1:], strict=True)
        )
        return Layout(layer, (sample,), batch, conditions=(declared("in_channels", in_channels, sample[0]), *left))

    return read


def takes_empty_output(layer: Any, x: Shape) -> bool:
    """Whether torch gives an output with an axis of size 0 instead of refusing it.

    Its oneDNN kernels do, its own do not; which of them runs is decided by `ConvParams::use_mkldnn` (aten/src/ATen/native/Convolution.cpp),
    here for float32 on one thread.
    """
    batch: Any = x[0] if len(x) == layer.spatial + 2 else 1
    extra = layer.output_padding or (0,) * layer.spatial
    numbers: tuple[Any, ...] = (*x, *layer.kernel_size, *layer.stride, *layer.dilation, *extra, layer.groups)
    if batch == 0 or not all(isinstance(n, int) for n in numbers):
        return True
    if any(e >= s for e, s in zip(extra, layer.stride, strict=True)):
        return False
    kernel = layer.kernel_size[-2:] if layer.spatial > 1 else (1, *layer.kernel_size)
    spread = any(s != 1 for s in (*layer.stride, *layer.dilation))
    large = layer.groups > 1 or min(kernel) > 3 or batch > 1 or math.prod(numbers[: len(x)]) > 20480
    return large and (spread or batch >= 16 or kernel != (1, 1))


Conv1d, Conv2d, Conv3d = map(convolution, (layers.Conv1d, layers.Conv2d, layers.Conv3d))
ConvTranspose1d, ConvTranspose2d, ConvTranspose3d = map(
    transposed, (layers.ConvTranspose1d, layers.ConvTranspose2d, layers.ConvTranspose3d)
)
