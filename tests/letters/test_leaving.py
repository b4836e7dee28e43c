"""What is edited into a letter is held against the figures, the payment and the law before it leaves."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from refundtui.domain.case import CaseState
from refundtui.domain.findings import Finding
from refundtui.domain.money import currency
from refundtui.domain.policy import OutsideBody
from refundtui.domain.rulebook import Rulebook
from refundtui.letters.amounts_in_words import amounts_in_words
from refundtui.letters.amounts_said import amounts_said
from refundtui.letters.composed import Composed
from refundtui.letters.leaving import LONGEST, why_it_may_not_leave
from refundtui.letters.letter import Kind
from refundtui.letters.locked import LOCKED, MAIN_FIGURE
from refundtui.letters.said_when_paid import claims_of_payment
from refundtui.letters.writing import checked, compose
from tests.letters.making_letters import (
    NOW,
    REFUND_DUE,
    RULEBOOK,
    TYPED,
    denied,
    determined,
    fitting,
    formally,
)


def composed(
    kind: Kind = Kind.PARTIAL_GRANT,
    state: CaseState | None = None,
    *,
    language: str = "en",
    rulebook: Rulebook = RULEBOOK,
) -> Composed:
    return compose(
        kind, fitting(kind, state), determined(), rulebook, (REFUND_DUE,), language, NOW, typed=TYPED
    )


def found(
    made: Composed, body: str, *, subject: str | None = None, never_say: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    return why_it_may_not_leave(
        made, made.letter.subject if subject is None else subject, body, never_say=never_say
    )


def codes(made: Composed, body: str, **more: object) -> list[str]:
    return [one.code for one in found(made, body, **more)]  # type: ignore[arg-type]  # two keywords of `found`


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("rulebook", [RULEBOOK, formally()], ids=["informal", "formal"])
@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_a_letter_as_it_was_made_may_leave(kind: Kind, rulebook: Rulebook, language: str) -> None:
    made = composed(kind, language=language, rulebook=rulebook)
    assert found(made, made.letter.body) == ()


def test_words_of_ones_own_beside_the_blocks_may_leave() -> None:
    made = composed()
    own = made.letter.body.replace("Kind regards", "Thank you for the photos, they helped.\n\nKind regards")
    own = own.replace("Best wishes", "Thank you for the photos, they helped.\n\nBest wishes")
    assert own != made.letter.body
    assert found(made, own) == ()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", list(LOCKED), ids=str)
def test_no_locked_block_can_be_edited_away(kind: Kind, language: str) -> None:
    made = composed(kind, language=language)
    assert made.blocks
    for block in made.blocks:
        line = block.splitlines()[-1]
        without = made.letter.body.replace(line, "")
        assert without != made.letter.body
        assert "letter.block_missing" in codes(made, without)
        assert "letter.block_missing" in codes(made, made.letter.body.replace(line, line[:-1] + " not."))


def test_another_way_of_breaking_lines_is_no_change() -> None:
    made = composed()
    assert found(made, made.letter.body.replace(" ", "\n")) == ()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("39,16\xa0€", "39,16 €"),
        ("39.16 EUR", "39.16 EUR"),
        ("€39.16", "39.16 €"),
        ("40 Euro", "40 Euro"),
        ("1.029,16 €", "1.029,16 €"),
        ("29.16 USD", "29.16 USD"),
        ("500,- €", "500 €"),
        ("500 (EUR)", "500 EUR"),
        ("EUR: 500", "500 EUR"),
        ("500 євро", "500 євро"),
        ("500ユーロを", "500 ユーロ"),
        ("500 يورو", "500 يورو"),
        ("٥٠٠ يورو", "٥٠٠ يورو"),
        ("500 złotych", "500 złotych"),
        ("500\nEuro", "500 Euro"),
        ("EUR\n500", "500 EUR"),
    ],
)
def test_an_amount_that_the_figures_do_not_have_stops_the_letter_and_is_named(
    written: str, words: str
) -> None:
    made = composed()
    body = made.letter.body.replace("This is how", f"You will receive {written} within days. This is how")
    stopped = [one for one in found(made, body) if one.code == "letter.amount_differs"]
    assert [one.fact("words") for one in stopped] == [words]


@pytest.mark.parametrize(
    "written", ["29.16 EUR", "€29.16", "29,16 Euro", "116,64\xa0€", "EUR 29,16", "29,16 (EUR)", "29,16 євро"]
)
def test_an_amount_of_the_letter_in_other_signs_is_the_same_amount(written: str) -> None:
    made = composed()
    body = made.letter.body.replace("This is how", f"That is {written}. This is how")
    assert found(made, body) == ()


@pytest.mark.parametrize("written", ["on 20.11.2026", "at 14.30", "§ 2.14", "4711", "two of 100 shirts"])
def test_numbers_that_are_no_money_are_nobodys_business(written: str) -> None:
    made = composed()
    assert found(made, made.letter.body.replace("This is how", f"We looked {written}. This is how")) == ()


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("Order 4711\nEUR 29.16", ["2916"]),
        ("29.16 EUR\n4711 was the order", ["2916"]),
        ("In 2026\n\nEUR is what we pay in", []),
    ],
)
def test_a_currency_in_another_line_belongs_to_the_number_of_its_own(written: str, values: list[str]) -> None:
    assert [one.value for one in amounts_said(written, currency("EUR"), "en")] == values


@pytest.mark.parametrize(
    ("language", "written", "words"),
    [
        ("en", "You get fifty-five euros back.", "fifty-five euros"),
        ("en", "You get five hundred\neuros back.", "hundred euros"),
        ("de", "Sie erhalten fünfundfünfzig Euro.", "fünfundfünfzig Euro"),
        ("de", "You get fifty Euro.", "fifty Euro"),
        ("fr", "Vous recevez cinquante euros.", "cinquante euros"),
        ("es", "Recibirá cincuenta euros.", "cincuenta euros"),
        ("it", "Riceverà cinquantacinque euro.", "cinquantacinque euro"),
        ("nl", "U krijgt vijfenvijftig euro.", "vijfenvijftig euro"),
        ("pl", "Otrzyma Pani pięćdziesiąt euro.", "pięćdziesiąt euro"),
        ("pt-BR", "Você recebe cinquenta euros.", "cinquenta euros"),
        ("sv", "Du får femtiofem euro.", "femtiofem euro"),
        ("uk", "Ви отримаєте п'ятдесят євро.", "п'ятдесят євро"),
        ("ja", "五十ユーロを返金いたします。", "五十ユーロ"),
        ("ar", "ستحصل على خمسون يورو.", "خمسون يورو"),
    ],
)
def test_an_amount_in_words_is_seen_in_every_language(language: str, written: str, words: str) -> None:
    assert list(amounts_in_words(written, language)) == [words]


@pytest.mark.parametrize(
    ("language", "written", "words"),
    [
        ("ar", "خمسة وعشرون يورو", "وعشرون يورو"),
        ("pt", "cinquenta reais", "cinquenta reais"),
        ("sv", "femtio kronor", "femtio kronor"),
        ("de", "fünf Pfund Sterling", "fünf Pfund"),
        ("de", "einen Euro", "einen Euro"),
        ("de", unicodedata.normalize("NFD", "fünfzig Euro"), "fünfzig Euro"),
        ("de", "fünfzig EUR", "fünfzig EUR"),
        ("uk", "пʼятдесят євро", "пʼятдесят євро"),
        ("pl", "pięćdziesięciu złotych", "pięćdziesięciu złotych"),
        ("nl", "zesenzestig euro", "zesenzestig euro"),
        ("pl", "pięćdziesiąt zł", "pięćdziesiąt zł"),
        ("pl", "pięćdziesiąt złotych na konto", "pięćdziesiąt złotych"),
        ("sv", "femtio kr", "femtio kr"),
        ("pl", "Sto złotych zostanie zwróconych", "Sto złotych"),
        ("pt", "cinquenta reais voltam", "cinquenta reais"),
        ("fr", "un million d’euros", "million d’euros"),
        ("fr", "cinquante livres sterling", "cinquante livres"),
        ("pt", "dois reais de desconto", "dois reais"),
        ("it", "ventitré euro", "ventitré euro"),
        ("uk", "п'ятдесяти гривень", "п'ятдесяти гривень"),
        ("ja", "五千円満額返金", "五千円"),
        ("ja", "五千米ドル", "五千米ドル"),
        ("ar", "بخمسين يورو", "بخمسين يورو"),
        ("ar", "خمسة دولارات", "خمسة دولارات"),
        ("en", "fifty cents", "fifty cents"),
        ("en", "fifty eur", "fifty eur"),
        ("en", "fifty\r\neuros", "fifty euros"),
        ("en", "a fifty-euro refund", "fifty-euro"),
        ("en", "fifty Swiss francs", "fifty Swiss francs"),
    ],
)
def test_whatever_money_is_called_and_however_a_number_is_bent_it_is_seen(
    language: str, written: str, words: str
) -> None:
    assert list(amounts_in_words(written, language)) == [words]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "Ein Top ist bei uns angekommen, und ein Mop."),
        ("en", "One top and one cup, one pen and one try."),
        ("fr", "Nous avons reçu un top et un gel."),
        ("pl", "Odesłała Pani dwa złote pierścionki."),
        ("pl", "Otrzymaliśmy zwrot dwóch złotych pierścionków."),
        ("pl", "Na ten EUR rachunek."),
        ("fr", "Nous avons bien reçu les deux livres."),
        ("fr", "Les deux cents pièces du puzzle manquent."),
        ("fr", "Un franc remerciement."),
        ("de", "Das Paket wiegt zwei Pfund."),
        ("de", "Eine Krone ist abgebrochen."),
        ("es", "El paquete tiene un peso de 2 kg."),
        ("it", "Ha un peso di 3 kg."),
        ("es", "Según un Real Decreto."),
        ("sv", "Det är en real möjlighet."),
        ("en", "The one real reason."),
        ("es", "Pesa tres libras."),
        ("pt", "Há dois reais motivos para isso."),
        ("en", "The five pound kettlebell weighs five pounds."),
        ("en", "For the second one EUR 29.16 comes back."),
        ("en", "That is for the first one\n\nEUR is what we pay in."),
        ("de", "Für die zwei EUR 40,00."),
        ("sv", "Din Tre Kronor tröja är här."),
        ("ar", "استلمنا قميصين واحدا ريال مدريد"),
        ("ja", "三ドルチェセットと百円ショップの袋。"),
        ("ja", "関東一円に発送いたします。"),
    ],
)
def test_what_only_looks_like_a_currency_stops_no_letter(language: str, written: str) -> None:
    assert list(amounts_in_words(written, language)) == []


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nl", "zestien" * 22 + "q euro"),
        ("sv", "femtio" * 22 + "q kronor"),
        ("sv", "femtio" * 9 + "q kronor"),
        ("ja", "一" * 20_000),
    ],
)
def test_a_word_that_is_nearly_a_number_is_soon_known_to_be_none(language: str, written: str) -> None:
    """Tried in every way such a word can be cut, the first would take hours."""
    assert list(amounts_in_words(written, language)) == []


def test_in_a_letter_of_sterling_a_pound_is_no_weight() -> None:
    pounds = currency("GBP")
    assert list(amounts_in_words("Sie erhalten fünfzig Pfund.", "de", pounds)) == ["fünfzig Pfund"]
    assert list(amounts_in_words("Sie erhalten fünfzig Pfund.", "de", currency("EUR"))) == []


@pytest.mark.parametrize(
    "written", ["in Dollar und Euro", "two of them; euros", "fifty, and euros", "Einigkeit Euro"]
)
def test_a_number_that_is_no_currencys_is_no_amount(written: str) -> None:
    assert list(amounts_in_words(written, "de")) == []


def test_an_amount_in_words_stops_the_letter() -> None:
    made = composed()
    body = made.letter.body.replace("This is how", "You will receive fifty euros. This is how")
    (stopped,) = found(made, body)
    assert (stopped.code, stopped.fact("words")) == ("letter.amount_in_words", "fifty euros")


def test_another_amount_in_the_subject_stops_it_too() -> None:
    made = composed()
    assert codes(made, made.letter.body, subject="Your refund of 99,00 €") == ["letter.amount_differs"]


@pytest.mark.parametrize("kind", list(MAIN_FIGURE), ids=str)
def test_the_amount_it_is_about_cannot_be_left_out(kind: Kind) -> None:
    made = composed(kind)
    figure = made.facts[MAIN_FIGURE[kind]]
    assert isinstance(figure, str)
    body = made.letter.body.replace(figure, "your money")
    subject = made.letter.subject.replace(figure, "your money")
    assert "letter.amount_gone" in codes(made, body, subject=subject)


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "We have refunded it already."),
        ("en", "The amount has been transferred."),
        ("de", "Wir haben dir den ganzen Betrag überwiesen."),
        ("de", "Er wurde auf deinem Konto gutgeschrieben."),
        ("en", "We have already transferred the money."),
        ("en", "We already paid you back yesterday."),
        ("de", "Das Geld ist schon überwiesen."),
        ("uk", "Гроші вже переказано."),
        ("ja", "返金は完了しました。"),
    ],
)
def test_what_is_not_paid_is_not_called_paid_by_hand_either(language: str, claim: str) -> None:
    started = composed(Kind.PARTIAL_GRANT, CaseState.PAY_SUBMITTED, language=language)
    assert codes(started, f"{claim}\n\n{started.letter.body}") == ["letter.says_paid"]
    paid = composed(Kind.PARTIAL_GRANT, CaseState.PAID, language=language)
    assert codes(paid, f"{claim}\n\n{paid.letter.body}") == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Your card 4111 1111 1111 1111 is fine.", "letter.card_number"),
        ("To DE89 3704 0044 0532 0130 00.", "letter.bank_account"),
        ("To de89 3704 0044 0532 0130 00.", "letter.bank_account"),
        ("To DE89-3704-0044-0532-0130-00.", "letter.bank_account"),
        ("For LH7001 to DE89 3704 0044 0532 0130 00.", "letter.bank_account"),
        ("To SA03 8000 0000 6080 1016 7519.", "letter.bank_account"),
        ("To UA21 3223 1300 0002 6007 2335 6600 1.", "letter.bank_account"),
        ("To DE89 3704 0044\n0532 0130 00 today.", "letter.bank_account"),
        ("To 021000021/123456789.", "letter.bank_account"),
        ("Go to https://ec.europa.eu/consumers/odr/ now.", "letter.closed_platform"),
        ("As in RF-0481921.", "letter.somebody_elses"),
        ("As I wrote to anna@example.net.", "letter.somebody_elses"),
        ("Dear ⟦name⟧", "letter.unresolved"),
        ("Dear {{ customer.first_name }}", "letter.unresolved"),
        ("Dear [NAME]", "letter.unresolved"),
        ("Dear XXX", "letter.unresolved"),
        ("Dear {customer.name}", "letter.unresolved"),
        ("Dear %{name}", "letter.unresolved"),
        ("Dear customer }}", "letter.unresolved"),
        ("x" * (LONGEST + 1), "letter.too_long"),
        ("We guarantee you a full refund.", "letter.never_say"),
    ],
)
def test_what_must_never_leave_is_found(typed: str, code: str) -> None:
    made = composed()
    stopped = found(made, f"{typed}\n\n{made.letter.body}", never_say=("we guarantee", "best price"))
    assert [one.code for one in stopped] == [code]


def test_the_words_that_were_found_are_named_and_a_card_is_not() -> None:
    made = composed()
    (stopped,) = found(made, f"Card 4111111111111111.\n\n{made.letter.body}")
    assert stopped.fact("words") == "Card ••••••••••••1111."


def test_words_a_brand_never_says_are_found_across_lines_and_as_words_only() -> None:
    made = composed()
    assert codes(made, f"For\nEVER yours\n\n{made.letter.body}", never_say=("for ever",)) == [
        "letter.never_say"
    ]
    assert codes(made, f"Unguaranteed\n\n{made.letter.body}", never_say=("guarantee",)) == []


def test_her_own_address_and_order_are_hers() -> None:
    made = composed()
    body = f"We write to karin@example.org about 4711, RF-0481920.\n\n{made.letter.body}"
    assert found(made, body) == ()


def test_what_the_house_knows_of_others_is_asked_of_added_words_alone() -> None:
    made = composed()
    asked: list[frozenset[str]] = []

    def foreign(words: frozenset[str]) -> frozenset[str]:
        asked.append(words)
        return words & {"100245", "Anna Petrowa"}

    body = f"As with 100245 of Anna Petrowa.\n\n{made.letter.body}"
    stopped = why_it_may_not_leave(made, made.letter.subject, body, foreign=foreign)
    assert [one.fact("words") for one in stopped] == ["100245", "Anna Petrowa"]
    assert "4711" not in asked[0]


def test_a_final_denial_names_the_body_of_her_country_and_whether_the_brand_takes_part() -> None:
    bodies = (
        OutsideBody("DE", "Universalschlichtungsstelle des Bundes", "www.example.de", takes_part=False),
        OutsideBody("FR", "Médiateur", takes_part=True),
    )
    manners = replace(RULEBOOK.policy.manners, outside_bodies=bodies)
    rules = replace(RULEBOOK, policy=replace(RULEBOOK.policy, manners=manners, trader_country="FR"))
    case = fitting(Kind.DENIAL)
    denial = case.denial
    assert denial is not None
    final = replace(case, denial=replace(denial, after_second_look=True))
    german = compose(Kind.DENIAL, final, None, rules, (), "en", NOW)
    assert "you can turn to: Universalschlichtungsstelle des Bundes, www.example.de." in german.letter.body
    assert (
        "We are not obliged to take part in its procedure, and do not take part in it." in german.letter.body
    )
    assert german.letter.can_be_sent
    spanish = replace(final, customer=replace(final.customer, country="ES"))
    body = compose(Kind.DENIAL, spanish, None, rules, (), "en", NOW).letter.body
    assert "you can turn to: Médiateur. We take part in its procedure." in body
    assert "letter.block_missing" in codes(german, german.letter.body.replace("Bundes", "Landes"))


def test_a_hole_that_an_agent_wrote_over_is_none_any_more() -> None:
    case = fitting(Kind.PARTIAL_GRANT)
    nameless = replace(case, customer=replace(case.customer, name=""))
    made = compose(Kind.PARTIAL_GRANT, nameless, determined(), formally(), (REFUND_DUE,), "en", NOW)
    assert [one.code for one in made.letter.findings] == ["letter.input_missing"]
    filled = made.letter.body.replace("⟦name⟧", "Karin Brandt")
    assert checked(made, RULEBOOK, made.letter.subject, filled).can_be_sent
    assert not checked(made, RULEBOOK, made.letter.subject, made.letter.body).can_be_sent


def test_what_was_filled_into_a_block_at_the_desk_is_no_change_for_an_office_that_did_not_see_it() -> None:
    case = fitting(Kind.DELAY)
    desk = compose(Kind.DELAY, case, determined(), RULEBOOK, (), "en", NOW, typed=TYPED)
    office = compose(Kind.DELAY, case, determined(), RULEBOOK, (), "en", NOW)
    assert "⟦new_day⟧" in office.letter.body
    assert found(office, desk.letter.body) == ()
    assert codes(office, desk.letter.body.replace("What the law gives you is not changed by this.", "")) == [
        "letter.block_missing"
    ]


@pytest.mark.parametrize("text", ["tomorrow", "", "11.12.", "500 €"])
def test_a_day_is_filled_in_as_a_day_or_stays_a_hole(text: str) -> None:
    made = compose(
        Kind.DELAY, fitting(Kind.DELAY), determined(), RULEBOOK, (), "en", NOW, typed={"new_day": text}
    )
    assert made.letter.missing == ("new_day",)


def test_a_denial_shows_grounds_clauses_and_who_looks_again_also_where_a_block_is_gone() -> None:
    case = denied(fitting(Kind.DENIAL), *fitting(Kind.DENIAL).denial.grounds)  # type: ignore[union-attr]  # it has one
    made = compose(Kind.DENIAL, case, None, RULEBOOK, (), "en", NOW)
    assert len(made.blocks) == 3


@pytest.mark.parametrize(
    "words", ["€29.16を返金いたしました。", "昨日お支払いしました", "すでに返金済みです"]
)
def test_a_claim_of_payment_is_seen_between_words_that_no_space_parts(words: str) -> None:
    assert list(claims_of_payment(words, "ja"))
    assert not list(claims_of_payment("€29.16を返金させていただきます。", "ja"))


def test_an_amount_is_seen_between_words_that_no_space_parts() -> None:
    said = amounts_said("お支払いのうち€116.64について、29.16 EURを返金", currency("EUR"), "ja")
    assert [one.value for one in said] == ["11664", "2916"]
