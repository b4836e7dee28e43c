"""Letters handed to another program: signed, under one key, and believed only as far as it answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from refundtui.gateways.letter_webhook import LetterWebhook, signature
from refundtui.gateways.provider_address import NotSafelyConnected
from refundtui.office.letters_out.ways_out import NotTaken, Taken, Unclear
from tests.gateways.test_smtp import LETTER
from tests.support.peer import Asked, a_peer, http
from tests.support.postgres import free_port

CHAT = replace(LETTER, channel="chat")


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (200, Taken("kept")),
        (202, Taken("kept")),
        (400, NotTaken("letter.refused", again=False)),
        (302, NotTaken("letter.refused", again=False)),
        (429, Unclear("letter.put_off", same_key=True)),
        (503, Unclear("letter.put_off", same_key=True)),
    ],
)
def test_an_answer_is_believed_as_far_as_it_goes(status: int, fate: object) -> None:
    with a_peer(lambda _: http(status, b"kept")) as peer:
        assert LetterWebhook(peer.address, "s3cret").send(CHAT) == fate


def test_it_is_signed_and_every_try_has_the_same_key() -> None:
    with a_peer(lambda _: http(200)) as peer:
        LetterWebhook(peer.address, "s3cret").send(CHAT)
        asked: Asked = peer.asked[0]
    head = asked.headers
    assert head["idempotency-key"] == LETTER.key
    assert head["refundtui-signature"] == signature("s3cret", head["refundtui-timestamp"], asked.body)
    told = json.loads(asked.body)
    assert (told["text"], told["to"], told["channel"]) == (LETTER.body, LETTER.address, "chat")


def test_an_answer_that_never_comes_leaves_it_unclear_and_its_key_makes_another_try_harmless() -> None:
    with a_peer(lambda _: None) as peer:
        fate = LetterWebhook(peer.address, "s3cret").send(CHAT)
    assert fate == Unclear("letter.no_answer", same_key=True)


def test_where_nobody_listens_nothing_left() -> None:
    fate = LetterWebhook(f"http://127.0.0.1:{free_port()}/", "s3cret").send(CHAT)
    assert fate == NotTaken("letter.server_away", again=True)


@pytest.mark.parametrize(
    ("url", "secret"), [("http://example.com/", "s"), ("https://example.com/", ""), ("ftp://x", "s")]
)
def test_letters_leave_by_https_and_signed_or_not_at_all(url: str, secret: str) -> None:
    with pytest.raises(NotSafelyConnected):
        LetterWebhook(url, secret)
