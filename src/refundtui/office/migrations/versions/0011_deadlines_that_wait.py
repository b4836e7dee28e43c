"""A case that waits for its goods is no longer ordered by the earliest day its refund can fall due."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Deadlines rest on the packs, which no migration reads: the office looks through its cases once more."""
    op.execute("DELETE FROM series WHERE name = 'deadlines'")


def downgrade() -> None:
    """The same: an older program says another day of them."""
    op.execute("DELETE FROM series WHERE name = 'deadlines'")
