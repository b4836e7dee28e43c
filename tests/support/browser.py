"""A real Chromium without a window: what it shows, what is typed into it, and whom it asked for anything."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.ui import WebDriverWait

_PATIENCE: Final = 60.0
_A_LOOK: Final = 0.3
# Nothing of Chromium's own talks to the world, and no software pretends to be a graphics card: it takes seconds.
_ALONE: Final = (
    "--headless=new", "--disable-gpu", "--disable-3d-apis", "--disable-quic", "--disable-sync", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
# What the desk sends is kept as it comes: the terminal draws it on a canvas, where no text can be read.
_LISTENING: Final = """
  window.painted = "";
  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where);
      const text = new TextDecoder();
      this.addEventListener("message", (event) => {
        if (typeof event.data !== "string") window.painted += text.decode(event.data, { stream: true });
      });
    }
  };
"""
_OBEYED: Final = re.compile(r"\x1b(?:\[[0-9;?<=>]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")


def or_loudly_without() -> tuple[str, str]:
    """Chromium and its driver; without them the test is skipped with its reason, and under `CI` it fails."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser and driver:
        return browser, driver
    missing = "chromium and chromedriver are not installed"
    if os.environ.get("CI"):
        pytest.fail(f"{missing}: this test must run where CI is set")
    pytest.skip(f"{missing}: the desk was not tested in a browser")


class Tab:
    """The desk in a browser's window."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def visit(self, link: str) -> None:
        self.driver.get(link)

    def find(self, reference: str, total: str) -> None:
        """Search a case, and wait until what it comes to is there."""
        self.shows("[1] Queue", " cases")
        self.press("/")
        self.shows("TEXT")
        self.press(reference, Keys.ENTER)
        self.shows(f"Case {reference}", total)

    @property
    def painted(self) -> str:
        """Every text the desk has painted since it was forgotten, in the order it came."""
        return " ".join(_OBEYED.sub(" ", self.driver.execute_script("return window.painted")).split())

    def shows(self, *texts: str) -> None:
        """Wait until the desk has painted all of this."""
        waiting = WebDriverWait(self.driver, _PATIENCE, poll_frequency=0.1)
        try:
            waiting.until(lambda _: all(text in self.painted for text in texts))
        except TimeoutException:
            raise AssertionError(f"{texts} never came; this did: {self.painted[-2000:]}") from None

    def press(self, *keys: str) -> None:
        """Type; what was painted before is forgotten, so that `shows` speaks of what follows."""
        self._look().send_keys(*keys).perform()

    def press_with_control(self, key: str) -> None:
        self._look().key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()

    def _look(self) -> ActionChains:
        """A dialog takes no key before somebody can have read it."""
        self.driver.execute_script("window.painted = ''")
        return ActionChains(self.driver).pause(_A_LOOK)

    def button(self, name: str) -> WebElement:
        """A button of the page around the desk, once it can be pressed."""
        where = (By.XPATH, f"//button[normalize-space()='{name}']")
        return WebDriverWait(self.driver, _PATIENCE).until(element_to_be_clickable(where))

    @property
    def written(self) -> str:
        """What stands on the page around the desk."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    def picture(self) -> bytes:
        return self.driver.get_screenshot_as_png()

    def asked_for(self) -> list[str]:
        """Every address on a network that anything was asked of, sockets included."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))  # type: ignore[no-untyped-call] # selenium's own gap
        asked = []
        for event in events:
            if event["method"] == "Network.requestWillBeSent":
                asked.append(event["params"]["request"]["url"])
            elif event["method"] == "Network.webSocketCreated":
                asked.append(event["params"]["url"])
        return [address for address in asked if urlsplit(address).scheme in {"http", "https", "ws", "wss"}]

    def complaints(self) -> list[str]:
        """What the page has done wrong, or was kept from doing."""
        told = self.driver.get_log("browser")  # type: ignore[no-untyped-call] # selenium's own gap
        return [entry["message"] for entry in told if entry["level"] == "SEVERE"]


@contextmanager
def opened(files: Path, *, size: tuple[int, int] = (1600, 900)) -> Iterator[Tab]:
    """A new browser that knows nobody; its files go into `files`."""
    browser, driver = or_loudly_without()
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    for flag in (*_ALONE, f"--user-data-dir={files}", f"--window-size={size[0]},{size[1]}"):
        options.add_argument(flag)
    if os.name == "posix" and os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium's own does not work for root
    with webdriver.Chrome(options, webdriver.ChromeService(driver)) as chrome:
        chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _LISTENING})
        chrome.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False},
        )
        yield Tab(chrome)
