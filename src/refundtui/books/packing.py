"""How is a case's body kept? Packed: a quarter of the bytes to encrypt, to write and to read again.

Bodies are short and alike, so the packer is told beforehand how one is built. What it is told names nobody:
words taken from real bodies would outlive the erasure of their cases.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from refundtui.books.trouble import Corrupt

if TYPE_CHECKING:
    import zstandard

_KNOWN: Final = """
[{"number":0,"kind":"open","by":"","at":"2026-11-","before":null,"after":"intake","facts":{"role":"system",
"version":0,"decision_version":0,"edges":["1"]}},{"number":0,"kind":"take","by":"","at":"2026-11-",
"before":"intake","after":"eligibility","facts":{"owner_before":"","edges":["2"],"policy":"",
"role":"senior","version":0,"decision_version":0}},{"number":0,"kind":"request_approval","by":"",
"at":"2026-11-","before":"eligibility","after":"approval","facts":{"quote_version":0,"amount":{"is":"money",
"minor":0,"currency":"EUR"},"fingerprint":"","note":"","why":["limit.exceeded"],"edges":["8","14"],
"policy":"","role":"agent","version":0,"decision_version":0}},{"number":0,"kind":"tag","by":"",
"at":"2026-11-","before":"intake","after":"intake","facts":{"added":["repeat"],"removed":[],"edges":[],
"policy":"","role":"agent","version":0,"decision_version":0}},{"number":0,"kind":"deny","by":"",
"at":"2026-11-","before":"eligibility","after":"denied","facts":{"grounds":["window_passed"],"clauses":[""],
"law_verdict":"ineligible","policy_verdict":"ineligible","edges":["9"],"policy":"","role":"agent",
"version":0,"decision_version":0}},{"number":0,"kind":"close","by":"","at":"2026-11-","before":"denied",
"after":"closed","facts":{"resolution":"denied_window","letter_at":{"is":"instant","value":"2026-11-"},
"letter_channel":"mail","letter_digest":"","edges":["30","31"],"policy":"","role":"agent","version":0,
"decision_version":0}},{"number":0,"kind":"add_note","by":"","at":"2026-11-","before":"intake",
"after":"intake","facts":{"note":"","edges":[],"policy":"","role":"agent","version":0,
"decision_version":0}},{"number":0,"kind":"approve","by":"","at":"2026-11-","before":"eligibility",
"after":"approved","facts":{"quote_version":0,"amount":{"is":"money","minor":0,"currency":"EUR"},
"fingerprint":"","note":"","limit":{"is":"money","minor":0,"currency":"EUR"},"goodwill_limit":{"is":"money",
"minor":0,"currency":"EUR"},"edges":["8","15"],"policy":"","role":"agent","version":0,
"decision_version":0}},{"number":0,"kind":"offer","by":"","at":"2026-11-","before":"eligibility",
"after":"offer","facts":{"quote_version":0,"amount":{"is":"money","minor":0,"currency":"EUR"},
"fingerprint":"","expires_at":{"is":"instant","value":"2026-11-"},"within_limit":true,"edges":["8","11"],
"policy":"","role":"senior","version":0,"decision_version":0}},{"number":0,"kind":"grant_approval","by":"",
"at":"2026-11-","before":"approval","after":"approved","facts":{"quote_version":0,"amount":{"is":"money",
"minor":0,"currency":"EUR"},"note":"","edges":["16"],"policy":"","role":"lead","version":0,
"decision_version":0}},{"number":0,"kind":"quote","by":"","at":"2026-11-","before":"eligibility",
"after":"quote","facts":{"quote_version":0,"amount":{"is":"money","minor":0,"currency":"EUR"},
"fingerprint":"","edges":["8"],"policy":"","role":"senior","version":0,"decision_version":0}},{"number":0,
"kind":"ask_information","by":"","at":"2026-11-","before":"eligibility","after":"info_wait",
"facts":{"items":["photos"],"waiting_for":"customer","edges":["3"],"policy":"","role":"senior","version":0,
"decision_version":0}}]{"id":"","reference":"","brand":"","state":"intake","customer":{"name":"","email":"",
"language":"de","country":"DE","identity":"verified","customer_ref":"","phone":""},"reason":"changed_mind",
"received_at":"2026-11-","order":{"id":"","currency":"EUR","lines":[{"id":"","title":"","units":0,
"net_minor":0,"taxes":[{"code":"","minor":0,"rate":"19/100"}],"sku":"","category":"","listed_minor":0,
"discount_minor":0,"order_discount_minor":0,"delivered_on":"2026-11-","tags":["hygiene"]}],
"payments":[{"id":"","captured_minor":0,"label":"","kind":"bank"}],"ordered_at":"2026-11-",
"delivered_on":"2026-11-","country":"DE","discounts":[{"amount_minor":0,"line_ids":["1"]}],
"earlier":[{"id":"","parts":[{"line_id":"","gross_minor":0,"units":0,"taxes":[{"code":"","minor":0,
"rate":"19/100"}]}],"on":"2026-11-"}]},"order_ref":"","request":{"items":[{"ask":"units","line_id":"",
"units":0,"grade":"A","actual_value":{"minor":0,"currency":"EUR"},"conforming_value":{"minor":0,
"currency":"EUR"},"amount":{"minor":0,"currency":"EUR"}}]},"channel":"form","messages":[{"at":"2026-11-",
"from_customer":true,"text":"","subject":""}],"notice_on":"2026-11-","events":[],"due":{"at":"2026-11-",
"is_legal":false},"claimed":{"minor":0,"currency":"EUR"},"amount":{"minor":0,"currency":"EUR"},"version":0,
"decision_version":0,"owner":"","quotes":[{"number":0,"request":{"items":[{"ask":"units","line_id":"",
"units":0,"grade":"A","amount":{"minor":0,"currency":"EUR"},"actual_value":{"minor":0,"currency":"EUR"},
"conforming_value":{"minor":0,"currency":"EUR"}}]},"quote":{"currency":"EUR","rows":[{"code":"goods",
"amount_minor":0,"net_minor":0,"taxes":[{"code":"","minor":0,"rate":"19/100"}],"line_id":"","units":0,
"formula":"share_of_units","inputs":[["paid"]],"source":{"rule":"","clause":""},"listed_minor":0,
"discount_minor":0,"switches":["goodwill_tax"]}],"legs":[{"kind":"tender","amount_minor":0,"payment_id":"",
"label":""}],"findings":[{"code":"deduction.struck","outcome":"note","facts":{"deduction":"restocking",
"amount":{"is":"money","minor":0,"currency":"EUR"},"switch":""},"basis":"law","rule":"","clause":""}],
"switches":[{"name":"","value":"standard","what_if":[{"name":"","minor":0}]}],"maximum_minor":0,
"policy":""},"by":"","at":"2026-11-"}],"approval":{"version":0,"fingerprint":"","amount":{"minor":0,
"currency":"EUR"},"requested_by":"","requested_at":"2026-11-","note":"","status":"granted","granted_by":"",
"granted_at":"2026-11-","within_own_limit":true},"evidence":[{"id":"","kind":"photo","title":"",
"at":"2026-11-","by":"","size":0,"media_type":"","digest":""}],"tags":["gift"],
"denial":{"grounds":["window_passed"],"clauses":[""],"by":"","at":"2026-11-"},"resolution":"denied_window",
"first_decider":"","notes":[{"id":"","by":"","at":"2026-11-","text":""}],"offer":{"version":0,
"amount":{"minor":0,"currency":"EUR"},"by":"","at":"2026-11-","expires_at":"2026-11-",
"countered":{"minor":0,"currency":"EUR"},"closed":"accepted","accepted_at":"2026-11-","acceptance":""},
"snooze":{"until":"2026-11-","reason":"","by":""},"flags":["fraud_hold"],"reopened":0,
"facts":{"seal_broken":false,"customer.returns":0},"asked_for":["photos"],"waiting_for":"customer",
"overrides":[{"rules":["remorse"],"reason":"","by":"","at":"2026-11-"}]}
"""
"""A body as they are built today, with nothing in it. One built otherwise is packed as truly, not as small."""
KNOWN: Final = _KNOWN.replace("\n", "").encode()
_LEVEL: Final = -1  # a better one takes longer than writing the bytes it saves


def packer() -> Callable[[bytes], bytes]:
    """For one thread at a time."""
    # Late: a queue is shown without opening any case.
    import zstandard  # noqa: PLC0415 - ditto

    return zstandard.ZstdCompressor(level=_LEVEL, dict_data=_known(), write_checksum=False).compress


def unpacked(packed: bytes) -> bytes:
    """Raises `Corrupt`."""
    import zstandard  # noqa: PLC0415 - ditto

    try:
        return zstandard.ZstdDecompressor(dict_data=_known()).decompress(packed)
    except zstandard.ZstdError as torn:
        raise Corrupt(str(torn), book="cache") from torn


@cache
def _known() -> zstandard.ZstdCompressionDict:
    import zstandard  # noqa: PLC0415 - ditto

    known = zstandard.ZstdCompressionDict(KNOWN, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    known.precompute_compress(level=_LEVEL)
    return known
