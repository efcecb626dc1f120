"""ConvNeXt (Liu et al. 2022): a residual network with the choices of a transformer."""

from __future__ import annotations

from typing import Any

from symnet.architecture.graph import Op
from symnet.arithmetic.sizes import as_size
from symnet.door import door
from symnet.layers.activation import GELU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import StochasticDepth
from symnet.layers.linear import Linear
from symnet.layers.norm import LayerNorm, LayerNorm2d
from symnet.layers.reshape import Flatten, Permute
from symnet.layers.scale import LayerScale
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.keras.convnext import keras_convnext
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.stage import numbered, stage

__all__ = ["convnext", "convnext_base", "convnext_large", "convnext_small", "convnext_tiny", "convnext_xlarge"]


@door
def convnext(
    n: tuple[Any, ...] = (3, 3, 9, 3),
    widths: tuple[Any, ...] = (96, 192, 384, 768),
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
    variant: str = "torchvision",
    name: str = "ConvNeXt",
) -> Network:
    """ConvNeXt (2022): 28,589,128 parameters with the stages of its tiny member.

    Args:
        n: the number of blocks of each stage, or their names.
        widths: the channels of each stage, or their names.
        input_shape: the shape of an image.
        num_classes: how many classes.
        variant: "torchvision", or "keras" for Keras 3's, which standardises pixels itself and has a softmax.
        name: what the network is called.

    >>> convnext().params
    28589128

    Source: Liu et al. 2022, arXiv:2201.03545, section 3 and table 9; torchvision 0.28.0; Keras 3.15.1.
    """
    sizes = [as_size(width, "convnext width") for width in widths]
    if is_keras("convnext", variant):
        graph = keras_convnext(Input(), n, sizes, num_classes, name.lower().replace(" ", "_"))
        return Network(graph, input_shape, name=f"{name} (Keras)")
    features: list[Op] = []
    for k, (width, blocks) in enumerate(zip(sizes, n, strict=True)):
        features.append(numbered(*((LayerNorm2d(), Conv2d(width, 2, stride=2)) if k else (Conv2d(width, 4, stride=4), LayerNorm2d()))))
        features.append(stage(None, CNBlock(width), blocks))
    head = numbered(LayerNorm2d(), Flatten(), Linear(num_classes))
    graph = Sequential(features=numbered(*features), avgpool=AdaptiveAvgPool2d(1), classifier=head)
    return Network(graph, input_shape, name=name)


@block
def CNBlock(x: Value, width: Any) -> Value:
    """Figure 4: a wide convolution of each channel, then an inverted bottleneck at each cell."""
    spatial = (Conv2d(width, 7, padding=3, groups=width), Permute((1, 2, 0)), LayerNorm())
    y = numbered(*spatial, Linear(4 * width), GELU(), Linear(width), Permute((2, 0, 1)))(x, name="block")
    return StochasticDepth(0.1)(LayerScale(dim=0, keepdim=True, parameter=True)(y, name="layer_scale"), name="stochastic_depth") + x


@door
def convnext_tiny(input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """ConvNeXt tiny (2022): 28,589,128 parameters; arguments as of `convnext`.

    >>> convnext_tiny().params, convnext_tiny(variant="keras").params
    (28589128, 28589128)

    Source: Liu et al. 2022, arXiv:2201.03545, section 3; torchvision 0.28.0; Keras 3.15.1.
    """
    return convnext(
        (3, 3, 9, 3), (96, 192, 384, 768), input_shape=input_shape, num_classes=num_classes, variant=variant, name="ConvNeXt tiny"
    )


@door
def convnext_small(input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """ConvNeXt small (2022): 50,223,688 parameters; arguments as of `convnext`.

    >>> convnext_small().params, convnext_small(variant="keras").params
    (50223688, 50223688)

    Source: Liu et al. 2022, arXiv:2201.03545, section 3; torchvision 0.28.0; Keras 3.15.1.
    """
    return convnext(
        (3, 3, 27, 3), (96, 192, 384, 768), input_shape=input_shape, num_classes=num_classes, variant=variant, name="ConvNeXt small"
    )


@door
def convnext_base(input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """ConvNeXt base (2022): 88,591,464 parameters; arguments as of `convnext`.

    >>> convnext_base().params, convnext_base(variant="keras").params
    (88591464, 88591464)

    Source: Liu et al. 2022, arXiv:2201.03545, section 3; torchvision 0.28.0; Keras 3.15.1.
    """
    return convnext(
        (3, 3, 27, 3), (128, 256, 512, 1024), input_shape=input_shape, num_classes=num_classes, variant=variant, name="ConvNeXt base"
    )


@door
def convnext_large(input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "torchvision") -> Network:
    """ConvNeXt large (2022): 197,767,336 parameters; arguments as of `convnext`.

    >>> convnext_large().params, convnext_large(variant="keras").params
    (197767336, 197767336)

    Source: Liu et al. 2022, arXiv:2201.03545, section 3; torchvision 0.28.0; Keras 3.15.1.
    """
    return convnext(
        (3, 3, 27, 3), (192, 384, 768, 1536), input_shape=input_shape, num_classes=num_classes, variant=variant, name="ConvNeXt large"
    )


@door
def convnext_xlarge(input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "keras") -> Network:
    """ConvNeXt extra large (2022), which is Keras' alone: 350,196,968 parameters; arguments as of `convnext`.

    >>> convnext_xlarge().params
    350196968

    Source: Liu et al. 2022, arXiv:2201.03545, section 3; Keras 3.15.1.
    """
    widths = (256, 512, 1024, 2048)
    return convnext((3, 3, 27, 3), widths, input_shape=input_shape, num_classes=num_classes, variant=variant, name="ConvNeXt xlarge")
