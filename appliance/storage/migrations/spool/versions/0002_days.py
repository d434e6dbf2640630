"""The days on which storage was at work."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table("days", sa.Column("day", sa.String(10), primary_key=True))
