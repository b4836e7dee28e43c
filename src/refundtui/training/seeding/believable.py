"""A day's queue, invented: every case lived through by real commands, so no impossible one exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Final
from uuid import uuid5

from refundtui.domain.actor import Actor, Role
from refundtui.domain.case import Case, CaseId, CaseState, Ground, IdentityLevel, Message, Resolution
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Approve,
    AskInformation,
    Cancel,
    Close,
    Command,
    CounterOffer,
    Deny,
    Escalate,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    OpenCase,
    Override,
    PutToSleep,
    ReceiveAnswer,
    ReleaseFromFraud,
    Reopen,
    RequestApproval,
    ReturnApproval,
    SetIdentity,
    Tag,
    Take,
)
from refundtui.domain.decision import NotPossible, apply, opened, rules_against
from refundtui.domain.determination import Determination, determine
from refundtui.domain.findings import Outcome
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook
from refundtui.office.twins import Twin
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.clock import BEGINNING
from refundtui.training.people import practising
from refundtui.training.seeding.journeys import NAMESPACE, journeys
from refundtui.training.seeding.openings import Plot, opening, order_number, photos
from refundtui.training.seeding.people import community_of, somebody
from refundtui.training.seeding.sayings import answers

DEFAULT_CASES: Final = 300
LIVED: Final = 2_000
"""So many cases are lived through command by command; beyond, they are the same lives of other people."""

_ME, _COLLEAGUE, _SENIOR, _LEAD = (practising(one) for one in ("me", "colleague", "senior", "lead"))
_SYSTEM: Final = Actor("import", "", Role.SYSTEM)


def believable(n: int = DEFAULT_CASES, seed: int = 1, *, library: Library | None = None) -> Iterator[Case]:
    """So many cases, the ten worked ones first; the same seed makes the same cases."""
    for one in lives_and_twins(n, seed, library=library):
        yield one.case() if isinstance(one, Twin) else one


def lives_and_twins(
    n: int = DEFAULT_CASES, seed: int = 1, *, library: Library | None = None
) -> Iterator[Case | Twin]:
    """The same, the cases beyond the lived ones told by what they differ in."""
    lived: list[Case] = []
    worked = frozenset(journey.reference for journey in journeys())
    for case in islice(_lives(seed, library or Library(shipped())), min(n, LIVED)):
        if n > LIVED and case.reference not in worked:
            lived.append(case)
        yield case
    if n > LIVED:
        yield from _other_people(lived, LIVED + 1, n, seed)


def _lives(seed: int, rules: Library) -> Iterator[Case]:
    """The worked cases as they come in, then invented ones without end."""
    worked = journeys()
    for journey in worked:
        yield _Life(journey.opening(), _drawn(f"{seed}/{journey.reference}"), rules).case
    number = len(worked)
    while True:
        number += 1
        random = _drawn(f"{seed}/{number}")
        # The endings go round, so that three hundred cases hold every one; the rest is drawn.
        ending = _ENDINGS[number % len(_ENDINGS)]
        received_at = BEGINNING - timedelta(
            minutes=random.choice((7, 40, 95, 300)) + random.randrange(ending.days * 1440)
        )
        life = _Life(opening(ending.plot, number, received_at, random, seed, rules), random, rules)
        life.colour()
        ending.lived(life)
        yield life.case


def _drawn(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - a queue is invented here, no secret is made


def _other_people(lived: list[Case], first: int, last: int, seed: int) -> Iterator[Twin]:
    """The same orders, quotes and decisions under other names and numbers.

    Neither decides anything, so these are cases that commands could have made, a hundred times faster.
    """
    random = _drawn(f"{seed}/others")
    for number in range(first, last + 1):
        case = lived[random.randrange(len(lived))]
        customer = case.customer
        yield Twin(
            of=case,
            id=CaseId(str(uuid5(NAMESPACE, f"{seed}/{number}"))),
            reference=f"RF-{number:07d}",
            customer=somebody(random, community_of(customer), customer.country, known_as=customer.identity),
            order_ref=order_number(case.brand, number),
        )


class _Life:
    """One case on its way through commands, each some minutes or hours after the one before."""

    def __init__(self, begun: OpenCase, random: Random, rules: Library) -> None:
        self.random = random
        self.at = begun.received_at + timedelta(minutes=1)
        subject = opened(begun, _SYSTEM, self.at)
        self.rulebook: Rulebook = rules.for_case(subject)
        self.case = apply(None, begun, _SYSTEM, self.rulebook, self.at)

    def does(self, actor: Actor, command: Command | None) -> bool:
        """Whether it was possible; what is not simply did not happen."""
        if command is None:
            return False
        self.at += (BEGINNING - self.at) * self.random.uniform(0.05, 0.3)
        try:
            self.case = apply(self.case, command, actor, self.rulebook, self.at)
        except NotPossible:
            return False
        return True

    def rests(self, days: int) -> None:
        """Nothing happens for so long, or until today."""
        self.at = min(self.at + timedelta(days=days), BEGINNING)

    def begun_by(self, *agents: Actor) -> Actor:
        """Somebody takes it."""
        agent = self.random.choice(agents or (_ME, _ME, _COLLEAGUE, _SENIOR))
        self.does(agent, Take())
        needed = dict(self.rulebook.policy.manners.identity_needed).get("approve", IdentityLevel.NONE)
        if self.case.customer.identity.rank < needed.rank:
            self.does(agent, SetIdentity(needed, ("order number", "postcode")))
        return agent

    def determined(self) -> Determination:
        return determine(self.case, self.case.request, self.rulebook, self.rulebook.day_of(self.at))

    def quoted(self) -> Quote | None:
        found = self.determined().quote
        return found if isinstance(found, Quote) else None

    def colour(self) -> None:
        """Notes, tags and late photos that change nothing."""
        random = self.random
        if random.random() < 0.25:
            said = random.choice(_NOTES)
            self.does(_COLLEAGUE, AddNote(f"{self.case.reference}-note-1", said))
        if random.random() < 0.12:
            self.does(_COLLEAGUE, Tag(add=frozenset({random.choice(("vip", "press", "repeat", "gift"))})))
        if random.random() < 0.1:
            (photo,) = photos(self.case.reference, 1, self.at, "warehouse", first=9)
            self.does(_COLLEAGUE, AddEvidence(photo))


_NOTES: Final = (
    "Called back, no answer. Will try again in the afternoon.",
    "Kundin sehr freundlich, bitte nicht warten lassen.",
    "Warehouse confirms: parcel weight was 0.4 kg below what we sent.",
    "Second case on the same delivery this month.",
    "Foto zeigt den Fleck deutlich, keine Rückfrage nötig.",
    "Carrier claim opened, number follows.",
)
_QUESTIONS: Final = (("photos",), ("photos", "receipt"), ("seal",), ("opened", "photos"), ("serial number",))


# ── Endings ──────────────────────────────────────────────────────────────────────────────────────


def _waits(life: _Life) -> None:
    """Nobody has touched it."""


def _is_looked_at(life: _Life) -> None:
    life.begun_by()


def _is_asked(life: _Life) -> None:
    life.does(life.begun_by(), AskInformation(life.random.choice(_QUESTIONS)))


def _answers(life: _Life) -> None:
    life.does(life.begun_by(), AskInformation(("photos",)))
    said = Message(life.at, from_customer=True, text=answers(life.random, life.case.customer.language))
    sent = photos(life.case.reference, 2, life.at, "customer", first=5)
    life.does(_SYSTEM, ReceiveAnswer(said, sent))


def _sleeps(life: _Life) -> None:
    agent = life.begun_by()
    hours = life.random.choice((2, 5, 26, 50))
    life.does(agent, PutToSleep(BEGINNING + timedelta(hours=hours), "customer calls back"))


def _is_suspected(life: _Life) -> None:
    life.does(life.begun_by(), HoldForFraud("Third address on this card in a month."))


def _is_cleared(life: _Life) -> None:
    _is_suspected(life)
    life.does(_LEAD, ReleaseFromFraud("Spoke to her; the addresses are her parents'."))


def _is_quoted(life: _Life) -> None:
    agent = life.begun_by()
    quote = life.quoted()
    if quote is not None:
        life.does(agent, MakeQuote(life.case.request, quote.fingerprint))


def _is_offered(life: _Life) -> Actor:
    agent = life.begun_by(_ME, _SENIOR)
    quote = life.quoted()
    if quote is not None:
        until = BEGINNING + timedelta(days=life.random.randint(1, 6))
        life.does(agent, MakeOffer(life.case.request, quote.fingerprint, until))
    return agent


def _is_countered(life: _Life) -> None:
    agent = _is_offered(life)
    if life.case.offer is not None:
        life.does(agent, CounterOffer(life.case.offer.amount + life.case.offer.amount, "Twice that, please."))


def _accepts(life: _Life) -> None:
    agent = _is_offered(life)
    life.does(agent, AcceptOffer("by mail"))


def _is_approved(life: _Life) -> None:
    agent = life.begun_by(_ME, _COLLEAGUE)
    quote = life.quoted()
    if quote is not None:
        life.does(agent, Approve(life.case.request, quote.fingerprint, quote.total))


def _waits_for_lead(life: _Life) -> None:
    agent = life.begun_by(_ME, _ME, _COLLEAGUE)
    quote = life.quoted()
    if quote is not None:
        life.does(
            agent, RequestApproval(life.case.request, quote.fingerprint, quote.total, "Above my limit.")
        )


def _is_returned(life: _Life) -> None:
    _waits_for_lead(life)
    life.does(_LEAD, ReturnApproval("Which grade did the warehouse give? Please add a photo."))


def _is_granted(life: _Life) -> None:
    _waits_for_lead(life)
    approval = life.case.approval
    if approval is not None:
        life.does(_LEAD, GrantApproval(approval.version, approval.fingerprint))


def _is_denied(life: _Life) -> Actor:
    agent = life.begun_by(_ME, _COLLEAGUE)
    found = life.determined().eligibility.findings
    clauses = (one.clause for one in found if one.outcome is Outcome.FAIL and one.clause)
    life.does(agent, Deny((Ground.WINDOW_PASSED,), tuple(dict.fromkeys(clauses))))
    return agent


def _is_closed(life: _Life) -> Actor:
    agent = _is_denied(life)
    letter = Message(
        life.at, from_customer=False, text=_farewell(life.case.customer.language), subject=life.case.reference
    )
    life.does(agent, Close(Resolution.DENIED_WINDOW, letter))
    return agent


def _is_contested(life: _Life) -> None:
    life.does(_is_closed(life), Escalate("She says the parcel was left with a neighbour for two months."))


def _comes_back(life: _Life) -> None:
    life.does(_is_closed(life), Reopen("A proof of delivery has turned up."))


def _is_withdrawn(life: _Life) -> None:
    life.does(life.begun_by(), Cancel(Resolution.WITHDRAWN, "She keeps everything after all."))


def _falls_silent(life: _Life) -> None:
    agent = life.begun_by()
    life.does(agent, AskInformation(("photos",)))
    life.rests(days=life.rulebook.policy.manners.reply_days)
    life.does(agent, Cancel(Resolution.NO_REPLY))


def _is_overridden(life: _Life) -> None:
    agent = life.begun_by(_SENIOR)
    life.does(
        agent,
        Override(rules_against(life.determined()), "Our own tracking page was wrong; she relied on it."),
    )
    quote = life.quoted()
    if quote is not None:
        life.does(agent, MakeQuote(life.case.request, quote.fingerprint))


def _farewell(language: str) -> str:
    return _DENIED.get(language, _DENIED["en"])


_DENIED: Final = {
    "en": "We are sorry: the time for returns had already ended, so we cannot refund this order.",
    "de": "Es tut uns leid: Die Frist war schon vorbei, deshalb können wir nichts erstatten.",
    "fr": "Nous sommes désolés : le délai de retour était dépassé, un remboursement n'est pas possible.",
    "es": "Lo sentimos: el plazo de devolución ya había terminado y no podemos reembolsar el pedido.",
    "it": "Ci dispiace: il termine per il reso era già scaduto e non possiamo rimborsare l'ordine.",
    "pl": "Przykro nam: termin zwrotu już minął, dlatego nie możemy zwrócić pieniędzy.",
    "nl": "Het spijt ons: de retourtermijn was al voorbij, dus kunnen wij niet terugbetalen.",
}


@dataclass(frozen=True, slots=True)
class _Ending:
    """How far a life goes, in which plot, and within how many days."""

    lived: Callable[[_Life], object]
    plot: Plot = Plot.ANY
    days: int = 4


_ENDINGS: Final = (
    *(_Ending(_waits, days=3),) * 9,
    _Ending(_waits, Plot.LATE),
    _Ending(_waits, Plot.GIFT),
    _Ending(_waits, Plot.DEAR),
    *(_Ending(_waits, Plot.CHEAP),) * 2,
    *(_Ending(_is_looked_at, days=5),) * 3,
    *(_Ending(_is_asked, days=8),) * 2,
    _Ending(_answers, days=6),
    *(_Ending(_sleeps, days=5),) * 2,
    _Ending(_is_suspected, days=3),
    _Ending(_is_cleared),
    *(_Ending(_is_quoted, Plot.CHEAP, days=5),) * 2,
    _Ending(_is_quoted, days=5),
    _Ending(_is_offered, Plot.GIFT, days=5),
    _Ending(_is_countered, Plot.GIFT, days=5),
    _Ending(_accepts, Plot.GIFT),
    *(_Ending(_is_approved, Plot.CHEAP),) * 3,
    *(_Ending(_waits_for_lead, Plot.DEAR, days=3),) * 3,
    _Ending(_is_returned, Plot.DEAR),
    _Ending(_is_granted, Plot.DEAR),
    _Ending(_is_denied, Plot.LATE, days=6),
    *(_Ending(_is_closed, Plot.LATE, days=20),) * 3,
    _Ending(_is_contested, Plot.LATE, days=12),
    _Ending(_comes_back, Plot.LATE, days=12),
    _Ending(_is_withdrawn, days=10),
    _Ending(_falls_silent, days=14),
    _Ending(_is_overridden, Plot.LATE, days=6),
)

REACHED: Final = frozenset(
    {
        CaseState.INTAKE,
        CaseState.ELIGIBILITY,
        CaseState.INFO_WAIT,
        CaseState.FRAUD_REVIEW,
        CaseState.QUOTE,
        CaseState.OFFER,
        CaseState.APPROVAL,
        CaseState.APPROVED,
        CaseState.DENIED,
        CaseState.ESCALATED,
        CaseState.CLOSED,
        CaseState.CANCELLED,
    }
)
"""Every state that needs no payment and no dispute; three hundred cases hold each."""
