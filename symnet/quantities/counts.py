"""Quantities that add up over calls: parameters, weights, biases, buffers, multiply-accumulates, activations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.closed_form import Loop
from symnet.layer import Layer, counted
from symnet.operations import KINDS
from symnet.sizes import Shape, is_expression, plain_int, product, total
from symnet.trace import Call


@dataclass(frozen=True)
class Quantity:
    """Something every call has some of, and a network the sum of; `held` are the shapes it counts where it is something stored."""

    name: str
    symbol: str
    unit: str
    of: Callable[[Layer, Shape, tuple[Shape, ...]], Any]
    held: Callable[[Layer, tuple[Shape, ...]], Mapping[str, Shape]] | None = None

    def amount(self, layer: Layer, y: Shape, x: tuple[Shape, ...], shared: frozenset[str] = frozenset()) -> Any:
        """How much of it a layer has; what is stored is not counted again where it is shared."""
        if not shared or self.held is None:
            return self.of(layer, y, x)
        return _counted(layer, {name: shape for name, shape in self.held(layer, x).items() if name not in shared})

    def of_call(self, call: Call) -> Any:
        """How much of it one run of the call has."""
        return self.amount(call.layer, call.output, call.inputs, call.shared)

    def over_runs(self, call: Call) -> Any:
        """How much of it the call has over all runs of the loops it stands in."""
        return over_loops(self.of_call(call), call.loops)

    def total(self, calls: Iterable[Call]) -> Any:
        """How much of it the calls have together; calls of one repetition are added up before they are multiplied."""
        bodies: dict[tuple[Loop, ...], list[Any]] = {}
        for call in calls:
            bodies.setdefault(call.loops, []).append(self.of_call(call))
        return total([over_loops(total(counts), loops) for loops, counts in bodies.items()])


def over_loops(count: Any, loops: tuple[Loop, ...]) -> Any:
    """A count summed over all runs of loops, outer ones first."""
    for loop in reversed(loops):
        count = loop.over(count)
    return _tidy(count, any(is_expression(loop.times) for loop in loops)) if loops and is_expression(count) else count


def _tidy(count: Any, product: bool) -> Any:
    """What n blocks have as a product, as papers write it: n d (12 d + 13); what 12 blocks have as a sum."""
    import sympy as sp

    if count.has(sp.floor, sp.ceiling, sp.Min, sp.Max, sp.Mod, sp.Sum) or count.count_ops() > FACTORED_UP_TO:
        return count
    return plain_int(sp.factor(count) if product else sp.expand(count))


FACTORED_UP_TO = 200
"""Operations in an expression beyond which sympy's factor takes seconds."""


def is_bias(name: str) -> bool:
    """Whether a weight is a bias, by its name: bias, bias_ih_l0, in_proj_bias."""
    return "bias" in name


def _counted(layer: Layer, shapes: Mapping[str, Shape]) -> Any:
    return total([counted(layer, shape) for shape in shapes.values()])


def stored(name: str, symbol: str, unit: str, held: Callable[[Layer, tuple[Shape, ...]], Mapping[str, Shape]]) -> Quantity:
    """A quantity that counts the cells of what a layer holds."""
    return Quantity(name, symbol, unit, lambda layer, y, x: _counted(layer, held(layer, x)), held)


PARAMS = stored("params", "params", "parameters", lambda layer, x: layer.weights(*x))
ACTIVE_PARAMS = stored("active_params", "active", "parameters", lambda layer, x: layer.active_weights(*x))
"""The parameters one token uses: all of them, but for a mixture of experts."""
WEIGHTS = stored("weights", "weights", "parameters", lambda layer, x: {n: s for n, s in layer.weights(*x).items() if not is_bias(n)})
BIASES = stored("bias", "biases", "parameters", lambda layer, x: {n: s for n, s in layer.weights(*x).items() if is_bias(n)})
BUFFERS = stored("buffers", "buffers", "stored numbers", lambda layer, x: layer.buffers(*x))
MACS = Quantity("macs", "MACs", "multiply-accumulates", lambda layer, y, x: layer.operations(y, *x).mac)
ACTIVATIONS = Quantity("activations", "activations", "output cells", lambda layer, y, x: product(y))

QUANTITIES = {q.name: q for q in (PARAMS, WEIGHTS, BIASES, BUFFERS, MACS, ACTIVATIONS)}

OPERATIONS = {
    kind: Quantity(kind, kind, f"{kind} operations", lambda layer, y, x, kind=kind: layer.operations(y, *x).counts()[kind])
    for kind in KINDS
    if kind != "mac"
}
"""Every other kind of operation as a quantity."""
