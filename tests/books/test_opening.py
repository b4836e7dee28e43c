"""Both books of a profile and the keys that open them: what is lost when which key is gone."""

from __future__ import annotations

import builtins
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from refundtui.books.opening import Books, open_books
from refundtui.books.trouble import NoCipher
from refundtui.books.vault import Vault, key_for, recovery_secret, unwrap, wrap
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.submissions import EntryState, SubmissionId
from refundtui.domain.commands import AddNote
from tests.ports.test_cache_port import a_case, a_page
from tests.ports.test_outbox_port import a_submission
from tests.support.pulling import take


@dataclass
class MemoryKeyring:
    """A keyring that can be reset."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def live(home: Path, keyring: MemoryKeyring | None = None, recovery: Path | None = None) -> Books:
    return open_books(home, False, vault=Vault(home, False, keyring, recovery))


def said(books: Books) -> list[str]:
    return [str(entry.submission.id) for entry in books.outbox.entries(open_only=False)]


def with_something_in(books: Books) -> None:
    with books:
        books.outbox.add(a_submission("s1"), "RF-1")
        take(books.cache, a_page(a_case(1), through=1))


def codes(books: Books) -> list[tuple[str, object]]:
    told = [(found.code, found.fact("book")) for found in books.found]
    return [one for one in told if one[0] != "book.comes_again"]


def test_a_practice_home_keeps_its_key_in_a_private_file_and_opens_again(tmp_path: Path) -> None:
    with_something_in(open_books(tmp_path, True))
    assert (tmp_path / "vault.key").exists()
    if os.name != "nt":
        assert {oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {"0o600"}
    with open_books(tmp_path, True) as books:
        assert books.found == ()
        assert said(books) == ["s1"]
        assert books.cache.count(QueueFilter()) == 1
    assert key_for(tmp_path, training=True) != key_for(tmp_path, training=True, book="outbox")


def test_a_live_profiles_keys_lie_in_the_keyring_and_not_in_a_file(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    with_something_in(live(tmp_path, keyring))
    assert not (tmp_path / "vault.key").exists()
    (kept,) = keyring.kept.values()
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert kept[:64].encode() not in on_disk
    assert kept[64:].encode() not in on_disk
    with live(tmp_path, keyring) as books:
        assert said(books) == ["s1"]


def test_two_homes_in_one_keyring_have_two_keys(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    for name in ("one", "two"):
        with_something_in(live(tmp_path / name / "live", keyring))
    assert len(set(keyring.kept.values())) == 2


def test_without_a_keyring_a_live_profile_uses_the_private_file(tmp_path: Path) -> None:
    with_something_in(live(tmp_path))
    with live(tmp_path) as books:
        assert said(books) == ["s1"]


def test_a_reset_keyring_costs_the_cache_but_not_one_word_of_the_outbox(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    with_something_in(live(tmp_path, keyring))
    keyring.kept.clear()
    with live(tmp_path, keyring) as books:
        assert said(books) == ["s1"]
        assert codes(books) == [("book.wrong_key", "cache")]
        assert books.cache.count(QueueFilter()) == 0
        assert list(tmp_path.glob("cache.db.aside-*"))
    with live(tmp_path, keyring) as books:
        assert (said(books), books.found) == (["s1"], ())


def test_a_keyring_that_was_restored_from_elsewhere_is_put_right_by_the_second_copy(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    with_something_in(live(tmp_path, keyring))
    for account in keyring.kept:
        keyring.kept[account] = "ab" * 64
    with live(tmp_path, keyring) as books:
        assert said(books) == ["s1"]
        assert codes(books) == [("book.key_recovered", "outbox"), ("book.wrong_key", "cache")]
    with live(tmp_path, keyring) as books:
        assert (said(books), books.found) == (["s1"], ())


def test_every_key_gone_the_outbox_is_set_aside_not_overwritten(tmp_path: Path) -> None:
    with_something_in(open_books(tmp_path, True))
    before = (tmp_path / "outbox.db").read_bytes()
    (tmp_path / "vault.key").unlink()
    (tmp_path / "outbox.key").unlink()
    with open_books(tmp_path, True) as books:
        assert said(books) == []
        assert codes(books) == [("book.lost_key", "outbox"), ("book.wrong_key", "cache")]
        kept_as = Path(str(books.found[0].fact("kept_as")))
        assert kept_as.read_bytes() == before
        books.outbox.add(a_submission("s2"), "RF-2")
    with open_books(tmp_path, True) as books:
        assert (said(books), books.found) == (["s2"], ())


def test_a_key_that_opens_nothing_sets_the_outbox_aside(tmp_path: Path) -> None:
    with_something_in(open_books(tmp_path, True))
    (tmp_path / "vault.key").write_text("cd" * 64)
    (tmp_path / "outbox.key").write_text("torn")
    with open_books(tmp_path, True) as books:
        assert ("book.wrong_key", "outbox") in codes(books)
        assert said(books) == []
        assert list(tmp_path.glob("outbox.db.aside-*"))
        assert list(tmp_path.glob("outbox.key.aside-*"))


def test_out_of_a_torn_outbox_every_readable_word_is_saved(tmp_path: Path) -> None:
    with open_books(tmp_path, True) as books:
        for number in range(200):
            note = AddNote(f"n{number}", "word " * 100)
            books.outbox.add(a_submission(f"s{number:03d}", command=note), "RF-1")
        books.outbox.sending(SubmissionId("s000"))
        books.outbox.save_draft("c1/note", "half a thought")
    path = tmp_path / "outbox.db"
    rotten = bytearray(path.read_bytes())
    pages = len(rotten) // 4096
    rotten[(pages // 2) * 4096 + 50] ^= 0xFF
    path.write_bytes(rotten)
    with open_books(tmp_path, True) as books:
        (found,) = books.found
        assert (found.code, found.fact("book")) == ("book.corrupt", "outbox")
        saved = said(books)
        assert found.fact("saved") == len(saved) > 150
        assert saved == sorted(saved)
        first = books.outbox.entry(SubmissionId("s000"))
        assert first is not None
        assert first.state is EntryState.SENDING
        assert books.outbox.draft("c1/note") == "half a thought"
        assert Path(str(found.fact("kept_as"))).read_bytes() == rotten
        added = books.outbox.add(a_submission("s999"), "RF-1")
        assert said(books)[-1] == added.submission.id


@pytest.mark.parametrize("content", [b"my shopping list", b"SQLite format 3\x00" + bytes(5000)])
def test_a_foreign_outbox_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    with_something_in(open_books(tmp_path, True))
    (tmp_path / "outbox.db").write_bytes(content)
    with open_books(tmp_path, True) as books:
        assert codes(books) == [("book.foreign", "outbox")]
        (kept_as,) = tmp_path.glob("outbox.db.aside-*")
        assert kept_as.read_bytes() == content


def test_a_second_desk_is_told_that_it_can_only_look(tmp_path: Path) -> None:
    with open_books(tmp_path, True) as first, open_books(tmp_path, True) as second:
        assert first.found == ()
        assert codes(second) == [("book.read_only", "outbox")]
        assert second.cache.count(QueueFilter()) == 0


def test_the_second_copy_is_sealed_and_opens_only_under_what_it_was_sealed_with(tmp_path: Path) -> None:
    path, under, key = tmp_path / "outbox.key", bytes(range(32)), bytes(range(32, 64))
    wrap(path, key, under)
    assert unwrap(path, under) == key
    assert unwrap(path, bytes(32)) is None
    assert key.hex() not in path.read_text()
    sealed = path.read_text()
    for place in (0, 40, 100):
        path.write_text(sealed[:place] + ("0" if sealed[place] != "0" else "1") + sealed[place + 1 :])
        assert unwrap(path, under) is None
    path.write_text("no key at all")
    assert unwrap(path, under) is None


def test_a_recovery_file_elsewhere_is_what_opens_the_second_copy(tmp_path: Path) -> None:
    home, stick = tmp_path / "home", tmp_path / "stick.key"
    stick.write_text("a sentence only the operator knows")
    keyring = MemoryKeyring()
    with_something_in(live(home, keyring, stick))
    keyring.kept.clear()
    with live(home, keyring) as without:
        assert said(without) == []  # set aside: the stick was not there
    assert recovery_secret(home, stick) != recovery_secret(home, None)


def test_plain_books_are_for_who_asks_and_say_foreign_to_encrypted_ones(tmp_path: Path) -> None:
    with_something_in(open_books(tmp_path, True, plain=True))
    assert (tmp_path / "cache.db").read_bytes().startswith(b"SQLite format 3")
    with open_books(tmp_path, True, plain=True) as books:
        assert said(books) == ["s1"]
    with open_books(tmp_path, True) as books:
        assert codes(books) == [("book.foreign", "outbox"), ("book.foreign", "cache")]


def test_a_machine_without_sqlcipher_is_refused_clearly_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("sqlcipher3"):
            raise ImportError("No module named 'sqlcipher3'")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NoCipher) as refusal:
        open_books(tmp_path, True)
    assert refusal.value.finding.code == "book.no_cipher"
    assert not list(tmp_path.glob("*.db"))
    with open_books(tmp_path, True, plain=True) as books:
        assert books.outbox.add(a_submission("s1"), "RF-1").position == 1
