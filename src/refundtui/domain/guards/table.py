"""Which guards each command has to pass: everything they find is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from refundtui.domain.asking import Guard
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Approve,
    AskInformation,
    Cancel,
    Close,
    CounterOffer,
    Deny,
    Escalate,
    ExpireOffer,
    GiveBack,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    Merge,
    Override,
    PutToSleep,
    ReleaseFromFraud,
    Reopen,
    RequestApproval,
    ReturnApproval,
    SendLetter,
    SetIdentity,
    SetItems,
    SetLanguage,
    SettleAnotherWay,
    Take,
    WithdrawPayment,
)
from refundtui.domain.guards.amounts import (
    amount_is_possible,
    amount_within_caps,
    as_seen,
    no_second_look_needed,
    within_goodwill_limit,
    within_own_limit,
)
from refundtui.domain.guards.approvals import approval_stands, checker_is_another, same_version
from refundtui.domain.guards.denials import denial_has_grounds, law_permits_denial
from refundtui.domain.guards.endings import (
    letter_is_sent,
    merge_has_direction,
    reopens_in_time,
    reply_is_overdue,
    stops_for_a_reason,
)
from refundtui.domain.guards.offers import law_owes_no_money, offer_has_time, offer_stands
from refundtui.domain.guards.other_ways import (
    another_way_is_agreed,
    another_way_takes_two,
    checker_wrote_no_account,
    consent_is_whole,
    law_is_paid_in_money,
    law_lets_it_be_credit,
    offer_goes_to_no_account,
    only_money_becomes_money,
    payee_can_be_paid,
    reason_is_proved,
)
from refundtui.domain.guards.payments import another_person_pays_again, nothing_has_left, nothing_is_out
from refundtui.domain.guards.people import (
    another_decider,
    identity_is_known,
    identity_step_is_named,
    may_override,
    mine,
    not_mine_already,
    not_the_maker,
    suspicion_is_cleared,
)
from refundtui.domain.guards.records import (
    asks_for_something,
    facts_can_be,
    is_new,
    language_is_one,
    leaves_soon,
    recorded_days_stand,
    says_why,
    sleeps_within_the_law,
)
from refundtui.domain.guards.verdicts import evidence_is_there, no_duplicate, verdict_allows

_BEFORE_A_QUOTE: Final[tuple[Guard, ...]] = (
    no_duplicate,
    suspicion_is_cleared,
    identity_is_known,
    verdict_allows,
    nothing_is_out,
)


_AMOUNT: Final[tuple[Guard, ...]] = (amount_is_possible, amount_within_caps, as_seen)


_ANOTHER_WAY: Final[tuple[Guard, ...]] = (
    law_is_paid_in_money,
    another_way_is_agreed,
    only_money_becomes_money,
)


GUARDS: Final[Mapping[str, tuple[Guard, ...]]] = {
    Take.code: (mine, not_mine_already, another_decider),
    GiveBack.code: (mine,),
    SetItems.code: (mine, facts_can_be, recorded_days_stand),
    SetIdentity.code: (mine, identity_step_is_named),
    SetLanguage.code: (language_is_one,),
    AddEvidence.code: (is_new,),
    AddNote.code: (is_new, says_why),
    MakeQuote.code: (mine, another_decider, *_BEFORE_A_QUOTE, *_AMOUNT),
    MakeOffer.code: (
        mine,
        another_decider,
        *_BEFORE_A_QUOTE,
        *_AMOUNT,
        within_goodwill_limit,
        law_owes_no_money,
        offer_has_time,
        another_person_pays_again,
        offer_goes_to_no_account,
        law_is_paid_in_money,
    ),
    AcceptOffer.code: (offer_stands, *_BEFORE_A_QUOTE, *_AMOUNT, law_is_paid_in_money),
    CounterOffer.code: (offer_stands,),
    ExpireOffer.code: (offer_stands,),
    Approve.code: (
        mine,
        another_decider,
        *_BEFORE_A_QUOTE,
        evidence_is_there,
        *_AMOUNT,
        within_own_limit,
        no_second_look_needed,
        another_person_pays_again,
        *_ANOTHER_WAY,
        another_way_takes_two,
    ),
    RequestApproval.code: (
        mine,
        another_decider,
        *_BEFORE_A_QUOTE,
        evidence_is_there,
        *_AMOUNT,
        *_ANOTHER_WAY,
    ),
    GrantApproval.code: (
        checker_is_another,
        another_decider,
        approval_stands,
        same_version,
        *_BEFORE_A_QUOTE,
        *_AMOUNT,
        within_own_limit,
        *_ANOTHER_WAY,
        checker_wrote_no_account,
    ),
    ReturnApproval.code: (checker_is_another, says_why),
    WithdrawPayment.code: (mine, nothing_has_left, says_why),
    SettleAnotherWay.code: (
        mine,
        consent_is_whole,
        reason_is_proved,
        payee_can_be_paid,
        law_lets_it_be_credit,
    ),
    Override.code: (mine, may_override, says_why),
    Escalate.code: (says_why,),
    HoldForFraud.code: (mine, says_why),
    ReleaseFromFraud.code: (not_the_maker, says_why),
    Deny.code: (mine, another_decider, not_the_maker, denial_has_grounds, law_permits_denial),
    AskInformation.code: (mine, asks_for_something),
    PutToSleep.code: (mine, sleeps_within_the_law, says_why),
    SendLetter.code: (is_new, leaves_soon),
    Close.code: (mine, letter_is_sent),
    Reopen.code: (reopens_in_time, says_why),
    Cancel.code: (mine, stops_for_a_reason, reply_is_overdue),
    Merge.code: (mine, merge_has_direction),
}
