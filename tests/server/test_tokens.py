"""Which tokens open the door: of the right issuer, for this audience, in time, signed by a key it published."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from refundtui.server.doorkeeper import (
    Doorkeeper,
    FetchedKeys,
    IssuerSilentError,
    KnownKeys,
    NotSignedInError,
    published_by,
)
from tests.server.served import AUDIENCE, ISSUER, KEY, Served, token
from tests.support.offices import NOW

OTHER_KEY = ECKey.generate_key("P-256", {"kid": "test", "use": "sig"}, private=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A token is read before any database is asked: one is enough."""
    return tmp_path / "office.db"


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def made_by_hand(algorithm: str) -> str:
    """A token up to its signature."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "me", "exp": int(NOW.timestamp()) + 300}
    return f"{_part({'alg': algorithm, 'kid': 'test'})}.{_part(claims)}"


def unsigned() -> str:
    """A token that says it needs no signature."""
    return f"{made_by_hand('none')}."


def by_shared_secret() -> str:
    """Signed with the published key as if it were a password: what a careless library accepts."""
    told = made_by_hand("HS256")
    signature = hmac.digest(KEY.as_pem(private=False), told.encode(), "sha256")
    return f"{told}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "a",
        "a.b.c",
        "é" * 40,
        "x" * 100_000,
        unsigned(),
        by_shared_secret(),
        token("me", iss="https://elsewhere.example"),
        token("me", iss=None),
        token("me", aud="another-office"),
        token("me", aud=None),
        token("me", exp=None),
        token("me", seconds=-61),
        token("me", nbf=int((NOW + timedelta(hours=1)).timestamp())),
        token("me", key=OTHER_KEY),
        token("me")[:-4] + "AAAA",
        token(""),
        token("me", sub=None),
        token("me", sub=["me"]),
    ],
    ids=[
        "nothing",
        "a letter",
        "three letters",
        "no ASCII",
        "far too long",
        "unsigned",
        "signed with the public key",
        "another issuer",
        "no issuer",
        "another audience",
        "no audience",
        "without an end",
        "over",
        "not yet",
        "another key of the same name",
        "another signature",
        "of nobody",
        "without a subject",
        "of a list",
    ],
)
def test_no_other_token_opens_the_door(shown: str) -> None:
    doorkeeper = Doorkeeper(ISSUER, AUDIENCE, KnownKeys(KeySet([KEY])))
    with pytest.raises(NotSignedInError):
        doorkeeper.read(shown, NOW)


def test_a_good_token_says_who_and_until_when() -> None:
    read = Doorkeeper(ISSUER, AUDIENCE, KnownKeys(KeySet([KEY]))).read(token("me"), NOW)
    assert (read.subject, read.until) == ("me", NOW + timedelta(seconds=300))


def test_another_claim_may_name_the_person() -> None:
    doorkeeper = Doorkeeper(ISSUER, AUDIENCE, KnownKeys(KeySet([KEY])), claim="preferred_username")
    assert doorkeeper.read(token("4711", preferred_username="jana"), NOW).subject == "jana"
    with pytest.raises(NotSignedInError):
        doorkeeper.read(token("4711"), NOW)


@pytest.mark.parametrize("header", ["", "Bearer", "Basic bWU6bWU=", "Bearer a b", "Token x"], ids=repr)
def test_what_is_no_bearer_token_is_asked_to_sign_in(served: Served, header: str) -> None:
    answer = served.bare(Authorization=header).get("/v1/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_stranger_with_a_good_token_is_told_apart_from_nobody(served: Served) -> None:
    assert served.as_("stranger").get("/v1/me").status_code == 403


# --- Keys that another publishes ------------------------------------------------------------------


class Publishing:
    """An issuer that publishes keys, counts how often it is asked, and can fall silent."""

    def __init__(self) -> None:
        self.keys = [KEY]
        self.asked = 0
        self.issuer = ""
        self.is_silent = False

    def answer(self, path: str) -> bytes:
        self.asked += 1
        if self.is_silent:
            return b"<html>Sign in to the hotel</html>"
        if path.endswith("openid-configuration"):
            return json.dumps({"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}).encode()
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()


@contextmanager
def publishing() -> Iterator[Publishing]:
    issuer = Publishing()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(issuer.answer(self.path))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing to stderr."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    issuer.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def issuer() -> Iterator[Publishing]:
    with publishing() as one:
        yield one


@pytest.fixture
def doorkeeper(issuer: Publishing) -> Doorkeeper:
    return Doorkeeper(issuer.issuer, AUDIENCE, FetchedKeys(published_by(issuer.issuer), timeout=5))


def test_published_keys_are_fetched_once_for_many_tokens(issuer: Publishing, doorkeeper: Doorkeeper) -> None:
    for _ in range(5):
        doorkeeper.read(token("me", iss=issuer.issuer), NOW)
    assert issuer.asked == 2  # the discovery document and the keys


def test_a_new_key_is_found_when_the_first_token_comes_with_it(
    issuer: Publishing, doorkeeper: Doorkeeper
) -> None:
    doorkeeper.read(token("me", iss=issuer.issuer), NOW)
    issuer.keys = [OTHER_KEY]
    later = NOW + timedelta(minutes=1)
    assert doorkeeper.read(token("me", iss=issuer.issuer, key=OTHER_KEY), later).subject == "me"


def test_guesses_do_not_make_the_office_ask_again_and_again(
    issuer: Publishing, doorkeeper: Doorkeeper
) -> None:
    for _ in range(20):
        with pytest.raises(NotSignedInError):
            doorkeeper.read(token("me", iss=issuer.issuer, key=OTHER_KEY), NOW)
    assert issuer.asked <= 4


def test_a_silent_issuer_lets_in_whom_the_keys_at_hand_vouch_for(
    issuer: Publishing, doorkeeper: Doorkeeper
) -> None:
    doorkeeper.read(token("me", iss=issuer.issuer), NOW)
    issuer.is_silent = True
    later = NOW + timedelta(minutes=30)
    assert doorkeeper.read(token("me", iss=issuer.issuer, now=later), later).subject == "me"


def test_an_issuer_silent_from_the_start_turns_nobody_away_for_good(issuer: Publishing) -> None:
    issuer.is_silent = True
    keys = FetchedKeys(published_by(issuer.issuer), timeout=5)
    with pytest.raises(IssuerSilentError):
        Doorkeeper(issuer.issuer, AUDIENCE, keys).read(token("me", iss=issuer.issuer), NOW)


def test_a_token_of_an_rsa_key_is_read_too() -> None:
    key = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"}, private=True)
    claims = {"iss": ISSUER, "aud": [AUDIENCE, "another"], "sub": "me", "exp": int(NOW.timestamp()) + 60}
    shown = jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, key)
    assert Doorkeeper(ISSUER, AUDIENCE, KnownKeys(KeySet([key]))).read(shown, NOW).subject == "me"


def test_a_token_for_the_same_office_under_another_address_says_so(served: Served) -> None:
    """A shop's token names the address it was made for; behind another port it opens nothing, and why is told."""
    shown = token("me", iss="http://127.0.0.1:8470")
    answer = served.bare(Authorization=f"Bearer {shown}").get("/v1/me")
    assert answer.status_code == 401
    assert answer.json()["detail"] == (
        f"This token is made for the office at http://127.0.0.1:8470; this one is known as {ISSUER}. "
        f"“refundtui office accounts token ID --address {ISSUER}” makes one that holds here."
    )
    other = served.bare(Authorization=f"Bearer {token('me', aud='another')}").get("/v1/me")
    assert AUDIENCE in other.json()["detail"]


@pytest.mark.parametrize(
    "shown",
    [unsigned(), token("me", iss="https://else.example", key=OTHER_KEY), token("me", seconds=-100)],
    ids=["unsigned", "signed by another", "over"],
)
def test_a_token_that_nobody_vouches_for_is_told_nothing(served: Served, shown: str) -> None:
    answer = served.bare(Authorization=f"Bearer {shown}").get("/v1/me")
    assert (answer.status_code, answer.json().get("detail", "")) == (401, "")
