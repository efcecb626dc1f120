"""Prints what the comparisons found, below the table of times."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    session = getattr(terminalreporter.config, "_benchmarksession", None)
    for bench in session.benchmarks if session else ():
        if bench.extra_info:
            terminalreporter.write_line(f"{bench.name}: " + ", ".join(f"{key} {value}" for key, value in bench.extra_info.items()))
