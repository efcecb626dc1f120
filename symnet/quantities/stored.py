"""The tensors that a network stores: every weight and buffer by the name it has in a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from symnet.architecture.trace import Call, Trace, given_back
from symnet.architecture.weights import weight_name
from symnet.arithmetic.sizes import PlainShape, Shape, product
from symnet.door import doors


class Stored(NamedTuple):
    """A tensor: its name, its shape, and how many runs have one of their own; `{}` in the name is the number of a run."""

    name: str
    shape: PlainShape
    times: Any


@doors
class Tensors(tuple[Stored, ...]):
    """What a network stores, in order; a repetition's tensors stand once, until they are expanded.

    >>> from symnet import Linear, Network, Repeat, Sequential
    >>> deep = Network(Sequential(stem=Linear(8), layers=Repeat(Sequential(fc=Linear(8, bias=False)), 2)), (4,))
    >>> for name, shape, times in deep.weights:
    ...     print(name, shape, times)
    stem.weight (8, 4) 1
    stem.bias (8,) 1
    layers.{}.fc.weight (8, 8) 2
    >>> [tensor.name for tensor in deep.weights.expand()][2:]
    ['layers.0.fc.weight', 'layers.1.fc.weight']
    """

    trace: Trace
    fact: Callable[[Call], Mapping[str, Shape]]

    @classmethod
    def of(cls, trace: Trace, fact: Callable[[Call], Mapping[str, Shape]]) -> Tensors:
        """What a fact of every call names."""
        made = cls(_stored(trace, fact))
        made.trace, made.fact = trace, fact
        return made

    def expand(self) -> Tensors:
        """One for each run, under its own name.

        Raises:
            SymnetError: where a number of runs is a symbol.
        """
        return Tensors.of(self.trace.expanded, self.fact)


def _stored(trace: Trace, fact: Callable[[Call], Mapping[str, Shape]]) -> Iterator[Stored]:
    for call in trace.calls:
        times = product(loop.times - loop.start for loop in call.loops)
        for name, shape in fact(call).items():
            yield Stored(weight_name(call.layer, call.path.numbered, name), given_back(shape), times)


def weights(trace: Trace) -> Tensors:
    """The learned tensors, each once however often it is shared."""
    return Tensors.of(trace, lambda call: call.weights)


def buffers(trace: Trace) -> Tensors:
    """The tensors that are stored and not learned."""
    return Tensors.of(trace, lambda call: call.buffers)
