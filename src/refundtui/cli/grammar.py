"""How what comes back is typed: the forms and what they mean, for the help of every command that reads them."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.words import N_

GRAMMAR: Final = (
    ("LINE=UNITS", N_("so many units come back")),
    ("LINE=UNITS:GRADE", N_("… in this condition (A B C D E X T W P S N)")),
    ("LINE=AMOUNT", N_("an amount on this line, with its decimals; amount:20 where it has none")),
    ("LINE=ACTUAL/CONFORMING", N_("kept for less: the actual value against the value as agreed")),
    ("LINE=+5%", N_("so much more (or -5% less) of a reduction, a typed amount or goodwill")),
    ("LINE=rest", N_("all that is left of the line")),
    ("LINE=ended:DAY", N_("unused time after this day (2026-04-10)")),
    ("LINE=used:N", N_("so many sessions or months were used")),
    ("LINE=months:N", N_("what it is still worth after so many months")),
    ("LINE=now:AMOUNT", N_("delivery or fee, priced anew")),
    ("LINE=0", N_("nothing of this line")),
    ("goodwill=AMOUNT", N_("given beyond what is owed")),
    ("order=AMOUNT", N_("a reduction of the whole order")),
    ("payment:ID=AMOUNT", N_("money straight from one payment")),
    ("all", N_("everything that is left of the order")),
)
