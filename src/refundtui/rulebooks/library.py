"""All packs at hand: which policy and which laws are in force for a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from refundtui.domain.case import Case
from refundtui.domain.counting import day_of
from refundtui.domain.letter_documents import place_of
from refundtui.domain.policy import Policy
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Statute
from refundtui.rulebooks.law_shelf import LawShelf
from refundtui.rulebooks.loading import (
    UnreadablePackError,
    digest_of,
    holidays_of,
    policy_of,
    read_pack,
)
from refundtui.rulebooks.spelling import CalendarPack, PolicyPack
from refundtui.rulebooks.spelling_law import LawPack


class _Read(NamedTuple):
    policies: tuple[Policy, ...]
    laws: LawShelf
    holidays: Mapping[str, frozenset[date]]
    whose: dict[str, str | None]


class Library:
    """Published documents, read once when first asked for.

    `unreadable` names documents that are no packs: they are set aside and said, never guessed at.
    """

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self._documents = dict(documents)
        self._rulebooks: dict[tuple[str, str, str, date, date], Rulebook] = {}
        self.unreadable: dict[str, str] = {}

    def for_case(self, case: Case) -> Rulebook:
        """The version in force on the day of purchase, with the laws of the consumer's country: how she is
        answered follows those of the day her complaint came.

        A brand without a pack gets one that promises nothing: its cases ask for information.
        """
        policy = self._policy_for(case)
        bought = _bought_on(case, policy)
        country = case.customer.country or (case.order.country if case.order is not None else "")
        countries = [country] if country else policy.countries
        # Her complaint's day itself would keep a rulebook for every day; what is the same is kept once.
        came = self._read.laws.answered_alike_since(countries, day_of(case.received_at, policy.timezone))
        key = (policy.brand, policy.name, country, bought, came)
        known = self._rulebooks.get(key)
        if known is None:
            # Of her country; of all the brand sells to while nobody knows which it is: any may be hers.
            laws = self._read.laws.in_force(countries, bought, came)
            known = Rulebook(policy, laws, self._holidays_for(policy, country), self._read.holidays)
            if len(self._rulebooks) > 4096:
                self._rulebooks.clear()
            self._rulebooks[key] = known
        return known

    def law(self, on: date, countries: Sequence[str] = ()) -> Rulebook:
        """The laws of countries on a day beside no brand's promise: what `refundtui law` shows."""
        nobody = Policy(id="", version="", brand="", title="", currency="", valid_from=date.min)
        laws = self._read.laws.in_force(countries, on)
        return Rulebook(nobody, laws, calendars=self._read.holidays)

    def brands(self) -> Sequence[str]:
        return tuple(dict.fromkeys(policy.brand for policy in self._policies))

    def brand_of(self, name: str) -> str | None:
        """Whose promise a document is; None for laws and calendars, which are everybody's.

        What cannot be read is nobody's: an empty brand.
        """
        place = place_of(name)
        return self._read.whose.get(name, "") if place is None else place.brand

    def policies(self, brand: str) -> Sequence[Policy]:
        """Every version of a brand's pack, oldest first."""
        return tuple(policy for policy in self._policies if policy.brand == brand)

    def statutes(self) -> Sequence[Statute]:
        """Every rule of every country, in force or not."""
        return self._read.laws.everything()

    def places(self) -> Sequence[str]:
        """Every place whose holidays are known, countries and regions: `DE`, `DE-BY`."""
        return tuple(self._read.holidays)

    def digests(self) -> Mapping[str, str]:
        """What each document is, by name: sync compares these."""
        return {name: digest_of(body) for name, body in self._documents.items()}

    @property
    def _policies(self) -> tuple[Policy, ...]:
        return self._read.policies

    @cached_property
    def _read(self) -> _Read:
        policies: list[Policy] = []
        laws = LawShelf(self.unreadable)
        holidays: Mapping[str, frozenset[date]] = {}
        whose: dict[str, str | None] = {}
        for name, body in self._documents.items():
            if not name.endswith(".toml"):
                continue
            if laws.put(name, body):
                whose[name] = None
                continue
            try:
                pack = read_pack(body)
                whose[name] = pack.brand if isinstance(pack, PolicyPack) else None
                match pack:
                    case PolicyPack():
                        policies.append(policy_of(pack, digest_of(body)))
                    case CalendarPack():
                        holidays = holidays_of(pack) if not holidays else {**holidays, **holidays_of(pack)}
                    case LawPack():
                        self.unreadable[name] = "its rows stand above its head"
            except UnreadablePackError as error:
                self.unreadable[name] = str(error)
        policies.sort(key=lambda policy: (policy.brand, policy.valid_from))
        return _Read(tuple(policies), laws, holidays, whose)

    def _policy_for(self, case: Case) -> Policy:
        versions = self.policies(case.brand)
        if not versions:
            return _promising_nothing(case)
        started = [policy for policy in versions if policy.valid_from <= _bought_on(case, policy)]
        in_force = [
            policy
            for policy in started
            if policy.valid_until is None or _bought_on(case, policy) <= policy.valid_until
        ]
        # Bought in a gap or before the first version: the nearest promise is better than none.
        return (in_force or started or [versions[0]])[-1]

    def _holidays_for(self, policy: Policy, country: str) -> frozenset[date]:
        """Those of the place where the trader performs (Regulation 1182/71 Art. 2(1)), else the consumer's."""
        holidays = self._read.holidays
        place = policy.trader_country or country
        return holidays.get(policy.trader_region) or holidays.get(place) or frozenset()


def _bought_on(case: Case, policy: Policy) -> date:
    order = case.order
    if order is not None and order.ordered_at is not None:
        return day_of(order.ordered_at, policy.timezone)
    if order is not None and order.delivered_on is not None:
        return order.delivered_on
    return case.notice_on or day_of(case.received_at, policy.timezone)


def _promising_nothing(case: Case) -> Policy:
    currency = case.order.currency.code if case.order is not None else ""
    return Policy(
        id=case.brand, version="", brand=case.brand, title=case.brand, currency=currency, valid_from=date.min
    )
