"""Whether one takes cases: said to the office by the agent, shown above until it is over."""

from __future__ import annotations

from refundtui.casework.submissions import Unreachable
from refundtui.domain.availability import CHOSEN, Availability
from refundtui.i18n.words import t
from refundtui.tui.action import Action
from refundtui.tui.screens.holding import HoldingScreen
from refundtui.tui.widgets.choices import Option

_KEYS = {
    Availability.AVAILABLE: "a",
    Availability.BUSY: "b",
    Availability.BREAK: "p",
    Availability.TRAINING: "t",
}


class AvailabilityScreen(HoldingScreen):
    """Each `do_…` belongs to the action of that name."""

    def why_not(self, action: Action) -> str:
        if action.id == "work.availability" and self.holding is None:
            return t("Without an office for many nobody is waiting to hear it.")
        return super().why_not(action)

    def do_work_availability(self) -> None:
        now = self.availability
        options = tuple(
            Option(one.value, self.speech.label(one), key=_KEYS[one], note=t("now") if one is now else "")
            for one in CHOSEN
        )
        foot = t("The office gives the next case only to those who are available. Any other key closes this.")
        self.pick(t("Do you take cases?"), options, lambda said: self._say(Availability(said)), foot=foot)

    def _say(self, availability: Availability) -> None:
        holding, desk = self.holding, self.desk
        if holding is None:
            return

        def take(unheard: Unreachable | None) -> None:
            if unheard is not None:
                desk.say(t("The office did not hear it: try again."), bad=True)
            elif availability is Availability.AVAILABLE:
                desk.say(t("You are available: the office gives you the next case."))
            else:
                desk.say(t("You are {availability}: no next case is given to you until you are available.", availability=self.speech.label(availability)))  # fmt: skip
            self.draw_header()

        desk.think("availability", lambda: holding.say_availability(availability, desk.now()), take, alone=False)  # fmt: skip
