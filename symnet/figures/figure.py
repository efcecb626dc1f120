"""A finished picture: it shows itself in a notebook and saves itself to a file."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path as FilePath

from symnet.door import doors
from symnet.errors import SymnetError
from symnet.figures.drawing import Box, Item, bounds, texts
from symnet.figures.svg import escape, to_svg
from symnet.figures.tikz import to_tikz

MARGIN = 10


@doors
@dataclass(frozen=True, repr=False)
class Figure:
    """Parts with a title and a description for those who do not see them; notebooks show it as it is.

    >>> from symnet import Conv2d
    >>> from symnet.figures import window_figure
    >>> figure = window_figure(Conv2d(1, 3, stride=2, padding=1), (1, 5, 5))
    >>> figure.to_svg().startswith("<svg "), "(5 - 3 + 2×1)/2 + 1 = 3" in figure.to_svg()
    (True, True)
    """

    items: tuple[Item, ...]
    title: str
    description: str = ""

    @property
    def box(self) -> Box:
        """Left, top, right and bottom with a margin; y grows downwards."""
        left, top, right, bottom = bounds(self.items)
        return left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN

    @property
    def texts(self) -> list[str]:
        """Every text in it, in order."""
        return texts(self.items)

    def to_svg(self) -> str:
        """An SVG element with its own colours for light and dark pages; nothing outside it is needed."""
        return to_svg(self.items, self.box, self.title, self.description)

    def to_tikz(self, width: str = "") -> str:
        """A `tikzpicture` for LaTeX, with mathematics set as such; needs the package tikz.

        Args:
            width: scales it to a width, such as r"\\columnwidth"; needs the package graphicx.
        """
        made = to_tikz(self.items)
        return f"\\resizebox{{{width}}}{{!}}{{%\n{made}%\n}}" if width else made

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to a file: `.svg`, or `.tex` for the TikZ picture.

        Raises:
            SymnetError: for any other ending, and where the file cannot be written.
        """
        file = FilePath(path)
        if file.suffix not in (".svg", ".tex"):
            raise SymnetError(f"a figure cannot be saved as {file.name!r}", "give a name that ends in .svg, or in .tex for TikZ")
        made = self.to_svg() if file.suffix == ".svg" else self.to_tikz()
        try:
            file.write_text(f"{made}\n", encoding="utf-8")
        except OSError as error:
            raise SymnetError(f"cannot write {path}: {error.strerror}", "give a file in a folder that can be written") from None

    def _repr_html_(self) -> str:
        # An image shows in notebooks that are not trusted and in pages made of them, where SVG alone does not.
        data = base64.b64encode(self.to_svg().encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(self.description or self.title)}" style="max-width:100%">'

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def __repr__(self) -> str:
        left, top, right, bottom = self.box
        return f"<Figure {self.title!r}, {right - left:.0f} x {bottom - top:.0f}>"
