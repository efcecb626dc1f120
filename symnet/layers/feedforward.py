"""The feed-forward blocks of transformers, as graphs of their layers."""

from __future__ import annotations

from symnet.architecture.graph import INPUT, Graph, Node
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.layers.activation import GELU, SiLU
from symnet.layers.linear import Linear
from symnet.layers.merge import Multiply


@door
def MLP(hidden_features: SizeLike, out_features: SizeLike, *, activation: Layer | None = None, bias: bool = True) -> Graph:
    """Two fully connected layers with an activation between them (GELU unless another is given): fc1, act, fc2.

    Parameters: d d_ff + d_ff d_out, and d_ff + d_out biases. MACs: (d d_ff + d_ff d_out) for each position.

    Args:
        hidden_features: d_ff.
        out_features: d_out.
        activation: the activation of the hidden features.
        bias: whether both layers have biases.

    >>> from symnet import Network
    >>> Network(MLP(3072, 768), (128, 768)).params
    4722432

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.3.
    """
    ops = (("fc1", Linear(hidden_features, bias=bias)), ("act", activation or GELU()), ("fc2", Linear(out_features, bias=bias)))
    return Graph(tuple(Node(name, op, (k - 1,)) for k, (name, op) in enumerate(ops)), "MLP")


@door
def GatedMLP(hidden_features: SizeLike, out_features: SizeLike, *, activation: Layer | None = None, bias: bool = False) -> Graph:
    """down_proj(act(gate_proj(x)) up_proj(x)): SwiGLU with SiLU, which is the default, GEGLU with GELU, ReGLU with ReLU.

    Parameters: 2 d d_ff + d_ff d_out. MACs: as many for each position.

    Args:
        hidden_features: d_ff.
        out_features: d_out.
        activation: the activation of the gate.
        bias: whether the three layers have biases.

    >>> from symnet import Network
    >>> Network(GatedMLP(14336, 4096), (128, 4096)).params  # one layer of Llama 3 8B
    176160768

    Source: Shazeer 2020, arXiv:2002.05202, equation 6.
    """
    gate = Node("gate_proj", Linear(hidden_features, bias=bias), (INPUT,))
    act = Node("act", activation or SiLU(), (0,))
    up = Node("up_proj", Linear(hidden_features, bias=bias), (INPUT,))
    return Graph((gate, act, up, Node("gated", Multiply(), (1, 2)), Node("down_proj", Linear(out_features, bias=bias), (3,))), "GatedMLP")
