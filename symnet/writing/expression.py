"""A number or formula as an author wants it: expanded, factored or collected, in one line or one term a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symnet.arithmetic.sizes import plain_int
from symnet.door import doors
from symnet.errors import SymnetError, unknown
from symnet.writing.answer import Answer
from symnet.writing.latex import Latex
from symnet.writing.line import Line
from symnet.writing.names import PLAIN, AnyNotation, Notation, notation_of, read_name
from symnet.writing.order import ordered
from symnet.writing.style import Style
from symnet.writing.term import Term, Written, expression, written

ENVIRONMENTS = ("align", "align*", "equation", "equation*", "aligned")


@doors
@dataclass(frozen=True, repr=False)
class Expression(Answer):
    """A whole number or an expression, and how its names are written. `value` is what sympy has.

    >>> import symnet as sn
    >>> net = sn.Network(sn.Conv2d("F_out", "K"), ("F_in", "H", "H"))
    >>> print(net.formula("params"), "or", net.formula("params").collected("F_out"))
    F_in K^2 F_out + F_out or F_out (F_in K^2 + 1)
    >>> print(net.formula("params").equation("N", environment="align*"))
    \\begin{align*}
    N &= F_{\\mathrm{in}} K^{2} F_{\\mathrm{out}} \\\\
      &\\quad +F_{\\mathrm{out}}
    \\end{align*}
    """

    value: Any
    notation: Notation = field(default=PLAIN, compare=False)

    def __post_init__(self) -> None:
        written(self.value)

    def show(self, style: Style) -> str:
        """The expression in a style."""
        return Line((written(self.value),), notation=self.notation).show(style)

    def expanded(self) -> Expression:
        """As a sum of products."""
        import sympy as sp

        return self._made(sp.expand(self._expr))

    def factored(self) -> Expression:
        """With what all terms have in common in front."""
        import sympy as sp

        return self._made(sp.factor(self._expr))

    def collected(self, *symbols: str) -> Expression:
        """As a sum of powers of symbols, given by name, each with its coefficient."""
        import sympy as sp

        known = {s.name: s for s in self._expr.free_symbols}
        for name in symbols:
            if name not in known:
                raise unknown("symbol", name, known)
        return self._made(sp.collect(sp.expand(self._expr), [known[name] for name in symbols]))

    @property
    def _expr(self) -> Any:
        import sympy as sp

        return sp.sympify(self.value, strict=True)

    def _made(self, value: Any) -> Expression:
        return replace(self, value=value)

    @property
    def terms(self) -> tuple[Expression, ...]:
        """Its terms, in the order they are written."""
        return tuple(replace(self, value=plain_int(-term if sign == "-" else term)) for sign, term in self._terms())

    def _terms(self) -> list[tuple[str, Any]]:
        import sympy as sp

        found: list[tuple[str, Any]] = []
        term: Term = ordered(self._expr)
        while isinstance(term, Written) and term.op in ("+", "-"):
            found.append((term.op, term.args[1]))
            term = term.args[0]
        return (
            [(sign, expression(part)) for sign, part in [("+", term), *reversed(found)]]
            if found
            else [("+", sp.sympify(self.value, strict=True))]
        )

    def latex(self, *, notation: AnyNotation = PLAIN, fractions: str = "/", product: str = "", tall: bool = False) -> str:
        """The expression in LaTeX, for math mode.

        Args:
            notation: how names are written; the network's, where none is given.
            fractions: "/" on the line, or "frac".
            product: what stands between letters: nothing, "times", "cdot" or "thin" (a thin space).
            tall: whether brackets of floors and ceilings grow with what is in them.
        """
        return self.show(Latex(notation=notation_of(notation), fractions=fractions, product=product, tall=tall))

    def equation(
        self, lhs: str = "", *, environment: str = "align", terms: int = 1, notation: AnyNotation = PLAIN, label: str = "", **options: Any
    ) -> str:
        """An equation to put into a paper; needs amsmath.

        Args:
            lhs: what stands on its left, such as "N" or "N_{params}".
            environment: "align", "align*" or "aligned" with a line for every few terms, "equation" or "equation*" with one line.
            terms: how many terms a line has.
            notation: how names are written.
            label: what to refer to it by.
            options: those of `latex`.
        """
        if environment not in ENVIRONMENTS:
            raise unknown("environment", environment, ENVIRONMENTS)
        if not isinstance(terms, int) or terms < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SymnetError(f"terms is {terms!r}", "give a whole number of at least 1")
        style = Latex(notation=notation_of(notation) or self.notation, **options)
        left = f"{style.lettered(read_name(lhs))} " if lhs else ""
        shown = self._shown_terms(style)
        lines = (
            ["".join(shown[k : k + terms]) for k in range(0, len(shown), terms)] if environment.startswith("align") else ["".join(shown)]
        )
        named = rf"\label{{{label}}}" if label else ""
        align = "&" if environment.startswith("align") else ""
        indent = " " * len(left)
        rows = [f"{left}{align}{'= ' if left else ''}{lines[0]}", *(rf"{indent}{align}\quad {line}" for line in lines[1:])]
        return "\n".join((rf"\begin{{{environment}}}{named}", " \\\\\n".join(rows), rf"\end{{{environment}}}"))

    def _shown_terms(self, style: Latex) -> Sequence[str]:
        shown = [(sign, Line.of(plain_int(term)).show(style)) for sign, term in self._terms()]
        return [("" if k == 0 and sign == "+" else sign) + text for k, (sign, text) in enumerate(shown)]
