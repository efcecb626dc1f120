"""What can be asked on the command line, and what answers it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from symnet import layers
from symnet.cli.networks import OWN, named, network
from symnet.cli.sweep import run_sweep, values_of
from symnet.counting.counters import CONVENTIONS
from symnet.door import listed
from symnet.errors import MissingExtra, SymnetError
from symnet.figures import FIGURES
from symnet.quantities.derivation import Derivation
from symnet.reports.compare import ROWS, compare
from symnet.reports.reference import formulas
from symnet.solving.solution import Solution
from symnet.tables.render import FORMATS, SECOND_NAMES, format_of
from symnet.zoo.listing import listing

SHELLS = ("bash", "zsh", "tcsh")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, like every other error of the command."""

    def error(self, message: str) -> NoReturn:
        raise SymnetError(message, f"see: {self.prog} --help")


def parser() -> Parser:
    """What can be asked on the command line."""
    from symnet import __version__

    top = Parser(prog="symnet", description="The arithmetic of neural-network architectures: formulas, numbers, and the line between them.")
    top.add_argument("--version", action="version", version=f"symnet {__version__}")
    commands = top.add_subparsers(title="commands", required=True, dest="command", metavar="COMMAND", parser_class=Parser)
    for add in (_printing, _solving, _counting, _drawing):
        add(commands)
    return top


def _printing(commands: Any) -> None:
    """The commands that print a network."""
    table = commands.add_parser("table", help="print a network as a table", description="Print a network as a table.")
    _network_arguments(table)
    _format(table)
    table.add_argument("--columns", help="column keys with commas between them, such as layer,size,params,macs")
    table.add_argument("--depth", type=int, help="a row for each block: 1 for the outermost ones, 2 for their parts, with subtotals")
    table.add_argument("--activations", action="store_true", help="layers without weights and windows are rows too")
    table.add_argument("--names", default="short", help="short (the default), whole, or indented: a row for each block above its layers")
    table.add_argument("--layout", default="channels_last", help="channels_last (55x55x96, the default) or channels_first")
    table.add_argument("--group", action="store_true", help="group thousands")
    table.set_defaults(run=run_table)

    derive = commands.add_parser("derive", help="print formulas: of a layer class, or of the layers of a network")
    _network_arguments(derive, f"a layer class such as Conv2d, a network of the zoo, {OWN}")
    derive.add_argument("layer", nargs="?", help="a layer of the network, such as Conv2 (default: all of them)")
    _format(derive)
    derive.set_defaults(run=run_derive)

    compared = commands.add_parser("compare", help="print several networks side by side")
    compared.add_argument("networks", nargs="+", help=f"networks of the zoo, {OWN}")
    compared.add_argument("--quantities", default="params,macs,activations", help="names with commas (default: params,macs,activations)")
    compared.add_argument(
        "--rows", choices=ROWS, default="totals", help="a row for each network, or for each layer or block (default: totals)"
    )
    compared.add_argument("--difference", action="store_true", help="how much more than the first")
    compared.add_argument("--ratio", action="store_true", help="how many times as much as the first")
    compared.add_argument("--group", action="store_true", help="group thousands")
    _format(compared)
    compared.set_defaults(run=run_compare)

    document = commands.add_parser("json", help="print a network as a JSON document, which every command reads: net.json")
    _network_arguments(document)
    document.set_defaults(run=run_json)

    zoo_list = commands.add_parser("zoo", help="list the networks: family, parameters, multiply-accumulates, source")
    zoo_list.add_argument("part", nargs="?", default="", help="only those with this in their name or family")
    _format(zoo_list)
    zoo_list.set_defaults(run=run_zoo)


def _solving(commands: Any) -> None:
    """The commands about sizes that are left open."""
    solve = commands.add_parser("solve", help="find all values of the symbols for which a network is legal and relations hold")
    _network_arguments(solve)
    solve.add_argument("relations", nargs="*", help="such as 'H <= 300' or '32 | H'; first the network, then these")
    solve.add_argument(
        "--within",
        action="append",
        default=[],
        metavar="K=1:12",
        help="values to try for a symbol: 1:12 or 64:513:64 as in range, or 3,5,7",
    )
    solve.add_argument("--for", dest="for_", metavar="SYMBOL", help="the symbol to give as a formula in those it is tied to")
    _format(solve)
    solve.set_defaults(run=run_solve)

    sweep = commands.add_parser("sweep", help="quantities of a network over all values of its symbols")
    _network_arguments(sweep)
    sweep.add_argument(
        "--over", action="append", required=True, metavar="H=64:513:64", help="a symbol and its values; once for each symbol"
    )
    sweep.add_argument("--quantities", default="params,macs", help="names with commas (default: params,macs)")
    _format(sweep)
    sweep.set_defaults(run=run_sweep)


def _drawing(commands: Any) -> None:
    figure = commands.add_parser("figure", help="draw a network: as SVG, or as TikZ into a .tex file")
    _network_arguments(figure)
    figure.add_argument("layer", nargs="?", help="a layer or block of it (default: the whole network); for --kind window a layer")
    figure.add_argument("--depth", type=int, help="how deep blocks are opened")
    figure.add_argument("--no-title", action="store_true", help="without a title")
    figure.add_argument("--kind", choices=FIGURES, default="layers", help="what to draw (default: layers)")
    figure.add_argument("--output", help="the file to write, .svg or .tex (default: print SVG)")
    figure.set_defaults(run=run_figure)

    completion = commands.add_parser("completion", help="print the completion of this command for a shell; needs symnet[completion]")
    completion.add_argument("shell", choices=SHELLS)
    completion.set_defaults(run=run_completion)


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=(*FORMATS, *SECOND_NAMES), default="text", help="how to print it (default: text)")


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
    command.add_argument("network", nargs="?", help=what)
    command.add_argument(
        "-c",
        dest="code",
        metavar="LINE",
        help="in place of a network a line of layers, read and not run: 'Sequential(Conv2d(8, 3), ReLU())'",
    )
    command.add_argument("--input", help="the input shape, channels first: 3,227,227 or F_in,H,W")
    command.add_argument("--variant", help="a variant of the network, such as paper or torchvision")


def run_table(options: argparse.Namespace) -> str:
    net = network(options)
    how = {"activations": options.activations, "layout": options.layout, "group": options.group, "names": options.names}
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


def run_compare(options: argparse.Namespace) -> str:
    nets = [named(what, {}) for what in options.networks]
    how = {"quantities": options.quantities, "rows": options.rows, "difference": options.difference, "ratio": options.ratio}
    return compare(*nets, **how, names=_told_apart(options.networks, [net.name for net in nets]), group=options.group).to(options.format)


def _told_apart(given: Sequence[str], names: Sequence[str]) -> Sequence[str]:
    """The names of networks, or what they were asked for by where two have one name or one has none."""
    return names if all(names) and len(set(names)) == len(names) else given


def run_json(options: argparse.Namespace) -> str:
    return network(options).to_json()


def run_solve(options: argparse.Namespace) -> str:
    within = dict(values_of(text) for text in options.within)
    found = network(options).solve(*options.relations, within=within, for_=options.for_ or ())
    return found.explain() if options.format == "text" and isinstance(found, Solution) else found.to(options.format)


def run_completion(options: argparse.Namespace) -> str:
    try:
        import shtab
    except ImportError:
        raise MissingExtra("completion needs shtab", "install it with: pip install 'symnet[completion]'") from None
    return str(shtab.complete(parser(), shell=options.shell))


def run_figure(options: argparse.Namespace) -> str:
    how = {"depth": options.depth} if options.depth is not None else {}
    drawn = network(options).figure(options.kind, options.layer, **how, **({"title": False} if options.no_title else {}))
    if options.output is None:
        return drawn.to_svg()
    drawn.save(options.output)
    return f"wrote {options.output}"


def run_count(options: argparse.Namespace) -> str:
    found = network(options).count(options.convention)
    return "\n\n".join((found.table().to_text(), *([found.silence] if found.silence else []), found.convention.source))


def run_reconcile(options: argparse.Namespace) -> str:
    names = listed(options.conventions) if options.conventions is not None else []
    return str(network(options).reconcile(*names, figure=options.figure))


def run_zoo(options: argparse.Namespace) -> str:
    return listing(options.part).to(options.format)
