"""The browser as the desk's terminal, behind `refundtui web`."""

from __future__ import annotations

from textual import messages
from textual.drivers.web_driver import WebDriver


class Browser(WebDriver):
    """Ends the desk when nobody sends keys any more: one left behind would keep the books from the next."""

    def run_input_thread(self) -> None:
        try:
            super().run_input_thread()
        finally:
            if not self.exit_event.is_set():
                self._app.post_message(messages.ExitApp())
