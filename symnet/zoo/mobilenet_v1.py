"""MobileNet (Howard et al. 2017): convolutions of each channel and of each cell take turns."""

from __future__ import annotations

from typing import Any

from symnet.door import door
from symnet.layers.activation import ReLU6
from symnet.layers.adaptive_pool import GlobalAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.norm import BatchNorm2d
from symnet.layers.padding import ZeroPad2d
from symnet.layers.reshape import Flatten
from symnet.layers.separable import DepthwiseConv2d
from symnet.layers.softmax import Softmax
from symnet.network import Network
from symnet.zoo.keras.parts import is_keras
from symnet.zoo.widths import multiplier, scaled

__all__ = ["mobilenet_v1"]

TABLE = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))
"""Filters and stride of the 13 pairs (table 1), which prints a stride of 2 for the last one, where its sizes say 1."""


@door
def mobilenet_v1(width: Any = 1, input_shape: Any = (3, 224, 224), num_classes: Any = 1000, variant: str = "keras") -> Network:
    """MobileNet (2017): 4,231,976 parameters and 569 million multiply-accumulates at width 1.

    Args:
        width: alpha, which scales all channels: 1, 3/4, 1/2 or 1/4 in the paper, or a name.
        input_shape: the paper's rho scales it: 224, 192, 160 or 128.
        num_classes: how many classes.
        variant: "keras".

    >>> mobilenet_v1().params, mobilenet_v1().macs, mobilenet_v1(0.5).params
    (4231976, 568740352, 1331592)

    Source: Howard et al. 2017, arXiv:1704.04861, tables 1, 6 and 7; keras.applications.MobileNet, with its names and padding.
    """
    is_keras("mobilenet_v1", variant, ("keras",))
    alpha = multiplier(width, "mobilenet_v1 width")
    ops: dict[str, Any] = {"conv1": Conv2d(scaled(32, alpha), 3, stride=2, padding="same", bias=False)}
    ops |= {"conv1_bn": BatchNorm2d(), "conv1_relu": ReLU6()}
    for k, (filters, stride) in enumerate(TABLE, 1):
        if stride == 2:
            ops[f"conv_pad_{k}"] = ZeroPad2d(((0, 1), (0, 1)))
        ops[f"conv_dw_{k}"] = DepthwiseConv2d(3, stride=stride, padding=0 if stride == 2 else "same", bias=False)
        ops |= {f"conv_dw_{k}_bn": BatchNorm2d(), f"conv_dw_{k}_relu": ReLU6()}
        ops[f"conv_pw_{k}"] = Conv2d(scaled(filters, alpha), 1, bias=False)
        ops |= {f"conv_pw_{k}_bn": BatchNorm2d(), f"conv_pw_{k}_relu": ReLU6()}
    ops |= {"global_average_pooling2d": GlobalAvgPool2d(keepdims=True), "dropout": Dropout(0.001)}
    ops |= {"conv_preds": Conv2d(num_classes, 1), "reshape_2": Flatten(), "predictions": Softmax()}
    return Network(Sequential(**ops), input_shape, name="MobileNet")
