"""Two cases become one: what stands against it, and what the surviving one takes over."""

from __future__ import annotations

from datetime import datetime

from refundtui.domain.actor import Actor
from refundtui.domain.case import Case
from refundtui.domain.evolving import Changes, with_event
from refundtui.domain.findings import Finding, finding
from refundtui.domain.transitions import FINISHED


def cannot_absorb(survivor: Case, merged: Case) -> tuple[Finding, ...]:
    """What stands against merging one case into another, seen from both."""
    found = []
    if survivor.brand != merged.brand:
        found.append(finding("merge.other_brand", brand=str(survivor.brand)))
    if survivor.merged_into is not None or merged.id in survivor.linked or survivor.id in merged.linked:
        found.append(finding("merge.loop", into=str(survivor.id)))
    if survivor.state in FINISHED:
        found.append(finding("merge.into_finished", state=survivor.state.value))
    return tuple(found)


def absorbed(survivor: Case, merged: Case, actor: Actor, now: datetime) -> Case:
    """The surviving case after another went into it: its mail, evidence and what it is held for are here now.

    It also takes over what that one had absorbed, so that a later merge cannot close a circle.
    """
    evidence = {one.id: one for one in (*merged.evidence, *survivor.evidence)}
    messages = sorted({*survivor.messages, *merged.messages}, key=lambda message: message.at)
    links = dict.fromkeys((*survivor.linked, merged.id, *merged.linked))
    changes: Changes = {
        "linked": tuple(one for one in links if one != survivor.id),
        "messages": tuple(messages),
        "evidence": tuple(evidence.values()),
        "flags": survivor.flags | merged.flags,
        "decision_version": survivor.decision_version + 1,
    }
    return with_event(survivor, changes, "absorb", actor, now, {"merged": str(merged.id), "edges": ("42",)})
