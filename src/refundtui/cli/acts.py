"""`refundtui case take|note|snooze …`: everything else that can be done to a case; the same commands as at the desk."""

from __future__ import annotations

import hashlib
import mimetypes
from argparse import Namespace
from pathlib import Path
from uuid import uuid4

from refundtui.casework.corresponding import sent_as
from refundtui.casework.ports import Ports
from refundtui.casework.views import CaseFile
from refundtui.cli.asking import told
from refundtui.cli.cases import case_named, letter_as_it_stands
from refundtui.cli.items import read_typed_amount, read_when
from refundtui.cli.requesting import currency_of, facts_from
from refundtui.cli.submitting import doing, words_of
from refundtui.cli.telling import Exit, Stopped, say_refused
from refundtui.domain.case import CaseState, Evidence, IdentityLevel, Message, Resolution
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Cancel,
    Close,
    Command,
    CounterOffer,
    ExpireOffer,
    GiveBack,
    HoldForFraud,
    Merge,
    Override,
    PutToSleep,
    ReceiveAnswer,
    ReleaseFromFraud,
    Reopen,
    ReturnApproval,
    SendLetter,
    SetIdentity,
    SetItems,
    SetLanguage,
    Take,
    Wake,
)
from refundtui.domain.decision import rules_against
from refundtui.domain.reasons import Reason
from refundtui.i18n.words import t
from refundtui.letters.letter import Kind


def _take(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return GiveBack(asked.to or "", asked.note or "") if asked.back or asked.to else Take()


def _note(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return AddNote(str(uuid4()), words_of(asked, t("What is noted?")))


def _identity(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return SetIdentity(IdentityLevel(asked.level), tuple(asked.step or ()))


def _language(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    from refundtui.cli.letters import language_of_letters

    return SetLanguage(language_of_letters(asked.language))


def _reason(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return SetItems(file.case.request, Reason(asked.reason), facts_from(asked))


def _facts(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return SetItems(file.case.request, None, facts_from(asked))


def _override(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    rules = tuple(asked.rule or ()) or rules_against(file.determination)
    return Override(rules, words_of(asked, t("Why against the verdict?")))


def _snooze(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    if asked.wake:
        return Wake()
    typed = asked.day or told(t("Until when?"), option="WHEN", example="4h, 3d, 14:30, 2026-11-25")
    until = read_when(typed, ports.clock.now())
    return PutToSleep(until, words_of(asked, t("Why?")), keep_on_reply=asked.keep)


def _evidence(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    """A file's name, size and digest are kept; its bytes stay where they are."""
    now = ports.clock.now()
    title, size, digest, media_type = " ".join(asked.title or ()) or asked.kind, 0, "", ""
    if asked.file:
        path = Path(asked.file)
        try:
            body = path.read_bytes()
        except OSError as trouble:
            why = trouble.strerror or str(trouble)
            raise Stopped(Exit.USAGE, t("{file} cannot be read: {why}.", file=asked.file, why=why)) from None
        title = " ".join(asked.title or ()) or path.name
        size, digest = len(body), hashlib.sha256(body).hexdigest()
        media_type = mimetypes.guess_type(path.name)[0] or ""
    return AddEvidence(
        Evidence(str(uuid4()), asked.kind, title, now, ports.actor.id, size, media_type, digest)
    )


def _answer(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    text = words_of(asked, t("What did the customer say?"))
    return ReceiveAnswer(Message(ports.clock.now(), from_customer=True, text=text, channel=asked.channel))


def _accept(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return AcceptOffer(words_of(asked, t("Where and how did the customer agree?")))


def _counter(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return CounterOffer(read_typed_amount(asked.amount, currency_of(file.case, ports)), asked.note or "")


def _expire(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return ExpireOffer()


def _return(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return ReturnApproval(words_of(asked, t("What is to be changed?")))


def _hold(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return HoldForFraud(words_of(asked, t("What is suspicious?")))


def _release(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return ReleaseFromFraud(words_of(asked, t("Why is it cleared?")))


def _reopen(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return Reopen(words_of(asked, t("Why is it taken up again?")))


def _cancel(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    waits = file.case.state is CaseState.INFO_WAIT
    resolution = asked.resolution or (Resolution.NO_REPLY if waits else Resolution.WITHDRAWN)
    return Cancel(Resolution(resolution), asked.note or "")


def _merge(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return Merge(case_named(asked.into, ports))


def _send(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    """The letter exactly as `case letter` shows it; the case goes on."""
    kind = Kind(asked.kind) if asked.kind else None
    letter = letter_as_it_stands(file, ports, kind, asked)
    if not letter.can_be_sent:
        raise Stopped(say_refused(letter.findings, kept=t("The letter cannot leave like this; it is kept.")))
    at = read_when(asked.at, ports.clock.now()) if asked.at else None
    return SendLetter(sent_as(letter, ports), at)


def _close(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    """With the letter that its state wants, exactly as `case letter` shows it."""
    letter = letter_as_it_stands(file, ports, None, asked)
    if not letter.can_be_sent:
        code = say_refused(
            letter.findings, kept=t("The letter cannot leave like this, so the case stays open.")
        )
        raise Stopped(code)
    sent = sent_as(letter, ports)
    default = Resolution.DENIED_POLICY if file.case.denial else Resolution.PAID_PARTIAL
    return Close(Resolution(asked.resolution or default), sent)


run_take = doing(_take)
run_note = doing(_note)
run_identity = doing(_identity)
run_language = doing(_language)
run_reason = doing(_reason)
run_facts = doing(_facts)
run_override = doing(_override)
run_snooze = doing(_snooze)
run_evidence = doing(_evidence)
run_answer = doing(_answer)
run_accept = doing(_accept)
run_counter = doing(_counter)
run_expire = doing(_expire)
run_return = doing(_return)
run_hold = doing(_hold)
run_release = doing(_release)
run_reopen = doing(_reopen)
run_cancel = doing(_cancel)
run_merge = doing(_merge)
run_send = doing(_send)
run_close = doing(_close)
