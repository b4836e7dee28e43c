"""A quote and a verdict in plain lines, with or without the reason of every figure."""

from __future__ import annotations

from typing import Any

from refundtui.casework.quoting import what_ifs
from refundtui.cli.telling import complain, findings_json, say, speech
from refundtui.domain.determination import Determination, is_said_at_once
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.order import Order
from refundtui.domain.quote import Quote, QuoteRow, Refused, SwitchUsed
from refundtui.i18n.figures import worked_out
from refundtui.i18n.versions import signed
from refundtui.i18n.words import t, tn


def say_quote(
    quote: Quote | Refused, order: Order | None, *, why: bool = False, if_granted: bool = False
) -> None:
    """The total first, then its rows, then the way back. `if_granted` where the verdict stands against it."""
    if isinstance(quote, Refused):
        for found in quote.findings:
            complain(speech().finding(found))
        return
    here = speech()
    amount = here.money_with_code(quote.total)
    if if_granted:
        say(t("Only if it is granted: refund {amount}", amount=amount))
    else:
        say(t("Refund {amount}", amount=amount))
    if quote.tax:
        say("  " + t("tax in it {amount}", amount=here.money_with_code(quote.tax)))
    if quote.goodwill:
        say("  " + t("of it owed {amount}", amount=here.money_with_code(quote.entitlement)))
        say("  " + t("of it goodwill {amount}", amount=here.money_with_code(quote.goodwill)))
    for row in quote.rows:
        _say_row(row, order, quote, why=why)
    for leg in quote.legs:
        where = here.tender(leg.label, leg.kind)
        _put("  → ", where, here.money_with_code(leg.amount))
    for found in quote.findings:
        _put("  ", here.finding(found))
    if why:
        if quote.maximum is not None:
            _put(
                "  ",
                t(
                    "at most {amount} can still go back on this order",
                    amount=here.money_with_code(quote.maximum),
                ),
            )
        named = {name for row in quote.rows for name in row.switches}
        for used in quote.switches:
            if used.name not in named:
                _say_switch(used, "  ")
        if quote.policy:
            _put("  ", t("policy {name}", name=quote.policy))


def _say_row(row: QuoteRow, order: Order | None, quote: Quote, *, why: bool) -> None:
    here = speech()
    line = order.line(row.line_id) if order and row.line_id else None
    what = here.label(row.code) + (f": {line.title}" if line else "")
    if row.units and not why:
        what += " · " + tn("{n} unit", "{n} units", row.units)
    amount = here.money_with_code(row.amount)
    _put("  ", what, t("{amount}, not taken: the law forbids it", amount=amount) if row.struck else amount)
    if not why:
        return
    if row.formula:
        _put("      ", worked_out(row, here))
    if row.taxes:
        _put("      ", t("tax in it {amount}", amount=here.money_with_code(row.tax)))
    if row.uncapped is not None:
        _put("      ", t("computed {amount}, cut by a cap", amount=here.money_with_code(row.uncapped)))
    if row.source.clause or row.source.rule:
        _put("      ", _written(row.source.clause, row.source.rule))
    for used in quote.switches:
        if used.name in row.switches:
            _say_switch(used, "      ")


def _say_switch(used: SwitchUsed, indent: str) -> None:
    here = speech()
    _put(indent, here.switch(used.name, used.value))
    for value, amount in used.what_if:
        other = here.switch(used.name, value)
        _put(
            indent + "  ",
            t("otherwise, {switch}: {amount}", switch=other, amount=here.money_with_code(amount)),
        )


def say_verdict(determination: Determination, *, why: bool = False) -> None:
    """Who decided and what stands against it; with `why`, every rule that was asked."""
    here, eligibility = speech(), determination.eligibility
    verdict, basis = here.label(eligibility.verdict), here.name("basis", eligibility.decided_by)
    say(t("Verdict: {verdict}, decided by {basis}", verdict=verdict, basis=basis))
    if eligibility.policy_verdict is not eligibility.law_verdict:
        policy, law = here.label(eligibility.policy_verdict), here.label(eligibility.law_verdict)
        _put("  ", t("policy alone: {policy} · law: {law}", policy=policy, law=law))
    if eligibility.remedies:
        remedies = here.listed(here.name("remedy", remedy) for remedy in eligibility.remedies)
        _put("  ", t("the customer may ask for: {remedies}", remedies=remedies))
    for found in eligibility.findings:
        if why or is_said_at_once(found):
            _put("  ", _found(found))


def say_what_ifs(determination: Determination) -> None:
    """What the total would be under the other value of each switch. Nothing is changed: a switch is the brand's."""
    here, found = speech(), what_ifs(determination)
    if not found:
        say(t("No switch of the brand matters for this sum."))
    for one in found:
        other = here.switch(one.switch, one.other)
        total, difference = here.money_with_code(one.total), signed(one.difference, here)
        _put("  ", t("what if {switch}: {total}", switch=other, total=total), f"({difference})")


_SIGNS = {Outcome.PASS: "+", Outcome.FAIL: "x", Outcome.UNKNOWN: "?", Outcome.NOTE: "·"}


def _found(found: Finding) -> str:
    law = "§ " if found.basis is Basis.LAW else ""
    written = f" [{_written(found.clause, found.rule)}]" if found.clause or found.rule else ""
    sign = "!" if found.outcome is Outcome.NOTE and is_said_at_once(found) else _SIGNS[found.outcome]
    return f"{sign} {law}{speech().finding(found)}{written}"


def _written(clause: str, rule: str) -> str:
    if clause and rule:
        return t("{clause} (rule {rule})", clause=clause, rule=rule)
    return clause or t("rule {rule}", rule=rule)


def _put(indent: str, what: str, amount: str = "") -> None:
    say(f"{indent}{what}  {amount}")


def quote_as_json(quote: Quote | Refused) -> dict[str, Any]:
    """The documented form: `quote`, or `refused` with the reasons."""
    if isinstance(quote, Refused):
        return {"quote": None, "refused": findings_json(quote.findings)}
    from refundtui.wire.quotes import quote_json

    return {"quote": quote_json(quote), "refused": []}


def verdict_as_json(determination: Determination) -> dict[str, Any]:
    eligibility = determination.eligibility
    return {
        "verdict": eligibility.verdict.value,
        "policy_verdict": eligibility.policy_verdict.value,
        "law_verdict": eligibility.law_verdict.value,
        "decided_by": eligibility.decided_by,
        "missing": list(eligibility.missing),
        "evidence_missing": list(eligibility.evidence_missing),
        "remedies": list(eligibility.remedies),
        "findings": findings_json(eligibility.findings),
    }
