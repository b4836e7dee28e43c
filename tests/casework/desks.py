"""A desk on an office in memory, and a colleague's desk beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from refundtui.casework.deciding import decide
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.syncing import PullReport, PushReport, pull, push
from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseId
from refundtui.domain.commands import Approve, Command
from refundtui.domain.rulebook import Rulebook
from tests.support.making import NOW, a_case, a_rulebook, agent, lead, quoted, senior
from tests.support.ports_in_memory import MemoryCache, MemoryOffice, MemoryOutbox, StillClock, in_memory

ANN, BOB, LEE, SAM = agent("ann"), agent("bob"), lead("lee"), senior("sam")


@dataclass
class Bench:
    """Ann's desk, already synced, and the office behind it."""

    ports: Ports
    office: MemoryOffice
    clock: StillClock
    rulebook: Rulebook

    def pull(self) -> PullReport:
        return pull(self.ports)

    def push(self) -> PushReport:
        return push(self.ports, self.clock.now())

    def said(self, case_id: str, command: Command, hold_seconds: int | None = 0) -> Entry:
        """A decision that was written down."""
        entry = decide(CaseId(case_id), command, self.ports, hold_seconds=hold_seconds)
        assert isinstance(entry, Entry), entry
        return entry

    def state_of(self, entry: Entry) -> EntryState:
        found = self.ports.outbox.entry(entry.submission.id)
        assert found is not None
        return found.state

    def now_at_the_office(self, case_id: str) -> Case:
        return self.office.cases[CaseId(case_id)]

    def approving(self, case_id: str) -> Approve:
        """Approve what the case asks for, as the desk shows it now."""
        case = self.ports.cache.case(CaseId(case_id))
        assert case is not None
        quote = quoted(case, self.rulebook, now=self.clock.now())
        return Approve(case.request, quote.fingerprint, quote.total)

    def colleague(self, who: Actor = BOB) -> Bench:
        """Another desk on the same office, synced."""
        ports = replace(self.ports, cache=MemoryCache(), outbox=MemoryOutbox(), actor=who)
        bench = Bench(ports, self.office, self.clock, self.rulebook)
        bench.pull()
        return bench

    def restarted(self) -> Bench:
        """The same desk after its process died: the books are all that is left."""
        return Bench(replace(self.ports), self.office, self.clock, self.rulebook)


def a_bench(
    *cases: Case, rulebook: Rulebook | None = None, others: Sequence[Actor] = (BOB, LEE, SAM)
) -> Bench:
    rulebook = rulebook or a_rulebook()
    clock = StillClock(NOW)
    ports, office = in_memory(rulebook, ANN, clock, *others, cases=cases or (a_case("1"),))
    bench = Bench(ports, office, clock, rulebook)
    bench.pull()
    return bench
