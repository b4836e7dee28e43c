"""A bank's answer to a file (pain.002): what it took, what it refused, and what it says of the file as a whole.

Several come for one file, over hours. All transactions of all blocks are read. A file that is refused because its
name was there before says nothing of the legs: the first file with that name stands. A refusal as a duplicate
changes no leg either, file or payment: the one before it may well have been paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.gateways.sepa_file.codes import Why, codes_in, why
from refundtui.gateways.sepa_file.reading import Node, amount_of, instant_of, read_message
from refundtui.office.bank_files.bank import Puzzle
from refundtui.office.ports import Heard

TAKEN: Final = MappingProxyType(
    {
        "ACCP": "bank_accepted",
        "ACSP": "bank_accepted",
        "ACTC": "bank_accepted",
        "ACWC": "bank_accepted",
        "ACSC": "bank_settled",  # still a promise: paid is what is booked
        "PDNG": "processing",
        "RCVD": "received",
    }
)
"""The bank has it: which word of ours says how far it is."""
_REFUSED: Final = "RJCT"
_IN_PART: Final = "PART"  # of a file or a block; its transactions say which


@dataclass(frozen=True, slots=True)
class Answer:
    """What one pain.002 says. `file` is the message id of the file it answers; the legs are looked up in that one.

    `whole_file` is for every leg of the file that `heard` does not name: `told_to` gives it to them. `is_duplicate`: the file was refused
    because it is there already, and nothing changes.
    """

    message_id: str
    file: str
    at: datetime | None
    heard: tuple[Heard, ...] = ()
    whole_file: Report | None = None
    is_duplicate: bool = False
    puzzles: tuple[Puzzle, ...] = ()


def read_answer(body: bytes) -> Answer:
    """What it says; raises `NotReadable` for what is no pain.002."""
    root = read_message(body, "pain.002").root
    group = root.one("OrgnlGrpInfAndSts") or root
    message, at = root.text("GrpHdr/MsgId"), instant_of(root.text("GrpHdr/CreDtTm"))
    answer = Answer(message, group.text("OrgnlMsgId"), at)
    of_file = _of_file(root, group)
    if of_file.word == _REFUSED and of_file.why.is_duplicate:
        return replace(answer, is_duplicate=True)
    said = [_of_transaction(one, of_file, answer) for one in root.all("OrgnlPmtInfAndSts/TxInfAndSts")]
    said += [_of_transaction(one, of_file, answer) for one in root.all("TxInfAndSts")]
    report, puzzles = _of_the_rest(of_file, answer, [heard for heard, _ in said if heard is not None])
    return replace(
        answer,
        heard=tuple(heard for heard, _ in said if heard is not None),
        whole_file=report,
        puzzles=(*(puzzle for _, puzzle in said if puzzle is not None), *puzzles),
    )


def told_to(answer: Answer, in_file: Iterable[str]) -> Answer:
    """The answer with every leg of its file named, by the end-to-end ids that were handed in with it.

    What it says of a payment that is not in that file is a puzzle and moves nothing: ids are told apart by their
    file as well.
    """
    if answer.is_duplicate:
        return answer
    asked = tuple(in_file)
    named = {one.reference for one in answer.heard}
    rest = () if answer.whole_file is None else tuple(name for name in asked if name not in named)
    return replace(
        answer,
        heard=(
            *(one for one in answer.heard if one.reference in asked),
            *(
                Heard(
                    f"pain.002:file:{answer.message_id}:{name}", name, report=answer.whole_file, at=answer.at
                )
                for name in rest
            ),
        ),
        whole_file=None,
        puzzles=(
            *answer.puzzles,
            *(
                Puzzle(
                    answer.message_id, name, answer.file, "The bank names a payment that is not in this file."
                )
                for name in sorted(named.difference(asked))
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Status:
    word: str
    why: Why


def _of_file(root: Node, group: Node) -> _Status:
    """The file's own status; where it is silent or in part, that of its one block."""
    word, reasons = group.text("GrpSts"), why(codes_in(group, "StsRsnInf"))
    block = root.one("OrgnlPmtInfAndSts")
    if block is None:
        return _Status(word, reasons)
    of_block = why(codes_in(block, "StsRsnInf"))
    if word in {"", _IN_PART}:
        word = block.text("PmtInfSts") or word
    return _Status(word, reasons if reasons.codes else of_block)


def _of_transaction(node: Node, of_file: _Status, answer: Answer) -> tuple[Heard | None, Puzzle | None]:
    word, name = node.text("TxSts") or of_file.word, node.text("OrgnlEndToEndId")
    if not name:
        return None, Puzzle(
            answer.message_id, answer.file, word, "The bank speaks of a payment without its name."
        )
    own = why(codes_in(node, "StsRsnInf"))
    # Without a reason of its own it was refused for the file's.
    status = _Status(word, own if own.codes or word != of_file.word else of_file.why)
    report = _report(status, answer.at)
    if report is not None:
        report = replace(report, amount=amount_of(node.one("OrgnlTxRef/Amt/InstdAmt")))
    event = f"pain.002:{word}:{answer.message_id}:{name}"
    return Heard(event, name, report=report, at=answer.at), _puzzle(status, name, answer)


def _of_the_rest(
    of_file: _Status, answer: Answer, heard: list[Heard]
) -> tuple[Report | None, tuple[Puzzle, ...]]:
    """What holds for the legs nobody named; nothing where even a named one was not decided on."""
    if of_file.word in {"", _IN_PART} or any(one.report is None for one in heard):
        return None, ()
    # Refused without a word why, and every payment with one: those words are the why.
    puzzle = None if heard and not of_file.why.codes else _puzzle(of_file, answer.file, answer)
    return _report(of_file, answer.at), () if puzzle is None else (puzzle,)


def _report(status: _Status, at: datetime | None) -> Report | None:
    if status.word in TAKEN:
        return Report(LegState.PENDING, at=at, sub=TAKEN[status.word])
    if status.word == _REFUSED and not status.why.is_duplicate:
        return Report(LegState.REJECTED, at=at, reason=status.why.refusal.value)
    return None


def _puzzle(status: _Status, about: str, answer: Answer) -> Puzzle | None:
    word, reasons = status.word, status.why
    if word in TAKEN:
        return None
    if word != _REFUSED:
        return Puzzle(answer.message_id, about, word, "The bank gives it a status that nobody here knows.")
    if reasons.is_duplicate:
        says = "The bank refused it as one it has already: look whether the first was paid."
    elif not reasons.codes:
        says = "The bank refused it and does not say why."
    elif not reasons.is_known:
        says = "The bank refused it for a reason that nobody here knows."
    else:
        return None
    return Puzzle(answer.message_id, about, " ".join(reasons.codes) or word, says)
