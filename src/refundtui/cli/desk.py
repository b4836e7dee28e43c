"""`refundtui desk`: the desk of real work, on the office one signed in at."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from refundtui.cli.demo import needs_a_terminal, show
from refundtui.cli.opening import config_of, opened_desk
from refundtui.config import Profile


def run(asked: Namespace) -> int:
    config = config_of(asked, Profile.LIVE)
    needs_a_terminal()
    chosen = replace(
        config,
        theme=asked.theme or config.theme,
        mono=asked.mono or config.mono,
        ascii=asked.ascii or config.ascii,
    )
    with opened_desk(config) as opened:
        return show(opened.ports, chosen, found=opened.found)
