"""Derivations: a fact read three times, in symbols, with the values put in, and as the exact value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from symnet.architecture.axes import shape_symbols
from symnet.architecture.graph import Wire, alone
from symnet.architecture.layer import Layer
from symnet.architecture.trace import Call, trace
from symnet.arithmetic.sizes import PlainShape, Shape, symbol
from symnet.door import doors
from symnet.errors import unknown
from symnet.quantities import QUANTITIES, Quantity
from symnet.tables.render import Format, format_of
from symnet.writing.answer import Answer
from symnet.writing.latex import Latex
from symnet.writing.line import Line
from symnet.writing.names import PLAIN, AnyNotation, Notation, notation_of
from symnet.writing.style import Style
from symnet.writing.term import Term, Written, evaluate, expression, name, put_in, settle, written


@doors
@dataclass(frozen=True, repr=False)
class Derivation(Answer):
    """name: formula = the formula with the givens put in = value.

    `formula` is the rule as its layer writes it, `given` what each of its symbols stands for, and `value` the exact int (or
    the sympy expression, where sizes are symbolic).

    >>> from symnet import Conv2d, Network
    >>> derivation = Network(Conv2d(96, 11, stride=4), (3, 227, 227))["Conv1"].derivation("height")
    >>> print(derivation)
    (W - K + 2P)/S + 1 = (227 - 11)/4 + 1 = 55
    >>> print(derivation.latex())
    (W-K+2P)/S+1=(227-11)/4+1=55
    """

    name: str
    formula: Term
    given: Mapping[str, Any]
    value: Any
    notation: Notation = field(default=PLAIN, compare=False)
    """How names in it are written."""

    @property
    def line(self) -> Line:
        """All three readings. Floors stand where they act: where the division is exact for the givens they are left out."""
        if self.symbolic:
            return Line((self.formula,), notation=self.notation)
        return Line((settle(self.formula, self.given), *self.worked.terms), notation=self.notation)

    @property
    def worked(self) -> Line:
        """The substituted line and the value, as a table shows them: (227 - 11)/4 + 1 = 55."""
        return Line(tuple(map(written, (self.substituted, self.value))), notation=self.notation)

    @property
    def substituted(self) -> Term:
        """The formula with its values put in and nothing computed."""
        return put_in(settle(self.formula, self.given), self.given)

    @property
    def expr(self) -> Any:
        """The formula as a sympy expression, in symbols for whole numbers."""
        return expression(self.formula)

    @property
    def symbolic(self) -> bool:
        """Whether every symbol stands for itself, so that there is nothing to put in."""
        return all(written(value) == name(symbol) for symbol, value in self.given.items())

    def to(self, form: Format | str, *, lhs: bool = False) -> str:
        """The derivation in a format: one of `symnet.FORMATS` by name, or one of your own; with `lhs` its name comes first."""
        style = format_of(form).style()
        shown = self.line.show(style)
        return f"{style.word(self.name)}{style.equals}{shown}" if lhs else shown

    def show(self, style: Style) -> str:
        """All three readings in a style."""
        return self.line.show(style)

    def latex(self, *, lhs: bool = False, steps: bool = False, notation: AnyNotation = PLAIN) -> str:
        """The derivation in LaTeX, for math mode; with `lhs` its name and an equals sign come first, with `steps` each step has a line.

        >>> import symnet as sn
        >>> print(sn.zoo.alexnet()["Conv1"].derivation("height").latex(steps=True))
        \\begin{aligned}
        &(W-K+2P)/S+1 \\\\
        &=(227-11)/4+1 \\\\
        &=55
        \\end{aligned}
        """
        style = Latex(notation=notation_of(notation))
        first = f"{style.word(self.name)}{style.equals}" if lhs else ""
        if not steps:
            return first + self.show(style)
        shown = (f"{style.equals if k else ''}{step.show(style)}" for k, step in enumerate(self.steps))
        return "\n".join((r"\begin{aligned}", f"{first}&" + " \\\\\n&".join(shown), r"\end{aligned}"))

    @property
    def steps(self) -> tuple[Line, ...]:
        """Each step alone: the formula, the formula with its values put in, the value."""
        return tuple(Line((term,), notation=self.notation) for term in self.line.terms)

    @property
    def listed(self) -> str:
        """The derivation with its name."""
        return f"{self.name} = {self.text()}"


class Derivations:
    """Every derivation of one call: its output axes, its counts, and what else its layer says. The layer is put in names once for all."""

    def __init__(self, call: Call, calls: Sequence[Call] = (), notation: Notation = PLAIN) -> None:
        self.call = call
        self.calls = calls
        self.notation = notation

    def __iter__(self) -> Iterator[Derivation]:
        """One after the other, so that who asks for the first does not pay for the last."""
        for (axis, _), n, value in zip(self._axes, self._output, self.call.output, strict=True):
            yield Derivation(axis, written(n), _used(n, self._given), value, self.notation)
        counts = [self.of_quantity(quantity) for quantity in QUANTITIES.values()]
        yield from (d for d in counts if d.name != "active_params" or d.formula != counts[0].formula)
        yield from self._particulars()

    def of(self, wanted: str | Quantity) -> Derivation:
        """The derivation of an output axis, of a quantity, or of another formula of the layer, by its name."""
        if isinstance(wanted, Quantity):
            return self.of_quantity(wanted)
        if wanted in QUANTITIES:
            return self.of_quantity(QUANTITIES[wanted])
        passed: list[str] = []
        for derivation in self:
            if derivation.name == wanted:
                return derivation
            passed.append(derivation.name)
        raise unknown(f"derivation of {self.call.name}", wanted, passed)

    def of_quantity(self, quantity: Quantity) -> Derivation:
        """The derivation of a quantity: the same function of the call, read on a call of names."""
        formula = written(quantity.of(self._counted))
        return Derivation(quantity.name, formula, _used(formula, self._given), quantity.of(self.call), self.notation)

    @cached_property
    def _named(self) -> tuple[Layer, tuple[Shape, ...], dict[str, Any]]:
        """The layer in names, its inputs in names, and what each name stands for."""
        layer, given = self.call.layer.template(name)
        inputs, values = _named_inputs(self.call, self.calls, given)
        return layer, inputs, given | values

    @property
    def _given(self) -> dict[str, Any]:
        return self._named[2]

    @cached_property
    def _output(self) -> Shape:
        layer, inputs, _ = self._named
        return layer.output_shape(*inputs)

    @cached_property
    def _axes(self) -> Sequence[tuple[str, str]]:
        return self.call.layer.output_axes(len(self._output))

    @cached_property
    def _counted(self) -> Call:
        """The call in names, with a name for each size of its output, as counts are written with: H_out W_out F_in K^2."""
        layer, inputs, given = self._named
        output = _named_output(self._output, self._axes, self.call.output, given)
        return replace(self.call, layer=layer, raw_inputs=inputs, raw_output=output, loops=(), met=None)

    def _particulars(self) -> Iterator[Derivation]:
        """What else a layer says in formulas; a name that nothing is given for is a running index and stays."""
        layer, inputs, given = self._named
        for what, term in layer.particulars(*inputs).items():
            values = _used(term, given)
            values |= {n: symbol(n) for n in term.names() if n not in values}
            yield Derivation(what, term, values, evaluate(term, values), self.notation)


def layer_formulas(layer: Layer, shapes: tuple[PlainShape, ...]) -> tuple[Derivation, ...]:
    """Every formula of a layer on inputs of these shapes: its output axes, then its counts."""
    return tuple(Derivations(trace(alone(layer, len(shapes)), shapes).calls[0]))


def _named_inputs(call: Call, calls: Sequence[Call], taken: Mapping[str, Any]) -> tuple[tuple[Shape, ...], dict[str, Any]]:
    """Names for the axes of every input, and what they stand for: a number, or the product it came from."""
    given: dict[str, Any] = {}
    inputs: list[Shape] = []
    for k, shape in enumerate(call.inputs):
        axes = call.layer.input_axes(len(shape))
        suffix = f"_{k + 1}" if len(call.inputs) > 1 else ""
        names = tuple(symbol + suffix for symbol in shape_symbols(axes, shape))
        names = tuple(f"{n}_in" if n in taken and written(taken[n]) != name(n) else n for n in names)
        inputs.append(tuple(map(name, names)))
        origin = _origin(call.sources[k], calls)
        given |= {n: origin.get(axis, size) for axis, (n, size) in enumerate(zip(names, shape, strict=True))}
    return tuple(inputs), given


def _origin(source: Wire, calls: Sequence[Call]) -> dict[int, Term]:
    """For axes of an input that a layer before made as a product (Flatten): that product with its numbers put in."""
    while isinstance(source, int) and 0 <= source < len(calls) and calls[source].raw_output is calls[source].raw_inputs[0]:
        source = calls[source].sources[0]
    if not (isinstance(source, int) and 0 <= source < len(calls)):
        return {}
    made = calls[source]
    given = {f"x{a}": n for a, n in enumerate(made.inputs[0])}
    y: Shape = made.layer.output_shape(tuple(map(name, given))) if len(made.inputs) == 1 else ()
    return {axis: put_in(n, given) for axis, n in enumerate(y) if isinstance(n, Written) and n.op == "prod"}


def _named_output(y: tuple[Any, ...], axes: Sequence[tuple[str, str]], values: Shape, given: dict[str, Any]) -> Shape:
    """The output shape for counting with: sizes that are not a name already are called H_out, W_out."""
    named: list[Any] = []
    for n, axis, value in zip(y, shape_symbols(tuple(axes), values), values, strict=True):
        if isinstance(n, int) or n.op == "name":
            named.append(n)
            continue
        made = axis.removesuffix("_in") + "_out"
        given[made] = value
        named.append(name(made))
    return tuple(named)


def _used(term: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given of the names the term has."""
    return {n: given[n] for n in term.names() if n in given} if isinstance(term, Written) else {}
