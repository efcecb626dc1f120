"""Mixture of experts: many feed-forward blocks of which each token uses a few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.architecture.conditions import Condition, at_least
from symnet.architecture.fields import OneSize, OptionalSize, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, product
from symnet.layers.activation import SiLU


class MixtureOfExperts(Layer):
    """E feed-forward experts of which a router picks k for each token, and one shared by all tokens: (*, d) -> (*, d).

    Weights: gate.weight (E, d), the router; experts.gate_up_proj (E, 2 d_ff, d), or experts.up_proj (E, d_ff, d) if not gated;
    experts.down_proj (E, d, d_ff); shared_expert.gate_proj.weight and up_proj.weight (d_s, d), down_proj.weight (d, d_s);
    shared_expert_gate.weight (1, d).
    Parameters of gated experts: E d + 3 E d d_ff + 3 d d_s, of which E d + 3 k d d_ff + 3 d d_s are active for a token
    (`Network.active_params`). MACs: as many as active parameters, for each token.

    Args:
        num_experts: E.
        top_k: k, how many of them a token uses.
        hidden_features: d_ff, the hidden features of an expert.
        gated: whether experts are gated, down(act(gate(x)) up(x)), or plain, down(act(up(x))).
        shared_features: d_s, the hidden features of the shared expert (of all shared experts together); None for no such expert.
        shared_gate: whether a sigmoid gate weighs the shared expert.
        router_bias: whether the router has a bias (E,).
        activation: the activation of the hidden features.

    Raises:
        SymnetError: where k is larger than E.

    >>> from symnet import Network
    >>> moe = Network(MixtureOfExperts(8, 2, 14336), (1, 4096))  # one layer of Mixtral 8x7B
    >>> moe.params, moe.active_params
    (1409318912, 352354304)

    Source: Shazeer et al. 2017, arXiv:1701.06538, equations 1 to 5; Jiang et al. 2024, arXiv:2401.04088, section 2.1.
    """

    term = "activation"
    label = "MoE"
    axes = (("length", "L"), ("features", "d"))

    num_experts: OneSize = size("E")
    top_k: OneSize = size("k")
    hidden_features: OneSize = size("d_ff")
    gated: bool = True
    shared_features: OptionalSize = size("d_s", default=None)
    shared_gate: bool = False
    router_bias: bool = False
    activation: Layer = SiLU()

    def output_shape(self, x: Shape) -> Shape:
        return x

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        return self._weights(x[-1], self.num_experts)

    def active_weights(self, x: Shape) -> Mapping[str, Shape]:
        return self._weights(x[-1], self.top_k)

    def _weights(self, d: Any, experts: Any) -> Mapping[str, Shape]:
        hidden, shared = self.hidden_features, self.shared_features
        first: dict[str, Shape] = (
            {"experts.gate_up_proj": (experts, 2 * hidden, d)} if self.gated else {"experts.up_proj": (experts, hidden, d)}
        )
        shapes: dict[str, Shape] = {"gate.weight": (self.num_experts, d), **first, "experts.down_proj": (experts, d, hidden)}
        if self.router_bias:
            shapes["gate.bias"] = (self.num_experts,)
        if shared is not None:
            into = ("gate_proj", "up_proj") if self.gated else ("up_proj",)
            shapes |= {f"shared_expert.{name}.weight": (shared, d) for name in into}
            shapes["shared_expert.down_proj.weight"] = (d, shared)
            if self.shared_gate:
                shapes["shared_expert_gate.weight"] = (1, d)
        return shapes

    def operations(self, y: Shape, x: Shape) -> Operations:
        tokens, d = product(x[:-1]), x[-1]
        chosen = tokens * self.top_k
        counted = self.routing(tokens, d) + self.expert(chosen, d, self.hidden_features)
        counted += Operations(mul=chosen * d, add=chosen * d - tokens * d)
        if self.shared_features is not None:
            counted += self.expert(tokens, d, self.shared_features) + Operations(add=tokens * d)
            if self.shared_gate:
                counted += Operations(mac=tokens * d, exp=tokens, add=tokens, divide=tokens, mul=tokens * d)
        return counted

    def routing(self, tokens: Any, d: Any) -> Operations:
        """A score and the softmax for each expert, and k passes over them to find the k largest."""
        scores = tokens * self.num_experts
        biases = scores if self.router_bias else 0
        return Operations(
            mac=tokens * d * self.num_experts, exp=scores, add=scores - tokens + biases, divide=scores, compare=scores * self.top_k
        )

    def expert(self, tokens: Any, d: Any, hidden: Any) -> Operations:
        """So many tokens through one expert each."""
        cells = tokens * hidden
        matrices = 3 if self.gated else 2
        return Operations(mac=matrices * tokens * d * hidden, mul=cells if self.gated else 0) + self.activation.operations(
            (cells,), (cells,)
        )

    def conditions(self, x: Shape) -> Iterable[Condition]:
        words = "{} experts are used of {}"
        yield at_least(self.num_experts, self.top_k, words, self.top_k, self.num_experts, remedy="a token cannot use more than there are")

    def windows(self, x: Shape) -> tuple[()]:
        return ()
