"""`python -m tests.conformance`: run the cases of other systems, a retailer and a benchmark against ours."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance import credit_notes, engines, law, tau
from tests.conformance.engines import Inexpressible, Outcome

Raw = dict[str, Any]
_CASES = Path(__file__).parent / "cases"
_BUILT_IN = {
    "engines": _CASES / "engine-cases.json",
    "credit_notes": _CASES / "online-retail-credit-notes.json",
    "tau": _CASES / "tau2-retail.json",
    "law": _CASES / "law-cases.json",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one file."""

    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> int:
        return sum(outcome.passed for outcome in self.outcomes)

    def __str__(self) -> str:
        return f"{self.passed}/{len(self.outcomes)}"


def run_engines(path: Path) -> Tally:
    return _tally((engines.run, case) for case in _read(path)["cases"])


def run_credit_notes(path: Path) -> Tally:
    whole = _read(path)
    exceptions = whole.get("exceptions") or {}
    return _tally(
        [
            *((credit_notes.run, case) for case in whole["cases"]),
            *((credit_notes.run_price_differs, case) for case in exceptions.get("price_differs") or []),
            *(
                (credit_notes.run_more_units_than_left, case)
                for case in exceptions.get("more_units_than_left") or []
            ),
        ]
    )


def run_tau(path: Path) -> Tally:
    whole = _read(path)
    return _tally(
        [
            *((tau.run, case) for case in whole["cases"]),
            *((tau.run_refused, case) for case in whole.get("refused") or []),
        ]
    )


def run_law(path: Path) -> Tally:
    return _tally((law.run, case) for case in _read(path)["cases"])


_RUNNERS: dict[str, Callable[[Path], Tally]] = {
    "engines": run_engines,
    "credit_notes": run_credit_notes,
    "tau": run_tau,
    "law": run_law,
}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    for name in _RUNNERS:
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=Path,
            nargs="?",
            const=_BUILT_IN[name],
            metavar="FILE",
            dest=name,
            help="these alone, ours or those of a file",
        )
    parser.add_argument("--json", action="store_true", help="print one object with counts and failing ids")
    asked = parser.parse_args(argv)
    files = {name: path for name in _RUNNERS if (path := getattr(asked, name)) is not None}
    if not files:
        files = dict(_BUILT_IN)
    tallies = {name: _RUNNERS[name](path) for name, path in files.items()}
    if asked.json:
        print(json.dumps(_as_json(tallies)))
    else:
        _print(tallies)
    return 0 if all(_holds(name, tally) for name, tally in tallies.items()) else 1


def _holds(name: str, tally: Tally) -> bool:
    required = tally.outcomes if name != "law" else [o for o in tally.outcomes if o.portability == "high"]
    return all(outcome.passed for outcome in required)


def _print(tallies: dict[str, Tally]) -> None:
    for tally in tallies.values():
        for outcome in tally.outcomes:
            if outcome.explanation:
                print(f"{outcome.id}: explained: {outcome.explanation}")
            if not outcome.passed:
                print(f"{outcome.id}: {outcome.trouble or '; '.join(map(_difference, outcome.differences))}")
    law = tallies.get("law", Tally(()))
    high = Tally(tuple(outcome for outcome in law.outcomes if outcome.portability == "high"))
    counts = {name: tallies.get(name, Tally(())) for name in _RUNNERS}
    print(
        f"conformance: engines {counts['engines']}  credit-notes {counts['credit_notes']}  "
        f"tau {counts['tau']}  law {law} (high {high})"
    )


def _difference(difference: tuple[str, object, object]) -> str:
    name, wanted, got = difference
    return f"{name} expected {wanted}, got {_spelled(got)}"


def _spelled(got: object) -> object:
    if isinstance(got, dict):
        return {str(name): str(value) for name, value in got.items()}
    if isinstance(got, list):
        return [_spelled(value) for value in got]
    return str(got)


def _as_json(tallies: dict[str, Tally]) -> Raw:
    return {
        name: {
            "passed": tally.passed,
            "cases": len(tally.outcomes),
            "failing": [outcome.id for outcome in tally.outcomes if not outcome.passed],
        }
        for name, tally in tallies.items()
    }


def _tally(runs: Any) -> Tally:
    return Tally(tuple(_run(runner, case) for runner, case in runs))


def _run(runner: Callable[[Raw], Outcome], case: Raw) -> Outcome:
    """A case that breaks the adapter has failed; the others still run."""
    try:
        return runner(case)
    except (Inexpressible, KeyError, TypeError, ValueError, AssertionError, StopIteration) as trouble:
        return Outcome(
            _name(case),
            str(case.get("portability") or case.get("confidence") or ""),
            trouble=f"{type(trouble).__name__}: {trouble}",
        )


def _name(case: Raw) -> str:
    return str(case.get("id") or case.get("case_id") or case.get("task") or case.get("credit_note") or "?")


def _read(path: Path) -> Raw:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        text = file.read()
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return {"cases": list(_lines(text))}
    return (
        whole
        if isinstance(whole, dict) and "cases" in whole
        else {"cases": whole if isinstance(whole, list) else [whole]}
    )


def _lines(text: str) -> Iterator[Raw]:
    return (json.loads(line) for line in text.splitlines() if line.strip())


if __name__ == "__main__":
    sys.exit(main())
