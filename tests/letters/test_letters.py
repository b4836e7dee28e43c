"""What leaves for a customer: true, complete, in her language, and nothing with a hole in it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from refundtui.domain.case import Case, CaseEvent, CaseState, Ground, Message, Resolution
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import Basis
from refundtui.domain.letters_set import digest_of
from refundtui.domain.letters_told import LetterFate, with_letter_told
from refundtui.domain.money import money
from refundtui.domain.order import Payment, TenderKind
from refundtui.domain.quote import Leg, LegKind, Quote, QuoteRow, RowCode
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, Goodwill, RefundRequest, Units
from refundtui.i18n.catalogs import locales_folder
from refundtui.i18n.words import use_language
from refundtui.letters.facts import VARIABLES
from refundtui.letters.letter import Kind, Letter
from refundtui.letters.naming import given_name
from refundtui.letters.writing import kind_for, write
from tests.letters.making_letters import (
    NOW,
    ORDER_A,
    REFUND_DUE,
    RULEBOOK,
    TYPED,
    a_case,
    denied,
    determined,
    eur,
    fitting,
    formally,
    with_quote,
    without_bodies,
)

JACKET = """\
Hallo Karin,

danke für deine Nachricht vom 18. November 2026 zu deiner Bestellung 4711. Du hast uns geschrieben, \
dass deine Ware beschädigt angekommen ist. Das tut uns leid.

Du behältst die Ware, und wir senken dafür den Preis. Wir erstatten dir 29,16\xa0€. So setzt sich der \
Betrag zusammen:

- Jacke, Preisnachlass von 25\xa0% auf bezahlte 116,64\xa0€: 29,16\xa0€

Darin sind 4,66\xa0€ Umsatzsteuer enthalten.

Die Erstattung erfolgt auf deine Karte (Visa ••4242).

Die Zahlung erfolgt spätestens am 4. Dezember 2026.
"""


def the_letter(
    kind: Kind = Kind.PARTIAL_GRANT,
    state: CaseState | None = None,
    *,
    language: str = "de",
    formal: bool = False,
) -> Letter:
    case = fitting(kind, state)
    rules = formally() if formal else RULEBOOK
    return write(kind, case, determined(), rules, (REFUND_DUE,), language, NOW, typed=TYPED)


def test_the_jacket_kept_for_less_is_explained_to_karin_as_a_friend_would() -> None:
    letter = the_letter()
    assert letter.subject == "Deine Erstattung von 29,16\xa0€ (RF-0481920)"
    assert letter.body.startswith(JACKET)
    assert letter.can_be_sent
    assert letter.language == "de"


def test_a_formal_brand_says_sie_throughout() -> None:
    body = the_letter(formal=True).body
    assert body.startswith("Guten Tag Karin Brandt,\n")
    assert not re.search(r"\b(du|dir|dich|deine?[rnms]?)\b", body.replace("Dein Team", ""), re.IGNORECASE)


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_an_informal_letter_never_slips_into_sie(kind: Kind) -> None:
    body = the_letter(kind).text
    assert not re.search(r"\b(Ihnen|Ihre?[rnms]?|Sie)\b", body)


@pytest.mark.parametrize(
    ("kind", "language", "formal"), list(product(Kind, ("en", "de"), (True, False))), ids=str
)
def test_every_letter_is_complete_in_both_languages_and_manners(
    kind: Kind, language: str, formal: bool
) -> None:
    letter = the_letter(kind, language=language, formal=formal)
    assert letter.can_be_sent, letter.findings
    assert letter.missing == ()
    assert letter.language == language
    assert not re.search(r"[{}⟦⟧]|None|\n\n\n| ,|  ", letter.text)
    assert letter.subject
    assert "\n" not in letter.subject


def _every_template() -> Iterator[str]:
    for path in sorted(locales_folder().glob("*/letters/*.liquid")):
        yield str(path.relative_to(locales_folder()))


@pytest.mark.parametrize("name", list(_every_template()))
def test_templates_speak_only_of_the_documented_variables(name: str) -> None:
    from liquid import Environment, FileSystemLoader

    path = locales_folder() / name
    engine = Environment(loader=FileSystemLoader(path.parent, ext=".liquid"))
    found = engine.from_string(path.read_text(encoding="utf-8")).analyze(include_partials=True)
    local = {"item", "row", "way", "part", "ground", "to", "forloop"}
    used = {name for name in found.globals if not name.endswith("_without_words")}
    assert used <= set(VARIABLES) | local


@pytest.mark.parametrize("name", list(_every_template()))
def test_no_template_sends_anybody_to_the_closed_odr_platform(name: str) -> None:
    text = (locales_folder() / name).read_text(encoding="utf-8")
    assert "ec.europa.eu" not in text
    assert "ODR" not in text


def test_both_languages_have_the_same_letters() -> None:
    def letters(language: str) -> set[str]:
        folder = locales_folder() / language / "letters"
        return {path.name for path in folder.glob("*.liquid") if ".informal" not in path.name}

    assert letters("de") == letters("en")
    assert {f"{kind}.liquid" for kind in Kind} <= letters("en")
    informal = {path.name for path in (locales_folder() / "de" / "letters").glob("*.informal.liquid")}
    assert informal == {f"{kind}.informal.liquid" for kind in Kind}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("reason", list(Reason), ids=str)
def test_every_reason_has_its_sentence(reason: Reason, language: str) -> None:
    case = replace(a_case(), reason=reason)
    for rules in (RULEBOOK, formally()):
        assert write(Kind.ACKNOWLEDGEMENT, case, None, rules, (), language, NOW).missing == ()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("ground", list(Ground), ids=str)
def test_every_ground_has_its_sentence(ground: Ground, language: str) -> None:
    letter = write(Kind.DENIAL, denied(a_case(), ground, text="Because."), None, RULEBOOK, (), language, NOW)
    assert letter.missing == ()
    assert letter.can_be_sent


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("code", list(RowCode), ids=str)
def test_every_row_has_its_words(code: RowCode, language: str) -> None:
    row = QuoteRow(code, eur("-1.00"), eur("-1.00"), line_id="2")
    quote = Quote(ORDER_A.currency, (row,), (Leg(LegKind.CREDIT, eur("1.00")),))
    letter = write(
        Kind.PARTIAL_GRANT, a_case(), replace(determined(), quote=quote), RULEBOOK, (), language, NOW
    )
    assert letter.missing == ()
    assert "1" in letter.body


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("tender", list(TenderKind), ids=str)
def test_every_way_back_has_its_words(tender: TenderKind, language: str) -> None:
    order = replace(ORDER_A, payments=(Payment("p1", eur("193.70"), tender, "••99"),))
    case = replace(a_case(), order=order)
    letter = write(Kind.PARTIAL_GRANT, case, determined(order=order), RULEBOOK, (), language, NOW)
    assert letter.missing == ()
    assert "••99" in letter.body


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("resolution", list(Resolution), ids=str)
def test_every_ending_has_its_sentence(resolution: Resolution, language: str) -> None:
    case = replace(a_case(CaseState.CLOSED), resolution=resolution)
    letter = write(Kind.CLOSING, case, None, RULEBOOK, (), language, NOW)
    assert letter.can_be_sent


@pytest.mark.parametrize(
    ("state", "english"),
    [
        (CaseState.APPROVED, "We are going to refund"),
        (CaseState.PAY_QUEUED, "We are going to refund"),
        (CaseState.PAY_FAILED, "We are going to refund"),
        (CaseState.PAY_SUBMITTED, "We have started your refund"),
        (CaseState.PAY_UNKNOWN, "We have started your refund"),
        (CaseState.PAID, "We have refunded"),
        (CaseState.NOTIFY, "We have refunded"),
    ],
    ids=str,
)
def test_the_tense_follows_the_money(state: CaseState, english: str) -> None:
    assert english in the_letter(state=state, language="en").body


@pytest.mark.parametrize(
    "state",
    [state for state in CaseState if state not in (CaseState.PAID, CaseState.NOTIFY, CaseState.CLOSED)],
)
@pytest.mark.parametrize("kind", [Kind.FULL_GRANT, Kind.PARTIAL_GRANT, Kind.GOODWILL], ids=str)
def test_nothing_is_called_paid_before_the_provider_says_so(kind: Kind, state: CaseState) -> None:
    english = the_letter(kind, state, language="en").text
    german = the_letter(kind, state, language="de").text
    assert not re.search(r"have refunded|have paid|went back|has been refunded", english)
    assert not re.search(r"erstattet\b(?! dir)|gezahlt|zurückgegangen|ging .* zurück", german)


@pytest.mark.parametrize(
    "state",
    [CaseState.QUOTE, CaseState.APPROVAL, CaseState.DENIED, CaseState.CANCELLED, CaseState.CHARGEBACK],
)
def test_a_promise_cannot_leave_before_it_is_decided(state: CaseState) -> None:
    letter = the_letter(state=state)
    assert not letter.can_be_sent
    assert [found.code for found in letter.findings] == ["letter.not_decided"]


@pytest.mark.parametrize(
    "state", [CaseState.INTAKE, CaseState.ELIGIBILITY, CaseState.QUOTE, CaseState.APPROVED]
)
def test_no_closing_says_that_a_decision_stands_that_was_never_made(state: CaseState) -> None:
    """It would be a refusal without its grounds, its clause and who decides outside the house."""
    letter = write(Kind.CLOSING, a_case(state), determined(), RULEBOOK, (), "en", NOW)
    assert [found.code for found in letter.findings] == ["letter.not_decided"]


def test_where_her_country_is_not_known_a_refusal_names_the_traders_body() -> None:
    case = denied(a_case(), Ground.WINDOW_PASSED)
    assert case.order is not None
    nowhere = replace(
        case, customer=replace(case.customer, country=""), order=replace(case.order, country="")
    )
    known = write(Kind.DENIAL, case, determined(), RULEBOOK, (), "de", NOW)
    unknown = write(Kind.DENIAL, nowhere, determined(), RULEBOOK, (), "de", NOW)
    (body,) = {one.name for one in RULEBOOK.policy.manners.outside_bodies if one.country == "DE"}
    assert body in known.body
    assert body in unknown.body


def test_a_case_closed_without_payment_cannot_be_told_it_was_paid() -> None:
    case = replace(a_case(CaseState.CLOSED), resolution=Resolution.DENIED_POLICY)
    letter = write(Kind.PARTIAL_GRANT, case, determined(), RULEBOOK, (), "en", NOW)
    assert not letter.can_be_sent
    assert "have refunded" not in letter.body


def test_a_denial_that_the_law_forbids_cannot_leave() -> None:
    case = denied(a_case(), Ground.WINDOW_PASSED)
    letter = write(Kind.DENIAL, case, determined(law=Verdict.PARTLY), RULEBOOK, (), "de", NOW)
    assert [found.code for found in letter.findings] == ["letter.denies_a_right"]
    assert not letter.can_be_sent


def test_a_missing_name_is_a_hole_that_stops_the_letter_and_can_be_filled() -> None:
    case = a_case()
    nameless = replace(case, customer=replace(case.customer, name=""))
    letter = write(Kind.ACKNOWLEDGEMENT, nameless, None, formally(), (), "de", NOW)
    assert letter.missing == ("name",)
    assert "⟦name⟧" in letter.body
    assert not letter.can_be_sent
    filled = write(
        Kind.ACKNOWLEDGEMENT, nameless, None, formally(), (), "de", NOW, typed={"name": "Karin Brandt"}
    )
    assert filled.can_be_sent
    assert "Guten Tag Karin Brandt," in filled.body


def test_typing_cannot_change_a_figure() -> None:
    letter = write(
        Kind.PARTIAL_GRANT, a_case(), determined(), RULEBOOK, (), "de", NOW, typed={"amount": "500 €"}
    )
    assert "500" not in letter.text


def test_a_ground_without_a_name_needs_its_own_words() -> None:
    letter = write(Kind.DENIAL, denied(a_case(), Ground.OTHER), None, RULEBOOK, (), "de", NOW)
    assert letter.missing == ("explanation",)


def refusals() -> Iterator[tuple[Kind, Case, Determination | None]]:
    """The first and the last refusal, and a refusal in part."""
    first = denied(a_case(), Ground.CUSTOMER_DAMAGE)
    assert first.denial is not None
    yield Kind.DENIAL, first, None
    yield Kind.DENIAL, replace(first, denial=replace(first.denial, after_second_look=True)), None
    yield Kind.PARTIAL_GRANT, a_case(), determined()


@pytest.mark.parametrize(("kind", "case", "found"), tuple(refusals()), ids=["first", "last", "in part"])
def test_no_refusal_leaves_without_who_decides_outside_the_house(
    kind: Kind, case: Case, found: Determination | None
) -> None:
    silent = without_bodies()
    assert write(kind, case, found, silent, (), "de", NOW).missing == ("outside_body",)
    body = "Zuständig ist die Universalschlichtungsstelle des Bundes."
    typed = write(kind, case, found, silent, (), "de", NOW, typed={"outside_body": body})
    assert typed.can_be_sent
    assert body in typed.body
    told = write(kind, case, found, RULEBOOK, (), "de", NOW)
    assert told.can_be_sent
    assert "an folgende Stelle wenden: Schlichtungsstelle, www.example.de." in told.body


@pytest.mark.parametrize(("kind", "case", "found"), tuple(refusals()), ids=["first", "last", "in part"])
def test_where_no_law_has_one_named_none_is_asked_for(
    kind: Kind, case: Case, found: Determination | None
) -> None:
    order = None if case.order is None else replace(case.order, country="US")
    american = replace(case, customer=replace(case.customer, country="US"), order=order)
    letter = write(kind, american, found, without_bodies(), (), "en", NOW)
    assert letter.can_be_sent
    assert "turn to" not in letter.body


def test_the_legal_day_is_named_with_its_article() -> None:
    due = replace(REFUND_DUE, basis=Basis.LAW, clause="§ 357 Abs. 1 BGB")
    letter = write(Kind.PARTIAL_GRANT, a_case(), determined(), RULEBOOK, (due,), "de", NOW)
    assert "am 4. Dezember 2026 (§ 357 Abs. 1 BGB)." in letter.body


def test_the_earlier_safe_day_is_promised_never_the_last() -> None:
    due = replace(REFUND_DUE, due_on=REFUND_DUE.due_on + timedelta(days=3))
    assert (
        "4. Dezember" in write(Kind.PARTIAL_GRANT, a_case(), determined(), RULEBOOK, (due,), "de", NOW).body
    )


def test_where_no_deadline_runs_the_brands_own_promise_counts() -> None:
    letter = write(Kind.PARTIAL_GRANT, a_case(), determined(), RULEBOOK, (), "de", NOW)
    assert "spätestens am 4. Dezember 2026." in letter.body  # fourteen days from the 20th


def test_a_day_that_has_passed_is_not_promised() -> None:
    late = replace(REFUND_DUE, safe_on=REFUND_DUE.safe_on - timedelta(days=15))
    body = write(Kind.PARTIAL_GRANT, a_case(), determined(), RULEBOOK, (late,), "de", NOW).body
    assert "umgehend" in body
    assert "spätestens" not in body


def test_full_is_said_only_of_all_that_was_paid_or_asked() -> None:
    asked = replace(a_case(), claimed=eur("29.16"))
    letter = write(Kind.FULL_GRANT, asked, determined(), RULEBOOK, (), "de", NOW)
    assert "Das ist alles, was du gefordert hast" in letter.body
    assert letter.can_be_sent
    more = replace(asked, claimed=eur("50.00"))
    false = write(Kind.FULL_GRANT, more, determined(), RULEBOOK, (), "de", NOW)
    assert [found.code for found in false.findings] == ["letter.not_in_full"]


def test_two_ways_back_are_both_told() -> None:
    order = replace(
        ORDER_A,
        payments=(
            Payment("g", eur("50.00"), TenderKind.GIFT_CARD, "Geschenkkarte ••77"),
            Payment("c", eur("143.70"), TenderKind.CARD, "Visa ••4242"),
        ),
    )
    request = RefundRequest((Everything(),))
    letter = write(
        Kind.FULL_GRANT,
        replace(a_case(), order=order, request=request),
        determined(request, order=order),
        RULEBOOK,
        (REFUND_DUE,),
        "de",
        NOW,
    )
    assert "- 50,00\xa0€ auf deine Geschenkkarte (Geschenkkarte ••77)\n" in letter.body
    assert "- 143,70\xa0€ auf deine Karte (Visa ••4242)\n" in letter.body


HOSTILE = "{{ signature }}{% raise %} [/bold] \x1b[31mred\x1b[0m \u202eevil <b>x</b>"


def test_hostile_text_is_told_as_it_is_and_does_nothing() -> None:
    case = a_case()
    hostile = replace(case, customer=replace(case.customer, name=HOSTILE), reference="RF-1")
    letter = write(Kind.ACKNOWLEDGEMENT, hostile, None, formally(), (), "de", NOW)
    assert "{{ signature }}{% raise %}" in letter.body
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", letter.body)


@settings(max_examples=40)
@given(text=st.text(max_size=200))
def test_no_text_breaks_a_letter_or_becomes_its_subject(text: str) -> None:
    letter = write(Kind.DENIAL, denied(a_case(), Ground.NO_PROOF, text=text), None, RULEBOOK, (), "en", NOW)
    assert letter.subject == "Our decision on order 4711 (RF-0481920)"
    assert letter.can_be_sent


@pytest.mark.parametrize(
    ("wanted", "written"), [("de-AT", "de"), ("tlh", "de"), ("", "de"), ("en-GB", "en"), ("zh-Hant-TW", "de")]
)
def test_a_language_without_letters_falls_back_as_the_brand_says_and_shows_it(
    wanted: str, written: str
) -> None:
    letter = write(Kind.ACKNOWLEDGEMENT, a_case(), None, RULEBOOK, (), wanted or None, NOW)
    assert letter.language == written
    assert letter.wanted_language == (wanted or "de")


def test_the_agents_language_has_no_say_in_the_customers() -> None:
    use_language("de")
    try:
        assert "We are going to refund" in the_letter(language="en").body
    finally:
        use_language("en")


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (CaseState.INTAKE, Kind.ACKNOWLEDGEMENT),
        (CaseState.FRAUD_REVIEW, Kind.ACKNOWLEDGEMENT),
        (CaseState.INFO_WAIT, Kind.INFORMATION_REQUEST),
        (CaseState.QUOTE, Kind.PARTIAL_GRANT),
        (CaseState.OFFER, Kind.OFFER),
        (CaseState.APPROVAL, Kind.PARTIAL_GRANT),
        (CaseState.APPROVED, Kind.PARTIAL_GRANT),
        (CaseState.PAID, Kind.PARTIAL_GRANT),
        (CaseState.DENIED, Kind.DENIAL),
        (CaseState.CLOSED, Kind.CLOSING),
        (CaseState.CANCELLED, Kind.CLOSING),
    ],
    ids=str,
)
def test_the_state_chooses_the_letter(state: CaseState, kind: Kind) -> None:
    assert kind_for(a_case(state), determined()) is kind


def test_a_refund_is_called_full_only_when_everything_paid_goes_back() -> None:
    case = a_case()
    assert kind_for(case, determined(RefundRequest((Everything(),)))) is Kind.FULL_GRANT
    assert kind_for(case, determined(RefundRequest((Units("1", 2),)))) is Kind.PARTIAL_GRANT
    assert kind_for(case, determined(RefundRequest((Goodwill(eur("5.00")),)))) is Kind.GOODWILL


def test_once_decided_the_letter_speaks_of_the_decided_figure() -> None:
    decided = with_quote(a_case(), determined())
    other = determined(RefundRequest((Units("1", 1),)))
    assert "29,16" in write(Kind.PARTIAL_GRANT, decided, other, RULEBOOK, (), "de", NOW).body


@pytest.mark.parametrize(
    ("name", "language", "called"),
    [
        ("Karin Brandt", "de", "Karin"),
        ("Dr. Karin Brandt", "de", "Dr. Karin Brandt"),
        ("Brandt, Karin", "de", "Brandt, Karin"),
        ("Madonna", "en", "Madonna"),
        ("Kovács Anna", "hu", "Kovács Anna"),
        ("山田 花子", "en", "山田 花子"),
        ("Анна Петрова", "ru", "Анна"),
    ],
)
def test_a_given_name_is_used_only_where_it_is_certain(name: str, language: str, called: str) -> None:
    assert given_name(name, language) == called


def test_amounts_of_other_exponents_stay_exact_in_letters() -> None:
    order = replace(
        ORDER_A,
        currency=money("0", "JPY").currency,
        lines=(replace(ORDER_A.lines[1], net=money("8900", "JPY"), taxes=()),),
        payments=(),
    )
    request = RefundRequest((Units("2", 1),))
    case = replace(a_case(), order=order, request=request)
    letter = write(Kind.FULL_GRANT, case, determined(request, order=order), RULEBOOK, (), "de", NOW)
    assert "8.900\xa0¥" in letter.body


def test_the_engine_is_not_loaded_before_the_first_letter() -> None:
    code = (
        "import sys, refundtui.letters.writing; sys.exit('liquid' in sys.modules or 'babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_who_was_told_what_goes_back_is_told_how_far_it_is_unless_that_letter_never_left() -> None:
    paying, at = fitting(Kind.PAYMENT_STARTED), datetime(2026, 11, 20, 9, tzinfo=UTC)
    grant = Message(at, from_customer=False, text="…", subject="29.16", letter="partial_grant", language="en")
    told = replace(paying, messages=(grant,))
    assert kind_for(paying, determined()) is Kind.PARTIAL_GRANT
    assert kind_for(told, determined()) is Kind.PAYMENT_STARTED
    facts = (("letter_at", at), ("letter_digest", digest_of(grant)), ("not_before", at + timedelta(days=2)))
    sending = CaseEvent(9, "send_letter", "ana", at, told.state, told.state, facts)
    waiting = replace(told, events=(*told.events, sending))
    assert kind_for(waiting, determined()) is Kind.PAYMENT_STARTED
    stopped = with_letter_told(waiting, LetterFate.NOT_SENT, at, letter_digest=digest_of(grant))
    assert kind_for(stopped, determined()) is Kind.PARTIAL_GRANT
