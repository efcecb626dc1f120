"""How long a process takes: importing symnet and printing a table against importing sympy. Run with: pytest tests/benchmarks/bench_*.py"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

ROUNDS = 9


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def against_sympy(benchmark: Any, *arguments: str) -> float:
    """The time of a command as a multiple of `import sympy`: the quickest of some fresh interpreters, run by turns."""
    times: list[float] = []

    def import_sympy() -> None:
        start = time.perf_counter()
        run("-c", "import sympy")
        times.append(time.perf_counter() - start)

    benchmark.pedantic(run, arguments, setup=import_sympy, rounds=ROUNDS)
    ratio = benchmark.stats["min"] / min(times)
    benchmark.extra_info |= {"import sympy": f"{min(times):.3f} s", "ratio": f"{ratio:.2f}"}
    return ratio


def test_import(benchmark: Any) -> None:
    assert against_sympy(benchmark, "-c", "import symnet") < 1.15


def test_import_and_a_symbol(benchmark: Any) -> None:
    against_sympy(benchmark, "-c", "import symnet; symnet.symbols('W')")


def test_table_of_alexnet(benchmark: Any) -> None:
    assert against_sympy(benchmark, "-m", "symnet", "table", "alexnet") < 2


def test_formulas_of_a_layer(benchmark: Any) -> None:
    assert against_sympy(benchmark, "-m", "symnet", "derive", "Conv2d") < 2
