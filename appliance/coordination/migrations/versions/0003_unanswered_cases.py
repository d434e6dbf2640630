"""Cases remember whether she has written since anybody answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; what came before it counts as answered."""
    column = sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0")
    op.add_column("cases", column)
