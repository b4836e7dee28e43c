"""Another help desk's macros as letters of ours: their placeholders by our names, what is not known is named."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.letters.checking import Mistake, mistakes_in
from refundtui.letters.templates import SUBJECT

PLACEHOLDERS: Final[Mapping[str, str]] = {
    # Zendesk
    "ticket.requester.first_name": "given_name",
    "ticket.requester.name": "name",
    "ticket.id": "reference",
    "ticket.encoded_id": "reference",
    "ticket.created_at": "received_on",
    "ticket.created_at_with_time": "received_on",
    "ticket.brand.name": "brand",
    "ticket.account": "brand",
    "current_user.signature": "signature",
    # Freshdesk
    "ticket.requester.firstname": "given_name",
    "ticket.from_email_name": "name",
    "helpdesk_name": "brand",
    # Gorgias
    "ticket.customer.firstname": "given_name",
    "ticket.customer.name": "name",
    "ticket.customer.integrations.shopify.orders[0].name": "order",
    # Shopify
    "customer.first_name": "given_name",
    "customer.name": "name",
    "order.name": "order",
    "order.order_number": "order",
    "order.created_at": "ordered_on",
    "shop.name": "brand",
    "refund.amount": "amount",
}
"""What others call what we have. A placeholder that is neither here nor mapped by hand is refused and named."""

_EXPRESSION: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_BREAKS: Final = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr)>", re.IGNORECASE)
_TAGS: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_IS_JSON: Final = re.compile(r"\s*\{\s*(?:\"|\}|\Z)")  # and neither `{{` nor `{%`
_IS_HTML: Final = re.compile(r"<(?:p|br|div|span|ul|ol|h\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro as a template of ours, and what stands against it."""

    text: str
    mistakes: tuple[Mistake, ...]


def read_macro(
    text: str, language: str, *, subject: str = "", mapped: Mapping[str, str] | None = None
) -> Macro:
    """A macro's text, or Zendesk's own JSON of one, as a template. `subject` is used where it brings none."""
    try:
        title, body = _parts(
            text.replace("\ufeff", "")
        )  # a mark of the file's order of bytes, or nothing to be seen
    except json.JSONDecodeError as trouble:
        return Macro("", (Mistake(trouble.lineno, "macro.no_json", clean_line(trouble.msg)),))
    except RecursionError:
        return Macro("", (Mistake(1, "macro.no_json", "too deep"),))
    except ValueError:  # a whole number of thousands of digits
        return Macro("", (Mistake(1, "macro.no_json", "too long a number"),))
    names = {**PLACEHOLDERS, **(mapped or {})}
    line = clean_line(subject or title)
    made = body if body.startswith(SUBJECT) else f"{SUBJECT} {line}\n{body}"
    made = _EXPRESSION.sub(lambda found: _renamed(found[0], names), clean_text(made)).rstrip() + "\n"
    return Macro(made, mistakes_in(made, language))


def _parts(text: str) -> tuple[str, str]:
    """Title and text: of a JSON macro its title and the comment it writes; else the text itself.

    Raises `JSONDecodeError` for what begins as JSON and is none: half a macro is no letter.
    """
    if not _IS_JSON.match(text):
        return "", _without_html(text)
    told = json.loads(text)
    macro = told.get("macro", told)
    macro = macro if isinstance(macro, dict) else {}
    actions = macro.get("actions")
    for action in actions if isinstance(actions, list) else ():
        if isinstance(action, dict) and action.get("field") in ("comment_value", "comment_value_html"):
            value = action.get("value")
            said = value[-1] if isinstance(value, list) and value else value
            return str(macro.get("title", "")), _without_html(str(said))
    return str(macro.get("title", "")), ""


def _renamed(expression: str, names: Mapping[str, str]) -> str:
    """The longest name first: `ticket.requester.name` is no `ticket.requester` with something behind it."""
    for theirs in sorted(names, key=len, reverse=True):
        expression = re.sub(rf"(?<![\w.]){re.escape(theirs)}(?![\w.\[])", names[theirs], expression)
    return expression


def _without_html(text: str) -> str:
    if not _IS_HTML.search(text):
        return text
    return unescape(_TAGS.sub("", _BREAKS.sub("\n", text))).strip()
