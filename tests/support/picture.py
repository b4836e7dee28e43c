"""The README's picture, taken of the demo desk in a browser: `python -m tests.support.picture`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from selenium.webdriver.common.keys import Keys

from refundtui.cli import main
from tests.support.browser import Tab, opened
from tests.support.served_desk import served

PICTURE: Final = Path(__file__).parents[2] / ".pictures" / "desk.png"
SIZE: Final = (1180, 720)


def decide(tab: Tab) -> None:
    """The last open case of a brand: a shirt sent back, the restocking fee struck by law; approved, and still held."""
    tab.shows("[1] Queue", " cases")
    tab.press("/")
    tab.shows("TEXT")
    tab.press("brand:lindenhof lang:de", Keys.ENTER)
    tab.shows("Verdict")
    tab.press(Keys.END, "k", "k")
    tab.shows("Case RF-0000002", "36.08 EUR")
    tab.press("d")
    tab.shows("Decide RF-0000002")
    tab.press("f")
    tab.shows("take back RF-0000002")
    tab.press("k")
    tab.shows("Case RF-0000002", "not taken")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["REFUNDTUI_HOME"] = str(home)
        main(["demo", "--no-desk"])
        with served(home) as desk, opened(Path(folder) / "browser", size=SIZE) as tab:
            tab.visit(desk.link)
            tab.visit(f"{desk.origin}/?fontsize=14")
            decide(tab)
            PICTURE.parent.mkdir(exist_ok=True)
            PICTURE.write_bytes(tab.picture())
