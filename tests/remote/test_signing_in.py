"""A code on another screen, a token that is always fresh, and one refresh at a time on the whole machine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
import pytest

from refundtui.casework.submissions import Unreachable
from refundtui.remote.issuers import Issuer, IssuerSilentError, SignInError
from refundtui.remote.signing_in import SignedIn, sign_in
from refundtui.remote.tokens import OpenToOthersError, TokenFile, TokenMemory, TokenRing, Tokens
from refundtui.wire.signing_in import SCOPES, DeviceBody
from tests.remote.issuer_at_work import agree, oidc_provider
from tests.remote.lines import NOON
from tests.support.peer import Asked, Peer, a_peer, http
from tests.support.ports_in_memory import StillClock

JSON = {"content_type": "application/json"}


@dataclass
class ScriptedIssuer:
    """An issuer that says what a test wants; each refresh token is worth one refresh."""

    polls: list[bytes] = field(default_factory=list)
    refreshes: int = 0
    refusing: bytes | None = None
    address: str = ""

    def __call__(self, asked: Asked) -> bytes | None:
        if asked.path.startswith("/.well-known"):
            return told(
                issuer=self.address,
                device_authorization_endpoint=f"{self.address}/device",
                token_endpoint=f"{self.address}/token",
            )
        if asked.path == "/device":
            return told(
                device_code="d",
                user_code="WDJB-MJHT",
                verification_uri=f"{self.address}/go",
                expires_in=600,
                interval=5,
            )
        form = parse_qs(asked.body.decode())
        if form["grant_type"] == ["refresh_token"]:
            if self.refusing is not None:
                return self.refusing
            if form["refresh_token"] != [f"r{self.refreshes}"]:
                return refused("invalid_grant")
            self.refreshes += 1
        elif self.polls:
            return self.polls.pop(0) or None
        return told(
            access_token=f"a{self.refreshes}",
            refresh_token=f"r{self.refreshes}",
            token_type="Bearer",
            expires_in=100,
        )


def told(**members: object) -> bytes:
    return http(200, msgspec.json.encode(members), **JSON)


def refused(error: str, status: int = 400) -> bytes:
    return http(status, msgspec.json.encode({"error": error}), **JSON)


def at(peer: Peer, script: ScriptedIssuer) -> str:
    script.address = peer.address
    return peer.address


def signing_in(script: ScriptedIssuer) -> tuple[Tokens, list[float], list[DeviceBody]]:
    """Tokens, how long was paused before each poll, and what was shown."""
    clock, pauses, shown = StillClock(NOON), list[float](), list[DeviceBody]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        clock.move(seconds=seconds)

    with a_peer(script) as peer, closing(Issuer(at(peer, script), "refundtui", clock)) as issuer:
        return sign_in(issuer, SCOPES, show=shown.append, pause=pause, clock=clock), pauses, shown


# --- The device grant ------------------------------------------------------------------------------


def test_a_code_is_shown_and_asked_about_no_faster_than_the_issuer_wants() -> None:
    pending, slow = refused("authorization_pending"), refused("slow_down")
    tokens, pauses, shown = signing_in(ScriptedIssuer([pending, slow, pending, b"", pending]))
    assert shown[0].user_code == "WDJB-MJHT"
    assert pauses == [5, 5, 10, 10, 20, 20]  # slower when asked, and slower after a line that was cut
    assert (tokens.access, tokens.refresh) == ("a0", "r0")
    assert "a0" not in repr(tokens)


@pytest.mark.parametrize("error", ["access_denied", "expired_token", "invalid_client"])
def test_a_refusal_ends_the_attempt(error: str) -> None:
    with pytest.raises(SignInError) as ended:
        signing_in(ScriptedIssuer([refused("authorization_pending"), refused(error)]))
    assert ended.value.code == error


def test_a_code_nobody_enters_runs_out() -> None:
    with pytest.raises(SignInError) as ended:
        signing_in(ScriptedIssuer([refused("authorization_pending")] * 200))
    assert ended.value.code == "expired_token"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (http(200, b"<html>", content_type="text/html"), "issuer.not_understood"),
        (http(302, b"", location="https://elsewhere.example"), "issuer.not_understood"),
        (told(issuer="https://other.example", device_authorization_endpoint="", token_endpoint=""), "issuer.other"),
        (None, "issuer.silent"),
        (refused("temporarily_unavailable", 503), "issuer.silent"),
        (http(429, b"{}"), "office.slow_down"),
    ],
)  # fmt: skip
def test_what_is_no_issuer_is_told_as_that(document: bytes | None, code: str) -> None:
    with (
        a_peer(lambda _: document) as peer,
        closing(Issuer(peer.address, "refundtui", StillClock(NOON))) as issuer,
        pytest.raises(SignInError) as ended,
    ):
        issuer.discover()
    assert ended.value.code == code


def test_no_secret_goes_to_an_endpoint_without_tls() -> None:
    def script(asked: Asked) -> bytes:
        return told(
            issuer=f"http://{asked.headers['host']}",
            device_authorization_endpoint="http://office.example.com/device",
            token_endpoint="https://office.example.com/token",
        )

    with (
        a_peer(script) as peer,
        closing(Issuer(peer.address, "refundtui", StillClock(NOON))) as issuer,
        pytest.raises(SignInError) as ended,
    ):
        issuer.discover()
    assert ended.value.code == "address.not_secure"


# --- Staying signed in -----------------------------------------------------------------------------


def some_tokens(**changes: object) -> Tokens:
    known: dict[str, object] = {
        "access": "a0",
        "refresh": "r0",
        "issued_at": NOON,
        "expires_at": NOON + timedelta(seconds=100),
        "issuer": "http://127.0.0.1:9",
        "token_endpoint": "http://127.0.0.1:9/token",
        "client_id": "refundtui",
    }
    return Tokens(**{**known, **changes})  # type: ignore[arg-type]  # its own fields


def staying(
    folder: Path, script: ScriptedIssuer, then: Callable[[SignedIn, StillClock, TokenMemory], None]
) -> None:
    with a_peer(script) as peer:
        store, clock = TokenMemory(), StillClock(NOON)
        at(peer, script)
        store.write(some_tokens(issuer=peer.address, token_endpoint=f"{peer.address}/token"))
        made = SignedIn(store, folder / "lock", clock, lambda held: Issuer(held.issuer, "refundtui", clock))
        then(made, clock, store)


def test_a_token_is_renewed_at_four_fifths_of_its_life(tmp_path: Path) -> None:
    def then(signed_in: SignedIn, clock: StillClock, store: TokenMemory) -> None:
        clock.move(seconds=79)
        assert signed_in.token() == "a0"
        clock.move(seconds=1)
        assert signed_in.token() == "a1"
        assert signed_in.token() == "a1"
        kept = store.read()
        assert kept is not None
        assert (kept.refresh, kept.expires_at) == ("r1", NOON + timedelta(seconds=180))

    staying(tmp_path, ScriptedIssuer(), then)


def test_an_issuer_that_is_silent_costs_nothing_while_the_token_holds(tmp_path: Path) -> None:
    def then(signed_in: SignedIn, clock: StillClock, store: TokenMemory) -> None:
        clock.move(seconds=90)
        assert signed_in.token() == "a0"
        clock.move(seconds=10)
        assert signed_in.token() == Unreachable("issuer.silent")
        assert store.read() is not None

    staying(tmp_path, ScriptedIssuer(refusing=http(503, b"", **JSON)), then)


def test_a_revoked_sign_in_ends_at_once_and_takes_only_the_tokens(tmp_path: Path) -> None:
    def then(signed_in: SignedIn, clock: StillClock, store: TokenMemory) -> None:
        assert signed_in.renewed("a0") == Unreachable("office.login_required")
        assert store.read() is None
        assert signed_in.token() == Unreachable("office.login_required")

    staying(tmp_path, ScriptedIssuer(refusing=refused("invalid_grant")), then)


def test_many_threads_refresh_once(tmp_path: Path) -> None:
    script = ScriptedIssuer()

    def then(signed_in: SignedIn, clock: StillClock, store: TokenMemory) -> None:
        clock.move(seconds=85)
        heard: list[object] = []
        threads = [threading.Thread(target=lambda: heard.append(signed_in.token())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert heard == ["a1"] * 8

    staying(tmp_path, script, then)
    assert script.refreshes == 1


def test_many_processes_refresh_once(tmp_path: Path) -> None:
    script = ScriptedIssuer()
    with a_peer(script) as peer:
        at(peer, script)
        long_ago = some_tokens(issuer=peer.address, token_endpoint=f"{peer.address}/token")
        TokenFile(tmp_path / "tokens.json").write(long_ago)
        command = [sys.executable, str(Path(__file__).with_name("refreshing_process.py")), str(tmp_path)]
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
        heard = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert heard == ["a1"] * 4
    assert script.refreshes == 1


# --- Where they lie ----------------------------------------------------------------------------------


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = TokenFile(tmp_path / "deep" / "tokens.json")
    assert store.read() is None
    store.write(some_tokens())
    assert store.path.stat().st_mode & 0o777 == 0o600
    assert store.read() == some_tokens()
    store.clear()
    store.clear()
    assert store.read() is None


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    store = TokenFile(tmp_path / "tokens.json")
    store.write(some_tokens())
    store.path.chmod(mode)
    with pytest.raises(OpenToOthersError):
        store.read()
    clock = StillClock(NOON)
    signed_in = SignedIn(store, tmp_path / "lock", clock, lambda held: Issuer(held.issuer, "x", clock))
    assert signed_in.token() == Unreachable("login.file_open")


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"access":"a"}', b"\xff" * 40])
def test_a_torn_file_is_nobody_signed_in(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "tokens.json"
    path.write_bytes(text)
    path.chmod(0o600)
    assert TokenFile(path).read() is None


class Ring:
    """A keyring that takes texts up to a length."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > self.longest:
            raise RuntimeError("The stub received bad data.")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.mark.parametrize(("longest", "in_file"), [(5_000, False), (10, True)])
def test_what_a_keyring_does_not_take_lies_in_the_file(tmp_path: Path, longest: int, in_file: bool) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    store = TokenRing(Ring(longest), "live", file)
    store.write(some_tokens())
    assert file.path.exists() == in_file
    assert store.read() == some_tokens()
    store.write(some_tokens(access="a9"))
    assert store.read() == some_tokens(access="a9")
    store.clear()
    store.clear()
    assert store.read() is None


# --- An issuer nobody of ours wrote ----------------------------------------------------------------


def test_the_device_grant_and_a_refresh_work_with_oidc_provider(tmp_path: Path) -> None:
    clock = StillClock(NOON)
    with oidc_provider() as address, closing(Issuer(address, "refundtui", clock)) as issuer:
        codes: list[DeviceBody] = []

        def pause(seconds: float) -> None:
            clock.move(seconds=seconds)
            if len(codes) == 1:
                codes.append(codes[0])  # the first answer is: nobody agreed yet
            else:
                agree(codes[0].verification_uri_complete)

        tokens = sign_in(issuer, SCOPES, show=codes.append, pause=pause, clock=clock)
        assert tokens.refresh
        store = TokenFile(tmp_path / "tokens.json")
        store.write(tokens)
        signed_in = SignedIn(
            store, tmp_path / "lock", clock, lambda held: Issuer(held.issuer, "refundtui", clock)
        )
        assert signed_in.token() == tokens.access
        clock.move(seconds=50)
        second = signed_in.token()
        assert isinstance(second, str)
        assert second != tokens.access
        kept = store.read()
        assert kept is not None
        assert kept.refresh != tokens.refresh
        # An old refresh token shown again takes the whole sign-in away: that is why there is one at a time.
        with pytest.raises(SignInError, match="invalid_grant"):
            issuer.renew(tokens)
        assert signed_in.renewed(second) == Unreachable("office.login_required")


def test_signing_out_tells_oidc_provider() -> None:
    clock = StillClock(NOON)
    with oidc_provider() as address, closing(Issuer(address, "refundtui", clock)) as issuer:
        shown: list[DeviceBody] = []

        def pause(_: float) -> None:
            agree(shown[0].verification_uri_complete)

        tokens = sign_in(issuer, SCOPES, show=shown.append, pause=pause, clock=clock)
        issuer.revoke(tokens)
        with pytest.raises(SignInError) as ended:
            issuer.renew(tokens)
        assert ended.value.code == "invalid_grant"
        assert not isinstance(ended.value, IssuerSilentError)
