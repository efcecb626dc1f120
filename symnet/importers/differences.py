"""Where torch and Keras differ: for each topic both rules, symnet's argument for it, and one call of each whose answers differ.

Nothing here is stated that is not computed: an answer is read off the call with `symnet.importers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Applied
from symnet.importers.keras import apply as keras_layer
from symnet.importers.torch import apply as torch_layer
from symnet.tables.table import Table

FRAMEWORKS = {"torch": torch_layer, "keras": keras_layer}


@dataclass(frozen=True)
class Side:
    """One framework's rule, and a call that shows it."""

    framework: str
    rule: str
    cls: str
    kwargs: Mapping[str, Any]
    inputs: tuple[Shape, ...]

    @property
    def call(self) -> str:
        """The call as code of the framework."""
        return f"{self.cls}({', '.join(f'{name}={value!r}' for name, value in self.kwargs.items())})"

    def read(self) -> Applied:
        """The call, read."""
        return FRAMEWORKS[self.framework](self.cls, self.kwargs, *self.inputs)

    def layer(self) -> str:
        """The symnet layer that the call is."""
        return repr(self.read().network.op)

    def answer(self, asked: str) -> Any:
        """What the call gives for what is asked, or the error it is refused with."""
        try:
            found = self.read()
        except SymnetError as error:
            return error
        if asked == "output of a sample, channels first":
            return found.network.output_shape
        if asked == "parameters":
            return found.params
        return found.weights if asked == "weights" else getattr(found.network.calls[0].layer, asked)


@dataclass(frozen=True)
class Difference:
    """A topic on which the frameworks differ; `argument` is how symnet says either rule, `asked` what the two calls answer differently."""

    topic: str
    asked: str
    argument: str
    torch: Side
    keras: Side

    def answers(self) -> tuple[Any, Any]:
        """torch's and Keras' answer."""
        return self.torch.answer(self.asked), self.keras.answer(self.asked)


def difference(topic: str, asked: str, argument: str, torch: tuple[Any, ...], keras: tuple[Any, ...]) -> Difference:
    """A difference of (rule, class, arguments, shape of each input) in torch and in Keras."""
    sides = (Side(name, rule, cls, kwargs, tuple(shapes)) for name, (rule, cls, kwargs, *shapes) in (("torch", torch), ("keras", keras)))
    return Difference(topic, asked, argument, *sides)


def table(differences: Iterable[Difference]) -> Table:
    """Differences as a table: a row for each, with both rules, what both calls answer, and symnet's argument.

    Args:
        differences: some of `DIFFERENCES`.
    """
    keys = ("topic", "torch", "torch answers", "keras", "keras answers", "symnet")
    titles = ("topic", "torch", "its answer", "Keras", "its answer", "in symnet")
    rows = tuple(
        (d.topic, d.torch.rule, shown(d.torch.answer(d.asked)), d.keras.rule, shown(d.keras.answer(d.asked)), d.argument)
        for d in differences
    )
    return Table(keys, titles, rows, aligns=("l",) * len(keys))


def shown(answer: Any) -> str:
    """An answer as a reader would write it; of a refusal only that it is one."""
    if isinstance(answer, Mapping):
        return ", ".join(f"{name} {shown(shape)}" for name, shape in answer.items())  # pyright: ignore[reportUnknownVariableType]
    if isinstance(answer, tuple):
        return "x".join(map(str, answer))
    return "refused" if isinstance(answer, SymnetError) else str(answer)


OUTPUT = "output of a sample, channels first"

CONVOLUTIONS = (
    difference(
        "padding to keep the size, even kernel",
        OUTPUT,
        'Conv2d(padding=P) or Conv2d(padding="same")',
        ("P cells on both sides", "Conv2d", {"in_channels": 3, "out_channels": 8, "kernel_size": 2, "padding": 1}, (None, 3, 8, 8)),
        ('"same" is ceil(n/S), the odd cell at the end', "Conv2D", {"filters": 8, "kernel_size": 2, "padding": "same"}, (None, 8, 8, 3)),
    ),
    difference(
        '"same" padding with a stride',
        OUTPUT,
        'Conv2d(stride=S, padding="same")',
        (
            "stride 1 only",
            "Conv2d",
            {"in_channels": 3, "out_channels": 8, "kernel_size": 3, "stride": 2, "padding": "same"},
            (None, 3, 9, 9),
        ),
        ("any stride: ceil(n/S)", "Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "padding": "same"}, (None, 9, 9, 3)),
    ),
    difference(
        "stride together with dilation",
        OUTPUT,
        "Conv2d(stride=S, dilation=D)",
        ("both", "Conv2d", {"in_channels": 3, "out_channels": 8, "kernel_size": 3, "stride": 2, "dilation": 2}, (None, 3, 9, 9)),
        ("one of them", "Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "dilation_rate": 2}, (None, 9, 9, 3)),
    ),
    difference(
        "transposed convolution without padding, stride above the kernel",
        OUTPUT,
        'ConvTranspose2d(padding=0) or ConvTranspose2d(padding="valid")',
        (
            "(n - 1)S + D(K - 1) + 1",
            "ConvTranspose2d",
            {"in_channels": 3, "out_channels": 8, "kernel_size": 2, "stride": 3},
            (None, 3, 4, 4),
        ),
        ("(n - 1)S + max(D(K - 1) + 1, S)", "Conv2DTranspose", {"filters": 8, "kernel_size": 2, "strides": 3}, (None, 4, 4, 3)),
    ),
    difference(
        "transposed convolution with padding",
        OUTPUT,
        'ConvTranspose2d(padding=P) or ConvTranspose2d(padding="same")',
        (
            "(n - 1)S - 2P + D(K - 1) + 1",
            "ConvTranspose2d",
            {"in_channels": 3, "out_channels": 8, "kernel_size": 3, "stride": 2, "padding": 1},
            (None, 3, 4, 4),
        ),
        ('"same" is n S', "Conv2DTranspose", {"filters": 8, "kernel_size": 3, "strides": 2, "padding": "same"}, (None, 4, 4, 3)),
    ),
    difference(
        "how large an output padding may be",
        OUTPUT,
        "ConvTranspose2d(output_padding=P_out)",
        (
            "smaller than stride or dilation",
            "ConvTranspose2d",
            {"in_channels": 3, "out_channels": 8, "kernel_size": 3, "dilation": 2, "output_padding": 1},
            (None, 3, 4, 4),
        ),
        (
            "smaller than the stride",
            "Conv2DTranspose",
            {"filters": 8, "kernel_size": 3, "dilation_rate": 2, "output_padding": 1},
            (None, 4, 4, 3),
        ),
    ),
    difference(
        "how a kernel is stored",
        "weights",
        "Conv2d(8, 5) either way; apply(...).weights has the framework's layout",
        ("(F_out, F_in/G, *K)", "Conv2d", {"in_channels": 3, "out_channels": 8, "kernel_size": 5}, (None, 3, 9, 9)),
        ("(*K, F_in/G, F_out)", "Conv2D", {"filters": 8, "kernel_size": 5}, (None, 9, 9, 3)),
    ),
)

POOLING = (
    difference(
        "pooling windows that reach over the end",
        OUTPUT,
        'MaxPool2d(ceil_mode=True) or MaxPool2d(padding="same")',
        (
            "min(ceil((n - K + 2P)/S) + 1, ceil((n + P)/S))",
            "MaxPool2d",
            {"kernel_size": 5, "stride": 2, "ceil_mode": True},
            (None, 8, 8, 8),
        ),
        ('"same" is ceil(n/S)', "MaxPooling2D", {"pool_size": 5, "strides": 2, "padding": "same"}, (None, 8, 8, 8)),
    ),
    difference(
        "axes that global pooling leaves",
        OUTPUT,
        "GlobalAvgPool2d(keepdims=True) or GlobalAvgPool2d()",
        ("bins of size 1 stay", "AdaptiveAvgPool2d", {"output_size": 1}, (None, 8, 7, 7)),
        ("gone, but for keepdims=True", "GlobalAveragePooling2D", {}, (None, 7, 7, 8)),
    ),
    difference(
        "cropping all cells of an axis",
        OUTPUT,
        "ZeroPad1d with a negative padding",
        ("an axis of 0 cells", "ZeroPad1d", {"padding": -2}, (None, 3, 4)),
        ("at least one cell stays", "Cropping1D", {"cropping": 2}, (None, 4, 3)),
    ),
)

NORMALISATION = (
    difference(
        "what counts as a parameter of batch normalisation",
        "parameters",
        "Network.params and Network.buffers, which are apart",
        ("weight and bias: 2 F_in", "BatchNorm2d", {"num_features": 64}, (None, 64, 7, 7)),
        ("the moving statistics as well: 4 F_in", "BatchNormalization", {}, (None, 7, 7, 64)),
    ),
    difference(
        "epsilon of batch normalisation",
        "eps",
        "BatchNorm2d(eps=...)",
        ("1e-5", "BatchNorm2d", {"num_features": 64}, (None, 64, 7, 7)),
        ("1e-3", "BatchNormalization", {}, (None, 7, 7, 64)),
    ),
    difference(
        "momentum of running statistics",
        "momentum",
        "BatchNorm2d(momentum=...), the share of the new batch",
        ("0.1, the share of the new batch", "BatchNorm2d", {"num_features": 64}, (None, 64, 7, 7)),
        ("0.99, the share of the old average", "BatchNormalization", {}, (None, 7, 7, 64)),
    ),
    difference(
        "axes of layer normalisation",
        "parameters",
        "LayerNorm(dim=...)",
        ("the last ones", "LayerNorm", {"normalized_shape": (7,)}, (None, 5, 7)),
        ("any", "LayerNormalization", {"axis": 1}, (None, 5, 7)),
    ),
    difference(
        "epsilon of layer normalisation",
        "eps",
        "LayerNorm(eps=...)",
        ("1e-5", "LayerNorm", {"normalized_shape": (7,)}, (None, 5, 7)),
        ("1e-3", "LayerNormalization", {}, (None, 5, 7)),
    ),
)

OTHERS = (
    difference(
        "biases of an LSTM",
        "parameters",
        "LSTM(bias_vectors=2) or LSTM(bias_vectors=1)",
        ("one for the input and one for the state: 4 H (F + H + 2)", "LSTM", {"input_size": 32, "hidden_size": 64}, (1, 10, 32)),
        ("one for their sum: 4 H (F + H + 1)", "LSTM", {"units": 64}, (1, 10, 32)),
    ),
    difference(
        "the reset gate of a GRU",
        "parameters",
        "GRU(reset_after=False, bias_vectors=1)",
        ("after the product with the state, two biases", "GRU", {"input_size": 32, "hidden_size": 64}, (1, 10, 32)),
        ("before it as published, one bias, with reset_after=False", "GRU", {"units": 64, "reset_after": False}, (1, 10, 32)),
    ),
    difference(
        "what a recurrent layer returns",
        OUTPUT,
        "Select(0, -1) behind the layer",
        ("every step, then the last state", "GRU", {"input_size": 32, "hidden_size": 64, "batch_first": True}, (None, 10, 32)),
        ("the last step, but for return_sequences=True", "GRU", {"units": 64}, (None, 10, 32)),
    ),
    difference(
        "width of an attention head",
        "parameters",
        "MultiheadAttention(h), or Attention(h, head_dim=d_h)",
        ("d/h", "MultiheadAttention", {"embed_dim": 64, "num_heads": 4, "batch_first": True}, *[(None, 10, 64)] * 3),
        ("key_dim, whatever d is", "MultiHeadAttention", {"num_heads": 4, "key_dim": 64}, *[(None, 10, 64)] * 2),
    ),
    difference(
        "slopes of PReLU",
        "parameters",
        "PReLU(F_in) or PReLU(shared_axes=())",
        ("one, or one for each channel", "PReLU", {"num_parameters": 8}, (None, 8, 7, 7)),
        ("one for each cell of the axes that are not shared", "PReLU", {}, (None, 7, 7, 8)),
    ),
    difference(
        "slope of LeakyReLU",
        "negative_slope",
        "LeakyReLU(negative_slope=...)",
        ("0.01", "LeakyReLU", {}, (None, 8)),
        ("0.3", "LeakyReLU", {}, (None, 8)),
    ),
)

DIFFERENCES = (*CONVOLUTIONS, *POOLING, *NORMALISATION, *OTHERS)
