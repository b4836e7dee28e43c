"""What the desk knows of the open case: read and worked out in a thread, handed over as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from refundtui.casework.corresponding import letter_as_it_stands, letter_part
from refundtui.casework.deciding import draft
from refundtui.casework.given_today import given_today
from refundtui.casework.ports import Ports
from refundtui.casework.quoting import is_only_if_granted, preview
from refundtui.casework.reading import case_file
from refundtui.casework.views import CaseFile
from refundtui.domain.actor import Limit
from refundtui.domain.case import Case, CaseId, CaseState
from refundtui.domain.commands import Approve, Command, MakeOffer, RequestApproval
from refundtui.domain.decision import obstacles
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Finding, blocking
from refundtui.domain.money import Money, currency
from refundtui.domain.policy import Policy
from refundtui.domain.quote import Quote
from refundtui.domain.request import RefundRequest
from refundtui.letters.letter import Kind, Letter
from refundtui.letters.writing import kind_for
from refundtui.tui.drafts import read_request

REQUEST_DRAFT = "request"
_STILL_OPEN = (CaseState.INTAKE, CaseState.ELIGIBILITY, CaseState.QUOTE, CaseState.ESCALATED)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A request as it stands on the calculator, with what may be done about it."""

    case: Case
    request: RefundRequest
    determination: Determination
    policy: Policy
    limit: Limit | None
    why_not: Mapping[str, tuple[Finding, ...]]

    @property
    def quote(self) -> Quote | None:
        quote = self.determination.quote
        return quote if isinstance(quote, Quote) else None

    @property
    def currency_code(self) -> str:
        return self.case.order.currency.code if self.case.order else self.policy.currency

    @property
    def zero(self) -> Money:
        return Money(0, currency(self.currency_code))

    @property
    def is_only_if_granted(self) -> bool:
        return is_only_if_granted(self.case, self.determination)

    @property
    def is_changed(self) -> bool:
        return self.request != self.case.request


@dataclass(frozen=True, slots=True)
class Opened:
    """The case under the cursor, ready to be shown."""

    file: CaseFile
    weighed: Weighed
    letter: Letter | None
    letter_draft: str | None


def open_case_file(
    case_id: CaseId, ports: Ports, kind: Kind | None = None, language: str | None = None
) -> Opened | None:
    """Everything the four panes show of a case; the request as it was left on the calculator."""
    file = case_file(case_id, ports)
    if file is None:
        return None
    kept = draft(case_id, REQUEST_DRAFT, ports)
    asked = read_request(kept) if kept else None
    return with_letter(file, weigh(file, asked or file.case.request, ports), ports, kind, language)


def weigh(file: CaseFile, request: RefundRequest, ports: Ports) -> Weighed:
    """The request worked out, and why it cannot be approved, requested or offered."""
    case = file.case
    rulebook = ports.rulebooks.for_case(case)
    same = request == case.request
    determination = file.determination if same else preview(case, request, ports)
    why_not = dict(file.obstacles)
    if not same:
        quote = determination.quote if isinstance(determination.quote, Quote) else None
        total = quote.total if quote else Money(0, currency(_code(case, rulebook.policy)))
        seen = quote.fingerprint if quote else ""
        now = ports.clock.now()
        soon = now.replace(year=now.year + 1) if (now.month, now.day) != (2, 29) else now
        asked: tuple[Command, ...] = (
            Approve(request, seen, total),
            RequestApproval(request, seen, total),
            MakeOffer(request, seen, soon),
        )
        given = given_today(case, rulebook, ports, now)
        for command in asked:
            why_not[command.code] = obstacles(
                case, command, ports.actor, rulebook, now, determination=determination, given=given
            )
    return Weighed(
        case,
        request,
        determination,
        rulebook.policy,
        rulebook.policy.limit_for(ports.actor.role, case.reason),
        why_not,
    )


def with_letter(
    file: CaseFile, weighed: Weighed, ports: Ports, kind: Kind | None, language: str | None
) -> Opened:
    """The letter as it would go out with what stands on the calculator."""
    asked = _as_asked(file, weighed)
    wanted = kind or _kind(asked)
    letter = letter_as_it_stands(asked, ports, wanted, language=language)
    kept = draft(file.case.id, letter_part(letter), ports)
    return Opened(file, weighed, letter, kept or None)


def letter_shown(opened: Opened, letter: Letter, ports: Ports) -> Letter:
    """The same letter again, with the words as they are kept now."""
    asked = _as_asked(opened.file, opened.weighed)
    return letter_as_it_stands(asked, ports, letter.kind, language=letter.language)


def _as_asked(file: CaseFile, weighed: Weighed) -> CaseFile:
    return replace(
        file, case=replace(file.case, request=weighed.request), determination=weighed.determination
    )


def _kind(file: CaseFile) -> Kind:
    """While nothing is decided yet, the letter of the decision that is on the table."""
    quote = file.determination.quote
    if file.case.state in _STILL_OPEN and isinstance(quote, Quote) and quote.total.minor > 0:
        return kind_for(replace(file.case, state=CaseState.APPROVED), file.determination)
    return kind_for(file.case, file.determination)


def _code(case: Case, policy: Policy) -> str:
    return case.order.currency.code if case.order else policy.currency


def why_not(weighed: Weighed, code: str) -> tuple[Finding, ...]:
    return blocking(weighed.why_not.get(code, ()))
