"""Pre-activation ResNets (He et al. 2016): batch norm and ReLU come before each convolution, and the shortcut stays clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.stage import stage

__all__ = ["resnet_preact", "resnet_preact_cifar"]

TAIL = (("bn", BatchNorm2d()), ("relu", ReLU()), ("avgpool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()))


@block
def PreActivation(x: Value, /, width: Any, stride: int = 1, project: bool = False) -> Value:
    """Figure 1b with the three convolutions of a bottleneck; where shapes change, what is projected is activated too."""
    active = ReLU()(BatchNorm2d()(x, name="bn1"), name="relu1")
    y = Conv2d(width, 1, bias=False)(active, name="conv1")
    y = ReLU()(BatchNorm2d()(y, name="bn2"), name="relu2")
    y = Conv2d(width, 3, stride=stride, padding=1, bias=False)(y, name="conv2")
    y = ReLU()(BatchNorm2d()(y, name="bn3"), name="relu3")
    y = Conv2d(4 * width, 1, bias=False)(y, name="conv3")
    return y + (Conv2d(4 * width, 1, stride=stride, bias=False)(active, name="downsample") if project else x)


def _stages(n: Sequence[SizeLike], width: Any) -> Any:
    """Stages of blocks: channels double, and height and width halve but for the first."""
    for k, count in enumerate(n):
        first = PreActivation(2**k * width, 2 if k else 1, project=True)
        yield f"layer{k + 1}", stage(first, PreActivation(2**k * width), count)


@door
def resnet_preact(
    n: Sequence[SizeLike] = (3, 24, 36, 3),
    *,
    width: SizeLike = 64,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = (3, 224, 224),
) -> Network:
    """The pre-activation ResNet for ImageNet: 64,666,280 parameters for ResNet-200.

    Args:
        n: the number of bottlenecks of each stage.
        width: the channels of the stem.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.

    >>> resnet_preact().params
    64666280

    Source: He et al. 2016, arXiv:1603.05027, section 5, table 5 and appendix.
    """
    F = as_size(width, "resnet_preact width")
    stem = (("conv1", Conv2d(F, 7, stride=2, padding=3, bias=False)), ("bn1", BatchNorm2d()), ("relu1", ReLU()))
    pool = ("maxpool", MaxPool2d(3, stride=2, padding=1))
    return Network(Sequential(*stem, pool, *_stages(n, F), *TAIL, ("fc", Linear(num_classes))), input_shape, name="Pre-activation ResNet")


@door
def resnet_preact_cifar(
    n: SizeLike = 18, *, width: SizeLike = 16, num_classes: SizeLike = 10, input_shape: Sequence[SizeLike] = (3, 32, 32)
) -> Network:
    """The pre-activation ResNet of 9 n + 2 layers for CIFAR-10: 1,703,258 parameters for n = 18 (ResNet-164).

    Args:
        n: the number of bottlenecks of each of the three stages.
        width: the channels inside the first stage, which double twice.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.

    >>> resnet_preact_cifar().params, resnet_preact_cifar(111).params
    (1703258, 10327706)

    Source: He et al. 2016, arXiv:1603.05027, table 4 and appendix; its figures are 1.7M, and 10.2M for n = 111 (ResNet-1001).
    """
    F = as_size(width, "resnet_preact_cifar width")
    stem = ("conv1", Conv2d(F, 3, padding=1, bias=False))
    name = "Pre-activation ResNet (CIFAR)"
    return Network(Sequential(stem, *_stages((n, n, n), F), *TAIL, ("fc", Linear(num_classes))), input_shape, name=name)
