"""What the desk does among colleagues, in plain lines, at a served office."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from refundtui.casework.deciding import decide
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.syncing import pull, push
from refundtui.cli import cases as listing, getting_next, sending, taking_over
from refundtui.cli.telling import Exit
from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseState
from tests.journeys.live_desks import AYLIN, CHIEF, JANA, Plug, an_office_for_three, joined
from tests.remote.desks import a_live_desk
from tests.server.served import Served
from tests.support.offices import NOW, a_case, approval_of


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with an_office_for_three(tmp_path) as office:
        yield office


@pytest.fixture
def case(served: Served) -> Case:
    made = a_case(reference="RF-0000001")
    served.store.take_in([made], now=NOW)
    return made


@contextmanager
def at_work(
    served: Served, actor: Actor, folder: Path, patch: pytest.MonkeyPatch, plug: Plug | None = None
) -> Iterator[Ports]:
    """Commands open this desk instead of the one the settings name."""
    with a_live_desk(served, actor, folder / actor.id, transport=plug) as bare:
        ports = joined(bare)
        pull(ports)

        @contextmanager
        def opened(*_: object, **__: object) -> Iterator[Ports]:
            yield ports

        for module in (taking_over, getting_next, listing, sending):
            patch.setattr(module, "desk_ports", opened)
        yield ports


def asked(**more: object) -> Namespace:
    return Namespace(
        **({"reference": "RF-0000001", "yes": True, "json": False, "why": False, "reveal": None} | more)
    )


def test_only_a_lead_takes_over(
    served: Served,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served.store.take("aylin", case.id, NOW)
    with at_work(served, JANA, tmp_path, monkeypatch):
        assert taking_over.run_take_over(asked()) == Exit.NEEDS_LEAD
    with at_work(served, CHIEF, tmp_path, monkeypatch):
        assert taking_over.run_take_over(asked()) == Exit.DONE
    assert "Aylin Demir is on it" in capsys.readouterr().out
    assert [lease.holder for lease in served.store.leases(CHIEF, NOW)] == ["chief"]


def test_next_is_the_offices_and_without_a_line_this_machines(
    served: Served,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plug = Plug()
    with at_work(served, JANA, tmp_path, monkeypatch, plug):
        assert getting_next.run_next(asked(reference=None)) == Exit.DONE
        assert "RF-0000001" in capsys.readouterr().out
        assert [lease.holder for lease in served.store.leases(CHIEF, NOW)] == ["jana"]
        plug.is_out = True
        assert getting_next.run_next(asked(reference=None)) == Exit.DONE
        told = capsys.readouterr()
        assert "this machine's order" in told.err
        assert "RF-0000001" in told.out
    with at_work(served, AYLIN, tmp_path, monkeypatch):
        assert getting_next.run_next(asked(reference=None)) == Exit.DONE
        assert "No case waits for you now" in capsys.readouterr().out


def test_undo_asks_the_office_about_what_may_have_left(
    served: Served,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plug = Plug()
    with at_work(served, JANA, tmp_path, monkeypatch, plug) as ports:
        entry = decide(case.id, approval_of(served.store, case), ports, hold_seconds=0)
        assert isinstance(entry, Entry)
        plug.loses_decisions = True
        push(ports, NOW)
        plug.is_out = True
        assert sending.run_undo(asked()) == Exit.RETRY
        assert "only when the office says so" in capsys.readouterr().err
        plug.is_out = plug.loses_decisions = False
        push(ports, NOW)
        kept = ports.outbox.entry(entry.submission.id)
        assert kept is not None
        assert kept.state is EntryState.WITHDRAWN
    held = served.store.case(case.id)
    assert held is not None
    assert held.state is CaseState.INTAKE
