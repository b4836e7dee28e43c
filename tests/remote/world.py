"""One office, one desk, and the line between them: what each can do, and what must be true whatever they did."""

from __future__ import annotations

import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from joserfc.jwk import KeySet

from refundtui.books.cache import Cache
from refundtui.books.cipher import Connection
from refundtui.books.outbox import Outbox
from refundtui.bootstrap import RulebooksOfTheDesk
from refundtui.casework import syncing
from refundtui.casework.deciding import decide
from refundtui.casework.feeds import Cursor, FeedAnswer, Page
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState, SubmissionId
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.case import CaseId, CaseState
from refundtui.domain.commands import AddNote, Command, GiveBack, Take
from refundtui.domain.decision import is_append_only
from refundtui.domain.signing_in import Session
from refundtui.office import backing_up, feeds
from refundtui.office.leases import Lease
from refundtui.office.outcomes import Outcome, Recorded
from refundtui.office.store import OfficeStore
from refundtui.remote.line import Line
from refundtui.remote.office import RemoteOffice
from refundtui.server.app import office_app
from refundtui.server.doorkeeper import Doorkeeper, KnownKeys
from refundtui.wire.submissions import SubmissionLike
from tests.remote.lines import impatience
from tests.remote.one_process import AsgiLine, FaultyLine, Killed
from tests.server.served import AUDIENCE, ISSUER, KEY, token
from tests.support.offices import NOW, a_case, an_office, said
from tests.support.ports_in_memory import StillClock

BRANDS: Final = ("lindenhof", "northpeak", "tidewater")
COLLEAGUE: Final = Actor("colleague", "Colleague", Role.LEAD, usual_grants(Role.LEAD))
ME: Final = "me"
ROUNDS: Final = 6
"""So many quiet rounds, and everything has come to its end."""


@dataclass(frozen=True)
class Note:
    """What the desk said, and where it must be found once it was accepted."""

    case_id: CaseId
    note_id: str  # empty: a decision that leaves no note


class MortalCache(Cache):
    """One whose process can end within a transaction."""

    dies = False

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with super()._transaction() as db:
            yield db
            if self.dies:
                raise Killed


class StashingOffice(RemoteOffice):
    """Keeps the pages it brought: they may come once more, late."""

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.pages: deque[Page] = deque(maxlen=8)

    def changes(self, feed: str, cursor: Cursor | None, limit: int) -> FeedAnswer:
        answer = super().changes(feed, cursor, limit)
        if isinstance(answer, Page):
            self.pages.append(answer)
        return answer


class Token:
    def token(self) -> str:
        return token(ME)

    def renewed(self, stale: str) -> str:
        return token(ME)

    def newer(self, stale: str) -> str:
        return ""


class World:
    """Everything happens at the same moment by the clock; what matters is the order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now: datetime = NOW
        self.file = folder / "office.db"
        self.brands = set(BRANDS[:2])
        self.store = self._opened()
        self.app = self._served()
        self.admit()
        self.good = AsgiLine(lambda: self.app)
        self.line = FaultyLine(self.good)
        self.said: dict[SubmissionId, Note] = {}
        self.backups = 0
        self.numbers = 0
        self.seen: dict[str, tuple[int, int]] = {}  # feed to epoch and number
        self.versions: dict[str, tuple[int, int]] = {}  # case to its feed's epoch and its version
        self.leases: dict[CaseId, int] = {}  # what the desk holds, by the epoch it was told
        self.given: dict[CaseId, list[tuple[int | None, str]]] = {}  # every lease of a case, in order
        self.executed_wrongly: list[str] = []
        self.office: StashingOffice
        self.ports: Ports
        self._open_desk()

    # --- The office ----------------------------------------------------------------------------------

    def _opened(self) -> OfficeStore:
        store = an_office(self.file)
        record = store.record

        def watched(
            submission: SubmissionLike,
            now: datetime,
            *,
            lease_epoch: int | None = None,
            session: Session | None = None,
        ) -> Outcome:
            in_force = self._lease_in_force(store, submission.case_id)
            outcome = record(submission, now, lease_epoch=lease_epoch, session=session)
            fresh = isinstance(outcome, Recorded) and not outcome.replayed
            if fresh and in_force and not is_append_only(submission.command):
                epoch, holder = in_force
                was_mine = lease_epoch in {None, epoch} or self._was_nobody_elses(submission, lease_epoch)
                if holder not in {"", submission.actor} or not was_mine:
                    self.executed_wrongly.append(f"{submission.id} under {lease_epoch}, in force {in_force}")
            return outcome

        store.record = watched  # type: ignore[method-assign] # the model looks over its shoulder
        return store

    def _was_nobody_elses(self, submission: SubmissionLike, lease_epoch: int | None) -> bool:
        """Whether this very epoch was the actor's, and nobody else has had the case since, as the model knows."""
        told = self.given.get(submission.case_id, [])
        mine = (lease_epoch, submission.actor)
        return mine in told and all(who == submission.actor for _, who in told[told.index(mine) :])

    def _lease_in_force(self, store: OfficeStore, case_id: str) -> tuple[int, str] | None:
        with store.database.reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT lease_epoch, leased_by FROM case_ WHERE id = ?", (case_id,)
            ).one_or_none()
        return None if row is None else (row[0], row[1])

    def _served(self) -> FastAPI:
        doorkeeper = Doorkeeper(ISSUER, AUDIENCE, KnownKeys(KeySet([KEY])))
        return office_app(self.store, doorkeeper, lambda: NOW)

    def admit(self) -> None:
        me = Actor(
            ME, "Me", Role.AGENT, usual_grants(Role.AGENT, *sorted(self.brands)) if self.brands else ()
        )
        self.store.admit([me, COLLEAGUE])

    def create(self, brand: str, *, closed: bool = False) -> None:
        self.numbers += 1
        state = CaseState.CLOSED if closed else CaseState.INTAKE
        self.store.take_in([a_case(f"c{self.numbers}", brand=brand, state=state)], now=NOW)

    def touch(self, pick: int, *, material: bool) -> None:
        """A colleague does something."""
        known = self.known()
        if not known:
            return
        case = self.store.case(known[pick % len(known)])
        assert case is not None
        self.numbers += 1
        command: Command = AddNote(f"theirs-{self.numbers}", "meanwhile")
        if material:
            command = GiveBack() if case.owner == COLLEAGUE.id else Take()
        self.store.record(said(case, command, base=case.decision_version, by=COLLEAGUE.id), NOW)

    def archive(self) -> None:
        self.store.archive_closed(NOW + timedelta(days=9_999), NOW)

    def erase(self, pick: int) -> None:
        known = self.known()
        if known:
            self.store.erase(known[pick % len(known)], by="lead", now=NOW)

    def purge(self) -> None:
        feeds.purge_removals(self.store.database, NOW + timedelta(days=9_999))

    def toggle(self, brand: str) -> None:
        self.brands ^= {brand}
        self.admit()

    def back_up(self) -> None:
        with (
            closing(sqlite3.connect(self.file)) as live,
            closing(sqlite3.connect(self.folder / "backup.db")) as kept,
        ):
            live.backup(kept)
        self.backups += 1

    def restore(self) -> None:
        """An older state of everything, under a new epoch."""
        if not self.backups:
            return
        epochs = [head.epoch for head in self.store.heads()]
        for told in self.given.values():
            told.append((None, "a backup"))
        self.store.close()
        for file in self.folder.glob("office.db*"):
            file.unlink()
        shutil.copy(self.folder / "backup.db", self.file)
        self.store = self._opened()
        self.app = self._served()
        with self.store.database.writing() as connection:
            backing_up.end_what_was_going_on(connection, NOW)
        while max((head.epoch for head in self.store.heads()), default=0) <= max(epochs, default=0):
            feeds.begin_new_epoch(self.store.database)
        self.admit()

    def known(self) -> list[CaseId]:
        """Every case there is."""
        with self.store.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT id FROM case_ ORDER BY id")
            return [CaseId(row[0]) for row in rows]

    # --- The desk ------------------------------------------------------------------------------------

    def _open_desk(self) -> None:
        home = self.folder / "desk"
        home.mkdir(exist_ok=True)
        self.office = StashingOffice(
            Line("http://127.0.0.1", Token(), StillClock(NOW), impatience(), transport=self.line)
        )
        self.cache = MortalCache(home / "cache.db", None)
        actor = Actor(ME, "Me", Role.AGENT, usual_grants(Role.AGENT))
        self.ports = Ports(
            self.cache,
            Outbox(home / "outbox.db", None),
            self.office,
            RulebooksOfTheDesk(self.cache),
            StillClock(NOW),
            actor,
        )

    def kill_desk(self) -> None:
        pages = self.office.pages
        self._close_books()
        self._open_desk()
        self.office.pages = pages

    def lose_copy(self) -> None:
        """The copy may be thrown away at any time; the outbox never."""
        self._close_books()
        for file in (self.folder / "desk").glob("cache.db*"):
            file.unlink()
        self.seen, self.versions = {}, {}
        self._open_desk()

    def _close_books(self) -> None:
        self.cache.close()
        self.ports.outbox.close()  # type: ignore[attr-defined]  # the real one
        self.office.close()

    def say(self, pick: int, *, material: bool) -> None:
        """Decide something about what the desk sees, with or without a line."""
        held = sorted(self.held())
        if not held:
            return
        case_id = CaseId(held[pick % len(held)])
        self.numbers += 1
        note = "" if material else f"mine-{self.numbers}"
        command: Command = Take() if material else AddNote(note, "said")
        decided = decide(case_id, command, self.ports, hold_seconds=0, lease=self.leases.get(case_id))
        if isinstance(decided, Entry):
            self.said[decided.submission.id] = Note(case_id, note)

    def hold(self, pick: int) -> None:
        """The desk takes a case, or hears that it may go on holding it."""
        held = sorted(self.held())
        if held:
            case_id = CaseId(held[pick % len(held)])
            lease = self.store.take(ME, case_id, NOW)
            if isinstance(lease, Lease):
                self.leases[case_id] = lease.epoch
                self.given.setdefault(case_id, []).append((lease.epoch, ME))

    def take_over(self, pick: int) -> None:
        """A lead takes a case, whoever holds it; the desk does not hear of it."""
        known = self.known()
        if known:
            case_id = known[pick % len(known)]
            if isinstance(lease := self.store.take(COLLEAGUE.id, case_id, NOW, take_over=True), Lease):
                self.given.setdefault(case_id, []).append((lease.epoch, COLLEAGUE.id))

    def let_go(self, pick: int) -> None:
        """Whoever holds this case gives it back."""
        known = self.known()
        if not known:
            return
        case_id = known[pick % len(known)]
        in_force = self._lease_in_force(self.store, case_id)
        if in_force is not None:
            self.store.give_back(in_force[1], case_id, in_force[0], NOW)

    def push(self, faults: Sequence[str] = ()) -> None:
        self._do(faults, lambda: syncing.push(self.ports, NOW))

    def pull(self, page: int, faults: Sequence[str] = (), *, dies: bool = False) -> None:
        self.cache.dies = dies
        report = self._do(faults, lambda: syncing.pull(self.ports, page=page))
        if isinstance(report, syncing.PullReport):
            assert report.drift == (), "the copy differed from the office's"
            if not report.unreachable:
                self._check_brands()
                self._check_own_words()

    def late(self, pick: int) -> None:
        """A page that was on its way for very long."""
        if self.office.pages:
            self.cache.absorb(self.office.pages[pick % len(self.office.pages)])

    def _do(self, faults: Sequence[str], work: Callable[[], object]) -> object:
        self.line.faults = deque(faults)
        try:
            return work()
        except Killed:
            self.kill_desk()
            return None
        finally:
            self.line.faults.clear()
            self.cache.dies = False

    def held(self) -> dict[str, tuple[int, str]]:
        """What the cache holds: version and feed by case."""
        with self.cache._reading() as db:
            return {row[0]: row[1:] for row in db.execute("SELECT case_id, version, feed FROM case_")}

    # --- What must be true -----------------------------------------------------------------------------

    def check(self) -> None:
        remembered = {entry.submission.id for entry in self.ports.outbox.remembered()}
        for submission_id, note in self.said.items():  # I1
            there = self.ports.outbox.entry(submission_id) is not None or submission_id in remembered
            assert there or self._is_forgotten(note.case_id), f"{submission_id} is lost"
        self._check_forwards()
        self._check_leases()

    def _check_leases(self) -> None:
        assert self.executed_wrongly == [], "decided under a lease that was another's"  # I6
        with self.store.database.reading() as connection:
            doubles = connection.exec_driver_sql(
                "SELECT case_id FROM lease WHERE ended_at IS NULL GROUP BY case_id HAVING count(*) > 1"
            ).all()
            differs = connection.exec_driver_sql(
                "SELECT case_.id FROM case_ LEFT JOIN lease ON lease.case_id = case_.id "
                "AND lease.epoch = case_.lease_epoch AND lease.ended_at IS NULL "
                "WHERE leased_by <> coalesce(lease.person, '')"
            ).all()
        assert (doubles, differs) == ([], []), "a case held twice, or by somebody with no lease"

    def _is_forgotten(self, case_id: CaseId) -> bool:
        """Of an erased case, or a brand that was lost: what was answered goes with it."""
        return case_id not in self.held()

    def _check_forwards(self) -> None:
        epochs: dict[str, int] = {}
        for feed in self.cache.feeds():  # I8
            cursor = self.cache.cursor(feed)
            assert cursor is not None
            epochs[feed] = cursor.epoch
            epoch, seq = self.seen.get(feed, (0, 0))
            assert cursor.epoch >= epoch, f"{feed} went back an epoch"
            began_anew = not cursor.token or cursor.epoch > epoch
            assert began_anew or cursor.seq >= seq or self._is_again(feed), f"{feed} went back"
            self.seen[feed] = (cursor.epoch, cursor.seq)
        self.seen = {feed: at for feed, at in self.seen.items() if feed in epochs}
        versions = {}
        for case_id, (version, _) in self.held().items():
            epoch, before = self.versions.get(case_id, (0, 0))
            now = max(epochs.values())
            assert now > epoch or version >= before, f"{case_id} went back"
            versions[case_id] = (now, version)
        self.versions = versions

    def _is_again(self, feed: str) -> bool:
        with self.cache._reading() as db:
            return bool(db.execute("SELECT is_again FROM feed WHERE feed = ?", (feed,)).fetchone()[0])

    def _check_brands(self) -> None:
        for case_id, (_, feed) in self.held().items():  # I10
            assert feed.split("/")[0].removeprefix("b:") in self.brands, f"{case_id} is of a lost brand"

    def _check_own_words(self) -> None:
        for entry in self.ports.outbox.remembered():  # I9
            note = self.said[entry.submission.id]
            case = self.cache.case(note.case_id)
            if entry.visible_at is None or case is None or not note.note_id:
                continue
            if self.ports.outbox.entry(entry.submission.id) is None:
                assert note.note_id in {one.id for one in case.notes}, "forgotten before it was seen"

    def settle(self) -> None:
        """Everything heals: then both sides are the same, and every word has its end."""
        for _ in range(ROUNDS):  # I13
            self.push()
            self.pull(1)  # whoever could not read on after a page would never come to an end
            if not self._unsettled():
                break
        else:
            raise AssertionError(f"no end: {self._unsettled()}")
        self._check_replica()
        self._check_answers()
        self._check_effects()
        for head in self.store.heads():  # I12
            assert feeds.recount(self.store.database, head.feed)[0] == head.live_count or head.feed == "ref"
        assert self.store.verify_audit() == ()

    def _unsettled(self) -> list[str]:
        ended = {EntryState.ACCEPTED, EntryState.NEEDS_REVIEW, EntryState.WITHDRAWN}
        waiting = [e.submission.id for e in self.ports.outbox.entries() if e.state not in ended]
        behind = [
            head.feed
            for head in self.store.heads()
            if head.brand in self.brands
            and (
                (at := self.cache.cursor(head.feed)) is None
                or (at.epoch, at.seq) != (head.epoch, head.last_seq)
            )
        ]
        return [*map(str, waiting), *behind]

    def _check_replica(self) -> None:
        wanted = {}
        for case_id in self.known():  # I7
            case = self.store.case(case_id)
            if case is not None and case.brand in self.brands:
                wanted[case_id] = case.version
        got = {case_id: version for case_id, (version, _) in self.held().items()}
        assert got == wanted, f"ghosts {set(got) - set(wanted)}, missing {set(wanted) - set(got)}"
        for case_id in wanted:
            assert self.cache.case(case_id) == self.store.case(case_id)

    def _check_answers(self) -> None:
        states = {entry.submission.id: entry.state for entry in self.ports.outbox.remembered()}
        states |= {entry.submission.id: entry.state for entry in self.ports.outbox.entries(open_only=False)}
        for submission_id, state in states.items():  # I2, I5
            outcome = self.store.answer_to(submission_id)
            recorded = isinstance(outcome, Recorded)
            assert recorded == (state is EntryState.ACCEPTED), (
                f"{submission_id} is {state}, the office: {outcome}"
            )
            note = self.said[submission_id]
            case = self.store.case(note.case_id)
            if case is not None and note.note_id:
                times = sum(one.id == note.note_id for one in case.notes)
                assert times == int(recorded), f"{note.note_id} stands there {times} times"

    def _check_effects(self) -> None:
        """Whatever was done in our name was answered as done, and the other way round."""
        for case_id in {note.case_id for note in self.said.values()}:  # I5
            case = self.store.case(case_id)
            if case is None:
                continue
            done = sum(event.kind == Take.code and event.by == ME for event in case.events)
            answered = sum(
                note.case_id == case_id
                and not note.note_id
                and isinstance(self.store.answer_to(submission_id), Recorded)
                for submission_id, note in self.said.items()
            )
            assert done == answered, f"{case_id} was taken {done} times, and {answered} times we were told so"

    def end(self) -> None:
        with suppress(Exception):
            self._close_books()
        self.store.close()
        self.good.end()
