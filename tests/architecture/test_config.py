"""Where things are, and what the nearest word is."""

from pathlib import Path

import pytest

from refundtui.config import Config, ConfigError, Profile, home_from, locale_from, read_config


def test_one_variable_moves_every_file(tmp_path: Path) -> None:
    config = read_config({"REFUNDTUI_HOME": str(tmp_path / "elsewhere")})

    files = (
        config.config_file,
        config.office_file,
        config.clock_file,
        config.weather_file,
        config.log_folder,
    )
    assert all(file.is_relative_to(tmp_path / "elsewhere") for file in files)


def test_practice_and_real_work_share_no_file(tmp_path: Path) -> None:
    practice = Config(tmp_path, Profile.TRAINING)
    live = Config(tmp_path, Profile.LIVE)

    assert practice.office_file != live.office_file
    assert not live.profile_home.is_relative_to(practice.profile_home)


def test_without_the_variable_the_systems_own_place_is_used() -> None:
    assert home_from({}).name == "refundtui"


def test_a_home_may_begin_with_a_tilde() -> None:
    assert home_from({"REFUNDTUI_HOME": "~/desk"}) == Path.home() / "desk"


def test_nobody_said_anything_is_a_training_desk_in_english(tmp_path: Path) -> None:
    config = read_config({}, home=tmp_path)

    assert (config.profile, config.locale, config.actor, config.training) == ("training", "en", "me", True)


def test_the_call_beats_the_environment_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('locale = "de"\nprofile = "live"\n', encoding="utf-8")

    assert read_config({}, home=tmp_path).locale == "de"
    assert read_config({"LANG": "fr_FR.UTF-8"}, home=tmp_path).locale == "de"
    assert read_config({"REFUNDTUI_LANGUAGE": "fr"}, home=tmp_path).locale == "fr"
    assert read_config({"REFUNDTUI_LANGUAGE": "fr"}, home=tmp_path, locale="pl").locale == "pl"
    assert read_config({}, home=tmp_path).profile is Profile.LIVE
    assert read_config({}, home=tmp_path, profile=Profile.TRAINING).profile is Profile.TRAINING


@pytest.mark.parametrize(
    ("environment", "tongue"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de-DE"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "ca_ES@valencia"}, "ca-ES"),
        ({"LC_ALL": "pl_PL", "LANG": "de_DE"}, "pl-PL"),
        ({}, "en"),
    ],
    ids=["the usual form", "the C locale", "with a modifier", "LC_ALL first", "nothing said"],
)
def test_the_environments_tongue_becomes_a_language_tag(environment: dict[str, str], tongue: str) -> None:
    assert locale_from(environment) == tongue


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('localle = "de"', "config.name_unknown"),
        ("locale = 5", "config.kind_wrong"),
        ('profile = "holiday"', "config.profile_unknown"),
        ("locale = ", "config.torn"),
        ('mono = "yes"', "config.kind_wrong"),
        ("lock_minutes = -1", "config.kind_wrong"),
        ("lock_minutes = true", "config.kind_wrong"),
    ],
    ids=[
        "a typo",
        "a number",
        "a profile nobody knows",
        "no TOML",
        "a text for yes",
        "less than none",
        "yes for a number",
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, written: str, code: str) -> None:
    (tmp_path / "config.toml").write_text(written, encoding="utf-8")

    with pytest.raises(ConfigError) as mistake:
        read_config({}, home=tmp_path)

    assert mistake.value.code == code
    assert str(tmp_path / "config.toml") in str(mistake.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match=r"config\.unreadable"):
        read_config({}, home=tmp_path)


def test_how_the_desk_looks_and_what_it_hides_is_the_owners_choice(tmp_path: Path) -> None:
    plain = read_config({}, home=tmp_path)
    assert (plain.theme, plain.mono, plain.ascii, plain.mask_names, plain.lock_minutes) == (
        "",
        False,
        False,
        True,
        10,
    )
    (tmp_path / "config.toml").write_text(
        'theme = "cvd"\nmono = true\nascii = true\nmask_names = false\nlock_minutes = 0\n', encoding="utf-8"
    )
    own = read_config({}, home=tmp_path)
    assert (own.theme, own.mono, own.ascii, own.mask_names, own.lock_minutes) == ("cvd", True, True, False, 0)
    assert own.keys_file.is_relative_to(tmp_path)
    assert own.themes_folder.is_relative_to(tmp_path)
