"""Convolutions of torch.nn."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader, batched, declared, per_axis
from symnet.layer import Layer
from symnet.sizes import Shape

__all__ = ["Conv1d", "Conv2d", "Conv3d"]


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
        stride, padding, dilation = (per_axis(v, cls.spatial) for v in (stride, padding, dilation))
        made: Any = cls(out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode)  # type: ignore[call-arg]
        if padding == "same" and any(type(s) is int and s != 1 for s in made.stride):
            raise SymnetError(f"padding 'same' goes with stride 1 only, got stride {stride}; give a padding in numbers")
        return Layout(made, (sample,), batch, conditions=(declared("in_channels", in_channels, sample[0]),))

    return read


Conv1d, Conv2d, Conv3d = map(convolution, (layers.Conv1d, layers.Conv2d, layers.Conv3d))
