"""symnet derives the arithmetic of neural-network architectures: formulas, numbers, and the line between them."""

from symnet import zoo as zoo
from symnet.blocks import Parallel, Repeat, Residual, Sequential, Shared
from symnet.conditions import Condition, at_least, divides, equal
from symnet.convention import FLOPS, MACS, Convention
from symnet.errors import SymnetError
from symnet.graph import INPUT, Graph, Node
from symnet.layer import Layer
from symnet.layers import *  # noqa: F403
from symnet.layers import __all__ as _layers
from symnet.network import Network
from symnet.operations import Operations
from symnet.sizes import Shape, size, symbols
from symnet.window import Window

__version__ = "0.1.0"

__all__ = [  # noqa: PLE0604 - the layers are listed where they are  # pyright: ignore[reportUnsupportedDunderAll]
    *_layers,
    "FLOPS",
    "INPUT",
    "MACS",
    "Condition",
    "Convention",
    "Graph",
    "Layer",
    "Network",
    "Node",
    "Operations",
    "Parallel",
    "Repeat",
    "Residual",
    "Sequential",
    "Shape",
    "Shared",
    "SymnetError",
    "Window",
    "at_least",
    "divides",
    "equal",
    "size",
    "symbols",
    "zoo",
]
