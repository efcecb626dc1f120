"""Design spaces: the values of a size at many points at once, in whole numbers that are never wrong.

`Sweep` is the algebra an array travels in: its values as int64, and bounds on them in Python ints. Before an operation the bounds of
its result are worked out; where they do not fit into int64, and do not fit either for the least and largest values there really are,
the operation goes on in Python ints. Plain arrays come out again where a user reads a number.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

from symnet.arithmetic.algebra import Algebra, is_expression
from symnet.arithmetic.bounds import Bounds, corners, difference, fit, powers, remainders, shares
from symnet.errors import SymnetError


class Sweep(Algebra):
    """The values of one size at the points of a design space, each between `low` and `high`.

    As a value it is equal to another sweep with the same values, so that layers and networks of arrays can be compared and hashed.
    """

    __slots__ = ("high", "low", "values")

    def __init__(self, values: Any, low: int, high: int) -> None:
        self.values = values
        self.low = low
        self.high = high

    @staticmethod
    def exact(values: Any) -> Sweep:
        """Whole numbers with the bounds that they have, as int64 where they fit."""
        low, high = int(values.min()), int(values.max())
        kept = "int64" if fit(low, high) else object
        return Sweep(values if values.dtype == kept else values.astype(kept), low, high)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many points there are along each axis of the design space."""
        return self.values.shape

    def below(self, minimum: int) -> bool:
        return self.low < minimum and self.tight[0] < minimum

    @property
    def tight(self) -> Bounds:
        """The least and the largest value there is; kept, as looking through a million values takes time."""
        self.low, self.high = int(self.values.min()), int(self.values.max())
        return self.low, self.high

    def __add__(self, other: Any) -> Sweep:
        if isinstance(other, int) and other == 0:
            return self
        return _combined(operator.add, self, other, lambda a, b: (a[0] + b[0], a[1] + b[1]))

    def __radd__(self, other: Any) -> Sweep:
        return self + other

    def __sub__(self, other: Any) -> Sweep:
        return _combined(operator.sub, self, other, difference)

    def __rsub__(self, other: Any) -> Sweep:
        return _combined(operator.sub, other, self, difference)

    def __neg__(self) -> Sweep:
        return Sweep(-self.values, -self.high, -self.low)

    def __mul__(self, other: Any) -> Sweep:
        if isinstance(other, int) and other == 1:
            return self
        return _combined(operator.mul, self, other, corners(operator.mul))

    def __rmul__(self, other: Any) -> Sweep:
        return self * other

    def __floordiv__(self, other: Any) -> Sweep:
        return _combined(operator.floordiv, self, _divisor(other), shares)

    def __rfloordiv__(self, other: Any) -> Sweep:
        return _combined(operator.floordiv, other, _divisor(self), shares)

    def __mod__(self, other: Any) -> Sweep:
        return _combined(operator.mod, self, _divisor(other), remainders)

    def __rmod__(self, other: Any) -> Sweep:
        return _combined(operator.mod, other, _divisor(self), remainders)

    def __pow__(self, other: Any) -> Sweep:
        return _combined(operator.pow, self, other, powers)

    def __rpow__(self, other: Any) -> Sweep:
        return _combined(operator.pow, other, self, powers)

    def ceil_div(self, a: Any, b: Any) -> Any:
        return -(-a // b)

    def quotient(self, a: Any, b: Any) -> Any:
        """Rounded down at the points where it is not whole, which a condition of the layer says are not legal."""
        return a // b

    def minimum(self, a: Any, b: Any) -> Sweep:
        import numpy

        return _combined(numpy.minimum, a, b, lambda a, b: (min(a[0], b[0]), min(a[1], b[1])))

    def maximum(self, a: Any, b: Any) -> Sweep:
        import numpy

        return _combined(numpy.maximum, a, b, lambda a, b: (max(a[0], b[0]), max(a[1], b[1])))

    def product(self, sizes: tuple[Any, ...]) -> Any:
        return math.prod(sizes)

    def total(self, sizes: list[Any]) -> Any:
        """Numbers first: each addition to an array passes over all of its values."""
        numbers = sum(n for n in sizes if isinstance(n, int))
        return sum((n for n in sizes if not isinstance(n, int)), numbers)

    def scaled(self, factor: float) -> Sweep:
        """floor(n factor), rounded as Python rounds it."""
        import numpy

        low, high = (math.floor(n * factor) for n in (self.low, self.high))
        # A float beside the largest int64 may round to more than it.
        if self.values.dtype != object and fit(2 * low, 2 * high):
            return Sweep(numpy.floor(self.values * factor).astype("int64"), low, high)
        return Sweep.exact(numpy.vectorize(lambda n: math.floor(int(n) * factor), otypes=[object])(self.values))

    def __eq__(self, other: object) -> bool:
        import numpy

        return self is other or (isinstance(other, Sweep) and numpy.array_equal(self.values, other.values))

    def __hash__(self) -> int:
        return hash((self.shape, int(self.values.flat[0]), int(self.values.flat[-1])))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return self.values if dtype is None and not copy else self.values.astype(dtype or self.values.dtype)

    def __repr__(self) -> str:
        return repr(self.values)


def sweep(value: Any, what: str) -> Any:
    """What holds numbers (a NumPy array, a column of pandas) as a sweep, or as an int where it is a single one."""
    import numpy

    if numpy.ma.is_masked(value):
        raise SymnetError(f"{what} is an array with masked values", "give numbers at all points")
    found = numpy.asarray(value)
    if found.dtype.kind not in "iuO":
        raise SymnetError(f"{what} is {_described(found)}", "give whole numbers, such as np.array([64, 128])")
    if found.dtype == object:
        found = _whole(found, what)
    if not found.size:
        raise SymnetError(f"{what} is an array without values", "give at least one")
    if not found.ndim:
        return int(found)
    # A copy, which nobody can write into: the bounds are proved for these values.
    made = Sweep.exact(found.astype(object if found.dtype in ("uint64", object) else "int64"))
    made.values.flags.writeable = False
    return made


def _described(values: Any) -> str:
    return f"an array of {values.dtype}" if values.ndim else f"{values}, a {values.dtype}"


def _whole(values: Any, what: str) -> Any:
    """An array of objects with each as a Python int."""
    import numpy

    made = numpy.empty(values.shape, object)
    for place, value in numpy.ndenumerate(values):
        if isinstance(value, (bool, numpy.bool_)) or not hasattr(value, "__index__"):
            raise SymnetError(f"{what} is an array that holds {value!r}, a {type(value).__name__}", "give whole numbers only")
        made[place] = operator.index(value)
    return made


def plain_array(size: Any) -> Any:
    """A sweep as a plain array; every other size as it is."""
    return size.values if isinstance(size, Sweep) else size


def mask(left: Any, rule: str, right: Any) -> Any:
    """Where `left rule right` holds, the rule being that of a condition."""
    a, b = _operand(left)[0], _operand(right)[0]
    if rule == "at least":
        return a >= b
    if rule == "equal":
        return a == b
    rest = plain_array(right % left)
    return (rest == 0) & (a != 0)


def chosen(where: Any, a: Any, b: Any) -> Any:
    """`a` where the mask holds, else `b`."""
    import numpy

    if a is b or (isinstance(a, int) and isinstance(b, int) and a == b):
        return a
    (left, low, high), (right, *others) = _operand(a), _operand(b)
    if not fit(low, high, *others):
        left, right = (numpy.asarray(n, object) for n in (left, right))
    joined = numpy.where(where, left, right)
    return Sweep(joined, min(low, others[0]), max(high, others[1])) if joined.dtype != object else Sweep.exact(joined)


def common_shape(sweeps: Sequence[Sweep]) -> tuple[int, ...]:
    """The shape of the design space that arrays span together."""
    import numpy

    shape = sweeps[0].shape
    for other in sweeps[1:]:
        if other.shape != shape:
            try:
                shape = numpy.broadcast_shapes(shape, other.shape)
            except ValueError:
                raise _apart(shape, other.shape) from None
    return shape


def _apart(a: tuple[int, ...], b: tuple[int, ...]) -> SymnetError:
    return SymnetError(
        f"arrays of the shapes {a} and {b} do not broadcast together", "give arrays of one shape, or of axes that are 1 where others vary"
    )


def _operand(size: Any) -> tuple[Any, int, int]:
    """The values of a number in an operation, and their bounds."""
    if isinstance(size, int):
        return size, size, size
    if not isinstance(size, Sweep):
        if is_expression(size) or isinstance(size, Algebra):
            raise SymnetError("arrays and symbols stand in one formula", "put numbers or arrays in for the symbols as well")
        size = sweep(size, "a size")
        if isinstance(size, int):
            return size, size, size
    return size.values, size.low, size.high


def _combined(op: Callable[[Any, Any], Any], a: Any, b: Any, bounds: Callable[[Bounds, Bounds], Bounds]) -> Sweep:
    """The operation at each point, in int64 where its bounds prove that it fits, else in Python ints."""
    (x, *p), (y, *q) = _operand(a), _operand(b)
    if not isinstance(x, int) and not isinstance(y, int) and x.shape != y.shape:
        common_shape([Sweep(x, *p), Sweep(y, *q)])
    for looked in (False, True):
        if looked:
            p, q = (n.tight if isinstance(n, Sweep) else known for n, known in ((a, p), (b, q)))
        low, high = bounds((p[0], p[1]), (q[0], q[1]))
        if fit(low, high, *p, *q):
            return Sweep(op(x, y), low, high)
    return Sweep.exact(op(*(n if isinstance(n, int) else n.astype(object) for n in (x, y))))


def _divisor(size: Any) -> Any:
    """What is divided by; at points that are not legal it may be 0, and anything is as good there."""
    if isinstance(size, int) and size == 0:
        raise ZeroDivisionError("a size is divided by 0")
    if not isinstance(size, Sweep) or size.low > 0 or not (size.values == 0).any():
        return size
    import numpy

    return Sweep.exact(numpy.where(size.values == 0, 1, size.values))
