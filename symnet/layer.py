"""What a layer is: a frozen value that states facts about itself in plain arithmetic."""

from __future__ import annotations

import abc
import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, dataclass_transform

from symnet.conditions import Condition
from symnet.errors import SymnetError
from symnet.operations import Operations
from symnet.sizes import Shape, SizeField, as_size, is_expression, plain_int, product, size, symbol
from symnet.window import Window

AXES: Mapping[int, tuple[tuple[str, str], ...]] = {
    0: (),
    1: (("features", "F_in"),),
    2: (("channels", "F_in"), ("length", "L")),
    3: (("channels", "F_in"), ("height", "H"), ("width", "W")),
    4: (("channels", "F_in"), ("depth", "D"), ("height", "H"), ("width", "W")),
}
"""Names and symbols of the axes of an input, by how many there are."""


@dataclass_transform(frozen_default=True, field_specifiers=(size, dataclasses.field))
class Layer(abc.ABC):
    """One operation of a network. A subclass is a frozen dataclass by being one; it states `output_shape` and what else it has.

    Facts take the input shapes (one sample, channels first) and are plain arithmetic, so they run on ints, sympy expressions,
    NumPy arrays and written terms alike. Fields made with `size()` may be symbols; all other fields are structure.
    """

    label: ClassVar[str] = ""
    """What the layer is called in a network, before its number: Conv1, Conv2."""
    arity: ClassVar[int | None] = 1
    """How many inputs; None for any number from two on."""
    optional: ClassVar[int] = 0
    """How many further inputs may follow, such as the first state of a recurrent layer."""
    rank: ClassVar[int | None] = None
    """How many axes the input has, where that is fixed."""
    spatial: ClassVar[int] = 0
    """For how many axes a `per_axis` size is given."""
    axes: ClassVar[tuple[tuple[str, str], ...] | None] = None
    """Names and symbols of the input's last axes, where they are not the usual ones."""
    out_first: ClassVar[bool] = False
    """Whether weights are stored (out, in, *kernel), which papers count as in x kernel x out."""

    typical: ClassVar[Mapping[str, Any]] = {}
    """Values to show its formulas with, for fields that are structure and have no default."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__annotations__" in vars(cls) or not dataclasses.is_dataclass(cls):  # a variant without fields of its own is one already
            dataclasses.dataclass(frozen=True, repr=False)(cls)

    def __post_init__(self) -> None:
        for name, spec, _ in size_fields(type(self)):
            value = getattr(self, name)
            if value is None or (type(value) is int and not spec.per_axis and value >= spec.minimum):
                continue
            object.__setattr__(self, name, self._checked(name, spec, value))

    def _checked(self, name: str, spec: SizeField, value: Any) -> Any:
        what = f"{type(self).__name__} {name}"
        if isinstance(value, list):
            value = tuple(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if not spec.per_axis:
            if isinstance(value, tuple):
                raise SymnetError(f"{what} is {value}; give one size")
            return as_size(value, what, spec.minimum)
        if not isinstance(value, tuple):
            return (as_size(value, what, spec.minimum),) * self.spatial
        if len(value) != self.spatial:  # pyright: ignore[reportUnknownArgumentType]
            raise SymnetError(f"{what} has {len(value)} sizes {value}; give one, or one for each of the {self.spatial} axes")  # pyright: ignore[reportUnknownArgumentType]
        return tuple(self._per_side(f"{what}[{axis}]", spec, v) for axis, v in enumerate(value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]

    def _per_side(self, what: str, spec: SizeField, value: Any) -> Any:
        return as_size(value, what, spec.minimum)

    # ------------------------------------------------------------------ facts

    @abc.abstractmethod
    def output_shape(self, *x: Shape) -> Shape:
        """The shape of the (first) output."""

    def extra_outputs(self, *x: Shape) -> tuple[Shape, ...]:
        """The shapes of further outputs, such as the last state of a recurrent layer."""
        return ()

    def weights(self, *x: Shape) -> Mapping[str, Shape]:
        """The learned parameters: name -> shape."""
        return {}

    def active_weights(self, *x: Shape) -> Mapping[str, Shape]:
        """The part of the weights that one token uses; all of them, but for layers that choose among experts."""
        return self.weights(*x)

    def buffers(self, *x: Shape) -> Mapping[str, Shape]:
        """What is stored and not learned, such as running statistics: name -> shape."""
        return {}

    def operations(self, y: Shape, *x: Shape) -> Operations:
        """The elementary operations of one sample, given the output shape and the input shapes."""
        return Operations()

    def windows(self, *x: Shape) -> tuple[Window, ...]:
        """The window along each spatial axis (all axes but the first); by default each output cell sees its own input cell."""
        return tuple(Window() for _ in x[0][1:])

    def particulars(self, *x: Shape) -> Mapping[str, Any]:
        """Further formulas that say what the layer does, such as where the i-th bin of a pooling begins; asked for in written terms."""
        return {}

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        """What must hold for the input to be legal."""
        return ()

    # --------------------------------------------------- derived from the facts

    def input_axes(self, rank: int) -> tuple[tuple[str, str], ...]:
        """Name and symbol of each axis of an input with `rank` axes."""
        if self.axes is not None:
            if rank <= len(self.axes):
                return self.axes[len(self.axes) - rank :]
            return (*((f"axis{k}", f"N{k}") for k in range(rank - len(self.axes))), *self.axes)
        return AXES[rank] if rank in AXES else tuple((f"axis{k}", f"N{k}") for k in range(rank))

    def check_inputs(self, *x: Shape) -> None:
        """Refuse a wrong number of inputs or of axes."""
        if (self.arity is None and len(x) < 1) or (self.arity is not None and not self.arity <= len(x) <= self.arity + self.optional):
            most = (self.arity or 0) + self.optional
            wanted = (
                "at least one input"
                if self.arity is None
                else f"{self.arity} to {most} inputs"
                if self.optional
                else f"{most} input{'s' * (most > 1)}"
            )
            raise SymnetError(f"{type(self).__name__} takes {wanted}, got {len(x)}")
        if self.rank is not None and len(x[0]) != self.rank:
            names = ", ".join(axis for axis, _ in self.input_axes(self.rank))
            raise SymnetError(
                f"{type(self).__name__} takes an input of {self.rank} axes ({names}), got {len(x[0])}: {x[0]}; batch axes are left out"
            )

    def sizes(self) -> dict[str, Any]:
        """The layer's sizes by field name; per-axis sizes are tuples."""
        return {name: getattr(self, name) for name, _, _ in size_fields(type(self))}

    def size_specs(self) -> Iterable[tuple[SizeField, tuple[Any, ...]]]:
        """What each size is, and its values: one, or one for each axis and side."""
        for name, spec, _ in size_fields(type(self)):
            yield spec, flat(getattr(self, name))

    def template(self, make: Callable[[str], Any]) -> tuple[Layer, dict[str, Any]]:
        """This layer with `make(symbol)` for each of its sizes, and what each symbol stands for.

        Sizes left at their default stay numbers, except the ones always shown (a stride, a padding).
        """
        changes: dict[str, Any] = {}
        given: dict[str, Any] = {}
        for field_name, spec, default in size_fields(type(self)):
            value = getattr(self, field_name)
            values = value if isinstance(value, tuple) else (value,)
            if (
                value is None
                or any(isinstance(v, (str, float)) for v in values)
                or (not spec.shown and all(type(v) is int and v == default for v in values))
            ):
                continue
            symbols = axis_symbols(spec.symbol, values)
            given |= {n: v for names, v in zip(symbols, values, strict=True) for n, v in _paired(names, v)}
            made = tuple(tuple(map(make, names)) if isinstance(names, tuple) else make(names) for names in symbols)
            changes[field_name] = made if isinstance(value, tuple) else made[0]
        return self.with_sizes(changes), given

    @classmethod
    def in_symbols(cls, every: bool = False, **structure: Any) -> tuple[Layer, tuple[Shape, ...]]:
        """The layer and its inputs with a symbol for each size; with `every`, also for the sizes that have a default."""
        structure = {**cls.typical, **structure}
        values = {
            name: symbol(spec.symbol)
            for name, spec, default in size_fields(cls)
            if name not in structure and (default is dataclasses.MISSING or spec.shown or (every and default is not None))
        }
        layer = cls(**values, **structure)  # type: ignore[call-arg]
        axes = layer.input_axes(cls.rank or (len(cls.axes) if cls.axes else 3))
        symbols = [axes[0][1], *([axes[-1][1]] * (len(axes) - 1) if cls.spatial else [s for _, s in axes[1:]])]
        return layer, (tuple(map(symbol, symbols)),) * (cls.arity or 2)

    def with_sizes(self, changes: Mapping[str, Any]) -> Layer:
        """The same layer with other sizes."""
        return dataclasses.replace(self, **changes) if changes else self  # type: ignore[type-var]

    def map_sizes(self, change: Callable[[Any], Any]) -> Layer:
        """The same layer with `change` applied to every size that is not None."""
        changed: dict[str, Any] = {}
        for field_name, value in self.sizes().items():
            if value is not None and not isinstance(value, str):
                new = _deep(change, value)
                if new is not value:
                    changed[field_name] = new
        return self.with_sizes(changed)

    def __repr__(self) -> str:
        parts: list[str] = []
        keyword = False
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            if not required and same(value, _default(field)):
                keyword = True
                continue
            keyword = keyword or not required
            spec = field.metadata.get("size")
            shown = size_repr(value, spec is not None and spec.per_axis)
            parts.append(f"{field.name}={shown}" if keyword else shown)
        return f"{type(self).__name__}({', '.join(parts)})"


@functools.cache
def size_fields(cls: type[Layer]) -> tuple[tuple[str, SizeField, Any], ...]:
    """Name, description and default of each size field of a layer class."""
    return tuple((f.name, f.metadata["size"], f.default) for f in dataclasses.fields(cls) if "size" in f.metadata)  # type: ignore[arg-type]


def axis_symbols(symbol: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """One symbol for values that are alike, else one for each axis; a pair (before, after) gets a pair of symbols."""
    alike = all(same(v, values[0]) for v in values)
    names = {2: ("_h", "_w"), 3: ("_d", "_h", "_w")}.get(len(values)) or tuple(f"_{k}" for k in range(len(values)))
    letters = ("",) * len(values) if alike else names
    return tuple(
        (f"{symbol}{letter}_before", f"{symbol}{letter}_after") if isinstance(v, tuple) else f"{symbol}{letter}"
        for letter, v in zip(letters, values, strict=True)
    )


def counted(layer: Layer, shape: Shape) -> Any:
    """How many numbers a weight holds, with its factors in the order papers write them: in x (kernel) x out."""
    if layer.out_first and len(shape) > 1:
        kernel = (product(shape[2:]),) if len(shape) > 2 else ()
        result = shape[1]
        for factor in (*kernel, shape[0]):
            result = result * factor
        return plain_int(result)
    return product(shape)


def _paired(names: Any, value: Any) -> Iterable[tuple[str, Any]]:
    return zip(names, value, strict=True) if isinstance(names, tuple) else ((names, value),)


def same(a: Any, b: Any) -> bool:
    """Equality that arrays do not spoil."""
    if isinstance(a, tuple) and not isinstance(b, tuple):
        return all(same(v, b) for v in a) and len(a) > 0
    return a is b or (type(a) is type(b) and not hasattr(a, "__array__") and bool(a == b))


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default is not dataclasses.MISSING else field.default_factory()  # type: ignore[misc]


def flat(value: Any) -> tuple[Any, ...]:
    """A size, or the sizes of all axes and sides, in one tuple."""
    return tuple(v for part in value for v in flat(part)) if isinstance(value, tuple) else (value,)


def _deep(change: Callable[[Any], Any], value: Any) -> Any:
    return tuple(_deep(change, v) for v in value) if isinstance(value, tuple) else change(value)


def size_repr(value: Any, per_axis: bool = False) -> str:
    """A size as Python text that makes it again: an int, a symbol's name, or sympy's own construction."""
    if isinstance(value, tuple) and per_axis and not isinstance(value[0], tuple) and all(same(v, value[0]) for v in value):
        return size_repr(value[0])
    if isinstance(value, tuple):
        return f"({', '.join(map(size_repr, value))}{',' if len(value) == 1 else ''})"
    if not is_expression(value):
        return repr(value)
    return repr(value.name) if value.is_Symbol and value == symbol(value.name) else expression_repr(value)


def expression_repr(value: Any) -> str:
    """Anything as Python text that makes it again; an expression as sympy's own construction."""
    if not is_expression(value):
        return repr(value)
    import sympy

    return sympy.srepr(value)
