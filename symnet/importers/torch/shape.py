"""Layers of torch.nn that change shapes: flattening, folding, resolution, channels."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, batched

__all__ = [
    "ChannelShuffle",
    "Flatten",
    "Fold",
    "PixelShuffle",
    "PixelUnshuffle",
    "Unflatten",
    "Unfold",
    "Upsample",
    "UpsamplingBilinear2d",
    "UpsamplingNearest2d",
]


def axis_of(x: Shape, name: str, axis: int) -> int:
    """An axis torch counts with the batch, from 0."""
    count = max(len(x), 1)
    if type(axis) is not int or not -count <= axis < count:
        raise SymnetError(f"{name} is {axis}, and the input has {len(x)} axes: {x}", f"give one of {-count}..{count - 1}")
    return axis % count


def Flatten(x: Shape, /, start_dim: int = 1, end_dim: int = -1) -> Layout:
    first, last = axis_of(x, "start_dim", start_dim), axis_of(x, "end_dim", end_dim)
    if last < first:
        raise SymnetError(f"start_dim {start_dim} comes after end_dim {end_dim} in an input of {len(x)} axes", "swap them")
    if first == 0:
        return Layout(layers.Flatten(1, last + 1), (x,))
    return Layout(layers.Flatten(first, last), (x[1:],), x[:1])


def Unflatten(x: Shape, /, dim: int, unflattened_size: Any) -> Layout:
    axis = axis_of(x, "dim", dim)
    sizes = unflattened_size if isinstance(unflattened_size, tuple) else (unflattened_size,)
    if axis == 0:
        return Layout(layers.Unflatten(1, sizes), (x,))
    return Layout(layers.Unflatten(axis, sizes), (x[1:],), x[:1])


def Unfold(x: Shape, /, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Layout:
    batch, sample = batched(x, 3)
    return Layout(layers.Unfold(kernel_size, dilation, padding, stride), (sample,), batch)


def Fold(x: Shape, /, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Layout:
    batch, sample = batched(x, 2)
    return Layout(layers.Fold(output_size, kernel_size, dilation, padding, stride), (sample,), batch)


def leading(layer: Layer, x: Shape) -> Layout:
    """A layer of (channels, height, width) with any number of axes in front."""
    if len(x) < 3:
        raise SymnetError(f"takes an input of at least 3 axes, channels, height and width, got {len(x)}: {x}")
    return Layout(layer, (x[1:],), x[:1]) if len(x) > 3 else Layout(layer, (x,))


def PixelShuffle(x: Shape, /, upscale_factor: Any) -> Layout:
    return leading(layers.PixelShuffle(upscale_factor), x)


def PixelUnshuffle(x: Shape, /, downscale_factor: Any) -> Layout:
    return leading(layers.PixelUnshuffle(downscale_factor), x)


def ChannelShuffle(x: Shape, /, groups: Any) -> Layout:
    if len(x) < 3:
        raise SymnetError(f"takes an input of at least 3 axes, batch, channels and one more, got {len(x)}: {x}")
    return Layout(layers.ChannelShuffle(groups), (x[1:],), x[:1])


def Upsample(
    x: Shape,
    /,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
) -> Layout:
    if recompute_scale_factor and size is not None:
        raise SymnetError("recompute_scale_factor goes with a scale_factor, not with a size", "leave it out")
    if str(mode).startswith("lanczos"):
        raise SymnetError(f"mode is {mode!r}, which torch has with antialiasing only", "give 'bicubic'")
    if len(x) not in (3, 4, 5):
        raise SymnetError(f"takes an input of 3, 4 or 5 axes, batch axis included, got {len(x)}: {x}")
    return Layout(layers.Upsample(size, scale_factor, mode=mode, align_corners=align_corners), (x[1:],), x[:1])


def UpsamplingNearest2d(x: Shape, /, size: Any = None, scale_factor: Any = None) -> Layout:
    return upsampling2d(x, size, scale_factor, "nearest")


def UpsamplingBilinear2d(x: Shape, /, size: Any = None, scale_factor: Any = None) -> Layout:
    return upsampling2d(x, size, scale_factor, "bilinear")


def upsampling2d(x: Shape, size: Any, scale_factor: Any, mode: str) -> Layout:
    return Upsample(x, size=size, scale_factor=scale_factor, mode=mode, align_corners=True if mode == "bilinear" else None)
