"""`refundtui case bulk …`: one word for many cases. Without `--expect` it is a trial that lists every effect."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from typing import Any

from refundtui.casework.bulk import (
    Deed,
    Effect,
    Result,
    Task,
    carry_out,
    chosen,
    effects,
    last,
    totals,
    undo_all,
)
from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.syncing import push
from refundtui.cli.cases import case_named
from refundtui.cli.items import read_when
from refundtui.cli.opening import desk_ports
from refundtui.cli.outbox import entry_line
from refundtui.cli.telling import Exit, Stopped, complain, findings_json, say, say_json, speech
from refundtui.cli.views import asked_for
from refundtui.domain.case import CaseId
from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.words import t, tn


def run_bulk(asked: Namespace) -> int:
    with desk_ports(asked) as ports:
        if asked.deed == "undo":
            return _undo(ports)
        task = _task(asked, ports.clock.now())
        planned = list(effects(task, _cases(asked, ports), ports))
        ready = sum(effect.is_ready for effect in planned)
        if asked.expect is None:
            return _trial(planned, ready, asked)
        if asked.expect != ready:
            for line in _plan_lines(planned):
                complain(line)
            raise Stopped(
                Exit.USAGE,
                t("{expected} were expected; {ready} are ready.", expected=asked.expect, ready=ready),
                t("Nothing was changed."),
            )
        results = list(carry_out(planned, task, ports))
        push(ports, ports.clock.now())
        _say_results(planned, results, ports, asked)
    done = sum(result.entry is not None for result in results)
    return Exit.DONE if done == len(planned) else Exit.REFUSED


def _cases(asked: Namespace, ports: Ports) -> list[CaseId]:
    if asked.references:
        return [case_named(reference, ports) for reference in asked.references]
    if not (asked.filter or asked.view):
        raise Stopped(Exit.USAGE, t("Name the cases, or give --filter or --view."), t("Nothing was changed."))
    wanted: QueueFilter = asked_for(asked, ports)
    return chosen(wanted, ports)


def _task(asked: Namespace, now: datetime) -> Task:
    deed = Deed(asked.deed.replace("-", "_"))
    text = clean_line(asked.text or "")
    if deed in {Deed.NOTE, Deed.SNOOZE} and not text:
        raise Stopped(Exit.USAGE, t("--text is missing."), t("Nothing was changed."))
    if deed is Deed.TAG and not asked.tag:
        raise Stopped(Exit.USAGE, t("--tag is missing."), t("Nothing was changed."))
    until = None
    if deed is Deed.SNOOZE:
        if not asked.until:
            raise Stopped(Exit.USAGE, t("--until is missing."), t("Nothing was changed."))
        until = read_when(asked.until, now)
    tags = frozenset(filter(None, (clean_line(tag).strip() for tag in asked.tag or ())))
    return Task(deed, text, until, tags)


def _trial(planned: list[Effect], ready: int, asked: Namespace) -> int:
    if asked.json:
        say_json({"ready": ready, "cases": [_effect_json(effect) for effect in planned]})
        return Exit.DONE
    for line in _plan_lines(planned):
        say(line)
    say()
    say(_summed(planned, ready))
    say(t("Nothing was changed; this was only a trial. --expect {n} does it.", n=ready))
    return Exit.DONE


def _plan_lines(planned: list[Effect]) -> list[str]:
    here = speech()
    lines = []
    for effect in planned:
        amount = f" {here.money_with_code(effect.amount)}" if effect.amount is not None else ""
        if effect.is_ready and effect.command is not None:
            what = f"{here.name('command', effect.command.code)}{amount}"
            lines.append(t("{reference}: would be done: {what}", reference=effect.reference, what=what))
        else:
            why = " ".join(here.finding(found) for found in effect.findings)
            lines.append(
                t("{reference}: left out{amount}: {why}", reference=effect.reference, amount=amount, why=why)
            )
    return lines


def _summed(planned: list[Effect], ready: int) -> str:
    here = speech()
    parts = [
        tn("{n} case is ready", "{n} cases are ready", ready),
        tn("{n} is left out", "{n} are left out", len(planned) - ready),
        *(here.money_with_code(total) for total in totals(planned)),
    ]
    return ", ".join(parts) + "."


def _say_results(planned: list[Effect], results: list[Result], ports: Ports, asked: Namespace) -> None:
    left_out = [effect for effect in planned if not effect.is_ready]
    if asked.json:
        rows = [_effect_json(effect) | {"done": False} for effect in left_out]
        say_json([*map(_result_json, results), *rows])
        return
    for result in results:
        if result.entry is not None:
            say(entry_line(ports.outbox.entry(result.entry.submission.id) or result.entry, ports))
        else:
            why = " ".join(speech().finding(found) for found in result.findings)
            complain(f"{result.effect.reference}: {why}")
    for line in _plan_lines(left_out):
        complain(line)
    say(t("“refundtui case bulk undo” takes all of it back while it is held."))


def _undo(ports: Ports) -> int:
    held = last(ports)
    if not held:
        complain(t("Nothing is held any more: what was said has left, or is on its way."))
        return Exit.REFUSED
    back = undo_all(held, ports)
    for entry, is_back in back:
        if is_back:
            say(t("{reference} is taken back.", reference=entry.reference))
        else:
            complain(t("Too late: {reference} may be on its way already.", reference=entry.reference))
    return Exit.DONE if all(is_back for _, is_back in back) else Exit.REFUSED


def _effect_json(effect: Effect) -> dict[str, Any]:
    return {
        "reference": effect.reference,
        "id": effect.case_id,
        "ready": effect.is_ready,
        "amount_minor": effect.amount.minor if effect.amount is not None else None,
        "currency": effect.amount.currency.code if effect.amount is not None else "",
        "why_not": findings_json(effect.findings),
    }


def _result_json(result: Result) -> dict[str, Any]:
    return _effect_json(result.effect) | {
        "done": result.entry is not None,
        "submission": result.entry.submission.id if result.entry is not None else "",
        "why_not": findings_json(result.findings),
    }
