"""Plots of quantities over a symbol, drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from symnet.arithmetic.sizes import is_expression
from symnet.door import door, shown
from symnet.errors import MissingExtra, ShapeError, SymnetError
from symnet.quantities import Quantity, quantities_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 2000
"""How many values one line may have."""
LOGS = ("", "x", "y", "xy")


class Plotted(Protocol):
    """A network whose symbols are given values."""

    @property
    def name(self) -> str: ...

    @property
    def symbols(self) -> Mapping[str, Any]: ...

    @property
    def subs(self) -> Callable[..., Any]: ...


@door
def plot(
    networks: Plotted | Sequence[Plotted],
    quantities: Sequence[Quantity | str] | Quantity | str,
    values: Mapping[str, Iterable[int]],
    *,
    log: str = "",
    budget: Mapping[str, int] | int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A line for each network and quantity over the values of one symbol; where a network is not legal there is a gap.

    Args:
        networks: one, or several to be compared.
        quantities: names, or quantities of your own; a list, or one string with commas.
        values: the symbol and the values it takes, such as {"d": range(64, 1025, 64)}.
        log: which axes are logarithmic: "x", "y" or "xy".
        budget: a limit, drawn as a line; or several with what they are called.
        ax: the axes to draw into; new ones by default.

    Returns:
        The axes of matplotlib, to go on with. Every value is computed exactly and becomes a float only there.

    Raises:
        SymnetError: where a symbol other than the one plotted stays open, or there is not exactly one; MissingExtra without matplotlib.

    >>> import symnet as sn
    >>> plot(sn.Network(sn.Linear(4), (3,)), "params", {"d": [1]})
    Traceback (most recent call last):
    symnet.errors.SymnetError: unknown symbol 'd'; there is none here
    """
    nets = list(networks) if isinstance(networks, Sequence) else [networks]
    wanted = quantities_of(quantities)
    if log not in LOGS:
        raise SymnetError(f"log is {log!r}", 'give "x", "y" or "xy"')
    if len(values) != 1 or not nets or not wanted:
        raise SymnetError(f"{len(values)} symbols are given values", "plot over one: d=range(64, 1025, 64); others get numbers by subs")
    ((symbol, given),) = values.items()
    numbers = list(given)
    if len(numbers) > MOST:
        raise SymnetError(f"{len(numbers)} values of {symbol} are asked for", f"at most {MOST} are drawn")
    lines = {_label(net, q, len(nets), len(wanted)): _line(net, q, symbol, numbers) for net in nets for q in wanted}
    return _drawn(lines, symbol, numbers, wanted, log, budget, ax)


def _label(net: Plotted, quantity: Quantity, nets: int, quantities: int) -> str:
    name, title = net.name or "network", quantity.title or quantity.name
    return title if nets == 1 else name if quantities == 1 else f"{name}: {title}"


def _line(net: Plotted, quantity: Quantity, symbol: str, numbers: Sequence[int]) -> list[int | None]:
    found: list[int | None] = []
    for number in numbers:
        try:
            amount = net.subs({symbol: number}).total(quantity)
        except ShapeError:
            amount = None
        if amount is not None and is_expression(amount):
            names = ", ".join(sorted(s.name for s in amount.free_symbols))
            raise SymnetError(f"{quantity.name} depends on {names} too", f"put numbers in first: net.subs({names.split(', ')[0]}=...)")
        found.append(amount)
    return found


def _drawn(
    lines: Mapping[str, Sequence[int | None]],
    symbol: str,
    numbers: Sequence[int],
    quantities: Sequence[Quantity],
    log: str,
    budget: Mapping[str, int] | int | None,
    ax: Axes | None,
) -> Axes:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a plot needs matplotlib", "install it with: pip install 'symnet[plot]'") from None
    axes: Any = ax if ax is not None else Figure(layout="constrained").subplots()
    for label, amounts in lines.items():
        axes.plot(numbers, [float("nan") if n is None else float(n) for n in amounts], label=label)
    limits = {} if budget is None else budget if isinstance(budget, Mapping) else {"budget": budget}
    for name, limit in limits.items():
        _check_number(name, limit)
        axes.axhline(limit, linestyle="--", color="grey", label=f"{name}: {limit:,}")
    axes.set_xlabel(symbol)
    axes.set_ylabel(", ".join(dict.fromkeys(q.title or q.name for q in quantities)))
    for axis in log:
        getattr(axes, f"set_{axis}scale")("log")
    if len(lines) + len(limits) > 1:
        axes.legend()
    return axes


def _check_number(name: str, limit: object) -> None:
    if isinstance(limit, bool) or not isinstance(limit, (int, float)):
        raise SymnetError(f"the budget {name!r} is {shown(limit)}", "give a number")
