"""Which language a customer reads, where the shop that sent her case did not say: found out as it comes in."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from refundtui.domain.case import Case, Customer, LanguageFrom
from refundtui.i18n.her_language import by_place
from refundtui.i18n.languages import official_languages
from refundtui.rulebooks.library import Library

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LETTERS: Final = 20
"""Of fewer than these a few words in another language look alike."""

_SURE: Final = 0.8
"""Of 1,646 customers' questions in English 1,637 are read as English with it, and none as anything else."""

_NONE: Final = "zxx"  # no language at all: names of goods, a cat on the keys
_MOST: Final = 2_000  # characters: more of them tell no more


def with_language(case: Case, library: Library) -> Case:
    """The case with a customer whose language is known: from what she wrote, else from where she lives, else
    from the brand.
    """
    if case.customer.language:
        return case
    return replace(case, customer=_written(case) or _by_place(case, library))


def _by_place(case: Case, library: Library) -> Customer:
    country = case.customer.country or (case.order.country if case.order is not None else "")
    return by_place(case.customer, country, library.for_case(case).policy.manners.fallback_languages)


def _written(case: Case) -> Customer | None:
    said = " ".join(message.text for message in case.messages if message.from_customer)[:_MOST]
    if sum(map(str.isalpha, said)) < _LETTERS:
        return None
    if _is_ukrainian(said):
        return replace(case.customer, language="uk", language_from=LanguageFrom.WRITTEN)
    reader = _reader()
    if reader is None:
        return None
    language, how_sure = reader.classify(said)
    if how_sure < _SURE or language == _NONE:
        return None
    if language == "pt" and case.customer.country == "BR":
        language = "pt-BR"
    return replace(case.customer, language=language, language_from=LanguageFrom.WRITTEN)


def _is_ukrainian(said: str) -> bool:
    """Its own letters, and none that only its neighbours have: the reader takes a third of such sentences for theirs."""
    signs = set(said.casefold())
    return bool(signs & set("їєґ")) and not signs & set("ыэъёўђћќўјљњџ")


@cache
def _reader() -> LanguageIdentifier | None:
    """Part of an office for many only; the practice office goes by the place."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - half a second, where it is needed
    except ImportError:
        return None
    reader = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Languages of regions and variants take a share of what their large neighbour's speakers wrote.
    reader.set_languages(sorted((official_languages() | {_NONE}) & set(reader.labels)))
    return reader
