"""An index on the states of runs.

The schedule asks every two seconds which runs are under way. After a year of ten integrations there are a hundred thousand
that are not, and it looked at each.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add it."""
    op.create_index("ix_run_state", "run", ["state"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_run_state", table_name="run")
