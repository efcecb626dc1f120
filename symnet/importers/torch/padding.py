"""Padding layers of torch.nn."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.importers.applied import Layout, Reader, batched

__all__ = [
    "CircularPad1d",
    "CircularPad2d",
    "CircularPad3d",
    "ConstantPad1d",
    "ConstantPad2d",
    "ConstantPad3d",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReflectionPad3d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "ReplicationPad3d",
    "ZeroPad1d",
    "ZeroPad2d",
    "ZeroPad3d",
]


def padding_with_cells(cls: type[Layer]) -> Reader:
    """Padding that repeats cells of the input asks for channels."""

    def read(x: Shape, /, padding: Any) -> Layout:
        batch, sample = batched(x, cls.spatial + 1)
        return Layout(cls(padding), (sample,), batch)  # type: ignore[call-arg]

    return read


def padding_with_value(cls: type[Layer], x: Shape, padding: Any, **rest: Any) -> Layout:
    """Padding with a value takes any input that has the axes to pad."""
    batch, sample = (x[:1], x[1:]) if len(x) > cls.spatial else ((), x)
    return Layout(cls(padding, **rest), (sample,), batch)  # type: ignore[call-arg]


def zero_padding(cls: type[Layer]) -> Reader:
    return lambda x, /, padding: padding_with_value(cls, x, padding)


def constant_padding(cls: type[Layer]) -> Reader:
    return lambda x, /, padding, value: padding_with_value(cls, x, padding, value=value)


ZeroPad1d, ZeroPad2d, ZeroPad3d = map(zero_padding, (layers.ZeroPad1d, layers.ZeroPad2d, layers.ZeroPad3d))
ConstantPad1d, ConstantPad2d, ConstantPad3d = map(constant_padding, (layers.ConstantPad1d, layers.ConstantPad2d, layers.ConstantPad3d))
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = map(
    padding_with_cells, (layers.ReflectionPad1d, layers.ReflectionPad2d, layers.ReflectionPad3d)
)
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = map(
    padding_with_cells, (layers.ReplicationPad1d, layers.ReplicationPad2d, layers.ReplicationPad3d)
)
CircularPad1d, CircularPad2d, CircularPad3d = map(padding_with_cells, (layers.CircularPad1d, layers.CircularPad2d, layers.CircularPad3d))
