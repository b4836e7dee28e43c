"""Is it in time by the brand's own windows?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from refundtui.domain.case import Case
from refundtui.domain.counting import plus_business_days, plus_days
from refundtui.domain.findings import Fact, Outcome
from refundtui.domain.known_facts import is_on_its_way
from refundtui.domain.matching import Answer, Facts, ask
from refundtui.domain.policy import ActionKind, Rule, Window
from refundtui.domain.promises.promise import Promise, found_by
from refundtui.domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class _Reach:
    """Lines for which the same rules set the window; none named = the whole request."""

    lines: tuple[str, ...]
    setting: tuple[tuple[Rule, Answer], ...] = ()

    @property
    def set_by(self) -> Rule | None:
        return _strongest(rule for rule, answer in self.setting if answer.holds)


def ask_windows(
    promise: Promise,
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
    asked: Sequence[tuple[Rule, str, Answer]],
) -> dict[str, Fact]:
    """Each window asked; one that a rule sets for some lines is asked for those by itself.

    Told back is how long ago the window closed that closed last: what hangs on it is never worse for her.
    """
    family = facts.get("family")
    windows = [w for w in rulebook.policy.windows if not w.families or family in w.families]
    answers = [(window, ask(window.when, facts)) for window in windows]
    holding = [window for window, answer in answers if answer.holds]
    top = max((window.priority for window in holding), default=None)
    reaches = _reaches(asked)
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
            late += [_measure(promise, window, reach, case, rulebook, facts) for reach in reaches]
    for reach in reaches:
        if reach.set_by is not None and not holding:
            opened = _opened_by(reach.set_by)
            late.append(_measure(promise, opened, _Reach(reach.lines), case, rulebook, facts))
        _doubt(promise, reach, answers, case, rulebook, facts)
    told = [days for days in late if days >= 0]
    return {"days_since_window": min(told)} if told and len(told) == len(late) else {}


def _reaches(asked: Sequence[tuple[Rule, str, Answer]]) -> tuple[_Reach, ...]:
    """The lines of the request, together where every rule that sets the window says the same of them."""
    setting = [
        (rule, line, answer) for rule, line, answer in asked if rule.action.kind is ActionKind.SET_WINDOW
    ]
    lines = dict.fromkeys(line for _, line, _ in setting if line)
    alike: dict[tuple[tuple[Rule, Answer], ...], list[str]] = {}
    for line in lines or ("",):
        about = tuple((rule, answer) for rule, where, answer in setting if where in {"", line})
        alike.setdefault(about, []).append(line)
    if len(alike) == 1:
        return (_Reach((), next(iter(alike))),)
    return tuple(_Reach(tuple(named), about) for about, named in alike.items())


def _doubt(
    promise: Promise,
    reach: _Reach,
    answers: Sequence[tuple[Window, Answer]],
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
) -> None:
    """The facts nobody knows yet that would open or close what these lines have."""
    set_by, holding = reach.set_by, [window for window, answer in answers if answer.holds]
    top = max((window.priority for window in holding), default=None)

    def in_time(windows: Sequence[Window], set_by: Rule | None) -> bool:
        return _is_in_time(windows, set_by, case, rulebook, facts)

    now = in_time(holding, set_by)
    doubts = promise.open_doubts if now else promise.open_grants
    for window, answer in answers:
        stricter = answer.outcome is Outcome.UNKNOWN and (top is None or window.priority > top)
        if stricter and now and not in_time([*holding, window], set_by):
            doubts.append(answer.decided_by)
    for rule, answer in reach.setting:
        stronger = answer.outcome is Outcome.UNKNOWN and _strongest(filter(None, (set_by, rule))) is rule
        if stronger and in_time(holding, rule) is not now:
            doubts.append(answer.decided_by)


def _strongest(rules: Iterable[Rule]) -> Rule | None:
    """Of the rules that set the window anew: the higher priority, then the longer one, wherever they stand."""
    return max(rules, key=lambda rule: (rule.priority, rule.action.days or 0, rule.id), default=None)


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
    reach: _Reach,
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
) -> int:
    """Days after the window closed, 0 while it is open, -1 when that cannot be told."""
    start, asked, set_by = _start(window, facts), facts.get("asked_on"), reach.set_by
    lines = reach.lines or ("",)
    by: Window | Rule = window
    days = _days(window, set_by)
    if set_by is not None and set_by.priority >= window.priority and set_by.action.days is not None:
        by = set_by
    if start is None and case.order is not None and is_on_its_way(case.order):
        _grant(promise, window, lines)
        promise.findings += [
            found_by(by, "window.not_started", Outcome.PASS, "order.status", line, days=days)
            for line in lines
        ]
        return 0
    if start is None or not isinstance(asked, date):
        promise.open_grants.append(_start_name(window))
        promise.findings += [
            found_by(by, "window.unknown", Outcome.UNKNOWN, _start_name(window), line) for line in lines
        ]
        return -1
    last = _last_day(window, days, start, rulebook)
    name = _start_name(window)
    if asked > last:
        late = (asked - last).days
        promise.findings += [
            found_by(by, "window.missed", Outcome.FAIL, name, line, days=days, last_day=last, days_late=late)
            for line in lines
        ]
        return late
    _grant(promise, window, lines)
    left = (last - asked).days
    promise.findings += [
        found_by(by, "window.open", Outcome.PASS, name, line, days=days, last_day=last, days_left=left)
        for line in lines
    ]
    return 0


def _grant(promise: Promise, window: Window, lines: Iterable[str]) -> None:
    promise.grants.append(window.priority)
    promise.owed = True
    promise.granted_to.update(lines)


def _start_name(window: Window) -> str:
    return {"ordered_on": "order.ordered_on", "ends_on": "service.ends_on"}.get(
        window.counted_from, "delivered_on"
    )


def _start(window: Window, facts: Facts) -> date | None:
    start = facts.get(_start_name(window))
    return start if isinstance(start, date) else None
