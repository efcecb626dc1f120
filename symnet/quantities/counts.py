"""Quantities that add up over calls: parameters, weights, biases, buffers, multiply-accumulates, activations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from symnet.layer import Layer, counted
from symnet.operations import KINDS
from symnet.closed_form import Loop
from symnet.sizes import Shape, is_expression, plain_int, product, total
from symnet.trace import Call


@dataclass(frozen=True)
class Quantity:
    """Something every call has some of, and a network the sum of. `stored` quantities are not counted again where weights are shared."""

    name: str
    symbol: str
    unit: str
    of: Callable[[Layer, Shape, tuple[Shape, ...]], Any]
    stored: bool = False

    def of_call(self, call: Call) -> Any:
        """How much of it one run of the call has."""
        return 0 if self.stored and call.shared else self.of(call.layer, call.output, call.inputs)

    def over_runs(self, call: Call) -> Any:
        """How much of it the call has over all runs of the loops it stands in."""
        return _over(self.of_call(call), call.loops)

    def total(self, calls: Iterable[Call]) -> Any:
        """How much of it the calls have together; calls of one repetition are added up before they are multiplied."""
        bodies: dict[tuple[Loop, ...], list[Any]] = {}
        for call in calls:
            bodies.setdefault(call.loops, []).append(self.of_call(call))
        return total([_over(total(counts), loops) for loops, counts in bodies.items()])


def _over(count: Any, loops: tuple[Loop, ...]) -> Any:
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


def _counted(layer: Layer, x: tuple[Shape, ...], wanted: Callable[[str], bool]) -> Any:
    return total([counted(layer, shape) for name, shape in layer.weights(*x).items() if wanted(name)])


PARAMS = Quantity("params", "params", "parameters", lambda layer, y, x: _counted(layer, x, lambda name: True), stored=True)
ACTIVE_PARAMS = Quantity(
    "active_params", "active", "parameters", lambda layer, y, x: total([counted(layer, s) for s in layer.active_weights(*x).values()]), stored=True
)
"""The parameters one token uses: all of them, but for a mixture of experts."""
WEIGHTS = Quantity("weights", "weights", "parameters", lambda layer, y, x: _counted(layer, x, lambda name: not is_bias(name)), stored=True)
BIASES = Quantity("bias", "biases", "parameters", lambda layer, y, x: _counted(layer, x, is_bias), stored=True)
BUFFERS = Quantity("buffers", "buffers", "stored numbers", lambda layer, y, x: total([product(s) for s in layer.buffers(*x).values()]), stored=True)
MACS = Quantity("macs", "MACs", "multiply-accumulates", lambda layer, y, x: layer.operations(y, *x).mac)
ACTIVATIONS = Quantity("activations", "activations", "output cells", lambda layer, y, x: product(y))

QUANTITIES = {q.name: q for q in (PARAMS, WEIGHTS, BIASES, BUFFERS, MACS, ACTIVATIONS)}

OPERATIONS = {
    kind: Quantity(kind, kind, f"{kind} operations", lambda layer, y, x, kind=kind: layer.operations(y, *x).counts()[kind])
    for kind in KINDS
    if kind != "mac"
}
"""Every other kind of operation as a quantity."""
