"""The desk on the books of a practice home with no office behind it, as on a live profile whose line is down.

`python -m tests.benchmarks.desk_alone HOME`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path


def main() -> int:
    from refundtui.bootstrap import OfficeWhenNeeded, open_desk
    from refundtui.cli.demo import show
    from refundtui.config import Profile, read_config

    config = read_config(home=Path(sys.argv[1]), profile=Profile.TRAINING)
    with open_desk(config.home, actor_id=config.actor) as desk:
        return show(replace(desk.ports, office=OfficeWhenNeeded(None)), config, found=desk.found)


if __name__ == "__main__":
    sys.exit(main())
