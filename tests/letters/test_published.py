"""What the office published lies on a desk as it is in force: whole, exactly, and before what its owner put there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from refundtui.bootstrap import RulebooksOfTheDesk
from refundtui.casework.corresponding import own_templates
from refundtui.casework.ports import Ports
from refundtui.domain.case import BrandId
from refundtui.letters.published import lay_out
from tests.support.making import a_case

ONE, OTHER = "letters/lindenhof/de/denial.liquid", "letters/lindenhof/pt-BR/_tone.liquid"


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("**/*") if path.is_file()
    }


def test_exactly_what_is_published_lies_there(tmp_path: Path) -> None:
    lay_out({ONE: b"a", OTHER: b"b", "packs/x.toml": b"c"}, tmp_path)
    assert files(tmp_path) == {"lindenhof/de/denial.liquid": b"a", "lindenhof/pt-BR/_tone.liquid": b"b"}
    lay_out({ONE: b"other"}, tmp_path)
    assert files(tmp_path) == {"lindenhof/de/denial.liquid": b"other"}
    lay_out({}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_templates_writes_nothing(tmp_path: Path) -> None:
    lay_out({"letters/../../../tmp/x/denial.liquid": b"a"}, tmp_path / "letters")
    assert files(tmp_path) == {}


class Documents:
    """A cache that holds documents."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        self.held = held

    def documents(self) -> Mapping[str, bytes]:
        return self.held


def test_a_desk_writes_with_what_its_office_published_and_else_with_its_owners(tmp_path: Path) -> None:
    published, owners = tmp_path / "published", tmp_path / "owners"
    (owners / "lindenhof").mkdir(parents=True)
    cache: Any = Documents({ONE: b"Subject: x\n"})
    rulebooks = RulebooksOfTheDesk(cache, published)
    ports: Any = Ports.__new__(Ports)
    object.__setattr__(ports, "published_letters", published)
    object.__setattr__(ports, "letters", owners)
    case = a_case(brand=BrandId("lindenhof"))

    assert own_templates(case, ports) == owners / "lindenhof"
    rulebooks.brands()
    assert own_templates(case, ports) == published / "lindenhof"
    cache.held = {}
    rulebooks.expect({})
    rulebooks.brands()
    assert own_templates(case, ports) == owners / "lindenhof"
