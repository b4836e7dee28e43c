"""One registry: every action has its words, its twin and its keys, and no two claim the same key."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from refundtui.tui.action import Action, Alone, Scope
from refundtui.tui.actions import ACTIONS, BY_ID, hints
from refundtui.tui.keymap import bindings, called, changing_keys, clashes, first_key, keys_of
from refundtui.tui.modals.finder import Found, matches
from refundtui.tui.screens.desk import DeskScreen

# What reaches a program on every terminal, layout and multiplexer.
_SAFE = re.compile(
    r"[a-zA-Z0-9]|enter|escape|tab|shift\+tab|space|up|down|left|right|home|end|pageup|pagedown|f1|f5|f9"
    r"|slash|question_mark|asterisk|colon|plus|minus|ctrl\+[pq]"
)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_named_explained_and_has_a_plain_line_twin_or_a_reason_why_not(
    action: Action,
) -> None:
    assert action.title
    assert action.help.endswith(".")
    assert isinstance(action.twin, Alone) or action.twin.startswith("refundtui ")
    assert action.scopes


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_can_be_done(action: Action) -> None:
    assert callable(getattr(DeskScreen, "do_" + action.id.replace(".", "_")))


def test_nothing_can_be_done_that_is_not_in_the_registry() -> None:
    deeds = {name.removeprefix("do_") for name in dir(DeskScreen) if name.startswith("do_")}
    assert deeds == {action.id.replace(".", "_") for action in ACTIONS}


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(ACTIONS)


def test_no_two_actions_of_one_scope_share_a_key() -> None:
    assert clashes() == []


def test_a_clash_is_found() -> None:
    twin = replace(BY_ID["case.note"], id="case.other")
    assert clashes((*ACTIONS, twin)) == [(Scope.DESK, "n", "case.note", "case.other")]


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.keys], ids=lambda action: action.id)
def test_every_key_arrives_on_every_terminal(action: Action) -> None:
    assert all(_SAFE.fullmatch(key) for key in keys_of(action)), action.keys


def test_bindings_have_ids_so_that_they_can_be_remapped() -> None:
    made = [binding for scope in Scope for binding in bindings(scope)]
    assert all(binding.id for binding in made)
    assert len({binding.id for binding in made}) == len(made)


def test_keys_are_called_as_people_read_them() -> None:
    assert [called(key) for key in ("enter", "ctrl+p", "f5", "plus", "j", "R")] == [
        "Enter",
        "^p",
        "F5",
        "+",
        "j",
        "R",
    ]
    assert first_key(BY_ID["app.palette"]) == "^p"


def test_what_a_pasted_text_may_press_changes_nothing_beyond_the_screen() -> None:
    assert {"d", "t", "n", "i", "u", "N", "E", "B"} <= changing_keys(Scope.QUEUE)
    assert not {"j", "enter", "tab", "escape", "z", "v", "3", "slash"} & changing_keys(Scope.QUEUE)
    assert not {"plus", "minus"} & changing_keys(Scope.CALCULATOR), "a row is stepped through like a list"


def test_the_footer_of_each_pane_begins_with_its_own_keys() -> None:
    for scope in (Scope.QUEUE, Scope.CASE, Scope.CALCULATOR, Scope.LETTER, Scope.TEAM):
        assert scope in hints(scope)[0].scopes


def test_no_key_both_starts_and_ends_a_decision() -> None:
    assert first_key(BY_ID["case.decide"]) not in {"y", "f", "Enter"}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_what_changes_or_decides_anything_has_a_twin_that_does_it(action: Action) -> None:
    assert not (isinstance(action.twin, Alone) and (action.writes or action.command))


def test_a_command_is_found_by_its_english_name_in_every_language() -> None:
    entry = Found("app.language", "Sprache wechseln", "Arbeitsplatz", also="Another language")
    assert matches(entry, "language")
    assert matches(entry, "sprache")
    assert not matches(entry, "langue")
