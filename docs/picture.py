"""Draws docs/_static/alexnet_table.png, the picture in the README, with a real LaTeX: python docs/picture.py.

The page is as large as the table: plain TeX reads the size of the box and sets the paper to it.
"""

import subprocess
import tempfile
from pathlib import Path

import symnet as sn

PAGE = r"""\documentclass{article}
\usepackage{booktabs,lmodern,amsmath}
\usepackage[T1]{fontenc}
\begin{document}
\setbox0=\hbox{\kern8pt\vbox{\kern8pt\hbox{%s}\kern8pt}\kern8pt}
\pdfpagewidth=\wd0 \pdfpageheight=\dimexpr\ht0+\dp0\relax
\hoffset=-1in \voffset=-1in
\shipout\box0
\end{document}
"""


def draw(target: Path) -> None:
    """Compile the table of AlexNet and turn the page into a picture."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "table.tex").write_text(PAGE % sn.zoo.alexnet().table(group=True).to_latex())
        run(folder, "pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "table.tex")
        run(folder, "pdftoppm", "-r", "170", "-png", "-singlefile", "table.pdf", str(target.with_suffix("").absolute()))


def run(folder: str, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    draw(Path(__file__).parent / "_static" / "alexnet_table.png")
