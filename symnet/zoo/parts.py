"""Parts that the families of small networks share, with torchvision's names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.layers.activation import ReLU, Sigmoid
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import StochasticDepth
from symnet.layers.merge import Multiply
from symnet.layers.norm import BatchNorm2d
from symnet.layers.value import Value, block
from symnet.zoo.stage import numbered


def conv_norm(out: Any, kernel: int = 1, stride: int = 1, groups: Any = 1, act: Op | None = None) -> tuple[Op, ...]:
    """A convolution without a bias that keeps the size but for its stride, its normalisation, and an activation."""
    conv = Conv2d(out, kernel, stride=stride, padding=kernel // 2, groups=groups, bias=False)
    return (conv, BatchNorm2d(), act) if act else (conv, BatchNorm2d())


@block
def SqueezeExcitation(x: Value, channels: Any, squeezed: Any, act: Op | None = None, gate: Op | None = None) -> Value:
    """Channels weighed by what the whole image says (Hu et al. 2017, arXiv:1709.01507)."""
    y = AdaptiveAvgPool2d(1)(x, name="avgpool")
    y = (act or ReLU())(Conv2d(squeezed, 1)(y, name="fc1"), name="activation")
    y = (gate or Sigmoid())(Conv2d(channels, 1)(y, name="fc2"), name="scale_activation")
    return Multiply(broadcast=True)(y, x)


def inverted(channels: Any, hidden: Any, out: Any, kernel: int, stride: int, act: Op, squeeze: Op | None = None) -> list[tuple[Op, ...]]:
    """The parts of an inverted residual: expand where it gets wider, convolve each channel, squeeze and excite, project."""
    expand = [conv_norm(hidden, act=act)] if hidden != channels else []
    squeezed: list[tuple[Op, ...]] = [(squeeze,)] if squeeze else []
    return [*expand, conv_norm(hidden, kernel, stride, hidden, act), *squeezed, conv_norm(out)]


def nested(parts: Iterable[tuple[Op, ...]]) -> Graph:
    """Parts by their number, and what they are made of by theirs."""
    return numbered(*(part[0] if len(part) == 1 else numbered(*part) for part in parts))


@block
def InvertedResidual(x: Value, name: str, body: Graph, skip: bool, drop: bool = False) -> Value:
    """A body, with its input added where it has the same shape."""
    y = body(x, name=name)
    if skip and drop:
        y = StochasticDepth(0.2)(y, name="stochastic_depth")
    return y + x if skip else y
