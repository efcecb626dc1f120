"""Selective state spaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symnet.architecture.fields import OneSize, OptionalSize, size
from symnet.architecture.layer import Layer
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, ceil_div


class Mamba(Layer):
    """The selective state space block: (L, d) -> (L, d).

    The input is projected to twice d_in = e d features. One half goes through a causal depthwise convolution and SiLU, and drives
    a state of N numbers for each feature, h' = exp(dt A) h + dt B x, y = C h + D x, in which dt, B and C are made of x; SiLU of the
    other half gates y, and a last projection brings it back to d.

    Weights: in_proj.weight (2 d_in, d), conv1d.weight (d_in, 1, K), conv1d.bias (d_in,), x_proj.weight (r + 2 N, d_in),
    dt_proj.weight (d_in, r), dt_proj.bias (d_in,), A_log (d_in, N), D (d_in,), out_proj.weight (d, d_in).
    Parameters: d_in (3 d + K + 2 r + 3 N + 3). MACs: L d_in (3 d + K + 2 r + 3 N), the N in C h with those of the projections.

    Args:
        d_state: N.
        d_conv: K, the kernel of the convolution.
        expand: e.
        dt_rank: r; None for ceil(d / 16).
        bias: whether in_proj and out_proj have biases.
        conv_bias: whether the convolution has one.

    >>> from symnet import Network
    >>> Network(Mamba(), (128, 1024)).params  # one layer of mamba-370m
    6666240

    Source: Gu and Dao 2023, arXiv:2312.00752, algorithm 2 and figure 3; the published mamba_simple.py.
    """

    term = "recurrence"
    rank = 2
    axes = (("length", "L"), ("features", "d"))

    d_state: OneSize = size("N", default=16)
    d_conv: OneSize = size("K", default=4)
    expand: OneSize = size("e", default=2)
    dt_rank: OptionalSize = size("r", default=None)
    bias: bool = False
    conv_bias: bool = True

    def output_shape(self, x: Shape) -> Shape:
        return x

    def inner(self, x: Shape) -> tuple[Any, Any]:
        """The inner features d_in and the rank r of the time step."""
        return self.expand * x[1], ceil_div(x[1], 16) if self.dt_rank is None else self.dt_rank

    def weights(self, x: Shape) -> Mapping[str, Shape]:
        (inner, rank), d, state = self.inner(x), x[1], self.d_state
        shapes: dict[str, Shape] = {"in_proj.weight": (2 * inner, d), "conv1d.weight": (inner, 1, self.d_conv)}
        if self.bias:
            shapes |= {"in_proj.bias": (2 * inner,), "out_proj.bias": (d,)}
        if self.conv_bias:
            shapes["conv1d.bias"] = (inner,)
        shapes |= {"x_proj.weight": (rank + 2 * state, inner), "dt_proj.weight": (inner, rank), "dt_proj.bias": (inner,)}
        return shapes | {"A_log": (inner, state), "D": (inner,), "out_proj.weight": (d, inner)}

    def operations(self, y: Shape, x: Shape) -> Operations:
        (inner, rank), (length, d), state = self.inner(x), x, self.d_state
        cells = length * inner
        mac = length * d * 2 * inner + cells * self.d_conv + cells * (rank + 2 * state) + length * rank * inner + cells * d
        biases = cells + (cells if self.conv_bias else 0) + (2 * cells + length * d if self.bias else 0)
        return Operations(mac=mac, add=biases) + self.scan(cells) + self.activations(cells)

    def scan(self, cells: Any) -> Operations:
        """For each cell and state exp(dt A), dt x B, the update and C h; for each cell dt x and D x. A itself is computed once."""
        states = cells * self.d_state
        return Operations(mac=states, mul=3 * states + 2 * cells, exp=states, add=states + cells)

    def activations(self, cells: Any) -> Operations:
        """SiLU of both halves, the gate, and softplus of the time step."""
        return Operations(exp=3 * cells, add=3 * cells, divide=2 * cells, mul=3 * cells, log=cells)

    def windows(self, x: Shape) -> tuple[()]:
        return ()
