"""Three columns in plain lines, and the answer to them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from refundtui.bootstrap import open_office
from refundtui.domain.commands import SetItems
from refundtui.domain.request import RefundRequest, Units
from refundtui.office.outcomes import Recorded
from refundtui.training.seeding.journeys import case_id_of
from refundtui.training.weather import Weather
from tests.cli.conftest import Program


def test_a_changed_case_is_compared_and_left_as_it_is(home: Path, program: Program) -> None:
    assert program("outbox", "compare").code == 2
    weather = Weather(home / "training" / "weather.json")
    weather.go_offline()
    assert program("case", "decide", "2", "--choice", "approve", "--no-hold").code == 0
    with closing(open_office(home)) as office:
        changed = SetItems(RefundRequest((Units("shirt", 2),)))
        assert isinstance(office.act_as_colleague("colleague", case_id_of("RF-0000002"), changed), Recorded)
    weather.go_online()
    program("sync")
    rows = {row["field"]: row for row in program("outbox", "compare", "2", "--json").json["rows"]}
    assert rows["request"]["changed"]
    assert rows["request"]["saw"] == rows["request"]["mine"]
    assert rows["request"]["now"] == "shirt 2"
    said = program("outbox", "compare")
    assert "! items" in said.out
    assert "What I chose" in said.out
    assert program("outbox", "compare", "--theirs").code == 0
    assert program("outbox", "compare").code == 2
