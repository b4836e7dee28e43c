"""The desk in a real Chromium: it opens, a case is decided by keys, and nothing leaves the machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.keys import Keys

from tests.cli.conftest import Program
from tests.support.browser import Tab, opened
from tests.support.served_desk import served


def test_a_case_is_decided_by_keys_and_no_other_machine_was_asked_for_anything(
    home: Path, tmp_path: Path, program: Program
) -> None:
    with served(home) as desk, opened(tmp_path / "browser") as tab:
        tab.visit(desk.link)
        tab.find("RF-0000002", "36.08 EUR")
        tab.press("d")
        tab.shows("Decide RF-0000002", "Refund 36.08 EUR")
        tab.press("f")
        tab.shows("take back RF-0000002 · Approve 36.08 EUR")
        (tmp_path / "desk.png").write_bytes(tab.picture())
        asked, complaints = tab.asked_for(), tab.complaints()
    assert {urlsplit(address).netloc for address in asked} == {urlsplit(desk.link).netloc}
    assert any(address.startswith("ws://") for address in asked)
    assert any(address.endswith(".ttf") for address in asked)
    assert complaints == []
    [entry] = program("outbox", "--json").json
    assert entry["reference"] == "RF-0000002"


@pytest.fixture(scope="module")
def tab(made_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """One browser and one desk for what changes nothing."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(made_home, folder / "home")
    with served(folder / "home") as desk, opened(folder / "files") as one:
        one.visit(desk.link)
        one.shows("[1] Queue", " cases")
        yield one


@pytest.mark.proof
def test_what_belongs_to_the_desk_is_not_the_browsers(tab: Tab) -> None:
    """F5 would load the page again, F1 and ctrl+P have windows of the browser's own."""
    tab.press(Keys.F1)
    tab.shows("Help")
    tab.press(Keys.ESCAPE)
    tab.press_with_control("p")
    tab.shows("All commands")
    tab.press(Keys.ESCAPE)
    tab.press(Keys.F5)
    tab.shows("[on]")
    assert tab.driver.execute_script("return performance.getEntriesByType('navigation')[0].type") != "reload"


def test_no_text_of_the_desk_can_open_another_page(tab: Tab) -> None:
    """A customer may write an address; the terminal makes it a link."""
    assert tab.driver.execute_script("return window.open('https://example.org/')") is None
    assert len(tab.driver.window_handles) == 1


def test_a_desk_that_was_left_says_so_and_opens_again(tab: Tab) -> None:
    tab.press_with_control("q")
    button = tab.button("Open it again")
    assert "The desk is closed." in tab.written
    button.click()
    tab.shows("[1] Queue", " cases")
