"""`refundtui office init|status`: the first administrator and the laws in force, and what is still missing."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from refundtui.cli.office_place import OPERATOR, now, opened, say_setup_code
from refundtui.cli.telling import Exit, say, say_json
from refundtui.i18n.words import t, tn

if TYPE_CHECKING:
    from refundtui.office.standing import Standing
    from refundtui.office.store import OfficeStore

ADMIN = "admin"


def run_init(asked: Namespace) -> int:
    """Make the office's tables, put the shipped laws in force and enter an administrator."""
    with opened(asked, is_new=True) as store:
        set_up(store, asked.admin, asked.name)
        say_next_steps(store)
    return Exit.DONE


def run_status(asked: Namespace) -> int:
    with opened(asked) as store:
        standing = store.standing(with_states=asked.json)
        if asked.json:
            say_json(_as_json(standing))
            return Exit.DONE
        say(tn("{count} person", "{count} people", standing.people, count=standing.people))
        say(tn("{count} pack in force", "{count} packs in force", standing.packs, count=standing.packs))
        say(tn("{count} case", "{count} cases", standing.cases, count=standing.cases))
        say_next_steps(store)
    return Exit.DONE


def set_up(store: OfficeStore, admin: str = ADMIN, name: str = "") -> None:
    """What an office needs before anybody can work in it. A second time changes nothing."""
    from refundtui.domain.actor import Actor, Role, usual_grants
    from refundtui.office.people import Person
    from refundtui.rulebooks import shipped

    moment = now()
    present = {document.name for document in store.documents()}
    for pack, body in shipped().items():
        if pack.startswith("law/") and pack not in present:
            store.publish(pack, body, by=OPERATOR, now=moment)
    if not store.standing().has_administrator:
        actor = Actor(admin, name or admin, Role.ADMIN, usual_grants(Role.ADMIN))
        store.enter(Person(actor), by=OPERATOR, now=moment)
        say_setup_code(store, admin, actor.name)


def say_next_steps(store: OfficeStore) -> None:
    """What is still missing, each with the command that puts it right."""
    standing = store.standing()
    missing = []
    if not standing.has_administrator:
        missing.append((t("an administrator"), "refundtui office init"))
    if not store.library().brands():
        missing.append((t("a brand and its policy"), "refundtui office add-brand PACK.toml"))
    if not any(person.actor.role.value != ADMIN for person in store.staff()):
        missing.append((t("people"), "refundtui office add-person ID --name NAME --role agent --brand BRAND"))
    if not standing.cases:
        missing.append((t("cases"), "POST /v1/cases"))
    if missing:
        say(t("What is still missing:"))
        for what, command in missing:
            say(f"  {what}: {command}")


def _as_json(standing: Standing) -> dict[str, object]:
    return {
        "has_administrator": standing.has_administrator,
        "people": standing.people,
        "accounts": standing.accounts,
        "packs": standing.packs,
        "cases": standing.cases,
        "by_state": [
            {"brand": brand, "state": state, "cases": number} for brand, state, number in standing.by_state
        ],
    }
