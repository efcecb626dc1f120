"""Keras 3's layers, read without Keras: `apply("Conv2D", {"filters": 96, "kernel_size": 11}, (None, 227, 227, 3))`.

Each family's file has one reader named exactly like the class and listed in the file's `__all__`; `FAMILIES` lists the files. A reader's
positional-only parameters are the inputs' shapes, its other parameters are the class's own, with Keras' names and defaults. What all
layers take and no shape depends on (`name`, `dtype`, ...) is in `COMMON`, and what a class does not take of it in `WITHOUT` of its file;
initializers, regularizers and constraints are taken for the weights that `TRAINED` of the file names.

The network is symnet's (channels first, no batch axis); the answers are in Keras' layout and under Keras' names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symnet.door import door
from symnet.errors import SymnetError, unknown
from symnet.importers.applied import Reader, applied
from symnet.importers.keras import (
    activations,
    attention,
    conv,
    dense,
    merging,
    norm,
    pool,
    preprocessing,
    recurrent,
    regularization,
    reshaping,
    separable,
    transposed,
    wrappers,
)
from symnet.importers.keras.frame import KerasApplied

FAMILIES = (
    conv,
    separable,
    transposed,
    pool,
    dense,
    attention,
    recurrent,
    norm,
    activations,
    merging,
    reshaping,
    regularization,
    preprocessing,
    wrappers,
)
COMMON = ("activity_regularizer", "autocast", "dtype", "name", "trainable")
ROLES = ("initializer", "regularizer", "constraint")
ALIASES = {
    **{f"Convolution{rank}D": f"Conv{rank}D" for rank in (1, 2, 3)},
    **{f"Convolution{rank}DTranspose": f"Conv{rank}DTranspose" for rank in (1, 2, 3)},
    **{f"SeparableConvolution{rank}D": f"SeparableConv{rank}D" for rank in (1, 2)},
    **{f"{place}MaxPool{rank}D": f"{place}MaxPooling{rank}D" for place in ("", "Global") for rank in (1, 2, 3)},
    **{f"{place}AvgPool{rank}D": f"{place}AveragePooling{rank}D" for place in ("", "Global") for rank in (1, 2, 3)},
}
"""Keras' second names."""


def readers() -> dict[str, Reader]:
    """Every class that is read: name -> reader."""
    return {name: getattr(family, name) for family in FAMILIES for name in family.__all__}


@door
def apply(cls: str, kwargs: Mapping[str, Any], *input_shapes: Any) -> KerasApplied:
    """The layer `keras.layers.<cls>(**kwargs)` on inputs of these shapes.

    Args:
        cls: the name of a class of keras.layers.
        kwargs: its arguments by name.
        input_shapes: the shape of each input, batch axis first; a size may be an int, a name, an expression, or None where it is not
            known.

    Raises:
        SymnetError: for a class or an argument that is not known, and where Keras refuses the call.

    >>> conv = apply("Conv2D", {"filters": 96, "kernel_size": 11, "strides": 4}, (None, 227, 227, 3))
    >>> conv.output_shape, conv.weights, conv.params
    ((None, 55, 55, 96), {'kernel': (11, 11, 3, 96), 'bias': (96,)}, 34944)
    """
    reader, own = reader_of(cls, kwargs)
    found = applied(f"keras.layers.{cls}", reader, own, input_shapes, known_weights=True)
    made = KerasApplied(**vars(found))
    return replace(made, frozen=tuple(made.weights)) if kwargs.get("trainable") is False else made


def reader_of(cls: str, kwargs: Mapping[str, Any]) -> tuple[Reader, dict[str, Any]]:
    """The reader of a class, and the arguments that it reads."""
    known = readers()
    name = ALIASES.get(cls, cls)
    if name not in known:
        near = unknown("keras.layers class", cls, (*known, *ALIASES))
        raise SymnetError(f"{near}", "a layer of your own is a subclass of symnet.Layer")
    ignored = {*COMMON, *(f"{weight}_{role}" for weight in listed("TRAINED", name) for role in ROLES)} - {*listed("WITHOUT", name)}
    return known[name], {key: value for key, value in kwargs.items() if key not in ignored}


def listed(table: str, cls: str) -> tuple[str, ...]:
    """What a table of a class's family lists for it."""
    tables = (getattr(family, table, {}) for family in FAMILIES)
    return next((found[cls] for found in tables if cls in found), ())
