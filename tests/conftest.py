"""Hypothesis profiles: few examples by hand, more and reproducible in CI, many for the long proofs."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

# Deadlines are off: on a shared machine they are a lottery.
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=20, deadline=None, derandomize=True, database=None, print_blob=True
)
# Five hundred histories of each of the calculator's properties are eight minutes of one core.
settings.register_profile(
    "proof", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_collection_finish() -> None:
    """Five thousand tests and what they imported stay to the end: looking through them for rubbish again and
    again was a quarter of the time of a test at the desk."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
