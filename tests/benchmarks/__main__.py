"""`python -m tests.benchmarks [NAME …]`: figures against the design's budgets; nothing here fails a build."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).parent
_NO_BENCHMARKS = {"__init__", "__main__", "figures"}


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
    asked = parser.parse_args(argv).names or names()
    unknown = sorted(set(asked) - set(names()))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(names())}")
    for name in asked:
        print(f"— {name}")
        for figure in importlib.import_module(f"tests.benchmarks.{name}").figures():
            print(figure, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
