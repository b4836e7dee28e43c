"""Unclear payments in JSON: what is known of each, and what somebody found out about one."""

from __future__ import annotations

from refundtui.wire.bodies import Body, Instant, MoneyBody


class KnownBody(Body):
    """One line of what is on record."""

    at: Instant
    code: str
    state: str = ""


class UnclearBody(Body):
    """One matter. `another_spoke`: somebody else has said what they found; who and what is told to nobody before
    the second one spoke.
    """

    about: str
    """leg, delivery or books; a newer office may know others."""
    id: str
    since: Instant
    gateway: str
    refund: str = ""
    brand: str = ""
    case_id: str = ""
    reference: str = ""
    amount: MoneyBody | None = None
    state: str = ""
    findable: bool = False
    own_word: str = ""
    another_spoke: bool = False
    known: tuple[KnownBody, ...] = ()


class UnclearListBody(Body):
    """Everything whoever asks may look into, the oldest first, and what a payment can be found to be."""

    unclear: tuple[UnclearBody, ...]
    findable: tuple[str, ...]


class FoundWish(Body, forbid_unknown_fields=True):
    """What one person found out, and by what: a statement's page, a number of the provider's."""

    state: str
    evidence: str


class FoundBody(Body):
    """`waits`: written down until a second person says the same; `resolved`: two people say so."""

    result: str
    differs: bool = False
    """Somebody else had found otherwise: that counts no more."""
    state: str = ""
