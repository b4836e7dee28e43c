"""How a shop, a helpdesk or a form feeds the office: one thing as JSON, many as lines, twice without effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from refundtui.domain.actor import Act
from refundtui.domain.case import Case
from refundtui.office.imports.jsonl import LineOfFile, read_line
from refundtui.office.imports.report import Found
from refundtui.server.bodies import JsonOrLines
from refundtui.server.described import asks, says
from refundtui.server.reception import Asking, Here, Person, Reception
from refundtui.server.troubles import ProblemError
from refundtui.wire.answers import IntakeBody, ReceivedBody, RefusedBody
from refundtui.wire.problems import DocumentError, Problem, problem
from refundtui.wire.protocol import JSON, LINES, DocumentProblem, Trouble

router = APIRouter(prefix="/v1", tags=["intake"])

_SENT: Final = (
    Trouble.LOGIN_REQUIRED,
    Trouble.NOT_ALLOWED,
    Trouble.TOO_LARGE,
    Trouble.WRONG_CONTENT_TYPE,
)


def _described(example: str = "") -> dict[str, Any]:
    return {
        "status_code": 201,
        "responses": says(IntakeBody, *_SENT, status=201, also={200: IntakeBody}),
        "openapi_extra": asks(LineOfFile, media=(JSON, LINES), example=example),
    }


@router.post("/cases", **_described())
def cases(here: Here, asking: Person, sent: JsonOrLines) -> Response:
    """Take in cases, each known by the brand's own `id`; one whose order is unknown is a case as well."""
    return _received(here, asking, sent, "case")


@router.post("/orders", **_described("LineOfFile of an order"))
def orders(here: Here, asking: Person, sent: JsonOrLines) -> Response:
    """Take in orders, each known by the brand's own number: found when somebody asks about one.

    Told again with other figures the last word counts, also for cases about which nothing is decided yet.
    """
    return _received(here, asking, sent, "order")


@dataclass(slots=True)
class _Sorted:
    """What could be followed, and what not."""

    found: list[Found] = field(default_factory=list)
    refused: list[RefusedBody] = field(default_factory=list)

    def refuse(self, place: int, problems: tuple[Problem, ...]) -> None:
        self.refused.append(RefusedBody(place=place, problems=tuple(map(_mistake, problems))))


def _received(
    here: Reception, asking: Asking, sent: tuple[bytes, bool], kind: Literal["case", "order"]
) -> Response:
    if not any(grant.act is Act.SEND_IN for grant in asking.actor.grants):
        # Whoever decides on cases does not make them up: shops and helpdesks sign in as themselves.
        raise ProblemError(Trouble.NOT_ALLOWED)
    body, are_many = sent
    came = _sort(here, asking, _lines(body) if are_many else iter((body,)), kind)
    if came.refused and not are_many:
        problems = came.refused[0].problems
        torn = problems[0].code.startswith("json.")
        raise ProblemError(Trouble.INVALID, status=400 if torn else 422, problems=problems)
    known = [_is_known(here, found) for found in came.found]
    here.store.take_in(came.found, now=here.now())
    told = IntakeBody(
        received=tuple(
            _told(here, found, is_new=not was) for found, was in zip(came.found, known, strict=True)
        ),
        refused=tuple(came.refused),
    )
    return Response(msgspec.json.encode(told), 201 if False in known else 200, media_type=JSON)


def _lines(body: bytes) -> Iterator[bytes]:
    return (line for line in body.split(b"\n") if line.strip())


def _sort(here: Reception, asking: Asking, lines: Iterator[bytes], kind: str) -> _Sorted:
    came = _Sorted()
    theirs = {brand for brand in _brands(here) if asking.actor.may(Act.SEND_IN, brand)}
    own = theirs.copy().pop() if len(theirs) == 1 else ""
    for place, line in enumerate(lines):
        try:
            found = read_line(line, own)
        except DocumentError as wrong:
            came.refuse(place, wrong.problems)
            continue
        if isinstance(found, Case) != (kind == "case"):
            came.refuse(place, (problem("", "line.order_or_case"),))
        elif found.brand not in theirs:
            # Another's brand and none at all sound alike.
            came.refuse(place, (problem("brand", "brand.missing"),))
        else:
            came.found.append(found)
    return came


def _brands(here: Reception) -> frozenset[str]:
    """The brands this office works for: those with a promise, and those that have cases already."""
    return frozenset((*here.store.library().brands(), *(head.brand for head in here.store.heads()))) - {""}


def _is_known(here: Reception, found: Found) -> bool:
    if isinstance(found, Case):
        return here.store.spelled(found.id) is not None
    return here.store.order(found.brand, found.order.id) is not None


def _told(here: Reception, found: Found, *, is_new: bool) -> ReceivedBody:
    if not isinstance(found, Case):
        return ReceivedBody(brand=found.brand, id=found.order.id, kind="order", is_new=is_new)
    held = here.store.case(found.id)
    return ReceivedBody(
        brand=found.brand,
        id=found.id,
        kind="case",
        is_new=is_new,
        reference=held.reference if held else found.reference,
    )


def _mistake(wrong: Problem) -> DocumentProblem:
    return DocumentProblem(path=wrong.path, code=wrong.code, facts=dict(wrong.facts))
