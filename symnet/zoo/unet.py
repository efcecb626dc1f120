"""U-Net (Ronneberger et al. 2015): down to where there is context, and up again beside copies that know where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.fit import CropTo, PadTo
from symnet.layers.merge import Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import MaxPool2d
from symnet.layers.transposed import ConvTranspose2d
from symnet.layers.value import Input, Value, block
from symnet.network import Network
from symnet.zoo.stage import numbered

__all__ = ["unet", "unet_same"]


@door
def unet(
    width: SizeLike = 64,
    depth: SizeLike = 4,
    same: bool = False,
    *,
    num_classes: SizeLike = 2,
    input_shape: Sequence[SizeLike] = (1, 572, 572),
    name: str = "U-Net",
) -> Network:
    """U-Net: 31,030,658 parameters, from 572 x 572 pixels to the classes of the 388 x 388 in their middle.

    Args:
        width: the channels at full resolution, doubled at each halving of it.
        depth: how many halvings there are, an int: each has a copy of its own.
        same: whether convolutions are padded, and normalised, so that every pixel gets a class; without it copies are cropped.
        num_classes: the classes of a pixel.
        input_shape: channels, height and width.
        name: what it is called.

    >>> net = unet("F", input_shape=(1, "H", "W"))
    >>> net.subs(F=64, H=572, W=572).output_shape, net.params
    ((2, 388, 388), 7574*F**2 + 118*F + 2)

    Source: Ronneberger et al. 2015, arXiv:1505.04597, figure 1; names are those of github.com/milesial/Pytorch-UNet.
    """
    if not isinstance(depth, int):
        raise SymnetError(f"unet depth is {depth!r}", "give a number, because each halving has its own copy; the width may be a symbol")
    F = as_size(width, "unet width")
    x = DoubleConv(F, same)(Input(*input_shape), name="inc")
    copies: list[Value] = []
    for k in range(1, depth + 1):
        copies.append(x)
        x = Sequential(maxpool_conv=numbered(MaxPool2d(2), DoubleConv(2**k * F, same)))(x, name=f"down{k}")
    for k in range(1, depth + 1):
        x = Up(2 ** (depth - k) * F, same)(x, copies.pop(), name=f"up{k}")
    return Network(Sequential(conv=Conv2d(num_classes, 1))(x, name="outc"), name=name)


def DoubleConv(width: Any, same: bool) -> Graph:
    """Two convolutions of 3 x 3."""
    unit = (Conv2d(width, 3, padding=1, bias=False), BatchNorm2d(), ReLU()) if same else (Conv2d(width, 3), ReLU())
    return Sequential(double_conv=numbered(*unit, *unit))


@block
def Up(x: Value, copy: Value, /, width: Any, same: bool) -> Value:
    """Twice the resolution and half the channels, beside the copy: one of the two is made as large as the other."""
    x = ConvTranspose2d(width, 2, stride=2)(x, name="up")
    copy, x = (copy, PadTo()(x, copy)) if same else (CropTo()(copy, x), x)
    return DoubleConv(width, same)(Concat()(copy, x), name="conv")


@door
def unet_same(num_classes: SizeLike = 2, input_shape: Sequence[SizeLike] = (3, 572, 572)) -> Network:
    """U-Net with padding and batch norm, as it is mostly run: 31,037,698 parameters, a class for every pixel of any image.

    Args:
        num_classes: the classes of a pixel.
        input_shape: channels, height and width.

    >>> unet_same().params, unet_same().output_shape
    (31037698, (2, 572, 572))

    Source: Ronneberger et al. 2015, arXiv:1505.04597, figure 1; github.com/milesial/Pytorch-UNet, bilinear=False.
    """
    return unet(same=True, num_classes=num_classes, input_shape=input_shape, name="U-Net (same)")
