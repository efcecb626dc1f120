"""Low-rank adapters: a small learned correction beside a layer that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symnet.architecture.fields import OneSize, size
from symnet.architecture.graph import Graph
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, SizeLike, product
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.blocks import Parallel, Sequential
from symnet.layers.conv import Conv
from symnet.layers.linear import Linear
from symnet.layers.merge import Add
from symnet.layers.weight_norm import MadeWeight


@door
def LowRankAdapter(layer: Linear | Conv, rank: SizeLike) -> Graph:
    """A layer W that is kept, and a correction B A of rank r beside it (LoRA): y = W x + B A x.

    A Linear of F_in and F_out features gets r (F_in + F_out) parameters more, and those alone are trained; they stand at
    the places "lora_A" and "lora_B" of the network, the layer's own at "base". A convolution gets A with its kernel and stride, and
    a B of 1x1.

    Args:
        layer: the Linear or convolution that is adapted.
        rank: r.

    >>> from symnet import Network
    >>> adapted = Network(LowRankAdapter(Linear(768), 8), (768,))
    >>> adapted.params, sum(place.params for place in adapted if "lora" in place.name)
    (602880, 12288)

    Source: Hu et al. 2021, arXiv:2106.09685, equation 3.
    """
    if isinstance(layer, Conv):
        down: Any = replace(layer, out_channels=rank, bias=False, groups=1)
        up: Any = type(layer)(layer.out_channels, 1, bias=False)
    elif isinstance(layer, Linear):  # pyright: ignore[reportUnnecessaryIsInstance]
        down, up = Linear(rank, bias=False), Linear(layer.out_features, bias=False)
    else:
        raise SymnetError(f"a low-rank adapter goes around a Linear or a convolution, not around {layer!r}")
    return Parallel(("base", layer), ("update", Sequential(lora_A=down, lora_B=up)), merge=Add(), kind="LowRankAdapter")


class LowRankWeight(MadeWeight):
    """A layer whose weight W is kept and read as W + s A B, with A and B of rank r learned: LoRA, merged whenever the layer runs.

    Shapes: those of the layer, (*) -> (*). W (F_out, *rest) gets A (r, *rest) and B (F_out, r); a weight that ends with its outputs,
    W (*rest, F_out), gets A (*rest, r) and B (r, F_out). To make the weight takes r multiply-accumulates, a multiplication and an
    addition for each of its numbers.

    Args:
        layer: the layer; it has a weight.
        r: the rank.

    Raises:
        SymnetError: where the layer has no weight.

    >>> from symnet import Conv2d, Network
    >>> adapted = Network(LowRankWeight(Conv2d(32, 3, groups=2), 4), (16, 8, 8))
    >>> adapted.params, dict(adapted.calls[0].weights)["lora_A"]
    (2752, (4, 8, 3, 3))

    Source: Hu et al. 2021, arXiv:2106.09685, equation 3; keras.layers.Dense with lora_rank.
    """

    term = "merging"
    r: OneSize = size("r")

    def weights(self, *x: Shape) -> Mapping[str, Shape]:
        own = self.layer.weights(*x)
        w = own["weight"]
        if isinstance(self.layer, (Conv, Linear)):
            return {**own, "lora_A": (self.r, *w[1:]), "lora_B": (w[0], self.r)}
        return {**own, "lora_A": (*w[:-1], self.r), "lora_B": (self.r, w[-1])}

    def operations(self, y: Shape, *x: Shape) -> Operations:
        numbers = product(self.layer.weights(*x)["weight"])
        return self.layer.operations(y, *x) + Operations(mac=self.r * numbers, mul=numbers, add=numbers)
