"""The office's description of itself is true: schemathesis asks everything it describes, and things beside it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from refundtui.domain.actor import Act, Actor, Grant, Role, usual_grants
from refundtui.office.store import OfficeStore
from refundtui.server.own_issuer import OwnIssuer
from tests.server.served import Served, serving
from tests.support.offices import BRAND, a_case, an_office

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports complain of each other
    import schemathesis
    from schemathesis.checks import load_all_checks
    from schemathesis.core.result import Ok

ALL_RIGHTS = Actor(
    "everybody", "Everybody", Role.LEAD, (*usual_grants(Role.LEAD), Grant(Act.SEND_IN), Grant(Act.PUBLISH))
)
ENDLESS = {"/v1/events"}  # a stream has no end to compare

# What is spelled rightly may still be meant wrongly: a cursor of no page, a brand that is not there.
MAY_BE_REFUSED = (400, 410, 412, 415, 422, 426)
# Each of a batch has its own answer, beside those that could be followed.
ANSWERED_ONE_BY_ONE = {"POST /v1/decisions"}

load_all_checks()


def asks_everything(served: Served, examples: int, modes: Sequence[schemathesis.GenerationMode]) -> list[str]:
    """Every trouble found, operation by operation."""
    served.store.admit([ALL_RIGHTS])
    served.store.take_in([a_case("case-1"), a_case("case-2")])
    client = served.bare()
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    schema.config.base_url = served.address
    schema.config.generation.update(with_security_parameters=False)  # the token is ours to bring
    allowed = schema.config.checks.positive_data_acceptance.expected_statuses
    schema.config.checks.positive_data_acceptance.expected_statuses = [*allowed, *map(str, MAY_BE_REFUSED)]
    issuer: OwnIssuer = served.app.state.issuer
    headers = {"Authorization": f"Bearer {issuer.access_token(ALL_RIGHTS.id, timedelta(hours=2))}"}
    found: list[str] = []
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        if operation.path not in ENDLESS:
            found += _troubles(operation, headers, examples, modes)
    return found


def _troubles(
    operation: Any, headers: dict[str, str], examples: int, modes: Sequence[schemathesis.GenerationMode]
) -> list[str]:
    found: list[str] = []
    for mode in modes:
        if mode is schemathesis.GenerationMode.NEGATIVE and operation.label in ANSWERED_ONE_BY_ONE:
            continue
        try:
            strategy = operation.as_strategy(generation_mode=mode)
            _ask(strategy, headers, examples)()
        except Unsatisfiable:
            pass  # nothing of this kind can be asked of it
        except BaseExceptionGroup as troubles:
            found.append(f"{operation.label} ({mode.value}): {troubles}")
    return found


def _ask(strategy: Any, headers: dict[str, str], examples: int) -> Callable[[], None]:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: Any) -> None:
        if isinstance(case.query, dict) and str(case.query.get("wait", "")).isdigit():
            case.query["wait"] = min(1, int(case.query["wait"]))  # left open for long it shows nothing more
        case.call_and_validate(headers=headers, timeout=30)

    return ask


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    with an_office(tmp_path / "office.db") as store, serving(store, own=True) as served:
        yield served


@pytest.fixture
def own_on_both(store: OfficeStore) -> Iterator[Served]:
    with serving(store, own=True) as served:
        yield served


def test_the_description_is_whole(own: Served) -> None:
    told = own.bare().get("/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            where = f"{method} {path}"
            assert one["summary"], where
            assert "500" in one["responses"], where
            for status, answer in one["responses"].items():
                assert answer["description"], where
                content = answer.get("content", {})
                if int(status) >= 400:
                    assert "application/problem+json" in content or "OAuth" in str(content), where
    for name in ("PageBody", "AcceptedBody", "SubmissionBody", "LeaseBody", "MeBody"):
        assert "'example': {" in str(told["paths"]), name


def test_every_pattern_is_one_that_readers_of_json_schema_know(own: Served) -> None:
    document = own.bare().get("/openapi.json").text
    patterns = re.findall(r'"pattern": ?"((?:[^"\\\\]|\\\\.)*)"', document)
    assert len(patterns) > 5
    assert not [one for one in patterns if re.search(r"\\\\[AZz]", one)]


def test_a_list_of_a_page_is_as_described(own: Served) -> None:
    import jsonschema_rs

    own.store.admit([ALL_RIGHTS])
    own.store.take_in([a_case("case-1")])
    issuer: OwnIssuer = own.app.state.issuer
    client = own.bare(Authorization=f"Bearer {issuer.access_token(ALL_RIGHTS.id)}")
    components = client.get("/openapi.json").json()["components"]
    page = {"$ref": "#/components/schemas/PageBody", "components": components}
    for view in ("list", "full"):
        told = client.get(f"/v1/feeds/b:{BRAND}/t:refunds/changes", params={"view": view}).json()
        assert told["items"]
        jsonschema_rs.Draft202012Validator(page).validate(told)


def test_what_is_described_is_what_is_done(own: Served) -> None:
    assert asks_everything(own, 2, [schemathesis.GenerationMode.POSITIVE]) == []


@pytest.mark.proof
def test_what_is_described_is_what_is_done_at_length(own_on_both: Served) -> None:
    assert asks_everything(own_on_both, 200, list(schemathesis.GenerationMode)) == []
