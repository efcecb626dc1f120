"""The formulas of a layer, or of a composite of layers, in symbols: what `symnet derive Conv2d` prints and the reference shows."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from symnet import layers
from symnet.architecture.graph import Graph
from symnet.architecture.layer import Layer
from symnet.architecture.trace import Trace, trace
from symnet.arithmetic.sizes import as_shape
from symnet.door import door
from symnet.errors import SymnetError, unknown
from symnet.quantities import OPERATIONS, QUANTITIES
from symnet.quantities.derivation import Derivation, layer_formulas
from symnet.tables.table import Table
from symnet.writing.term import written

INPUTS = (("F_in", "H", "W"), ("L", "d"), ("F_in",))
"""Input shapes a composite is tried on."""

SAME = {"F_in": "channels", "d": "d_model"}
"""Arguments of composites that are a size of their input."""

MODES: tuple[dict[str, Any], ...] = ({}, {"every": True}, {"ceil_mode": True}, {"padding": "same"})
"""A layer with its plain arguments, with all of them, and in the modes that change its size."""


@door
def formulas(name: str) -> list[tuple[str, tuple[Derivation, ...]]]:
    """Titles and formulas of what is called `name` in `symnet.layers`; variants whose formulas are the same stand once."""
    made = vars(layers).get(name) if name in layers.__all__ else None
    if made is None:
        raise unknown("layer", name, layers.__all__)
    variants = _of_class(made) if isinstance(made, type) else _of_composite(name, made)
    found: dict[tuple[Any, ...], tuple[str, tuple[Derivation, ...]]] = {}
    for title, derived in variants:
        shown = tuple(dataclasses.replace(d, given={}) for d in derived if d.formula != 0 or d.name == "params")
        found.setdefault(tuple((d.name, d.formula) for d in shown), (title, shown))
    return list(found.values())


def _of_class(cls: type[Layer]) -> Iterator[tuple[str, tuple[Derivation, ...]]]:
    names = {field.name for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    for mode in MODES:
        if set(mode) <= names | {"every"}:
            try:
                layer, shapes = cls.in_symbols(**mode)
            except SymnetError:  # the mode goes only with some of the layer's arguments
                continue
            yield repr(layer), layer_formulas(layer, shapes)


def _of_composite(name: str, make: Callable[..., Graph]) -> Iterator[tuple[str, tuple[Derivation, ...]]]:
    """A function that wires layers, with a symbol for each argument that must be given."""
    required = [p.name for p in inspect.signature(make).parameters.values() if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    for plain in INPUTS:
        shape = tuple(SAME[s] if SAME.get(s) in required else s for s in plain)
        for inputs in ((shape,), (shape, shape)):
            try:
                traced = trace(make(**{p: p for p in required}), tuple(map(as_shape, inputs)))
            except (SymnetError, AttributeError):
                continue
            yield f"{name}({', '.join(required)}) on {' and '.join(map(str, traced.inputs))}", _totals(traced)
            return
    raise SymnetError(f"{name} is made of other layers and has no formula of its own", "make one, and ask its Network for params and macs")


def _totals(traced: Trace) -> tuple[Derivation, ...]:
    axes = traced.calls[-1].layer.output_axes(len(traced.output))
    values = [(axis, n) for (axis, _), n in zip(axes, traced.output, strict=True)]
    values += [(q.name, q.total(traced.calls)) for q in QUANTITIES.values() if q.name not in OPERATIONS and q.name != "active_params"]
    return tuple(Derivation(what, written(value), {}, value) for what, value in values)


@door
def operations_table() -> Table:
    """What every layer class counts, by kind, for one sample: a row for each formula; of variants for 1 to 3 axes the one for 2.

    Composites count what their layers do.
    """
    names = [name for name in _once(layers.__all__) if isinstance(vars(layers)[name], type)]
    rows = [(name, d.name, d.line) for name in names for _, found in formulas(name)[:1] for d in found if d.name in KINDS_OF]
    last: list[Any] = [None, *(name for name, _, _ in rows)]
    shown = tuple((None if name == before else name, KINDS_OF[kind], line) for (name, kind, line), before in zip(rows, last, strict=False))
    return Table(("layer", "kind", "formula"), ("layer", "operations", "how many"), shown, (), ("l", "l", "l"))


KINDS_OF = {"macs": "multiply-accumulate", **{kind: kind for kind in OPERATIONS}}
"""The quantities that are operations, and what a table calls them."""


def _once(names: list[str]) -> list[str]:
    """Without the variants for 1 or 3 axes of a layer that has one for 2."""
    return [name for name in names if not (name[-2:] in ("1d", "3d") and f"{name[:-2]}2d" in names)]
