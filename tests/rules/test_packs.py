"""The shipped packs: without mistakes, golden, in force by the day of purchase."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from refundtui import rulebooks
from refundtui.domain.case import BrandId, Case
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.eligibility import Verdict, assess
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Units
from refundtui.rulebooks.calendars import freeze_holidays, spell_calendar
from refundtui.rulebooks.checking.packs import check_pack
from refundtui.rulebooks.goldens import run_goldens
from refundtui.rulebooks.library import Library
from refundtui.rulebooks.loading import holidays_of, read_pack
from refundtui.rulebooks.spelling import CalendarPack, PolicyPack
from refundtui.rulebooks.spelling_law import LawPack
from tests.rules.cases import delivered, library, lindenhof, northpeak
from tests.support.making import TODAY, an_order_a, an_order_b

SHIPPED = rulebooks.shipped()
POLICIES = [name for name, body in SHIPPED.items() if isinstance(read_pack(body), PolicyPack)]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_has_no_mistakes(name: str) -> None:
    assert check_pack(name, SHIPPED[name]).problems == ()


@pytest.mark.parametrize("name", POLICIES)
def test_its_golden_cases_hold(name: str) -> None:
    pack = read_pack(SHIPPED[name])
    assert isinstance(pack, PolicyPack)
    results = run_goldens(pack, SHIPPED[name], SHIPPED)
    assert results
    assert [result for result in results if not result.holds] == []


def test_the_brands_and_the_first_laws_are_there() -> None:
    assert set(library().brands()) >= {"lindenhof", "northpeak", "tidewater", "tau2-retail"}
    ids = {statute.id for statute in library().statutes()}
    assert ids >= {
        "EU-CRD-9-GOODS",
        "EU-CRD-13-1",
        "EU-CRD-14-2",
        "EU-SGD-13",
        "EU-SGD-15",
        "DE-BGB-441",
    }
    assert library().unreadable == {}


OFFICIAL = frozenset(
    [
        "data.europa.eu",
        "www.eba.europa.eu",
        "www.gesetze-im-internet.de",
        "www.legifrance.gouv.fr",
        "www.boe.es",
        "isap.sejm.gov.pl",
        "www.normattiva.it",
        "wetten.overheid.nl",
        "www.legislation.gov.uk",
        "www.gov.uk",
        "www.ecfr.gov",
        "www.consumerfinance.gov",
        "leginfo.legislature.ca.gov",
        "www.leg.state.fl.us",
        "www.nysenate.gov",
        "www.njleg.state.nj.us",
        "legisquebec.gouv.qc.ca",
        "www.ontario.ca",
        "www.planalto.gov.br",
        "www.diputados.gob.mx",
        "www.legislation.gov.au",
        "www.legislation.govt.nz",
        "laws.e-gov.go.jp",
        "www.law.go.kr",
        "m.korea.kr",
        "flk.npc.gov.cn",
        "sso.agc.gov.sg",
        "www.indiacode.nic.in",
        "consumeraffairs.nic.in",
        "www.mevzuat.gov.tr",
        "elaws.moj.gov.ae",
        "mc.gov.sa",
        "www.gov.za",
        "fccpc.gov.ng",
    ]
)
"""Whoever makes a law, publishes it or watches over it."""
THEIR_OWN = frozenset(
    ["usa.visa.com", "www.mastercard.us", "docs.stripe.com", "www.pcisecuritystandards.org"]
)
"""Rules of schemes and providers, which no state makes."""


def test_every_statute_cites_its_text_and_an_official_address() -> None:
    for statute in library().statutes():
        assert statute.clause
        assert urlsplit(statute.source).hostname in OFFICIAL | THEIR_OWN, statute.id


def test_where_a_text_was_read_beside_its_source_is_an_address_too() -> None:
    for statute in library().statutes():
        assert not statute.read_at or " " in statute.read_at or urlsplit(statute.read_at).hostname, statute.id


def _versions(*since: str) -> Library:
    """Lindenhof with a window of 10, 20, 30 … days, each from its own day on."""
    text = SHIPPED["packs/lindenhof.toml"].decode()
    documents = {name: body for name, body in SHIPPED.items() if name.startswith("law/")}
    for number, day in enumerate(since, start=1):
        body = (
            text.replace("valid_from = 2020-01-01", f"valid_from = {day}")
            .replace('version = "2026-01"', f'version = "{number}"')
            .replace("days = 30", f"days = {number}0")
        )
        documents[f"packs/lindenhof-{number}.toml"] = body.encode()
    return Library(documents)


def _bought(on: str, at: str) -> Case:
    order = delivered(an_order_a(), at, on)
    return lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), order=order)


@pytest.mark.parametrize(
    ("bought", "version"),
    [("2026-09-30", "1"), ("2026-10-01", "2"), ("2026-10-31", "2"), ("2026-11-01", "3"), ("2019-01-01", "1")],
)
def test_the_version_in_force_on_the_day_of_purchase_applies(bought: str, version: str) -> None:
    packs = _versions("2020-01-01", "2026-10-01", "2026-11-01")
    case = _bought(bought, "2026-11-10")
    assert packs.for_case(case).policy.version == version


def test_the_day_of_purchase_is_the_brands_own() -> None:
    packs = _versions("2020-01-01", "2026-10-01")
    late = replace(an_order_a(), ordered_at=datetime(2026, 9, 30, 22, 30, tzinfo=UTC))  # 00:30 in Berlin
    assert packs.for_case(lindenhof(Reason.CHANGED_MIND, order=late)).policy.version == "2"


def test_a_new_version_changes_no_past_verdict() -> None:
    case = _bought("2026-10-20", "2026-11-01")
    before = _versions("2020-01-01", "2026-10-01")
    after = _versions("2020-01-01", "2026-10-01", "2026-11-05")
    verdicts = [assess(case, packs.for_case(case), TODAY) for packs in (before, after)]
    assert verdicts[0] == verdicts[1]


def test_a_law_counts_from_its_own_day() -> None:
    old = lindenhof(Reason.DEFECTIVE, order=delivered(an_order_a(), "2021-12-20", "2021-12-15"))
    ids = {statute.id for statute in library().for_case(old).laws}
    assert "DE-BGB-438" in ids
    assert "DE-BGB-477" not in ids


def test_laws_are_those_of_her_country() -> None:
    case = lindenhof(Reason.DEFECTIVE)
    abroad = replace(case, customer=replace(case.customer, country="US"))
    laws = library().for_case(abroad).laws
    assert {law.jurisdiction for law in laws} == {"US", "US-CA", "US-FL", "US-NJ", "US-NY", "ZZ"}


def test_a_countrys_own_law_is_asked_before_the_unions() -> None:
    laws = [law.id for law in library().for_case(lindenhof(Reason.CHANGED_MIND)).laws]
    assert laws.index("DE-BGB-357") < laws.index("EU-CRD-13-1") < laws.index("ZZ-MC-45")


def test_while_her_country_is_not_known_the_law_is_not_known_either() -> None:
    order = replace(delivered(an_order_a(), "2026-09-01", "2026-08-28"), country="")
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), order=order)
    nowhere = replace(case, customer=replace(case.customer, country=""))
    found = assess(nowhere, library().for_case(nowhere), TODAY)
    assert (found.policy_verdict, found.verdict) == (Verdict.INELIGIBLE, Verdict.INFORMATION_MISSING)
    assert found.missing == ("customer.country",)
    at_home = assess(case, library().for_case(case), TODAY)
    assert at_home.verdict is Verdict.INELIGIBLE
    assert "law.withdrawal_missed" in [one.code for one in at_home.findings]


def test_a_brand_that_sells_nowhere_in_the_union_leaves_its_law_aside_though_no_country_is_known() -> None:
    case = northpeak(Reason.CHANGED_MIND, facts=(("opened", False),), order=replace(an_order_b(), country=""))
    nowhere = replace(case, customer=replace(case.customer, country=""))
    found = assess(nowhere, library().for_case(nowhere), TODAY)
    assert found.law_verdict is Verdict.INELIGIBLE
    assert "customer.country" not in found.missing


def test_a_brand_without_a_pack_promises_nothing_and_asks() -> None:
    case = replace(lindenhof(Reason.CHANGED_MIND, Units("shirt", 1)), brand=BrandId("nobody"))
    case = replace(case, customer=replace(case.customer, country="US"))
    found = assess(case, library().for_case(case), TODAY)
    assert found.verdict is not Verdict.ELIGIBLE
    assert "policy.missing" in [one.code for one in found.findings]


def test_a_torn_document_is_set_aside_and_named() -> None:
    packs = Library({**SHIPPED, "packs/torn.toml": b"kind = \xff", "packs/odd.toml": b'kind = "?"'})
    assert set(packs.brands()) == set(library().brands())
    assert set(packs.unreadable) == {"packs/torn.toml", "packs/odd.toml"}


def test_whose_promise_a_document_is_decides_who_may_read_it() -> None:
    packs = Library({**SHIPPED, "packs/torn.toml": b"kind = \xff"})
    whose = {name: packs.brand_of(name) for name in packs.digests()}

    assert set(whose.values()) == {*packs.brands(), None, ""}
    assert whose["packs/torn.toml"] == ""
    assert {name for name, brand in whose.items() if brand is None} == {
        name for name in SHIPPED if not name.startswith("packs/")
    }


def test_desk_and_office_compute_the_same_from_the_same_bytes() -> None:
    one, other = Library(SHIPPED), Library(dict(SHIPPED))
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1))
    assert one.for_case(case) == other.for_case(case)
    assert one.digests() == other.digests()


def test_holidays_are_those_of_the_traders_own_region() -> None:
    holidays = library().for_case(lindenhof(Reason.CHANGED_MIND)).holidays
    assert date(2026, 3, 8) in holidays  # International Women's Day: Berlin
    assert date(2026, 6, 4) not in holidays  # Corpus Christi: not in Berlin


def test_a_frozen_calendar_reads_back_as_the_days_it_froze() -> None:
    frozen = freeze_holidays(["DE", "DE-BY", "NL"], [2026])
    pack = read_pack(spell_calendar(frozen, "1").encode())
    assert isinstance(pack, CalendarPack)
    days = holidays_of(pack)
    assert date(2026, 6, 4) in days["DE-BY"] - days["DE"]
    assert date(2026, 5, 5) in days["NL"]


def test_the_shipped_calendar_covers_every_country_whose_law_is_shipped() -> None:
    calendar = read_pack(SHIPPED["law/holidays.toml"])
    assert isinstance(calendar, CalendarPack)
    laws = [pack for body in SHIPPED.values() if isinstance(pack := read_pack(body), LawPack)]
    assert {country for law in laws for country in law.countries} <= set(calendar.places)


def test_packs_explain_themselves() -> None:
    for name in POLICIES:
        text = SHIPPED[name].decode()
        assert text.startswith("#")
        rows = tomllib.loads(text)
        for table in ("windows", "rules", "fees", "grades"):
            assert all(row["id"] and row["clause"] for row in rows.get(table, []))


EARLIER_PACK = """
kind = "law"
id = "eu-goods"
version = "2026-11-23"
title = "European Union, consumer goods"
jurisdiction = "EU"
countries = ["DE"]

[[statutes]]
id = "EU-CRD-9-GOODS"
right = "withdrawal"
title = "Withdrawal within 14 days of receiving the goods"
clause = "Dir. 2011/83/EU Art. 9(1), 9(2)(b)"
source = "http://data.europa.eu/eli/dir/2011/83/oj"
signed = true
days = 14
counted_from = "delivered_on"
rollover = "next_working_day"

[[statutes]]
id = "EU-CRD-13-1"
right = "withdrawal_refund"
title = "All payments back within 14 days of the notice"
clause = "Dir. 2011/83/EU Art. 13(1)"
source = "http://data.europa.eu/eli/dir/2011/83/oj"
signed = true
days = 14
counted_from = "notice"
rollover = "unspecified"
"""


def test_a_law_published_before_its_rules_had_clocks_of_their_own_still_decides() -> None:
    laws = {"law/eu-goods.toml": EARLIER_PACK.encode(), "law/holidays.toml": SHIPPED["law/holidays.toml"]}
    packs = Library({**{name: SHIPPED[name] for name in POLICIES}, **laws})
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1))
    before, now = (
        next(one for one in deadlines_for(case, laws.for_case(case)) if one.kind == "refund_due")
        for laws in (packs, library())
    )
    assert packs.unreadable == {}
    assert (before.due_on, before.safe_on, before.basis) == (now.due_on, now.safe_on, now.basis)
    assert assess(case, packs.for_case(case), TODAY).law_verdict is Verdict.ELIGIBLE


def test_only_the_laws_of_the_countries_asked_for_are_read() -> None:
    """A torn pack of another country is not even noticed by a case that has nothing to do with it."""
    torn = SHIPPED["law/kr.toml"].replace(b"verified = true", b"verified = maybe", 1)
    packs = Library({**SHIPPED, "law/kr.toml": torn})
    packs.for_case(lindenhof(Reason.CHANGED_MIND))
    assert packs.unreadable == {}
    packs.statutes()
    assert set(packs.unreadable) == {"law/kr.toml"}
