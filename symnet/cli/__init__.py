"""The command line: tables, derivations, solutions, comparisons, sweeps, pictures and the list of networks."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from symnet.cli.output import complain, write
from symnet.errors import SymnetError

__all__ = ["main"]

INTERRUPTED = 130
"""What a shell gives a program that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if all went well, 2 with one line on stderr if the input was wrong, 130 where it was interrupted."""
    try:
        from symnet.cli.commands import parser  # Ctrl-C may come while this is loaded

        options, more = parser().parse_known_args(arguments)
        # Relations may stand behind options, where argparse does not look for them.
        if more and (not hasattr(options, "relations") or any(word.startswith("-") for word in more)):
            raise SymnetError(f"unrecognized arguments: {' '.join(more)}", f"see: symnet {options.command} --help")
        vars(options).setdefault("relations", []).extend(more)
        if getattr(options, "code", None) is not None:
            shift(options)
        return write(options.run(options), getattr(options, "format", "text") == "text")
    except SymnetError as error:
        return complain(str(error))
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except (MemoryError, RecursionError) as error:
        return complain(f"{type(error).__name__}: what is asked for is too large; ask for less of it")
    except Exception as error:
        where = f"{sys.argv[0]} fails with {type(error).__name__}: {error}"
        return complain(f"{where}; this is an error of symnet's own, and a report of it is welcome")


def shift(options: Namespace) -> None:
    """Where a line stands in place of a network, the word that would be its name is the next argument of the command."""
    if hasattr(options, "layer"):
        options.layer = options.network
    elif options.network is not None:
        options.relations.insert(0, options.network)
    options.network = None
