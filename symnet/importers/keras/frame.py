"""What the readers of Keras layers share: the order of axes, activations, and weights under Keras' names and in its layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from symnet.architecture.conditions import Condition
from symnet.architecture.graph import Op
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import Shape, as_size, product, total
from symnet.errors import SymnetError, Unsupported, unknown
from symnet.importers.applied import Applied, Layout
from symnet.importers.keras.functions import activation_of
from symnet.layers.blocks import Sequential
from symnet.layers.low_rank import LowRankWeight

Change: TypeAlias = Callable[[Shape], Shape]
Names: TypeAlias = Mapping[str, tuple[str, Change] | None]
"""For each weight of the network, Keras' name and how its shape is made of the network's; None for one that Keras does not have."""


INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
"""How images are enlarged."""


class Order(NamedTuple):
    """How the axes of a sample go into the network, and out of it again; `last` is where the network has Keras' last axis."""

    inward: Change
    outward: Change
    last: int = -1


def same(shape: Shape) -> Shape:
    """The shape as it is."""
    return shape


AS_GIVEN = Order(same, same)
CHANNELS_LAST = Order(lambda x: (*x[-1:], *x[:-1]), lambda y: (*y[1:], *y[:1]), last=0)


def channels(data_format: str | None) -> Order:
    """The order that a `data_format` stands for; None is Keras' default, channels last."""
    known = {"channels_last": CHANNELS_LAST, "channels_first": AS_GIVEN}
    name = "channels_last" if data_format is None else str(data_format).lower()
    if name not in known:
        raise unknown("data_format", data_format, known)
    return known[name]


def moved(axes: tuple[int, ...], rank: int, to_front: bool) -> Order:
    """The order that takes some axes of a sample of `rank` axes to the front or to the end, and back."""
    rest = tuple(k for k in range(rank) if k not in axes)
    order = (*axes, *rest) if to_front else (*rest, *axes)
    return Order(lambda x: tuple(x[k] for k in order), lambda y: tuple(y[order.index(k)] for k in range(rank)))


def kernel(shape: Shape) -> Shape:
    """A weight (out, in, *kernel) or (out, in) the way Keras stores it: (*kernel, in, out)."""
    return (*shape[2:], shape[1], shape[0])


KERNEL: Names = {
    "weight": ("kernel", kernel),
    "bias": ("bias", same),
    "lora_A": ("lora_kernel_a", kernel),
    "lora_B": ("lora_kernel_b", kernel),
}


def adapted(op: Layer, lora_rank: Any) -> tuple[Layer, tuple[str, ...]]:
    """A layer with Keras' low-rank adapter, and what is not trained then."""
    return (LowRankWeight(op, positive("lora_rank", lora_rank)), ("kernel",)) if lora_rank else (op, ())


def sample_axis(axis: Any, rank: int) -> int:
    """An axis counted with the batch axis (-1 is the last, 1 the first of a sample), counted within a sample of `rank` axes."""
    if type(axis) is not int or not -rank <= axis <= rank or axis == 0:
        raise SymnetError(f"axis is {axis!r}", f"give a whole number from 1 to {rank}, or from -{rank} to -1: axis 0 is the batch axis")
    return axis - 1 if axis > 0 else axis + rank


def laid(
    op: Op,
    *inputs: Shape,
    names: Names | None = None,
    order: Order = AS_GIVEN,
    activation: Any = None,
    arrange: Callable[..., Any] | None = None,
    conditions: tuple[Condition, ...] = (),
    frozen: tuple[str, ...] = (),
) -> Layout:
    """A layer or graph on Keras inputs, followed by an activation.

    Args:
        op: the layer or graph.
        inputs: the inputs' shapes, batch axis first.
        names: the network's weights by their names within `op`, in the order Keras lists them.
        order: how the axes of every input and of the output are ordered.
        activation: Keras' name of an activation, or None.
        arrange: what to make of the output's sample shape, where several outputs are returned; the batch axis is its first argument.
        conditions: what Keras asks beyond what the network asks.
        frozen: Keras' names of the weights that are not trained.
    """
    batch = shared_batch(inputs)
    samples = tuple(order.inward(x[1:]) for x in inputs)
    graph, prefix = wired(op, activation, order)
    table = {f"{prefix}{name}": to for name, to in (names or {}).items()}
    lay = arrange or (lambda batch, y: (*batch, *y))
    return Layout(
        graph,
        samples,
        batch,
        arrange=lambda y, *_: lay(batch, order.outward(y)),
        restate=lambda own: restated(own, table),
        conditions=conditions,
        frozen=frozen,
    )


def shared_batch(inputs: tuple[Shape, ...]) -> Shape:
    """The batch axis all inputs have; a number says more than an unknown one."""
    if not inputs or not all(inputs):
        raise SymnetError("takes inputs with a batch axis", "give at least one shape such as (None, 32)")
    known = [x[0] for x in inputs if type(x[0]) is int]
    if len(set(known)) > 1:
        raise SymnetError(f"the inputs have different batch sizes {', '.join(map(str, known))}", "make them equal")
    return (known[0] if known else inputs[0][0],)


def wired(op: Op, activation: Any, order: Order) -> tuple[Op, str]:
    """The operation with an activation behind it, and what stands before the names of the operation's weights."""
    after = activation_of(activation, order.last)
    if after is None:
        return op, ""
    graph = Sequential(op, after)
    return graph, f"{graph.nodes[0].name}."


def restated(own: Mapping[str, Shape], names: Names) -> dict[str, Shape]:
    """The network's weights (or buffers) under Keras' names, in Keras' order."""
    if nameless := own.keys() - names.keys():
        raise SymnetError(f"Keras has no name for the weights {', '.join(sorted(nameless))}")
    return {to[0]: to[1](own[name]) for name, to in names.items() if name in own and to is not None}


@dataclass(frozen=True)
class KerasApplied(Applied):
    """A Keras layer on its inputs. `weights` are the trained ones and `buffers` the others, such as moving statistics.

    Counts follow Keras: `params` counts both, `trainable` and `non_trainable` tell them apart.
    """

    @property
    def weight_list(self) -> list[tuple[str, Shape]]:
        """Every weight, as `layer.weights` lists them."""
        return [*self.weights.items(), *self.buffers.items()]

    @property
    def params(self) -> Any:
        """How many numbers the layer stores, trained or not: `layer.count_params()`."""
        return total([product(shape) for _, shape in self.weight_list])

    @property
    def trainable(self) -> Any:
        """How many of them are trained."""
        return total([product(shape) for name, shape in self.weights.items() if name not in self.frozen])

    @property
    def non_trainable(self) -> Any:
        """How many of them are not."""
        return self.params - self.trainable


def refused(**unsupported: tuple[Any, Any]) -> None:
    """Refuse arguments that are not at the one value that is read; each comes with that value."""
    for name, (value, only) in unsupported.items():
        if value != only:
            raise Unsupported(f"{name}={value!r} is not read here", f"leave it at {only!r}, or build the layer from symnet's own")


def needed(**values: Any) -> None:
    """Refuse None where Keras wants a number."""
    for name, value in values.items():
        if value is None:
            raise SymnetError(f"{name} is None", "give a whole number, or one for each axis")


def word(name: str, value: Any, *known: str) -> str:
    """A word among the known ones, in small letters."""
    if not isinstance(value, str) or value.lower() not in known:
        raise unknown(name, value, known)
    return value.lower()


def positive(name: str, value: Any) -> Any:
    """A size of at least 1; a name becomes a symbol."""
    return as_size(value, name)
