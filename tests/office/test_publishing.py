"""Packs are checked before anybody is bound by them, and no version of one is ever lost."""

from datetime import timedelta
from hashlib import sha256

import pytest

from refundtui.office.publishing import FaultyPackError, NothingToRollBackError
from refundtui.office.store import OfficeStore
from refundtui.rulebooks import shipped
from tests.support.offices import NOW, a_case

NAME = "packs/lindenhof.toml"


def the_pack(*, title: str = "Rückgabe") -> bytes:
    text = shipped()[NAME].decode()
    line = next(line for line in text.splitlines() if line.startswith("title = "))
    return text.replace(line, f'title = "{title}"').encode()


def in_force(office: OfficeStore) -> bytes:
    return next(document.body for document in office.documents() if document.name == NAME)


def test_a_pack_is_in_force_as_soon_as_it_is_published(office: OfficeStore) -> None:
    assert office.library().for_case(a_case()).policy.title != "Neu"

    document = office.publish(NAME, the_pack(title="Neu"), by="lead", now=NOW)

    assert office.library().for_case(a_case()).policy.title == "Neu"
    assert (document.version, document.digest) == (2, sha256(the_pack(title="Neu")).hexdigest())


def test_the_same_bytes_again_are_no_new_version(office: OfficeStore) -> None:
    first = office.publish(NAME, the_pack(title="Neu"), by="lead", now=NOW)

    assert office.publish(NAME, the_pack(title="Neu"), by="lead", now=NOW + timedelta(days=1)) == first


@pytest.mark.parametrize(
    ("name", "body"),
    [(NAME, b"title = "), (NAME, b'kind = "policy"'), (NAME, b"\xff\xfe"), ("lindenhof.txt", b"")],
    ids=["no TOML", "a policy without rows", "no text", "another kind of file"],
)
def test_a_faulty_pack_is_refused_and_the_old_one_stays(office: OfficeStore, name: str, body: bytes) -> None:
    before = office.documents()

    with pytest.raises(FaultyPackError):
        office.publish(name, body, by="lead", now=NOW)

    assert office.documents() == before


def test_rolling_back_brings_the_earlier_bytes_back_as_a_new_version(office: OfficeStore) -> None:
    original = in_force(office)
    office.publish(NAME, the_pack(title="Neu"), by="lead", now=NOW)

    document = office.roll_back(NAME, by="lead", now=NOW)

    assert (document.version, in_force(office)) == (3, original)


def test_any_earlier_version_can_be_named(office: OfficeStore) -> None:
    for title in ("Zwei", "Drei", "Vier"):
        office.publish(NAME, the_pack(title=title), by="lead", now=NOW)

    office.roll_back(NAME, by="lead", now=NOW, to=2)

    assert in_force(office) == the_pack(title="Zwei")


def test_there_is_nothing_before_the_first_version(office: OfficeStore) -> None:
    with pytest.raises(NothingToRollBackError):
        office.roll_back(NAME, by="lead", now=NOW)


def test_publishing_stands_in_the_audit(office: OfficeStore) -> None:
    office.publish(NAME, the_pack(title="Neu"), by="lead", now=NOW)

    assert office.verify_audit() == ()
