"""Bank files: what was written for a bank, whose transfers they are, and what the bank answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LIVE = sa.text("freed_at IS NULL")
_NOT_TAKEN = sa.text("taken_at IS NULL")
_TABLES = ("bank_file", "bank_entry", "bank_message", "payer")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)

    def words(*names: str, primary_key: bool = False) -> list[sa.Column[str]]:
        return [sa.Column(name, sa.Text, nullable=False, primary_key=primary_key) for name in names]

    def number(name: str, *, primary_key: bool = False) -> sa.Column[int]:
        return sa.Column(name, sa.BigInteger, nullable=False, primary_key=primary_key, autoincrement=False)

    op.create_table(
        "bank_file",
        *words("message_id", primary_key=True),
        *words("account"),
        sa.Column("made_at", moment, nullable=False),
        *words("made_by", "requested_on"),
        number("entries"),
        number("minor"),
        *words("currency"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        *words("sha256"),
        sa.Column("exported_at", moment),
        *words("exported_by"),
        sa.Column("sent_at", moment),
        *words("sent_by", "settles_on"),
        sa.Column("silent_after", moment),
        sa.Column("late_after", moment),
        sa.Column("told_at", moment),
        sa.Column("answered_at", moment),
        *words("refusal"),
        sa.Column("discarded_at", moment),
        *words("discarded_by"),
    )
    op.create_index("bank_file_by_account", "bank_file", ["account", "made_at"])
    op.create_table(
        "bank_entry",
        *words("message_id", primary_key=True),
        number("place", primary_key=True),
        *words("account", "leg_id", "case_id"),
        number("attempt"),
        *words("end_to_end_id"),
        number("minor"),
        *words("currency", "name", "written", "iban", "bic"),
        sa.Column("freed_at", moment),
    )
    op.create_index(
        "bank_entry_once",
        "bank_entry",
        ["end_to_end_id"],
        unique=True,
        postgresql_where=_LIVE,
        sqlite_where=_LIVE,
    )
    op.create_index("bank_entry_by_leg", "bank_entry", ["leg_id"])
    op.create_index("bank_entry_by_case", "bank_entry", ["case_id"])
    op.create_table(
        "bank_message",
        *words("sha256", primary_key=True),
        *words("kind", "message_id", "accounts", "file"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        *words("puzzles"),
        sa.Column("read_at", moment, nullable=False),
        *words("read_by"),
        sa.Column("taken_at", moment),
    )
    op.create_index(
        "bank_message_waits",
        "bank_message",
        ["read_at"],
        postgresql_where=_NOT_TAKEN,
        sqlite_where=_NOT_TAKEN,
    )
    op.create_index("bank_message_by_kind", "bank_message", ["kind", "read_at"])
    op.create_table(
        "payer",
        *words("brand", "order_key", "payment_id", primary_key=True),
        *words("name", "iban"),
        sa.Column("told_at", moment, nullable=False),
    )


def downgrade() -> None:
    for name in reversed(_TABLES):
        op.drop_table(name)
