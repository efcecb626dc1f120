"""torch.nn's layers, read without torch: `apply("Conv2d", {"in_channels": 3, ...}, (None, 3, 224, 224))`.

How a class is added. Its family's file (conv.py, linear.py, ..., sequence.py) has one *reader* named exactly like the class and listed in
the file's `__all__`; `FAMILIES` below lists the files. A reader's positional-only parameters are the input shapes (batch included; give
an optional input the default None, several alike ones `*x`), its other parameters are the class's own, with torch's names and defaults:

    def Linear(x: Shape, /, in_features: Any, out_features: Any, bias: bool = True) -> Layout:
        batch, sample = x[:1], x[1:]
        return Layout(layers.Linear(out_features, bias), (sample,), batch, conditions=(declared("in_features", in_features, x[-1]),))

Unknown and missing arguments, the number of inputs and lists for tuples are dealt with before a reader runs; `device` and `dtype` are
accepted for every class and change nothing. Shapes hold ints and sympy expressions, never None. What torch refuses raises `SymnetError`;
`apply` puts the class's name in front. Classes that differ in rank only are made by one function of the symnet layer:
`Conv1d, Conv2d, Conv3d = map(convolution, (layers.Conv1d, layers.Conv2d, layers.Conv3d))`.

How outputs are laid out. By default every output of the last layer (the main one, then its `extra_outputs`) gets `batch` in front, and
several are a tuple. Anything else is said by `arrange`, a function of the network's output shapes that returns torch's nesting. A layer
with `batch_first=False` takes the batch axis out of the middle and puts it back: `arrange=lambda y: (y[0], *batch, y[1])`; an LSTM's
states are `arrange=lambda y, h, c: (lay(y), (lay_state(h), lay_state(c)))`.

How weights are named. A layer on its own has the names of its `weights()`; in a graph the path of its node comes first, so a node called
`out_proj` gives `out_proj.weight`. `restate` makes torch's names and shapes of these where they differ.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from symnet.door import door
from symnet.errors import unknown
from symnet.importers.applied import Applied, Reader, applied
from symnet.importers.torch import activation, conv, linear, norm, padding, pool, sequence, shape

FAMILIES = (activation, conv, linear, norm, padding, pool, sequence, shape)


@functools.cache
def readers() -> Mapping[str, Reader]:
    """Every class that is read: name -> reader."""
    return {name: getattr(family, name) for family in FAMILIES for name in family.__all__}


@door
def apply(cls: str, kwargs: Mapping[str, Any], *input_shapes: Any) -> Applied:
    """The layer `torch.nn.<cls>(**kwargs)` on inputs of these shapes.

    Args:
        cls: the name of a class of torch.nn.
        kwargs: its arguments by name.
        input_shapes: the shape of each input in torch's layout, batch axis included where there is one; a size may be an int, a
            name, an expression, or None where it is not known.

    Raises:
        SymnetError: for a class or an argument that is not known, and where torch refuses the call.

    >>> conv = apply("Conv2d", {"in_channels": 3, "out_channels": 96, "kernel_size": 11, "stride": 4}, (None, 3, 227, 227))
    >>> conv.output_shape, conv.weights, conv.params
    ((None, 96, 55, 55), {'weight': (96, 3, 11, 11), 'bias': (96,)}, 34944)
    """
    known = readers()
    if cls not in known:
        raise unknown("torch.nn class", cls, known)
    return applied(f"torch.nn.{cls}", known[cls], {k: v for k, v in kwargs.items() if k not in ("device", "dtype")}, input_shapes)
