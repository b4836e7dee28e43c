"""Which language a customer reads is found out as her case comes in, and the case says how we know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.domain.case import Case, LanguageFrom, Message
from refundtui.i18n.languages import most_read_in
from refundtui.office.her_language import with_language
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from tests.support.making import NOW, a_case

LIBRARY = Library(shipped())


def wrote(text: str, *, language: str = "", country: str = "", from_customer: bool = True) -> Case:
    case = a_case()
    customer = replace(case.customer, language=language, country=country)
    said = Message(NOW, from_customer=from_customer, text=text)
    return replace(case, customer=customer, messages=(said,), order=None)


@pytest.mark.parametrize(
    ("text", "country", "language"),
    [
        ("Die Jacke ist an der Naht gerissen, ich möchte mein Geld zurück.", "", "de"),
        ("Kubek przyszedł pęknięty, proszę o zwrot pieniędzy.", "", "pl"),
        ("Куртка прийшла порвана, поверніть, будь ласка, гроші.", "", "uk"),
        ("La veste est arrivée déchirée, je voudrais être remboursée.", "DE", "fr"),
        ("O produto chegou quebrado e quero o reembolso do valor.", "BR", "pt-BR"),
        ("O produto chegou partido e quero o reembolso do valor.", "PT", "pt"),
        ("届いた商品が壊れていたので、返金してもらえますでしょうか。", "", "ja"),
        ("Доброго дня, сорочка прийшла пошкодженою, я хочу повернути гроші. Її шов розійшовся.", "DE", "uk"),
        ("وصلت السترة ممزقة وأريد استرداد المبلغ من فضلك", "", "ar"),
    ],
)
def test_she_is_answered_in_the_language_she_wrote_in(text: str, country: str, language: str) -> None:
    customer = with_language(wrote(text, country=country), LIBRARY).customer
    assert (customer.language, customer.language_from) == (language, LanguageFrom.WRITTEN)


def test_what_she_or_the_shop_said_is_never_guessed_at() -> None:
    case = wrote("Die Jacke ist an der Naht gerissen, ich möchte mein Geld zurück.", language="en")
    assert with_language(case, LIBRARY) == case


@pytest.mark.parametrize("text", ["ok", "LH-7001 ??", "Hi!", "123 456 789 000", ""])
def test_a_few_letters_are_no_language_so_her_country_decides(text: str) -> None:
    customer = with_language(wrote(text, country="PL"), LIBRARY).customer
    assert (customer.language, customer.language_from) == ("pl", LanguageFrom.COUNTRY)


def test_our_own_words_are_not_hers() -> None:
    ours = wrote("Wir haben Ihre Anfrage erhalten und prüfen sie.", country="FR", from_customer=False)
    assert with_language(ours, LIBRARY).customer.language == "fr"


def test_without_words_and_country_the_brands_own_language_is_assumed_and_called_so() -> None:
    case = wrote("")
    customer = with_language(case, LIBRARY).customer
    of_brand = LIBRARY.for_case(case).policy.manners.fallback_languages
    assert customer.language == (of_brand[0] if of_brand else "en")
    assert customer.language_from is LanguageFrom.ASSUMED


@pytest.mark.parametrize(
    ("country", "language"),
    [("DE", "de"), ("AT", "de"), ("BR", "pt-BR"), ("PT", "pt"), ("UA", "uk"), ("JP", "ja"), ("EG", "ar"),
     ("CH", "de"), ("BE", "nl"), ("US", "en"), ("GB", "en"), ("NO", "nb"), ("XX", ""), ("", "")],
)  # fmt: skip
def test_a_countrys_language_is_the_official_one_most_people_read(country: str, language: str) -> None:
    assert most_read_in(country) == language
