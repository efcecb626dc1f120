"""SSD (Liu et al. 2015): boxes of several sizes, each size found on a feature map of its own, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Concat
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten, Permute, Unflatten
from symnet.layers.scale import LayerScale, UnitNorm
from symnet.layers.value import Input, Value, block, wired
from symnet.network import Network
from symnet.zoo.stage import numbered
from symnet.zoo.vgg import WIDTHS, D, features

__all__ = ["ssd300_vgg16", "ssd512_vgg16", "ssd_vgg16"]

BOXES = (4, 6, 6, 6, 4, 4)
"""The default boxes at each cell of each feature map."""

HALVED = ((256, 512, 3, 2, 1), (128, 256, 3, 2, 1))
SSD300 = (*HALVED, *((128, 256, 3, 1, 0),) * 2)
SSD512 = (*HALVED, *((128, 256, 3, 2, 1),) * 2, (128, 256, 4, 1, 1))
"""Of each extra feature map the channels before it and its own, and the kernel, stride and padding between them (figure 2)."""


@door
def ssd_vgg16(
    boxes: Sequence[SizeLike] = BOXES,
    extra: Sequence[tuple[SizeLike, SizeLike, SizeLike, SizeLike, SizeLike]] = SSD300,
    *,
    widths: Sequence[SizeLike] = WIDTHS,
    num_classes: SizeLike = 91,
    input_shape: Sequence[SizeLike] = (3, 300, 300),
    name: str = "SSD",
) -> Network:
    """A single-shot detector on VGG-16: 35,641,826 parameters as SSD300.

    The outputs are those of its heads, four coordinates and a score for each class of each default box; what they are decoded and
    filtered to is not part of the network.

    Args:
        boxes: how many default boxes each cell of each feature map has: of the fourth stage of VGG, of the fifth behind two
            convolutions in place of its hidden layers, and of each extra one.
        extra: of each extra feature map the channels before it and its own, and the kernel, stride and padding between them.
        widths: the channels of each stage of VGG.
        num_classes: the classes of a box, the background included.
        input_shape: channels, height and width.
        name: what it is called.

    >>> ssd_vgg16(num_classes="c").output_shapes, ssd_vgg16(num_classes="c").params
    (((8732, 4), (8732, c)), 133662*c + 23478584)

    Source: Liu et al. 2015, arXiv:1512.02325, figure 2 and section 2.1; torchvision 0.28.0.
    """
    if len(boxes) != len(extra) + 2:
        raise SymnetError(f"boxes of {len(boxes)} feature maps, of which there are {len(extra) + 2}", "give as many")
    maps = Vgg(extra, widths)(Input(*input_shape), name="backbone")
    return Network(tuple(head(boxes, [predictor] * len(boxes), num_classes)(*maps, name="head")), name=name)


@block
def Vgg(x: Value, /, extra: Sequence[Any], widths: Sequence[SizeLike]) -> tuple[Value, ...]:
    """The feature maps: the fourth stage's, normalised and scaled, the fifth's behind a dilated convolution, and the extra ones."""
    layers = list(features(D, widths, batch_norm=False))
    pools = [k for k, layer in enumerate(layers) if isinstance(layer, MaxPool2d)]
    layers[pools[2]] = MaxPool2d(2, stride=2, ceil_mode=True)
    x = numbered(*layers[: pools[3]])(x, name="features")
    hidden = (Conv2d(1024, 3, padding=6, dilation=6), ReLU(), Conv2d(1024, 1), ReLU())
    fifth = numbered(*layers[pools[3] : -1], numbered(MaxPool2d(3, stride=1, padding=1), *hidden))
    further = (numbered(Conv2d(a, 1), ReLU(), Conv2d(b, k, stride=s, padding=p), ReLU()) for a, b, k, s, p in extra)
    return (LayerScale(dim=0, parameter=True)(UnitNorm(dim=0)(x), name="scale_weight"), *each(fifth, *further)(x, name="extra"))


def each(*ops: Op) -> Graph:
    """One operation after the other, and what each of them makes."""
    made = [Input()]
    for k, op in enumerate(ops):
        made.append(op(made[-1], name=str(k)))
    return wired(tuple(made[1:]))


def predictor(out: Any) -> Op:
    """What a cell says of its boxes."""
    return Conv2d(out, 3, padding=1)


def head(boxes: Sequence[SizeLike], predictors: Sequence[Callable[[Any], Op]], num_classes: SizeLike) -> Graph:
    """The coordinates and the scores of all boxes."""
    maps = [Input() for _ in boxes]
    kinds = {"regression_head": 4, "classification_head": as_size(num_classes, "num_classes")}
    return wired(tuple(said(columns, boxes, predictors)(*maps, name=name) for name, columns in kinds.items()), maps)


def said(columns: Any, boxes: Sequence[SizeLike], predictors: Sequence[Callable[[Any], Op]]) -> Graph:
    """A row of so many columns for each box of each cell of each feature map."""
    maps, counts = [Input() for _ in boxes], [as_size(count, "default boxes") for count in boxes]
    ops = [predict(count * columns) for predict, count in zip(predictors, counts, strict=True)]
    module_list = wired(tuple(op(x, name=str(k)) for k, (op, x) in enumerate(zip(ops, maps, strict=True))), maps)
    each_box = (Sequential(Unflatten(1, (count, columns)), Permute((2, 3, 0, 1)), Flatten(1, 3)) for count in counts)
    return wired(Concat()(*(op(x) for op, x in zip(each_box, module_list(*maps, name="module_list"), strict=True))), maps)


@door
def ssd300_vgg16(input_shape: Sequence[SizeLike] = (3, 300, 300), num_classes: SizeLike = 91) -> Network:
    """SSD300: 35,641,826 parameters, 8,732 boxes; see `ssd_vgg16`.

    >>> ssd300_vgg16().params, ssd300_vgg16().output_shapes
    (35641826, ((8732, 4), (8732, 91)))

    Source: Liu et al. 2015, arXiv:1512.02325, figure 2; torchvision 0.28.0.
    """
    return ssd_vgg16(num_classes=num_classes, input_shape=input_shape, name="SSD300")


@door
def ssd512_vgg16(input_shape: Sequence[SizeLike] = (3, 512, 512), num_classes: SizeLike = 91) -> Network:
    """SSD512: 37,513,116 parameters, one feature map more, 24,564 boxes; see `ssd_vgg16`.

    >>> ssd512_vgg16().params, ssd512_vgg16().output_shapes
    (37513116, ((24564, 4), (24564, 91)))

    Source: Liu et al. 2015, arXiv:1512.02325, section 3.2 (conv12_2) and table 7; github.com/weiliu89/caffe, whose strides torchvision
    does not have.
    """
    return ssd_vgg16((4, 6, 6, 6, 6, 4, 4), SSD512, num_classes=num_classes, input_shape=input_shape, name="SSD512")
