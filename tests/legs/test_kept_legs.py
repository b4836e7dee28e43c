"""A leg that is kept and read again is the same leg, whatever was said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import Posting, RefundLeg, Resolution, Trouble, Way, leg_id
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report, told_of
from refundtui.wire.legs import decode_leg, encode_leg
from tests.legs.small_legs import DECISION, NOON, day, eur, leg

_MOMENTS = st.one_of(st.none(), st.integers(-5, 40).map(day))
_SAYABLE = sorted(set(LegState) - {LegState.QUEUED, LegState.SENDING, LegState.UNKNOWN, LegState.MANUAL})
_REPORTS = st.builds(
    Report,
    st.sampled_from([state for state in _SAYABLE if state is not LegState.WITHDRAWN]),
    st.sampled_from(["", "re_1", "re_2"]),
    st.sampled_from([None, eur(4990), eur(1)]),
    _MOMENTS,
    st.sampled_from(["", "processing"]),
    st.sampled_from(["", "declined"]),
    st.sampled_from(["", "74221234567890123456789"]),
    _MOMENTS,
)
_POSTINGS = st.builds(
    Posting, st.integers(0, 9), _MOMENTS, st.sampled_from([None, *Trouble]), st.just("declined"), _MOMENTS
)


@given(
    st.lists(_REPORTS, max_size=4),
    _POSTINGS,
    st.sampled_from(LegState),
    st.sampled_from(Way),
    st.sampled_from([None, *_SAYABLE]),
    _MOMENTS,
)
def test_a_leg_is_the_same_after_a_restart(
    said: list[Report],
    posting: Posting,
    stage: LegState,
    way: Way,
    found: LegState | None,
    at: datetime | None,
) -> None:
    told = told_of(said)
    resolution = None if found is None else Resolution(found, "mara", "otto", "statement", at or NOON, told)
    other = leg_id(DECISION, 2)
    one: RefundLeg = replace(
        leg(), told=told, posting=posting, stage=stage, way=way, resolution=resolution, replaced_by=other
    )
    again = decode_leg(encode_leg(one))
    assert again == one
    assert (again.state, again.key, encode_leg(again)) == (one.state, one.key, encode_leg(one))
