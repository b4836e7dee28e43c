"""Many people at once: grants instead of a list of brands, leases, presence, sign-in, the order of need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")
_SIGNS_IN = sa.text("subject <> ''")
_USUAL = {
    "agent": ("read", "work", "decide"),
    "senior": ("read", "work", "decide"),
    "lead": ("read", "work", "decide", "check"),
    "finance": ("read", "work", "check"),
    "auditor": ("read", "audit"),
    "admin": ("administer", "publish", "audit"),
}
_CASE_INDEXES = (
    ("case_in_line", ["due_at", "risk"], sa.text("owner = '' AND due_at IS NOT NULL")),
    ("case_by_owner", ["owner"], sa.text("owner <> ''")),
    ("case_by_state", ["state", "due_at"], None),
)
_OF_NEED = ("owner", "language", "needs", "risk", "due_at", "sleeps_until")
_OF_LEASE = ("lease_epoch", "leased_by", "leased_until")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("feed_entry", sa.Column("reason", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE feed_entry SET reason = 'moved' WHERE removed")
    for name in ("owner", "language", "needs", "leased_by"):
        op.add_column("case_", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in ("risk", "lease_epoch"):
        op.add_column("case_", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
    for name in ("due_at", "sleeps_until", "leased_until"):
        op.add_column("case_", sa.Column(name, moment))
    _read_from_the_bodies()
    for name, columns, where in _CASE_INDEXES:
        op.create_index(name, "case_", columns, postgresql_where=where, sqlite_where=where)
    op.create_table(
        "lease",
        sa.Column("case_id", sa.Text, primary_key=True),
        sa.Column("epoch", sa.BigInteger, primary_key=True),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("ended", sa.Text, nullable=False),
    )
    for name, column, unique in (("lease_one_open", "case_id", True), ("lease_by_person", "person", False)):
        op.create_index(name, "lease", [column], unique=unique, postgresql_where=_OPEN, sqlite_where=_OPEN)
    op.create_index("lease_by_wish", "lease", ["person", "wish"])
    op.create_table(
        "presence",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("doing", sa.Text, nullable=False),
        sa.Column("availability", sa.Text, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("heard_at", moment, nullable=False),
    )
    _people()
    _sign_in()
    if op.get_bind().dialect.name == "postgresql":
        # The counters change with every write: room in their pages keeps them out of the indexes.
        op.execute("ALTER TABLE feed SET (fillfactor = 50)")


def _read_from_the_bodies() -> None:
    """What orders the queue stood in the bodies alone."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            UPDATE case_ SET owner = coalesce(told ->> 'owner', ''),
                language = lower(split_part(coalesce(told -> 'customer' ->> 'language', ''), '-', 1)),
                risk = coalesce((told ->> 'risk')::bigint, 0),
                due_at = (told -> 'due' ->> 'at')::timestamptz,
                sleeps_until = (told -> 'snooze' ->> 'until')::timestamptz
            FROM (SELECT id AS told_of, convert_from(body, 'UTF8')::jsonb AS told FROM case_) AS bodies
            WHERE id = told_of
            """
        )
        return
    at = "strftime('%Y-%m-%d %H:%M:%f000', json_extract(CAST(body AS TEXT), '$.{}'))"
    language = "lower(coalesce(json_extract(CAST(body AS TEXT), '$.customer.language'), ''))"
    op.execute(
        f"""
        UPDATE case_ SET owner = coalesce(json_extract(CAST(body AS TEXT), '$.owner'), ''),
            language = substr({language}, 1, instr({language} || '-', '-') - 1),
            risk = coalesce(json_extract(CAST(body AS TEXT), '$.risk'), 0),
            due_at = {at.format("due.at")},
            sleeps_until = {at.format("snooze.until")}
        """  # noqa: S608 - our own words
    )


def _people() -> None:
    op.create_table(
        "grant_",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("act", sa.Text, primary_key=True),
        sa.Column("brand", sa.Text, primary_key=True),
        sa.Column("currency", sa.Text, primary_key=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
    )
    granted = sa.table("grant_", *map(sa.column, ("person", "act", "brand", "currency", "amount")))
    people = op.get_bind().execute(sa.text("SELECT id, role, brands FROM person")).all()
    rows = [
        {"person": person, "act": act, "brand": brand, "currency": "", "amount": 0}
        for person, role, brands in people
        for brand in brands.split(",")  # none named was every brand, and an empty name is that now
        for act in _USUAL.get(role, ())
    ]
    if rows:
        op.bulk_insert(granted, rows)
    with op.batch_alter_table("person") as person_table:
        person_table.drop_column("brands")
        for name in ("languages", "skills", "subject"):
            person_table.add_column(sa.Column(name, sa.Text, nullable=False, server_default=""))
        person_table.add_column(sa.Column("capacity", sa.BigInteger, nullable=False, server_default="25"))
        person_table.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True)))
    op.create_index(
        "person_by_subject",
        "person",
        ["subject"],
        unique=True,
        postgresql_where=_SIGNS_IN,
        sqlite_where=_SIGNS_IN,
    )


def _sign_in() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "account",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("failures", sa.BigInteger, nullable=False),
        sa.Column("locked_until", moment),
    )
    op.create_table(
        "setup_code",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("used_at", moment),
    )
    op.create_table(
        "device",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("user_code", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("asked_at", moment),
    )
    op.create_index("device_by_user_code", "device", ["user_code"], unique=True)
    op.create_table(
        "refresh",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("used_at", moment),
        sa.Column("ended_at", moment),
    )
    op.create_index("refresh_by_family", "refresh", ["family"])
    op.create_index("refresh_by_person", "refresh", ["person"])
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("made_at", moment, nullable=False),
    )


def downgrade() -> None:
    for table in ("signing_key", "refresh", "device", "setup_code", "account"):
        op.drop_table(table)
    op.add_column("person", sa.Column("brands", sa.Text, nullable=False, server_default=""))
    # The narrower of two rights is kept: who was granted single brands goes back to a list of them.
    named = "string_agg(DISTINCT brand, ',')"
    if op.get_bind().dialect.name == "sqlite":
        named = "group_concat(DISTINCT brand)"
    op.execute(
        f"""
        UPDATE person SET brands = coalesce(
            (SELECT {named} FROM grant_ WHERE person = person.id AND act = 'read' AND brand <> ''), '')
        WHERE NOT EXISTS (SELECT 1 FROM grant_ WHERE person = person.id AND act = 'read' AND brand = '')
        """  # noqa: S608 - our own words
    )
    # Who may read nothing must not come back as somebody who may read everything.
    op.execute(
        "DELETE FROM person WHERE disabled_at IS NOT NULL "
        "OR NOT EXISTS (SELECT 1 FROM grant_ WHERE person = person.id AND act = 'read')"
    )
    op.drop_table("grant_")
    op.drop_index("person_by_subject", "person")
    with op.batch_alter_table("person") as person_table:
        for name in ("languages", "skills", "subject", "capacity", "disabled_at"):
            person_table.drop_column(name)
    op.drop_table("presence")
    op.drop_table("lease")
    for name, _, _ in _CASE_INDEXES:
        op.drop_index(name, "case_")
    with op.batch_alter_table("case_") as case_table:
        for name in (*_OF_NEED, *_OF_LEASE):
            case_table.drop_column(name)
    with op.batch_alter_table("feed_entry") as entry_table:
        entry_table.drop_column("reason")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE feed RESET (fillfactor)")
