"""Money that leaves: legs, what was said of them, what providers told, what is stopped, store credit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DUE = sa.text("due_at IS NOT NULL")
_KNOWN_THERE = sa.text("reference <> ''")
_TABLES = ("leg", "leg_event", "delivery", "leg_finding", "stopped", "credit_entry")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)

    def words(*names: str, primary_key: bool = False) -> list[sa.Column[str]]:
        return [sa.Column(name, sa.Text, nullable=False, primary_key=primary_key) for name in names]

    def number(name: str, *, primary_key: bool = False) -> sa.Column[int]:
        return sa.Column(name, sa.BigInteger, nullable=False, primary_key=primary_key)

    op.create_table(
        "leg",
        *words("id", primary_key=True),
        *words("brand", "case_id", "order_key", "gateway", "state"),
        number("minor"),
        *words("currency", "reference"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("due_at", moment),
        number("fence"),
        *words("held_by"),
        sa.Column("held_until", moment),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_index("leg_by_case", "leg", ["case_id"])
    op.create_index("leg_due", "leg", ["due_at"], postgresql_where=_DUE, sqlite_where=_DUE)
    op.create_index("leg_by_payment", "leg", ["brand", "order_key"])
    op.create_index("leg_by_state", "leg", ["state", "changed_at"])
    op.create_index(
        "leg_by_reference",
        "leg",
        ["gateway", "reference"],
        unique=True,
        postgresql_where=_KNOWN_THERE,
        sqlite_where=_KNOWN_THERE,
    )
    op.create_table(
        "leg_event",
        *words("leg_id", primary_key=True),
        number("number", primary_key=True),
        sa.Column("at", moment, nullable=False),
        *words("kind", "actor", "state", "told"),
    )
    op.create_table(
        "delivery",
        *words("gateway", "event", primary_key=True),
        sa.Column("received_at", moment, nullable=False),
        *words("reference", "refund"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        *words("leg_id"),
    )
    op.create_index("delivery_by_refund", "delivery", ["gateway", "refund"])
    op.create_index("delivery_by_leg", "delivery", ["leg_id"])
    op.create_table(
        "leg_finding",
        *words("leg_id", primary_key=True),
        *words("state", "evidence", "by"),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "stopped",
        *words("gateway", "brand", primary_key=True),
        *words("by"),
        sa.Column("at", moment, nullable=False),
        *words("why"),
    )
    op.create_table(
        "credit_entry",
        *words("movement", primary_key=True),
        number("place", primary_key=True),
        *words("brand", "account", "kind", "currency"),
        number("minor"),
        sa.Column("at", moment, nullable=False),
        *words("by"),
        sa.Column("expires_at", moment),
    )
    op.create_index("credit_by_account", "credit_entry", ["brand", "account", "currency"])


def downgrade() -> None:
    for name in reversed(_TABLES):
        op.drop_table(name)
