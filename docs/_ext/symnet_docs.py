"""What the documentation is generated with: a directive that runs code and shows what comes out as tables and formulas.

    ```{symnet}
    sn.zoo.alexnet().table()
    ```

The last line is an expression; what it gives becomes nodes: a `Table` a table, a `Derivation`, a `Line` or an expression of sympy a
formula, a list of derivations one formula a row, a `Figure` its picture, a dictionary one block under each key, anything else text.
Pages keep their variables from one block to the next; `math("n d^2")` shows a formula. The role of the same name does this inside a
sentence. Formulas are MathML in HTML, from symnet's own printer,
so that pages need no script.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, ClassVar

import sympy as sp
from api_pages import write_api_pages
from docutils import nodes
from docutils.parsers.rst import directives
from joined_search import JoinedSearch
from layer_pages import keep_whole_sentence, plain_factories, protect_docstring, write_layer_pages
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole
from zoo_pages import compared, families, members, write_zoo_pages

import symnet as sn
from symnet.figures import Figure
from symnet.quantities.derivation import Derivation
from symnet.tables.cells import Cell, size_cell
from symnet.tables.table import Table
from symnet.writing.answer import Answer
from symnet.writing.expression import Expression
from symnet.writing.latex import Latex
from symnet.writing.line import Line
from symnet.writing.mathml import MathMl
from symnet.writing.reader import read_line
from symnet.writing.show import show
from symnet.writing.text import Text


class formula(nodes.Inline, nodes.TextElement):  # noqa: N801 - node classes are named like the elements they are
    """A line of mathematics."""

    def astext(self) -> str:
        return self["line"].show(Text())


class Run:
    """Runs a page's code in the page's own names."""

    def names(self, env: Any) -> dict[str, Any]:
        pages = env.temp_data.setdefault("symnet", {})
        return pages.setdefault(
            env.docname,
            {
                "sn": sn,
                "members": members,
                "compared": compared,
                "families": families,
                "math": lambda text: Line(read_line(text)),
                **vars(sn),
            },
        )

    def value(self, env: Any, code: str) -> Any:
        """Run the code; the value of its last line if that is an expression."""
        *before, last = ast.parse(code).body
        names = self.names(env)
        exec(compile(ast.Module(before, []), env.docname, "exec"), names)
        if isinstance(last, ast.Expr):
            return eval(compile(ast.Expression(last.value), env.docname, "eval"), names)
        exec(compile(ast.Module([last], []), env.docname, "exec"), names)
        return None


class SymnetDirective(SphinxDirective, Run):
    """```{symnet} with code in its body; `:show:` shows the code as well, `:caption:` gives a table a caption."""

    has_content = True
    option_spec: ClassVar[Any] = {"show": directives.flag, "caption": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        code = "\n".join(self.content)
        shown = [nodes.literal_block(code, code, language="python")] if "show" in self.options else []
        return [*shown, *blocks(self.value(self.env, code), self.options.get("caption", ""))]


class SymnetRole(SphinxRole, Run):
    """The value of an expression inside a sentence; ints have their thousands grouped."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        value = self.value(self.env, self.text)
        return [inline(value) if isinstance(value, (int, Answer, Line)) else nodes.Text(str(value))], []


def blocks(value: Any, caption: str = "") -> list[nodes.Node]:
    """A value as the nodes that show it."""
    match value:
        case None:
            return []
        case Table():
            made = table(value.titles, value.rows, value.aligns, footer=value.footer, group=value.group)
            return [made, *([nodes.paragraph("", caption, classes=["caption"])] if caption else [])]
        case sp.Expr():
            return blocks(size_cell(value))
        case Expression():
            return blocks(size_cell(value.value))
        case Derivation() | Line():
            return [nodes.paragraph("", "", inline(value), classes=["formula"])]
        case dict():
            return [node for title, each in value.items() for node in (nodes.rubric("", str(title)), *blocks(each))]
        case Figure():
            return [nodes.container("", nodes.raw("", value.to_svg(), format="html"), classes=["figure"])]
        case [Derivation(), *_]:
            return [definitions(value)]
        case _:
            return [nodes.literal_block(str(value), str(value), language="text")]


def definitions(found: Iterable[Derivation]) -> nodes.table:
    """One row for each derivation that is not plainly zero; neighbours with one formula (height and width) share a row."""
    shown = [d for d in found if d.formula != 0]
    rows = [(list(same), line) for line, same in groupby(shown, key=lambda d: d.line)]
    return table((), [(", ".join(d.name for d in same), line) for same, line in rows], "ll", kind="formulas")


def table(
    titles: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    aligns: Sequence[str],
    *,
    footer: Sequence[Cell] = (),
    group: bool = True,
    kind: str = "symnet",
) -> nodes.table:
    """Typed cells as a table."""
    made = nodes.table(classes=[kind])
    columns = len(aligns)
    body = nodes.tgroup(cols=columns)
    made += body
    body += [nodes.colspec(colwidth=1) for _ in range(columns)]
    if titles:
        body += nodes.thead("", _row(titles, aligns, group))
    last = [_row(footer, aligns, group, "total")] if footer else []
    body += nodes.tbody("", *(_row(row, aligns, group) for row in rows), *last)
    return made


def _row(cells: Sequence[Cell], aligns: Sequence[str], group: bool, kind: str = "") -> nodes.row:
    row = nodes.row(classes=[kind] if kind else [])
    for cell, align in zip(cells, aligns, strict=True):
        content = [nodes.paragraph("", "", inline(cell, group))] if cell is not None else []
        row += nodes.entry("", *content, classes=["right"] if align == "r" else [])
    return row


def inline(cell: Any, group: bool = True) -> nodes.Node:
    """A cell, formula or number inside a paragraph."""
    if isinstance(cell, Derivation):
        return formula(line=cell.line)
    if isinstance(cell, Answer):
        return formula(line=cell)
    if isinstance(cell, Line):
        return formula(line=cell)
    if isinstance(cell, int):
        return nodes.Text(MathMl(group).plain_number(cell))
    return nodes.Text("\u2003" * getattr(cell, "depth", 0) + str(cell))


def visit_html(self: Any, node: formula) -> None:
    self.body.append("<wbr>".join(f"<math><mrow>{part}</mrow></math>" for part in sides(node["line"])))
    raise nodes.SkipNode


def sides(line: Line) -> list[str]:
    """A line in MathML, in parts between which it may be broken: before each sign of equality."""
    if type(line) is not Line:
        return [line.show(MathMl())]
    style = line.noted(MathMl())
    first, *others = (shown for shown, _ in groupby(show(term, style) for term in line.terms))
    return [first, *(f'<mo form="infix">=</mo>{other}' for other in others)]


def visit_latex(self: Any, node: formula) -> None:
    self.body.append(rf"\({node['line'].show(Latex())}\)")
    raise nodes.SkipNode


def visit_text(self: Any, node: formula) -> None:
    self.add_text(node.astext())
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(formula, html=(visit_html, None), latex=(visit_latex, None), text=(visit_text, None))
    app.add_directive("symnet", SymnetDirective)
    app.add_role("symnet", SymnetRole())
    app.add_search_language(JoinedSearch)
    app.connect("builder-inited", write_api_pages)
    app.connect("builder-inited", write_layer_pages)
    app.connect("builder-inited", write_zoo_pages)
    app.connect("autodoc-process-docstring", keep_whole_sentence, priority=400)
    app.connect("autodoc-process-docstring", protect_docstring)
    app.connect("autodoc-process-signature", plain_factories)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
