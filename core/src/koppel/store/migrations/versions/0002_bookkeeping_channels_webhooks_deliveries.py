"""Choices besides the steps, channels, webhooks, deliveries, a second factor, reconciliations; rows get their buyer's name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from koppel.store.types import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("public", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
    )
    op.create_table(
        "vat_number_check",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("checked_at", Moment(), nullable=False),
        sa.Column("valid_at", Moment(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_vat_number_check")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("refused_at", Moment(), nullable=True),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name=op.f("fk_webhook_connection_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("connection_id", name=op.f("uq_webhook_connection_id")),
        sa.UniqueConstraint("token", name=op.f("uq_webhook_token")),
    )
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integration.id"], name=op.f("fk_reconciliation_integration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
    )
    with op.batch_alter_table("reconciliation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reconciliation_integration_id_created_at", ["integration_id", "created_at"], unique=False
        )

    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scopes", sa.String(length=60), nullable=False, server_default="read run write"))

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_since", Moment(), nullable=True))
        batch_op.add_column(sa.Column("totp_last", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("recovery", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("integration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bookkeeping", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_at", Moment(), nullable=True))

    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.add_column(sa.Column("buyer", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("on_hold_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("delivery_state", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("delivery", sa.JSON(), nullable=True))
        batch_op.create_index("ix_ledger_integration_id_booked_at", ["integration_id", "booked_at"], unique=False)
        batch_op.create_index(
            "ix_ledger_integration_id_delivery_state", ["integration_id", "delivery_state"], unique=False
        )

    _name_buyers()


def _name_buyers() -> None:
    """Rows of an earlier version carry the name inside the document only, where nobody can search by it."""
    ledger = sa.table(
        "ledger", sa.column("id", sa.Integer), sa.column("document", sa.JSON), sa.column("buyer", sa.String)
    )
    bind, after_id = op.get_bind(), 0
    while True:
        rows = bind.execute(
            sa.select(ledger.c.id, ledger.c.document).where(ledger.c.id > after_id).order_by(ledger.c.id).limit(500)
        ).all()
        if not rows:
            return
        for row in rows:
            party = (row.document or {}).get("buyer") or {}
            name = str(party.get("company") or party.get("name") or "")[:120]
            bind.execute(sa.update(ledger).where(ledger.c.id == row.id).values(buyer=name))
        after_id = rows[-1].id


def downgrade() -> None:
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_integration_id_delivery_state")
        batch_op.drop_index("ix_ledger_integration_id_booked_at")
        batch_op.drop_column("delivery")
        batch_op.drop_column("delivery_state")
        batch_op.drop_column("on_hold_at")
        batch_op.drop_column("buyer")

    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_column("told_at")

    with op.batch_alter_table("integration", schema=None) as batch_op:
        batch_op.drop_column("bookkeeping")

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_column("recovery")
        batch_op.drop_column("totp_last")
        batch_op.drop_column("totp_since")
        batch_op.drop_column("totp_sealed")

    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_column("scopes")

    with op.batch_alter_table("reconciliation", schema=None) as batch_op:
        batch_op.drop_index("ix_reconciliation_integration_id_created_at")

    op.drop_table("reconciliation")
    op.drop_table("webhook")
    op.drop_table("vat_number_check")
    op.drop_table("channel")
