"""What public counting tools count, as conventions: each rule is read from the tool's source and was measured on the tool.

A rule is about a layer as the module of torch.nn that it is, evaluated on a CPU. A layer that torch.nn does not have counts as the
modules and functions it is usually made of.
"""

from __future__ import annotations

from collections.abc import Sequence

from symnet.architecture.layer import Layer
from symnet.architecture.trace import Call
from symnet.arithmetic.operations import Operations
from symnet.counting.convention import (
    ALL_OPERATIONS,
    FLOPS,
    MACS,
    MACS_WITH_BIAS,
    Convention,
    Count,
    Rule,
    biases,
    count,
    given,
    input_cells,
    output_cells,
)
from symnet.counting.rules import (
    bias_of_a_convolution,
    cells_in_and_out,
    elementary,
    gate_products,
    gate_units,
    groups_twice,
    hooked_biases,
    hooked_products,
    hooked_scores,
    interpolated,
    interpolated_by_arguments,
    over_output,
    over_output_ungrouped,
    parameters_used,
    per_cell,
    recorded_macs,
    response_norm,
    seen_macs,
    seen_scores,
    unfused,
)
from symnet.errors import unknown
from symnet.layers.activation import ELU, GELU, LeakyReLU, PReLU, ReLU, ReLU6, SiLU
from symnet.layers.adaptive_pool import AdaptiveAvgPool, AdaptiveAvgPool2d, AdaptivePool
from symnet.layers.attention import MultiheadAttention
from symnet.layers.attention_variants import Attention, MultiheadLatentAttention
from symnet.layers.conv import Conv
from symnet.layers.embedding import Embedding
from symnet.layers.linear import Bilinear, Linear
from symnet.layers.merge import Multiply
from symnet.layers.mixture import MixtureOfExperts
from symnet.layers.norm import BatchNorm, ChannelNorm, GroupNorm, InstanceNorm, LayerNorm, LocalResponseNorm, RMSNorm
from symnet.layers.pool import AvgPool, LPPool, MaxPool
from symnet.layers.recurrent import GRU, RNN, Recurrent
from symnet.layers.recurrent_cell import GRUCell, LSTMCell, Step
from symnet.layers.resize import Upsample
from symnet.layers.separable import DepthwiseConv
from symnet.layers.softmax import Softmax, Softmax2d
from symnet.layers.transposed import ConvTranspose

CONV = (Conv, DepthwiseConv)
MODULES = (*CONV, Linear, MixtureOfExperts, Attention, MultiheadLatentAttention)
"""Convolutions, linear layers, and what is made of linear layers; MultiheadAttention is a module with rules of its own."""
POOLS = (MaxPool, AvgPool, AdaptivePool)
GROUPED = (LayerNorm, GroupNorm, InstanceNorm)

TORCH = Convention(
    "torch",
    "torch.utils.flop_counter of torch 2.13.0: 2 for each multiply-accumulate of the aten matrix products, convolutions and attention; "
    "exact on the meta device, while on a CPU kernels without a formula (LSTM, attention, all of MultiheadAttention) count nothing",
    Operations(mac=2),
    closed=True,
)
FVCORE = Convention(
    "fvcore",
    "fvcore 0.1.5.post20221221, nn/flop_count.py and nn/jit_handles.py: multiply-accumulates of traced operators, 2 a cell of batch "
    "norm and 5 of the others (1 and 4 without weights), input cells of AdaptiveAvgPool2d, 1 or 4 a cell of a 2-d upsampling; "
    "no recurrent layer and no fused attention",
    rules=(
        Rule("macs", (Layer,), seen_macs, but=(Recurrent,)),
        Rule("pooling", (AdaptiveAvgPool2d,), input_cells),
        Rule("normalisation", (BatchNorm,), given(per_cell, plain=1, affine=2)),
        Rule("normalisation", GROUPED, given(per_cell, plain=4, affine=5)),
        Rule("resizing", (Upsample,), given(interpolated, weights=(("nearest", 1), ("bilinear", 4)), rank=3)),
    ),
)
THOP = Convention(
    "thop",
    "thop 0.1.1, vision/basic_hooks.py and vision/calc_func.py: multiply-accumulates of convolutions (a transposed one over its output "
    "grid) and Linear, 4 a cell of batch, layer and instance norm (2 without weights), output cells of AvgPool, input and output cells "
    "of AdaptiveAvgPool, recurrent gates; no MultiheadAttention and no product outside of a module",
    rules=(
        Rule("macs", MODULES, given(seen_macs, asked=False)),
        Rule("macs", (ConvTranspose,), over_output),
        Rule("macs", (Step,), given(gate_products, projected=False)),
        Rule("bias", (Step,), biases),
        Rule("recurrence", (Step,), given(gate_units, gate=1, plain=0, gru=4, lstm=4)),
        Rule("activation", (PReLU,), input_cells),
        Rule("softmax", (Softmax,), elementary),
        Rule("pooling", (AvgPool,), output_cells),
        Rule("pooling", (AdaptiveAvgPool,), cells_in_and_out),
        Rule("normalisation", (ChannelNorm, LayerNorm), given(per_cell, plain=2, affine=4)),
        Rule("resizing", (Upsample,), given(interpolated, weights=(("nearest", 1), ("linear", 5), ("bilinear", 11), ("bicubic", 259)))),
    ),
)
PTFLOPS = Convention(
    "ptflops",
    "ptflops 0.7.5, pytorch_ops.py (the default backend): multiply-accumulates and biases, input cells of activations, pooling and "
    "softmax, 2 a cell of a norm (1 without weights, 1 of LayerNorm), output cells of upsampling; what it follows both as a module and "
    "as a function (ReLU, PReLU, ELU, GELU, pooling, upsampling) counts twice",
    rules=(
        Rule("macs", (*MODULES, ConvTranspose), given(seen_macs, asked=False)),
        Rule("bias", (*MODULES, ConvTranspose, Step), biases),
        Rule("macs", (MultiheadAttention,), hooked_products),
        Rule("bias", (MultiheadAttention,), hooked_biases),
        Rule("softmax", (MultiheadAttention,), hooked_scores),
        Rule("macs", (Step,), gate_products),
        Rule("recurrence", (Step,), given(gate_units, gate=0, plain=1, gru=7, lstm=10)),
        Rule("activation", (ReLU, PReLU, ELU, GELU), input_cells, 2),
        Rule("activation", (ReLU6, LeakyReLU, SiLU), input_cells),
        Rule("softmax", (Softmax, Softmax2d), input_cells),
        Rule("pooling", POOLS, input_cells, 2),
        Rule("pooling", (LPPool,), input_cells),
        Rule("pooling", (LPPool,), output_cells, 2),
        Rule("normalisation", (ChannelNorm, GroupNorm), given(per_cell, plain=1, affine=2)),
        Rule("normalisation", (LayerNorm,), input_cells),
        Rule("normalisation", (LocalResponseNorm,), response_norm),
        Rule("resizing", (Upsample,), output_cells, 2),
    ),
)
PTFLOPS_ATEN = Convention(
    "ptflops-aten",
    "ptflops 0.7.5, aten_ops.py: multiply-accumulates and biases of the aten matrix products and convolutions, nothing else; none of "
    "an LSTM, of fused attention or of MultiheadAttention with biases, which run as kernels",
    rules=(Rule("macs", (Layer,), unfused), Rule("bias", (Layer,), given(unfused, biased=True))),
)
TORCHINFO = Convention(
    "torchinfo",
    "torchinfo 1.8.0, layer_info.py calculate_macs: every parameter of a leaf module, biases and norms too, times the output positions "
    "of a convolution (also a transposed one), the steps of a recurrent layer, and once elsewhere, whatever the other axes of a Linear; "
    "none of MultiheadAttention and of a product without a module",
    rules=(
        Rule("macs", (*MODULES, Bilinear, ConvTranspose, Step), given(parameters_used, bias=False)),
        Rule("bias", (*MODULES, Bilinear, ConvTranspose, Step), given(parameters_used, bias=True)),
        Rule("activation", (PReLU,), parameters_used),
        Rule("normalisation", (ChannelNorm, LayerNorm, RMSNorm, GroupNorm), parameters_used),
        Rule("other", (Embedding,), parameters_used),
    ),
)
CALFLOPS_MACS = Convention(
    "calflops MACs",
    "calflops 0.3.2, pytorch_ops.py, the second of each pair: multiply-accumulates of the functions linear, conv and conv_transpose "
    "(whose groups it divides by twice); none of the operator @, of fused attention and of recurrent layers",
    rules=(
        Rule("macs", (*MODULES, MultiheadAttention), given(seen_macs, asked=False)),
        Rule("macs", (ConvTranspose,), groups_twice),
    ),
)
CALFLOPS = Convention(
    "calflops",
    "calflops 0.3.2, pytorch_ops.py, the first of each pair: 2 for each of its multiply-accumulates, 1 for a bias of a convolution and "
    "none of Linear, input cells of activations, pooling and softmax, 2 a cell of batch norm and 5 of the others (1 and 4 without "
    "weights), and recurrent gates",
    rules=(
        *(Rule(rule.term, rule.layers, rule.count, 2, rule.but) for rule in CALFLOPS_MACS.rules),
        Rule("bias", CONV, biases),
        Rule("bias", (ConvTranspose,), bias_of_a_convolution),
        Rule("macs", (Step,), gate_products, 2),
        Rule("bias", (Step,), biases),
        Rule("recurrence", (Step,), given(gate_units, gate=-2, plain=1, gru=7, lstm=10)),
        Rule("activation", (ReLU, PReLU, ELU, LeakyReLU, SiLU, GELU), input_cells),
        Rule("softmax", (Softmax, Softmax2d), input_cells),
        Rule("softmax", (MultiheadAttention,), seen_scores),
        Rule("pooling", POOLS, input_cells),
        Rule("pooling", (LPPool,), input_cells),
        Rule("pooling", (LPPool,), output_cells, 2),
        Rule("normalisation", (BatchNorm,), given(per_cell, plain=1, affine=2)),
        Rule("normalisation", GROUPED, given(per_cell, plain=4, affine=5)),
        Rule("normalisation", (LocalResponseNorm,), response_norm),
        Rule("resizing", (Upsample,), interpolated_by_arguments),
    ),
)
TORCHPROFILE = Convention(
    "torchprofile",
    "torchprofile 0.1.0, handlers.py: multiply-accumulates, attention included, of traced operators (a transposed convolution over its "
    "output grid and without groups; no RNN or GRU), 1 an output cell of a norm with weights, of average pooling, LeakyReLU and a "
    "product of two tensors, 4 of a bilinear upsampling",
    rules=(
        Rule("macs", (Layer,), recorded_macs, but=(ConvTranspose, RNN, GRU)),
        Rule("macs", (ConvTranspose,), over_output_ungrouped),
        Rule("recurrence", (LSTMCell, GRUCell), given(gate_units, gate=0, plain=0, gru=2, lstm=3)),
        Rule("activation", (LeakyReLU,), output_cells),
        Rule("pooling", (AvgPool, AdaptiveAvgPool), output_cells),
        Rule("pooling", (LPPool,), output_cells, 3),
        Rule("normalisation", (ChannelNorm, LayerNorm, GroupNorm), given(per_cell, plain=0, affine=1)),
        Rule("normalisation", (LocalResponseNorm,), input_cells, 3),
        Rule("merging", (Multiply,), output_cells),
        Rule("resizing", (Upsample,), given(interpolated, weights=(("bilinear", 4),))),
    ),
)

CONVENTIONS = {
    convention.name: convention
    for convention in (
        *(MACS, MACS_WITH_BIAS, FLOPS, ALL_OPERATIONS),
        *(TORCH, FVCORE, THOP, PTFLOPS, PTFLOPS_ATEN, TORCHINFO, CALFLOPS, CALFLOPS_MACS, TORCHPROFILE),
    )
}
"""Every named convention."""


def convention_of(named: Convention | str) -> Convention:
    """A convention, or the one of that name."""
    if isinstance(named, Convention):
        return named
    if named not in CONVENTIONS:
        raise unknown("convention", named, CONVENTIONS)
    return CONVENTIONS[named]


def counted(calls: Sequence[Call], convention: Convention | str) -> Count:
    """Count calls under a convention, or the one of that name."""
    return count(calls, convention_of(convention))
