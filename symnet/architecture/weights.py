"""What the weights of a layer are: how many numbers they hold, and which of them are biases."""

from __future__ import annotations

from typing import Any

from symnet.arithmetic.sizes import Shape, plain_int, product


def is_bias(name: str) -> bool:
    """Whether a weight is a bias, by its name: bias, bias_ih_l0, in_proj_bias, pointwise.bias."""
    return "bias" in name.replace(".", "_").split("_")


def weight_name(layer: Any, place: str, name: str) -> str:
    """What a weight is called in the network: a nameless one as its layer; a parameter of the block around its layer as the block's own."""
    if not name:
        return place
    if getattr(layer, "parameter", False):
        place = place.rpartition(".")[0]
    return f"{place}.{name}" if place else name


def counted(layer: Any, shape: Shape) -> Any:
    """How many numbers a weight holds, with its factors in the order papers write them: in x (kernel) x out."""
    if layer.out_first and len(shape) > 1:
        kernel = (product(shape[2:]),) if len(shape) > 2 else ()
        result = shape[1]
        for factor in (*kernel, shape[0]):
            result = result * factor
        return plain_int(result)
    return product(shape)
