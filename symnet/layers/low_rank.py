"""Low-rank adapters: a small learned correction beside a layer that is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.blocks import Parallel, Sequential
from symnet.layers.conv import Conv
from symnet.layers.linear import Linear
from symnet.layers.merge import Add


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
