"""Is it in time by the brand's own windows?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    setting = [(rule, answer) for rule, _, answer in asked if rule.action.kind is ActionKind.SET_WINDOW]
    set_by = _strongest(rule for rule, answer in setting if answer.holds)
    late: list[int] = []
    for window, answer in answers:
        if answer.outcome is Outcome.FAIL:
            promise.findings.append(found_by(window, "window.not_met", Outcome.NOTE, answer.decided_by))
        elif top is not None and window.priority < top:
            promise.findings.append(found_by(window, "window.overruled", Outcome.NOTE, answer.decided_by))
        elif answer.outcome is Outcome.UNKNOWN:
            promise.open_grants.append(answer.decided_by)
            promise.findings.append(found_by(window, "window.unknown", Outcome.UNKNOWN, answer.decided_by))
        else:
            late.append(_measure(promise, window, set_by, case, rulebook, facts))
    if set_by is not None and not holding:
        late.append(_measure(promise, _opened_by(set_by), None, case, rulebook, facts))

    def in_time(windows: Sequence[Window], set_by: Rule | None) -> bool:
        return _is_in_time(windows, set_by, case, rulebook, facts)

    now = in_time(holding, set_by)
    doubts = promise.open_doubts if now else promise.open_grants
    for window, answer in answers:
        stricter = answer.outcome is Outcome.UNKNOWN and (top is None or window.priority > top)
        if stricter and now and not in_time([*holding, window], set_by):
            doubts.append(answer.decided_by)
    for rule, answer in setting:
        stronger = answer.outcome is Outcome.UNKNOWN and _strongest(filter(None, (set_by, rule))) is rule
        if stronger and in_time(holding, rule) is not now:
            doubts.append(answer.decided_by)
    return {"days_since_window": min(late)} if late and min(late) >= 0 else {}


def _strongest(rules: Iterable[Rule]) -> Rule | None:
    """Of the rules that set the window anew."""
    return max(rules, key=lambda rule: rule.priority, default=None)


def _opened_by(rule: Rule) -> Window:
    """A window that only a rule sets."""
    return Window(rule.id, rule.clause, rule.action.days or 0, priority=rule.priority)


def _is_in_time(
    windows: Sequence[Window], set_by: Rule | None, case: Case, rulebook: Rulebook, facts: Facts
) -> bool:
    """Whether the strongest of these windows would let the claim through."""
    if set_by is not None and not windows:
        windows, set_by = (_opened_by(set_by),), None
    top = max((window.priority for window in windows), default=None)
    asked = facts.get("asked_on")
    for window in windows:
        if window.priority != top:
            continue
        start = _start(window, facts)
        if start is None and case.order is not None and is_on_its_way(case.order):
            return True
        if start is None or not isinstance(asked, date):
            continue
        if asked <= _last_day(window, _days(window, set_by), start, rulebook):
            return True
    return False


def _days(window: Window, set_by: Rule | None) -> int:
    if set_by is None or set_by.action.days is None or set_by.priority < window.priority:
        return window.days
    return set_by.action.days


def _last_day(window: Window, days: int, start: date, rulebook: Rulebook) -> date:
    if window.business_days:
        return plus_business_days(start, days, rulebook.holidays)
    return plus_days(start, days)


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
    days = _days(window, set_by)
    if set_by is not None and set_by.priority >= window.priority and set_by.action.days is not None:
        by = set_by
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
    last = _last_day(window, days, start, rulebook)
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
