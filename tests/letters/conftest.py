"""A folder of languages of one's own: what a test writes there is nobody else's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from refundtui.i18n.catalogs import locales_folder
from refundtui.letters import coverage, templates


@pytest.fixture
def locales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Copies of the English and the German letters; languages dropped in beside them count."""
    folder = tmp_path / "locales"
    for language in ("en", "de"):
        shutil.copytree(locales_folder() / language / "letters", folder / language / "letters")
    monkeypatch.setattr(templates, "locales_folder", lambda: folder)
    _forget()
    yield folder
    _forget()


def _forget() -> None:
    coverage._covered.cache_clear()
    templates.engine_of.cache_clear()
