"""YOLOv3 (Redmon and Farhadi 2018): boxes at three resolutions, on Darknet-53."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import LeakyReLU
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.resize import Upsample
from symnet.layers.softmax import Softmax
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered, stage

__all__ = ["darknet53", "yolov3", "yolov3_tiny"]

DARKNET53 = (1, 2, 8, 8, 4)
"""The residual blocks of each stage (table 1)."""


@door
def yolov3(
    n: Sequence[SizeLike] = DARKNET53,
    width: SizeLike = 32,
    *,
    boxes: SizeLike = 3,
    num_classes: SizeLike = 80,
    input_shape: Sequence[SizeLike] = (3, 416, 416),
) -> Network:
    """YOLOv3: 61,949,149 parameters; batch norm keeps 52,608 statistics more, and all 62,001,757 are in the published file.

    The outputs are a 32nd, a 16th and an eighth as large as the image, with four coordinates, an objectness and a score for each
    class of each box in their channels.

    Args:
        n: the number of residual blocks of each stage, at least three of them.
        width: the channels of the first convolution, doubled in each stage.
        boxes: how many boxes each cell predicts.
        num_classes: the classes of a box.
        input_shape: channels, height and width, which 32 divides.

    >>> yolov3().params, yolov3().output_shapes
    (61949149, ((255, 13, 13), (255, 26, 26), (255, 52, 52)))

    Source: Redmon and Farhadi 2018, arXiv:1804.02767, table 1 and section 2.3; github.com/pjreddie/darknet, cfg/yolov3.cfg.
    """
    if len(n) < 3:
        raise SymnetError(f"yolov3 has {len(n)} stages", "give at least three, because it predicts on the last three")
    F, out = as_size(width, "yolov3 width"), predicted(boxes, num_classes)
    *_, third, fourth, x = Trunk(n, F)(Input(*input_shape), name="darknet53")
    c = 2 ** len(n) * F
    outputs: list[Value] = []
    for k, copy in enumerate((None, fourth, third), 1):
        if copy is not None:
            c //= 2
            x = Concat()(Upsample(scale_factor=2)(unit(c // 2, 1)(x, name=f"lateral{k}")), copy)
        narrow, wide = unit(c // 2, 1), unit(c)
        x = numbered(narrow, wide, narrow, wide, narrow)(x, name=f"neck{k}")
        outputs.append(Sequential(wide=wide, out=Conv2d(out, 1))(x, name=f"head{k}"))
    return Network(tuple(outputs), name="YOLOv3")


def unit(channels: Any, kernel: int = 3, stride: int = 1) -> Graph:
    """A convolution without a bias, its norm and a leaky ReLU."""
    conv = Conv2d(channels, kernel, stride=stride, padding=kernel // 2, bias=False)
    return Sequential(conv=conv, bn=BatchNorm2d(), act=LeakyReLU(0.1))


def predicted(boxes: SizeLike, num_classes: SizeLike) -> Any:
    """What is said of a cell: four coordinates, an objectness and a score for each class, of each box."""
    return as_size(boxes, "boxes") * (5 + as_size(num_classes, "num_classes"))


@block
def Trunk(x: Value, /, n: Sequence[SizeLike], width: Any) -> tuple[Value, ...]:
    """Darknet-53 before its head (table 1): what each stage makes."""
    x = unit(width)(x, name="stem")
    made: list[Value] = []
    for k, count in enumerate(n, 1):
        channels = 2**k * width
        x = stage(unit(channels, stride=2), Shortcut(channels), as_size(count, "residual blocks of a stage", 0) + 1)(x, name=f"stage{k}")
        made.append(x)
    return tuple(made)


@block
def Shortcut(x: Value, /, channels: Any) -> Value:
    """Half of the channels and back, added to the input."""
    return x + unit(channels)(unit(channels // 2, 1)(x, name="narrow"), name="wide")


@door
def darknet53(
    n: Sequence[SizeLike] = DARKNET53,
    width: SizeLike = 32,
    *,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = (3, 256, 256),
) -> Network:
    """Darknet-53, the classifier behind YOLOv3: 41,609,928 parameters.

    Args:
        n: the number of residual blocks of each stage.
        width: the channels of the first convolution, doubled in each stage.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.

    >>> darknet53().params, darknet53(("n_1", "n_2", "n_3", "n_4", "n_5")).subs(n_1=1, n_2=2, n_3=8, n_4=8, n_5=4).params
    (41609928, 41609928)

    Source: Redmon and Farhadi 2018, arXiv:1804.02767, tables 1 and 2; github.com/pjreddie/darknet, cfg/darknet53.cfg.
    """
    *_, x = Trunk(n, as_size(width, "darknet53 width"))(Input(*input_shape), name="darknet53")
    head = Sequential(avgpool=GlobalAvgPool2d(keepdims=True), conv=Conv2d(num_classes, 1), flatten=Flatten(), softmax=Softmax())
    return Network(head(x, name="head"), name="Darknet-53")


@door
def yolov3_tiny(
    width: SizeLike = 16, *, boxes: SizeLike = 3, num_classes: SizeLike = 80, input_shape: Sequence[SizeLike] = (3, 416, 416)
) -> Network:
    """YOLOv3-tiny: 8,852,366 parameters, two outputs, a 32nd and a 16th as large as the image.

    Args:
        width: the channels of the first convolution, doubled at each halving.
        boxes: how many boxes each cell predicts.
        num_classes: the classes of a box.
        input_shape: channels, height and width.

    >>> yolov3_tiny().params, yolov3_tiny().output_shapes
    (8852366, ((255, 13, 13), (255, 26, 26)))

    Source: Redmon and Farhadi 2018, arXiv:1804.02767; github.com/pjreddie/darknet, cfg/yolov3-tiny.cfg.
    """
    F, out = as_size(width, "yolov3_tiny width"), predicted(boxes, num_classes)
    early = (op for k in range(4) for op in (unit(2**k * F), halved()))
    copy = numbered(*early, unit(16 * F))(Input(*input_shape), name="early")
    x = numbered(halved(), unit(32 * F), halved(1), unit(64 * F), unit(16 * F, 1))(copy, name="late")
    low = Sequential(wide=unit(32 * F), out=Conv2d(out, 1))(x, name="head1")
    x = Concat()(Upsample(scale_factor=2)(unit(8 * F, 1)(x, name="lateral2")), copy)
    return Network((low, Sequential(wide=unit(16 * F), out=Conv2d(out, 1))(x, name="head2")), name="YOLOv3-tiny")


def halved(stride: int = 2) -> MaxPool2d:
    """The largest of 2 x 2 cells, the last row and column padded, so that without a stride the size stays."""
    return MaxPool2d(2, stride=stride, padding=((0, 1), (0, 1)))
