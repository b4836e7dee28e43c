"""Where are things? The home directory, the profile in it, and what its owner chose."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

HOME_VARIABLE: Final = "REFUNDTUI_HOME"
PROFILE_VARIABLE: Final = "REFUNDTUI_PROFILE"
LANGUAGE_VARIABLE: Final = "REFUNDTUI_LANGUAGE"
_LOCK_MINUTES: Final = 10


class Profile(StrEnum):
    """Practice and real work never share a file."""

    TRAINING = "training"
    LIVE = "live"


class ConfigError(ValueError):
    """The configuration file cannot be followed; `code` and `facts` are what a sentence needs."""

    def __init__(self, code: str, path: Path, **facts: str) -> None:
        told = ", ".join(f"{name}={fact}" for name, fact in facts.items())
        super().__init__(f"{path}: {code}{f' ({told})' if told else ''}")
        self.code = code
        self.path = path
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Config:
    """One profile's files and choices. Every path hangs below `home`."""

    home: Path
    profile: Profile = Profile.TRAINING
    locale: str = "en"
    actor: str = "me"
    plain_cache: bool = False  # demos on a machine without the SQLCipher wheel
    theme: str = ""  # a look of ours or a file in `themes`
    mono: bool = False  # no colour at all
    mask_names: bool = True  # in the queue and in every list
    ascii: bool = False  # frames and signs in ASCII alone
    bidi_terminal: bool = (
        False  # the terminal orders Arabic and Hebrew itself and cannot be asked to leave it
    )
    office: str = ""  # where the office of real work is reached
    issuer: str = ""  # who vouches for its people; the office itself says so where this is empty
    client_id: str = ""
    lock_minutes: int = (
        _LOCK_MINUTES  # so long nobody presses a key and the desk hides what it shows; 0 for never
    )

    @property
    def training(self) -> bool:
        return self.profile is Profile.TRAINING

    @property
    def profile_home(self) -> Path:
        return self.home / self.profile.value

    @property
    def config_file(self) -> Path:
        return config_file(self.home)

    @property
    def keys_file(self) -> Path:
        """The agent's own keys; they are the same for practice and real work."""
        return self.home / "keys.toml"

    @property
    def themes_folder(self) -> Path:
        return self.home / "themes"

    @property
    def letters_folder(self) -> Path:
        """Brands' own letter templates, a folder for each; the same for practice and real work."""
        return self.home / "letters"

    @property
    def published_letters_folder(self) -> Path:
        """The templates that this profile's office published, as the last sync brought them."""
        return self.profile_home / "letters"

    @property
    def office_file(self) -> Path:
        """The embedded office of this profile."""
        return self.profile_home / "office.db"

    @property
    def clock_file(self) -> Path:
        return self.profile_home / "clock.json"

    @property
    def weather_file(self) -> Path:
        return self.profile_home / "weather.json"

    @property
    def registration_file(self) -> Path:
        """At which office the desk is registered, and for whom."""
        return self.profile_home / "office.json"

    @property
    def tokens_file(self) -> Path:
        return self.profile_home / "sign-in.json"

    @property
    def lock_file(self) -> Path:
        """The PIN before a locked desk, as a digest."""
        return self.profile_home / "lock.json"

    @property
    def log_folder(self) -> Path:
        return self.profile_home / "log"


def config_file(home: Path) -> Path:
    return home / "config.toml"


def home_from(environment: Mapping[str, str]) -> Path:
    """The one folder everything lies in: `REFUNDTUI_HOME`, else where this system keeps such things."""
    chosen = environment.get(HOME_VARIABLE, "").strip()
    if chosen:
        try:
            return Path(chosen).expanduser().absolute()
        except RuntimeError:  # a tilde before a name that nobody here has: then it is a name like any other
            return Path(chosen).absolute()
    import platformdirs  # noqa: PLC0415 - not needed when the home was named

    return platformdirs.user_data_path("refundtui", appauthor=False)


def locale_from(environment: Mapping[str, str]) -> str:
    """The tongue of the desk as the environment asks for it, as a BCP 47 tag: `de_DE.UTF-8` is `de-DE`."""
    for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = environment.get(name, "").split(".")[0].split("@")[0].replace("_", "-")
        if spoken:
            return "en" if spoken in {"C", "POSIX"} else spoken
    return "en"


def read_config(
    environment: Mapping[str, str] | None = None,
    *,
    home: Path | None = None,
    profile: Profile | None = None,
    locale: str | None = None,
    actor: str | None = None,
) -> Config:
    """What holds, nearest first: the call's own word, the environment, the file, the default."""
    environment = os.environ if environment is None else environment
    home = home_from(environment) if home is None else home
    chosen = _read_file(config_file(home))
    written_profile = environment.get(PROFILE_VARIABLE) or str(chosen.get("profile", Profile.TRAINING))
    if written_profile not in tuple(Profile):
        raise ConfigError("config.profile_unknown", config_file(home), value=written_profile)
    by_environment = environment.get(LANGUAGE_VARIABLE, "")
    return Config(
        home=home,
        profile=profile or Profile(written_profile),
        locale=locale or by_environment or str(chosen.get("locale", "")) or locale_from(environment),
        actor=actor or str(chosen.get("actor", "me")),
        plain_cache=chosen.get("plain_cache") is True,
        theme=str(chosen.get("theme", "")),
        mono=chosen.get("mono") is True,
        mask_names=chosen.get("mask_names") is not False,
        ascii=chosen.get("ascii") is True,
        bidi_terminal=chosen.get("bidi_terminal") is True,
        office=str(chosen.get("office", "")),
        issuer=str(chosen.get("issuer", "")),
        client_id=str(chosen.get("client_id", "")),
        lock_minutes=_minutes(chosen.get("lock_minutes"), config_file(home)),
    )


def _minutes(told: object, path: Path) -> int:
    if told is None:
        return _LOCK_MINUTES
    if not isinstance(told, int) or isinstance(told, bool) or told < 0:
        raise ConfigError("config.kind_wrong", path, name="lock_minutes", wanted="int")
    return told


_CHOICES: Final[dict[str, type]] = {
    "profile": str, "locale": str, "actor": str, "plain_cache": bool,
    "theme": str, "mono": bool, "ascii": bool, "bidi_terminal": bool, "mask_names": bool, "lock_minutes": int,
    "office": str, "issuer": str, "client_id": str,
}  # fmt: skip


def _read_file(path: Path) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as why:
        raise ConfigError("config.unreadable", path, why=why.strerror or str(why)) from None
    except UnicodeDecodeError as why:
        raise ConfigError("config.unreadable", path, why=str(why)) from None
    try:
        chosen = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise ConfigError("config.torn", path, why=str(why)) from None
    for name, value in chosen.items():
        if name not in _CHOICES:
            raise ConfigError("config.name_unknown", path, name=name, names=", ".join(_CHOICES))
        if not isinstance(value, _CHOICES[name]):
            raise ConfigError("config.kind_wrong", path, name=name, wanted=_CHOICES[name].__name__)
    return chosen
