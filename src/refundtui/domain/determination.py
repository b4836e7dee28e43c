"""Verdict and amount together, on one snapshot: the one function that preview and submit share."""

from __future__ import annotations

from dataclasses import dataclass

from refundtui.domain.eligibility import Eligibility
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Determination:
    """What is owed on a request and why; `quote` is `Refused` when no amount is possible."""

    eligibility: Eligibility
    terms: Terms
    quote: Quote | Refused
