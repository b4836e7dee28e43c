"""What a second person has to know of a request: why it came to them, and how it differs from policy and law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from refundtui.domain.actor import Actor, Limit, Role
from refundtui.domain.case import Approval, Case, CaseEvent, OverrideRecord, QuoteVersion
from refundtui.domain.commands import AcceptOffer, RequestApproval
from refundtui.domain.determination import Determination, determine
from refundtui.domain.limits import limit_of, own_limit, review_reasons
from refundtui.domain.money import Money
from refundtui.domain.quote import Quote, RowCode, SwitchUsed
from refundtui.domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Review:
    """`why` are codes of findings; `limit` is the asker's own. `computed` is what policy and law give of
    themselves where that is another amount; `typed` tells that an amount was typed over what was worked out.
    """

    approval: Approval
    quote: Quote
    role: Role
    why: tuple[str, ...]
    limit: Limit | None
    determination: Determination
    overrides: tuple[OverrideRecord, ...]
    computed: Money | None
    typed: bool
    switches: tuple[SwitchUsed, ...]


def review_of(case: Case, rulebook: Rulebook, now: datetime) -> Review | None:
    """None where nobody asks for anything."""
    approval = case.approval
    version = next((one for one in case.quotes if approval and one.number == approval.version), None)
    if approval is None or approval.status != "requested" or version is None:
        return None
    asked = _asked(case)
    told = {} if asked is None else dict(asked.facts)
    role = _role(told.get("role")) if asked is not None and asked.by == approval.requested_by else Role.AGENT
    asker = Actor(approval.requested_by, "", role)
    found = determine(case, version.request, rulebook, rulebook.day_of(now))
    why = told.get("why")
    if not isinstance(why, tuple):
        reasons = (*own_limit(asker, case, version.quote, rulebook), *review_reasons(case, found, rulebook))
        why = tuple(dict.fromkeys(one.code for one in reasons))
    return Review(
        approval,
        version.quote,
        role,
        why,
        limit_of(asker, case, version.quote, rulebook),
        found,
        case.overrides,
        _computed(case, version, rulebook, now),
        any(row.code is RowCode.OVERRIDE for row in version.quote.rows),
        tuple(one for one in version.quote.switches if one.what_if),
    )


def _asked(case: Case) -> CaseEvent | None:
    kinds = {RequestApproval.code, AcceptOffer.code}
    return next((one for one in reversed(case.events) if one.kind in kinds), None)


def _role(told: object) -> Role:
    return Role(told) if isinstance(told, str) and told in frozenset(Role) else Role.AGENT


def _computed(case: Case, version: QuoteVersion, rulebook: Rulebook, now: datetime) -> Money | None:
    """What the same request is worth today, where that is no longer what was asked for."""
    found = determine(case, version.request, rulebook, rulebook.day_of(now)).quote
    if isinstance(found, Quote) and found.total != version.quote.total:
        return found.total
    return None
