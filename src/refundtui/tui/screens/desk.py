"""The desk's one screen: all its subjects together."""

from __future__ import annotations

from refundtui.tui.screens.adjusting import AdjustingScreen
from refundtui.tui.screens.alarming import AlarmingScreen
from refundtui.tui.screens.availability import AvailabilityScreen
from refundtui.tui.screens.closing import ClosingScreen
from refundtui.tui.screens.deciding import DecidingScreen
from refundtui.tui.screens.finding import FindingScreen
from refundtui.tui.screens.getting_next import NextScreen
from refundtui.tui.screens.lettering import LetteringScreen
from refundtui.tui.screens.missing_facts import MissingFactsScreen
from refundtui.tui.screens.new_case import NewCaseScreen
from refundtui.tui.screens.other_ways import OtherWaysScreen
from refundtui.tui.screens.outgoing import OutgoingScreen
from refundtui.tui.screens.recording import RecordingScreen
from refundtui.tui.screens.resuming import ResumingScreen
from refundtui.tui.screens.reviewing import ReviewingScreen
from refundtui.tui.screens.seeing import SeeingScreen
from refundtui.tui.screens.speaking import SpeakingScreen


class DeskScreen(
    ResumingScreen,
    NextScreen,
    AvailabilityScreen,
    SeeingScreen,
    SpeakingScreen,
    DecidingScreen,
    AdjustingScreen,
    ReviewingScreen,
    OtherWaysScreen,
    ClosingScreen,
    RecordingScreen,
    MissingFactsScreen,
    NewCaseScreen,
    LetteringScreen,
    OutgoingScreen,
    FindingScreen,
    AlarmingScreen,
):
    """One class for each subject; each `do_…` belongs to the action of that name."""
