"""What a layer is: a frozen value that states facts about itself in plain arithmetic."""

from __future__ import annotations

import abc
import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, dataclass_transform

from symnet.architecture.axes import Axes, alike, axis_symbols, numbered_axes, usual_axes
from symnet.architecture.called import Called
from symnet.architecture.conditions import Condition, whole
from symnet.architecture.facts import Facts, Met, with_facts
from symnet.architecture.fields import SizeField, choice, misfit, name_only, size
from symnet.architecture.guard import Signed, arguments, misfitting, shared_parent, with_arguments
from symnet.architecture.source import size_source
from symnet.architecture.weights import is_bias
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import PlainShape, Shape, as_shape, as_size, symbol
from symnet.arithmetic.window import Window
from symnet.door import refusal
from symnet.errors import ShapeError, SymnetError


@dataclass_transform(frozen_default=True, field_specifiers=(size, choice, dataclasses.field))
@dataclasses.dataclass(init=False, repr=False, eq=False)
class Layer(Called):
    """One operation of a network. A subclass is a frozen dataclass by being one; it states `output_shape` and what else it has.

    Facts take the input shapes (one sample, channels first) and are plain arithmetic, so they run on ints, sympy expressions,
    NumPy arrays and written terms alike. Fields made with `size()` may be symbols; all other fields are structure.

    A layer class is final, or abstract: `class Conv(Layer, abstract=True)` is what its subclasses share and is never made itself.
    """

    abstract: ClassVar[bool] = True
    """Whether the class only says what its subclasses share."""
    facts: ClassVar[Facts]
    """The facts as they are written, without a door: what a trace asks."""
    unstated: ClassVar[frozenset[str]] = frozenset({"output_shape"})
    """What a final subclass has yet to state."""
    label: ClassVar[str] = ""
    """What the layer is called in a network, before its number: Conv1, Conv2."""
    term: ClassVar[str] = "other"
    """What its operations beside multiply-accumulates and biases are counted as: "activation", "pooling", ... (`symnet.TERMS`)."""
    arity: ClassVar[int | None] = 1
    """How many inputs; None for any number from two on."""
    optional: ClassVar[int] = 0
    """How many further inputs may follow, such as the first state of a recurrent layer."""
    returns: ClassVar[int] = 1
    """How many outputs; a layer that states `extra_outputs` says so, as a number or a property."""
    shape_only: ClassVar[frozenset[int]] = frozenset()
    """Which of its inputs, counted from 0, are only asked for their shape: no cell of theirs is seen."""
    rank: ClassVar[int | None] = None
    """How many axes the input has, where that is fixed."""
    spatial: ClassVar[int] = 0
    """For how many axes a `per_axis` size is given."""
    axes: ClassVar[Axes | None] = None
    """Names and symbols of the input's last axes, where they are not the usual ones."""
    out_first: ClassVar[bool] = False
    """Whether weights are stored (out, in, *kernel), which papers count as in x kernel x out."""
    by_place: ClassVar[int | None] = None
    """How many arguments may be given without a name: those that have no default, or as many as stand in torch.nn's own order."""
    from_input: ClassVar[Mapping[str, int]] = {}
    """torch.nn's arguments that say what the input has, and where they stand among its arguments; here they are read from the input."""
    typical: ClassVar[Mapping[str, Any]] = {}
    """Values to show its formulas with, for fields that are structure and have no default."""

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for base in cls.__bases__:
            if issubclass(base, Layer) and not base.abstract:
                raise SymnetError(f"{cls.__name__} is a subclass of {base.__name__}, which is final", shared_parent(base))
        if "extra_outputs" in vars(cls) and "returns" not in vars(cls):
            raise SymnetError(f"{cls.__name__} states extra_outputs and not how many outputs there are", "say it: returns = 2")
        with_facts(cls)
        cls.abstract = abstract
        cls.unstated = frozenset(name for name in {*cls.unstated, *vars(cls)} if getattr(getattr(cls, name), "__isabstractmethod__", False))
        if cls.unstated and not abstract:
            missing = ", ".join(sorted(cls.unstated))
            raise SymnetError(
                f"{cls.__name__} does not state {missing}", "define it, or make the class abstract: class ...(..., abstract=True)"
            )
        if "__annotations__" in vars(cls):  # a variant without fields of its own is one already
            # What a dataclass can do is stated once below: generating it for each class takes half of the time to import symnet.
            name_only(cls, cls.by_place)
            dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
        if cls.__doc__ and not abstract:
            cls.__doc__ = with_arguments(cls)

    __signature__ = Signed()

    def __init__(self, *args: Any, **named: Any) -> None:
        cls, values = type(self), self.__dict__
        takes = arguments(cls)
        values.update(takes.defaults)
        if takes.factories:
            values.update((name, make()) for name, make in takes.factories)
        if args:
            values.update(zip(takes.by_place, args, strict=False))
        values.update(named)
        twice = args and named and not named.keys().isdisjoint(takes.by_place[: len(args)])
        if cls.abstract or twice or len(args) > len(takes.by_place) or len(values) != takes.count or not named.keys() <= takes.names:
            raise misfitting(cls, args, named)
        try:
            self.__post_init__()
        except SymnetError:
            raise
        except Exception as error:
            raise refusal(cls, args, named, error) from error

    def __setattr__(self, name: str, value: Any) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    @classmethod
    def checks_sizes(cls) -> bool:
        """Whether its sizes have a form of their own."""
        return cls.checked is not Layer.checked

    def __post_init__(self) -> None:
        self.check_structure()
        values, usual = self.__dict__, arguments(type(self)).usual
        for name, spec, _ in size_fields(type(self)):
            value = values[name]
            # What most sizes are needs no look: the default, or an int that may stand as it is.
            if value is None or value is usual.get(name) or (type(value) is int and not spec.per_axis and value >= spec.minimum):
                continue
            values[name] = self.checked(name, spec, value)

    def check_structure(self) -> None:
        """Refuse a field that is no size and holds something of another kind than it says."""
        values = self.__dict__
        for field in structure_fields(type(self)):
            value = values[field.name]
            if value is not field.default and (wanted := misfit(field, value)):
                raise SymnetError(f"{type(self).__name__} {field.name} is {value!r}", f"give {wanted}")

    def checked(self, name: str, spec: SizeField, value: Any) -> Any:
        """The value of a size field as it is kept; a layer whose sizes have a form of their own overrides this."""
        return spec.checked(f"{type(self).__name__} {name}", value, self.spatial)

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
        return self.facts.weights(self, *x)

    def buffers(self, *x: Shape) -> Mapping[str, Shape]:
        """What is stored and not learned, such as running statistics: name -> shape."""
        return {}

    def operations(self, y: Shape, *x: Shape) -> Operations:
        """The elementary operations of one sample, given the output shape and the input shapes."""
        return Operations()

    def windows(self, *x: Shape) -> tuple[Window, ...]:
        """The window along each spatial axis (all axes but the first); by default each output cell sees its own input cell."""
        return tuple(Window() for _ in x[0][1:])

    def moves(self, x: Shape) -> tuple[int, ...]:
        """For each axis of the output the axis of the input that it is, of a layer that only reorders them; () of any other layer."""
        return ()

    def mixes_first(self, x: Shape) -> bool:
        """Whether an output cell sees all of the first axis, of which windows say nothing: so it is wherever channels are first."""
        return True

    def extra_windows(self, *x: Shape) -> tuple[tuple[Window, ...], ...]:
        """The windows of its further outputs: those of the first one, where they have as many axes; none else."""
        windows = self.windows(*x)
        return tuple(windows if len(y) == len(windows) + 1 else () for y in self.extra_outputs(*x))

    def parts(self, outputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """Its outputs as a call hands them out, one after the other unless the framework groups them."""
        return outputs

    def particulars(self, *x: Shape) -> Mapping[str, Any]:
        """Further formulas that say what the layer does, such as where the i-th bin of a pooling begins; asked for in written terms."""
        return {}

    def conditions(self, *x: Shape) -> Iterable[Condition]:
        """What must hold for the input to be legal."""
        return ()

    def origin_conditions(self, x: tuple[Shape, ...], origins: tuple[Any, ...]) -> Iterable[Condition]:
        """What must hold of the calls that made its inputs (None for the network's own), such as the pooling that an unpooling undoes."""
        return ()

    # --------------------------------------------------- derived from the facts

    def input_axes(self, rank: int) -> Axes:
        """Name and symbol of each axis of an input with `rank` axes."""
        if self.axes is None:
            return usual_axes(rank)
        return (*numbered_axes(rank - len(self.axes)), *self.axes[max(len(self.axes) - rank, 0) :])

    def output_axes(self, rank: int) -> Axes:
        """Those of an output: of an input with as many axes; an image that Fold makes of columns is like any other."""
        return self.input_axes(rank) if self.rank in (None, rank) else usual_axes(rank)

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
            what = f"{type(self).__name__} takes an input of {self.rank} axes ({names}), got {len(x[0])}: {x[0]}"
            raise ShapeError(what, "batch axes are left out")

    def sizes(self) -> dict[str, Any]:
        """The layer's sizes by field name; per-axis sizes are tuples."""
        return {name: getattr(self, name) for name, _, _ in size_fields(type(self))}

    def size_specs(self) -> Iterable[tuple[SizeField, tuple[Any, ...]]]:
        """What each size is, and its values: one, or one for each axis and side."""
        for name, spec, _ in size_fields(type(self)):
            yield spec, flat(getattr(self, name))
        for inner in self.wrapped().values():
            yield from inner.size_specs()

    @functools.cached_property
    def open_sizes(self) -> tuple[Any, ...]:
        """Its sizes that are no ints: expressions, arrays, words."""
        own = [value for name, _, _ in size_fields(type(self)) if type(value := getattr(self, name)) is not int]
        within = [value for layer in self.wrapped().values() for value in layer.open_sizes]
        return (*[v for value in own for v in flat(value) if type(v) is not int], *within)

    @functools.cached_property
    def known_shapes(self) -> dict[tuple[Shape, ...], Met] | None:
        """What it made of shapes it met, for a layer that asks nothing but ints of them; the last few hundred of them."""
        return None if self.open_sizes or type(self).origin_conditions is not Layer.origin_conditions else {}

    def wrapped(self) -> dict[str, Layer]:
        """The layers it is made around, by field name."""
        values = self.__dict__
        return {f.name: value for f in structure_fields(type(self)) if isinstance(value := values[f.name], Layer)}

    def size_conditions(self) -> Iterable[Condition]:
        """What must hold of its own sizes that are expressions, such as 8h/3: each is a whole number, and as large as it must be."""
        for name, spec, _ in size_fields(type(self)):
            for value in flat(getattr(self, name)):
                yield from whole(value, f"{type(self).__name__} {name}", spec.minimum)
        for layer in self.wrapped().values():
            yield from layer.size_conditions()

    def template(self, make: Callable[[str], Any]) -> tuple[Layer, dict[str, Any]]:
        """This layer with `make(symbol)` for each of its sizes, and what each symbol stands for.

        Sizes left at their default stay numbers, except the ones always shown (a stride, a padding).
        """
        # A plain convolution reads F_in K^2 F_out, not .../G: what the user left out stays out of the formula. Sizes that are words
        # ("same") or fractions have no symbol.
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
        for field_name, layer in self.wrapped().items():
            changes[field_name], within = layer.template(make)
            given |= within
        return self.with_sizes(changes), given

    @classmethod
    def in_symbols(cls, every: bool = False, **structure: Any) -> tuple[Layer, tuple[PlainShape, ...]]:
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
        return layer, (as_shape(symbols),) * (cls.arity or 2)

    def unbiased(self) -> Layer:
        """The same layer without the biases it adds; itself, where it has none."""
        fields = ((field.name, getattr(self, field.name)) for field in structure_fields(type(self)))
        there = {
            name: type(v)() for name, v in fields if is_bias(name) and not name.startswith("add_") and isinstance(v, (bool, str)) and v
        }
        return dataclasses.replace(self, **there) if there else self  # type: ignore[type-var]

    def with_sizes(self, changes: Mapping[str, Any]) -> Layer:
        """The same layer with other sizes."""
        return dataclasses.replace(self, **changes) if changes else self  # type: ignore[type-var]

    def map_sizes(self, change: Callable[[Any], Any]) -> Layer:
        """The same layer with `change` applied to every size that is not None."""
        changed: dict[str, Any] = {}
        for field_name, spec, _ in size_fields(type(self)):
            value = getattr(self, field_name)
            if value is not None and not isinstance(value, str):
                new = _deep(functools.partial(self._changed, change, field_name, spec), value)
                if new is not value:
                    changed[field_name] = new
        for field_name, layer in self.wrapped().items():
            if (mapped := layer.map_sizes(change)) is not layer:
                changed[field_name] = mapped
        return self.with_sizes(changed)

    def _changed(self, change: Callable[[Any], Any], name: str, spec: SizeField, value: Any) -> Any:
        new = change(value)
        # Some numbers are written for what is no size, such as -1 for one that is left open; an expression never means that.
        return as_size(new, f"{type(self).__name__} {name}", spec.minimum) if type(new) is int and type(value) is not int else new

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in _field_names(type(self))])

    def __repr__(self) -> str:
        parts: list[str] = []
        keyword = False
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            if not required and alike(value, _default(field)):
                keyword = True
                continue
            keyword = keyword or not required
            spec = field.metadata.get("size")
            shown = size_source(value, spec is not None and spec.per_axis)
            parts.append(f"{field.name}={shown}" if keyword else shown)
        return f"{type(self).__name__}({', '.join(parts)})"


with_facts(Layer)


@functools.cache
def _field_names(cls: type[Layer]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))  # type: ignore[arg-type]


@functools.cache
def structure_fields(cls: type[Layer]) -> tuple[dataclasses.Field[Any], ...]:
    """The fields of a layer class that are no sizes."""
    return tuple(field for field in dataclasses.fields(cls) if "size" not in field.metadata)  # type: ignore[arg-type]


@functools.cache
def size_fields(cls: type[Layer]) -> tuple[tuple[str, SizeField, Any], ...]:
    """Name, description and default of each size field of a layer class."""
    return tuple((f.name, f.metadata["size"], f.default) for f in dataclasses.fields(cls) if "size" in f.metadata)  # type: ignore[arg-type]


def _paired(names: Any, value: Any) -> Iterable[tuple[str, Any]]:
    return zip(names, value, strict=True) if isinstance(names, tuple) else ((names, value),)


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default is not dataclasses.MISSING else field.default_factory()  # type: ignore[misc]


def flat(value: Any) -> tuple[Any, ...]:
    """A size, or the sizes of all axes and sides, in one tuple."""
    if not isinstance(value, tuple):
        return (value,)
    return tuple([v for part in value for v in flat(part)]) if tuple in map(type, value) else value


def _deep(change: Callable[[Any], Any], value: Any) -> Any:
    return tuple(_deep(change, v) for v in value) if isinstance(value, tuple) else change(value)
