"""LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998)."""

from __future__ import annotations

from collections.abc import Sequence

from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.errors import unknown
from symnet.layers.activation import Sigmoid, Tanh
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.merge import Concat
from symnet.layers.pool import AvgPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Value, block
from symnet.network import Network

__all__ = ["lenet5"]

VARIANTS = {
    "paper": "60,000: partly connected maps and learned subsampling, up to the 84 features that fixed prototypes are compared with",
    "plain": "61,706: whole connections, plain averages and a linear head, as it is taught",
}

CONNECTED = ("012", "123", "234", "345", "045", "015", "0123", "1234", "2345", "0345", "0145", "0125", "0134", "1245", "0235", "012345")
"""Table I: the maps of S2 that each map of C3 sees."""


@block
def PartlyConnected(x: Value, /) -> Value:
    """C3: maps that see equally many maps are one convolution in groups, on copies of what each of them sees."""
    maps = [x[k : k + 1] for k in range(6)]
    parts: list[Value] = []
    for seen in (3, 4, 6):
        groups = [row for row in CONNECTED if len(row) == seen]
        parts.append(Conv2d(len(groups), 5, groups=len(groups))(Concat()(*(maps[int(k)] for row in groups for k in row))))
    return Concat()(*parts)


def _subsampling(maps: int, learned: bool) -> Sequence[AvgPool2d | Conv2d | Sigmoid]:
    """Four cells to one, in the paper times a coefficient plus a bias of each map."""
    return (AvgPool2d(2), Conv2d(maps, 1, groups=maps), Sigmoid()) if learned else (AvgPool2d(2),)


@door
def lenet5(variant: str = "paper", input_shape: Sequence[SizeLike] = (1, 32, 32), num_classes: SizeLike = 10) -> Network:
    """LeNet-5: 60,000 parameters in the paper, 61,706 as it is taught.

    Args:
        variant: "paper" up to layer F6, whose output is compared with prototypes that are not learned, or "plain" with a linear head.
        input_shape: channels, height and width.
        num_classes: the outputs of the linear head.

    >>> lenet5().params, lenet5("plain").params
    (60000, 61706)

    Source: LeCun et al. 1998, Gradient-based learning applied to document recognition, section II.B and table I.
    """
    if variant not in VARIANTS:
        raise unknown("lenet5 variant", variant, VARIANTS)
    paper = variant == "paper"
    graph = Sequential(
        *(Conv2d(6, 5), Tanh(), *_subsampling(6, paper)),
        *(PartlyConnected() if paper else Conv2d(16, 5), Tanh(), *_subsampling(16, paper)),
        *(Conv2d(120, 5), Tanh(), Flatten(), Linear(84), Tanh(), *(() if paper else (Linear(num_classes),))),
    )
    return Network(graph, input_shape, name="LeNet-5" if paper else "LeNet-5 (plain)")
