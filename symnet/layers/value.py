"""Values that layers are called on: inputs, operators, and functions of values as blocks."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from symnet.architecture.graph import Graph
from symnet.architecture.wiring import Made, Wired, collected, made_by, refuse_loose
from symnet.arithmetic.rounding import FLOORED
from symnet.arithmetic.sizes import SizeLike, as_shape
from symnet.door import door, doors
from symnet.errors import SymnetError
from symnet.layers.matmul import MatMul
from symnet.layers.merge import Add, Multiply, Subtract
from symnet.layers.reshape import Flatten, Select, Slice


@doors
class Value(Wired):
    """What flows through a network while it is wired: it begins with `Input`, and every layer, graph or block called on values makes one.

    `a + b` is `Add()(a, b)`, `a - b` is `Subtract()(a, b)`, `a * b` is `Multiply(broadcast=True)(a, b)` as gates need it and `a @ b` is
    `MatMul()(a, b)`. `x[:32, 1:-1]` slices the axes of the sample (channels first, no batch axis), `x[0]` selects one cell of its first
    axis. `shape` is known as soon as that of the inputs is.

    >>> from symnet import Conv2d
    >>> x = Input(3, "H", "W")
    >>> y = Conv2d(64, 3, padding=1)(x)
    >>> y.shape, y[:32, 1:-1].shape, (y + y).shape
    ((64, H, W), (32, H - 2, W), (64, H, W))
    """

    __slots__ = ()

    def __add__(self, other: Value) -> Value:
        return Add()(self, other)

    def __sub__(self, other: Value) -> Value:
        return Subtract()(self, other)

    def __mul__(self, other: Value) -> Value:
        return Multiply(broadcast=True)(self, other)

    def __matmul__(self, other: Value) -> Value:
        return MatMul()(self, other)

    def flatten(self, start_dim: int = 1) -> Value:
        """All axes in one, or those from `start_dim` on, counted as torch does: axis 0 is the batch."""
        return Flatten(start_dim)(self)

    def __getitem__(self, key: Any) -> Value:
        if self.port is None and len(self.outputs) > 1:
            raise SymnetError(f"{self!r} has {len(self.outputs)} outputs, and [...] cuts one", "unpack it first: out, further = ...")
        keys = key if isinstance(key, tuple) else (key,)
        dots = [k for k, part in enumerate(keys) if part is ...]
        before = keys[: dots[0]] if dots else keys
        after = keys[dots[0] + 1 :] if dots else ()
        places = [*enumerate(before), *((k - len(after), part) for k, part in enumerate(after))]
        value = self
        for axis, part in places:
            if isinstance(part, slice) and part != slice(None):
                value = value._cut(axis, part)
        # The last axis first: what is selected is gone, and the axes behind it would be others.
        for axis, part in sorted(((a, p) for a, p in places if not isinstance(p, slice)), reverse=True):
            value = Select(axis, part)(value)
        return value

    def _cut(self, axis: int, part: slice) -> Value:
        """A slice of an axis; a bound below 0 counts from its end, which must be known."""
        start, stop = (
            self.shape[axis] + bound if isinstance(bound, int) and bound < 0 else bound for bound in (part.start or 0, part.stop)
        )
        return Slice(axis, start, stop, 1 if part.step is None else part.step)(self)


@door
def Input(*shape: SizeLike | Iterable[SizeLike]) -> Value:
    """Where wiring begins: an input of a shape, channels first and without a batch axis; without a shape it is open.

    What is made of an open input is a block: its shapes are known in the network in which it stands. A network's inputs are in the
    order in which they were made.

    Args:
        shape: sizes, as in `Input(3, "H", "W")`, or one tuple of them; nothing for an open input.

    >>> from symnet import Conv2d, Network
    >>> x = Input(3, 32, 32)
    >>> y = Conv2d(8, 3, padding=1)(x)
    >>> z = Conv2d(8, 3, padding=1)(y) + y
    >>> Network(z).params
    808
    """
    sizes: Any = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
    return Value(Made(None, (), (tuple(map(FLOORED.start, as_shape(sizes, "input shape"))),) if shape else None))


@door
def wired(outputs: Any, inputs: Iterable[Value] | None = None, kind: str = "") -> Graph:
    """The graph behind a value, or behind several: what `Network`, `Sequential`, `Repeat` and a call on values take.

    Args:
        outputs: a value, or a tuple of values, which are the outputs.
        inputs: the values they begin with, in order; all there are, in the order in which they were made, where it is left out.
        kind: what the graph is called in a network, before its number.

    Raises:
        SymnetError: where an input is not given, or given and not used.

    >>> from symnet import Conv2d, Network, ReLU, Repeat
    >>> x = Input()
    >>> body = wired(ReLU()(x + Conv2d(8, 3, padding=1)(x)))
    >>> Network(Repeat(body, 4), (8, 32, 32)).params
    2336
    """
    return collected(outputs, inputs, kind or None)[0]


@door
def block(function: Callable[..., Any]) -> Callable[..., Graph]:
    """A function of values as a kind of block, which is then used like a layer: made with its arguments, and called on values.

    The function's arguments before a `/` are its inputs (its first one, where there is no `/`), all others are its own. In a network
    a block is called after the function. A value that the function makes and neither uses nor hands on is refused.

    Args:
        function: what makes values of values.

    >>> from symnet import BatchNorm2d, Conv2d, Network, ReLU, Repeat
    >>> @block
    ... def Basic(x, /, width):
    ...     y = ReLU()(BatchNorm2d()(Conv2d(width, 3, padding=1, bias=False)(x)))
    ...     return ReLU()(x + BatchNorm2d()(Conv2d(width, 3, padding=1, bias=False)(y)))
    >>> x = Input(64, 56, 56)
    >>> y = Basic(64)(Basic(64)(x))
    >>> Network(y).params, Network(y)["Basic2.Conv1"].output_shape
    (147968, (64, 56, 56))
    >>> Network(Repeat(Basic(64), 2), (64, 56, 56)).params
    147968
    """
    parameters = list(inspect.signature(function).parameters.values())
    fed = sum(p.kind is p.POSITIONAL_ONLY for p in parameters) or 1

    @functools.wraps(function)
    def make(*args: Any, **named: Any) -> Graph:
        if any(isinstance(v, Wired) for v in (*args, *named.values())):
            raise SymnetError(f"{function.__name__} is given a value among its arguments", f"write {function.__name__}(...)(x)")
        values = [Value(Made(None, (), None)) for _ in range(fed)]
        outputs, made = made_by(function, *values, *args, **named)
        graph = collected(outputs, values, function.__name__)[0]
        refuse_loose(made, outputs, values, function.__name__)
        return graph

    vars(make)["__signature__"] = inspect.Signature(parameters[fed:])
    return door(make)
