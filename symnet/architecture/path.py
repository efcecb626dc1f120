"""Places in a network: the names on the way to a layer, and which of them are shown."""

from __future__ import annotations

from typing import NamedTuple

RUN = "{}"
"""Stands in a path for the number of the run of a repetition, where all runs are one."""


class Path(NamedTuple):
    """The names of the nodes on the way to a place, with the number of the run (or `RUN`) after each that is repeated.

    `shown` leaves out wrappers that nobody named.
    """

    parts: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    def into(self, name: str, hidden: bool = False, shown: str | None = None) -> Path:
        """The place of a node that stands here, which may be shown under another name."""
        parts = (*self.parts, name)
        if self.parts is self.shown and shown is None and not hidden:
            return Path(parts, parts)
        return Path(parts, self.shown if hidden else (*self.shown, shown or name))

    def in_run(self, run: int | str = RUN, named: bool = True) -> Path:
        """The place of one run of what is repeated here; its number stands before a name that nobody gave, as in layers.0.FC1."""
        last = len(self.shown) if named else len(self.shown) - 1
        return Path((*self.parts, str(run)), (*self.shown[:last], str(run), *self.shown[last:]))

    @property
    def name(self) -> str:
        """What is shown, with dots between; `{}` only where another number stands beside it, as in 0.{}.FC1 and {}.0.FC1."""
        return ".".join(part for k, part in enumerate(self.shown) if part != RUN or self._is_beside_number(k)) or ".".join(self.parts[-1:])

    def _is_beside_number(self, k: int) -> bool:
        return any(part.isdigit() for part in (*self.shown[max(k - 1, 0) : k], *self.shown[k + 1 : k + 2]))

    @property
    def numbered(self) -> str:
        """What is shown, with `{}` where the number of a run stands."""
        return ".".join(self.shown)
