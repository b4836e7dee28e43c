"""Guesses are counted by what is guessed and where from, no longer in the account: a stranger has none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "attempt",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("locked_until", moment),
        sa.Column("last_at", moment, nullable=False),
    )
    op.create_index("attempt_by_time", "attempt", ["last_at"])
    with op.batch_alter_table("account") as account:
        account.drop_column("failures")
        account.drop_column("locked_until")


def downgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("failures", sa.BigInteger, nullable=False, server_default="0"))
        account.add_column(sa.Column("locked_until", sa.DateTime(timezone=True)))
    op.drop_index("attempt_by_time", "attempt")
    op.drop_table("attempt")
