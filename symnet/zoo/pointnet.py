"""PointNet (Qi et al. 2017): the same network on every point, and the largest of each feature, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_shape, as_size
from symnet.door import door
from symnet.errors import ShapeError, SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import GlobalMaxPool1d
from symnet.layers.conv import Conv1d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm1d
from symnet.layers.reshape import Transpose, Unflatten
from symnet.layers.softmax import LogSoftmax
from symnet.layers.value import Input, Value, block
from symnet.network import Network

__all__ = ["pointnet"]


@door
def pointnet(
    early: Sequence[SizeLike] = (64, 64),
    late: Sequence[SizeLike] = (64, 128, 1024),
    hidden: Sequence[SizeLike] = (512, 256),
    *,
    transforms: bool = True,
    num_classes: SizeLike = 40,
    input_shape: Sequence[SizeLike] = (3, 1024),
) -> Network:
    """PointNet for classification: 3,480,049 parameters, 3.5M in the paper; further outputs are its transforms.

    Args:
        early: the features of each point, layer by layer, before the second transform.
        late: those after it; the largest over all points go to the head.
        hidden: the hidden layers of the head. The networks that make the transforms have 64, 128 and 1024 features and such a head.
        transforms: whether points and features are transformed by a matrix made of all points; without them it is the paper's vanilla.
        num_classes: the classes.
        input_shape: coordinates and points.

    >>> pointnet().output_shapes, pointnet(transforms=False).output_shapes
    (((40,), (3, 3), (64, 64)), ((40,),))
    >>> pointnet().params, pointnet(input_shape=(3, "n")).macs
    (3480049, 434569*n + 3027200)

    Source: Qi et al. 2017, arXiv:1612.00593, figure 2 and table 6; names are those of github.com/fxia22/pointnet.pytorch.
    """
    shape = as_shape(input_shape, "input shape")
    if len(shape) != 2:
        raise ShapeError(f"points have coordinates and a number, got {shape}", "batch axes are left out")
    if not early:
        raise SymnetError("pointnet has no early features", "give at least one layer, whose features the second transform takes")
    x, *made = Features(shape[0], early, late, transforms)(Input(shape), name="feat").outputs
    for k, width in enumerate(hidden, 1):
        x = Linear(width)(x, name=f"fc{k}")
        if k == len(hidden):
            x = Dropout(0.3)(x, name="dropout")
        x = ReLU()(BatchNorm1d()(x, name=f"bn{k}"))
    x = LogSoftmax()(Linear(num_classes)(x, name=f"fc{len(hidden) + 1}"))
    return Network((x, *made), name="PointNet")


@block
def Features(x: Value, /, coordinates: Any, early: Sequence[SizeLike], late: Sequence[SizeLike], transforms: bool) -> tuple[Value, ...]:
    """The largest of each feature, and the transforms of points and of early features."""
    made: list[Value] = []
    if transforms:
        made.append(TNet(coordinates)(x, name="stn"))
        x = transformed(x, made[-1])
    for k, width in enumerate(early, 1):
        x = on_each(x, width, k)
    if transforms:
        made.append(TNet(as_size(early[-1], "early features"))(x, name="fstn"))
        x = transformed(x, made[-1])
    for k, width in enumerate(late, len(early) + 1):
        x = on_each(x, width, k)
    return (GlobalMaxPool1d()(x), *made)


def on_each(x: Value, width: SizeLike, k: int) -> Value:
    """A layer on the features of each point."""
    return ReLU()(BatchNorm1d()(Conv1d(width, 1)(x, name=f"conv{k}"), name=f"bn{k}"))


def transformed(x: Value, matrix: Value) -> Value:
    """The features of each point, times a matrix."""
    return Transpose(0, 1)(Transpose(0, 1)(x) @ matrix)


@block
def TNet(x: Value, /, size: Any) -> Value:
    """A matrix made of all points (appendix C); the identity it begins with is part of its last bias."""
    for k, width in enumerate((64, 128, 1024), 1):
        x = on_each(x, width, k)
    x = GlobalMaxPool1d()(x)
    for k, width in enumerate((512, 256), 1):
        x = ReLU()(BatchNorm1d()(Linear(width)(x, name=f"fc{k}"), name=f"bn{k + 3}"))
    return Unflatten(1, (size, size))(Linear(size * size)(x, name="fc3"))
