"""The desk's own sentences in the agent's language: written in English, translated by catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field

from refundtui.i18n.catalogs import Catalogue, catalogue


def N_(message: str) -> str:  # noqa: N802 (the name extraction tools look for)
    """Mark a sentence that stands in a table and is translated where it is said."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 (ditto, for a pair)
    """Mark a pair of sentences, for one and for many."""
    return singular, plural


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences in one language."""

    of: Catalogue = field(default_factory=Catalogue)

    @property
    def language(self) -> str:
        return self.of.language

    def t(self, message: str, /, **facts: object) -> str:
        """The sentence, its named places filled."""
        forms = self.of.forms.get(message)
        return _filled(forms[0] if forms else message, facts)

    def tn(self, singular: str, plural: str, n: int, /, **facts: object) -> str:
        """The sentence for so many; `{n}` is the number unless `facts` says it in words."""
        facts.setdefault("n", n)
        forms = self.of.forms.get(singular)
        if not forms:
            return _filled(singular if n == 1 else plural, facts)
        form = self.of.plural_form(n)
        return _filled(forms[form] if form < len(forms) else forms[-1], facts)


def _filled(sentence: str, facts: dict[str, object]) -> str:
    # Only the sentence is read for places: a fact that holds braces is put in as it is.
    return sentence.format_map(facts) if facts else sentence


ENGLISH = Words()
_spoken: dict[str, Words] = {"en": ENGLISH}
_here = ENGLISH


def words(language: str) -> Words:
    """The sentences of a language; each catalogue is read once."""
    known = _spoken.get(language)
    if known is None:
        known = _spoken[language] = Words(catalogue(language))
    return known


def use_language(language: str) -> None:
    """Speak this language at this desk from now on."""
    global _here  # noqa: PLW0603 (one desk, one agent, one language: the process is the desk)
    _here = words(language)


def language() -> str:
    """The language spoken at this desk."""
    return _here.language


def here() -> Words:
    """The words of this desk."""
    return _here


def t(message: str, /, **facts: object) -> str:
    """The sentence in the desk's language, its named places filled."""
    return _here.t(message, **facts)


def tn(singular: str, plural: str, n: int, /, **facts: object) -> str:
    """The sentence for so many, in the desk's language; `{n}` is the number."""
    return _here.tn(singular, plural, n, **facts)
