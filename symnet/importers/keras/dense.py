"""Dense layers of Keras."""

from __future__ import annotations

import re
from typing import Any

from symnet import layers
from symnet.architecture.conditions import Condition, equal
from symnet.arithmetic.sizes import Shape
from symnet.errors import SymnetError
from symnet.importers.applied import Layout
from symnet.importers.keras.frame import KERNEL, adapted, kernel, laid, positive, refused, same
from symnet.layers.blocks import Parallel, Sequential

__all__ = ["Dense", "EinsumDense", "Embedding"]
TRAINED = {**dict.fromkeys(("Dense", "EinsumDense"), ("kernel", "bias")), "Embedding": ("embeddings",)}


def Dense(
    x: Shape,
    /,
    units: Any,
    activation: Any = None,
    use_bias: bool = True,
    lora_rank: Any = None,
    lora_alpha: Any = None,
    quantization_config: None = None,
) -> Layout:
    refused(quantization_config=(quantization_config, None))
    op, frozen = adapted(layers.Linear(positive("units", units), bias=bool(use_bias)), lora_rank)
    return laid(op, x, names=KERNEL, activation=activation, frozen=frozen)


def EinsumDense(
    x: Shape,
    /,
    equation: str,
    output_shape: Any,
    activation: Any = None,
    bias_axes: str | None = None,
    lora_rank: Any = None,
    lora_alpha: Any = None,
    gptq_unpacked_column_size: None = None,
    quantization_config: None = None,
) -> Layout:
    refused(quantization_config=(quantization_config, None))
    sizes = output_shape if isinstance(output_shape, tuple) else (output_shape,)
    if not isinstance(bias_axes, str | None):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SymnetError(f"bias_axes is {bias_axes!r}", "give letters of the output, or None")
    inner = of_sample(equation)
    taken, weight, made = layers.EinsumLinear(inner, 1, bias_axes="").letters
    if len(sizes) != len(made):
        raise SymnetError(
            f"output_shape is {output_shape}", f"{equation} makes {len(made)} axes after the batch: give a size or None for each"
        )
    given = dict(zip(made, sizes, strict=True))
    if unsized := [letter for letter in made if given[letter] is None and letter in f"{weight}{bias_axes or ''}"]:
        raise SymnetError(f"output_shape leaves axis {unsized[0]!r} of a weight open", "give its size")
    new = tuple(given[letter] for letter in weight if letter not in taken)
    op = layers.EinsumLinear(inner, new, bias_axes=bias_axes or "")
    op.check_inputs(x[1:])
    named = {name: (to[0], same) for name, to in KERNEL.items() if to}
    whole, frozen = adapted(op, lora_rank)
    return laid(whole, x, names=named, activation=activation, conditions=tuple(shared(op, x[1:], given)), frozen=frozen)


def Embedding(
    x: Shape,
    /,
    input_dim: Any,
    output_dim: Any,
    mask_zero: bool = False,
    weights: None = None,
    lora_rank: Any = None,
    lora_alpha: Any = None,
    quantization_config: None = None,
) -> Layout:
    refused(quantization_config=(quantization_config, None))
    op = layers.Embedding(positive("input_dim", input_dim), positive("output_dim", output_dim))
    if not lora_rank:
        return laid(op, x, names={"weight": ("embeddings", same)})
    down = layers.Embedding(op.num_embeddings, positive("lora_rank", lora_rank))
    update = Sequential(lora_A=down, lora_B=layers.Linear(op.embedding_dim, bias=False))
    both = Parallel(("base", op), ("update", update), merge=layers.Add())
    names = {
        "base.weight": ("embeddings", same),
        "update.lora_A.weight": ("lora_embeddings_a", same),
        "update.lora_B.weight": ("lora_embeddings_b", kernel),
    }
    return laid(both, x, names=names, frozen=("embeddings",))


def of_sample(equation: str) -> str:
    """An equation without its batch axis, which is the first of input and output, or one of the leading "..."."""
    if str(equation).startswith("..."):
        return equation
    found = re.fullmatch(r"([a-zA-Z])([a-zA-Z]*(?:\.\.\.)?),([a-zA-Z]+)->([a-zA-Z])([a-zA-Z]*(?:\.\.\.)?)", str(equation))
    if not found or found[1] != found[4]:
        raise SymnetError(f"equation is {equation!r}", "write it like 'ab,bc->ac' or '...b,bc->...c', the batch axis first on both sides")
    return f"{found[2]},{found[3]}->{found[5]}"


def shared(op: Any, x: Shape, given: dict[str, Any]) -> list[Condition]:
    """The sizes that output_shape repeats from the input agree with it."""
    words = "output_shape says {} for axis {}, which has {} in the input"
    known = op.sizes_of(x)
    return [
        equal(size, known[letter], words, size, letter, known[letter], remedy="make them equal")
        for letter, size in given.items()
        if size is not None and letter in op.letters[0]
    ]
