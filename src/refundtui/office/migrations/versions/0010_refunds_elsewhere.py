"""Refunds that providers list and nobody here made, by the payment they were of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refund_elsewhere",
        sa.Column("gateway", sa.Text, nullable=False, primary_key=True),
        sa.Column("refund", sa.Text, nullable=False, primary_key=True),
        sa.Column("payment", sa.Text, nullable=False),
        sa.Column("capture", sa.Text, nullable=False),
        sa.Column("minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("made_on", sa.Text, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("refund_elsewhere_by_payment", "refund_elsewhere", ["payment"])
    op.create_index("refund_elsewhere_by_capture", "refund_elsewhere", ["capture"])


def downgrade() -> None:
    op.drop_index("refund_elsewhere_by_capture", "refund_elsewhere")
    op.drop_index("refund_elsewhere_by_payment", "refund_elsewhere")
    op.drop_table("refund_elsewhere")
