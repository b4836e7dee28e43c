"""`refundtui office add-person|grant|disable|enable|people|accounts`: who works here and may do what."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from typing import TYPE_CHECKING

from refundtui.cli.office_place import OPERATOR, issuer_for, now, opened, say_setup_code
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_table
from refundtui.i18n.words import t, tn

if TYPE_CHECKING:
    from refundtui.domain.actor import Grant
    from refundtui.domain.money import Money
    from refundtui.office.people import Person
    from refundtui.office.store import OfficeStore


def run_add(asked: Namespace) -> int:
    """Enter a person with what the role is commonly granted; who is there already is changed."""
    from refundtui.domain.actor import Act, Actor, Grant, Role, usual_grants
    from refundtui.office.people import USUAL_CAPACITY, Person
    from refundtui.server.naming import is_a_name

    if not is_a_name(asked.id):
        raise Stopped(
            Exit.USAGE, t("An id is letters, digits and . _ : - without spaces, a hundred at most.")
        )
    with opened(asked) as store:
        brands = _known_brands(store, asked.brand or [])
        if asked.role == "shop":
            # A program of the brand's: it sends in and reads nothing.
            role, grants = Role.AGENT, tuple(Grant(Act.SEND_IN, brand) for brand in brands or ("",))
        else:
            role = Role(asked.role)
            grants = usual_grants(role, *brands)
        person = Person(
            Actor(asked.id, asked.name or asked.id, role, grants),
            languages=tuple(asked.language or ()),
            skills=tuple(asked.skill or ()),
            capacity=USUAL_CAPACITY if asked.capacity is None else asked.capacity,
            subject=asked.subject or "",
        )
        store.enter(person, by=OPERATOR, now=now())
        say(t("{name} ({id}) works here as {role}.", name=person.actor.name, id=asked.id, role=asked.role))
        if asked.role == "shop":
            say(t("“refundtui office accounts token {id}” makes its token.", id=asked.id))
        elif not person.subject:
            say_setup_code(store, asked.id, person.actor.name)
    return Exit.DONE


def run_grant(asked: Namespace) -> int:
    """Grant one act more, or take one away."""
    from refundtui.domain.actor import Act, Grant

    with opened(asked) as store:
        person = _person(store, asked.id)
        act = Act(asked.act)
        others = tuple(
            grant for grant in person.actor.grants if (grant.act, grant.brand) != (act, asked.brand or "")
        )
        if asked.brand:
            _known_brands(store, [asked.brand])
        wanted: tuple[Grant, ...] = others
        if not asked.revoke:
            wanted = (*others, Grant(act, asked.brand or "", _money(asked.limit) if asked.limit else None))
        after = store.grant(asked.id, wanted, by=OPERATOR, now=now())
        _say_grants(after)
    return Exit.DONE


def run_disable(asked: Namespace) -> int:
    """This person may do nothing from now on; what was done stays theirs."""
    from refundtui.office import sign_in

    with opened(asked) as store:
        _person(store, asked.id)
        store.disable(asked.id, by=OPERATOR, now=now())
        sign_in.end_all(store.database, asked.id, now())
        say(t("{id} signs in nowhere from now on.", id=asked.id))
    return Exit.DONE


def run_enable(asked: Namespace) -> int:
    with opened(asked) as store:
        _person(store, asked.id)
        store.enable(asked.id, by=OPERATOR, now=now())
        say(t("{id} may sign in again.", id=asked.id))
    return Exit.DONE


def run_people(asked: Namespace) -> int:
    with opened(asked) as store:
        staff = store.staff()
    if asked.json:
        say_json([_as_json(person) for person in staff])
        return Exit.DONE
    say_table(
        (t("id"), t("name"), t("role"), t("brands"), t("since disabled")),
        [
            (
                person.actor.id,
                person.actor.name,
                person.actor.role.value,
                ", ".join(_brands(person)) or "-",
                person.disabled_at.date().isoformat() if person.disabled_at else "",
            )
            for person in staff
        ],
    )
    return Exit.DONE


def run_code(asked: Namespace) -> int:
    """Another set-up code: for who lost theirs, or the password."""
    with opened(asked) as store:
        person = _person(store, asked.id)
        say_setup_code(store, asked.id, person.actor.name)
    return Exit.DONE


def run_token(asked: Namespace) -> int:
    """A long token for a program that cannot sign in; it ends when its person is disabled."""
    with opened(asked) as store:
        _person(store, asked.id)
        print(issuer_for(store, asked.address.rstrip("/")).access_token(asked.id, timedelta(days=asked.days)))
    return Exit.DONE


def run_end(asked: Namespace) -> int:
    """Sign a person out everywhere."""
    from refundtui.office import sign_in

    with opened(asked) as store:
        _person(store, asked.id)
        ended = sign_in.end_all(store.database, asked.id, now())
        say(tn("{count} token ended.", "{count} tokens ended.", ended, count=ended))
    return Exit.DONE


def _person(store: OfficeStore, person_id: str) -> Person:
    for person in store.staff():
        if person.actor.id == person_id:
            return person
    raise Stopped(
        Exit.REFUSED,
        t("Nobody called {id} works here.", id=person_id),
        t("“refundtui office people” lists everybody."),
    )


def _known_brands(store: OfficeStore, wanted: list[str]) -> tuple[str, ...]:
    """Brands this office works for: a right for one that is misspelled would be a right for nothing."""
    known = sorted({*store.library().brands(), *(head.brand for head in store.heads())} - {""})
    for brand in wanted:
        if brand not in known:
            raise Stopped(
                Exit.REFUSED,
                t("There is no brand {brand} here; there are: {known}.", brand=brand, known=", ".join(known)),
                t("Nothing was changed."),
            )
    return tuple(wanted)


def _money(written: str) -> Money:
    from refundtui.domain.money import money

    amount, _, code = written.partition(" ")
    try:
        return money(amount, code.strip())
    except (ValueError, LookupError, ArithmeticError):
        raise Stopped(Exit.USAGE, t("Write a limit with its currency: --limit “50.00 EUR”.")) from None


def _say_grants(person: Person) -> None:
    say_table(
        (t("act"), t("brand"), t("limit")),
        [
            (grant.act.value, grant.brand or t("every brand"), str(grant.limit) if grant.limit else "")
            for grant in person.actor.grants
        ],
    )


def _brands(person: Person) -> tuple[str, ...]:
    return tuple(dict.fromkeys(grant.brand or "*" for grant in person.actor.grants))


def _as_json(person: Person) -> dict[str, object]:
    return {
        "id": person.actor.id,
        "name": person.actor.name,
        "role": person.actor.role.value,
        "grants": [
            {"act": grant.act.value, "brand": grant.brand, "limit": str(grant.limit) if grant.limit else None}
            for grant in person.actor.grants
        ],
        "languages": list(person.languages),
        "skills": list(person.skills),
        "capacity": person.capacity,
        "subject": person.subject,
        "disabled_at": person.disabled_at.isoformat() if person.disabled_at else None,
    }
