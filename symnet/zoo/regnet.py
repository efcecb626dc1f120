"""RegNet (Radosavovic et al. 2020): widths of blocks on a line, quantised, so that few numbers say a whole network."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import Any

from symnet.arithmetic.sizes import as_size, quotient
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.linear import Linear
from symnet.layers.reshape import Flatten
from symnet.layers.value import Value, block
from symnet.network import Network
from symnet.zoo.parts import SqueezeExcitation, conv_norm
from symnet.zoo.stage import numbered, stage
from symnet.zoo.widths import divisible, multiplier

__all__ = [
    "anynet",
    "regnet",
    "regnet_x_1_6gf",
    "regnet_x_3_2gf",
    "regnet_x_8gf",
    "regnet_x_16gf",
    "regnet_x_32gf",
    "regnet_x_400mf",
    "regnet_x_800mf",
    "regnet_y_1_6gf",
    "regnet_y_3_2gf",
    "regnet_y_8gf",
    "regnet_y_16gf",
    "regnet_y_32gf",
    "regnet_y_128gf",
    "regnet_y_400mf",
    "regnet_y_800mf",
]


@door
def anynet(
    n: tuple[Any, ...] = (1, 2, 7, 12),
    widths: tuple[Any, ...] = (32, 64, 160, 400),
    group_widths: tuple[Any, ...] = (16, 16, 16, 16),
    squeeze: int = 0,
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
) -> Network:
    """AnyNet (2020), the networks RegNets are chosen from: 5,495,976 parameters with the stages of regnet_x_400mf.

    Args:
        n: the number of blocks of each stage, or their names.
        widths: the channels of each stage, or their names.
        group_widths: the channels of a group of each stage, or their names.
        squeeze: 4 where squeeze and excitation has a quarter of the channels before a block, 0 for none.
        input_shape: the shape of an image.
        num_classes: how many classes.

    >>> anynet().params
    5495976
    >>> anynet(n=("n_1", "n_2"), widths=(64, 64), group_widths=(8, 8)).params.expand()
    13184*n_1 + 13184*n_2 + 70280

    Source: Radosavovic et al. 2020, arXiv:2003.13678, section 3.2 and figure 3; torchvision 0.28.0.
    """
    trunk: dict[str, Any] = {}
    channels: Any = 32
    for k, (blocks, width, grouped) in enumerate(zip(n, widths, group_widths, strict=True), 1):
        out, group = as_size(width, "anynet width"), as_size(grouped, "anynet group width")
        first, rest = XBlock(channels, out, group, 2, squeeze), XBlock(out, out, group, 1, squeeze)
        trunk[f"block{k}"] = stage(first, rest, blocks, f"block{k}-{{}}")
        channels = out
    head = {"avgpool": AdaptiveAvgPool2d(1), "flatten": Flatten(), "fc": Linear(num_classes)}
    graph = Sequential(stem=numbered(*conv_norm(32, 3, 2, act=ReLU())), trunk_output=Sequential(**trunk), **head)
    return Network(graph, input_shape, name="AnyNet")


@block
def XBlock(x: Value, channels: Any, out: Any, group: Any, stride: int, squeeze: int) -> Value:
    """A bottleneck without a neck: 1x1, 3x3 in groups, 1x1 (figure 4); with squeeze and excitation the Y block."""
    short = numbered(*conv_norm(out, 1, stride))(x, name="proj") if stride > 1 or channels != out else x
    parts: dict[str, Any] = {"a": numbered(*conv_norm(out, act=ReLU()))}
    parts["b"] = numbered(*conv_norm(out, 3, stride, quotient(out, group), ReLU()))
    if squeeze:
        parts["se"] = SqueezeExcitation(out, quotient(channels, squeeze))
    y = Sequential(**parts, c=numbered(*conv_norm(out)))(x, name="f")
    return ReLU()(short + y, name="activation")


@door
def regnet(
    d: int = 22,
    w_0: int = 24,
    w_a: Any = Fraction("24.48"),
    w_m: Any = Fraction("2.54"),
    group_width: int = 16,
    squeeze: int = 0,
    input_shape: Any = (3, 224, 224),
    num_classes: Any = 1000,
) -> Network:
    """RegNet (2020): an AnyNet whose widths follow the quantised line; by default regnet_x_400mf, 5,495,976 parameters.

    Block j of d is to be u_j = w_0 + w_a j wide. Its width is w_0 w_m^s for the whole s nearest to log(u_j/w_0)/log(w_m), rounded to
    a multiple of 8; blocks of one width are a stage. Then widths become multiples of the width of a group.

    Args:
        d: how many blocks.
        w_0: the width of the first one, a multiple of 8.
        w_a: how much each block is to be wider than the one before.
        w_m: the factor between widths, more than 1.
        group_width: the channels of a group.
        squeeze: 4 for RegNetY, 0 for RegNetX.
        input_shape: the shape of an image.
        num_classes: how many classes.

    >>> regnet().params
    5495976

    Source: Radosavovic et al. 2020, arXiv:2003.13678, equations 2 to 4; torchvision 0.28.0.
    """
    n, widths, groups = _stages(d, w_0, multiplier(w_a, "regnet w_a"), multiplier(w_m, "regnet w_m"), group_width)
    return anynet(n, widths, groups, squeeze, input_shape, num_classes)


def _stages(d: Any, w_0: Any, w_a: Any, w_m: Any, group_width: Any) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Blocks, width and width of a group of each stage."""
    if not all(isinstance(v, (int, Fraction)) for v in (d, w_0, w_a, w_m, group_width)) or w_m <= 1 or w_0 % 8 or w_0 < 1:
        raise SymnetError("the line of a regnet needs numbers, w_0 a multiple of 8 and w_m more than 1", "anynet takes symbols")
    runs = [(width, len(list(run))) for width, run in groupby(_quantised(w_0 + w_a * j, w_0, w_m) for j in range(d))]
    groups = tuple(min(group_width, width) for width, _ in runs)
    widths = tuple(divisible(width, by=group) for (width, _), group in zip(runs, groups, strict=True))
    return tuple(n for _, n in runs), widths, groups


def _quantised(u: Fraction, w_0: int, w_m: Fraction) -> int:
    """The multiple of 8 nearest to w_0 w_m^s. Without logarithms: s is the first for which (u/w_0)² < w_m^(2 s + 1)."""
    s = 0
    while (u / w_0) ** 2 >= w_m ** (2 * s + 1):
        s += 1
    return 8 * round(Fraction(w_0) * w_m**s / 8)


@door
def regnet_x_400mf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetX of 400 MF: 5,495,976 parameters; arguments as of `regnet`.

    >>> regnet_x_400mf().params
    5495976

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(22, 24, Fraction("24.48"), Fraction("2.54"), 16, 0, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_x_800mf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetX of 800 MF: 7,259,656 parameters; arguments as of `regnet`.

    >>> regnet_x_800mf().params
    7259656

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(16, 56, Fraction("35.73"), Fraction("2.28"), 16, 0, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_x_1_6gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetX of 1.6 GF: 9,190,136 parameters; arguments as of `regnet`.

    >>> regnet_x_1_6gf().params
    9190136

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(18, 80, Fraction("34.01"), Fraction("2.25"), 24, 0, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_x_3_2gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetX of 3.2 GF: 15,296,552 parameters; arguments as of `regnet`.

    >>> regnet_x_3_2gf().params
    15296552

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(25, 88, Fraction("26.31"), Fraction("2.25"), 48, 0, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_x_8gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetX of 8 GF: 39,572,648 parameters; arguments as of `regnet`.

    >>> regnet_x_8gf().params
    39572648

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(23, 80, Fraction("49.56"), Fraction("2.88"), 120, 0, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_x_16gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetX of 16 GF: 54,278,536 parameters; arguments as of `regnet`.

    >>> regnet_x_16gf().params
    54278536

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(22, 216, Fraction("55.59"), Fraction("2.1"), 128, 0, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_x_32gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetX of 32 GF: 107,811,560 parameters; arguments as of `regnet`.

    >>> regnet_x_32gf().params
    107811560

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(23, 320, Fraction("69.86"), 2, 168, 0, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_400mf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetY of 400 MF: 4,344,144 parameters; arguments as of `regnet`.

    >>> regnet_y_400mf().params
    4344144

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(16, 48, Fraction("27.89"), Fraction("2.09"), 8, 4, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_800mf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetY of 800 MF: 6,432,512 parameters; arguments as of `regnet`.

    >>> regnet_y_800mf().params
    6432512

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(14, 56, Fraction("38.84"), Fraction("2.4"), 16, 4, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_1_6gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetY of 1.6 GF: 11,202,430 parameters; arguments as of `regnet`.

    >>> regnet_y_1_6gf().params
    11202430

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(27, 48, Fraction("20.71"), Fraction("2.65"), 24, 4, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_3_2gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetY of 3.2 GF: 19,436,338 parameters; arguments as of `regnet`.

    >>> regnet_y_3_2gf().params
    19436338

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(21, 80, Fraction("42.63"), Fraction("2.66"), 24, 4, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_8gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetY of 8 GF: 39,381,472 parameters; arguments as of `regnet`.

    >>> regnet_y_8gf().params
    39381472

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(17, 192, Fraction("76.82"), Fraction("2.19"), 56, 4, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_16gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetY of 16 GF: 83,590,140 parameters; arguments as of `regnet`.

    >>> regnet_y_16gf().params
    83590140

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(18, 200, Fraction("106.23"), Fraction("2.48"), 112, 4, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_32gf(input_shape: Any = (3, 224, 224), num_classes: Any = 1000) -> Network:
    """RegNetY of 32 GF: 145,046,770 parameters; arguments as of `regnet`.

    >>> regnet_y_32gf().params
    145046770

    Source: Radosavovic et al. 2020, arXiv:2003.13678, appendix; torchvision 0.28.0.
    """
    return regnet(20, 232, Fraction("115.89"), Fraction("2.53"), 232, 4, input_shape=input_shape, num_classes=num_classes)


@door
def regnet_y_128gf(input_shape: Any = (3, 384, 384), num_classes: Any = 1000) -> Network:
    """RegNetY of 128 GF: 644,812,894 parameters; arguments as of `regnet`.

    >>> regnet_y_128gf().params
    644812894

    Source: Singh et al. 2022, arXiv:2201.08371; torchvision 0.28.0.
    """
    return regnet(27, 456, Fraction("160.83"), Fraction("2.52"), 264, 4, input_shape=input_shape, num_classes=num_classes)
