"""What a start changes in the interpreter is as it was when the desk has ended."""

from __future__ import annotations

import gc
import sys

from refundtui.tui import warming
from refundtui.tui.warming import warming as warmed


def test_the_interpreter_is_given_back_as_it_was() -> None:
    turn = sys.getswitchinterval()
    with warmed():
        assert not gc.isenabled()
        assert sys.getswitchinterval() < turn
    assert gc.isenabled()
    assert sys.getswitchinterval() == turn


def test_what_is_loaded_is_not_looked_at_again() -> None:
    with warmed():
        warming._settle()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0
