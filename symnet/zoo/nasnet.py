"""NASNet-A (Zoph et al. 2017): two cells found by a search, as Keras has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.arithmetic.sizes import SizeLike, as_shape, as_size, quotient
from symnet.door import door
from symnet.errors import SymnetError
from symnet.layers.activation import ReLU
from symnet.layers.conv import Conv2d
from symnet.layers.merge import Add, Concat
from symnet.layers.norm import BatchNorm2d
from symnet.layers.padding import ZeroPad2d
from symnet.layers.pool import AvgPool2d, MaxPool2d
from symnet.layers.separable import SeparableConv2d
from symnet.layers.value import Input, Value
from symnet.network import Network
from symnet.zoo.keras.parts import classified, is_keras, listed, same_padded

__all__ = ["nasnet", "nasnet_large", "nasnet_mobile"]


def _separable(x: Value, filters: Any, kernel: int, place: str, stride: int = 1) -> Value:
    """Twice ReLU, separable convolution and batch norm."""
    x, padding = ReLU()(x, name=f"separable_relu_1_{place}"), "same"
    if stride == 2:
        x, padding = same_padded(x, kernel, f"separable_conv_1_pad_{place}")
    for k, (step, pad) in enumerate(((stride, padding), (1, "same")), 1):
        x = ReLU()(x, name=f"separable_relu_2_{place}") if k == 2 else x
        x = SeparableConv2d(filters, kernel, stride=step, padding=pad, bias=False)(x, name=f"separable_conv_{k}_{place}")
        x = BatchNorm2d()(x, name=f"separable_conv_{k}_bn_{place}")
    return x


def _projected(x: Value, filters: Any, kind: str, place: str) -> Value:
    """ReLU, 1 x 1 convolution and batch norm."""
    conv, norm = ("adjust_conv_projection", "adjust_bn") if kind == "adjust" else (f"{kind}_conv_1", f"{kind}_bn_1")
    x = Conv2d(filters, 1, bias=False)(ReLU()(x, name=f"{kind}_relu_{place}"), name=f"{conv}_{place}")
    return BatchNorm2d()(x, name=f"{norm}_{place}")


def _adjusted(p: Value, filters: Any, place: str, reduced: bool) -> Value:
    """What the cell before the last one made, as large as what the last one made: halved twice, shifted by a cell, if that reduced."""
    if not reduced:
        return _projected(p, filters, "adjust", place)
    p = ReLU()(p, name=f"adjust_relu_1_{place}")
    shifted = ZeroPad2d(((-1, 0), (-1, 0)))(ZeroPad2d(((0, 1), (0, 1)))(p, name=f"adjust_pad_{place}"), name=f"adjust_crop_{place}")
    halves = [AvgPool2d(1, stride=2)(x, name=f"adjust_avg_pool_{k}_{place}") for k, x in enumerate((p, shifted), 1)]
    halves = [Conv2d(quotient(filters, 2), 1, bias=False)(x, name=f"adjust_conv_{k}_{place}") for k, x in enumerate(halves, 1)]
    return BatchNorm2d()(Concat()(*halves, name=f"adjust_concat_{place}"), name=f"adjust_bn_{place}")


def _normal(x: Value, p: Value, filters: Any, place: str, reduced: bool) -> Value:
    """The normal cell (figure 4, left)."""
    p, h = _adjusted(p, filters, place, reduced), _projected(x, filters, "normal", place)

    def separable(x: Value, kernel: int, side: str) -> Value:
        return _separable(x, filters, kernel, f"normal_{side}_{place}")

    def mean(x: Value, side: str) -> Value:
        return AvgPool2d(3, stride=1, padding="same")(x, name=f"normal_{side}_{place}")

    pairs = (
        *((separable(h, 5, "left1"), separable(p, 3, "right1")), (separable(p, 5, "left2"), separable(p, 3, "right2"))),
        *((mean(h, "left3"), p), (mean(p, "left4"), mean(p, "right4")), (separable(h, 3, "left5"), h)),
    )
    added = (Add()(*pair, name=f"normal_add_{k}_{place}") for k, pair in enumerate(pairs, 1))
    return Concat()(p, *added, name=f"normal_concat_{place}")


def _reduction(x: Value, p: Value | None, filters: Any, place: str, reduced: bool = False) -> Value:
    """The reduction cell (figure 4, right)."""
    p = x if p is None else _adjusted(p, filters, place, reduced)
    h = _projected(x, filters, "reduction", place)
    padded, padding = same_padded(h, 3, f"reduction_pad_1_{place}")

    def separable(x: Value, kernel: int, side: str, stride: int = 2) -> Value:
        return _separable(x, filters, kernel, f"reduction_{side}_{place}", stride)

    def pooled(pool: Any, side: str) -> Value:
        return pool(3, stride=2, padding=padding)(padded, name=f"reduction_{side}_{place}")

    def add(name: str, *pair: Value) -> Value:
        return Add()(*pair, name=f"reduction_{name}_{place}")

    one = add("add_1", separable(h, 5, "left1"), separable(p, 7, "right1"))
    two = add("add_2", pooled(MaxPool2d, "left2"), separable(p, 7, "right2"))
    three = add("add3", pooled(AvgPool2d, "left3"), separable(p, 5, "right3"))
    mean = AvgPool2d(3, stride=1, padding="same")(one, name=f"reduction_left4_{place}")
    four = add("add", two, mean)
    five = add("add4", separable(one, 3, "left4", 1), pooled(MaxPool2d, "right5"))
    return Concat()(two, three, four, five, name=f"reduction_concat_{place}")


@door
def nasnet(
    n: SizeLike = 4,
    filters: SizeLike = 44,
    *,
    stem: SizeLike = 32,
    skip_reduction: bool = False,
    num_classes: SizeLike = 1000,
    input_shape: Sequence[SizeLike] = (3, 224, 224),
    name: str = "NASNet-A",
    variant: str = "keras",
) -> Network:
    """NASNet-A N @ 24 F: 5,289,978 parameters for 4 @ 1056, which is `nasnet_mobile`.

    Args:
        n: N, the number of normal cells of each of the three stages.
        filters: F, the filters of a cell of the first stage, which double twice; the last cell makes 24 F channels.
        stem: the channels of the first convolution.
        skip_reduction: whether the cell after a reduction looks back past it, as the large network does.
        num_classes: the outputs of the head.
        input_shape: channels, height and width.
        variant: "keras".
        name: what it is called.

    >>> nasnet(4, 44).params
    5289978

    Source: Zoph et al. 2017, arXiv:1707.07012, figures 2 and 4; keras.applications.nasnet of Keras 3.15.1.
    """
    is_keras("nasnet", variant, ("keras",))
    F, cells = as_size(filters, "nasnet filters"), as_size(n, "nasnet n")
    if not isinstance(cells, int):
        raise SymnetError(f"nasnet n is {n}", "give a whole number: cells look back past the one before them")
    if isinstance(F, int) and F % 4:
        raise SymnetError(f"nasnet filters are {F}", "give a multiple of 4: the first cell has a quarter of them")
    x = BatchNorm2d()(Conv2d(stem, 3, stride=2, bias=False)(Input(as_shape(input_shape)), name="stem_conv1"), name="stem_bn1")
    x, p = _reduction(x, None, quotient(F, 4), "stem_1"), x
    x, p = _reduction(x, p, quotient(F, 2), "stem_2", reduced=True), x
    for stage in range(3):
        wide, start = 2**stage * F, stage * cells
        if stage:
            x, p = _reduction(x, p, wide, f"reduce_{start}"), p if skip_reduction else x
        for k in range(start, start + cells):
            x, p = _normal(x, p, wide, f"{k + 1 if stage else k}", reduced=k == start), x
    x = ReLU()(x, name="activation")
    return Network(listed(classified(x, num_classes)), input_shape, name=name)


@door
def nasnet_mobile(input_shape: Sequence[SizeLike] = (3, 224, 224), num_classes: SizeLike = 1000, variant: str = "keras") -> Network:
    """NASNet-A 4 @ 1056, for mobile devices: 5,289,978 parameters.

    >>> nasnet_mobile().params
    5289978

    Source: Zoph et al. 2017, arXiv:1707.07012, table 3; keras.applications.NASNetMobile of Keras 3.15.1.
    """
    return nasnet(4, 44, num_classes=num_classes, input_shape=input_shape, name="NASNet-A 4 @ 1056", variant=variant)


@door
def nasnet_large(input_shape: Sequence[SizeLike] = (3, 331, 331), num_classes: SizeLike = 1000, variant: str = "keras") -> Network:
    """NASNet-A 6 @ 4032: 88,753,150 parameters.

    >>> nasnet_large().params
    88753150

    Source: Zoph et al. 2017, arXiv:1707.07012, table 2; keras.applications.NASNetLarge of Keras 3.15.1.
    """
    name = "NASNet-A 6 @ 4032"
    return nasnet(6, 168, stem=96, skip_reduction=True, num_classes=num_classes, input_shape=input_shape, name=name, variant=variant)
