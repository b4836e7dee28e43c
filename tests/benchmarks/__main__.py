"""`python -m tests.benchmarks [NAME …] [--cases N] [--home DIR]`: figures against the design's budgets.

Exit code 1 says that a budget was missed. No test asks for it: on a busy machine every figure is somebody's.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).parent
_NO_BENCHMARKS = {"__init__", "__main__", "figures", "least_desk", "stopwatch"}


def names() -> list[str]:
    """Every module beside this one that has `figures()`."""
    return sorted(
        path.stem
        for path in _HERE.glob("*.py")
        if path.stem not in _NO_BENCHMARKS and "def figures(" in path.read_text("utf-8")
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names())} (default: all)")
    parser.add_argument("--cases", type=int, help="so many, where a benchmark makes its own")
    parser.add_argument("--home", type=Path, help="a home that `refundtui demo` has filled")
    words = parser.parse_args(argv)
    asked = words.names or names()
    unknown = sorted(set(asked) - set(names()))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(names())}")
    chosen = {"cases": words.cases, "home": words.home}
    missed = 0
    for name in asked:
        print(f"— {name}", flush=True)
        figures = importlib.import_module(f"tests.benchmarks.{name}").figures
        takes = inspect.signature(figures).parameters
        for figure in figures(**{what: value for what, value in chosen.items() if value and what in takes}):
            print(figure, flush=True)
            missed += figure.is_missed
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
