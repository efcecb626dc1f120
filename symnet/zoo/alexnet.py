"""AlexNet (Krizhevsky, Sutskever and Hinton 2012), in the three shapes it is counted in."""

from __future__ import annotations

from typing import Any

from symnet.architecture.graph import Graph
from symnet.door import door
from symnet.errors import unknown
from symnet.layers.activation import ReLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool2d
from symnet.layers.blocks import Sequential
from symnet.layers.conv import Conv2d
from symnet.layers.dropout import Dropout
from symnet.layers.linear import Linear
from symnet.layers.norm import LocalResponseNorm
from symnet.layers.pool import MaxPool2d
from symnet.layers.reshape import Flatten
from symnet.network import Network
from symnet.zoo.stage import numbered

VARIANTS = {
    "notes": "62,378,344 parameters: one tower, no groups",
    "paper": "60,965,224: two groups in Conv2, Conv4 and Conv5",
    "torchvision": "61,100,840: the one-weird-trick tower",
}


@door
def alexnet(variant: str = "notes", input_shape: Any = None) -> Network:
    """AlexNet (2012): 62,378,344 parameters; variants notes, paper, torchvision.

    Args:
        variant: "notes" for the one tower without groups that most tables count, "paper" for the two groups of the paper,
            "torchvision" for the 64/192/384/256/256 tower of Krizhevsky 2014 (arXiv:1404.5997) as torchvision has it.
        input_shape: (3, 227, 227) by default, for torchvision (3, 224, 224). The paper says 224, which its first layer does not divide.

    >>> alexnet().params, alexnet("paper").params, alexnet("torchvision").params
    (62378344, 60965224, 61100840)

    Source: Krizhevsky et al., ImageNet classification with deep convolutional neural networks, NIPS 2012, section 3.5.
    """
    if variant not in VARIANTS:
        raise unknown("alexnet variant", variant, VARIANTS)
    if variant == "torchvision":
        return Network(_torchvision(), input_shape or (3, 224, 224), name="AlexNet (torchvision)")
    groups = 2 if variant == "paper" else 1
    graph = Sequential(
        *(Conv2d(96, 11, stride=4), ReLU(), *_normed(variant), MaxPool2d(3, stride=2)),
        *(Conv2d(256, 5, padding=2, groups=groups), ReLU(), *_normed(variant), MaxPool2d(3, stride=2)),
        *(Conv2d(384, 3, padding=1), ReLU()),
        *(Conv2d(384, 3, padding=1, groups=groups), ReLU()),
        *(Conv2d(256, 3, padding=1, groups=groups), ReLU(), MaxPool2d(3, stride=2)),
        *(Flatten(), Linear(4096), ReLU(), Dropout(), Linear(4096), ReLU(), Dropout(), Linear(1000)),
    )
    return Network(graph, input_shape or (3, 227, 227), name="AlexNet" if variant == "notes" else "AlexNet (paper)")


def _normed(variant: str) -> tuple[LocalResponseNorm, ...]:
    return (LocalResponseNorm(5, k=2.0),) if variant == "paper" else ()


def _torchvision() -> Graph:
    return Sequential(
        features=numbered(
            *(Conv2d(64, 11, stride=4, padding=2), ReLU(), MaxPool2d(3, stride=2)),
            *(Conv2d(192, 5, padding=2), ReLU(), MaxPool2d(3, stride=2)),
            *(Conv2d(384, 3, padding=1), ReLU()),
            *(Conv2d(256, 3, padding=1), ReLU()),
            *(Conv2d(256, 3, padding=1), ReLU(), MaxPool2d(3, stride=2)),
        ),
        avgpool=AdaptiveAvgPool2d(6),
        flatten=Flatten(),
        classifier=numbered(Dropout(), Linear(4096), ReLU(), Dropout(), Linear(4096), ReLU(), Linear(1000)),
    )
