"""The command line: tables, derivations and the list of networks."""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from symnet import layers, zoo
from symnet.architecture.graph import Graph
from symnet.architecture.layer import Layer
from symnet.counting.counters import CONVENTIONS
from symnet.door import door, shown
from symnet.errors import SymnetError, unknown
from symnet.figures import FIGURES
from symnet.network import Network
from symnet.quantities.derivation import Derivation
from symnet.reports.reference import formulas
from symnet.tables.render import FORMATS, SECOND_NAMES, format_of
from symnet.zoo.listing import listing

OWN = "or one of your own: path/to/file.py:name"


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, like every other error of the command."""

    def error(self, message: str) -> NoReturn:
        raise SymnetError(message, f"see: {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if all went well, 2 with one line on stderr if the input was wrong."""
    try:
        options = parser().parse_args(arguments)
        print(options.run(options))
        sys.stdout.flush()
    except SymnetError as error:
        print(f"symnet: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has what it wanted; closing stderr keeps the interpreter from complaining at exit.
        sys.stderr.close()
    return 0


def parser() -> Parser:
    """What can be asked on the command line."""
    from symnet import __version__

    top = Parser(prog="symnet", description="The arithmetic of neural-network architectures: formulas, numbers, and the line between them.")
    top.add_argument("--version", action="version", version=f"symnet {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=Parser)

    table = commands.add_parser("table", help="print a network as a table", description="Print a network as a table.")
    _network_arguments(table)
    table.add_argument("--format", choices=(*FORMATS, *SECOND_NAMES), default="text", help="how to print it (default: text)")
    table.add_argument("--columns", help="column keys with commas between them, such as layer,size,params,macs")
    table.add_argument("--depth", type=int, help="a row for each block: 1 for the outermost ones, 2 for their parts, with subtotals")
    table.add_argument("--activations", action="store_true", help="layers without weights and windows are rows too")
    table.add_argument("--layout", default="channels_last", help="channels_last (55x55x96, the default) or channels_first")
    table.add_argument("--group", action="store_true", help="group thousands")
    table.set_defaults(run=run_table)

    derive = commands.add_parser("derive", help="print formulas: of a layer class, or of the layers of a network")
    _network_arguments(derive, f"a layer class such as Conv2d, a network of the zoo, {OWN}")
    derive.add_argument("layer", nargs="?", help="a layer of the network, such as Conv2 (default: all of them)")
    derive.add_argument("--format", choices=(*FORMATS, *SECOND_NAMES), default="text", help="how to print it (default: text)")
    derive.set_defaults(run=run_derive)

    figure = commands.add_parser("figure", help="draw a network: as SVG, or as TikZ into a .tex file")
    _network_arguments(figure)
    figure.add_argument("--kind", choices=FIGURES, default="layers", help="what to draw (default: layers)")
    figure.add_argument("--output", help="the file to write, .svg or .tex (default: print SVG)")
    figure.set_defaults(run=run_figure)

    _counting(commands)

    zoo_list = commands.add_parser("zoo", help="list the networks: family, parameters, multiply-accumulates, source")
    zoo_list.add_argument("part", nargs="?", default="", help="only those with this in their name or family")
    zoo_list.add_argument("--format", choices=(*FORMATS, *SECOND_NAMES), default="text", help="how to print it (default: text)")
    zoo_list.set_defaults(run=run_zoo)
    return top


def _counting(commands: Any) -> None:
    """The commands about conventions."""
    count = commands.add_parser("count", help="count operations under a convention, by layer")
    _network_arguments(count)
    count.add_argument("--convention", default="FLOPs", help=f"one of: {', '.join(CONVENTIONS)} (default: FLOPs)")
    count.set_defaults(run=run_count)

    reconcile = commands.add_parser("reconcile", help="show which terms conventions add and drop, or whose a figure is")
    _network_arguments(reconcile)
    reconcile.add_argument("--conventions", help="names with commas between them (default: all)")
    reconcile.add_argument("--figure", type=int, help="a published count: which conventions give it, and how far off the others are")
    reconcile.set_defaults(run=run_reconcile)


def _network_arguments(command: argparse.ArgumentParser, what: str = f"a network of the zoo, such as alexnet, {OWN}") -> None:
    command.add_argument("network", help=what)
    command.add_argument("--input", help="the input shape, channels first: 3,227,227 or F_in,H,W")
    command.add_argument("--variant", help="a variant of the network, such as paper or torchvision")


def run_table(options: argparse.Namespace) -> str:
    net = network(options)
    how = {"activations": options.activations, "layout": options.layout, "group": options.group}
    return net.table(options.columns, depth=options.depth, **how).to(options.format)


def run_derive(options: argparse.Namespace) -> str:
    if options.network in layers.__all__:
        return "\n\n".join(_block(title, found, options.format) for title, found in formulas(options.network))
    net = network(options, layers.__all__)
    places = [net[options.layer]] if options.layer else list(net)
    return "\n\n".join(_block(f"{p.name}: {p.layer!r}", p.derivations, options.format) for p in places)


def _block(title: str, found: Sequence[Derivation], form: str) -> str:
    """The formulas that are not plainly zero; in plain text with a title."""
    shown = [d for d in found if d.formula != 0 or d.name == "params"]
    if form == "text":
        return "\n".join((title, *(f"  {d.name} = {d}" for d in shown)))
    style = format_of(form).style()
    return "\n".join(style.display(d.to(form, lhs=True)) for d in shown)


def run_figure(options: argparse.Namespace) -> str:
    drawn = FIGURES[options.kind](network(options))
    if options.output is None:
        return drawn.to_svg()
    drawn.save(options.output)
    return f"wrote {options.output}"


def run_count(options: argparse.Namespace) -> str:
    found = network(options).count(options.convention)
    return "\n\n".join((found.table().to_text(), *([found.silence] if found.silence else []), found.convention.source))


def run_reconcile(options: argparse.Namespace) -> str:
    names = [name.strip() for name in options.conventions.split(",")] if options.conventions is not None else []
    return str(network(options).reconcile(*names, figure=options.figure))


def run_zoo(options: argparse.Namespace) -> str:
    return listing(options.part).to(options.format)


def network(options: argparse.Namespace, others: Sequence[str] = ()) -> Network:
    """The network that was asked for: one of the zoo, or what a file of the user's has under a name; `others` may be asked for as well."""
    arguments: dict[str, Any] = {"variant": options.variant} if options.variant else {}
    if options.input is not None:
        arguments["input_shape"] = read_shape(options.input)
    path, _, name = options.network.rpartition(":")
    if path.endswith(".py"):
        return made_of(defined(Path(path), name), options.network, arguments)
    if options.network not in zoo.NETWORKS:
        raise unknown("layer or network" if others else "network", options.network, (*others, *zoo.NETWORKS))
    return zoo.NETWORKS[options.network](**arguments)


def defined(path: Path, name: str) -> Any:
    """What a Python file of the user's, which is run, calls by a name."""
    if not path.is_file():
        raise SymnetError(f"there is no file {path}", "give the path of a Python file, and a name in it: path/to/file.py:name")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SymnetError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise SymnetError(f"{path} fails with {type(error).__name__}: {error}", "run it with python to see where") from error
    if name not in vars(module):
        raise unknown(f"name in {path}", name, [n for n, value in vars(module).items() if is_network(value)])
    return vars(module)[name]


def is_network(value: Any) -> bool:
    """Whether a network may be meant: one, what one is made of, or a function."""
    return isinstance(value, (Network, Layer, Graph)) or (inspect.isfunction(value) and value.__module__ not in sys.modules)


def made_of(value: Any, what: str, arguments: dict[str, Any]) -> Network:
    """A network as it is, of a layer or graph and the input shape, or what a function makes."""
    if isinstance(value, (Layer, Graph)):
        if set(arguments) != {"input_shape"}:
            raise SymnetError(f"{what} is a layer or a graph, without the shape of its input", "give it: --input 3,224,224")
        return Network(value, arguments["input_shape"], name=what.rpartition(":")[2])
    made = door(value)(**arguments) if callable(value) and not isinstance(value, Network) else value
    if not isinstance(made, Network):
        raise SymnetError(f"{what} is {shown(made)}", "name a Network, a layer or graph, or a function that returns a Network")
    if made is value and arguments:
        raise SymnetError(f"{what} is a Network, whose input is given", "leave --input and --variant out, or name a function")
    return made


def read_shape(text: str) -> tuple[int | str, ...]:
    """`3,227,227` or `F_in,H,W` as a shape; names are checked where they become symbols."""
    return tuple(int(part) if part.lstrip("+-").isdecimal() else part for part in (p.strip() for p in text.split(",")))
