"""Alembic's entrance: run on the connection the office hands over."""

from alembic import context

from refundtui.office import bank_tables, letter_tables, payment_tables, running_tables  # noqa: F401 - their tables are the office's too
from refundtui.office.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    # SQLite cannot alter most things in place: later steps copy a table under a new form.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
