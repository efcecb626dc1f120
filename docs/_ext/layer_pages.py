"""The layer reference: one page for each family of layers, written before Sphinx reads its sources.

A page has the classes of one file of `symnet/layers` in their order: what a class says of itself, its formulas with a symbol for
every size, and its executed example.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any

from symnet import Layer, SymnetError, layers
from symnet.reports.reference import formulas

FAMILIES = {name: module for name, module in vars(layers).items() if isinstance(module, ModuleType)}


SHOWN = """`{title}`

```{{symnet}}
from symnet.reports.reference import formulas
list(formulas("{name}")[{k}][1])
```"""

PICTURE = """```{{symnet}}
from symnet.figures import window_figure
window_figure({layer}, {shape})
```"""

PICTURES = {
    "Conv1d": ("Conv1d(1, 3, padding='causal', dilation=2)", "(1, 8)"),
    "Conv2d": ("Conv2d(1, 3, stride=2, padding=1)", "(1, 6, 6)"),
    "ConvTranspose1d": ("ConvTranspose1d(1, 2, stride=3, output_padding=1)", "(1, 4)"),
    "ConvTranspose2d": ("ConvTranspose2d(1, 3, stride=2, padding=1, output_padding=1)", "(1, 3, 3)"),
    "MaxPool2d": ("MaxPool2d(2, ceil_mode=True)", "(1, 5, 5)"),
    "AvgPool2d": ("AvgPool2d(2)", "(1, 5, 5)"),
    "AdaptiveAvgPool1d": ("AdaptiveAvgPool1d(4)", "(1, 10)"),
    "Unfold": ("Unfold(2, stride=2)", "(1, 4, 6)"),
    "Fold": ("Fold(5, 3)", "(9, 9)"),
    "ZeroPad2d": ("ZeroPad2d((1, 2, 0, 1))", "(1, 3, 4)"),
}
"""Layers whose window is drawn: a struck-through cell is one that the floor leaves unread."""


def write_layer_pages(app: Any) -> None:
    """Write docs/generated/layers/*.md; files that would not change are left alone."""
    folder = Path(app.srcdir) / "generated" / "layers"
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{name}.md": page(name, module) for name, module in FAMILIES.items() if members(module)}
    for stale in set(folder.iterdir()) - {folder / name for name in pages}:
        stale.unlink()
    for name, text in pages.items():
        if not (folder / name).exists() or (folder / name).read_text() != text:
            (folder / name).write_text(text)


def members(module: ModuleType) -> list[Any]:
    """The public layers and layer functions a family's file defines."""
    return [m for m in defined(module) if m.__name__ in layers.__all__]


def defined(module: ModuleType) -> list[Any]:
    """The layer classes and public functions of a file, in its order."""
    own = [m for m in vars(module).values() if getattr(m, "__module__", "") == module.__name__]
    return sorted((m for m in own if _is_layer(m) or inspect.isfunction(m)), key=lambda m: inspect.getsourcelines(m)[1])


def page(name: str, module: ModuleType) -> str:
    """The reference page of one family."""
    about = (module.__doc__ or name).strip().split("\n")[0]
    title = re.split(r"[,:;]|\.(?=\s|$)", about)[0]
    lead = [about] if about != f"{title}." else []
    sections = [section(member) for member in defined(module) if _has_section(member, module)]
    return "\n\n".join([f"# {title}", *lead, *sections]) + "\n"


def _has_section(member: Any, module: ModuleType) -> bool:
    """Public members, and the base classes they refer to."""
    public = member.__name__ in layers.__all__
    return public or (_is_layer(member) and any(_is_layer(m) and issubclass(m, member) for m in members(module)))


def section(member: Any) -> str:
    """What one class or function says of itself, and its formulas."""
    kind = "autoclass" if _is_layer(member) else "autofunction"
    where = "symnet" if member.__name__ in layers.__all__ else member.__module__
    about = f"## {member.__name__}\n\n```{{eval-rst}}\n.. currentmodule:: symnet\n\n.. {kind}:: {where}.{member.__name__}\n```"
    name = member.__name__
    if name not in layers.__all__:
        return about
    pictures = [PICTURE.format(layer=layer, shape=shape) for layer, shape in [PICTURES[name]]] if name in PICTURES else []
    return "\n\n".join([about, *pictures, *(SHOWN.format(title=title, name=name, k=k) for k, (title, _) in enumerate(known(name)))])


def known(name: str) -> list[tuple[str, Any]]:
    """The formulas of a layer or composite; what is made around a layer that is given has none of its own."""
    try:
        return formulas(name)
    except SymnetError:
        return []


def protect_docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Stars, bars and underscores of formulas are meant as they stand, and `S.` is a symbol, not the first item of a list."""
    in_example = False
    for k, line in enumerate(lines):
        in_example = line.lstrip().startswith(">>>") or (in_example and bool(line.strip()))
        if not in_example:
            lines[k] = re.sub(r"^(\s*|:param \w+: )(\w\.)", r"\1\\\2", "".join(map(_protected, re.split(r"(`[^`]*`)", line))))


def _protected(part: str) -> str:
    return part if part.startswith("`") else re.sub(r"(?<!\\)([*|]|_(?=\W|$))", r"\\\1", part)


def keep_whole_sentence(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Napoleon takes what stands before a colon in the first line of a property for its type; give it a first line that shows nothing."""
    if what in ("property", "attribute", "data"):
        lines.insert(0, "\\ ")


def plain_factories(app: Any, what: str, name: str, obj: Any, options: Any, signature: str | None, returns: str | None) -> Any:
    """A default that is made anew each time has no name in Python; three dots can be read."""
    return signature and signature.replace("<factory>", "..."), returns


def _is_layer(member: Any) -> bool:
    return inspect.isclass(member) and issubclass(member, Layer)
