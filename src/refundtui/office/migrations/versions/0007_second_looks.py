"""What each person granted on each day, and when whoever signed in did so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "given",
        sa.Column("decision_id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("quote_version", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("minor", sa.BigInteger, nullable=False),
        sa.Column("goodwill", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("ways", sa.Text, nullable=False),
        sa.Column("taken_back_at", moment),
    )
    op.create_index("given_by_day", "given", ["person", "brand", "day"])
    op.create_index("given_by_case", "given", ["case_id"])
    op.add_column("device", sa.Column("signed_in_at", moment))
    op.add_column("refresh", sa.Column("signed_in_at", moment))


def downgrade() -> None:
    with op.batch_alter_table("refresh") as refresh:
        refresh.drop_column("signed_in_at")
    with op.batch_alter_table("device") as device:
        device.drop_column("signed_in_at")
    op.drop_index("given_by_case", "given")
    op.drop_index("given_by_day", "given")
    op.drop_table("given")
