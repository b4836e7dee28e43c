"""Conditions as data: every matcher passes, fails, or is unknown while its fact is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from refundtui.domain import policy
from refundtui.domain.case import IdentityLevel
from refundtui.domain.findings import Fact, Outcome
from refundtui.domain.money import Money
from refundtui.domain.order import LineKind
from refundtui.domain.policy import Matcher, Value
from refundtui.domain.reasons import Family, Fault, Grade, Reason

Facts: TypeAlias = Mapping[str, Fact]
"""What is known. A name that is absent is not known; there is no third way to say so."""


class FactType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    MONEY = "money"
    TAGS = "tags"  # several words


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact a rule may ask for. `options` closes the vocabulary of a text."""

    type: FactType
    meaning: str
    options: tuple[str, ...] = ()


def _words(of: type[StrEnum]) -> tuple[str, ...]:
    return tuple(of)


_TEXT, _NUMBER, _FLAG = FactType.TEXT, FactType.NUMBER, FactType.FLAG
_DAY, _MONEY, _TAGS = FactType.DAY, FactType.MONEY, FactType.TAGS

# The whole vocabulary of the packs. Facts without a source in case and order (customer history,
# warehouse, carrier) come with the case: `Case.facts` may name every one that `said_facts` lets it say.
FACTS: Final[Mapping[str, FactSpec]] = MappingProxyType(
    {
        # Who asks
        "consumer": FactSpec(_FLAG, "she buys as a consumer, not for a trade"),
        "customer.country": FactSpec(_TEXT, "where she lives, ISO 3166-1"),
        "customer.language": FactSpec(_TEXT, "BCP 47 tag"),
        "customer.identity": FactSpec(_TEXT, "how sure we are who is asking", _words(IdentityLevel)),
        "customer.orders": FactSpec(_NUMBER, "orders of the last twelve months"),
        "customer.returns": FactSpec(_NUMBER, "returns of the last twelve months"),
        "customer.keep_items": FactSpec(_NUMBER, "times a refund was given and the item kept"),
        "customer.failed_payments": FactSpec(_NUMBER, "payments that failed or were charged back"),
        "customer.partial_credits": FactSpec(_NUMBER, "partial credits given so far"),
        "customer.missing_items": FactSpec(_NUMBER, "parcels of hers that came back incomplete"),
        "customer.tags": FactSpec(_TAGS, "the brand's tags on the customer"),
        "customer.gift_cards": FactSpec(_TAGS, "ids of the gift cards she holds"),
        # What was bought
        "order.status": FactSpec(_TEXT, "the shop's word: pending, processed, delivered, cancelled"),
        "order.country": FactSpec(_TEXT, "where it was delivered, ISO 3166-1"),
        "order.region": FactSpec(_TEXT, "where it was delivered, ISO 3166-2"),
        "order.channel": FactSpec(_TEXT, "how it was bought: online, phone, mail, store"),
        "order.currency": FactSpec(_TEXT, "ISO 4217"),
        "order.ordered_on": FactSpec(_DAY, "day of purchase in the brand's time zone"),
        "order.value": FactSpec(_MONEY, "all that was paid for the order"),
        "order.discount": FactSpec(_MONEY, "all discounts of its lines"),
        "order.discounted": FactSpec(_FLAG, "any discount fell on it"),
        "order.returns": FactSpec(_NUMBER, "refunds or exchanges already on it"),
        "order.tags": FactSpec(_TAGS, "the shop's tags on the order"),
        "order.tenders": FactSpec(_TAGS, "how it was paid: card, bank, gift_card …"),
        "order.disputed": FactSpec(_FLAG, "a bank dispute holds part of its money"),
        # The lines that are asked for, one at a time
        "line.id": FactSpec(_TEXT, "the line's id"),
        "line.sku": FactSpec(_TEXT, "stock-keeping unit"),
        "line.title": FactSpec(_TEXT, "the product's title"),
        "line.category": FactSpec(_TEXT, "product type"),
        "line.vendor": FactSpec(_TEXT, "who makes it (a line tag `vendor:…`)"),
        "line.kind": FactSpec(_TEXT, "goods, service, shipping …", _words(LineKind)),
        "line.tags": FactSpec(_TAGS, "the shop's tags on the product"),
        "line.final_sale": FactSpec(_FLAG, "sold as final (line or order tag `final_sale`)"),
        "line.value": FactSpec(_MONEY, "what was paid for the line, tax included"),
        "line.discounted": FactSpec(_FLAG, "a discount fell on it"),
        "line.units": FactSpec(_NUMBER, "units bought"),
        "line.grade": FactSpec(_TEXT, "condition as it came back", _words(Grade)),
        # Why and what is asked
        "reason": FactSpec(_TEXT, "our own reason code", _words(Reason)),
        "family": FactSpec(_TEXT, "the reason's family", _words(Family)),
        "fault": FactSpec(_TEXT, "whose fault it is", _words(Fault)),
        "grade": FactSpec(_TEXT, "worst condition of what came back", _words(Grade)),
        "claimed": FactSpec(_MONEY, "what she asks for"),
        "return.act": FactSpec(
            _TEXT, "what is asked of the order", ("return", "cancel", "exchange", "reduce", "goodwill")
        ),
        "return.count": FactSpec(_NUMBER, "units asked for"),
        "return.value": FactSpec(_MONEY, "what was paid for all that is asked for"),
        "return.full": FactSpec(_FLAG, "everything that is left of the order"),
        "return.outcome": FactSpec(
            _TEXT, "how she is to be settled", ("refund", "store_credit", "offset", "exchange")
        ),
        "return.method": FactSpec(
            _TEXT, "how it comes back", ("mail", "store", "drop_off", "pick_up", "kept")
        ),
        "return.location": FactSpec(_TEXT, "where it was handed in"),
        "return.channel": FactSpec(_TEXT, "how she asked: mail, phone, chat, form"),
        "return.risk": FactSpec(_NUMBER, "fraud risk, 0 to 100"),
        # When
        "asked_on": FactSpec(_DAY, "the day of her declaration, in the brand's time zone"),
        "delivered_on": FactSpec(_DAY, "the day the last of the goods reached her"),
        "days_since_delivery": FactSpec(_NUMBER, "whole days from delivery to her declaration"),
        "months_since_delivery": FactSpec(_NUMBER, "whole months from delivery to her declaration"),
        "days_since_order": FactSpec(_NUMBER, "whole days from purchase to her declaration"),
        "days_since_window": FactSpec(_NUMBER, "days after the brand's window closed; 0 while it is open"),
        "service.ends_on": FactSpec(_DAY, "the last day the service was paid for"),
        "defect_noticed_on": FactSpec(_DAY, "when the defect showed"),
        "goods_back_on": FactSpec(_DAY, "when the goods came back to us"),
        "sent_proof_on": FactSpec(_DAY, "when she supplied proof of having sent the goods back"),
        # What is known of the thing and its way back
        "opened": FactSpec(_FLAG, "the box was opened"),
        "seal_broken": FactSpec(_FLAG, "a hygiene or software seal is broken"),
        "personalised": FactSpec(_FLAG, "made to her specification"),
        "perishable": FactSpec(_FLAG, "spoils quickly"),
        "photos": FactSpec(_NUMBER, "photos held"),
        "receipts": FactSpec(_NUMBER, "receipts held"),
        "reports": FactSpec(_NUMBER, "reports of a workshop or warehouse held"),
        "evidence": FactSpec(_TAGS, "kinds of evidence held"),
        "goods_back": FactSpec(_FLAG, "the goods are back"),
        "sent_back": FactSpec(_FLAG, "she has sent them, with proof"),
        "collection_offered": FactSpec(_FLAG, "we offered to collect them"),
        "terms_posted": FactSpec(_FLAG, "our terms on returns were shown before she bought"),
        "withdrawal_info_given": FactSpec(_FLAG, "she was told of the right of withdrawal"),
        "express_request": FactSpec(_FLAG, "she asked for the service to begin before her right ran out"),
        "defect_at_delivery": FactSpec(_FLAG, "shown: the defect was there at delivery"),
        "defect_by_customer": FactSpec(_FLAG, "shown: she caused it herself"),
        "defect_serious": FactSpec(_FLAG, "so serious that repair need not be tried"),
        "repair_failed": FactSpec(_FLAG, "repair or replacement failed"),
        "not_supplied": FactSpec(
            _FLAG, "it cannot be supplied, or did not come by the day agreed and a further one she had set"
        ),
        "repair_refused": FactSpec(_FLAG, "we refused repair and replacement"),
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row's conditions say together, and which fact decided it."""

    outcome: Outcome
    decided_by: str = ""

    @property
    def holds(self) -> bool:
        return self.outcome is Outcome.PASS


HOLDS: Final = Answer(Outcome.PASS)


def fits(name: str, fact: Fact) -> bool:
    """A fact of the wrong kind is no fact: better unknown than decided by accident."""
    spec = FACTS.get(name)
    if spec is None:
        return True
    match spec.type:
        case FactType.TEXT:
            return isinstance(fact, str) and (not spec.options or fact in spec.options)
        case FactType.NUMBER:
            return isinstance(fact, int) and not isinstance(fact, bool)
        case FactType.FLAG:
            return isinstance(fact, bool)
        case FactType.DAY:
            return isinstance(fact, date) and not isinstance(fact, datetime)
        case FactType.MONEY:
            return isinstance(fact, Money)
        case FactType.TAGS:
            return isinstance(fact, tuple)


def ask(matchers: Iterable[Matcher], facts: Facts) -> Answer:
    """All conditions of a row: one that fails decides; else one that is unknown; else they hold.

    A row that already fails does not become unknown because of another fact that is missing.
    """
    unknown = ""
    passed = ""
    for matcher in matchers:
        outcome = judge(matcher, facts)
        if outcome is Outcome.FAIL:
            return Answer(Outcome.FAIL, matcher.fact)
        if outcome is Outcome.UNKNOWN:
            unknown = unknown or matcher.fact
        else:
            passed = passed or matcher.fact
    if unknown:
        return Answer(Outcome.UNKNOWN, unknown)
    return Answer(Outcome.PASS, passed)


def judge(matcher: Matcher, facts: Facts) -> Outcome:
    """One condition. A fact of another kind than the value counts as missing, never as a mismatch."""
    fact = facts.get(matcher.fact)
    if fact is None:
        return Outcome.UNKNOWN
    holds = _holds(matcher, fact)
    if holds is None:
        return Outcome.UNKNOWN
    return Outcome.PASS if holds else Outcome.FAIL


def _holds(matcher: Matcher, fact: Fact) -> bool | None:
    """None where fact and value are of two kinds: whatever is asked, that tells nothing."""
    kinds = policy.Test
    value = matcher.value
    match matcher.test:
        case kinds.IS:
            return _same(fact, value)
        case kinds.IS_NOT:
            return _not(_same(fact, value))
        case kinds.IN:
            return _among(fact, value)
        case kinds.NOT_IN:
            return _not(_among(fact, value))
        case kinds.HAS:
            return _has(fact, value)
        case kinds.LACKS:
            return _not(_has(fact, value))
        case kinds.AT_MOST | kinds.AT_LEAST | kinds.BELOW | kinds.ABOVE:
            return _compared(matcher, fact)


def _not(holds: bool | None) -> bool | None:
    return None if holds is None else not holds


def _compared(matcher: Matcher, fact: Fact) -> bool | None:
    rank = _order(fact, matcher.value)
    if rank is None:
        return None
    match matcher.test:
        case policy.Test.AT_MOST:
            return rank <= 0
        case policy.Test.AT_LEAST:
            return rank >= 0
        case policy.Test.BELOW:
            return rank < 0
        case _:
            return rank > 0


def _order(fact: Fact, value: Value) -> int | None:
    """-1, 0 or 1; None where the two cannot be compared."""
    if isinstance(fact, bool) or isinstance(value, bool):
        return None
    if isinstance(fact, datetime):
        fact = fact.date()
    if isinstance(fact, int) and isinstance(value, int):
        return (fact > value) - (fact < value)
    if isinstance(fact, date) and isinstance(value, date):
        return (fact > value) - (fact < value)
    if isinstance(fact, Money) and isinstance(value, Money) and fact.currency == value.currency:
        return (fact > value) - (fact < value)
    return None


def _same(fact: Fact, value: Value) -> bool | None:
    if isinstance(fact, bool) or isinstance(value, bool):
        return fact is value if isinstance(fact, bool) and isinstance(value, bool) else None
    if isinstance(fact, str) and isinstance(value, str):
        return str(fact) == str(value)
    if isinstance(fact, tuple) and isinstance(value, tuple):
        return fact == value
    rank = _order(fact, value)
    return None if rank is None else rank == 0


def _among(fact: Fact, value: Value) -> bool | None:
    """One of several values, or one tag of several; a single tag may be asked for as well."""
    wanted = value if isinstance(value, tuple) else (value,)
    if isinstance(fact, tuple):
        words = [one for one in wanted if isinstance(one, str)]
        return any(word in words for word in fact) if len(words) == len(wanted) else None
    answers = [_same(fact, one) for one in wanted]
    return None if any(answer is None for answer in answers) else any(answers)


def _has(fact: Fact, value: Value) -> bool | None:
    return value in fact if isinstance(fact, tuple) and isinstance(value, str) else None
