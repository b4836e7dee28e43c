"""Money that goes another way than it came: whose account it is, in full here alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beneficiary",
        sa.Column("id", sa.Text, nullable=False, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("brand", "case_id", "name", "iban", "bic", "by")
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("beneficiary_by_case", "beneficiary", ["case_id"])


def downgrade() -> None:
    op.drop_table("beneficiary")
