"""SSDLite (Sandler et al. 2018, Howard et al. 2019): SSD with depthwise convolutions, on MobileNet v3."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import ReLU6
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.mobilenet_v3 import HS, LARGE, residual
from symnet.zoo.parts import InvertedResidual, conv_norm, nested
from symnet.zoo.ssd import each, head
from symnet.zoo.stage import numbered

__all__ = ["ssdlite320_mobilenet_v3_large"]

BLOCKS = (*LARGE[:-3], (5, 672, 80, True, HS, 2), *((5, 480, 80, True, HS, 1),) * 2)
"""MobileNet v3 large with half of the channels in its last stage (section 6.3)."""
C4 = 12
"""The block that halves to a 32nd of the resolution: its wide part is the first feature map, at a 16th."""
EXTRA = (512, 256, 256, 128)
CHANNELS = (672, 480, *EXTRA)
"""The channels of the extra feature maps, and of all."""


@door
def ssdlite320_mobilenet_v3_large(
    input_shape: Sequence[SizeLike] = (3, 320, 320), num_classes: SizeLike = 91, boxes: Sequence[SizeLike] = (6,) * 6
) -> Network:
    """SSDLite on MobileNet v3 large: 3,440,060 parameters, 3,234 boxes.

    The outputs are those of its heads, four coordinates and a score for each class of each default box.

    Args:
        input_shape: channels, height and width.
        num_classes: the classes of a box, the background included.
        boxes: how many default boxes each cell of each of the six feature maps has.

    >>> ssdlite320_mobilenet_v3_large().params, ssdlite320_mobilenet_v3_large().output_shapes
    (3440060, ((3234, 4), (3234, 91)))

    Source: Howard et al. 2019, arXiv:1905.02244, section 6.3; Sandler et al. 2018, arXiv:1801.04381, section 6.2; torchvision 0.28.0.
    """
    maps = MobileNet()(Input(*input_shape), name="backbone")
    return Network(tuple(head(boxes, [partial(predictor, c) for c in CHANNELS], num_classes)(*maps, name="head")), name="SSDLite320")


@block
def MobileNet(x: Value, /) -> tuple[Value, ...]:
    """The feature maps: within the block that leaves a 16th of the resolution, at the end, and the extra ones."""
    early: list[Op] = [numbered(*conv_norm(16, 3, 2, act=HS))]
    late: list[Op] = []
    channels = 16
    for k, row in enumerate(BLOCKS):
        parts, out = residual(channels, row)
        if k == C4:
            early.append(numbered(*parts[0]))
            late.append(Sequential(*((node.name, node.op) for node in nested(parts).nodes[1:])))
        else:
            (late if k > C4 else early).append(InvertedResidual("block", nested(parts), row[-1] == 1 and channels == out))
        channels = out
    late.append(numbered(*conv_norm(6 * channels, act=HS)))
    first, last = each(numbered(*early), numbered(*late))(x, name="features")
    return (first, last, *each(*map(further, EXTRA))(last, name="extra"))


def further(out: int) -> Graph:
    """Half of the resolution."""
    half, act = out // 2, ReLU6()
    return nested([conv_norm(half, act=act), conv_norm(half, 3, 2, half, act), conv_norm(out, act=act)])


def predictor(channels: int, out: Any) -> Op:
    """What a cell says of its boxes, in two steps: each channel alone, then all of them."""
    return numbered(numbered(*conv_norm(channels, 3, groups=channels, act=ReLU6())), Conv2d(out, 1))
