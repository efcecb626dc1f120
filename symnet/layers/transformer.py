"""Transformers as torch.nn has them, as graphs whose nodes are named like torch's submodules."""

from __future__ import annotations

from typing import Any

from symnet.architecture.graph import INPUT, Graph, Node, Op
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import SizeLike
from symnet.door import door
from symnet.errors import unknown
from symnet.layers.activation import GELU, ReLU
from symnet.layers.attention import MultiheadAttention
from symnet.layers.blocks import Repeat
from symnet.layers.linear import Linear
from symnet.layers.merge import Add
from symnet.layers.norm import LayerNorm

ACTIVATIONS = {"relu": ReLU, "gelu": GELU}

MEMORY = -2
"""The second input of a decoder: what the encoder made."""


class Chain:
    """Nodes in the order they are added, each on the one before unless told otherwise."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    @property
    def end(self) -> int:
        return len(self.nodes) - 1

    def add(self, name: str, op: Op, *inputs: int) -> int:
        self.nodes.append(Node(name, op, inputs or (self.end,)))
        return self.end

    def residual(self, number: int, norm_first: bool, norm: Layer, *body: tuple[str, Op, tuple[int, ...]]) -> None:
        """x + body(norm(x)) if the norm comes first, else norm(x + body(x))."""
        start = self.end
        if norm_first:
            self.add(f"norm{number}", norm)
        for name, op, extra in body:
            self.add(name, op, self.end, *extra)
        self.add(f"add{number}", Add(), start, self.end)
        if not norm_first:
            self.add(f"norm{number}", norm)

    def graph(self, kind: str) -> Graph:
        return Graph(tuple(self.nodes), kind)


def feed_forward(d_model: SizeLike, hidden: Any, activation: str | Layer, bias: bool) -> tuple[tuple[str, Op, tuple[int, ...]], ...]:
    """linear2(activation(linear1(x)))."""
    return (
        ("linear1", Linear(hidden, bias=bias), ()),
        ("activation", made_activation(activation), ()),
        ("linear2", Linear(d_model, bias=bias), ()),
    )


def made_activation(activation: str | Layer) -> Layer:
    """An activation layer, or the one torch means by "relu" or "gelu"."""
    if isinstance(activation, Layer):
        return activation
    if activation not in ACTIVATIONS:
        raise unknown("activation", activation, ACTIVATIONS)
    return ACTIVATIONS[activation]()


@door
def TransformerEncoderLayer(
    d_model: SizeLike,
    nhead: SizeLike,
    dim_feedforward: SizeLike = 2048,
    *,
    activation: str | Layer = "relu",
    norm_first: bool = False,
    bias: bool = True,
    layer_norm_eps: float = 1e-5,
) -> Graph:
    """Self-attention and a feed-forward block, each with a residual connection and a layer norm: (L, d) -> (L, d).

    Nodes: self_attn, linear1, activation, linear2, norm1, norm2. Parameters: 4 d^2 + 2 d d_ff + 9 d + d_ff (4 d^2 + 2 d d_ff + 2 d without
    biases). MACs: L (4 d^2 + 2 d d_ff) + 2 L^2 d.

    Args:
        d_model: d.
        nhead: h, the heads.
        dim_feedforward: d_ff.
        activation: "relu", "gelu" or a layer.
        norm_first: whether the norms stand before the blocks (Xiong et al. 2020) or after the additions, as published.
        bias: whether projections, linear layers and norms have biases.
        layer_norm_eps: the eps of the norms; it changes no count.

    >>> from symnet import Network
    >>> layer = Network(TransformerEncoderLayer(64, 4, 256, bias=False), (128, 64))
    >>> layer.params, layer.macs
    (49280, 8388608)

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.1; torch.nn.TransformerEncoderLayer.
    """
    chain = Chain()
    attention = ("self_attn", MultiheadAttention(nhead, bias=bias, need_weights=False), ())
    chain.residual(1, norm_first, LayerNorm(eps=layer_norm_eps, bias=bias), attention)
    chain.residual(2, norm_first, LayerNorm(eps=layer_norm_eps, bias=bias), *feed_forward(d_model, dim_feedforward, activation, bias))
    return chain.graph("TransformerEncoderLayer")


@door
def TransformerDecoderLayer(
    d_model: SizeLike,
    nhead: SizeLike,
    dim_feedforward: SizeLike = 2048,
    *,
    activation: str | Layer = "relu",
    norm_first: bool = False,
    bias: bool = True,
    layer_norm_eps: float = 1e-5,
) -> Graph:
    """Self-attention, attention to a memory and a feed-forward block: target (T, d), memory (S, d) -> (T, d).

    Nodes: self_attn, multihead_attn, linear1, activation, linear2, norm1, norm2, norm3. Parameters: 8 d^2 + 2 d d_ff + 15 d + d_ff.
    MACs: T (6 d^2 + 2 d d_ff) + 2 S d^2 + 2 T^2 d + 2 T S d.

    Args:
        d_model: d.
        nhead: h, the heads.
        dim_feedforward: d_ff.
        activation: "relu", "gelu" or a layer.
        norm_first: whether the norms stand before the blocks or after the additions.
        bias: whether projections, linear layers and norms have biases.
        layer_norm_eps: the eps of the norms; it changes no count.

    >>> from symnet import Network
    >>> Network(TransformerDecoderLayer(512, 8), (20, 512), (10, 512)).params
    4204032

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.1; torch.nn.TransformerDecoderLayer.
    """
    chain = Chain()
    attention = MultiheadAttention(nhead, bias=bias, need_weights=False)
    chain.residual(1, norm_first, LayerNorm(eps=layer_norm_eps, bias=bias), ("self_attn", attention, ()))
    chain.residual(2, norm_first, LayerNorm(eps=layer_norm_eps, bias=bias), ("multihead_attn", attention, (MEMORY,)))
    chain.residual(3, norm_first, LayerNorm(eps=layer_norm_eps, bias=bias), *feed_forward(d_model, dim_feedforward, activation, bias))
    return chain.graph("TransformerDecoderLayer")


def stack(layer: Graph, num_layers: SizeLike, norm: Layer | None, inputs: int, kind: str) -> Graph:
    """So many layers on each other, and a norm after them."""
    layers = Node("layers", Repeat(layer, num_layers, inputs=inputs), tuple(-1 - k for k in range(inputs)))
    return Graph((layers, Node("norm", norm, (0,))) if norm else (layers,), kind)


@door
def TransformerEncoder(encoder_layer: Graph, num_layers: SizeLike, *, norm: Layer | None = None) -> Graph:
    """So many encoder layers on each other, and a norm after them if one is given: (L, d) -> (L, d).

    Args:
        encoder_layer: what is stacked, as `TransformerEncoderLayer` makes it.
        num_layers: n, how many of them; may be a symbol.
        norm: a layer after the last of them, such as `LayerNorm()`.

    >>> from symnet import Network
    >>> Network(TransformerEncoder(TransformerEncoderLayer("d", "h", "f"), "n"), ("L", "d")).symbols.keys() >= {"d", "f", "n"}
    True

    Source: torch.nn.TransformerEncoder.
    """
    return stack(encoder_layer, num_layers, norm, 1, "TransformerEncoder")


@door
def TransformerDecoder(decoder_layer: Graph, num_layers: SizeLike, *, norm: Layer | None = None) -> Graph:
    """So many decoder layers on each other, all on one memory, and a norm after them if one is given: (T, d), (S, d) -> (T, d).

    Args:
        decoder_layer: what is stacked, as `TransformerDecoderLayer` makes it.
        num_layers: n, how many of them; may be a symbol.
        norm: a layer after the last of them, such as `LayerNorm()`.

    >>> from symnet import Network
    >>> Network(TransformerDecoder(TransformerDecoderLayer(512, 8), 6), (20, 512), (10, 512)).output_shape
    (20, 512)

    Source: torch.nn.TransformerDecoder.
    """
    return stack(decoder_layer, num_layers, norm, 2, "TransformerDecoder")


@door
def Transformer(
    d_model: SizeLike = 512,
    nhead: SizeLike = 8,
    num_encoder_layers: SizeLike = 6,
    num_decoder_layers: SizeLike = 6,
    dim_feedforward: SizeLike = 2048,
    *,
    activation: str | Layer = "relu",
    norm_first: bool = False,
    bias: bool = True,
    layer_norm_eps: float = 1e-5,
) -> Graph:
    """The encoder and decoder of the published transformer, each with a norm after its layers: source (S, d), target (T, d) -> (T, d).

    Embeddings, positions and the last linear layer are not part of it. Numbers of layers may be symbols.

    Args:
        d_model: d.
        nhead: h, the heads.
        num_encoder_layers: the layers of the encoder.
        num_decoder_layers: the layers of the decoder.
        dim_feedforward: d_ff.
        activation: "relu", "gelu" or a layer.
        norm_first: whether the norms stand before the blocks or after the additions.
        bias: whether projections, linear layers and norms have biases.
        layer_norm_eps: the eps of the norms; it changes no count.

    >>> from symnet import Network
    >>> Network(Transformer(), (10, 512), (20, 512)).params
    44140544

    Source: Vaswani et al. 2017, arXiv:1706.03762, figure 1; torch.nn.Transformer.
    """
    options: Any = {"activation": activation, "norm_first": norm_first, "bias": bias, "layer_norm_eps": layer_norm_eps}
    norm = LayerNorm(eps=layer_norm_eps, bias=bias)
    encoder = TransformerEncoder(TransformerEncoderLayer(d_model, nhead, dim_feedforward, **options), num_encoder_layers, norm=norm)
    decoder = TransformerDecoder(TransformerDecoderLayer(d_model, nhead, dim_feedforward, **options), num_decoder_layers, norm=norm)
    return Graph((Node("encoder", encoder, (INPUT,)), Node("decoder", decoder, (-2, 0))), "Transformer")
