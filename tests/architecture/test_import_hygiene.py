"""What is really loaded: a fresh interpreter per room, because static contracts do not see start-up cost."""

import json
import subprocess
import sys

import pytest

HEAVY = frozenset(
    {
        "alembic",
        "babel",
        "holidays",
        "httpx",
        "keyring",
        "liquid",
        "lxml",
        "pydantic",
        "rich",
        "schwifty",
        "sepaxml",
        "sqlalchemy",
        "sqlmodel",
        "stripe",
        "textual",
    }
)


def loaded_by(module: str) -> frozenset[str]:
    """Top-level packages in memory after importing one module, as a fresh interpreter has them."""
    probe = (
        "import json, sys; before = set(sys.modules)\n"
        f"import {module}\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in set(sys.modules) - before}"
        " | {name for name in sys.modules if name.startswith('refundtui.')})))"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return frozenset(json.loads(told.stdout))


@pytest.mark.parametrize(
    "module",
    [
        "refundtui.domain.calculator",
        "refundtui.domain.decision",
        "refundtui.domain.determination",
        "refundtui.domain.quote",
    ],
)
def test_the_domain_loads_nothing_but_the_standard_library_and_itself(module: str) -> None:
    loaded = loaded_by(module)

    assert not loaded & (HEAVY | {"msgspec", "tomllib", "gettext", "logging"})
    assert {name for name in loaded if name.startswith("refundtui.")} <= {
        name for name in loaded if name.startswith("refundtui.domain")
    }


@pytest.mark.parametrize(
    "module",
    [
        "refundtui.casework.ports",
        "refundtui.casework.views",
        "refundtui.casework.reading",
        "refundtui.casework.quoting",
        "refundtui.casework.deciding",
        "refundtui.casework.syncing",
    ],
)
def test_casework_knows_no_storage_and_no_spelling(module: str) -> None:
    loaded = loaded_by(module)

    assert not loaded & {"pydantic", "msgspec", "sqlmodel", "sqlalchemy", "alembic", "sqlite3", "sqlcipher3"}
    assert not {
        name for name in loaded if name.startswith(("refundtui.office", "refundtui.books", "refundtui.wire"))
    }


def test_the_cache_reads_its_first_rows_without_the_office_or_an_orm() -> None:
    loaded = loaded_by("refundtui.books.cache")

    assert not loaded & {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "babel", "keyring", "textual"}
    assert not {name for name in loaded if name.startswith(("refundtui.office", "refundtui.training"))}


def test_the_command_line_starts_with_nothing_heavy() -> None:
    loaded = loaded_by("refundtui.cli")

    assert not loaded & (HEAVY | {"msgspec", "sqlcipher3"})


def test_opening_a_desk_waits_for_no_office() -> None:
    loaded = loaded_by("refundtui.bootstrap")

    assert not loaded & (HEAVY | {"msgspec", "sqlcipher3"})
    assert not {name for name in loaded if name.startswith(("refundtui.office", "refundtui.training"))}


def test_the_configuration_is_read_without_anything_heavy() -> None:
    assert not loaded_by("refundtui.config") & (HEAVY | {"msgspec", "platformdirs"})


def test_the_office_opens_without_alembic_when_its_tables_are_up_to_date() -> None:
    assert "alembic" not in loaded_by("refundtui.office.store")
