"""An office that vouches for its people itself: the device grant from the first set-up code to signing out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from refundtui.office.store import OfficeStore
from refundtui.server.own_issuer import ACCESS, DEVICE, INTERVAL, OwnIssuer
from refundtui.wire.bodies import decode
from refundtui.wire.protocol import ProblemBody, Trouble
from refundtui.wire.signing_in import (
    CLIENT_ID,
    DEVICE_GRANT,
    DISCOVERY,
    REFRESH_GRANT,
    DeviceBody,
    DiscoveryBody,
    MeBody,
    MetaBody,
    OAuthErrorBody,
    TokensBody,
)
from tests.server.served import Served, serving

SECRET = "kaffee und kuchen um vier"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What is remembered of a sign-in is tested on both databases in tests/office: one is enough."""
    return tmp_path / "office.db"


@dataclass
class Desk:
    """What a desk does to be let in."""

    served: Served

    def __post_init__(self) -> None:
        self.line = self.served.bare()
        meta = decode(MetaBody, self.line.get("/v1/meta").content)
        self.issuer = decode(DiscoveryBody, self.line.get(meta.issuer + DISCOVERY).content)

    def begin(self) -> DeviceBody:
        asked = {"client_id": CLIENT_ID, "scope": "openid offline_access"}
        return decode(
            DeviceBody, self.line.post(self.issuer.device_authorization_endpoint, data=asked).content
        )

    def ask(self, device: DeviceBody) -> TokensBody | str:
        return self._tokens({"grant_type": DEVICE_GRANT, "device_code": device.device_code})

    def refresh(self, tokens: TokensBody) -> TokensBody | str:
        return self._tokens({"grant_type": REFRESH_GRANT, "refresh_token": tokens.refresh_token})

    def _tokens(self, asked: dict[str, str]) -> TokensBody | str:
        answer = self.line.post(self.issuer.token_endpoint, data=asked | {"client_id": CLIENT_ID})
        assert answer.headers["cache-control"] == "no-store"
        if answer.status_code == 200:
            return decode(TokensBody, answer.content)
        return decode(OAuthErrorBody, answer.content).error

    def as_(self, tokens: TokensBody) -> httpx.Client:
        return self.served.bare(Authorization=f"Bearer {tokens.access_token}")


@pytest.fixture
def own(store: OfficeStore) -> Iterator[Served]:
    with serving(store, own=True) as served:
        yield served


@pytest.fixture
def desk(own: Served) -> Desk:
    return Desk(own)


def issuer_of(served: Served) -> OwnIssuer:
    issuer: OwnIssuer = served.app.state.issuer
    return issuer


def let_in(desk: Desk, person: str = "me") -> TokensBody:
    """Signed in, by a set-up code the first time."""
    device = desk.begin()
    code = issuer_of(desk.served).make_setup_code(person, "admin")
    wish = {"user_code": device.user_code, "setup_code": code, "new_secret": SECRET}
    assert desk.line.post("/activate", json=wish).status_code == 204
    tokens = desk.ask(device)
    assert isinstance(tokens, TokensBody)
    return tokens


def test_a_new_colleague_is_let_in_by_a_set_up_code_and_then_by_the_password_it_set(desk: Desk) -> None:
    first = let_in(desk)
    again = desk.begin()
    wish = {"user_code": again.user_code.lower().replace("-", " "), "person": "me", "secret": SECRET}
    assert desk.line.post("/activate", json=wish).status_code == 204
    second = desk.ask(again)

    assert isinstance(second, TokensBody)
    for tokens in (first, second):
        assert decode(MeBody, desk.as_(tokens).get("/v1/me").content).id == "me"


def test_a_browser_is_led_through_by_a_page_that_loads_nothing(desk: Desk) -> None:
    device = desk.begin()
    code = issuer_of(desk.served).make_setup_code("me", "admin")
    page = desk.line.get(device.verification_uri_complete)
    done = desk.line.post(
        device.verification_uri,
        data={"user_code": device.user_code, "setup_code": code, "new_secret": SECRET, "person": ""},
    )

    assert device.user_code in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (done.status_code, done.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert isinstance(desk.ask(device), TokensBody)


def test_what_is_typed_into_the_page_comes_back_as_text_alone(desk: Desk) -> None:
    hostile = "\"><script>alert('x')</script>"
    for answer in (
        desk.line.get("/activate", params={"user_code": hostile}),
        desk.line.post("/activate", data={"user_code": hostile, "person": hostile, "secret": hostile}),
    ):
        assert "<script" not in answer.text


def test_a_desk_waits_at_the_pace_it_was_told(desk: Desk) -> None:
    device = desk.begin()
    told = [desk.ask(device), desk.ask(device)]
    desk.served.now += timedelta(seconds=INTERVAL)
    told.append(desk.ask(device))
    assert told == ["authorization_pending", "slow_down", "authorization_pending"]


def test_a_code_is_good_for_ten_minutes_and_one_sign_in(desk: Desk) -> None:
    device = desk.begin()
    issuer_of(desk.served).approve(device.user_code, "me")
    assert isinstance(desk.ask(device), TokensBody)
    assert desk.ask(device) == "invalid_grant"

    late = desk.begin()
    desk.served.now += DEVICE
    assert desk.ask(late) == "expired_token"
    wish = {"user_code": late.user_code, "person": "me", "secret": SECRET}
    assert desk.line.post("/activate", json=wish).status_code == 404


def test_who_is_turned_away_hears_so(desk: Desk) -> None:
    device = desk.begin()
    issuer_of(desk.served).approve(device.user_code, None)
    assert desk.ask(device) == "access_denied"


def test_a_refresh_token_is_used_once_and_a_second_time_ends_the_sign_in(desk: Desk) -> None:
    first = let_in(desk)
    second = desk.refresh(first)
    assert isinstance(second, TokensBody)
    assert desk.refresh(first) == "invalid_grant"
    assert desk.refresh(second) == "invalid_grant"


def test_signing_out_ends_the_next_tokens_too(desk: Desk) -> None:
    tokens = let_in(desk)
    asked = {"client_id": CLIENT_ID, "token": tokens.refresh_token}
    assert desk.line.post(desk.issuer.revocation_endpoint, data=asked).status_code == 200
    assert desk.refresh(tokens) == "invalid_grant"


def test_an_access_token_ends_by_itself(desk: Desk) -> None:
    tokens = let_in(desk)
    desk.served.now += ACCESS + timedelta(minutes=2)
    answer = desk.as_(tokens).get("/v1/me")
    assert (answer.status_code, decode(ProblemBody, answer.content).trouble) == (401, Trouble.LOGIN_REQUIRED)
    assert isinstance(desk.refresh(tokens), TokensBody)


def test_who_is_disabled_is_nobody_at_once(desk: Desk) -> None:
    tokens = let_in(desk)
    desk.served.store.disable("me", by="admin", now=desk.served.now)
    assert desk.as_(tokens).get("/v1/feeds").status_code == 403
    assert desk.refresh(tokens) == "invalid_grant"


def test_a_wrong_password_and_a_strangers_name_are_told_alike_and_then_slowed_down(desk: Desk) -> None:
    let_in(desk)
    device = desk.begin()

    def attempt(person: str) -> httpx.Response:
        wish = {"user_code": device.user_code, "person": person, "secret": "wrong " * 3}
        return desk.line.post("/activate", json=wish)

    stranger, wrong = attempt("nobody"), attempt("me")
    statuses = [attempt("me").status_code for _ in range(6)]
    right = {"user_code": device.user_code, "person": "me", "secret": SECRET}
    locked = desk.line.post("/activate", json=right)

    assert (stranger.status_code, stranger.content) == (401, wrong.content)
    assert statuses[-1] == 429
    assert (locked.status_code, int(locked.headers["retry-after"]) > 0) == (429, True)


def guessed(desk: Desk, **wish: str) -> httpx.Response:
    return desk.line.post("/activate", json=wish)


def test_a_name_nobody_has_is_slowed_down_like_one_that_somebody_has(desk: Desk) -> None:
    let_in(desk)
    code = desk.begin().user_code
    told = {
        who: [
            (answer.status_code, answer.headers.get("retry-after"), answer.content)
            for answer in (guessed(desk, user_code=code, person=who, secret="wrong " * 3) for _ in range(8))
        ]
        for who in ("me", "nobody")
    }
    assert told["me"] == told["nobody"]
    assert [status for status, _, _ in told["me"]] == [401] * 5 + [429] * 3
    assert told["me"][-1][1] == "30"


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("set-up codes", marks=pytest.mark.proof),
        pytest.param("names", marks=pytest.mark.proof),
        pytest.param("codes of desks", marks=pytest.mark.proof),
    ],
)
def test_who_guesses_from_one_address_is_slowed_down_whatever_is_guessed(desk: Desk, what: str) -> None:
    letters = "BCDFGHJKLM"

    def guess(number: int) -> httpx.Response:
        code = desk.begin().user_code
        match what:
            case "set-up codes":
                return guessed(desk, user_code=code, setup_code=f"AAAA-{number:04}", new_secret=SECRET)
            case "codes of desks":
                wrong = "".join(letters[int(digit)] for digit in f"{number:08}")
                return guessed(desk, user_code=wrong, person="me", secret=SECRET)
            case _:
                return guessed(desk, user_code=code, person=f"n-{number}", secret=SECRET)

    statuses = [guess(number).status_code for number in range(1, 56)]
    assert statuses[:49] == [statuses[0]] * 49
    assert statuses[-1] == 429
    desk.served.now += timedelta(hours=1)
    assert guess(77).status_code == statuses[0]


def asked_often(desk: Desk, times: int, path: str, **form: str) -> list[httpx.Response]:
    """The answers to the first and the last of so many questions, and to one more."""
    answers = [desk.line.post(path, data=form | {"client_id": CLIENT_ID}) for _ in range(times + 1)]
    return [answers[0], answers[-2], answers[-1]]


def wants_patience(answer: httpx.Response) -> bool:
    assert answer.headers["content-type"] == "application/problem+json"
    told = decode(ProblemBody, answer.content)
    return (told.trouble, answer.headers["retry-after"]) == (Trouble.SLOW_DOWN, "30")


def test_an_address_that_asks_for_codes_without_end_has_to_wait(desk: Desk) -> None:
    first, last, beyond = asked_often(desk, 200, "/oauth/device")

    assert (first.status_code, last.status_code, beyond.status_code) == (200, 200, 429)
    assert wants_patience(beyond)
    desk.served.now += timedelta(seconds=31)
    assert desk.line.post("/oauth/device", data={"client_id": CLIENT_ID}).status_code == 200


def test_a_desk_that_was_let_in_is_no_guess_of_its_address(desk: Desk) -> None:
    """A whole team signs in from behind one address, again and again."""
    let_in(desk)
    assert [answer.status_code for answer in asked_often(desk, 200, "/oauth/device")] == [200, 200, 429]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/oauth/token", {"grant_type": DEVICE_GRANT, "device_code": "guess"}),
        pytest.param(
            "/oauth/token",
            {"grant_type": REFRESH_GRANT, "refresh_token": "guess"},
            marks=pytest.mark.proof,  # five hundred questions each
        ),
        pytest.param("/oauth/revoke", {"token": "guess"}, marks=pytest.mark.proof),
    ],
    ids=["codes", "refresh tokens", "tokens to end"],
)
def test_an_address_that_brings_worthless_tokens_without_end_has_to_wait(
    desk: Desk, path: str, form: dict[str, str]
) -> None:
    tokens = let_in(desk)
    first, last, beyond = asked_often(desk, 500, path, **form)

    assert (first.status_code, beyond.status_code) == (last.status_code, 429)
    assert wants_patience(beyond)
    assert desk.as_(tokens).get("/v1/me").status_code == 200  # work goes on
    desk.served.now += timedelta(seconds=31)
    assert isinstance(desk.refresh(tokens), TokensBody)


def test_waiting_for_ones_person_is_no_guess(desk: Desk) -> None:
    device = desk.begin()
    asked = {"grant_type": DEVICE_GRANT, "device_code": device.device_code}
    answers = asked_often(desk, 501, "/oauth/token", **asked)

    assert {answer.status_code for answer in answers} == {400}


def test_a_page_says_that_it_was_tried_too_often(desk: Desk) -> None:
    code = desk.begin().user_code
    form = {"user_code": code, "person": "nobody", "secret": "wrong " * 3}
    answers = [desk.line.post("/activate", data=form) for _ in range(6)]
    assert (answers[-1].status_code, answers[-1].headers["retry-after"]) == (429, "30")
    assert "tried too often" in answers[-1].text


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"user_code": "BBBB-BBBB", "person": "me", "secret": SECRET},
        {"user_code": "right", "person": "a\x00", "secret": SECRET},
        {"user_code": "right", "person": "' OR 1=1 --", "secret": SECRET},
        {"user_code": "right", "person": "me", "secret": "x" * 100_000},
        {"user_code": "right", "setup_code": "AAAA-AAAA-AAAA-AAAA-AAAA", "new_secret": SECRET},
        {"user_code": "right", "setup_code": "AAAA", "new_secret": "short"},
        {"user_code": "right", "role": "admin"},
    ],
    ids=[
        "nothing",
        "a code of no desk",
        "a name with a zero",
        "a name with SQL",
        "a huge password",
        "a set-up code nobody made",
        "a short password",
        "a field too many",
    ],
)
def test_nobody_is_let_in_by_what_was_not_given_out(desk: Desk, wish: dict[str, str]) -> None:
    device = desk.begin()
    if wish.get("user_code") == "right":
        wish = wish | {"user_code": device.user_code}
    answer = desk.line.post("/activate", json=wish)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert desk.ask(device) == "authorization_pending"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"client_id": "another", "grant_type": DEVICE_GRANT},
        {"client_id": CLIENT_ID},
        {"client_id": CLIENT_ID, "grant_type": "password", "username": "me", "password": SECRET},
        {"client_id": CLIENT_ID, "grant_type": DEVICE_GRANT, "device_code": "\x00"},
        {"client_id": CLIENT_ID, "grant_type": REFRESH_GRANT, "refresh_token": "'; --"},
    ],
    ids=["nothing", "another client", "no grant", "a password", "a code with a zero", "a token with SQL"],
)
def test_no_tokens_for_what_was_not_asked_rightly(desk: Desk, asked: dict[str, str]) -> None:
    answer = desk.line.post("/oauth/token", data=asked)
    assert answer.status_code in {400, 401, 415}
    if answer.status_code != 415:  # no field at all is no form at all
        assert decode(OAuthErrorBody, answer.content).error
    assert b"access_token" not in answer.content


def test_no_secret_and_no_token_is_kept_as_it_is(desk: Desk) -> None:
    tokens = let_in(desk)
    with desk.served.store.database.reading() as connection:
        kept = str([list(connection.execute(table.select())) for table in _tables()])
    for secret in (SECRET, tokens.access_token, tokens.refresh_token):
        assert secret not in kept


def _tables() -> list:  # type: ignore[type-arg]  # of whatever SQLAlchemy calls them
    from refundtui.office.tables import METADATA

    return [METADATA.tables[name] for name in ("account", "setup_code", "device", "refresh", "decision")]


def test_several_processes_sign_with_one_key(own: Served) -> None:
    from refundtui.server.own_issuer import StoredKeys

    other = StoredKeys(own.store)
    assert other.published(own.now) == own.bare().get("/oauth/jwks").json()
    assert "d" not in own.bare().get("/oauth/jwks").json()["keys"][0]
