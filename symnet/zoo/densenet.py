"""DenseNet (Huang et al. 2016): every layer sees all layers before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import AvgPool2d, MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.keras.densenet import keras_densenet
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.stage import stage

__all__ = ["densenet", "densenet121", "densenet161", "densenet169", "densenet201"]

IMAGE = (3, 224, 224)


@block
def DenseLayer(x: Value, /, growth: Any, bottleneck: Any) -> Value:
    """What it is given, and `growth` channels more."""
    y = ReLU()(BatchNorm2d()(x, name="norm1"), name="relu1")
    y = Conv2d(bottleneck * growth, 1, bias=False)(y, name="conv1")
    y = ReLU()(BatchNorm2d()(y, name="norm2"), name="relu2")
    y = Conv2d(growth, 3, padding=1, bias=False)(y, name="conv2")
    return Concat()(x, y)


def _transition(channels: Any) -> Graph:
    return Sequential(norm=BatchNorm2d(), relu=ReLU(), conv=Conv2d(channels, 1, bias=False), pool=AvgPool2d(2, stride=2))


@door
def densenet(
    n: Sequence[SizeLike] = (6, 12, 24, 16),
    growth: SizeLike = 32,
    *,
    stem: SizeLike | None = None,
    bottleneck: SizeLike = 4,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = IMAGE,
    name: str = "DenseNet",
    variant: str = "torchvision",
) -> Network:
    """A DenseNet-BC of any depth (DenseNet-121: 7,978,856 parameters); see `densenet121` ... `densenet201` for the published ones.

    Args:
        n: the number of layers of each dense block; between two blocks channels, height and width are halved.
        growth: the channels each layer adds, the paper's k.
        stem: the channels of the first convolution, 2 k unless they are given.
        bottleneck: how many times `growth` the 1 x 1 convolution of a layer has as channels.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.
        variant: "torchvision", or "keras" for the network as Keras 3 wires and names it, with the same sizes.
        name: what it is called.

    >>> densenet(growth="k").params
    6700*k**2 + 34908*k + 1000

    Source: Huang et al. 2016, arXiv:1608.06993, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    k = as_size(growth, "densenet growth")
    channels = 2 * k if stem is None else as_size(stem, "densenet stem")
    narrow = as_size(bottleneck, "densenet bottleneck")
    if is_keras("densenet", variant):
        return Network(keras_densenet(Input(), n, k, channels, narrow, num_classes), input_shape, name=f"{name} (Keras)")
    layer = DenseLayer(k, narrow)
    features: list[tuple[str, Op]] = [
        *(("conv0", Conv2d(channels, 7, stride=2, padding=3, bias=False)), ("norm0", BatchNorm2d()), ("relu0", ReLU())),
        ("pool0", MaxPool2d(3, stride=2, padding=1)),
    ]
    for i, count in enumerate(n, 1):
        times = as_size(count, "densenet n", 1)
        features.append((f"denseblock{i}", stage(None, layer, times, "denselayer{}", 1)))
        channels = channels + times * k
        if i < len(n):
            channels //= 2
            features.append((f"transition{i}", _transition(channels)))
    graph = Sequential(
        ("features", Sequential(*features, ("norm5", BatchNorm2d()))),
        *(("relu", ReLU()), ("avgpool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("classifier", Linear(num_classes))),
    )
    return Network(graph, input_shape, name=name)


@door
def densenet121(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """DenseNet-121: 7,978,856 parameters.

    >>> densenet121().params, densenet121(variant="keras").params
    (7978856, 7978856)

    Source: Huang et al. 2016, arXiv:1608.06993, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    return densenet((6, 12, 24, 16), num_classes=num_classes, input_shape=input_shape, name="DenseNet-121", variant=variant)


@door
def densenet161(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000) -> Network:
    """DenseNet-161: 28,681,000 parameters, k = 48.

    >>> densenet161().params
    28681000

    Source: Huang et al. 2016, arXiv:1608.06993, table 1 of its earlier versions; torchvision 0.28.0.
    """
    return densenet((6, 12, 36, 24), growth=48, num_classes=num_classes, input_shape=input_shape, name="DenseNet-161")


@door
def densenet169(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """DenseNet-169: 14,149,480 parameters.

    >>> densenet169().params, densenet169(variant="keras").params
    (14149480, 14149480)

    Source: Huang et al. 2016, arXiv:1608.06993, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    return densenet((6, 12, 32, 32), num_classes=num_classes, input_shape=input_shape, name="DenseNet-169", variant=variant)


@door
def densenet201(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "torchvision") -> Network:
    """DenseNet-201: 20,013,928 parameters.

    >>> densenet201().params, densenet201(variant="keras").params
    (20013928, 20013928)

    Source: Huang et al. 2016, arXiv:1608.06993, table 1; torchvision 0.28.0; Keras 3.15.1.
    """
    return densenet((6, 12, 48, 32), num_classes=num_classes, input_shape=input_shape, name="DenseNet-201", variant=variant)
