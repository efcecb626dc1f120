"""The API reference, written before Sphinx reads its sources: every public name, on the page of the floor of the house it stands on.

What is public is read from `__all__`; to it belong the classes of the answers that methods give. Layers and networks of the zoo are on
pages of their own and are listed here.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import symnet
from symnet import Network, figures, layers, zoo
from symnet.importers import differences, keras, torch

PAGES = {
    "network": ("Networks", "A network, and what stands at its places."),
    "wiring": ("Wiring", "Chains, branches, repetitions, and values that layers are called on."),
    "answers": ("Formulas and numbers", "What a network answers with: derivations, expressions, quantities and where they come from."),
    "solving": ("Solving", "What `net.solve` answers with."),
    "tables": ("Tables", "Tables, their columns and formats, and comparisons."),
    "counting": ("Conventions", "What counts as an operation."),
    "architecture": ("For layers of your own", "What a layer states its facts with, see [](../../own_layer.md)."),
    "figures": ("Figures", "Pictures as SVG and TikZ."),
    "importers": ("Layers of torch and Keras", "Read without torch and Keras, see [](../../frameworks.md)."),
    "errors": ("Errors", "All of them are a `SymnetError`: a sentence, and its remedy."),
}
"""The pages, and the name of each."""

ROOMS = {"reports": "tables", "quantities": "answers", "writing": "answers", "arithmetic": "architecture"}
"""On which page a floor is that has none of its own."""

MOVED = {
    **dict.fromkeys(("Graph", "Node", "INPUT", "Sequential", "Residual", "Parallel", "Repeat", "Shared", "Input", "Value"), "wiring"),
    **dict.fromkeys(("block", "wired"), "wiring"),
    **dict.fromkeys(("Place", "symbols", "symnet.reports.block.Block"), "network"),
    **dict.fromkeys(("Style", "Format", "FORMATS"), "tables"),
    "TERMS": "counting",
    "symnet.reports.reconcile.Reconciliation": "counting",
}
"""What is better looked for elsewhere."""

ANSWERS = (
    "symnet.reports.block.Block",
    "symnet.reports.reconcile.Reconciliation",
    "symnet.solving.solution.Solution",
    "symnet.solving.solution.Solutions",
    "symnet.solving.solution.Combinations",
    "symnet.solving.formula.Formula",
    "symnet.quantities.analysis.Leading",
    "symnet.quantities.analysis.Sensitivity",
    "symnet.quantities.analysis.Share",
    "symnet.quantities.stored.Tensors",
    "symnet.quantities.stored.Stored",
    "symnet.quantities.template.Given",
    "symnet.quantities.receptive_field.Fields",
    "symnet.quantities.field.Field",
    "symnet.writing.answer.Listed",
    "symnet.tables.record.Record",
    "symnet.errors.UnknownName",
    "symnet.importers.applied.Applied",
)
"""Classes of answers that nobody imports."""

OPTIONS = {
    "Value": ":members: flatten\n:inherited-members:\n:exclude-members: through, made, port",
    "Network": ":members:\n:special-members: __getitem__, __iter__, __len__",
    "Template": ":members: filled",
    "SymnetError": ":members: at",
    "Expression": ":members:\n:inherited-members:",
    "Table": ":members:\n:inherited-members:\n:exclude-members: keys, titles, rows, footer, aligns, group, caption, about",
    "symnet.tables.record.Record": ":members: is_called, name",
}
"""How classes are documented that need more than their members."""


class Named(NamedTuple):
    """A public name: under what it is found, and what it is."""

    where: str
    what: Any

    @property
    def short(self) -> str:
        """As it is written after `symnet.`, or whole where it is no name of the package itself."""
        rest = self.where.removeprefix("symnet.")
        return self.where if "." in rest and self.where in ANSWERS else rest

    @property
    def kind(self) -> str:
        """What Sphinx calls it."""
        if inspect.isclass(self.what):
            return "exception" if issubclass(self.what, Exception) else "class"
        return "function" if inspect.isroutine(self.what) else "data"

    @property
    def role(self) -> str:
        """The role that refers to it."""
        return {"exception": "exc", "class": "class", "function": "func", "data": "data"}[self.kind]


def public() -> list[Named]:
    """Every public name but layers and networks of the zoo."""
    own = [Named(f"symnet.{name}", getattr(symnet, name)) for name in symnet.__all__ if name not in layers.__all__ and name != "zoo"]
    drawn = [Named(f"symnet.figures.{name}", getattr(figures, name)) for name in figures.__all__]
    read = [Named(f"{package.__name__}.{name}", getattr(package, name)) for package in (torch, keras) for name in ("apply", "readers")]
    table = Named("symnet.importers.differences.table", differences.table)
    return [*own, *drawn, *read, table, *(Named(name, found(name)) for name in ANSWERS)]


def found(where: str) -> Any:
    """What stands under a whole name."""
    module, _, name = where.rpartition(".")
    return getattr(importlib.import_module(module), name)


def page_of(named: Named) -> str:
    """The page that a name is on: that of the floor which defines it."""
    if named.short in MOVED:
        return MOVED[named.short]
    parts = home(named).split(".")
    room = "wiring" if parts[1] == "layers" else parts[1]
    return ROOMS.get(room, room)


def home(named: Named) -> str:
    """The module that defines it."""
    short = named.where.rpartition(".")[2]
    if (module := getattr(named.what, "__module__", "")).startswith("symnet.") and named.kind != "data":
        return module
    root, line = Path(symnet.__file__).parent, re.compile(rf"^{short}(:.*)? = ", re.MULTILINE)
    file = next(path for path in sorted(root.rglob("*.py")) if line.search(path.read_text()))
    return ".".join(("symnet", *file.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")


def section(named: Named) -> str:
    """The directive of one name."""
    if named.kind == "data":
        return f".. py:data:: {named.short}\n\n   {comment(named)}\n\n   {said(named.what)}"
    options = OPTIONS.get(named.short, "" if named.kind == "function" else ":members:")
    return "\n".join([f".. auto{named.kind}:: {named.where}", *(f"   {line}" for line in options.split("\n") if line)])


def comment(named: Named) -> str:
    """What stands below a value in its file."""
    name = named.where.rpartition(".")[2]
    body = ast.parse(inspect.getsource(importlib.import_module(home(named)))).body
    for node, after in pairwise(body):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            return " ".join(str(text).split())
    return ""


def said(value: Any) -> str:
    """What a value is, in a sentence."""
    if isinstance(value, dict):
        return f"Its names: {', '.join(f'``{name}``' for name in value)}."
    if isinstance(value, symnet.Quantity):
        return f'The quantity ``"{value.name}"`` of `symnet.QUANTITIES`.'
    return "" if isinstance(value, int) or not isinstance(value, symnet.Convention) else f"{value.name}: {value.source}."


def sentence(named: Named) -> str:
    """The first sentence of what it says of itself."""
    text = (
        comment(named) or said(named.what)
        if named.kind == "data"
        else " ".join((inspect.getdoc(named.what) or "").partition("\n\n")[0].split())
    )
    return (
        re.split(r"(?<=[\w)])(?:\.(?=\s[A-Z`]|$)|:(?=\s))", text)[0]
        .replace("|", "\\|")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("<", "\\<")
        .replace("``", "")
    )


def pages() -> dict[str, str]:
    """The text of each page."""
    groups: dict[str, list[Named]] = {page: [] for page in PAGES}
    for named in public():
        groups[page_of(named)].append(named)
    made = {}
    for k, (page, (title, lead)) in enumerate(PAGES.items()):
        whole = sorted(groups[page], key=lambda named: (named.kind == "data", named.short.count("."), named.short != "Network"))
        body = "\n\n".join(map(section, whole))
        made[f"{k:02}_{page}.md"] = f"# {title}\n\n{lead}\n\n```{{eval-rst}}\n.. currentmodule:: symnet\n\n{body}\n```\n"
    return {**made, "99_names.md": names()}


def names() -> str:
    """All public names in a table, with links to where they are described."""
    known = [*public(), *(Named(f"symnet.{name}", getattr(symnet, name)) for name in layers.__all__)]
    known += [Named(f"symnet.zoo.{name}", make) for name, make in zoo.NETWORKS.items()]
    rows = [f"| {{py:{named.role}}}`{named.short} <{named.where}>` | {sentence(named)} |" for named in known]
    order = sorted(rows, key=lambda row: row.partition("`")[2].lower())
    asked = [
        f"| {{py:meth}}`Network.{name} <symnet.Network.{name}>` | {sentence(Named(name, getattr(Network, name)))} |" for name in questions()
    ]
    return "\n".join(["# All names", "", "| name | what it is |", "| --- | --- |", *order, *asked, ""])


def questions() -> list[str]:
    """What a network is asked."""
    return [name for name, member in vars(Network).items() if name[0] != "_" and inspect.isfunction(member)]


def write_api_pages(app: Any) -> None:
    """Write docs/generated/api/*.md; files that would not change are left alone."""
    folder = Path(app.srcdir) / "generated" / "api"
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for stale in set(folder.iterdir()) - {folder / name for name in made}:
        stale.unlink()
    for name, text in made.items():
        if not (folder / name).exists() or (folder / name).read_text() != text:
            (folder / name).write_text(text)
