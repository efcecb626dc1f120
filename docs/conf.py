"""How the documentation is built: sphinx-build -W --keep-going -n docs docs/_build/html."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_ext")]

import symnet  # noqa: E402

project = "symnet"
author = project_copyright = "the symnet authors"
version = release = symnet.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "symnet_docs"]
exclude_patterns = ["_build", "_ext"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

default_role = "code"
smartquotes = False
toc_object_entries = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_class_signature = "mixed"
python_maximum_signature_line_length = 88
autodoc_default_options = {"exclude-members": "__init__, __new__"}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
nitpick_ignore_regex = [
    ("py:class", r"(collections\.abc|typing|sympy|pandas|abc|dataclasses|types|fractions|os|symnet\..*)\..*|optional|\w+")
]
"""What signatures name and no page describes: other packages, and what a module names without where it is from."""

html_theme = "furo"
html_title = "symnet"
html_static_path = ["_static"]
html_css_files = ["symnet.css"]
html_copy_source = False
pygments_style = "friendly"

latex_elements = {"fontpkg": "", "papersize": "a4paper"}
latex_documents = [("index", "symnet.tex", "symnet", author, "manual")]
