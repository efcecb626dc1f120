"""Quantities that add up over calls: parameters, weights, biases, buffers, multiply-accumulates, activations, operations by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from symnet.architecture.closed_form import Loop
from symnet.architecture.trace import Call
from symnet.architecture.weights import counted, is_bias
from symnet.arithmetic.operations import KINDS
from symnet.arithmetic.sizes import Shape, as_shape, is_expression, plain_int, product, total
from symnet.arithmetic.sweep import plain_array
from symnet.door import doors


@doors
@dataclass(frozen=True)
class Quantity:
    """Something every call has some of, and a network the sum of.

    Args:
        name: what it is asked for by.
        of: how much one run of a call has, in plain arithmetic on its shapes. `call.weights`, `call.buffers` and `call.active_weights`
            leave out what is shared with an earlier call; `call.operations`, `call.inputs` and `call.output` are those of one run.
        title: what a column of it is called; its name, if there is none.
        stored: whether it is of what is kept (weights, buffers) and not of what each run does: of shared weights there is as much as of
            one, and an input, which keeps nothing, has 0.

    A quantity of one's own goes wherever the name of a known one does: `net.total`, `net.shares`, `net.leading`, `net.sensitivity`,
    `Place.derivation`, and as a column of `net.table`.

    >>> import symnet as sn
    >>> half = sn.Quantity("weight_bytes", lambda call: 2 * sn.PARAMS.of(call), "bytes (fp16)", stored=True)
    >>> sn.zoo.alexnet().total(half)
    124756688
    >>> print(sn.zoo.alexnet()["Conv1"].derivation(half))
    2 (F_in K^2 F_out + F_out) = 2 (3×(11×11)×96 + 96) = 69888
    """

    name: str
    of: Callable[[Call], Any]
    title: str = ""
    stored: bool = False

    def over_runs(self, call: Call) -> Any:
        """How much of it the call has over all runs of the loops it stands in."""
        return plain_array(over_loops(self.of(call.unread), call.loops))

    def total(self, calls: Iterable[Call]) -> Any:
        """How much of it the calls have together; calls of one repetition are added up before they are multiplied."""
        bodies: dict[tuple[Loop, ...], list[Any]] = {}
        for call in calls:
            bodies.setdefault(call.loops, []).append(self.of(call.unread))
        found = total([over_loops(total(counts), loops) for loops, counts in bodies.items()])
        return plain_array(collected(found) if len(bodies) > 1 and is_expression(found) else found)


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
    factored = plain_int(sp.factor(count) if product else sp.expand(count))
    # A number times a sum is written out, so that 70400 (n - 1) + 75008 becomes 70400 n + 4608.
    return sp.expand(factored) if is_expression(factored) and factored.as_coeff_Mul()[1].is_Add else factored


def collected(count: Any) -> Any:
    """What several repetitions have together, multiplied out where that is shorter: 2080 n^2 + 63680 n for 160 n (13 n + 398)."""
    import sympy as sp

    if count.count_ops() > FACTORED_UP_TO or count.has(sp.Sum):
        return count
    expanded = sp.expand(count)
    return expanded if expanded.count_ops() < count.count_ops() else count


FACTORED_UP_TO = 200
"""Operations in an expression beyond which sympy's factor takes seconds."""


def cells(call: Call, stored: Mapping[str, Shape]) -> Any:
    """How many numbers the tensors hold that a call stores."""
    if call.read:
        return plain_array(cells(call.unread, {name: as_shape(shape, name) for name, shape in stored.items()}))
    return total([counted(call.layer, shape) for shape in stored.values()]) if stored else 0


def _weights(call: Call, biases: bool) -> Any:
    return cells(call, {name: shape for name, shape in call.weights.items() if is_bias(name) == biases})


PARAMS = Quantity("params", lambda call: cells(call, call.weights), "parameters", stored=True)
ACTIVE_PARAMS = Quantity("active_params", lambda call: cells(call, call.active_weights), "active parameters", stored=True)
"""The parameters one token uses: all of them, but for a mixture of experts."""
WEIGHTS = Quantity("weights", lambda call: _weights(call, biases=False), stored=True)
BIASES = Quantity("bias", lambda call: _weights(call, biases=True), stored=True)
BUFFERS = Quantity("buffers", lambda call: cells(call, call.buffers), stored=True)
MACS = Quantity("macs", lambda call: call.operations.mac, "MACs")
ACTIVATIONS = Quantity("activations", lambda call: product(call.output))

OPERATIONS = {
    kind: Quantity(kind, lambda call, kind=kind: getattr(call.operations, kind), f"{kind} operations") for kind in KINDS if kind != "mac"
}
"""Every other kind of operation as a quantity."""

COUNTS = {q.name: q for q in (PARAMS, ACTIVE_PARAMS, WEIGHTS, BIASES, BUFFERS, MACS, ACTIVATIONS)} | OPERATIONS
"""The quantities of this file, in the order in which tables and derivations show them."""
