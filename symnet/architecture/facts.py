"""The facts of a layer as users ask them by hand, and as the house asks them.

Whatever a user gives ends in a value or in `SymnetError`, and arrays go through a fact as sweeps, since NumPy's integers overflow in
silence. A trace has checked and converted what it asks with, thousands of times: it goes around, by `layer.facts`.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import INTS, as_given
from symnet.arithmetic.sweep import Sweep, plain_array
from symnet.door import door, refusal
from symnet.errors import SymnetError

Fact = Callable[..., Any]


class House(threading.local):
    """Whether a fact is being worked out: what a layer then asks itself or a layer within it stays in sweeps."""

    depth = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_: object) -> None:
        self.depth -= 1


HOUSE = House()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a layer class states of itself, without a door: functions of a layer and the shapes that reach it."""

    output_shape: Fact
    extra_outputs: Fact
    weights: Fact
    active_weights: Fact
    buffers: Fact
    operations: Fact
    windows: Fact
    extra_windows: Fact
    particulars: Fact
    conditions: Fact
    check_inputs: Fact


class Met:
    """What a layer makes of shapes of ints: its outputs, and what else is asked of them, each worked out once."""

    MOST = 500
    """How many shapes a layer remembers."""

    def __init__(self, layer: Any, x: tuple[Any, ...], output: tuple[int, ...], extra: tuple[tuple[int, ...], ...]) -> None:
        self.layer, self.x, self.output, self.extra = layer, x, output, extra

    @classmethod
    def kept(cls, layer: Any, x: tuple[Any, ...], output: tuple[Any, ...], extra: tuple[Any, ...]) -> Met | None:
        """Remembered by the layer, unless it made more than ints of them."""
        if not all_ints((output, *extra)):
            return None
        if len(layer.known_shapes) >= cls.MOST:
            layer.known_shapes.clear()
        met = layer.known_shapes[x] = cls(layer, x, output, extra)
        return met

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in ("weights", "operations")}

    @functools.cached_property
    def weights(self) -> Mapping[str, Any]:
        return MappingProxyType(dict(self.layer.facts.weights(self.layer, *self.x)))

    @functools.cached_property
    def operations(self) -> Operations:
        return self.layer.facts.operations(self.layer, self.output, *self.x)


STATED = tuple(field.name for field in fields(Facts))


def with_facts(cls: Any) -> None:
    """Put a door at each fact and public method that a layer class defines, and keep the facts as they were written in `facts`."""
    for name, member in list(vars(cls).items()):
        if not name.startswith("_") and name not in STATED and inspect.isfunction(member) and name not in ("spatial_shape", "input_axes"):
            setattr(cls, name, door(member))
    stated = {name: getattr(cls, name) for name in STATED}
    for name, member in stated.items():
        if not hasattr(member, "stated"):
            setattr(cls, name, by_hand(member))
    cls.facts = Facts(*(getattr(member, "stated", member) for member in stated.values()))


def by_hand(fact: Fact) -> Fact:
    """A fact with a door, which takes arrays of any kind and gives plain ones back."""
    answer = guarded_conditions if fact.__name__ == "conditions" else given_back

    @functools.wraps(fact)
    def ask(self: Any, *x: Any, **named: Any) -> Any:
        try:
            if answer is given_back and not named and not self.open_sizes and all_ints(x):
                return fact(self, *x)
            taken = tuple(map(as_shape_given, x))
            named = {name: as_shape_given(shape) for name, shape in named.items()}
            if HOUSE.depth:
                return fact(self, *taken, **named)
            with HOUSE:
                found = fact(self, *taken, **named)
            return answer(found, *x, *named.values())
        except (SymnetError, MemoryError):
            raise
        except Exception as error:
            raise misasked(fact, self, x, named, error) from error

    setattr(ask, "stated", fact)  # noqa: B010 - a function has no such attribute to the type checker
    return ask


def all_ints(shapes: tuple[Any, ...]) -> bool:
    """Whether shapes are tuples of ints, which need no conversion."""
    for shape in shapes:
        if type(shape) is not tuple or not INTS.issuperset(map(type, shape)):
            break
    else:
        return True
    return False


def as_shape_given(shape: Any) -> Any:
    if isinstance(shape, str) or not isinstance(shape, Iterable):
        raise SymnetError(f"a shape is {shape!r}", "give a tuple of sizes such as (3, 227, 227)")
    return tuple([as_given(size, f"a shape[{axis}]") for axis, size in enumerate(shape)])  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def given_back(answer: Any, *asked: Any) -> Any:
    """An answer in plain arrays, unless it was asked in sweeps."""
    return plain_deep(answer) if not any(isinstance(size, Sweep) for shape in asked for size in shape) else answer


def plain_deep(answer: Any) -> Any:
    if isinstance(answer, Operations):
        return Operations(*map(plain_array, answer.counts().values()))
    if isinstance(answer, Mapping):
        return {name: plain_deep(shape) for name, shape in answer.items()}  # pyright: ignore[reportUnknownVariableType]
    return tuple(map(plain_deep, answer)) if type(answer) is tuple else plain_array(answer)


def guarded_conditions(conditions: Iterable[Any], *_: Any) -> Iterator[Any]:
    """Conditions one by one, for a later one may only make sense where an earlier one holds."""
    try:
        following = iter(conditions)
        while True:
            with HOUSE:
                condition = next(following, None)
            if condition is None:
                return
            yield condition
    except (SymnetError, MemoryError):
        raise
    except Exception as error:
        raise SymnetError(f"a condition fails with {type(error).__name__}: {error}", "check the shapes that are given") from error


def misasked(fact: Fact, layer: Any, x: tuple[Any, ...], named: Mapping[str, Any], error: Exception) -> SymnetError:
    """What is wrong with the shapes, as a network would say it; else that the call fails."""
    try:
        layer.facts.check_inputs(layer, *(x[1:] if fact.__name__ == "operations" else x))
    except SymnetError as told:
        return told
    except Exception:  # noqa: S110 - shapes that are none: the error there was says more
        pass
    return refusal(fact, (layer, *x), named, error)
