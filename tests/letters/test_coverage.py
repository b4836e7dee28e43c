"""How complete a language is, by the English text each of its letters was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from refundtui.letters import coverage
from refundtui.letters.coverage import Status
from refundtui.letters.exchange import exported, imported
from refundtui.letters.letter import Kind
from refundtui.letters.macros import PLACEHOLDERS, read_macro
from refundtui.letters.templates import templates_folder
from refundtui.letters.variables import BY_NAME
from refundtui.letters.writing import write
from tests.letters.making_letters import NOW, REFUND_DUE, RULEBOOK, TYPED, determined, fitting


def status(language: str, kind: Kind) -> Status:
    return next(one.status for one in coverage.coverage(language) if one.kind is kind)


def edited(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    coverage._covered.cache_clear()


@pytest.mark.parametrize("language", ["en", "de"])
def test_english_and_german_are_complete(language: str) -> None:
    assert {one.status for one in coverage.coverage(language)} == {Status.OK}


def test_a_changed_english_text_makes_each_letter_that_holds_it_outdated(locales: Path) -> None:
    edited(locales / "en" / "letters" / "_second_look.liquid", "differently", "in another way")
    outdated = {one.kind for one in coverage.coverage("de") if one.status is Status.OUTDATED}
    assert outdated == {Kind.DENIAL, Kind.PARTIAL_GRANT}
    (row,) = (one for one in coverage.coverage("de") if one.kind is Kind.DENIAL)
    assert row.parts == (("_second_look", Status.OUTDATED),)
    coverage.marked("de", ("_second_look",), read=True)
    assert status("de", Kind.DENIAL) is Status.OK


def test_spaces_at_line_ends_are_no_other_text(locales: Path) -> None:
    edited(locales / "en" / "letters" / "_second_look.liquid", "\n", "  \r\n")
    assert status("de", Kind.DENIAL) is Status.OK


def test_a_language_is_added_by_dropping_in_its_folder_and_is_a_draft_until_it_is_read(locales: Path) -> None:
    folder = locales / "nl" / "letters"
    folder.mkdir(parents=True)
    for path in (locales / "en" / "letters").glob("*.liquid"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8").replace("Kind regards", "Met groet"))
    (folder / "offer.liquid").unlink()
    letter = write(
        Kind.PAID, fitting(Kind.PAID), determined(), RULEBOOK, (REFUND_DUE,), "nl-BE", NOW, typed=TYPED
    )
    assert (letter.language, letter.draft) == ("nl", True)
    assert status("nl", Kind.PAID) is Status.DRAFT
    assert status("nl", Kind.OFFER) is Status.MISSING
    coverage.marked("nl", coverage.translated_names("nl"), read=True)
    assert status("nl", Kind.PAID) is Status.OK
    assert status("nl", Kind.OFFER) is Status.MISSING


def test_a_manifest_that_cannot_be_read_makes_drafts_and_breaks_nothing(locales: Path) -> None:
    (locales / "de" / "letters" / "made-from.toml").write_text("[[[")
    coverage._covered.cache_clear()
    assert status("de", Kind.PAID) is Status.DRAFT


def test_what_goes_out_to_translators_comes_in_again_as_it_was(locales: Path) -> None:
    folder = locales / "de" / "letters"
    before = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.liquid")}
    sent = exported("de")
    assert "python-brace-format" not in sent
    assert exported("de") == sent
    taken = imported(sent, "de")
    assert (taken.refused, taken.drafts) == ((), ())
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.liquid")} == before
    assert {one.status for one in coverage.coverage("de")} == {Status.OK}


PAID, STARTED, LATER = (
    "Wir haben dir {{ amount }} erstattet.",
    "Unterwegs: {{ amount }}.",
    "Wir erstatten {{ amount }}.",
)


def of_each(paid: str, started: str, later: str) -> str:
    return f'{{% case payment %}}{{% when "paid" %}}{paid}{{% when "started" %}}{started}{{% else %}}{later}{{% endcase %}}'


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (of_each(PAID, STARTED, LATER), []),
        (of_each("Wir haben es erstattet.", STARTED, LATER), [("exchange.branch_lost", "payment = paid")]),
        (of_each(STARTED, PAID, LATER), [("exchange.paid_too_early", "payment = started")]),
        (
            PAID,
            [("exchange.variable_lost", "payment")]
            + [("exchange.branch_lost", f"payment = {when}") for when in ("paid", "started", "else")],
        ),
    ],
    ids=["as it is", "a branch without its amount", "branches exchanged", "no branches"],
)
def test_what_is_said_in_which_case_is_kept_by_a_translation(
    locales: Path, text: str, refused: list[tuple[str, str]]
) -> None:
    """A letter that says "paid" before the provider did would lie in that language alone."""
    taken = imported(translated({"_amount": text}), "de")
    assert [(one.code, one.words) for one in taken.refused] == refused


def test_a_new_language_comes_in_whole_from_one_file(locales: Path) -> None:
    delay = (locales / "en" / "letters" / "delay.liquid").read_text(encoding="utf-8")
    text = translated({"_offer_rights": "Antwoord op deze brief.\n", "delay": delay})
    taken = imported(text, "nl")
    assert taken.refused == ()
    assert taken.written == ("_offer_rights", "delay")
    assert (locales / "nl" / "letters" / "delay.liquid").is_file()


@pytest.mark.parametrize(
    ("name", "text", "code", "words"),
    [
        ("_offer_rights", "{{ amount }}", "exchange.variable_invented", "amount"),
        ("_new_day", "Tot gauw.", "exchange.variable_lost", "new_day"),
        ("_new_day", "{{ new_dag }}", "template.variable_unknown", "new_dag"),
        ("_new_day", "{{ new_day", "template.broken", "expected '}}', found '{{'"),
        ("delay", "geen onderwerp", "template.no_subject", ""),
        ("nothing", "x", "exchange.template_unknown", ""),
        ("../../x", "x", "exchange.template_unknown", ""),
    ],
)
def test_a_lost_or_invented_variable_is_refused_by_name_and_nothing_is_taken(
    locales: Path, name: str, text: str, code: str, words: str
) -> None:
    taken = imported(translated({name: text, "_offer_rights": "Goed."} | {name: text}), "nl")
    found = [one for one in taken.refused if one.code == code]
    assert found, taken
    assert found[0].template == name
    assert words in found[0].words or code == "template.broken"
    assert not (locales / "nl").exists()


@pytest.mark.parametrize("text", ["", "no po at all", "msgid", "\x00", 'msgid "a"\nmsgstr "b'])
def test_a_file_that_is_no_translators_file_is_named_and_changes_nothing(locales: Path, text: str) -> None:
    assert imported(text, "nl").refused
    assert not (locales / "nl").exists()


def test_a_fuzzy_entry_comes_in_as_a_draft(locales: Path) -> None:
    text = translated({"_offer_rights": "Goed."}).replace("msgctxt", "#, fuzzy\nmsgctxt")
    taken = imported(text, "nl")
    assert taken.drafts == ("_offer_rights",)
    assert not coverage.made_from("nl")["_offer_rights"].read


def test_a_translation_of_an_older_english_text_comes_in_as_outdated(locales: Path) -> None:
    sent = exported("de")
    edited(locales / "en" / "letters" / "_second_look.liquid", "differently", "in another way")
    assert imported(sent, "de").refused == ()
    coverage._covered.cache_clear()
    assert status("de", Kind.DENIAL) is Status.OUTDATED


def test_another_help_desks_macro_becomes_a_letter_of_ours() -> None:
    macro = read_macro(
        "Hi {{ticket.requester.first_name}},\n{% if ticket.id %}about {{ ticket.id | upcase }}{% endif %}",
        "en",
        subject="About {{ticket.id}}",
    )
    assert macro.mistakes == ()
    assert macro.text == (
        "Subject: About {{reference}}\n"
        "Hi {{given_name}},\n{% if reference %}about {{ reference | upcase }}{% endif %}\n"
    )


def test_zendesks_own_json_of_a_macro_is_read_without_its_html() -> None:
    text = (
        '{"macro": {"title": "Refunded", "actions": [{"field": "status", "value": "solved"},'
        ' {"field": "comment_value_html", "value": "<p>Hi {{ticket.requester.name}},</p><p>bye &amp; thanks</p>"}]}}'
    )
    assert read_macro(text, "en").text == "Subject: Refunded\nHi {{name}},\nbye & thanks\n"


@pytest.mark.parametrize(
    "text", ['{"a": ' * 100_000, '{"a": ' + "1" * 5_000 + "}", '\ufeff{"macro": ', ' \ufeff\n{"macro": ']
)
def test_json_that_cannot_be_read_is_half_a_macro_and_no_letter(text: str) -> None:
    assert [one.code for one in read_macro(text, "en", subject="x").mistakes] == ["macro.no_json"]


def test_placeholders_nobody_knows_are_named_until_somebody_says_what_they_are() -> None:
    text = "{{ticket.ticket_field_36001}} {{dc.refund}} {{ticket.requester.email}}"
    found = read_macro(text, "en", subject="x").mistakes
    assert {one.words for one in found} == {
        "ticket.ticket_field_36001",
        "dc.refund",
        "ticket.requester.email",
    }
    mapped = {"ticket.ticket_field_36001": "order", "dc.refund": "amount", "ticket.requester.email": "name"}
    assert read_macro(text, "en", subject="x", mapped=mapped).mistakes == ()


def test_every_known_placeholder_is_a_variable_of_ours() -> None:
    assert set(PLACEHOLDERS.values()) <= set(BY_NAME)


def translated(texts: dict[str, str]) -> str:
    """A translators' file with these entries alone, their English as it is today."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    entries = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n']
    for name, text in texts.items():
        path = templates_folder("en") / f"{name}.liquid"
        english = path.read_text(encoding="utf-8") if path.is_file() else f"{name}"
        entries.append(f"msgctxt {quoted(name)}\nmsgid {quoted(english)}\nmsgstr {quoted(text)}\n")
    return "\n".join(entries)
