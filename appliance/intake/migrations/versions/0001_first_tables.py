"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "mailboxes",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("pin", sa.String(length=43), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("verify", sa.String(length=43), nullable=False),
        sa.Column("report_hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("name_hash"),
        sa.UniqueConstraint("case"),
    )
    op.create_table(
        "spooled",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("refused", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("case"),
        sqlite_autoincrement=True,
    )
    op.create_index("spooled_waiting", "spooled", ["refused", "position"])
    op.create_table(
        "statements",
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("statement_hash", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("case", "seq"),
    )


def downgrade() -> None:
    """Drop every table."""
    for name in ("statements", "spooled", "mailboxes"):
        op.drop_table(name)
