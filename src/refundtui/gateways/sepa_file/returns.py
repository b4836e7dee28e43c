"""Money that came back (pacs.004), days after it was booked: a closed account, somebody who died."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.gateways.sepa_file.characters import is_ours
from refundtui.gateways.sepa_file.codes import Why, codes_in, why
from refundtui.gateways.sepa_file.reading import Node, amount_of, day_of, read_message, start_of
from refundtui.office.bank_files.bank import Puzzle
from refundtui.office.ports import Heard


@dataclass(frozen=True, slots=True)
class Returns:
    """What one pacs.004 brings back of ours, and what of it nobody here understands."""

    message_id: str
    heard: tuple[Heard, ...] = ()
    puzzles: tuple[Puzzle, ...] = ()


def read_returns(body: bytes) -> Returns:
    """What came back; raises `NotReadable` for what is no pacs.004."""
    root = read_message(body, "pacs.004").root
    message = root.text("GrpHdr/MsgId")
    day = root.text("GrpHdr/IntrBkSttlmDt")
    ours = [node for node in root.all("TxInf") if is_ours(node.text("OrgnlEndToEndId"))]
    return Returns(
        message,
        tuple(_heard(node, message, day) for node in ours),
        tuple(puzzle for node in ours for puzzle in _puzzles(node, message)),
    )


def _heard(node: Node, message: str, day: str) -> Heard:
    name = node.text("OrgnlEndToEndId")
    at = start_of(day_of(node.text("IntrBkSttlmDt") or day))
    report = Report(
        LegState.RETURNED,
        amount=amount_of(node.one("RtrdIntrBkSttlmAmt")),
        at=at,
        reason=_why(node).refusal.value,
    )
    return Heard(f"pacs.004:{message}:{name}", name, report=report, at=at)


def _why(node: Node) -> Why:
    return why(codes_in(node, "RtrRsnInf"))


def _puzzles(node: Node, message: str) -> Iterator[Puzzle]:
    reasons = _why(node)
    if not reasons.is_known:
        yield unknown_return(message, node.text("OrgnlEndToEndId"), reasons)


def unknown_return(message: str, name: str, reasons: Why) -> Puzzle:
    """The money is back, which is certain; why it is, is not."""
    word = " ".join(reasons.codes)
    return Puzzle(message, name, word, "The money came back for a reason that nobody here knows.")
