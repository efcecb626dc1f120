"""What other tools call things, and what to write instead: classes of layers, arguments of layers, questions to a model."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from symnet.errors import UnknownName

RANKED: Final = {
    "Convolution": "Conv",
    "Deconv": "ConvTranspose",
    "Deconvolution": "ConvTranspose",
    "SeparableConvolution": "SeparableConv",
    "MaxPooling": "MaxPool",
    "AveragePooling": "AvgPool",
    "AveragePool": "AvgPool",
    "GlobalMaxPooling": "GlobalMaxPool",
    "GlobalAveragePooling": "GlobalAvgPool",
    "AdaptiveAveragePooling": "AdaptiveAvgPool",
    "AdaptiveMaxPooling": "AdaptiveMaxPool",
    "SpatialDropout": "Dropout",
    "ZeroPadding": "ZeroPad",
    "Cropping": "ZeroPad",
    "UpSampling": "Upsample",
}
"""What stands before the number of axes in the name of a class, and what symnet has there."""

CLASSES: Final = {
    "Dense": "Linear",
    "FullyConnected": "Linear",
    "FC": "Linear",
    "Gemm": "Linear",
    "EinsumDense": "EinsumLinear",
    "BatchNormalization": "BatchNorm2d, BatchNorm1d or BatchNorm3d",
    "BatchNorm": "BatchNorm2d, BatchNorm1d or BatchNorm3d",
    "SyncBatchNorm": "BatchNorm2d, BatchNorm1d or BatchNorm3d",
    "InstanceNormalization": "InstanceNorm2d, InstanceNorm1d or InstanceNorm3d",
    "LayerNormalization": "LayerNorm",
    "GroupNormalization": "GroupNorm",
    "RMSNormalization": "RMSNorm",
    "UnitNormalization": "UnitNorm",
    "LRN": "LocalResponseNorm",
    "MultiHeadAttention": "MultiheadAttention",
    "MultiHeadDotProductAttention": "MultiheadAttention",
    "SelfAttention": "MultiheadAttention",
    "GroupQueryAttention": "Attention(num_heads, num_key_value_heads=...)",
    "GroupedQueryAttention": "Attention(num_heads, num_key_value_heads=...)",
    "Embed": "Embedding",
    "Conv": "Conv2d, Conv1d or Conv3d",
    "ConvTranspose": "ConvTranspose2d, ConvTranspose1d or ConvTranspose3d",
    "SimpleRNN": "RNN",
    "SimpleRNNCell": "RNNCell",
    "Bidirectional": "LSTM(..., bidirectional=True)",
    "Concatenate": "Concat",
    "Cat": "Concat",
    "Pad": "ZeroPad2d",
    "Symbol": "symbols",
    "Activation": "ReLU or another activation, which is a layer of its own",
    "Swish": "SiLU",
    "HardSwish": "Hardswish",
    "HardSigmoid": "Hardsigmoid",
    "Masking": "Identity, as masks change no shape and no count",
    "ActivityRegularization": "Identity, as it changes no shape and no count",
    "GaussianNoise": "Identity, as noise is there in training only",
    "GaussianDropout": "Dropout, which counts alike",
    "Normalization": "Standardize",
    "Rescaling": "Rescale",
    "Resizing": "Upsample(size=...)",
    "UpsamplingNearest2d": "Upsample",
    "UpsamplingBilinear2d": 'Upsample(..., mode="bilinear")',
    "InputLayer": 'Input, or the shape in Network(layers, (3, "H", "W"))',
    "Model": "Network(layers, (3, 224, 224))",
    "Functional": "Network(layers, (3, 224, 224))",
    "Module": "Layer for a layer of your own, and symnet.block for a block",
    "Lambda": "Layer for a layer of your own",
    "ModuleList": "Sequential",
    "ModuleDict": "Sequential",
    "summary": "Network(...).table()",
    "nn": "Conv2d and all other layers as they are, without nn",
    "applications": "zoo",
    "models": "zoo",
}
"""Classes of Keras, torch, flax and ONNX, and what to write after `symnet.`; names that are alike but for capitals are found."""

ARGUMENTS: Final[Mapping[str, Sequence[str]]] = {
    "filters": ("out_channels",),
    "features": ("out_features", "out_channels"),
    "out_dim": ("out_features", "out_channels"),
    "num_filters": ("out_channels",),
    "channels": ("out_channels",),
    "units": ("out_features", "hidden_size"),
    "kernel": ("kernel_size",),
    "ksize": ("kernel_size",),
    "kernel_shape": ("kernel_size",),
    "pool_size": ("kernel_size",),
    "window_shape": ("kernel_size",),
    "strides": ("stride",),
    "pad": ("padding",),
    "pads": ("padding",),
    "cropping": ("padding",),
    "dilation_rate": ("dilation",),
    "dilations": ("dilation",),
    "kernel_dilation": ("dilation",),
    "group": ("groups",),
    "feature_group_count": ("groups",),
    "use_bias": ("bias",),
    "rate": ("p",),
    "dropout_rate": ("p",),
    "axis": ("dim",),
    "axes": ("dim",),
    "epsilon": ("eps",),
    "use_scale": ("scale",),
    "center": ("bias",),
    "input_dim": ("num_embeddings",),
    "output_dim": ("embedding_dim",),
    "vocab_size": ("num_embeddings",),
    "heads": ("num_heads",),
    "n_heads": ("num_heads",),
    "n_head": ("num_heads",),
    "nhead": ("num_heads",),
    "num_query_heads": ("num_heads",),
    "key_dim": ("head_dim",),
    "alpha": ("negative_slope",),
    "target_shape": ("shape",),
    "interpolation": ("mode",),
}
"""What arguments are called elsewhere, and here: the first that the layer has."""

FROM_INPUT: Final = frozenset(
    {"in_channels", "in_features", "input_size", "num_features", "num_channels", "embed_dim", "d_model", "normalized_shape", "input_shape"}
)
"""What is read from the input, in whatever layer it is given."""

NEEDLESS: Final = {
    **dict.fromkeys(("dtype", "device", "trainable", "inplace", "seed", "init", "autocast", "generator"), "which changes no count"),
    **dict.fromkeys(("batch_first", "batch_size"), "as shapes have no batch axis"),
    "data_format": "as shapes are channels first",
    "activation": "which is a layer of its own",
    "name": 'which a layer gets where it stands, as in Sequential(("stem", layer))',
}
"""What is left out here, and why."""

QUESTIONS: Final = {
    "summary": "print(net.table())",
    "parameters": "net.params for their number, net.weights for the tensors",
    "named_parameters": "net.weights",
    "trainable_weights": "net.weights",
    "state_dict": "net.weights, and net.named_buffers for what is not learned",
    **dict.fromkeys(("count_params", "num_params", "num_parameters", "nparams", "n_params", "total_params"), "net.params"),
    **dict.fromkeys(("trainable_params", "numel", "get_num_params"), "net.params"),
    **dict.fromkeys(
        ("layers", "modules", "children", "named_modules", "named_children", "get_layer"), 'net.places(), or net["Conv1"] for one'
    ),
    **dict.fromkeys(("mult_adds", "multiply_adds", "multadds", "gmacs", "total_mult_adds"), "net.macs"),
    **dict.fromkeys(("FLOPs", "flop", "gflops", "get_flops", "total_flops"), 'net.flops(), and net.count("...") for another convention'),
    **dict.fromkeys(("shape", "out_shape", "compute_output_shape"), "net.output_shape"),
    **dict.fromkeys(
        ("forward", "predict", "fit", "compile", "train", "eval", "backward", "to", "cuda", "cpu"),
        "net.params, net.macs or net.output_shape: symnet computes sizes and counts, not values",
    ),
    **dict.fromkeys(("draw", "show", "plot_model"), "net.figure(), and net.plot(...) for a quantity over a symbol"),
    "get_config": "net.to_json()",
    **dict.fromkeys(("latex", "tex"), 'net.table().to_latex(), or net.formula("params").latex()'),
    "substitute": "net.subs(...)",
    "evalf": "net.subs(...)",
    "free_symbols": "net.symbols",
    "derivation": 'net["Conv1"].derivation("height"), as it is asked of a layer',
    "derivations": 'net["Conv1"].derivations, as they are asked of a layer',
    "memory": "net.activations and net.params, which are counted in numbers and not in bytes",
}
"""What a model is asked elsewhere, and what to write here."""


def unknown_name(name: str, known: Collection[str]) -> UnknownName:
    """The error for a name that symnet does not have: says what to write instead, or the three nearest names.

    >>> print(unknown_name("Dense", ["Linear"]))
    symnet has no Dense; write symnet.Linear
    >>> print(unknown_name("MaxPooling2D", ["MaxPool2d"]))
    symnet has no MaxPooling2D; write symnet.MaxPool2d
    """
    what, own = f"symnet has no {name}", name.removeprefix("Lazy")
    alike = {each.rpartition(".")[2].lower(): each for each in sorted(known, reverse=True)}
    found = CLASSES.get(own) or alike.get(own.lower()) or _ranked(own, alike)
    return UnknownName(what, f"write symnet.{found}" if found else nearest(name, known))


def _ranked(name: str, alike: Mapping[str, str]) -> str | None:
    """What names such as MaxPooling2D and Conv2DTranspose are here."""
    parts = re.fullmatch(r"([A-Za-z]+)([123])[dD](Transpose)?", name)
    if not parts:
        return None
    stem, rank, after = parts.groups("")
    own = (RANKED.get(stem, stem) + after).lower()
    found = alike.get(f"{own}{rank}d") or alike.get(own)
    return f"{found} with negative sizes" if found and stem == "Cropping" else found


def unknown_question(name: str, known: Collection[str], of_tables: Collection[str]) -> UnknownName:
    """The error for what a network cannot be asked: says what to write instead, or the three nearest names."""
    what = f"a Network has no {name}"
    found = QUESTIONS.get(name) or (f"net.table().{name}(...)" if name in of_tables else None)
    return UnknownName(what, f"write {found}" if found else nearest(name, known))


def nearest(name: str, known: Collection[str]) -> str:
    """The remedy that names what is nearest."""
    alike = {each.lower(): each for each in sorted(known, reverse=True)}
    near = [alike[found] for found in difflib.get_close_matches(name.lower(), alike, n=3, cutoff=0)]
    return f"the nearest names are {', '.join(near)}"


def translated(named: Mapping[str, Any], own: Collection[str], from_input: Collection[str]) -> tuple[str, dict[str, Any]]:
    """What to say of arguments that other tools have, and the arguments as symnet has them; what it does not know stays as it is."""
    read, has, without, values = list[str](), list[str](), list[str](), dict[str, Any]()
    for name, value in named.items():
        here = next((each for each in ARGUMENTS.get(name, ()) if each in own and each not in named), None)
        if here and name not in own:
            has.append(f"{here} for {name}")
            values[here] = value
        elif name in own or not (name in FROM_INPUT or name in from_input or _needless(name)):
            values[name] = value
        elif why := _needless(name):
            without.append(f"takes no {name}, {why}")
        else:
            read.append(name)
    reads = [f"reads {' and '.join(read)} from its input"] if read else []
    return ", ".join([*reads, *([f"has {', '.join(has)}"] if has else []), *without]), values


def _needless(name: str) -> str:
    """Why an argument is left out here."""
    return NEEDLESS.get(name, "which changes no count" if name.endswith(("_initializer", "_regularizer", "_constraint")) else "")
