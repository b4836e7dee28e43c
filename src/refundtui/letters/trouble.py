"""A template that cannot be followed: it stops the letter with a sentence, and the case stays workable."""

from __future__ import annotations

from refundtui.domain.findings import Fact, Finding, Outcome


class BrokenTemplate(Exception):  # noqa: N818 - an answer to a person, with its code and facts
    """`code` is that of the finding that says it; `template` the file's name."""

    def __init__(self, code: str, *, template: str, **facts: Fact) -> None:
        super().__init__(f"{template}: {code}")
        self.code = code
        self.template = template
        self.facts = facts

    @property
    def finding(self) -> Finding:
        return Finding(self.code, Outcome.FAIL, (("template", self.template), *self.facts.items()))
