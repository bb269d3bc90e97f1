"""Run by Alembic: applies the migrations over the connection that `store.schema` hands in."""

from __future__ import annotations

from alembic import context

from koppel.store import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
