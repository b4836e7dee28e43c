"""The README's picture of the desk: `python -m tests.support.picture` draws it anew from the demo's own cases."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from refundtui.bootstrap import open_desk
from refundtui.cli import main
from refundtui.tui.app import Desk
from tests.support.pages import DeskPage

PICTURE = Path(__file__).parents[2] / ".pictures" / "desk.svg"
SIZE = (160, 44)


async def draw(home: Path) -> str:
    """Case RF-0000002 chosen in the queue: a shirt sent back, the restocking fee struck by law."""
    with open_desk(home, training=True, actor_id="me") as opened:
        desk = Desk(opened.ports, zone="Europe/Berlin", mono=False, dialog_pause=0, beating=False)
        async with desk.run_test(size=SIZE) as pilot:
            page = DeskPage(pilot)
            await page.rest()
            await page.sync()
            await page.press("end")
            for _ in range(400):
                if page.reference == "RF-0000002":
                    break
                await page.press("k")
            await page.rest()
            return desk.export_screenshot(title="refundtui demo")


def without_fonts_from_elsewhere(svg: str) -> str:
    """A picture fetches nothing: the reader's own monospace font will do."""
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        import os

        os.environ["REFUNDTUI_HOME"] = folder
        main(["demo", "--no-desk"])
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(without_fonts_from_elsewhere(asyncio.run(draw(Path(folder)))), "utf-8")
