"""Intake keys come with the signature of who made them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the signature; a key without one can no longer be approved."""
    op.add_column("people", sa.Column("intake_signature", sa.String(length=86), nullable=True))
