"""A layer at its place in a network: what the network's answers come down to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symnet.conditions import Condition
from symnet.errors import SymnetError, unknown
from symnet.layer import Layer
from symnet.quantities import ACTIVATIONS, MACS, PARAMS
from symnet.sizes import Shape
from symnet.trace import Call

if TYPE_CHECKING:
    from symnet.derivation import Derivation
    from symnet.network import Network
    from symnet.quantities.receptive_field import Fields


class Place:
    """A layer at its place in a network: its shapes, its counts and its derivations."""

    def __init__(self, network: Network, call: Call) -> None:
        self.network = network
        self.call = call

    @property
    def name(self) -> str:
        return self.call.name

    @property
    def layer(self) -> Layer:
        return self.call.layer

    @property
    def input_shape(self) -> Shape:
        """The shape of the (first) input."""
        return self.call.inputs[0]

    @property
    def output_shape(self) -> Shape:
        return self.call.output

    @property
    def weights(self) -> dict[str, Shape]:
        """The learned parameters: name -> shape."""
        return dict(self.layer.weights(*self.call.inputs))

    @property
    def buffers(self) -> dict[str, Shape]:
        """What is stored and not learned: name -> shape."""
        return dict(self.layer.buffers(*self.call.inputs))

    @property
    def params(self) -> Any:
        return PARAMS.over_runs(self.call)

    @property
    def macs(self) -> Any:
        return MACS.over_runs(self.call)

    @property
    def activations(self) -> Any:
        return ACTIVATIONS.over_runs(self.call)

    @property
    def receptive_field(self) -> Fields:
        """Which cells of the network's input one output cell sees: a field (size, jump, start) for each axis after the channels."""
        return self.network.receptive_fields[next(k for k, c in enumerate(self.network.calls) if c is self.call)]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What this layer asks that symbols leave open."""
        return tuple(c for c in self.network.conditions if c.place == self.name)

    def derivation(self, of: str) -> Derivation:
        """How a size or a count comes about: formula = with the values put in = value.

        Args:
            of: an output axis ("height", "width", "channels", "length", "depth", "features"), or "params", "weights", "bias",
                "macs", "activations".
        """
        from symnet.derivation import derive

        return derive(self.call, of, self.network.calls)

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """Every derivation of the layer."""
        from symnet.derivation import derivations

        return derivations(self.call, self.network.calls)

    def __repr__(self) -> str:
        return f"<{self.name}: {self.layer!r}, {self.input_shape} -> {self.output_shape}>"


def place(network: Network, key: str | int) -> Place:
    """The place a key means; see `Network.__getitem__`."""
    names = [call.name for call in network.calls]
    if isinstance(key, int):
        if not -len(names) <= key < len(names):
            raise SymnetError(f"there is no layer number {key}; this network has {len(names)}")
        return Place(network, network.calls[key])
    exact = [k for k, n in enumerate(names) if n == key] or [k for k, n in enumerate(names) if n.endswith(f".{key}")]
    if not exact:
        raise unknown("layer", key, names)
    if len(exact) > 1:
        raise SymnetError(f"layer {key!r} stands at {len(exact)} places: {', '.join(names[k] for k in exact)}; give the whole name")
    return Place(network, network.calls[exact[0]])
