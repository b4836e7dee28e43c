"""The queue: its views by name, and what a filter line cannot mean, as sentences."""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.phrase import Phrase
from refundtui.i18n.words import N_

VIEW_NAMES: Final[dict[str, Phrase]] = {
    "view.open": N_("all open"),
    "view.mine": N_("mine"),
    "view.review": N_("for review"),
    "view.waiting": N_("waiting for somebody"),
    "view.approvals": N_("approvals asked for"),
    "view.soon": N_("due within 24 h"),
    "view.snoozed": N_("set aside"),
    "view.conflicts": N_("needs another look"),
    "view.all": N_("everything"),
}

FILTERS: Final[dict[str, Phrase]] = {
    "filter.unknown_field": N_(
        "“{word}” is no field; the fields are {fields}. In quotes it is searched as it is."
    ),
    "filter.unknown_value": N_("“{word}” is not known as {of}."),
    "filter.no_value": N_("Something must follow “{word}”, for example {example}."),
    "filter.sign": N_("After “{word}” stands {signs}, not {sign}."),
    "filter.twice": N_("“{word}” is said twice; one of them is enough."),
    "filter.due": N_(
        "“{word}” is no time: 90min, 24h, 3d, 2w, a day as 2026-11-20, today, tomorrow, overdue."
    ),
    "filter.amount": N_("“{word}” is no amount: 50, 50.25 or 50..100."),
    "filter.language": N_("“{word}” is no language code; two letters as in de or en."),
}

BULK: Final[dict[str, Phrase]] = {
    "bulk.mine_already": N_("It is yours already."),
    "bulk.tagged_already": N_("It has this tag already."),
    "bulk.too_large": N_("{amount} is above {limit}: that is typed for each case by itself."),
    "bulk.changed_on_calculator": N_("The calculator holds a request you changed; decide it by itself."),
}
