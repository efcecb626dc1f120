"""symnet derives the arithmetic of neural-network architectures: formulas, numbers, and the line between them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from symnet.architecture import conditions as _conditions
from symnet.architecture.conditions import Condition
from symnet.architecture.elsewhere import no_such_layer
from symnet.architecture.fields import size
from symnet.architecture.graph import INPUT, Graph, Node
from symnet.architecture.layer import Layer
from symnet.arithmetic import sizes as _sizes
from symnet.arithmetic.operations import Operations
from symnet.arithmetic.sizes import Shape, Size, symbols
from symnet.arithmetic.window import Window
from symnet.counting.convention import FLOPS, MACS, TERMS, Convention, Count, Rule, input_cells, output_cells
from symnet.door import door
from symnet.errors import MissingExtra, NoClosedForm, ShapeError, SymnetError, Unsupported
from symnet.layers import *  # noqa: F403
from symnet.layers import __all__ as _layers
from symnet.layers.blocks import Parallel, Repeat, Residual, Sequential, Shared
from symnet.layers.value import Input, Value, block, wired
from symnet.network import Network, Template
from symnet.quantities import ACTIVATIONS, ACTIVE_PARAMS, BIASES, BUFFERS, PARAMS, QUANTITIES, WEIGHTS, Quantity
from symnet.quantities.derivation import Derivation
from symnet.quantities.place import Place
from symnet.reports.columns import COLUMNS, Column
from symnet.tables.render import FORMATS, Format
from symnet.tables.table import Table
from symnet.writing.expression import Expression
from symnet.writing.line import Line
from symnet.writing.names import NOTATIONS, Notation
from symnet.writing.style import Style

if TYPE_CHECKING:
    from symnet import figures as figures
    from symnet import importers as importers
    from symnet import zoo as zoo
    from symnet.counting.counters import CONVENTIONS as CONVENTIONS
    from symnet.quantities.analysis import crossover as crossover
    from symnet.quantities.analysis import leading as leading
    from symnet.reports.compare import compare as compare
    from symnet.reports.reconcile import ratios as ratios
    from symnet.reports.reference import operations_table as operations_table

__version__ = "0.1.0"

# Layers call these thousands of times, so the door is only here, where they leave the house.
ceil_div, quotient, minimum, maximum = door(_sizes.ceil_div), door(_sizes.quotient), door(_sizes.minimum), door(_sizes.maximum)
product, total = door(_sizes.product), door(_sizes.total)
at_least, divides, equal = door(_conditions.at_least), door(_conditions.divides), door(_conditions.equal)

_ON_USE = {
    "figures": "symnet.figures",
    "importers": "symnet.importers",
    "zoo": "symnet.zoo",
    "CONVENTIONS": "symnet.counting.counters",
    "crossover": "symnet.quantities.analysis",
    "leading": "symnet.quantities.analysis",
    "operations_table": "symnet.reports.reference",
    "compare": "symnet.reports.compare",
    "ratios": "symnet.reports.reconcile",
}
"""What is imported when it is first asked for: whole packages, and names that live in a module most programs do not need."""


def __getattr__(name: str) -> Any:
    if name not in _ON_USE:
        raise no_such_layer(name, (*globals(), *_ON_USE))
    module = import_module(_ON_USE[name])
    return module if _ON_USE[name] == f"symnet.{name}" else getattr(module, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_USE})


__all__ = [  # noqa: PLE0604 - the layers are listed where they are  # pyright: ignore[reportUnsupportedDunderAll]
    *_layers,
    "ACTIVATIONS",
    "ACTIVE_PARAMS",
    "BIASES",
    "BUFFERS",
    "COLUMNS",
    "CONVENTIONS",
    "FLOPS",
    "FORMATS",
    "INPUT",
    "MACS",
    "NOTATIONS",
    "PARAMS",
    "QUANTITIES",
    "TERMS",
    "WEIGHTS",
    "Column",
    "Condition",
    "Convention",
    "Count",
    "Derivation",
    "Expression",
    "Format",
    "Graph",
    "Input",
    "Layer",
    "Line",
    "MissingExtra",
    "Network",
    "NoClosedForm",
    "Node",
    "Notation",
    "Operations",
    "Parallel",
    "Place",
    "Quantity",
    "Repeat",
    "Residual",
    "Rule",
    "Sequential",
    "Shape",
    "ShapeError",
    "Shared",
    "Size",
    "Style",
    "SymnetError",
    "Table",
    "Template",
    "Unsupported",
    "Value",
    "Window",
    "at_least",
    "block",
    "ceil_div",
    "compare",
    "crossover",
    "divides",
    "equal",
    "input_cells",
    "leading",
    "maximum",
    "minimum",
    "operations_table",
    "output_cells",
    "product",
    "quotient",
    "ratios",
    "size",
    "symbols",
    "total",
    "wired",
    "zoo",
]
