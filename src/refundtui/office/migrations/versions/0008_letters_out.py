"""Letters that leave the house: held, sent, and proved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXTS = (
    "brand", "case_id", "kind", "language", "channel", "address", "subject", "body", "digest", "state", "proof",
    "why",
)  # fmt: skip


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "letter_out",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
        sa.Column("queued_at", moment, nullable=False),
        sa.Column("not_before", moment, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("claimed_until", moment),
        sa.Column("settled_at", moment),
    )
    op.create_index("letter_out_due", "letter_out", ["state", "not_before"])
    op.create_index("letter_out_by_case", "letter_out", ["case_id"])


def downgrade() -> None:
    op.drop_index("letter_out_by_case", "letter_out")
    op.drop_index("letter_out_due", "letter_out")
    op.drop_table("letter_out")
