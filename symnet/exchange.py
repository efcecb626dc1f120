"""Networks as JSON and back: layers by class and fields, graphs by nodes and wires, expressions as lists. Nothing is evaluated."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from symnet import layers
from symnet.architecture.axes import alike
from symnet.architecture.graph import Graph, Node
from symnet.architecture.layer import Layer
from symnet.arithmetic.rounding import Reading
from symnet.arithmetic.sizes import is_expression, plain_int, symbol
from symnet.door import shown
from symnet.errors import SymnetError, Unsupported, unknown

VERSION = 1
"""Of the format: a reader refuses a document of a later one."""

OPERATIONS: Mapping[str, str] = {
    "Add": "+",
    "Mul": "*",
    "Pow": "**",
    "floor": "floor",
    "ceiling": "ceiling",
    "Mod": "mod",
    "Max": "max",
    "Min": "min",
}
"""What an expression may be made of, by sympy's names."""
ASSUMED = ("integer", "nonnegative", "positive")

Classes: TypeAlias = Mapping[str, type[Layer]]


def classes(own: Iterable[type[Layer]] = ()) -> Classes:
    """The layers a document may name: symnet's, and a user's own that are given."""
    found = {name: getattr(layers, name) for name in layers.__all__}
    known = {name: cls for name, cls in found.items() if isinstance(cls, type) and issubclass(cls, Layer)}
    return known | {cls.__name__: cls for cls in own}


# ------------------------------------------------------------------------ writing


def document(op: Layer | Graph, inputs: Sequence[Any], **more: Any) -> dict[str, Any]:
    """A network as plain data; what is None or empty is left out."""
    network = {"op": encoded(op), "inputs": [encoded(shape) for shape in inputs], **{key: encoded(value) for key, value in more.items()}}
    return {
        "format": "symnet",
        "version": VERSION,
        "network": {key: value for key, value in network.items() if value not in (None, "", {})},
    }


def encoded(value: Any) -> Any:
    """A value of a network as plain data.

    Raises:
        Unsupported: for what a document does not hold, such as arrays.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case tuple() | list():
            return [encoded(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
        case Fraction():
            return {"fraction": [value.numerator, value.denominator]}
        case Layer():
            return {"class": type(value).__name__, **_fields(value)}
        case Graph():
            nodes = [_fields(node) for node in value.nodes]
            outputs = {} if value.outputs == (len(nodes) - 1,) else {"outputs": encoded(value.outputs)}
            return {"graph": value.kind, "nodes": nodes, **outputs}
        case Reading():
            return {key: encoded(getattr(value, key)) for key in ("exact", "promises") if getattr(value, key)}
        case Mapping():
            return {str(key): encoded(part) for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            if is_expression(value):
                return _expression(value)
            raise Unsupported(
                f"{shown(value)} cannot be written", "a document holds numbers, names and expressions; put numbers in for arrays"
            )


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a layer or a node that are not their defaults."""
    found = ((f, getattr(value, f.name)) for f in dataclasses.fields(value))
    return {f.name: encoded(v) for f, v in found if f.default is dataclasses.MISSING or not alike(v, f.default)}


def _expression(value: Any) -> Any:
    if value.is_Integer:
        return int(value)
    if value.is_Rational:
        return {"fraction": [int(value.p), int(value.q)]}
    if value.is_Symbol:
        usual = value == symbol(value.name)
        assumed = {} if usual else {"assume": [name for name in ASSUMED if getattr(value, f"is_{name}")]}
        return {"symbol": value.name, **assumed}
    operation = OPERATIONS.get(type(value).__name__)
    if operation is None:
        raise Unsupported(f"the expression {shown(value)} cannot be written", f"it may be made of {', '.join(OPERATIONS)}")
    return {"expression": [operation, *map(_expression, value.args)]}


# ------------------------------------------------------------------------ reading


class Document:
    """What reads a document; each error says where in it something is wrong."""

    def __init__(self, own: Iterable[type[Layer]] = ()) -> None:
        self.classes = classes(own)

    def network(self, data: Any) -> dict[str, Any]:
        """The parts of a network: op, inputs, name, reading, notation, given."""
        whole = self.mapping(data, "$")
        if whole.get("format") != "symnet":
            raise SymnetError(f"$.format is {shown(whole.get('format'))}", 'a network in JSON has "format": "symnet"')
        if whole.get("version") != VERSION:
            raise SymnetError(f"$.version is {shown(whole.get('version'))}", f"this symnet reads version {VERSION}")
        parts = self.mapping(whole.get("network"), "$.network")
        self.known(parts, ("op", "inputs", "name", "reading", "notation", "given"), "$.network")
        for needed in ("op", "inputs"):
            if needed not in parts:
                raise SymnetError(f"$.network has no {needed}", "a network has an op and inputs")
        return {key: self.value(part, f"$.network.{key}") for key, part in parts.items()}

    def mapping(self, data: Any, where: str) -> Mapping[str, Any]:
        if not isinstance(data, Mapping):
            raise SymnetError(f"{where} is {shown(data)}", "give an object")
        return data  # pyright: ignore[reportUnknownVariableType]

    def known(self, data: Mapping[str, Any], names: Sequence[str], where: str) -> None:
        for name in data:
            if name not in names:
                raise unknown(f"key at {where}", name, names)

    def value(self, data: Any, where: str) -> Any:
        """A value from plain data."""
        if isinstance(data, list):
            return tuple(self.value(part, f"{where}[{k}]") for k, part in enumerate(data))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if not isinstance(data, Mapping):
            return data
        for key, read in self.readers.items():
            if key in data:
                return read(self, data, where)  # pyright: ignore[reportUnknownArgumentType]
        return {key: self.value(part, f"{where}.{key}") for key, part in data.items()}  # pyright: ignore[reportUnknownVariableType]

    def fraction(self, data: Mapping[str, Any], where: str) -> Fraction:
        self.known(data, ("fraction",), where)
        match data["fraction"]:
            case [int(p), int(q)] if q:
                return Fraction(p, q)
            case other:
                raise SymnetError(f"{where}.fraction is {shown(other)}", "give two whole numbers, the second not 0")

    def symbol(self, data: Mapping[str, Any], where: str) -> Any:
        self.known(data, ("symbol", "assume"), where)
        name, assumed = data["symbol"], data.get("assume")
        if not isinstance(name, str) or not isinstance(assumed, (list, type(None))):
            raise SymnetError(f"{where} is {shown(data)}", "give the name of a symbol")
        for wrong in (a for a in assumed or () if a not in ASSUMED):  # pyright: ignore[reportUnknownVariableType]
            raise unknown(f"assumption at {where}", wrong, ASSUMED)
        return self.at(where, lambda: symbol(name, **{} if assumed is None else dict.fromkeys(assumed, True)))

    def expression(self, data: Mapping[str, Any], where: str) -> Any:
        self.known(data, ("expression",), where)
        return plain_int(self._term(data["expression"], f"{where}.expression"))

    def _term(self, data: Any, where: str) -> Any:
        import sympy as sp

        if not isinstance(data, list):
            value = self.value(data, where)
            if isinstance(value, Fraction):
                return sp.Rational(value.numerator, value.denominator)
            if isinstance(value, bool) or not (isinstance(value, int) or is_expression(value)):
                raise SymnetError(
                    f"{where} is {shown(value)}", "an expression is made of whole numbers, fractions, symbols and expressions"
                )
            return sp.sympify(value, strict=True)
        known = {sign: name for name, sign in OPERATIONS.items()}
        if not data or not isinstance(data[0], str) or data[0] not in known:
            raise unknown(f"operation at {where}", data[0] if data else "", known)  # pyright: ignore[reportUnknownArgumentType]
        terms = [self._term(part, f"{where}[{k}]") for k, part in enumerate(data) if k]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if data[0] == "**" and any(term.is_number and abs(term) > MOST for term in terms[1:]):
            raise SymnetError(f"{where} is a power of more than {MOST}", "give smaller exponents")
        if any(term.is_Rational and max(abs(term.p), term.q).bit_length() > BITS for term in terms):
            raise SymnetError(f"{where} has a number of more than {BITS} bits", "give smaller numbers")
        return self.at(where, lambda: getattr(sp, known[data[0]])(*terms))

    def layer(self, data: Mapping[str, Any], where: str) -> Layer:
        name = data["class"]
        if not isinstance(name, str) or name not in self.classes:
            what = unknown(f"layer at {where}", name, self.classes)
            raise SymnetError(what.what, f"{what.remedy}; a layer of your own is given along: from_json(..., layers=[...])")
        cls = self.classes[name]
        fields = [f.name for f in dataclasses.fields(cls)]  # type: ignore[arg-type]
        self.known({key: value for key, value in data.items() if key != "class"}, fields, where)
        values = {key: self.value(part, f"{where}.{key}") for key, part in data.items() if key != "class"}
        return self.at(where, lambda: cls(**values))

    def graph(self, data: Mapping[str, Any], where: str) -> Graph:
        self.known(data, ("graph", "nodes", "outputs"), where)
        kind, nodes = data["graph"], data.get("nodes")
        if not isinstance(kind, str) or not isinstance(nodes, list) or not nodes:
            raise SymnetError(f"{where} is no graph", "give its kind and a list of nodes")
        made = tuple(self.node(node, f"{where}.nodes[{k}]") for k, node in enumerate(nodes))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        outputs = self.value(data.get("outputs", []), f"{where}.outputs")
        return self.at(where, lambda: Graph(made, kind, outputs))

    def node(self, data: Any, where: str) -> Node:
        found = self.mapping(data, where)
        self.known(found, [f.name for f in dataclasses.fields(Node)], where)
        values = {key: self.value(part, f"{where}.{key}") for key, part in found.items()}
        if not isinstance(values.get("op"), (Layer, Graph)):
            raise SymnetError(f"{where}.op is {shown(values.get('op'))}", "give a layer or a graph")
        return self.at(where, lambda: Node(**values))

    def at(self, where: str, make: Callable[[], Any]) -> Any:
        """What is made, or what is wrong with it and where."""
        try:
            return make()
        except SymnetError as error:
            raise error.at(where) from None
        except Exception as error:
            raise SymnetError(f"{where} cannot be made: {error}", "check what is given there") from error

    readers = {"class": layer, "graph": graph, "symbol": symbol, "expression": expression, "fraction": fraction}


MOST, BITS = 64, 4096
"""The largest exponent in what is read from outside, and how many bits a number that is calculated with may have."""


def parsed(text: str) -> Any:
    """The data of a JSON text."""
    import json

    try:
        return json.loads(text)
    except ValueError as error:
        raise SymnetError(f"this is no JSON: {error}", "give the text that to_json wrote, or the path of a file that holds it") from None
