"""DCGAN (Radford et al. 2015): a generator of transposed convolutions, and a discriminator that mirrors it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symnet.architecture.graph import Graph, Op
from symnet.arithmetic.sizes import SizeLike, as_size, symbol
from symnet.door import door
from symnet.layers.activation import LeakyReLU, ReLU, Sigmoid, Tanh
from symnet.layers.blocks import Repeat, Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.norm import BatchNorm2d
from symnet.layers.transposed import ConvTranspose2d
from symnet.network import Network
from symnet.zoo.stage import numbered

__all__ = ["dcgan_discriminator", "dcgan_generator"]


@door
def dcgan_generator(
    width: SizeLike = 64, n: SizeLike = 4, *, channels: SizeLike = 3, input_shape: Sequence[SizeLike] = (100, 1, 1)
) -> Network:
    """The generator of DCGAN: 3,576,704 parameters, 100 numbers to an image of 64 x 64.

    Args:
        width: the channels before the image, doubled at each resolution below it; figure 1 draws 128, and kernels of 5.
        n: how often the resolution is doubled, from 4 x 4 on.
        channels: the channels of the image.
        input_shape: the noise, as channels of a single cell.

    >>> dcgan_generator().params, dcgan_generator("F").params
    (3576704, 672*F**2 + 12878*F)
    >>> dcgan_generator(64, "n").subs(n=4).output_shape
    (3, 64, 64)

    Source: Radford et al. 2015, arXiv:1511.06434, figure 1; kernels, widths and names are those of github.com/pytorch/examples.
    """
    F, times = as_size(width, "dcgan width"), as_size(n, "doublings of dcgan", 1)

    def unit(k: Any) -> tuple[Op, ...]:
        place = {"stride": 2, "padding": 1} if k != 0 else {}
        return ConvTranspose2d(2 ** (times - 1 - k) * F, 4, **place, bias=False), BatchNorm2d(), ReLU()

    last = (ConvTranspose2d(channels, 4, stride=2, padding=1, bias=False), Tanh())
    return Network(Sequential(main=_in_a_row(unit(0), unit, times, last)), input_shape, name="DCGAN (generator)")


@door
def dcgan_discriminator(width: SizeLike = 64, n: SizeLike = 4, *, input_shape: Sequence[SizeLike] = (3, 64, 64)) -> Network:
    """The discriminator of DCGAN: 2,765,568 parameters, an image of 64 x 64 to how real it is.

    Args:
        width: the channels of the first convolution, doubled at each halving.
        n: how often the resolution is halved; a convolution of 4 x 4 without padding is the last one.
        input_shape: channels, height and width.

    >>> dcgan_discriminator().params, dcgan_discriminator("F").params
    (2765568, 672*F**2 + 204*F)
    >>> dcgan_discriminator(64, "n", input_shape=(3, "H", "W")).subs(n=4, H=64, W=64).output_shape
    (1, 1, 1)

    Source: Radford et al. 2015, arXiv:1511.06434, section 3; kernels, widths and names are those of github.com/pytorch/examples.
    """
    F, times = as_size(width, "dcgan width"), as_size(n, "halvings of dcgan", 1)

    def unit(k: Any) -> tuple[Op, ...]:
        return Conv2d(2**k * F, 4, stride=2, padding=1, bias=False), BatchNorm2d(), LeakyReLU(0.2)

    conv, _, act = unit(0)
    last = (Conv2d(1, 4, bias=False), Sigmoid())
    return Network(Sequential(main=_in_a_row((conv, act), unit, times, last)), input_shape, name="DCGAN (discriminator)")


def _in_a_row(first: tuple[Op, ...], unit: Callable[[Any], tuple[Op, ...]], n: Any, last: tuple[Op, ...]) -> Graph:
    """n units, of which the first is another one than the rest; those are one repetition where nobody knows how many they are."""
    if isinstance(n, int):
        return numbered(*first, *(op for k in range(1, n) for op in unit(k)), *last)
    i = symbol("i", integer=True, nonnegative=True)
    return numbered(*first, Repeat(numbered(*unit(i + 1)), n - 1, i), *last)
