"""Renderers: each is one function from a table to a string."""

from symnet.render.csv import to_csv
from symnet.render.html import to_html
from symnet.render.latex import to_latex
from symnet.render.markdown import to_markdown
from symnet.render.text import to_text

RENDERERS = {"text": to_text, "latex": to_latex, "markdown": to_markdown, "html": to_html, "csv": to_csv}

__all__ = ["RENDERERS", "to_csv", "to_html", "to_latex", "to_markdown", "to_text"]
