"""Opening the desk and the practice office for a command, and saying it when they cannot be opened."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

from refundtui.casework.queue_filter import QueueFilter
from refundtui.cli.telling import Exit, Stopped, complain, know_people, say_unreachable, speech
from refundtui.config import Config, ConfigError, Profile, read_config
from refundtui.i18n.catalogs import languages
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.bootstrap import OpenDesk
    from refundtui.casework.ports import Ports
    from refundtui.office.store import OfficeStore

_KINDS: Final = {"str": N_("a text in quotes"), "bool": N_("true or false"), "int": N_("a whole number")}
ROLES: Final = {"agent": "me"}  # the roles people name, where the id is another word


def config_of(asked: Namespace, profile: Profile | None = Profile.TRAINING) -> Config:
    """Where things are and who is asking, as the call, the environment and the file say."""
    who, lang = getattr(asked, "as_", None), getattr(asked, "lang", None)
    if lang is not None:
        _refuse_what_nobody_speaks(lang)
    try:
        return read_config(
            profile=profile,
            locale=lang,
            actor=ROLES.get(who, who) if who else None,
        )
    except ConfigError as wrong:
        facts: dict[str, str] = dict(wrong.facts)
        wanted = facts.get("wanted")
        if wanted is not None:
            facts["wanted"] = t(_KINDS[wanted])
        sentence = speech().say(wrong.code, **facts)
        raise Stopped(Exit.USAGE, f"{wrong.path}: {sentence}", t("Nothing was changed.")) from None


def _refuse_what_nobody_speaks(lang: str) -> None:
    spoken, tag = languages(), lang.replace("_", "-")
    if not {tag, tag.partition("-")[0]} & set(spoken):
        known = ", ".join(spoken)
        said = t("The desk does not speak “{language}”; it speaks {known}.", language=lang, known=known)
        raise Stopped(Exit.USAGE, said)


@contextmanager
def desk_ports(asked: Namespace, *, without_cases: bool = False) -> Iterator[Ports]:
    """The ports of the desk the settings name."""
    with working_desk(asked, without_cases=without_cases) as desk:
        yield desk.ports


@contextmanager
def working_desk(asked: Namespace, *, without_cases: bool = False) -> Iterator[OpenDesk]:
    """The practice desk, or that of real work where `profile = "live"` or REFUNDTUI_PROFILE=live says so.

    Practice must have been made by `demo` or an import before; at real work one is who one signed in as.
    A list without a single case would say that there are none where only nobody could be asked: such a desk
    is not opened, except for what has something to say `without_cases`.
    """
    config = config_of(asked, None)
    if not config.training:
        if getattr(asked, "as_", None):
            raise Stopped(
                Exit.USAGE, t("At real work everybody is who they signed in as; --as is for practice.")
            )
        with opened_desk(config) as desk:
            yield desk
        return
    if not config.office_file.exists():
        raise Stopped(
            Exit.USAGE,
            t("There is no practice office yet."),
            t("“refundtui demo” makes one and opens the desk."),
        )
    with opened_desk(config) as desk:
        if desk.ports.cache.count(QueueFilter(open_only=False)) == 0:
            came = desk.pull()
            if came.unreachable:
                say_unreachable(came.unreachable)
                if not without_cases:
                    raise Stopped(Exit.RETRY, t("No case has come to this desk yet."))
        yield desk


@contextmanager
def opened_desk(config: Config) -> Iterator[OpenDesk]:
    """The books opened; what had to be set aside is said."""
    from refundtui.bootstrap import open_desk, open_live_desk

    try:
        if config.training:
            desk = open_desk(config.home, training=True, actor_id=config.actor, plain=config.plain_cache)
        else:
            desk = open_live_desk(config, plain=config.plain_cache)
    except LookupError as stranger:
        if stranger.args[0] == "login.never":
            raise Stopped(
                Exit.USAGE, t("Nobody ever signed in here."), t("“refundtui login ADDRESS” does.")
            ) from None
        raise Stopped(Exit.USAGE, _stranger(config.actor)) from None
    with desk:
        for found in desk.found:
            complain(speech().finding(found))
        know_people(desk.ports.names)
        yield desk


def _stranger(actor: str) -> str:
    from refundtui.training.people import PEOPLE

    called = {person: name for name, person in ROLES.items()}
    names = ", ".join(called.get(person.id, person.id) for person in PEOPLE)
    return t("Nobody called “{name}” works here; there are {names}.", name=actor, names=names)


@contextmanager
def opened_office(config: Config, *, is_new: bool = False) -> Iterator[tuple[OfficeStore, datetime]]:
    """The practice office with its packs and people, and what time it is there.

    A new one stands in its place only when nothing went wrong.
    """
    from refundtui.bootstrap import new_office, open_office
    from refundtui.training.clock import PracticeClock

    clock = PracticeClock(config.clock_file)
    now = clock.now()
    clock.close()
    with new_office(config.home) if is_new else closing(open_office(config.home)) as office:
        yield office.store, now
