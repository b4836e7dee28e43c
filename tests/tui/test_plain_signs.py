"""ASCII alone: no frame, sign or ellipsis of ours that a plain terminal could not show; letters of names stay."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import TextArea

import refundtui
from refundtui.domain.case import Case
from refundtui.tui.app import Desk
from refundtui.tui.safe_text import fit, shown, use_plain_signs, width_of
from tests.support.making import lead
from tests.support.pages import DeskPage
from tests.tui.desk_ports import (
    a_desk,
    a_long_story,
    fashion,
    laptop_case,
    subscription_case,
    the_jacket_case,
)
from tests.tui.test_desk_screens import SCENES

MakeDesk = Callable[..., Desk]
_ENGLISH = "The jacket came with a stain in the lining; I would keep it for less."


@pytest.fixture(autouse=True)
def signs_as_they_were() -> Iterator[None]:
    yield
    use_plain_signs(plain=False)


def plain_cases() -> tuple[Case, ...]:
    jacket = the_jacket_case()
    jacket = replace(jacket, messages=tuple(replace(message, text=_ENGLISH) for message in jacket.messages))
    cases = (jacket, *(fashion(str(n)) for n in range(2, 9)), laptop_case("20"), subscription_case("21"))
    return tuple(replace(case, customer=replace(case.customer, language="en")) for case in cases)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("size", "training"),
    [
        pytest.param((80, 24), False, marks=pytest.mark.proof, id="live"),
        pytest.param((120, 40), True, marks=pytest.mark.proof, id="training"),
    ],
)
async def test_on_every_screen_there_is_nothing_but_ascii(
    size: tuple[int, int], training: bool, desk_on: MakeDesk
) -> None:
    ports, _, _ = a_desk(plain_cases())
    desk = desk_on(replace(ports, training=training), plain_signs=True)
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for scene, keys in {
            **SCENES,
            "write": ("4", "enter"),
            "amount": ("3", "a"),
            "search": ("slash",),
        }.items():
            await page.press(*keys)
            # What is typed into stays as it will leave: a letter's signs are its writer's.
            kept = desk.room.letter_pane.query_one(TextArea).text if scene == "write" else ""
            odd = {
                sign: line
                for line in page.text.splitlines()
                for sign in line
                if not sign.isascii() and sign not in kept
            }
            assert odd == {}, scene
            assert "??" not in page.text, "a sign of ours without a plain twin"
            while page.dialog is not None:
                await page.press("escape")
            await page.press("escape", "escape", "escape", "u", "1", "g")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("29,16\u00a0€ → “ok”…", '29,16 EUR -> "ok"...'),
        ("« Remboursé »", '" Remboursé "'),
        ("「返金」", '"返金"'),
        ("Łukasz Żebrowski · 佐藤", "Łukasz Żebrowski - 佐藤"),
        ("① ★ ≠ •", "① ? ? *"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_signs_become_plain_and_letters_stay(text: str, plain: str) -> None:
    use_plain_signs(plain=True)
    assert shown(text) == plain


def test_what_is_cut_ends_in_three_dots_within_its_room() -> None:
    use_plain_signs(plain=True)
    assert fit("Jacket, midnight blue", 9) == "Jacket..."
    assert [fit("Jacket", n) for n in (0, 1, 2, 3, 4)] == ["", ".", "..", "...", "J..."]
    assert all(width_of(fit("Jacket, midnight blue", n)) <= n for n in range(30))


def test_every_sign_of_ours_has_a_plain_twin() -> None:
    use_plain_signs(plain=True)
    folder = Path(refundtui.__file__).parent / "tui"
    # Frames come from the style sheet of their own; these three write signs down to read them, not to show them.
    files = [
        file
        for file in folder.rglob("*.py")
        if file.name not in ("frames.py", "right_to_left.py", "safe_text.py")
    ]
    signs = {
        sign
        for file in files
        for sign in file.read_text("utf-8")
        if not sign.isascii() and not sign.isalpha()
    }
    signs = {sign for sign in signs if not unicodedata.category(sign).startswith("M")}
    assert [sign for sign in sorted(signs) if shown(sign) == "?"] == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    "keys", [("enter", "l", "l"), ("enter", "l", "l", "l"), ("5",)], ids=["timeline", "versions", "team"]
)
async def test_a_long_story_and_the_team_are_told_in_ascii(keys: tuple[str, ...], desk_on: MakeDesk) -> None:
    story = a_long_story()
    story = replace(story, messages=tuple(replace(one, text=_ENGLISH) for one in story.messages))
    story = replace(story, customer=replace(story.customer, language="en"))
    ports, _, _ = a_desk((story, *plain_cases()[1:]), lead("lee"))
    desk = desk_on(ports, plain_signs=True)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press(*keys)
        assert page.text.isascii(), [line for line in page.text.splitlines() if not line.isascii()]
