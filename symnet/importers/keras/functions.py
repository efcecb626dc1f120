"""Keras' activation functions by name."""

from __future__ import annotations

from typing import Any

from symnet import layers
from symnet.architecture.layer import Layer
from symnet.errors import unknown

ALONG_AN_AXIS = {"softmax": layers.Softmax, "log_softmax": layers.LogSoftmax}
CELL_BY_CELL: dict[str, type[Layer]] = {
    "celu": layers.CELU,
    "elu": layers.ELU,
    "exponential": layers.Exponential,
    "gelu": layers.GELU,
    "hard_shrink": layers.Hardshrink,
    "hard_sigmoid": layers.Hardsigmoid,
    "hard_silu": layers.Hardswish,
    "hard_swish": layers.Hardswish,
    "hard_tanh": layers.Hardtanh,
    "leaky_relu": layers.LeakyReLU,
    "linear": layers.Identity,
    "log_sigmoid": layers.LogSigmoid,
    "mish": layers.Mish,
    "relu": layers.ReLU,
    "relu6": layers.ReLU6,
    "selu": layers.SELU,
    "sigmoid": layers.Sigmoid,
    "silu": layers.SiLU,
    "soft_shrink": layers.Softshrink,
    "softplus": layers.Softplus,
    "softsign": layers.Softsign,
    "swish": layers.SiLU,
    "tanh": layers.Tanh,
    "tanh_shrink": layers.Tanhshrink,
}


def activation_of(activation: Any, last: int = -1) -> Layer | None:
    """The layer for Keras' name of an activation, None for none; `last` is where the network has Keras' last axis."""
    if activation is None or activation == "linear":
        return None
    if activation in ALONG_AN_AXIS:
        return ALONG_AN_AXIS[activation](dim=last)
    if activation not in CELL_BY_CELL:
        raise unknown("activation", activation, (*CELL_BY_CELL, *ALONG_AN_AXIS))
    return CELL_BY_CELL[activation]()  # type: ignore[call-arg]
