"""What things are called elsewhere, and what to write here instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symnet.errors import SymnetError, unknown


class NoSuchName(SymnetError, AttributeError):
    """A name that nobody has; `hasattr` and `getattr` with a default take it as any other missing attribute."""


NAMES: Mapping[str, str] = {
    **{f"Conv{n}D": f"Conv{n}d" for n in (1, 2, 3)},
    **{f"Convolution{n}D": f"Conv{n}d" for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": f"ConvTranspose{n}d" for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": f"DepthwiseConv{n}d" for n in (1, 2)},
    **{f"MaxPooling{n}D": f"MaxPool{n}d" for n in (1, 2, 3)},
    **{f"MaxPool{n}D": f"MaxPool{n}d" for n in (1, 2, 3)},
    **{f"AveragePooling{n}D": f"AvgPool{n}d" for n in (1, 2, 3)},
    **{f"GlobalAveragePooling{n}D": f"GlobalAvgPool{n}d" for n in (1, 2, 3)},
    **{f"GlobalMaxPooling{n}D": f"GlobalMaxPool{n}d" for n in (1, 2, 3)},
    **{f"ZeroPadding{n}D": f"ZeroPad{n}d" for n in (1, 2, 3)},
    **{f"UpSampling{n}D": "Upsample" for n in (1, 2, 3)},
    "Dense": "Linear",
    "FullyConnected": "Linear",
    "FC": "Linear",
    "BatchNormalization": "BatchNorm2d",
    "BatchNorm": "BatchNorm2d",
    "LayerNormalization": "LayerNorm",
    "GroupNormalization": "GroupNorm",
    "MultiHeadAttention": "MultiheadAttention",
    "Concatenate": "Concat",
    "Cat": "Concat",
    "InputLayer": "Input",
    "Model": "Network",
    "Module": "Network",
    "ModuleList": "Sequential",
    "Swish": "SiLU",
    "Relu": "ReLU",
    "relu": "ReLU",
    "Symbol": "symbols",
    "Symbols": "symbols",
    "Pad": "ZeroPad2d",
}
"""Layers of Keras and others, and the names that symnet has for them."""

ARGUMENTS: Mapping[str, str] = {
    "filters": "out_channels",
    "units": "out_features",
    "strides": "stride",
    "kernel": "kernel_size",
    "pool_size": "kernel_size",
    "use_bias": "bias",
    "dilation_rate": "dilation",
    "channels": "out_channels",
    "out_dim": "out_features",
    "pad": "padding",
    "rate": "p",
    "axis": "dim",
    "heads": "num_heads",
    "depth_multiplier": "depth_multiplier",
    "vocab_size": "num_embeddings",
}
"""Arguments as they are called elsewhere."""

METHODS: Mapping[str, str] = {
    "summary": "table()",
    "parameters": "weights, or params for how many there are",
    "named_parameters": "weights",
    "count_params": "params",
    "num_params": "params",
    "num_parameters": "params",
    "state_dict": "weights and named_buffers",
    "modules": "places()",
    "layers": "places()",
    "named_modules": "places()",
    "children": "blocks",
    "forward": "output_shape",
    "flop": "flops()",
    "mult_adds": "macs",
    "to_latex": "table().to_latex()",
    "latex": 'equation("params") or table().to_latex()',
    "to_csv": "table().to_csv()",
    "shape": "output_shape",
    "get_layer": 'net["name"]',
    "get_config": "to_json()",
    "memory": 'total("activations")',
    "draw": "figure()",
    "compute_output_shape": "output_shape",
}
"""What networks elsewhere are asked."""


def no_such_layer(name: str, known: Iterable[str]) -> NoSuchName:
    """The error for a name that symnet does not have."""
    if name in NAMES:
        return NoSuchName(f"symnet has no {name}", f"here it is {NAMES[name]}")
    found = unknown("name in symnet:", name, (k for k in known if not k.startswith("_")))
    return NoSuchName(found.what, found.remedy)


def no_such_method(kind: str, name: str, known: Iterable[str]) -> NoSuchName:
    """The error for what an object does not have."""
    if name in METHODS:
        return NoSuchName(f"a {kind} has no {name}", f"write {METHODS[name]}")
    found = unknown(f"attribute of a {kind}:", name, (k for k in known if not k.startswith("_")))
    return NoSuchName(found.what, found.remedy)


def renamed(cls: str, named: Mapping[str, Any], known: Iterable[str]) -> SymnetError | None:
    """The error for an argument that is called otherwise here, or nothing."""
    takes = set(known)
    for argument in named:
        if argument not in takes and ARGUMENTS.get(argument) in takes:
            return SymnetError(f"{cls} has no argument {argument}", f"here it is {ARGUMENTS[argument]}")
    return None
