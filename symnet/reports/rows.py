"""The rows of a table by depth: copies of a block in one, and what the blocks above them are together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from symnet.architecture.path import RUN, Path
from symnet.architecture.trace import Call
from symnet.arithmetic.sizes import product
from symnet.layers.windowed import Windowed
from symnet.quantities.place import Place
from symnet.reports.table import Head, Row, Sum
from symnet.tables.cells import Heading
from symnet.writing.line import Line
from symnet.writing.text import Text

NAMES = ("short", "whole", "indented")
"""Without wrappers that nobody named; with them; the last part alone, as far in as it lies deep."""


def above(shown: tuple[str, ...], start: int, depth: int) -> tuple[str, ...]:
    """The names on the way to a place, up to a depth below `start`; the number of a run is none where it is the first of all."""
    return shown[: start + depth + (start == 0 and shown[:1] == (RUN,))]


def folded(parts: Sequence[Place]) -> list[list[Place]]:
    """Parts in groups of one, but for blocks alike that follow one another."""
    groups: list[list[Place]] = []
    for part in parts:
        if groups and alike(groups[-1][-1], part):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def alike(a: Place, b: Place) -> bool:
    """Whether two blocks are copies: the same layers on the same shapes, with weights of their own."""
    if not (a.is_block and b.is_block) or RUN in (a.path.parts[-1], b.path.parts[-1]) or a.path.parts[:-1] != b.path.parts[:-1]:
        return False
    same = (a.op, a.input_shapes, a.output_shapes) == (b.op, b.input_shapes, b.output_shapes)
    return same and not any(call.shared for call in (*a.calls, *b.calls))


def with_subtotals(groups: Sequence[Sequence[Place]], within: Path, depth: int) -> Iterator[Row | Sum]:
    """A row for each group, and behind the rows of a block above them what they are together."""
    start, outer = len(within.shown), within.parts.count(RUN)
    for k, group in enumerate(groups):
        path = group[0].path
        yield Row(title(group[0].calls, path, outer, len(group)), group[-1].together(group[:-1]))
        for higher in range(min(depth - 1, len(path.shown)), 0, -1):
            shown = above(path.shown, start, higher)
            if shown == path.shown or (k + 1 < len(groups) and above(groups[k + 1][0].path.shown, start, higher) == shown):
                continue
            inside = [g for g in groups if above(g[0].path.shown, start, higher) == shown]
            if len(inside) > 1:
                calls = [call for g in inside for part in g for call in part.calls]
                yield Sum(f"Subtotal {title(calls, Path(shown, shown), outer)}", calls)


def title(calls: Sequence[Call], path: Path, outer: int, copies: int = 1) -> str:
    """What a row is called, with how often there is one: layer1.1 × 2; `outer` loops are around the table."""
    times = product(loop.times - loop.start for loop in calls[0].loops[outer : path.parts.count(RUN)]) * copies
    name = first_run(path, calls[0])
    if isinstance(times, int):
        return name if times == 1 else f"{name} × {times}"
    return f"{name} × {shown_count(times)}"


def first_run(path: Path, call: Call) -> str:
    """The name of a place, by the first of the runs that it stands for."""
    return ".".join(_in_first_run(path, call))


def _in_first_run(path: Path, call: Call) -> list[str]:
    loops = iter(call.loops)
    named = [str((loop := next(loops)).first + loop.start) if part == RUN else part for part in path.shown]
    return named[path.shown[:1] == (RUN,) :]


def indented(rows: Iterable[Row | Sum], outer: int, by_block: bool) -> Iterator[Row | Sum | Head]:
    """The rows with the last parts of their names, as far in as they lie deep, under a row for each block they are in.

    `outer` names are on the way to the table; the rows of a table by block are called after the first of their runs.
    """
    opened: tuple[str, ...] = ()
    for row in rows:
        if isinstance(row, Sum):
            yield row
            continue
        path = row.place.path
        parts = _in_first_run(path, row.place.calls[0]) if by_block else [part for part in path.shown if part != RUN]
        *above, last = parts[outer:] or [row.title]
        for depth, block in enumerate(above):
            if opened[: depth + 1] != tuple(above[: depth + 1]):
                yield Head(Heading(block, depth))
        opened = tuple(above)
        copies = row.title.partition(" × ")[1:]
        yield Row(Heading("".join((last, *copies)), len(above)), row.place)


def whole_name(path: Path) -> str:
    """The name of a place with the wrappers that nobody named."""
    return ".".join(part for part in path.parts if part != RUN)


def shown_count(times: Any) -> str:
    text = Line.of(times).show(Text())
    return f"({text})" if times.is_Add else text


def is_row(call: Call, activations: bool | Sequence[str] = False) -> bool:
    """Whether a call is a row: it has weights, slides a window or changes a spatial size; or `activations` are rows, or have its class."""
    if isinstance(activations, bool):
        output, first = call.output, call.inputs[0]
        changed = len(output) == len(first) and output[1:] != first[1:]
        return activations or changed or isinstance(call.layer, Windowed) or bool(call.layer.weights(*call.inputs))
    return is_row(call) or any(fnmatchcase(type(call.layer).__name__, name) for name in activations)
