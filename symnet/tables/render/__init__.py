"""The formats: how each prints a formula, and how a table. Tables, derivations, solutions and the command line offer what is here.

A format in a file of its own becomes a named one by the line that imports it here.
"""

from symnet.errors import unknown
from symnet.tables.render.csv import CSV as CSV
from symnet.tables.render.format import Format
from symnet.tables.render.html import HTML as HTML
from symnet.tables.render.json import JSON as JSON
from symnet.tables.render.latex import LATEX as LATEX
from symnet.tables.render.markdown import MARKDOWN as MARKDOWN
from symnet.tables.render.rst import RST as RST
from symnet.tables.render.text import TEXT as TEXT
from symnet.tables.render.typst import TYPST as TYPST

FORMATS = {form.name: form for form in tuple(vars().values()) if isinstance(form, Format)}
"""Every named format."""

SECOND_NAMES = {second: form.name for form in FORMATS.values() for second in form.also}


def format_of(wanted: Format | str) -> Format:
    """A format, or the one of that name."""
    if isinstance(wanted, Format):
        return wanted
    name = SECOND_NAMES.get(wanted, wanted)
    if name not in FORMATS:
        raise unknown("format", wanted, FORMATS)
    return FORMATS[name]
