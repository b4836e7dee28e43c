"""`refundtui office publish-letters`: a brand's own templates, put in force for every desk of the brand."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from refundtui.cli.letters import say_mistakes
from refundtui.cli.office_place import OPERATOR, now, opened
from refundtui.cli.telling import Exit, Stopped, complain, say, say_json
from refundtui.i18n.words import t, tn

if TYPE_CHECKING:
    from refundtui.domain.letter_documents import LetterPlace


def run(asked: Namespace) -> int:
    """The folder is the whole: what lies there is in force afterwards, and what does not is withdrawn."""
    from refundtui.office.publishing_letters import FaultyTemplatesError, publish_letters

    templates = _templates_in(Path(asked.folder), asked.brand)
    if bool(templates) == asked.withdraw_all:
        raise Stopped(
            Exit.USAGE,
            t("{folder} holds templates; --withdraw-all is for a folder without any.", folder=asked.folder)
            if templates
            else t("There is no template in {folder}; --withdraw-all withdraws all that are in force.", folder=asked.folder),
            t("Nothing was changed."),
        )  # fmt: skip
    with opened(asked) as store:
        known = store.library().brands()
        if asked.brand not in known:
            raise Stopped(
                Exit.USAGE,
                t("There is no brand {brand} here; there are: {known}.", brand=asked.brand, known=", ".join(known)),
            )  # fmt: skip
        try:
            done = publish_letters(store.database, asked.brand, templates, by=OPERATOR, now=now())
        except FaultyTemplatesError as wrong:
            for place, mistakes in wrong.found.items():
                complain(f"{place.language}/{place.file}:")
                say_mistakes(mistakes)
            raise Stopped(Exit.REFUSED, t("Nothing was put in force.")) from None
    if asked.json:
        say_json({"put_in_force": list(done.put_in_force), "withdrawn": list(done.withdrawn)})
        return Exit.DONE
    for name in done.put_in_force:
        say(t("{name} is in force.", name=name))
    for name in done.withdrawn:
        say(t("{name} is withdrawn.", name=name))
    say(tn("{brand} has {n} template of its own.", "{brand} has {n} templates of its own.", len(templates), brand=asked.brand))  # fmt: skip
    return Exit.DONE


def _templates_in(folder: Path, brand: str) -> dict[LetterPlace, str]:
    """`LANG/KIND.liquid`, as `letters preview --brand` reads them; a file of another name stops it."""
    from refundtui.domain.letter_documents import place_of

    if not folder.is_dir():
        raise Stopped(Exit.USAGE, t("There is no folder {folder}.", folder=str(folder)))
    found: dict[LetterPlace, str] = {}
    for path in sorted(folder.glob("*/*.liquid")):
        place = place_of(f"letters/{brand}/{path.parent.name}/{path.name}")
        if place is None:
            raise Stopped(
                Exit.USAGE,
                t("{file} is no template's name; one is written like de/denial.liquid.", file=str(path)),
                t("Nothing was put in force."),
            )
        try:
            found[place] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as trouble:
            why = (
                trouble.strerror
                if isinstance(trouble, OSError) and trouble.strerror
                else t("it is not UTF-8")
            )
            raise Stopped(
                Exit.USAGE,
                t("{file} cannot be read: {why}.", file=str(path), why=why),
                t("Nothing was put in force."),
            ) from None
    return found
