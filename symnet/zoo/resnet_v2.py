"""ResNet version 2 (He et al. 2016) as Keras has it: pre-activation, with the stride in the last block of a stage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Add
from symnet.layers.padding import ZeroPad2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.value import Input, Value
from symnet.network import Network
from symnet.zoo.keras.parts import active, classified, is_keras, listed, repeated
from symnet.zoo.keras.resnet import pool, stem

__all__ = ["resnet50v2", "resnet101v2", "resnet152v2", "resnet_v2"]

IMAGE = (3, 224, 224)


def _block(x: Value, name: str, width: Any, stride: int = 1, project: bool = False) -> Value:
    """Batch norm and ReLU come first; without a projection a stride is a pooling's."""
    before = active(x, f"{name}_preact_bn", f"{name}_preact_relu")
    if project:
        x = Conv2d(4 * width, 1)(before, name=f"{name}_0_conv")
    elif stride > 1:
        x = MaxPool2d(1, stride=stride)(x, name=f"{name}_0_pool")
    y = Conv2d(width, 1, bias=False)(before, name=f"{name}_1_conv")
    y = ZeroPad2d(1)(active(y, f"{name}_1_bn", f"{name}_1_relu"), name=f"{name}_2_pad")
    y = Conv2d(width, 3, stride=stride, bias=False)(y, name=f"{name}_2_conv")
    y = Conv2d(4 * width, 1)(active(y, f"{name}_2_bn", f"{name}_2_relu"), name=f"{name}_3_conv")
    return Add()(x, y, name=f"{name}_out")


@door
def resnet_v2(
    n: Sequence[SizeLike] = (3, 4, 6, 3),
    *,
    width: SizeLike = 64,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = IMAGE,
    name: str = "ResNet v2",
    variant: str = "keras",
) -> Network:
    """A pre-activation network of bottlenecks (ResNet50V2: 25,568,360 parameters); see `resnet50v2` ... for the members of Keras.

    Args:
        n: the number of blocks of each stage, at least 2; all stages but the last halve height and width, in their last block.
        width: the channels of the stem.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.
        variant: "keras"; see `resnet_preact` for the paper's own.
        name: what it is called.

    >>> family = resnet_v2(n=("n_1", "n_2", "n_3", "n_4"))
    >>> family.subs(n_1=3, n_2=4, n_3=23, n_4=3).params, resnet101v2().params
    (44577896, 44577896)

    Source: He et al. 2016, arXiv:1603.05027, figure 1b; keras.applications.resnet_v2 of Keras 3.15.1.
    """
    is_keras("resnet_v2", variant, ("keras",))
    F = as_size(width, "resnet_v2 width")
    x = pool(stem(Input(), F))
    for k, count in enumerate(n):
        wide, place, last = 2**k * F, f"conv{k + 2}_block", as_size(count, "resnet_v2 n", 2)
        x = _block(x, f"{place}1", wide, project=True)
        x = repeated(x, f"{place}{{}}", 2, last - 1, partial(_block, width=wide))
        x = _block(x, f"{place}{last}", wide, 1 if k == len(n) - 1 else 2)
    graph = listed(classified(active(x, "post_bn", "post_relu"), num_classes))
    return Network(graph, input_shape, name=name)


@door
def resnet50v2(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "keras") -> Network:
    """ResNet50V2: 25,568,360 parameters, 25,613,800 with the statistics of batch norm.

    >>> resnet50v2().params
    25568360

    Source: He et al. 2016, arXiv:1603.05027; keras.applications.ResNet50V2 of Keras 3.15.1.
    """
    return resnet_v2((3, 4, 6, 3), num_classes=num_classes, input_shape=input_shape, name="ResNet50V2", variant=variant)


@door
def resnet101v2(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "keras") -> Network:
    """ResNet101V2: 44,577,896 parameters, 44,675,560 with the statistics of batch norm.

    >>> resnet101v2().params
    44577896

    Source: He et al. 2016, arXiv:1603.05027; keras.applications.ResNet101V2 of Keras 3.15.1.
    """
    return resnet_v2((3, 4, 23, 3), num_classes=num_classes, input_shape=input_shape, name="ResNet101V2", variant=variant)


@door
def resnet152v2(input_shape: Sequence[SizeLike] = IMAGE, num_classes: SizeLike = 1000, variant: str = "keras") -> Network:
    """ResNet152V2: 60,236,904 parameters, 60,380,648 with the statistics of batch norm.

    >>> resnet152v2().params
    60236904

    Source: He et al. 2016, arXiv:1603.05027; keras.applications.ResNet152V2 of Keras 3.15.1.
    """
    return resnet_v2((3, 8, 36, 3), num_classes=num_classes, input_shape=input_shape, name="ResNet152V2", variant=variant)
