"""How values are said in one place: money, days, durations, findings and every other code.

Money is written by the place's pattern with *our* number of decimals: CLDR's own is wrong for
currencies whose subunit is no longer seen in shops, and a refund is exact all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from refundtui.domain.findings import Fact, Finding
from refundtui.domain.money import Money
from refundtui.i18n.formats import Formats, formats_of
from refundtui.i18n.phrases import FAMILY_OF, FAMILY_OF_FACT, LABELS, SENTENCES, Counted, Phrase
from refundtui.i18n.words import Words, words

_NO_BREAK = "\N{NO-BREAK SPACE}"
_A_FRACTION = re.compile(r"-?\d+(?:/[1-9]\d*)?")
_PERSONS = frozenset(("owner", "holder", "decider"))
_FAMILY_FIRST = frozenset(("hu", "ja", "ko", "vi", "zh"))


@dataclass(frozen=True, slots=True)
class Speech:
    """One person's way of reading: a locale ("de", "pt-BR") and a time zone."""

    locale: str = "en"
    zone: str = "UTC"
    people: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)  # names, where known
    formats: Formats = field(init=False, repr=False, compare=False)
    words: Words = field(init=False, repr=False, compare=False)
    _zone: tzinfo = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "formats", formats_of(self.locale))
        object.__setattr__(self, "words", words(self.locale))
        object.__setattr__(self, "_zone", UTC if self.zone == "UTC" else ZoneInfo(self.zone))

    # --- figures

    def money(self, amount: Money) -> str:
        """With the currency's sign, as the place writes it: `€29.16`, `29,16 €`."""
        before, after = self.formats.money_below_zero if amount.minor < 0 else self.formats.money
        symbol = self.formats.symbol(amount.currency.code)
        # CLDR's currency spacing: letters never touch digits ("CHF 5", not "CHF5").
        if before.endswith("¤") and symbol[-1].isalpha():
            before += _NO_BREAK
        if after.startswith("¤") and symbol[0].isalpha():
            after = _NO_BREAK + after
        text = before + self.amount(abs(amount)) + after
        return text.replace("¤", symbol)

    def money_with_code(self, amount: Money) -> str:
        """With the ISO code behind it, for a desk that sees many currencies: `29.16 EUR`."""
        return f"{self.amount(amount)}{_NO_BREAK}{amount.currency.code}"

    def amount(self, amount: Money) -> str:
        """The figure alone, for columns and input fields: `1,234.50`."""
        whole, _, decimals = abs(amount).decimal_text().partition(".")
        sign = self.formats.minus if amount.minor < 0 else ""
        mark = self.formats.decimal if decimals else ""
        return f"{sign}{self.formats.grouped(whole)}{mark}{decimals}"

    def number(self, number: int) -> str:
        sign = self.formats.minus if number < 0 else ""
        return sign + self.formats.grouped(str(abs(number)))

    def percent(self, part: Fraction, places: int = 2) -> str:
        """A part of one as a percentage, half-up, without idle zeros: `8.25%`, `25%`."""
        scaled = abs(part) * 100 * 10**places
        units = (2 * scaled + 1) // 2
        whole, rest = divmod(int(units), 10**places)
        decimals = f"{rest:0{places}}".rstrip("0") if rest else ""
        sign = self.formats.minus if part < 0 else ""
        mark = self.formats.decimal if decimals else ""
        before, after = self.formats.percent
        return f"{sign}{before}{self.formats.grouped(str(whole))}{mark}{decimals}{after}"

    # --- time

    def day(self, day: date) -> str:
        """`20 Nov 2026`, `20.11.2026`."""
        return self.formats.day(day, self.formats.day_medium)

    def day_in_full(self, day: date) -> str:
        """For letters: `20 November 2026`, `20. November 2026`."""
        return self.formats.day(day, self.formats.day_long)

    def day_of(self, at: datetime) -> date:
        """The calendar day an instant falls on here."""
        return at.astimezone(self._zone).date()

    def clock(self, at: datetime) -> str:
        """The time of day here: `09:00`."""
        return self.formats.time(at.astimezone(self._zone).time())

    def moment(self, at: datetime) -> str:
        """Day, time and time zone: `20 Nov 2026, 09:00 CET`."""
        here = at.astimezone(self._zone)
        laid_out = self.formats.moment.replace("{1}", self.day(here.date()))
        return f"{laid_out.replace('{0}', self.formats.time(here.time()))} {here.tzname()}"

    def until(self, due: datetime, now: datetime) -> str:
        """How long there is, or how late it is: `in 2 h`, `3 days late`."""
        minutes = int(abs(due - now).total_seconds() // 60)
        late = due < now
        # Whole sentences: "3 days" is bent differently after "in" in many languages.
        if minutes >= 48 * 60:
            days = minutes // (24 * 60)
            if late:
                return self.words.tn("{n} day late", "{n} days late", days)
            return self.words.tn("in {n} day", "in {n} days", days)
        if minutes >= 60:
            hours = minutes // 60
            return self.words.t("{n} h late", n=hours) if late else self.words.t("in {n} h", n=hours)
        return self.words.t("{n} min late", n=minutes) if late else self.words.t("in {n} min", n=minutes)

    # --- lists and names

    def listed(self, names: Iterable[str]) -> str:
        """`a, b and c`."""
        every = list(names)
        if len(every) < 2:
            return "".join(every)
        if len(every) == 2:
            return self._joined(self.formats.list_two, *every)
        text = self._joined(self.formats.list_end, every[-2], every[-1])
        for name in reversed(every[1:-2]):
            text = self._joined(self.formats.list_middle, name, text)
        return self._joined(self.formats.list_start, every[0], text)

    def full_name(self, given: str, family: str) -> str:
        """In the order of the language: Kovács Anna in Hungarian, 山田花子 without a space."""
        if self.formats.locale.partition("_")[0] not in _FAMILY_FIRST:
            return f"{given} {family}".strip()
        between = "" if _is_written_without_spaces(given + family) else " "
        return f"{family}{between}{given}".strip()

    # --- codes

    def say(self, code: str, /, **facts: Fact | Fraction) -> str:
        """The sentence of a code with its facts in words; a code nobody phrased is said as it is."""
        return self._phrased(code, SENTENCES.get(code), facts)

    def _phrased(self, code: str, phrase: Phrase | None, facts: Mapping[str, Fact | Fraction]) -> str:
        said = {name: self.told(name, fact) for name, fact in facts.items()}
        try:
            if isinstance(phrase, Counted):
                count = facts[phrase.by]
                number = count if isinstance(count, int) else 2
                return self.words.tn(phrase.one, phrase.many, abs(number), **said)
            return self.words.t(phrase, **said) if phrase else _as_it_is(code, said)
        except KeyError:
            # A finding of another version of ourselves may lack a fact: show what there is.
            return _as_it_is(code, said)

    def label(self, member: StrEnum) -> str:
        """The name of an enumeration's member: `CaseState.INTAKE` is `received`."""
        family = FAMILY_OF.get(type(member).__name__, type(member).__name__.lower())
        return self.name(family, member.value)

    def name(self, family: str, value: str) -> str:
        """The same from its code as it stands in a row: `name("state", "intake")`."""
        code = f"{family}.{value}"
        return self._phrased(code, LABELS[code], {}) if code in LABELS else value

    def tender(self, label: str, kind: StrEnum) -> str:
        """How somebody paid: `Visa ••4242`. A label that begins as a kind is called in English is said in this
        language: `Gift card ••17` is no name.
        """
        for code, named in LABELS.items():
            if code.startswith("tender.") and isinstance(named, str):
                begun, rest = label[: len(named)], label[len(named) :]
                if begun.casefold() == named.casefold() and not rest[:1].isalpha():
                    here = self.words.t(named)
                    return (f"{here[:1].upper()}{here[1:]}" if begun[:1].isupper() else here) + rest
        return label or self.label(kind)

    def switch(self, name: str, value: str) -> str:
        """A brand's switch as a sentence: `The day of cancellation: counts as used`."""
        question = self.name("switch", name)
        answer = self.name("switch", {"true": "on", "false": "off"}.get(value, f"{name}.{value}"))
        return self.words.t("{question}: {answer}", question=question, answer=answer)

    def finding(self, found: Finding) -> str:
        """What a rule found, as a sentence."""
        facts: dict[str, Fact | Fraction] = dict(found.facts)
        # A rule without a title is known by its id; what decided it is said in words.
        facts.setdefault("title", found.rule)
        facts.setdefault("clause", found.clause)
        facts.setdefault("rule", found.rule)
        facts["deciding"] = self.name("fact", found.decided_by) if found.decided_by else ""
        fuller = (f"{found.code}+{name}" for name, _ in found.facts)
        code = next((one for one in fuller if one in SENTENCES), found.code)
        return self.say(code, **facts).replace(" ()", "")

    def told(self, name: str, fact: Fact | Fraction) -> str:
        """A fact as a sentence holds it."""
        match fact:
            case Money():
                return self.money(fact)
            case bool():
                return self.name("switch", "on" if fact else "off")
            case datetime():
                return self.moment(fact)
            case date():
                return self.day(fact)
            case int():
                return self.number(fact)
            case Fraction():
                return self.percent(fact)
            case tuple():
                return self.listed(self._named(name, part) for part in fact)
            case str():
                # The wire knows no fractions: a floor of one fifth comes as 1/5.
                if name in ("floor", "percent") and _A_FRACTION.fullmatch(fact):
                    return self.percent(Fraction(fact))
                return self._named(name, fact)

    def called(self, person: str) -> str:
        """A person's name, where it is known; else what the records call them."""
        return self.people.get(person) or person

    def _named(self, fact: str, value: str) -> str:
        if fact in _PERSONS:
            return self.called(value)
        family = FAMILY_OF_FACT.get(fact)
        return self.name(family, value) if family else value

    @staticmethod
    def _joined(pattern: str, first: str, second: str) -> str:
        # One pass: a name that itself reads "{1}" stays what it is.
        before, _, rest = pattern.partition("{0}")
        between, _, after = rest.partition("{1}")
        return f"{before}{first}{between}{second}{after}"


def locale_of(language: str, country: str = "") -> str:
    """The locale of a customer: her language as it is written where she lives."""
    name = language.replace("-", "_")
    return f"{name}_{country.upper()}" if country and "_" not in name else name


def _as_it_is(code: str, said: dict[str, str]) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in said.items() if value)
    return f"{code} ({facts})" if facts else code


def _is_written_without_spaces(text: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in text)
