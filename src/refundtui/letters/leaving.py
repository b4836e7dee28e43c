"""What must not leave: checked over the very text that is sent, with the words that were found.

Desk and office ask the same questions; the office's answer counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final, TypeAlias

from refundtui.domain import us_account
from refundtui.domain.findings import Finding, finding
from refundtui.domain.hostile_text import mask_cards
from refundtui.domain.iban import fault_of
from refundtui.letters.amounts_in_words import amounts_in_words
from refundtui.letters.amounts_said import amounts_said
from refundtui.letters.blocks import missing_blocks
from refundtui.letters.composed import Composed
from refundtui.letters.locked import MAIN_FIGURE
from refundtui.letters.said_when_paid import claims_of_payment
from refundtui.letters.transfers import Payment

LONGEST: Final = 50_000
"""Letters of one letter; the longest of ours has three thousand."""

Foreign: TypeAlias = Callable[[frozenset[str]], frozenset[str]]
"""Of these words those that are another customer's: asked of whoever knows the other cases."""

_ADDRESS: Final = re.compile(r"[^\s<>()\[\]{},;:\"“”„']+@[\w-]+(?:\.[\w-]+)+")
_REFERENCE: Final = re.compile(r"\bRF-\d{5,}\b")
_NUMBER: Final = re.compile(r"[\w#-]*\d[\w#-]{3,}")
# Looked for at every place: an order's number before it would swallow its beginning.
_IBAN: Final = re.compile(r"\b(?=([A-Za-z]{2}\d{2}(?:[\s.\-–]{0,3}[A-Za-z0-9]){11,30}))")
_PRINTED: Final = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_APART: Final = re.compile(r"[\s.\-–]+")
_HOLE: Final = re.compile(
    r"⟦[^⟧]*⟧|\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%"
    r"|[%$]\{\w[\w.]*\}|\{[a-z_]+(?:\.[a-z_]+)*\}|\[[A-Z][A-Z_ ]{2,}\]|\bX{3,}\b"  # other programs' placeholders
)
CLOSED_PLATFORM: Final = re.compile(r"(?:webgate\.)?ec\.europa\.eu/(?:consumers/)?odr\S*", re.IGNORECASE)


def why_it_may_not_leave(
    composed: Composed,
    subject: str,
    body: str,
    *,
    never_say: tuple[str, ...] = (),
    foreign: Foreign | None = None,
) -> tuple[Finding, ...]:
    """Everything that stands against sending this text as that letter; empty when it may go.

    `composed` is the letter as the figures make it. What it says itself is no mistake of whoever edited it.
    """
    text, ours = f"{subject}\n\n{body}", composed.letter.text
    if len(text) > LONGEST:
        return (finding("letter.too_long", longest=LONGEST),)
    return (
        *missing_blocks(body, composed.blocks),
        *_other_figures(text, composed),
        *_unresolved(text, ours),
        *_numbers(text, ours),
        *_closed_platform(text),
        *_never_said(text, never_say),
        *_paid_too_early(text, ours, composed),
        *_somebody_elses(text, composed, foreign),
    )


def _other_figures(text: str, composed: Composed) -> Iterator[Finding]:
    """An amount that is not in the letter as the quote makes it; and the letter's own amount, where it is gone."""
    known = {
        one.value
        for said in (composed.letter.text, *_texts(composed.facts))
        for one in amounts_said(said, composed.currency, composed.locale)
    }
    named = tuple(amounts_said(text, composed.currency, composed.locale))
    for said in dict.fromkeys(one.words for one in named if one.value not in known):
        yield finding("letter.amount_differs", words=said)
    spelled = dict.fromkeys(amounts_in_words(text, composed.letter.language, composed.currency))
    ours = " ".join(composed.letter.text.split())
    for said in spelled:
        if said not in ours:
            yield finding("letter.amount_in_words", words=said)
    figure = composed.facts.get(MAIN_FIGURE.get(composed.letter.kind, ""))
    if isinstance(figure, str) and figure:
        wanted = {one.value for one in amounts_said(figure, composed.currency, composed.locale)}
        if not wanted & {one.value for one in named}:
            yield finding("letter.amount_gone", words=figure)


def _texts(fact: object) -> Iterator[str]:
    """Every text in the facts: a brand's own template may say more of them than ours."""
    if isinstance(fact, str):
        yield fact
    elif isinstance(fact, Mapping):
        for part in fact.values():
            yield from _texts(part)
    elif isinstance(fact, list):
        for part in fact:
            yield from _texts(part)


def _unresolved(text: str, ours: str) -> Iterator[Finding]:
    """Data may hold braces, and then the letter as we made it holds them too."""
    for found in dict.fromkeys(_HOLE.findall(text)):
        if found not in ours or found.startswith("⟦"):
            yield finding("letter.unresolved", words=found[:80])


def _numbers(text: str, ours: str) -> Iterator[Finding]:
    masked = mask_cards(text)
    if masked != text:
        before, after = text.splitlines(), masked.splitlines()
        line = next((b for a, b in zip(before, after, strict=True) if a != b), "")
        yield finding("letter.card_number", words=line.strip()[:80])
    known = _APART.sub("", ours).upper()
    for found in _IBAN.finditer(text):
        account = _account_in(found[1])
        if account and account not in known:
            yield finding("letter.bank_account", words=f"{account[:4]} …{account[-4:]}")
    for number in us_account.those_in(text):
        if number not in ours:
            yield finding("letter.bank_account", words=us_account.masked(number))


def _closed_platform(text: str) -> Iterator[Finding]:
    """The EU's platform for online disputes closed on 20 July 2025: a link to it misleads."""
    found = CLOSED_PLATFORM.search(text)
    if found:
        yield finding("letter.closed_platform", words=found[0])


def _never_said(text: str, never_say: tuple[str, ...]) -> Iterator[Finding]:
    plain = " ".join(text.casefold().split())
    for words in never_say:
        wanted = " ".join(words.casefold().split())
        if wanted and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain):
            yield finding("letter.never_say", words=words)


def _paid_too_early(text: str, ours: str, composed: Composed) -> Iterator[Finding]:
    """Words that call it paid before the provider did, added by hand."""
    if composed.facts.get("payment") == Payment.PAID:
        return
    known = set(claims_of_payment(ours, composed.letter.language))
    for words in claims_of_payment(text, composed.letter.language):
        if words not in known:
            yield finding("letter.says_paid", words=words)


def _somebody_elses(text: str, composed: Composed, foreign: Foreign | None) -> Iterator[Finding]:
    """Another case's reference, another's address; and what the house knows to be another customer's."""
    ours = composed.letter.text
    own = {composed.email.casefold()}
    suspects = {one for one in _REFERENCE.findall(text) if one not in ours}
    suspects |= {one for one in _ADDRESS.findall(text) if one not in ours and one.casefold() not in own}
    yield from (finding("letter.somebody_elses", words=one) for one in sorted(suspects))
    if foreign is not None:
        added = frozenset(one for one in _words(text) if one not in ours) - suspects
        yield from (finding("letter.somebody_elses", words=one) for one in sorted(foreign(added)))


def _words(text: str) -> Iterator[str]:
    """What may be an order's number or a name: numbers, and two capitalised words in a row."""
    yield from _NUMBER.findall(text)
    words = text.split()
    for first, second in pairwise(words):
        pair = (first.strip(".,;:!?()"), second.strip(".,;:!?()"))
        if all(part[:1].isupper() for part in pair):
            yield " ".join(pair)


def _account_in(text: str) -> str:
    """The account number that a text begins with; empty where there is none.

    One that SEPA reaches has a length of its own, however it is spaced; any other is seen as banks print it.
    """
    signs = _APART.sub("", text).upper()
    reached = next((signs[:end] for end in range(len(signs), 14, -1) if fault_of(signs[:end]) is None), "")
    printed = _PRINTED.match(text)
    other = "" if printed is None else printed[0].replace(" ", "")
    return reached or (other if _checks(other) else "")


def _checks(iban: str) -> bool:
    # ISO 13616: first four characters to the end, letters as numbers, remainder 1 by 97.
    return (
        15 <= len(iban) <= 34 and int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1
    )
