"""Who made a version of a quote is told in words of the reader's language, also where it was the reader."""

from __future__ import annotations

import pytest

from refundtui.domain.case import QuoteVersion
from refundtui.domain.commands import Approve
from refundtui.domain.quote import Quote
from refundtui.i18n.speech import Speech
from refundtui.i18n.versions import made_by
from refundtui.training.people import ME, PEOPLE
from tests.tui.desk_ports import a_desk, fashion, quoted

NAMES = {person.id: person.name for person in PEOPLE}


@pytest.mark.parametrize(
    ("language", "me", "said"),
    [
        ("de", ME, "Genehmigen durch Sie, "),
        ("de", "lead", "Genehmigen durch Robin Keller, "),
        ("en", ME, "Approve by you, "),
        ("en", "lead", "Approve by Robin Keller, "),
    ],
)
def test_who_made_a_version_is_you_to_herself_and_a_name_to_everybody_else(
    language: str, me: str, said: str
) -> None:
    case = fashion("1")
    ports, _, clock = a_desk((case,))
    quote = quoted(case, case.request, ports)
    assert isinstance(quote, Quote)
    version = QuoteVersion(1, case.request, quote, ME, clock.now())
    assert made_by(version, Approve.code, Speech(language, people=NAMES), me).startswith(said)
