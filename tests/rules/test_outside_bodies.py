"""A pack names who decides out of court, what letters never say, and no platform that is closed."""

from __future__ import annotations

from pathlib import Path

from refundtui.domain.policy import OutsideBody
from refundtui.rulebooks import shipped
from refundtui.rulebooks.checking.packs import check_pack
from refundtui.rulebooks.library import Library

LINDENHOF = Path(__file__).parents[2] / "src/refundtui/rulebooks/packs/lindenhof.toml"


def test_the_body_and_the_words_reach_the_policy() -> None:
    manners = Library(shipped()).policies("lindenhof")[0].manners
    assert [type(one) for one in manners.outside_bodies] == [OutsideBody]
    assert manners.outside_bodies[0].country == "DE"
    assert not manners.outside_bodies[0].takes_part
    assert "wir garantieren" in manners.never_say


def test_a_link_to_the_closed_platform_is_a_mistake_of_the_pack() -> None:
    text = LINDENHOF.read_text(encoding="utf-8")
    wrong = text.replace("www.universalschlichtungsstelle.de", "https://ec.europa.eu/consumers/odr/")
    found = [one for one in check_pack("lindenhof", wrong.encode()).problems if one.code == "platform.closed"]
    assert [one.path for one in found] == ["manners.outside_bodies.0.website"]
    assert found[0].line == 1 + wrong[: wrong.index("ec.europa.eu")].count("\n")
