"""Desks for tests: no colours, no pauses, no beats of their own, reports in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_textual_snapshot

from refundtui.casework.ports import Ports
from refundtui.i18n.words import use_language
from refundtui.tui.app import Desk
from tests.support.screen import look_instead_of_guessing

look_instead_of_guessing()

# The plugin is older than the syrupy beside it, which calls this otherwise.
pytest_textual_snapshot.SVGImageExtension.file_extension = "svg"


def without_environment(**facts: Any) -> pytest_textual_snapshot.SvgSnapshotDiff:
    """The report of what differs would print every variable of the environment, secrets of a build machine too."""
    return SvgSnapshotDiff(**(facts | {"environment": {}}))


SvgSnapshotDiff = pytest_textual_snapshot.SvgSnapshotDiff
pytest_textual_snapshot.SvgSnapshotDiff = without_environment


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def in_english() -> None:
    use_language("en")


@pytest.fixture
def desk_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    """A desk that stands still until it is told to move."""
    monkeypatch.delenv("NO_COLOR", raising=False)

    def make(ports: Ports, **how: Any) -> Desk:
        plain: dict[str, Any] = {
            "zone": "Europe/Berlin",
            "mono": True,
            "dialog_pause": 0,
            "beating": False,
            "reports": tmp_path,
        }
        return Desk(ports, **(plain | how))

    return make
