"""What keeps an office from being connected to a provider: told before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable


class NotConnected(ValueError):  # noqa: N818 - says what is the case
    """The settings cannot be followed. `code` and `facts` are what a sentence needs; no secret is among them."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(f"{code}: {', '.join(f'{name}={fact}' for name, fact in facts.items())}")
        self.code = code
        self.facts = facts


def only_known(told: Iterable[str], known: Iterable[str], before: str) -> None:
    """Raises for the first name that nobody knows; `before` is where it stands."""
    for name in told:
        if name not in known:
            raise NotConnected("gateways.unknown", at=f"{before}{name}", known=", ".join(sorted(known)))
