"""What the office does by night and what it found; how fast accounts are asked; store credit by its time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = ("pace", "night", "difference")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)

    def words(*names: str, primary_key: bool = False) -> list[sa.Column[str]]:
        return [sa.Column(name, sa.Text, nullable=False, primary_key=primary_key) for name in names]

    op.create_table(
        "pace",
        *words("gateway", primary_key=True),
        sa.Column("free_at", moment, nullable=False),
        sa.Column("rests_until", moment),
    )
    op.create_table(
        "night",
        *words("job", "subject", primary_key=True),
        *words("night"),
        sa.Column("held_until", moment),
        sa.Column("done_at", moment),
        sa.Column("seen_until", moment),
        *words("trouble"),
    )
    op.create_table(
        "difference",
        *words("gateway", "apart", "refund", "leg_id", primary_key=True),
        sa.Column("minor", sa.BigInteger),
        *words("currency"),
        sa.Column("found_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        *words("accepted_by", "why"),
    )
    op.create_index("credit_by_time", "credit_entry", ["brand", "at"])


def downgrade() -> None:
    op.drop_index("credit_by_time", "credit_entry")
    for name in reversed(_TABLES):
        op.drop_table(name)
