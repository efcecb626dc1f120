"""Derivations: a fact read three times, in symbols, with the values put in, and as the exact value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symnet.errors import unknown
from symnet.layer import AXES, Layer, same
from symnet.quantities.counts import OPERATIONS, QUANTITIES
from symnet.sizes import Shape, symbol
from symnet.style import Latex, MathMl, Text, show
from symnet.trace import Call
from symnet.written import Term, Written, evaluate, name, put_in, settle, written


@dataclass(frozen=True)
class Line:
    """Terms with equals signs between them; the one thing every renderer prints as mathematics."""

    terms: tuple[Term, ...]

    def show(self, style: Text) -> str:
        """The line in a style; a step that prints like the one before it is left out."""
        shown = [show(term, style) for term in self.terms]
        return style.equals.join(s for k, s in enumerate(shown) if k == 0 or s != shown[k - 1])

    def __str__(self) -> str:
        return self.show(Text())


@dataclass(frozen=True)
class Derivation:
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

    @property
    def line(self) -> Line:
        """All three readings. Floors stand where they act: where the division is exact for the givens they are left out."""
        if self.symbolic:
            return Line((self.formula,))
        return Line((settle(self.formula, self.given), *self.worked.terms))

    @property
    def worked(self) -> Line:
        """The substituted line and the value, as a table shows them: (227 - 11)/4 + 1 = 55."""
        return Line((self.substituted, written(self.value)))

    @property
    def substituted(self) -> Term:
        """The formula with its values put in and nothing computed."""
        return put_in(settle(self.formula, self.given), self.given)

    @property
    def expr(self) -> Any:
        """The formula as a sympy expression, in symbols for positive integers."""
        return evaluate(self.formula, {n: symbol(n) for n in self.formula.names()}) if isinstance(self.formula, Written) else self.formula

    @property
    def symbolic(self) -> bool:
        """Whether every symbol stands for itself, so that there is nothing to put in."""
        return all(written(value) == name(symbol) for symbol, value in self.given.items())

    def text(self) -> str:
        """The derivation as plain text."""
        return self.line.show(Text())

    def latex(self, *, lhs: bool = False) -> str:
        """The derivation in LaTeX, for math mode; with `lhs` its name and an equals sign come first."""
        return (rf"\text{{{self.name}}}=" if lhs else "") + self.line.show(Latex())

    def mathml(self) -> str:
        """The derivation as a MathML element."""
        return f"<math><mrow>{self.line.show(MathMl())}</mrow></math>"

    def __str__(self) -> str:
        return self.text()

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex()}$"


def derive(call: Call, of: str, calls: Sequence[Call] = ()) -> Derivation:
    """The derivation of an output axis or a quantity of one call."""
    passed: list[str] = []
    for derivation in _each(call, calls):
        if derivation.name == of:
            return derivation
        passed.append(derivation.name)
    raise unknown(f"derivation of {call.name}", of, passed)


def derivations(call: Call, calls: Sequence[Call] = ()) -> tuple[Derivation, ...]:
    """Every derivation of one call: its output axes, then its counts."""
    return tuple(_each(call, calls))


def _each(call: Call, calls: Sequence[Call]) -> Iterator[Derivation]:
    """One derivation after the other, so that who asks for the first does not pay for the last."""
    layer, given = call.layer.template(name)
    inputs, values = _named_inputs(call, calls, given)
    given |= values
    y = layer.output_shape(*inputs)
    axes = output_axes(call.layer, len(y))
    for (axis, _), n, value in zip(axes, y, call.output, strict=True):
        yield Derivation(axis, written(n), _used(n, given), value)
    named = _named_output(y, axes, call.output, given)
    for q in (*QUANTITIES.values(), *OPERATIONS.values()):
        formula = written(q.amount(layer, named, inputs, call.shared))
        yield Derivation(q.name, formula, _used(formula, given), q.of_call(call))
    yield from _particulars(layer, inputs, given)


def _particulars(layer: Layer, inputs: tuple[Shape, ...], given: Mapping[str, Any]) -> Iterator[Derivation]:
    """What else a layer says in formulas; a name that nothing is given for is a running index and stays."""
    for what, term in layer.particulars(*inputs).items():
        values = _used(term, given)
        values |= {n: symbol(n) for n in term.names() if n not in values}
        yield Derivation(what, term, values, evaluate(term, values))


def layer_formulas(layer: Layer, shapes: tuple[Shape, ...]) -> tuple[Derivation, ...]:
    """Every formula of a layer on inputs of these shapes: its output axes, then its counts."""
    from symnet.graph import Graph, Node
    from symnet.trace import trace

    node = Node(layer.label or type(layer).__name__, layer, tuple(-1 - k for k in range(len(shapes))))
    return derivations(trace(Graph((node,)), shapes).calls[0])


def output_axes(layer: Layer, rank: int) -> tuple[tuple[str, str], ...]:
    """Name and symbol of each output axis: those of an input with as many axes; an image that Fold makes of columns is like any other."""
    return layer.input_axes(rank) if layer.rank in (None, rank) else AXES.get(rank) or layer.input_axes(rank)


def axis_symbols_of(axes: Sequence[tuple[str, str]], shape: Shape) -> tuple[str, ...]:
    """A symbol for each axis; spatial axes of one size share the last one's, so a square image is W x W."""
    symbols = tuple(symbol for _, symbol in axes)
    alike = len(shape) > 2 and all(same(s, shape[1]) for s in shape[2:])
    return (symbols[0], *(symbols[-1:] * (len(shape) - 1))) if alike else symbols


def _named_inputs(call: Call, calls: Sequence[Call], taken: Mapping[str, Any]) -> tuple[tuple[Shape, ...], dict[str, Any]]:
    """Names for the axes of every input, and what they stand for: a number, or the product it came from."""
    given: dict[str, Any] = {}
    inputs: list[Shape] = []
    for k, shape in enumerate(call.inputs):
        axes = call.layer.input_axes(len(shape))
        suffix = f"_{k + 1}" if len(call.inputs) > 1 else ""
        names = tuple(symbol + suffix for symbol in axis_symbols_of(axes, shape))
        names = tuple(f"{n}_in" if n in taken and written(taken[n]) != name(n) else n for n in names)
        inputs.append(tuple(map(name, names)))
        origin = _origin(call.sources[k], calls)
        given |= {n: origin.get(axis, size) for axis, (n, size) in enumerate(zip(names, shape, strict=True))}
    return tuple(inputs), given


def _origin(source: int, calls: Sequence[Call]) -> dict[int, Term]:
    """For axes of an input that a layer before made as a product (Flatten): that product with its numbers put in."""
    while 0 <= source < len(calls) and calls[source].raw_output is calls[source].raw_inputs[0]:
        source = calls[source].sources[0]
    if not 0 <= source < len(calls):
        return {}
    made = calls[source]
    given = {f"x{a}": n for a, n in enumerate(made.inputs[0])}
    y: Shape = made.layer.output_shape(tuple(map(name, given))) if len(made.inputs) == 1 else ()
    return {axis: put_in(n, given) for axis, n in enumerate(y) if isinstance(n, Written) and n.op == "prod"}


def _named_output(y: Shape, axes: Sequence[tuple[str, str]], values: Shape, given: dict[str, Any]) -> Shape:
    """The output shape for counting with: sizes that are not a name already are called H_out, W_out."""
    named: list[Any] = []
    for n, axis, value in zip(y, axis_symbols_of(axes, values), values, strict=True):
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
