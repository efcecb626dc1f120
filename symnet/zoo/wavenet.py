"""WaveNet (van den Oord et al. 2016): gated causal convolutions, each twice as far apart, whose skips are added up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size, symbol
from symnet.door import door
from symnet.layers.activation import ReLU, Sigmoid, Tanh
from symnet.layers.blocks import Repeat, Sequential
from symnet.layers.conv import Conv1d
from symnet.layers.merge import Add
from symnet.layers.softmax import Softmax
from symnet.layers.value import Input, Value, block
from symnet.network import Network

__all__ = ["wavenet"]


@door
def wavenet(
    n: SizeLike = 10,
    stacks: SizeLike = 5,
    residual: SizeLike = 32,
    dilated: SizeLike = 32,
    skip: SizeLike = 512,
    kernel: SizeLike = 2,
    *,
    input_shape: Sequence[SizeLike] = (256, 16000),
) -> Network:
    """WaveNet: 1,515,968 parameters in the sizes of the code that is named below; the paper says nothing of its widths.

    Args:
        n: the layers of a stack, of dilation 1, 2, ..., 2^(n - 1).
        stacks: how many stacks there are, one after the other.
        residual: the channels between layers.
        dilated: the channels of a gated convolution.
        skip: the channels that every layer adds to the sum.
        kernel: the samples a convolution sees.
        input_shape: the values a sample may have, one hot, and how many samples there are.

    >>> net = wavenet("n", "m", "R", "D", "S", "K", input_shape=("Q", "T"))
    >>> net.subs(n=10, m=5, R=32, D=32, S=512, K=2, Q=256, T=16000).params, wavenet().params
    (1515968, 1515968)

    Source: van den Oord et al. 2016, arXiv:1609.03499, figure 4; sizes and names are those of github.com/ibab/tensorflow-wavenet.
    """
    R, D, S = (as_size(size, "wavenet channels") for size in (residual, dilated, skip))
    depth, times = as_size(n, "wavenet layers of a stack", 1), as_size(stacks, "wavenet stacks", 1)
    first = Sequential(filter=Conv1d(R, kernel, padding="causal", bias=False))
    x = first(Input(*input_shape), name="causal_layer")
    _, skips = layers(depth, times, R, D, S, kernel)(x, name="dilated_stack")
    last = Sequential(relu1=ReLU(), postprocess1=Conv1d(S, 1), relu2=ReLU(), postprocess2=Conv1d(input_shape[0], 1), softmax=Softmax(dim=0))
    return Network(last(skips, name="postprocessing"), name="WaveNet")


def layers(n: Any, stacks: Any, residual: Any, dilated: Any, skip: Any, kernel: Any) -> Graph:
    """All layers, numbered throughout; two repetitions, one within the other, where somebody does not know how many there are."""
    if isinstance(n, int) and isinstance(stacks, int):
        return Layers([2**k for k in range(n)] * stacks, residual, dilated, skip, kernel)
    i = symbol("i", integer=True, nonnegative=True)
    stack = Repeat(Layer(residual, dilated, skip, kernel, 2**i), n, i, merges=Add())
    return Repeat(stack, stacks, merges=Add())


@block
def Layers(x: Value, /, dilations: Sequence[int], *sizes: Any) -> tuple[Value, Value]:
    """Layers one after the other, and the sum of their skips."""
    x, total = Layer(*sizes, dilations[0])(x, name="layer0")
    for k, dilation in enumerate(dilations[1:], 1):
        x, skipped = Layer(*sizes, dilation)(x, name=f"layer{k}")
        total = total + skipped
    return x, total


@block
def Layer(x: Value, /, residual: Any, dilated: Any, skip: Any, kernel: Any, dilation: Any) -> tuple[Value, Value]:
    """Figure 4: a filter and its gate, then what is added to the input, and what is skipped to the end (equation 2)."""
    filtered, gate = (Conv1d(dilated, kernel, padding="causal", dilation=dilation)(x, name=name) for name in ("filter", "gate"))
    y = Tanh()(filtered) * Sigmoid()(gate)
    return x + Conv1d(residual, 1)(y, name="dense"), Conv1d(skip, 1)(y, name="skip")
