"""A foreign layer, read: the symnet network behind it, and its answers in the framework's own layout and names.

A framework is a set of *readers*: one function per class, named like it, whose positional-only parameters are the inputs' shapes and
whose other parameters are the class's own arguments with their defaults. A reader returns a `Layout`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from symnet.architecture.conditions import Condition, equal
from symnet.architecture.graph import Op
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, as_size, is_expression, product, total
from symnet.errors import SymnetError, unknown
from symnet.importers.names import module_paths
from symnet.network import Network


@dataclass(frozen=True)
class Layout:
    """What a reader makes of a call.

    Args:
        op: the layer or graph.
        samples: the shapes the network is fed: no batch axis, channels first.
        batch: the axes put in front of every output again.
        arrange: makes the framework's nested output of the network's output shapes (the last layer's, extra ones after the main
            one), where it is not simply `batch` in front of each. It puts the batch axes in itself.
        restate: makes the framework's weights (or buffers) of the network's, where names or shapes differ (kernels stored the other way).
        conditions: what the call asks beyond what its layers ask, such as redundant arguments that agree with the input.
        frozen: the names of the framework's weights that are not trained.
    """

    op: Op
    samples: tuple[Shape, ...]
    batch: Shape = ()
    arrange: Callable[..., Any] | None = None
    restate: Callable[[Mapping[str, Shape]], Mapping[str, Shape]] = dict
    conditions: tuple[Condition, ...] = ()
    frozen: tuple[str, ...] = ()


Reader: TypeAlias = Callable[..., Layout]


@dataclass(frozen=True)
class Applied:
    """A foreign layer on its inputs, in the framework's own layout and names.

    `output_shape` includes the batch axis and is nested as the framework nests its outputs; a size that depends on a size given
    as None is None. `conditions` are what symbolic sizes leave open. `network` is the symnet network of one sample.
    """

    network: Network
    output_shape: Any
    weights: Mapping[str, Shape]
    buffers: Mapping[str, Shape]
    conditions: tuple[Condition, ...] = ()
    frozen: tuple[str, ...] = ()
    """The names of the weights that are not trained."""

    @property
    def params(self) -> Any:
        """How many learned parameters."""
        return total([product(shape) for shape in self.weights.values()])


def applied(place: str, reader: Reader, kwargs: Mapping[str, Any], input_shapes: tuple[Any, ...], known_weights: bool = False) -> Applied:
    """Call a reader with checked arguments, trace what it made, and lay the answers out.

    Args:
        place: the layer's name, for errors.
        reader: the reader of its class.
        kwargs: the layer's arguments.
        input_shapes: the inputs' shapes.
        known_weights: whether the framework refuses a weight whose size depends on one given as None.

    Raises:
        SymnetError: for an unknown or missing argument and for what the framework refuses; it begins with `place`.
    """
    try:
        unknowns: set[Any] = set()
        shapes = tuple(_shape(shape, f"input {k}", unknowns) for k, shape in enumerate(input_shapes, 1))
        layout = reader(*shapes, **arguments(reader, shapes, kwargs))
        for condition in layout.conditions:
            if condition.decide() is False:
                raise condition.error
        answers = _answers(layout, unknowns)
        for name, shape in {**answers.weights, **answers.buffers}.items() if known_weights else ():
            if _forget(shape, unknowns) != shape:
                raise SymnetError(f"the size of {name} depends on a size given as None", "give a number or a name there")
        return answers
    except SymnetError as error:
        raise error.at(place) from None


def _answers(layout: Layout, unknowns: set[Any]) -> Applied:
    network = Network(layout.op, *layout.samples)
    outputs = network.calls[-1].outputs
    if layout.arrange:
        output = layout.arrange(*outputs)
    else:
        laid = tuple((*layout.batch, *y) for y in outputs)
        output = laid[0] if len(laid) == 1 else laid
    weights = _named(layout, network, lambda layer, x: layer.weights(*x))
    buffers = _named(layout, network, lambda layer, x: layer.buffers(*x))
    weights, buffers = layout.restate(weights), layout.restate(buffers)
    open_ones = tuple(c for c in layout.conditions if c.holds() is not True)
    return Applied(network, _forget(output, unknowns), weights, buffers, (*open_ones, *network.conditions), layout.frozen)


def _named(layout: Layout, network: Network, fact: Callable[[Layer, tuple[Shape, ...]], Mapping[str, Shape]]) -> dict[str, Shape]:
    """Every weight (or buffer) under the path of its module; a layer on its own has no path."""
    named: dict[str, Shape] = {}
    for call in network.calls:
        own = {name: shape for name, shape in fact(call.layer, call.inputs).items() if name not in call.shared}
        for path in module_paths(layout.op, call):
            named |= {".".join((*path, name)): shape for name, shape in own.items()}
    return named


def _shape(shape: Any, what: str, unknowns: set[Any]) -> Shape:
    """An input shape; a size given as None becomes a symbol of its own, which `unknowns` remembers."""
    if isinstance(shape, str) or not isinstance(shape, Iterable):
        raise SymnetError(f"{what} is {shape!r}", "give its shape, batch axis included, such as (None, 3, 224, 224)")
    sizes: list[Any] = []
    for axis, size in enumerate(shape):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        sizes.append(_unknown_size(unknowns) if size is None else as_size(size, f"{what}[{axis}]", 0))
    return tuple(sizes)


def _unknown_size(unknowns: set[Any]) -> Any:
    import sympy

    unknowns.add(made := sympy.Dummy("N", integer=True, positive=True))
    return made


def _forget(output: Any, unknowns: set[Any]) -> Any:
    """The output with None for every size that depends on an unknown one."""
    if isinstance(output, tuple):
        return tuple(_forget(part, unknowns) for part in output)  # pyright: ignore[reportUnknownVariableType]
    return None if is_expression(output) and output.free_symbols & unknowns else output


def arguments(reader: Reader, shapes: tuple[Shape, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments, lists made tuples, checked against the reader's own."""
    parameters = inspect.signature(reader).parameters.values()
    inputs = [p for p in parameters if p.kind is p.POSITIONAL_ONLY]
    needed = [p.name for p in inputs if p.default is p.empty]
    most = None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(inputs)
    if len(shapes) < len(needed) or (most is not None and len(shapes) > most):
        wanted = f"{len(needed)}" if most == len(needed) else f"at least {len(needed)}" if most is None else f"{len(needed)} to {most}"
        raise SymnetError(f"takes {wanted} input{('s' if wanted != '1' else '')}, got {len(shapes)}", "give one shape for each input")
    known = {p.name: p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters)
    for name in kwargs:
        if name not in known and not takes_any:
            raise unknown("argument", name, known)
    if missing := [name for name, p in known.items() if p.default is p.empty and name not in kwargs]:
        raise SymnetError(f"needs the argument{'s' if len(missing) > 1 else ''} {', '.join(missing)}")
    return {name: _tuples(value) for name, value in kwargs.items()}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def batched(x: Shape, *ranks: int, unbatched: bool = True) -> tuple[Shape, Shape]:
    """An input split into its batch axis and one sample, whose number of axes is one of `ranks`; the largest fits first.

    With `unbatched`, an input of just the sample's axes has no batch axis.
    """
    for rank in sorted(ranks, reverse=True):
        if len(x) == rank + 1:
            return x[:1], x[1:]
        if unbatched and len(x) == rank:
            return (), x
    allowed = sorted({rank + extra for rank in ranks for extra in ((0, 1) if unbatched else (1,))})
    raise SymnetError(f"takes an input of {' or '.join(map(str, allowed))} axes, batch axis included, got {len(x)}: {x}")


def declared(name: str, value: Any, found: Any) -> Condition:
    """A redundant argument says what the input has."""
    return equal(
        found, as_size(value, name, 0), f"{name} is {{}}, but the input has {{}}", as_size(value, name, 0), found, remedy="make them equal"
    )


def per_axis(value: Any, axes: int) -> Any:
    """A list of one size, which frameworks take for all axes, as that size."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 and axes > 1 else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
