"""However long or short a language's words are, the tabs of a case fit, and the one that is shown is among them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from refundtui.i18n.catalogs import languages
from refundtui.i18n.words import t, use_language
from refundtui.tui.present.tab_lines import TABS, tab_line
from refundtui.tui.safe_text import line_width
from tests.tui.desk_ports import the_jacket_case


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize("language", languages())
def test_the_tabs_fit_and_say_which_one_is_shown(language: str) -> None:
    use_language(language)
    for width in (24, 36, 47, 75, 120):
        for tab in TABS:
            line = tab_line(tab, the_jacket_case(), width)
            assert line_width(line) <= width
            assert f"<{t(tab.value)}" in "".join(span.text for span in line)


@pytest.mark.parametrize("language", languages())
def test_where_there_is_room_every_tab_is_there(language: str) -> None:
    use_language(language)
    said = "".join(span.text for span in tab_line(TABS[0], the_jacket_case(), 120))
    assert all(t(tab.value) in said for tab in TABS)
