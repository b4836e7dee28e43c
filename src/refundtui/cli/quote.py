"""`refundtui quote FILE`: what goes back on one order, worked out from a document."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, date, datetime

from refundtui.cli.documents import read_document
from refundtui.cli.figures import quote_as_json, say_quote, say_verdict, verdict_as_json
from refundtui.cli.problems import sentence
from refundtui.cli.telling import Exit, Stopped, complain, say_json
from refundtui.domain.calculator import quote_refund
from refundtui.domain.determination import Determination, determine
from refundtui.domain.eligibility import Verdict
from refundtui.domain.quote import Quote, Refused
from refundtui.i18n.words import t
from refundtui.wire.problems import DocumentError
from refundtui.wire.quotefile import EXAMPLE, Asked, read_quote_file, schema


def run(asked: Namespace) -> int:
    if asked.example:
        print(EXAMPLE, end="")
        return Exit.DONE
    if asked.schema:
        say_json(schema())
        return Exit.DONE
    if not asked.file:
        raise Stopped(
            Exit.USAGE, t("Name a file, or - for standard input; --example prints one to start from.")
        )
    try:
        question = read_quote_file(read_document(asked.file))
    except DocumentError as wrong:
        for problem in wrong.problems:
            complain(f"{asked.file}: {sentence(problem)}")
        return Exit.USAGE
    if question.terms is not None:
        quote, determination = quote_refund(question.order, question.request, question.terms), None
    else:
        determination = _by_brand(question)
        quote = determination.quote
    if asked.json:
        verdict = {} if determination is None else {"eligibility": verdict_as_json(determination)}
        say_json({**quote_as_json(quote), **verdict})
    else:
        say_quote(quote, question.order, why=asked.why)
        if determination is not None:
            say_verdict(determination, why=asked.why)
    return _code(quote, determination)


def _code(quote: Quote | Refused, determination: Determination | None) -> Exit:
    if isinstance(quote, Refused):
        return Exit.REFUSED
    owed = {Verdict.ELIGIBLE, Verdict.PARTLY}
    given = quote.goodwill and not quote.entitlement
    if determination is None or given or determination.eligibility.verdict in owed:
        return Exit.DONE
    return Exit.REFUSED


def _by_brand(question: Asked) -> Determination:
    """Eligibility, fees and law from the brand's shipped pack."""
    from refundtui.domain.actor import Actor, Role
    from refundtui.domain.case import BrandId, CaseId
    from refundtui.domain.commands import OpenCase
    from refundtui.domain.decision import opened
    from refundtui.domain.reasons import Reason
    from refundtui.rulebooks import shipped
    from refundtui.rulebooks.library import Library

    library = Library(shipped())
    if question.brand not in library.brands():
        known = ", ".join(library.brands())
        raise Stopped(
            Exit.USAGE,
            t(
                "There is no pack of a brand “{brand}”; there are: {known}.",
                brand=question.brand,
                known=known,
            ),
        )
    today = question.today or question.notice_on or _today(library.policies(question.brand)[-1].timezone)
    asked_at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    case = opened(
        OpenCase(
            case_id=CaseId(""),
            reference="",
            brand=BrandId(question.brand),
            customer=question.customer,
            reason=question.reason or Reason.OTHER,
            received_at=asked_at,
            order=question.order,
            request=question.request,
            facts=question.facts,
            evidence=question.evidence,
            notice_on=question.notice_on or today,
        ),
        Actor("", "", Role.SYSTEM),
        asked_at,
    )
    case = replace(case, goods_back_on=question.goods_back_on)
    return determine(case, question.request, library.for_case(case), today)


def _today(zone: str) -> date:
    from refundtui.domain.counting import day_of

    now = datetime.now(UTC)  # noqa: TID251 - a file that names no day means today; nothing else does
    return day_of(now, zone)
