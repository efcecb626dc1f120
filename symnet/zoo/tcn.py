"""Temporal convolutional network (Bai et al. 2018): causal convolutions, each level looking twice as far back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_shape, as_size
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv1d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.reshape import Select
from symnet.layers.value import Value, block
from symnet.layers.weight_norm import WeightNorm
from symnet.network import Network
from symnet.zoo.stage import growing

__all__ = ["tcn"]


@door
def tcn(
    n: SizeLike = 8,
    hidden: SizeLike = 25,
    kernel: SizeLike = 7,
    *,
    num_classes: SizeLike = 10,
    input_shape: Sequence[SizeLike] = (1, 784),
) -> Network:
    """A temporal convolutional network: 66,910 parameters as it reads digits pixel by pixel, which the paper calls 70K.

    Args:
        n: the levels; the last one looks 2^(n - 1) steps apart.
        hidden: the channels of every level.
        kernel: the steps a convolution sees.
        num_classes: the outputs, of the last step.
        input_shape: channels and steps.

    >>> tcn("n", "F", "k", num_classes="c", input_shape=("F_in", "T")).subs(n=8, F=25, k=7, c=10, F_in=1, T=784).params, tcn().params
    (66910, 66910)

    Source: Bai et al. 2018, arXiv:1803.01271, figure 1 and table 1; names are those of github.com/locuslab/TCN, mnist_pixel.
    """
    F, levels, shape = as_size(hidden, "tcn hidden"), as_size(n, "tcn levels", 1), as_shape(input_shape, "input shape")
    first = Temporal(F, kernel, 1, project=shape[:1] != (F,))
    rest = () if levels == 1 else (growing(lambda k: Temporal(F, kernel, 2**k), levels - 1, 1),)
    graph = Sequential(tcn=Sequential(network=Sequential(("0", first), *rest)), last=Select(-1, -1), linear=Linear(num_classes))
    return Network(graph, shape, name="TCN")


@block
def Temporal(x: Value, /, width: Any, kernel: Any, dilation: Any, project: bool = False) -> Value:
    """Two causal convolutions, added to the input or to its projection (figure 1b)."""
    y = x
    for k in (1, 2):
        y = WeightNorm(Conv1d(width, kernel, padding="causal", dilation=dilation))(y, name=f"conv{k}")
        y = Dropout(0.05)(ReLU()(y, name=f"relu{k}"), name=f"dropout{k}")
    return ReLU()(y + (Conv1d(width, 1)(x, name="downsample") if project else x), name="relu")
