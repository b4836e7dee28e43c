"""Every figure of a quote is explained in words, whatever was asked and under whatever terms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given

import refundtui.domain
from refundtui.i18n.phrases import SENTENCES
from refundtui.i18n.speech import Speech
from tests.domain.quote_strategies import History, histories

_SPELLED: Final = re.compile(r'"((?:delivery|even)_[a-z_]+)"|formula="([a-z_]+)"')


def _formulas() -> set[str]:
    sources = Path(refundtui.domain.__file__).parent.rglob("*.py")
    found = {name for path in sources for pair in _SPELLED.findall(path.read_text("utf-8")) for name in pair}
    return found - {"", "delivery_on_whole", "delivery_on_part"}


@pytest.mark.parametrize("formula", sorted(_formulas()))
def test_every_formula_has_its_sentence(formula: str) -> None:
    assert f"formula.{formula}" in SENTENCES


@given(histories())
def test_no_row_is_explained_by_a_code(history: History) -> None:
    speech = Speech("en")
    for quote in history.quotes:
        for row in quote.rows:
            said = speech.say(f"formula.{row.formula}", **dict(row.inputs))
            assert "formula." not in said
            assert "{" not in said
