"""The safe reader: a formula in text or LaTeX becomes a written term. Nothing is ever evaluated as code.

It reads what symnet prints (`⌊(W - K + 2P)/S⌋ + 1`, `F_in K^2 F_out`, `3×(11×11)×96`), plain Python arithmetic
(`(W - K + 2*P)//S + 1`) and the LaTeX of papers (`\\left\\lfloor\\frac{W-K+2P}{S}\\right\\rfloor+1`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from symnet.door import door
from symnet.errors import SymnetError
from symnet.writing.names import GREEK
from symnet.writing.term import Term, Written, expression, name

MAX_LENGTH, MAX_DEPTH = 4000, 100

TOKEN = re.compile(
    r"""(?P<skip>\s+|\\[,;:! _]|\\q?quad(?![A-Za-z])|\\(?:left|right|bigl?|bigr|Bigl?|Bigr)(?![A-Za-z])|\\displaystyle(?![A-Za-z]))
      | (?P<number>\d+(?:(?:\{,\}|\\,|\u202f)\d{3})+(?!\d)|\d+)
      | (?P<function>min|max|floor|ceil|mod)(?=\s*\()
      | (?P<name>[A-Za-z](?:[A-Za-z0-9]*_[A-Za-z0-9_]+|[A-Za-z]*\d*(?![A-Za-z])))
      | (?P<command>\\[A-Za-z]+)
      | (?P<sign>//|\*\*|[-+*/^(){},=⌊⌋⌈⌉×·−_%|\[\]])""",
    re.VERBOSE,
)
TIMES = {"*", "×", "·", r"\times", r"\cdot"}
OPEN = {"(", "{", "⌊", "⌈", r"\lfloor", r"\lceil", "["}
CLOSE = {"(": ")", "{": "}", "⌊": "⌋", "⌈": "⌉", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil", "[": "]"}


@door
def read(text: str) -> Term:
    """The written term of one formula.

    Raises:
        SymnetError: where the text is not a formula; gives what was found and where.

    >>> from symnet.writing.show import show
    >>> from symnet.writing.text import Text
    >>> show(read(r"\\left\\lfloor\\frac{W-K+2P}{S}\\right\\rfloor+1"), Text())
    '⌊(W - K + 2P)/S⌋ + 1'
    """
    reader = Reader(text)
    term = reader.expression(0)
    reader.finish()
    return term


@door
def read_line(text: str) -> tuple[Term, ...]:
    """The terms of a line with equals signs in it."""
    return tuple(read(part) for part in text.split("="))


@door
def read_expression(text: str) -> Any:
    """A formula as an int or a sympy expression in symbols for whole numbers."""
    return expression(read(text))


class Reader:
    """One pass over the tokens of a text, by precedence climbing."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise SymnetError(f"the formula has {len(text)} characters", f"at most {MAX_LENGTH} are read")
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0
        self.depth = 0

    def _tokens(self) -> Any:
        position = 0
        while position < len(self.text):
            match = TOKEN.match(self.text, position)
            if not match:
                raise SymnetError(f"unexpected {self.text[position]!r} at character {position + 1} of the formula {self.text!r}")
            if match.lastgroup != "skip":
                yield match.lastgroup, match.group(), position
            position = match.end()
        yield "end", "", position

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at][:2]

    def next(self) -> tuple[str, str]:
        token = self.peek()
        self.at += token[0] != "end"
        return token

    def fail(self, wanted: str) -> SymnetError:
        _, found, position = self.tokens[self.at]
        return SymnetError(f"expected {wanted}, found {found or 'the end'!r} at character {position + 1} of the formula {self.text!r}")

    def need(self, sign: str) -> None:
        if self.peek()[1] != sign:
            raise self.fail(repr(sign))
        self.next()

    def finish(self) -> None:
        if self.peek()[0] != "end":
            raise self.fail("an operator or the end")

    def expression(self, level: int) -> Term:
        """A sum (level 0), a product (1) or what a product is made of (2)."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SymnetError(f"the formula is nested more than {MAX_DEPTH} deep")
        left = self.power() if level == 2 else self.expression(level + 1)
        while (make := self.operator(level)) is not None:
            left = make(left, self.expression(level + 1))
        self.depth -= 1
        return left

    def operator(self, level: int) -> Callable[[Term, Term], Term] | None:
        kind, sign = self.peek()
        if level == 0 and sign in ("+", "-", "−"):
            self.next()
            return lambda a, b: Written("+" if sign == "+" else "-", (a, b))
        if level == 1:
            if sign in TIMES or sign in ("/", "//", "%", r"\bmod"):
                self.next()
                op = {"/": "/", "//": "//", "%": "mod", r"\bmod": "mod"}.get(sign, "*")
                return lambda a, b: Written(op, (a, b))
            if kind in ("number", "name", "function") or sign in OPEN or (kind == "command" and sign not in CLOSE.values()):
                return lambda a, b: Written("*", (a, b))
        return None

    def power(self) -> Term:
        kind, sign = self.peek()
        if sign in ("-", "−"):
            self.next()
            return Written("neg", (self.power(),))
        base = self.atom(kind, sign)
        if self.peek()[1] in ("^", "**"):
            self.next()
            return Written("**", (base, self.power() if self.peek()[1] != "{" else self.group("{")))
        return base

    def group(self, sign: str) -> Term:
        self.need(sign)
        inner = self.expression(0)
        self.need(CLOSE[sign])
        if sign in ("⌊", r"\lfloor"):
            return _rounded("//", inner)
        return _rounded("ceil", inner) if sign in ("⌈", r"\lceil") else inner

    def atom(self, kind: str, sign: str) -> Term:
        if sign in OPEN:
            return self.group(sign)
        if kind == "number":
            self.next()
            return int(re.sub(r"\D", "", sign))
        if kind == "name":
            self.next()
            return self.subscripted(sign)
        if kind == "function" or sign in (r"\min", r"\max"):
            self.next()
            return self.call(sign.lstrip("\\"))
        if kind == "command":
            return self.command(sign)
        raise self.fail("a number, a name or an opening bracket")

    def call(self, function: str) -> Term:
        self.need("(")
        args = [self.expression(0)]
        while self.peek()[1] == ",":
            self.next()
            args.append(self.expression(0))
        self.need(")")
        if function in ("floor", "ceil"):
            return _rounded("//" if function == "floor" else "ceil", args[0])
        return Written(function, tuple(args))

    def command(self, sign: str) -> Term:
        if sign in (r"\frac", r"\dfrac", r"\tfrac"):
            self.next()
            return Written("/", (self.group("{"), self.group("{")))
        if sign in (r"\text", r"\mathrm", r"\mathit", r"\operatorname"):
            self.next()
            return self.subscripted(self.raw_name())
        if sign[1:] in GREEK:
            self.next()
            return self.subscripted(sign[1:])
        raise self.fail("a formula")

    def subscripted(self, base: str) -> Term:
        if self.peek()[1] == "_":
            self.next()
            base = f"{base.rstrip('_')}_{self.raw_name()}"
        return name(base)

    def raw_name(self) -> str:
        """A subscript: one token, or the letters and digits between braces."""
        kind, sign = self.next()
        if sign != "{":
            if kind not in ("number", "name"):
                self.at -= 1
                raise self.fail("a subscript")
            return sign
        parts: list[str] = []
        depth = 1
        while depth:
            kind, sign = self.next()
            if kind == "end":
                raise self.fail("'}'")
            depth += (sign == "{") - (sign == "}")
            if kind in ("number", "name", "function"):
                parts.append(sign)
        return "_".join(parts)


def _rounded(op: str, inner: Term) -> Term:
    """The rounding of a quotient; of what is no quotient, itself over 1."""
    if isinstance(inner, Written) and inner.op == "/":
        return Written(op, inner.args)
    return Written(op, (inner, 1))
