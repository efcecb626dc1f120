"""VGG (Simonyan and Zisserman 2014) as Keras 3 has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symnet.architecture.graph import Graph
from symnet.arithmetic.sizes import SizeLike, as_size
from symnet.layers.activation import ReLU
from symnet.layers.conv import Conv2d
from symnet.layers.linear import Linear
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.layers.softmax import Softmax
from symnet.layers.value import Value
from symnet.zoo.keras.parts import listed, repeated


def keras_vgg(x: Value, n: Sequence[SizeLike], widths: Sequence[SizeLike], hidden: Any, num_classes: Any) -> Graph:
    """VGG without dropout; what is flattened is as large as the input makes it."""
    for k, (count, width) in enumerate(zip(n, widths, strict=True), 1):

        def conv(x: Value, name: str, width: Any = width) -> Value:
            return ReLU()(Conv2d(width, 3, padding="same")(x, name=name), name=f"{name}_relu")

        times = as_size(count, "vgg convolutions of a stage", 1)
        x = conv(x, f"block{k}_conv1")
        x = MaxPool2d(2, stride=2)(repeated(x, f"block{k}_conv{{}}", 2, times, conv), name=f"block{k}_pool")
    x = Flatten()(x, name="flatten")
    for name in ("fc1", "fc2"):
        x = ReLU()(Linear(hidden)(x, name=name), name=f"{name}_relu")
    return listed(Softmax()(Linear(num_classes)(x, name="predictions"), name="softmax"))
