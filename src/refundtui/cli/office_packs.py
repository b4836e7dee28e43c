"""`refundtui office add-brand|publish|roll-back|packs`: nothing is put in force that has not held its own examples."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from refundtui.cli.office_place import OPERATOR, now, opened
from refundtui.cli.telling import Exit, Stopped, complain, say, say_table
from refundtui.i18n.words import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from refundtui.office.store import OfficeStore


def run_add_brand(asked: Namespace) -> int:
    """A brand is its policy: from now on its cases are taken in."""
    from refundtui.rulebooks.loading import UnreadablePackError, read_pack
    from refundtui.rulebooks.spelling import PolicyPack

    _must_hold([asked.file])
    body = Path(asked.file).read_bytes()
    try:
        pack = read_pack(body)
    except UnreadablePackError as wrong:
        raise Stopped(Exit.REFUSED, f"{asked.file}: {wrong}") from None
    if not isinstance(pack, PolicyPack):
        raise Stopped(
            Exit.REFUSED, t("{file} is a law or a calendar, not a brand's policy.", file=asked.file)
        )
    with opened(asked) as store:
        if pack.brand in store.library().brands():
            raise Stopped(
                Exit.REFUSED,
                t("{brand} is here already.", brand=pack.brand),
                t("“refundtui office publish” puts a new version of its policy in force."),
            )
        _publish(store, f"packs/{Path(asked.file).name}", body)
        say(t("{brand} is a brand of this office.", brand=pack.brand))
    return Exit.DONE


def run_publish(asked: Namespace) -> int:
    """Put packs in force, each after its examples held; the one before can be brought back."""
    _must_hold(asked.files)
    with opened(asked) as store:
        for file in asked.files:
            _publish(store, _name_of(store, Path(file)), Path(file).read_bytes())
    return Exit.DONE


def run_roll_back(asked: Namespace) -> int:
    from refundtui.office.publishing import NothingToRollBackError

    with opened(asked) as store:
        try:
            document = store.roll_back(asked.name, by=OPERATOR, now=now(), to=asked.to, progress=_bar())
        except NothingToRollBackError:
            raise Stopped(
                Exit.REFUSED,
                t("There is no earlier version of {name}.", name=asked.name),
                t("“refundtui office packs” lists what is in force."),
            ) from None
        say(t("{name}: version {version} is in force.", name=document.name, version=document.version))
    return Exit.DONE


def run_packs(asked: Namespace) -> int:
    with opened(asked) as store:
        documents = store.documents()
    say_table(
        (t("name"), t("version"), t("in force since"), t("by"), t("digest")),
        [
            (
                one.name,
                str(one.version),
                one.published_at.isoformat(timespec="minutes"),
                one.published_by,
                one.digest[:12],
            )
            for one in documents
        ],
    )
    return Exit.DONE


def _bar() -> Callable[[float], None]:
    """The pack is in force at once; a hundred thousand cases that follow it take minutes, and agents go on."""
    from refundtui.cli.office import progress_bar

    return progress_bar(t("Deadlines of the open cases"))


def _must_hold(files: list[str]) -> None:
    """Checked and tested first: a policy that differs from its own examples binds nobody."""
    from refundtui.cli.policy import run_test

    if run_test(files) != Exit.DONE:
        complain(t("Nothing was put in force."))
        raise Stopped(Exit.REFUSED)


def _name_of(store: OfficeStore, file: Path) -> str:
    """Under the name a document of that file name already has; a new one is a policy unless it says else."""
    from refundtui.rulebooks.loading import read_pack
    from refundtui.rulebooks.spelling import PolicyPack

    for document in store.documents():
        if document.name.rpartition("/")[2] == file.name:
            return document.name
    folder = "packs" if isinstance(read_pack(file.read_bytes()), PolicyPack) else "law"
    return f"{folder}/{file.name}"


def _publish(store: OfficeStore, name: str, body: bytes) -> None:
    from refundtui.office.publishing import FaultyPackError

    try:
        document = store.publish(name, body, by=OPERATOR, now=now(), progress=_bar())
    except FaultyPackError as wrong:
        raise Stopped(Exit.REFUSED, f"{wrong.name}: {wrong.why}", t("Nothing was put in force.")) from None
    say(t("{name}: version {version} is in force.", name=document.name, version=document.version))
