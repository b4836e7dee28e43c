"""One example of each body, for whoever reads the office's description."""

from __future__ import annotations

from typing import Any, Final

_CASE: Final = "0192f0c4-7d1e-7c3a-9b42-5f0e6f1b2c3d"
_DECISION: Final = "0192f0c5-11aa-7b5e-8c0d-3e2f1a0b9c8d"
_FEED: Final = "b:lindenhof/t:refunds"
_NOON: Final = "2026-11-20T12:00:00Z"
_ACCEPTED: Final = {
    "id": _DECISION,
    "version": 3,
    "decision_version": 2,
    "visible_at": {"feed": _FEED, "seq": 1261},
    "result": "accepted",
}
_LEASE: Final = {"case_id": _CASE, "holder": "jana", "epoch": 4, "until": _NOON, "holder_name": "Jana"}
_SUBMISSION: Final = {
    "id": _DECISION,
    "case_id": _CASE,
    "command": {"code": "add_note", "note_id": "n-1", "text": "Called back."},
    "base_decision_version": 1,
    "actor": "jana",
    "decided_at": _NOON,
}

EXAMPLES: Final[dict[str, Any]] = {
    "AcceptedBody": _ACCEPTED,
    "AnswersBody": {"answers": [{"id": _DECISION, "status": 201, "accepted": _ACCEPTED}]},
    "DeviceBody": {
        "device_code": "4fX…",
        "user_code": "WDJB-MJHT",
        "verification_uri": "https://office.example/activate",
        "expires_in": 600,
        "interval": 5,
    },
    "FoundBody": {"result": "waits"},
    "FoundWish": {"state": "succeeded", "evidence": "statement of 2026-11-19, page 3"},
    "UnclearListBody": {
        "unclear": [
            {
                "about": "leg",
                "id": "leg-1",
                "since": _NOON,
                "gateway": "cards",
                "refund": "re_1",
                "brand": "lindenhof",
                "case_id": _CASE,
                "reference": "RF-0481920",
                "amount": {"minor": 3990, "currency": "EUR"},
                "state": "manual",
                "findable": True,
                "another_spoke": True,
            }
        ],
        "findable": ["canceled", "failed", "succeeded"],
    },
    "DocumentsBody": {
        "seq": 3,
        "documents": [
            {"name": "packs/lindenhof.toml", "version": 1, "digest": "5d2c…", "text": 'kind = "policy"\n'}
        ],
    },
    "FeedsBody": {"feeds": [{"id": _FEED, "epoch": 1, "last_seq": 1261, "live_count": 5120, "tier": "hot"}]},
    "IntakeBody": {
        "received": [
            {"brand": "lindenhof", "id": _CASE, "kind": "case", "is_new": True, "reference": "RF-0000042"}
        ]
    },
    "LeaseBody": _LEASE,
    "LeaseWish": {"epoch": None, "take_over": False},
    "MeBody": {"id": "jana", "name": "Jana", "role": "agent", "brands": ["lindenhof"], "now": _NOON},
    "MetaBody": {
        "oldest": 1,
        "newest": 1,
        "now": _NOON,
        "issuer": "https://office.example",
        "audience": "refundtui-office",
    },
    "NextWish": {"key": "0192f0c6-2b3c-7d4e-9f50-617283940a1b", "brand": "lindenhof"},
    "PageBody": {
        "feed": _FEED,
        "epoch": 1,
        "since": 1200,
        "through": 1261,
        "cursor": "djF8MXwxMjYxfDEyMDB8Yjpsa…",
        "more": False,
        "live_count": 5120,
        "checksum": "1a2b3c4d5e6f7",
        "items": [{"id": _CASE, "seq": 1261, "version": 4, "removed": True, "reason": "moved"}],
    },
    "PresenceBody": {"people": [{"person": "jana", "name": "Jana", "case_id": _CASE}], "leases": [_LEASE]},
    "PresenceWish": {"case_id": _CASE, "doing": "editing", "availability": "available"},
    "SubmissionBody": _SUBMISSION,
    "SubmissionsBody": {"decisions": [_SUBMISSION]},
    "TokensBody": {"access_token": "eyJ…", "token_type": "Bearer", "expires_in": 300, "refresh_token": "r1…"},
    "VoidedBody": {"id": _DECISION, "result": "voided"},
    "LineOfFile of an order": {
        "brand": "lindenhof",
        "customer": {"name": "Jana Brückner", "language": "de", "country": "DE"},
        "order": {
            "id": "LH-7001",
            "currency": "EUR",
            "country": "DE",
            "delivered_on": "2026-11-10",
            "lines": [
                {
                    "id": "shirt",
                    "title": "Shirt",
                    "units": 2,
                    "unit_price": "39.90",
                    "taxes": [{"code": "VAT", "rate": "0.19"}],
                }
            ],
        },
    },
    "LineOfFile": {
        "brand": "lindenhof",
        "case": {
            "id": "helpdesk-4711",
            "reason": "defective",
            "received_at": "2026-11-19T09:00:00+01:00",
            "customer": {"name": "Łucja Żak", "language": "pl", "country": "PL"},
            "order_ref": "LH-7002",
        },
    },
}
