"""Who may come in to a served desk: real requests to the real server, none of them by a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.support.served_desk import ServedDesk, served

SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def asks(desk: ServedDesk, path: str, **headers: str) -> HTTPResponse:
    """One request; `Host` and the like are as given."""
    with closing(HTTPConnection("127.0.0.1", desk.port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return answer


def key(desk: ServedDesk) -> str:
    return desk.link.removeprefix(desk.origin)


@pytest.fixture(scope="module")
def desk(made_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    """One for all: nobody gets far enough to change anything."""
    with served(shutil.copytree(made_home, tmp_path_factory.mktemp("door") / "home")) as one:
        yield one


@pytest.fixture
def cookie(desk: ServedDesk) -> str:
    return (asks(desk, key(desk)).getheader("Set-Cookie") or "").split(";")[0]


def test_the_key_is_swapped_for_a_cookie_that_no_script_and_no_other_site_gets(desk: ServedDesk) -> None:
    answer = asks(desk, key(desk))
    assert (answer.status, answer.getheader("Location")) == (303, "/")
    told = answer.getheader("Set-Cookie") or ""
    assert "HttpOnly" in told
    assert "SameSite=Strict" in told


@pytest.mark.parametrize(
    "path", ["/", "/ws", "/page/page.js", "/static/js/textual.js", "/?key=", "/?key=%C3%BF"]
)
def test_without_the_key_nothing_is_shown(desk: ServedDesk, path: str) -> None:
    assert asks(desk, path).status == 403
    assert asks(desk, path, Cookie=f"refundtui-{desk.port}=guessed").status == 403


def test_with_it_the_page_is_shown_and_may_load_nothing_from_elsewhere(desk: ServedDesk, cookie: str) -> None:
    answer = asks(desk, "/", Cookie=cookie)
    assert answer.status == 200
    rules = answer.getheader("Content-Security-Policy") or ""
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'none'" in rules
    assert f"connect-src 'self' ws://127.0.0.1:{desk.port};" in rules
    assert "http:" not in rules
    assert answer.getheader("Referrer-Policy") == "no-referrer"


def test_a_page_of_somebody_else_gets_no_socket_even_with_the_cookie(desk: ServedDesk, cookie: str) -> None:
    """A site at another port of this machine is the same site to a cookie."""
    for origin in ("https://example.org", f"http://localhost:{desk.port}", "http://127.0.0.1:1", "null"):
        assert asks(desk, "/ws", Cookie=cookie, Origin=origin, **SOCKET).status == 403


def test_a_socket_whose_page_is_not_named_is_refused(desk: ServedDesk, cookie: str) -> None:
    assert asks(desk, "/ws", Cookie=cookie, **SOCKET).status == 403


def test_a_name_made_to_mean_this_machine_is_refused(desk: ServedDesk, cookie: str) -> None:
    for host in (f"rebound.example:{desk.port}", f"localhost:{desk.port}", "127.0.0.1", ""):
        assert asks(desk, "/", Cookie=cookie, Host=host).status in (400, 403)


def test_the_page_itself_gets_its_socket(desk: ServedDesk, cookie: str) -> None:
    assert asks(desk, "/ws", Cookie=cookie, Origin=desk.origin, **SOCKET).status == 101


def test_no_list_of_files_and_no_file_beside_them_is_shown(desk: ServedDesk, cookie: str) -> None:
    for path in (
        "/static/",
        "/static/js/",
        "/page/app_index.html",
        "/page/..%2fdoor.py",
        "/static/../server.py",
    ):
        assert asks(desk, path, Cookie=cookie).status in (403, 404)


def test_two_served_desks_do_not_open_to_each_others_keys(desk: ServedDesk, home: Path) -> None:
    with served(home) as other:
        assert asks(other, key(desk)).status == 403
