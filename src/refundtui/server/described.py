"""The office's description of itself, OpenAPI 3.1: what each question answers, its troubles and an example.

Bodies are msgspec's (pydantic's for intake), so their schemas are collected here and put beside the paths
FastAPI finds; nothing is described twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from refundtui.server.examples import EXAMPLES
from refundtui.server.naming import LARGEST, NAME
from refundtui.server.troubles import KINDS
from refundtui.wire import answers, holding, pages, signing_in, unclear
from refundtui.wire.bodies import SCHEMA, Body
from refundtui.wire.cases import CaseBody, CaseHead
from refundtui.wire.protocol import (
    JSON,
    PROBLEM_JSON,
    VERSION,
    VERSION_HEADER,
    ProblemBody,
    Trouble,
)
from refundtui.wire.submissions import SubmissionBody

Described = dict[int | str, dict[str, Any]]

_REF: Final = "#/components/schemas/{name}"
_BODIES: Final = (
    answers.AcceptedBody,
    answers.AnswersBody,
    answers.IntakeBody,
    answers.SubmissionsBody,
    answers.VoidedBody,
    CaseBody,
    CaseHead,
    holding.LeaseBody,
    holding.LeaseWish,
    holding.NextWish,
    holding.PresenceBody,
    holding.PresenceWish,
    pages.DocumentsBody,
    pages.FeedsBody,
    pages.PageBody,
    ProblemBody,
    signing_in.ActivationWish,
    signing_in.DeviceBody,
    signing_in.DiscoveryBody,
    signing_in.MeBody,
    signing_in.MetaBody,
    signing_in.OAuthErrorBody,
    signing_in.TokensBody,
    SubmissionBody,
    unclear.FoundBody,
    unclear.FoundWish,
    unclear.UnclearListBody,
)
_ALWAYS: Final = (
    Trouble.INVALID,
    Trouble.UPGRADE_REQUIRED,
    Trouble.SLOW_DOWN,
    Trouble.FAULT,
    Trouble.UNAVAILABLE,
)
_EVERY_ANSWER: Final = {
    VERSION_HEADER: {"description": "The version that is spoken here.", "schema": {"type": "string"}}
}


def says(
    kind: type[Body] | None,
    *troubles: Trouble,
    status: int = 200,
    also: Mapping[int, type[Body] | None] | None = None,
    media: str = JSON,
) -> Described:
    """What an endpoint may answer: its success, other successes, and each trouble it can have."""
    described: Described = {status: _success(kind, media, status)}
    for other, body in (also or {}).items():
        described[other] = _success(body, media, other)
    by_status: dict[int, list[Trouble]] = {}
    for trouble in dict.fromkeys((*troubles, *_ALWAYS)):
        by_status.setdefault(KINDS[trouble].status, []).append(trouble)
    by_status.setdefault(400, []).append(Trouble.INVALID)
    for number, here in by_status.items():
        described[number] = _trouble(here)
    return described


def asks(
    kind: type[Body | BaseModel],
    *,
    media: Iterable[str] = (JSON,),
    required: bool = True,
    example: str = "",
) -> dict[str, Any]:
    """The body an endpoint wants; `example` where the form has another beside its own."""
    content = {one: {"schema": {"$ref": _REF.format(name=kind.__name__)}} for one in media}
    shown = example or kind.__name__
    if shown in EXAMPLES:
        for one in content.values():
            one["example"] = EXAMPLES[shown]
    return {"requestBody": {"required": required, "content": content}}


def asks_form(*fields: str) -> dict[str, Any]:
    """The fields of an HTML form or of OAuth's; which of them are needed depends on the others."""
    properties = {name: {"type": "string"} for name in fields}
    schema = {"type": "object", "properties": properties}
    return {
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": schema}},
        }
    }


def also_as_page(described: Described, media: str) -> Described:
    """The same troubles, told to a person in a browser."""
    page = {media: {"schema": {"type": "string"}}}
    return {
        status: {**told, "content": {**told.get("content", {}), **page}} if int(status) >= 400 else told
        for status, told in described.items()
    }


def says_oauth() -> Described:
    """OAuth tells its troubles in its own form (RFC 6749 §5.2); what is no form at all is a problem."""
    oauth = {JSON: {"schema": {"$ref": _REF.format(name="OAuthErrorBody")}}}
    told = _trouble([Trouble.INVALID])
    return {
        400: told | {"content": told["content"] | oauth},
        401: {"description": "Another client.", "headers": _EVERY_ANSWER, "content": oauth},
    }


def describe(app: FastAPI, forms: Iterable[type[BaseModel]] = ()) -> None:
    """Let `/openapi.json` be whole; `forms` are pydantic's, beside the wire's bodies."""

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _whole(app, forms)
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]  # the way FastAPI documents it


def _whole(app: FastAPI, forms: Iterable[type[BaseModel]]) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title,
        version=str(VERSION),
        openapi_version="3.1.0",
        summary="What everyone agrees on: cases, decisions and who may make them.",
        description=app.description,
        routes=app.routes,
    )
    known = schema.setdefault("components", {}).setdefault("schemas", {})
    # FastAPI's own idea of a mistake is never sent here.
    for unused in ("HTTPValidationError", "ValidationError"):
        known.pop(unused, None)
    _, bodies = msgspec.json.schema_components(_BODIES, ref_template=_REF)
    known |= bodies
    known["ItemBody"]["properties"]["case"] = {
        "anyOf": [{"$ref": _REF.format(name=kind.__name__)} for kind in (CaseBody, CaseHead)]
    }
    known["ProblemBody"]["properties"]["current"] = {"$ref": _REF.format(name="CaseBody")}
    known["SubmissionsBody"]["properties"]["decisions"] = {
        "type": "array",
        "items": {"$ref": _REF.format(name="SubmissionBody")},
    }
    _name_ids(known["SubmissionBody"]["properties"])
    for form in forms:
        own = form.model_json_schema(ref_template=_REF.replace("{name}", "{model}"))
        known |= own.pop("$defs", {})
        known[form.__name__] = own
    _spell_patterns(known)
    return schema


def _spell_patterns(schema: Any) -> None:
    r"""Python ends a pattern with `\Z`, everybody who reads JSON Schema with `$`."""
    match schema:
        case {"pattern": str(pattern), **_others}:
            schema["pattern"] = pattern.replace("\\Z", "$")
        case dict():
            for inner in schema.values():
                _spell_patterns(inner)
        case list():
            for inner in schema:
                _spell_patterns(inner)
        case _:
            pass


def _name_ids(fields: dict[str, Any]) -> None:
    """What is asked of a submission where it comes in, beyond what can be read of one that was kept."""
    for name in ("id", "case_id"):
        fields[name] = {"type": "string", "pattern": NAME}
    fields["after"] = {"anyOf": [{"type": "string", "pattern": NAME}, {"type": "null"}], "default": None}
    fields["base_decision_version"] = {"type": "integer", "minimum": 0, "exclusiveMaximum": LARGEST}
    fields["schema"] = {"type": "integer", "enum": [SCHEMA], "default": SCHEMA}


def _success(kind: type[Body] | None, media: str, status: int) -> dict[str, Any]:
    if kind is None:
        told: dict[str, Any] = {
            "description": "Done." if status != 304 else "As it was.",
            "headers": _EVERY_ANSWER,
        }
        if status == 200:
            told["content"] = {media: {"schema": {"type": "object" if media == JSON else "string"}}}
        return told
    content: dict[str, Any] = {"schema": {"$ref": _REF.format(name=kind.__name__)}}
    if kind.__name__ in EXAMPLES:
        content["example"] = EXAMPLES[kind.__name__]
    words = (kind.__doc__ or kind.__name__).split("\n\n")[0].replace("\n", " ")
    return {"description": words, "headers": _EVERY_ANSWER, "content": {media: content}}


def _trouble(here: list[Trouble]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": _REF.format(name="ProblemBody")}}
    first = KINDS[here[0]]
    content["example"] = {
        "type": f"/problems/{here[0]}",
        "title": first.title,
        "status": first.status,
        "retryable": first.retryable,
    }
    return {
        "description": " ".join(f"`{one}`: {KINDS[one].title}" for one in here),
        "headers": _EVERY_ANSWER,
        "content": {PROBLEM_JSON: content},
    }
