"""EEGNet (Lawhern et al. 2018): filters in time, filters over electrodes, and few parameters."""

from __future__ import annotations

from collections.abc import Sequence

from symnet.arithmetic.sizes import SizeLike, as_shape, as_size
from symnet.door import door
from symnet.errors import ShapeError
from symnet.layers.activation import ELU
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.norm import BatchNorm2d
from symnet.layers.pool import AvgPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.separable import DepthwiseConv2d, SeparableConv2d
from symnet.layers.softmax import Softmax
from symnet.network import Network

__all__ = ["eegnet", "eegnet_4_2", "eegnet_8_2"]

TRIAL = (1, 64, 128)
"""One plane of 64 electrodes and a second of 128 samples."""


@door
def eegnet(
    F1: SizeLike = 8,
    D: SizeLike = 2,
    F2: SizeLike | None = None,
    kernel: SizeLike = 64,
    *,
    num_classes: SizeLike = 4,
    input_shape: Sequence[SizeLike] = TRIAL,
    name: str = "EEGNet",
) -> Network:
    """EEGNet: 2,388 parameters as EEGNet-8,2 of four classes, and the 80 statistics of its norms beside them.

    Args:
        F1: the filters in time.
        D: the filters over electrodes for each of them.
        F2: the filters of the last convolution, D F1 unless they are given.
        kernel: the length of a filter in time, half of the sampling rate.
        num_classes: N, the classes.
        input_shape: one plane, C electrodes and T samples.
        name: what it is called.

    >>> eegnet("F_1", "D", "F_2", "K", num_classes="N", input_shape=(1, "C", 128)).params
    C*D*F_1 + D*F_1*F_2 + 18*D*F_1 + F_1*K + 2*F_1 + 4*F_2*N + 2*F_2 + N

    Source: Lawhern et al. 2018, arXiv:1611.08024, tables 2 and 3; names are those of github.com/vlawhern/arl-eegmodels.
    """
    shape = as_shape(input_shape, "input shape")
    if len(shape) != 3:
        raise ShapeError(f"a trial has one plane, electrodes and samples, got {shape}", "batch axes are left out")
    filters, each = as_size(F1, "eegnet F1"), as_size(D, "eegnet D")
    block1 = {
        "conv2d": Conv2d(filters, (1, kernel), padding="same", bias=False),
        "batch_normalization": BatchNorm2d(),
        "depthwise_conv2d": DepthwiseConv2d((shape[1], 1), depth_multiplier=each, bias=False),
        "batch_normalization_1": BatchNorm2d(),
        "activation": ELU(),
        "average_pooling2d": AvgPool2d((1, 4)),
        "dropout": Dropout(),
    }
    block2 = {
        "separable_conv2d": SeparableConv2d(each * filters if F2 is None else F2, (1, 16), padding="same", bias=False),
        "batch_normalization_2": BatchNorm2d(),
        "activation_1": ELU(),
        "average_pooling2d_1": AvgPool2d((1, 8)),
        "dropout_1": Dropout(),
    }
    graph = Sequential(**block1, **block2, flatten=Flatten(), dense=Linear(num_classes), softmax=Softmax())
    return Network(graph, shape, name=name)


@door
def eegnet_8_2(num_classes: SizeLike = 2, input_shape: Sequence[SizeLike] = TRIAL, kernel: SizeLike = 64) -> Network:
    """EEGNet-8,2: 2,258 parameters for a trial of table 3's P300; see `eegnet`.

    >>> eegnet_8_2().params, eegnet_8_2(4, (1, 22, 256), kernel=32).params
    (2258, 1716)

    Source: Lawhern et al. 2018, arXiv:1611.08024, table 3.
    """
    return eegnet(8, 2, kernel=kernel, num_classes=num_classes, input_shape=input_shape, name="EEGNet-8,2")


@door
def eegnet_4_2(num_classes: SizeLike = 2, input_shape: Sequence[SizeLike] = TRIAL, kernel: SizeLike = 64) -> Network:
    """EEGNet-4,2: 1,066 parameters for a trial of table 3's P300; see `eegnet`.

    >>> eegnet_4_2().params, eegnet_4_2(4, (1, 22, 256), kernel=32).params
    (1066, 796)

    Source: Lawhern et al. 2018, arXiv:1611.08024, table 3.
    """
    return eegnet(4, 2, kernel=kernel, num_classes=num_classes, input_shape=input_shape, name="EEGNet-4,2")
