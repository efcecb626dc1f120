"""A network written in one line of constructor calls, read and never evaluated."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from symnet import layers
from symnet.architecture.graph import Graph
from symnet.architecture.layer import Layer
from symnet.arithmetic.sizes import symbol
from symnet.errors import SymnetError, unknown
from symnet.exchange import BITS, MOST
from symnet.layers.blocks import Parallel, Repeat, Residual, Sequential

LONGEST = 20_000
"""How many characters a line may have."""


def known() -> Mapping[str, Callable[..., Any]]:
    """What may be called: layers, and what wires them."""
    wiring = (Sequential, Residual, Parallel, Repeat)
    return {name: getattr(layers, name) for name in layers.__all__} | {make.__name__: make for make in wiring}


def read_line(text: str) -> Layer | Graph:
    """The layer or graph that a line such as `Sequential(Conv2d(8, 3, padding="P"), ReLU(), Linear(10))` makes.

    Names are symbols; what may stand there is calls of symnet's layers, numbers, words, tuples and arithmetic of sizes.

    Raises:
        SymnetError: for anything else, with the character where it stands.
    """
    if len(text) > LONGEST:
        raise SymnetError(f"the line has {len(text)} characters", f"at most {LONGEST} are read; put it into a file")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        at = f" at character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
        raise SymnetError(
            f"{text.strip()[:60]!r} is no line of layers{at}", "write calls, as in Sequential(Conv2d(8, 3), ReLU())"
        ) from None
    made = _Reader(known()).read(tree.body)
    if not isinstance(made, (Layer, Graph)):
        raise SymnetError(f"{text.strip()[:60]!r} makes no layer", "write calls, as in Sequential(Conv2d(8, 3), ReLU())")
    return made


class _Reader:
    def __init__(self, names: Mapping[str, Callable[..., Any]]) -> None:
        self.names = names

    def read(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=None | bool() | int() | float() | str()):
                return node.value
            case ast.Name():
                return self._at(node, lambda: symbol(node.id))
            case ast.Tuple() | ast.List():
                return tuple(map(self.read, node.elts))
            case ast.UnaryOp(op=ast.USub()):
                return self._at(node, lambda: -self._number(node.operand))
            case ast.BinOp():
                return self._at(node, lambda: self._binary(node))
            case ast.Call():
                return self._call(node)
            case _:
                return self._refuse(node, "write calls of layers, numbers, names, words, tuples and arithmetic")

    def _call(self, node: ast.Call) -> Any:
        match node.func:
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="sn" | "symnet"), attr=name):
                pass
            case _:
                self._refuse(node, "call a layer by its name")
        if name not in self.names:
            found = unknown("layer", name, self.names)
            raise SymnetError(f"{found.what} at character {node.col_offset + 1}", found.remedy)
        if any(keyword.arg is None for keyword in node.keywords):
            self._refuse(node, "name each argument")
        args = [self.read(arg) for arg in node.args]
        named = {keyword.arg: self.read(keyword.value) for keyword in node.keywords if keyword.arg}
        return self._at(node, lambda: self.names[name](*args, **named))

    def _binary(self, node: ast.BinOp) -> Any:
        left, right = self._number(node.left), self._number(node.right)
        if any(isinstance(n, int) and n.bit_length() > BITS for n in (left, right)):
            self._refuse(node, f"calculate with numbers of at most {BITS} bits")
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.FloorDiv():
                return left // right
            case ast.Div():
                return left / right
            case ast.Pow() if not isinstance(right, int) or abs(right) <= MOST:
                return left**right
            case _:
                return self._refuse(node, "use + - * / // and small powers")

    def _number(self, node: ast.expr) -> Any:
        value = self.read(node)
        if isinstance(value, (str, tuple, Layer, Graph, type(None))):
            self._refuse(node, "calculate with numbers and names")
        return value

    def _at(self, node: ast.expr, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except SymnetError:
            raise
        except Exception as error:
            raise SymnetError(f"{ast.unparse(node)[:60]} at character {node.col_offset + 1} fails: {error}", "check the numbers") from None

    def _refuse(self, node: ast.expr, remedy: str) -> NoReturn:
        raise SymnetError(f"{ast.unparse(node)[:60]} at character {node.col_offset + 1} is not read", remedy)
