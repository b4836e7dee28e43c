"""Is it in time by the brand's own windows?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from refundtui.domain.case import Case
from refundtui.domain.counting import plus_business_days, plus_days
from refundtui.domain.findings import Fact, Outcome
from refundtui.domain.known_facts import is_on_its_way
from refundtui.domain.matching import Answer, Facts, ask
from refundtui.domain.policy import ActionKind, Rule, Window
from refundtui.domain.promises.promise import Promise, found_by
from refundtui.domain.rulebook import Rulebook


def ask_windows(
    promise: Promise,
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
    asked: Sequence[tuple[Rule, str, Answer]],
) -> dict[str, Fact]:
    family = facts.get("family")
    windows = [w for w in rulebook.policy.windows if not w.families or family in w.families]
    answers = [(window, ask(window.when, facts)) for window in windows]
    holding = [window for window, answer in answers if answer.holds]
    top = max((window.priority for window in holding), default=None)
    set_by = _setting(asked)
    late: list[int] = []
    for window, answer in answers:
        if answer.outcome is Outcome.FAIL:
            promise.findings.append(found_by(window, "window.not_met", Outcome.NOTE, answer.decided_by))
        elif answer.outcome is Outcome.UNKNOWN:
            promise.open_grants.append(answer.decided_by)
            promise.findings.append(found_by(window, "window.unknown", Outcome.UNKNOWN, answer.decided_by))
        elif top is not None and window.priority < top:
            promise.findings.append(found_by(window, "window.overruled", Outcome.NOTE, answer.decided_by))
        else:
            late.append(_measure(promise, window, set_by, case, rulebook, facts))
    if set_by is not None and not holding:
        open_to = Window(set_by.id, set_by.clause, set_by.action.days or 0, priority=set_by.priority)
        late.append(_measure(promise, open_to, None, case, rulebook, facts))
    return {"days_since_window": min(late)} if late and min(late) >= 0 else {}


def _setting(asked: Sequence[tuple[Rule, str, Answer]]) -> Rule | None:
    """The strongest rule that sets the window anew."""
    rules = [rule for rule, _, answer in asked if rule.action.kind is ActionKind.SET_WINDOW and answer.holds]
    return max(rules, key=lambda rule: rule.priority, default=None)


def _measure(
    promise: Promise,
    window: Window,
    set_by: Rule | None,
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
) -> int:
    """Days after the window closed, 0 while it is open, -1 when that cannot be told."""
    start, asked = _start(window, facts), facts.get("asked_on")
    by: Window | Rule = window
    days = window.days
    if set_by is not None and set_by.priority >= window.priority and set_by.action.days is not None:
        by, days = set_by, set_by.action.days
    if start is None and case.order is not None and is_on_its_way(case.order):
        promise.grants.append(window.priority)
        promise.owed = True
        promise.granted_to.add("")
        promise.findings.append(found_by(by, "window.not_started", Outcome.PASS, "order.status", days=days))
        return 0
    if start is None or not isinstance(asked, date):
        promise.open_grants.append(_start_name(window))
        promise.findings.append(found_by(by, "window.unknown", Outcome.UNKNOWN, _start_name(window)))
        return -1
    if window.business_days:
        last = plus_business_days(start, days, rulebook.holidays)
    else:
        last = plus_days(start, days)
    name = _start_name(window)
    if asked > last:
        late = (asked - last).days
        promise.findings.append(
            found_by(by, "window.missed", Outcome.FAIL, name, days=days, last_day=last, days_late=late)
        )
        return late
    promise.grants.append(window.priority)
    promise.owed = True
    promise.granted_to.add("")
    left = (last - asked).days
    promise.findings.append(
        found_by(by, "window.open", Outcome.PASS, name, days=days, last_day=last, days_left=left)
    )
    return 0


def _start_name(window: Window) -> str:
    return {"ordered_on": "order.ordered_on", "ends_on": "service.ends_on"}.get(
        window.counted_from, "delivered_on"
    )


def _start(window: Window, facts: Facts) -> date | None:
    start = facts.get(_start_name(window))
    return start if isinstance(start, date) else None
