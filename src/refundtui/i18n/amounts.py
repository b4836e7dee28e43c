"""Read what people type as an amount. Nothing is guessed: what can be read in two ways is asked again.

A library that drops the comma of `12,3` refunds ten times too much. So every mark must be accounted
for: as the one decimal mark, as a thousands mark in its right place, or as the currency's own sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from refundtui.domain.findings import Fact, Finding, Outcome
from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.domain.money import Currency, Money, UnknownCurrencyError, currency as currency_of, money
from refundtui.i18n.formats import Formats, formats_of
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import language

_LONGEST_TEXT: Final = 40
_LONGEST_BARE_NUMBER: Final = 9
"""Digits without any mark beyond which a number is more likely a reference than a refund."""
_LONGEST_AMOUNT: Final = 15

_MINUS: Final = "-−–﹣－"
_APOSTROPHES: Final = "'’‘ʼ＇"
_DECIMAL_ONLY: Final = "٫"
_GROUP_ONLY: Final = " '٬"
_WIDE: Final = str.maketrans("．，。、％￥＄￡￦﹪٪", ".,.,%¥$£₩%%")
_BODY: Final = re.compile(r"[0-9.,'٫٬ ]+")
_WHOLE_WITH_DASH: Final = re.compile(r"[.,](?:-{1,2}|—)$")  # 20,- and 20.– are whole amounts

_SIGNS: Final[dict[str, str]] = {
    "$": "USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU BSD BBD BMD BND BZD FJD GYD JMD KYD LRD NAD "
    "SBD SRD TTD XCD DOP CUP",
    "£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "€": "EUR",
    "¥": "JPY CNY",
    "元": "CNY TWD HKD",
    "円": "JPY",
    "₩": "KRW KPW",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "₫": "VND",
    "₦": "NGN",
    "₱": "PHP",
    "฿": "THB",
    "₡": "CRC",
    "₲": "PYG",
    "₸": "KZT",
    "₼": "AZN",
    "₾": "GEL",
    "zł": "PLN",
    **dict.fromkeys(("złoty", "złote", "złotych", "złotego", "złotówki", "злотих", "злоті"), "PLN"),
    **dict.fromkeys(("євро", "ユーロ", "يورو"), "EUR"),
    **dict.fromkeys(("грн", "гривня", "гривні", "гривень", "hrywien"), "UAH"),
    **dict.fromkeys(("ドル", "долар", "долари", "доларів", "dolarów", "dolary", "دولار"), "USD CAD AUD"),
    **dict.fromkeys(("ポンド", "фунтів", "фунти", "funtów", "funty"), "GBP"),
    **dict.fromkeys(("ريال", "ريالا", "ريالًا"), "SAR QAR OMR YER"),
    **dict.fromkeys(("درهم", "درهما", "درهمًا"), "AED MAD"),
    **dict.fromkeys(("جنيه", "جنيها", "جنيهًا"), "EGP GBP"),
    "kč": "CZK",
    "ft": "HUF",
    "kr": "SEK NOK DKK ISK",
    "kr.": "SEK NOK DKK ISK",
    "fr.": "CHF",
    "fr": "CHF",
    "sfr.": "CHF",
    "lei": "RON MDL",
    "rs": "INR PKR LKR NPR MUR",
    "rs.": "INR PKR LKR NPR MUR",
    "r$": "BRL",
    "us$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD CAD AUD NZD HKD SGD",
    "dollars": "USD CAD AUD NZD HKD SGD",
    "pounds": "GBP",
    "yen": "JPY",
}
"""Signs and everyday names beside ISO codes and the place's own signs; one sign, many currencies."""


class AmountError(ValueError):
    """What was typed is no amount to refund: a code and facts; `str()` is the sentence."""

    def __init__(self, code: str, facts: Mapping[str, Fact]) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts)

    @property
    def finding(self) -> Finding:
        return Finding(self.code, Outcome.FAIL, tuple(self.facts.items()))

    @property
    def sentence(self) -> str:
        """In the language of this desk."""
        return Speech(language()).finding(self.finding)

    def __str__(self) -> str:
        return self.sentence


def read_amount(text: str, currency: Currency | str, locale: str = "en") -> Money:
    """The amount somebody typed, exactly; raises `AmountError` for all that is not surely one.

    `locale` decides only what is written exactly as the place itself writes amounts: `1.234` is
    1,234 yen in Germany, but asked again in Britain, and asked again everywhere in euros.
    """
    of = currency_of(currency) if isinstance(currency, str) else currency
    return _Reading(text, of, formats_of(locale)).amount()


class _Reading:
    """One text on its way to an amount."""

    def __init__(self, text: str, of: Currency, formats: Formats) -> None:
        self.of = of
        self.formats = formats
        self.text = _plain(text)
        self.lines = len(text.strip().splitlines())
        example = money("12" if not of.exponent else "12." + "5".ljust(of.exponent, "0"), of.code)
        self.facts: dict[str, Fact] = {
            "typed": " ".join(mask_cards(clean_line(text)).split())[:_LONGEST_TEXT],
            "currency": of.code,
            "example": Speech(formats.locale).amount(example),
        }

    def amount(self) -> Money:
        if not self.text:
            raise self.refused("amount.empty")
        if len(self.text) > _LONGEST_TEXT:
            raise self.refused("amount.too_long")
        if self.lines > 1:
            # Two lines pasted at once are two amounts or none: 1 above 200 is not 1,200.
            raise self.refused("amount.not_an_amount")
        if "%" in self.text:
            code = "amount.percentage" if any(map(str.isdigit, self.text)) else "amount.not_an_amount"
            raise self.refused(code)
        body, negative = self.without_signs()
        whole, decimals = self.whole_and_decimals(body)
        self.refuse_the_absurd(whole, body)
        if negative:
            raise self.refused("amount.negative")
        minor = int(whole + decimals.ljust(self.of.exponent, "0"))
        if not minor:
            raise self.refused("amount.zero")
        if minor % self.of.step:
            step = Speech(self.formats.locale).amount(Money(self.of.step, self.of))
            raise self.refused("amount.not_payable", step=step)
        return Money(minor, self.of)

    # --- what stands around the figures

    def without_signs(self) -> tuple[str, bool]:
        """The figures and marks alone, and whether a minus stood before or after them."""
        text = _WHOLE_WITH_DASH.sub("", self.text)
        in_brackets = text.startswith("(") and text.endswith(")")
        text = text[1:-1].strip() if in_brackets else text
        digits = [place for place, letter in enumerate(text) if letter.isdigit()]
        if not digits:
            raise self.refused("amount.not_an_amount")
        before, body, after = text[: digits[0]], text[digits[0] : digits[-1] + 1], text[digits[-1] + 1 :]
        if before.endswith((".", ",")) and not before[:-1].rstrip("- ")[-1:].isalpha():
            before, body = before[:-1], "0" + before[-1] + body  # .50 is typed for 0.50
        if not _BODY.fullmatch(body):
            raise self.refused("amount.not_an_amount")
        unfinished = after[:1] in (".", ",") and after[:1] != ""
        after = after[1:] if unfinished else after
        negative = in_brackets or "-" in before or after.strip() == "-"
        self.refuse_other_words(before.replace("-", " ").strip(), after.strip(" -"))
        if unfinished:
            raise self.refused("amount.unfinished")
        return body, negative

    def refuse_other_words(self, before: str, after: str) -> None:
        """Nothing may stand around the figures but the currency's own sign or code."""
        for mark in (before, after, *((f"{before} {after}".split()) if before and after else ())):
            if not mark or self.is_own(mark):
                continue
            other = self.other_currency(mark)
            if other:
                raise self.refused("amount.other_currency", other=other)
            raise self.refused("amount.not_an_amount")

    def is_own(self, mark: str) -> bool:
        code = self.of.code
        own = _plain(self.formats.symbol(code))
        parts = [mark] if mark == own else mark.split()
        return all(part in (code, own) or code in currencies_of(part) for part in parts)

    def other_currency(self, mark: str) -> str:
        """The other currency a mark names: its code, or the mark itself where it has several."""
        known = currencies_of(mark)
        if known:
            return known[0] if len(known) == 1 else mark
        for code, symbol in self.formats.symbols.items():
            if mark == _plain(symbol):
                return code
        return ""

    # --- the figures

    def whole_and_decimals(self, body: str) -> tuple[str, str]:
        """Whole digits and decimals, once it is certain which mark is which."""
        marks = [letter for letter in body if not letter.isdigit()]
        if not marks:
            return body, ""
        last = marks[-1]
        kinds = set(marks)
        if last in _GROUP_ONLY:
            return self.ungrouped(body, kinds), ""
        if marks.count(last) > 1:
            return self.ungrouped(body, kinds), ""
        before, _, after = body.rpartition(last)
        if kinds == {last} and len(after) == 3 and last != _DECIMAL_ONLY and self.could_be_group(before):
            return self.by_the_places_own_way(before, after, last)
        whole = self.ungrouped(before, kinds - {last}) if kinds != {last} else before
        return whole, self.allowed(after)

    def could_be_group(self, before: str) -> bool:
        return 1 <= len(before) <= 3 and not before.startswith("0")

    def by_the_places_own_way(self, before: str, after: str, mark: str) -> tuple[str, str]:
        """`1.234`: thousands or decimals? Certain only where the place writes this currency so."""
        if self.of.exponent == 3 and mark == _plain(self.formats.decimal):
            return before, after
        if self.of.exponent == 0 and mark == _plain(self.formats.group):
            return before + after, ""
        speech = Speech(self.formats.locale)
        bare = before + after + (self.formats.decimal + "0" * self.of.exponent if self.of.exponent else "")
        raise self.refused(
            "amount.ambiguous",
            grouped=speech.money_with_code(Money(int(before + after) * 10**self.of.exponent, self.of)),
            decimal=f"{before}{self.formats.decimal}{after}",
            example=bare,
        )

    def allowed(self, decimals: str) -> str:
        if len(decimals) > self.of.exponent:
            if not self.of.exponent:
                raise self.refused("amount.no_decimals")
            raise self.refused("amount.too_many_decimals", places=self.of.exponent)
        return decimals

    def ungrouped(self, text: str, kinds: set[str]) -> str:
        """The digits of a number whose marks are all thousands marks, each in its place."""
        if not kinds:
            return text
        if len(kinds) > 1:
            raise self.refused("amount.broken_groups")
        parts = text.split(kinds.pop())
        inner = {3, self.formats.secondary_group or 3}  # 12,34,567 in India
        in_place = 1 <= len(parts[0]) <= 3 and len(parts[-1]) == 3
        if not in_place or len({len(part) for part in parts[1:-1]}) > 1:
            raise self.refused("amount.broken_groups")
        if any(len(part) not in inner for part in parts[1:-1]) or (len(parts) > 1 and parts[0][0] == "0"):
            raise self.refused("amount.broken_groups")
        return "".join(parts)

    def refuse_the_absurd(self, whole: str, body: str) -> None:
        digits = sum(map(str.isdigit, body))
        longest = _LONGEST_BARE_NUMBER if body.isdigit() else _LONGEST_AMOUNT
        if digits > longest:
            raise self.refused("amount.absurd", digits=digits)

    def refused(self, code: str, **facts: Fact) -> AmountError:
        return AmountError(code, {**self.facts, **facts})


def currencies_of(mark: str) -> list[str]:
    """Every currency a mark may mean: of a sign several, of a code itself."""
    known = _SIGNS.get(mark.casefold(), "").split()
    if known or not (len(mark) == 3 and mark.isascii() and mark.isalpha()):
        return known
    try:
        return [currency_of(mark.upper()).code]
    except UnknownCurrencyError:
        return []


def _plain(text: str) -> str:
    """Digits of every script as ours, kinds of spaces, apostrophes and minus as one, no hidden marks."""
    letters = []
    for letter in text.translate(_WIDE):
        kind = unicodedata.category(letter)
        if kind == "Nd":
            letters.append(str(unicodedata.decimal(letter)))
        elif kind == "Zs" or letter in "\t\n\r":
            letters.append(" ")
        elif letter in _MINUS:
            letters.append("-")
        elif letter in _APOSTROPHES:
            letters.append("'")
        elif kind not in ("Cf", "Cc"):
            letters.append(letter)
    return "".join(letters).strip()
