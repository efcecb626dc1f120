"""How public counting tools count single layers: what their conventions in `symnet.counting.counters` are made of.

Each is a `Counter`, or becomes one when `given` its keyword arguments.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symnet.architecture.layer import Layer
from symnet.architecture.weights import is_bias
from symnet.arithmetic.sizes import Shape, product, total
from symnet.counting.convention import biases, macs
from symnet.layers.attention import FromSequences, MultiheadAttention, ScaledDotProductAttention
from symnet.layers.conv import Conv
from symnet.layers.recurrent import GRU, LSTM, Recurrent
from symnet.layers.recurrent_cell import Cell, GRUCell, LSTMCell, Step
from symnet.layers.separable import DepthwiseConv
from symnet.layers.transposed import ConvTranspose
from symnet.layers.windowed import axis_windows

Inputs = tuple[Shape, ...]


def per_cell(layer: Any, y: Shape, x: Inputs, *, plain: int, affine: int) -> Any:
    """So many for each cell a normalisation reads: `affine` where it has a weight, else `plain`."""
    return product(x[0]) * (affine if layer.weights(*x) else plain)


def cells_in_and_out(layer: Layer, y: Shape, x: Inputs) -> Any:
    """Cells of the input and of the output."""
    return product(x[0]) + product(y)


def elementary(layer: Layer, y: Shape, x: Inputs) -> Any:
    """Every elementary operation the layer states."""
    return total(list(layer.operations(y, *x).counts().values()))


def interpolated(layer: Any, y: Shape, x: Inputs, *, weights: tuple[tuple[str, int], ...], rank: int | None = None) -> Any:
    """So many for each output cell of an interpolation, by its mode; with `rank`, of inputs with so many axes only."""
    return product(y) * dict(weights).get(layer.mode, 0) if rank in (None, len(y)) else 0


def interpolated_by_arguments(layer: Any, y: Shape, x: Inputs) -> Any:
    """The cells of one channel's output where a size is given, those of the input where a factor is."""
    return product(x[0]) if layer.size is None else product(y[1:])


def response_norm(layer: Any, y: Shape, x: Inputs) -> Any:
    """A square, a scale and an offset for each cell, and the padded channels that an average runs over."""
    return 3 * product(x[0]) + (x[0][0] + layer.size - 1) * product(x[0][1:])


# ------------------------------------------------------------------- attention


def one_kernel(layer: Layer, x: Inputs) -> bool:
    """Whether torch evaluates a whole MultiheadAttention as one kernel: it has biases, and one input is query, key and value."""
    return isinstance(layer, MultiheadAttention) and layer.bias and len(x) == 1 and not (layer.add_bias_kv or layer.add_zero_attn)


def hidden_products(layer: Any, x: Inputs, asked: bool) -> Any:
    """The products of an attention that run as one kernel; they do not where a MultiheadAttention is `asked` for its weights."""
    shown = asked and isinstance(layer, MultiheadAttention) and layer.need_weights
    return layer.products(*x) if isinstance(layer, (ScaledDotProductAttention, FromSequences)) and not shown else 0


def seen_macs(layer: Layer, y: Shape, x: Inputs, *, asked: bool = True) -> Any:
    """Multiply-accumulates outside of attention kernels."""
    return 0 if one_kernel(layer, x) else macs(layer, y, x) - hidden_products(layer, x, asked)


def recorded_macs(layer: Layer, y: Shape, x: Inputs) -> Any:
    """Multiply-accumulates, those of attention too, unless a whole MultiheadAttention is one kernel."""
    return 0 if one_kernel(layer, x) else macs(layer, y, x)


def seen_biases(layer: Layer, y: Shape, x: Inputs) -> Any:
    """Biases outside of attention kernels."""
    return 0 if one_kernel(layer, x) else biases(layer, y, x)


def scores(layer: MultiheadAttention, y: Shape, x: Inputs) -> Any:
    """The scores of all heads: queries x keys x heads."""
    query, key, _ = layer.sequences(*x)
    return layer.num_heads * query[0] * layer.keys(key)


def seen_scores(layer: MultiheadAttention, y: Shape, x: Inputs) -> Any:
    """The scores of a softmax that does not run inside a kernel."""
    return scores(layer, y, x) if layer.need_weights and not one_kernel(layer, x) else 0


def hooked_products(layer: MultiheadAttention, y: Shape, x: Inputs) -> Any:
    """All products of a module's attention, and once more those that it computes by a function that is followed too."""
    again = layer.need_weights and not one_kernel(layer, x)
    return macs(layer, y, x) + (layer.products(*x) if again else 0)


def hooked_biases(layer: MultiheadAttention, y: Shape, x: Inputs) -> Any:
    """The biases, and one for the output where there is none."""
    return biases(layer, y, x) if layer.bias else product(y)


def hooked_scores(layer: MultiheadAttention, y: Shape, x: Inputs) -> Any:
    """A scaling of the queries, and the softmax, twice where it is also followed as a function."""
    return product(x[0]) + scores(layer, y, x) + seen_scores(layer, y, x)


# ----------------------------------------------------- transposed convolution


def over_output(layer: ConvTranspose, y: Shape, x: Inputs) -> Any:
    """The weights of a transposed convolution for each cell of the output grid; there is one product for each of the input grid."""
    return product(y[1:]) * product(layer.weights(*x)["weight"])


def over_output_ungrouped(layer: ConvTranspose, y: Shape, x: Inputs) -> Any:
    """Over the output grid, with a weight from every input channel to every output channel."""
    return product(y) * x[0][0] * product(layer.kernel_size)


def groups_twice(layer: ConvTranspose, y: Shape, x: Inputs) -> Any:
    """Over the input grid, the output channels of a group divided by the groups once more."""
    return product(x[0]) * product(layer.kernel_size) * (layer.weights(*x)["weight"][1] // layer.groups)


def bias_of_a_convolution(layer: Any, y: Shape, x: Inputs) -> Any:
    """A bias of a group for each cell that a convolution, not a transposed one, would put out."""
    if isinstance(layer.padding, str):
        return biases(layer, y, x)
    windows = axis_windows(layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    cells = product(window.output_size(n) for n, window in zip(x[0][1:], windows, strict=True))
    return layer.weights(*x)["weight"][1] * cells if layer.bias else 0


# ------------------------------------------------------------------- recurrence


def steps(layer: Any, x: Inputs) -> Any:
    """How many steps a recurrent layer or cell makes in one pass."""
    return x[0][0] if isinstance(layer, Recurrent) else 1


def passes(layer: Any, x: Inputs) -> Any:
    """Over how many sequences a recurrent layer runs: its layers in each direction."""
    return len(list(layer.passes(x[0]))) if isinstance(layer, Recurrent) else 1


def unprojected(layer: Any) -> Any:
    """The layer without a projection of its state."""
    return replace(layer, proj_size=0) if isinstance(layer, LSTM) else layer


def gate_products(layer: Any, y: Shape, x: Inputs, *, projected: bool = True) -> Any:
    """The products with the weights of the gates, for every step; as if there were no projection where it is not `projected`."""
    weights = (layer if projected else unprojected(layer)).weights(*x)
    return steps(layer, x) * total([product(shape) for name, shape in weights.items() if name.startswith(("weight_ih", "weight_hh"))])


def gate_units(layer: Any, y: Shape, x: Inputs, *, gate: int, plain: int, gru: int, lstm: int) -> Any:
    """So many for each unit of each gate, and so many for each unit of the kind of recurrence, in every step."""
    unit = gru if isinstance(layer, (GRU, GRUCell)) else lstm if isinstance(layer, (LSTM, LSTMCell)) else plain
    return steps(layer, x) * passes(layer, x) * layer.hidden_size * (gate * layer.gates + unit)


def unfused(layer: Layer, y: Shape, x: Inputs, *, biased: bool = False) -> Any:
    """Multiply-accumulates, or biases, outside of kernels: an LSTM without a projection runs as one."""
    if isinstance(layer, LSTM) and not layer.projected:
        return 0
    return seen_biases(layer, y, x) if biased else seen_macs(layer, y, x)


# -------------------------------------------------------- parameters as operations


def parameters_used(layer: Any, y: Shape, x: Inputs, *, bias: bool | None = None) -> Any:
    """The parameters (the biases, the others, or all) for each position of a convolution or step; once for any other layer."""
    wanted = [product(s) for name, s in layer.weights(*x).items() if bias is None or is_bias(name) == bias]
    return _positions(layer, y, x) * total(wanted)


def _positions(layer: Any, y: Shape, x: Inputs) -> Any:
    if isinstance(layer, (Conv, DepthwiseConv, ConvTranspose)):
        return product(y[1:])
    return layer.hidden_size if isinstance(layer, Cell) else x[0][0] if isinstance(layer, Step) else 1
