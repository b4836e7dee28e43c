"""What the office counts of its own work, for Prometheus; several processes add up to one office."""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0)


class Figures:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "refundtui_requests_total",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "refundtui_request_seconds",
            "How long an answer took, streams left out.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.under_way = Gauge(
            "refundtui_requests_under_way",
            "Requests that are being answered, streams included.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.troubles = Counter(
            "refundtui_troubles_total",
            "Troubles nobody foresaw, by kind.",
            ("kind",),
            registry=self._registry,
        )

    def told(self) -> bytes:
        """Every process's together where they share a folder."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # it comes without types
        return generate_latest(together)
