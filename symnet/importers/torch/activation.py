"""Activations and dropout of torch.nn, which take any shape."""

from __future__ import annotations

import inspect
from typing import Any

from symnet import layers
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout, Reader, batched, declared

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "SELU",
    "AlphaDropout",
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Dropout3d",
    "FeatureAlphaDropout",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
]


def elementwise(cls: type[Layer], *required: str) -> Reader:
    """The reader of an activation whose arguments are its layer's fields; `required` are those torch gives no default."""
    own = inspect.signature(cls).parameters.values()
    numbers = {p.name for p in own if p.annotation == "float"}

    def read(x: Shape, /, **fields: Any) -> Layout:
        for name in numbers & fields.keys():
            if not isinstance(fields[name], (int, float)):
                raise SymnetError(f"{name} is {fields[name]!r}", "give a number")
        return Layout(cls(**fields), *split(x))

    arguments = [p.replace(default=p.empty) if p.name in required else p for p in own]
    read.__signature__ = inspect.Signature([inspect.Parameter("x", inspect.Parameter.POSITIONAL_ONLY), *arguments])  # type: ignore[attr-defined]
    return read


def split(x: Shape, axis: int = -1) -> tuple[tuple[Shape, ...], Shape]:
    """The sample and the batch axis of a tensor of any shape; none where there is one axis only, or where `axis` is the first."""
    axes = max(len(x), 1)
    if type(axis) is not int or not -axes <= axis < axes:
        raise SymnetError(f"works along axis {axis}, and the input has {len(x)}: {x}", f"give one of {-axes}..{axes - 1}")
    return ((x,), ()) if len(x) < 2 or axis % axes == 0 else ((x[1:],), x[:1])


def along(cls: type[Layer], x: Shape, axis: int) -> Layout:
    """A layer that works along one axis, which torch counts with the batch."""
    samples, batch = split(x, axis)
    return Layout(cls(dim=axis if axis < 0 else axis - len(batch)), samples, batch)  # type: ignore[call-arg]


def softmax(cls: type[Layer]) -> Reader:
    """The reader of a softmax; where no axis is given torch takes the first of 0, 1 or 3 axes, else the second."""

    def read(x: Shape, /, dim: int | None = None) -> Layout:
        return along(cls, x, dim if dim is not None else 0 if len(x) in (0, 1, 3) else 1)

    return read


Softmax, Softmin, LogSoftmax = map(softmax, (layers.Softmax, layers.Softmin, layers.LogSoftmax))
CELU, ELU, GELU, SELU = map(elementwise, (layers.CELU, layers.ELU, layers.GELU, layers.SELU))
Hardshrink, Hardsigmoid, Hardswish = map(elementwise, (layers.Hardshrink, layers.Hardsigmoid, layers.Hardswish))
LeakyReLU, ReLU, ReLU6, RReLU = map(elementwise, (layers.LeakyReLU, layers.ReLU, layers.ReLU6, layers.RReLU))
LogSigmoid, Mish, SiLU, Sigmoid = map(elementwise, (layers.LogSigmoid, layers.Mish, layers.SiLU, layers.Sigmoid))
Softplus, Softshrink, Softsign, Tanh, Tanhshrink = map(
    elementwise, (layers.Softplus, layers.Softshrink, layers.Softsign, layers.Tanh, layers.Tanhshrink)
)
Dropout, Dropout2d, Dropout3d, AlphaDropout, FeatureAlphaDropout = map(
    elementwise, (layers.Dropout, layers.Dropout2d, layers.Dropout3d, layers.AlphaDropout, layers.FeatureAlphaDropout)
)
Threshold = elementwise(layers.Threshold, "threshold", "value")


def Hardtanh(
    x: Shape,
    /,
    min_val: float = -1.0,
    max_val: float = 1.0,
    inplace: bool = False,
    min_value: float | None = None,
    max_value: float | None = None,
) -> Layout:
    low, high = min_val if min_value is None else min_value, max_val if max_value is None else max_value
    return elementwise(layers.Hardtanh)(x, min_val=low, max_val=high, inplace=inplace)


def Dropout1d(x: Shape, /, p: float = 0.5, inplace: bool = False) -> Layout:
    batch, sample = batched(x, 2)
    return Layout(layers.Dropout1d(p, inplace), (sample,), batch)


def Softmax2d(x: Shape, /) -> Layout:
    batch, sample = batched(x, 3)
    return Layout(layers.Softmax2d(), (sample,), batch)


def GLU(x: Shape, /, dim: int = -1) -> Layout:
    if not x:
        raise SymnetError("halves an axis, and the input has none", "give at least one")
    return along(layers.GLU, x, dim)


def PReLU(x: Shape, /, num_parameters: Any = 1, init: float = 0.25) -> Layout:
    samples, batch = split(x)
    one = () if len(x) > 1 else (declared("num_parameters", num_parameters, 1),)
    return Layout(layers.PReLU(num_parameters, init), samples, batch, conditions=one)
