"""The log, its events, blobs, keyring and checkpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INDEX = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    _log()
    _blobs()
    _keyring()


def _log() -> None:
    op.create_table(
        "leaves",
        sa.Column("idx", INDEX, primary_key=True),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("idx", INDEX, sa.ForeignKey("leaves.idx"), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32)),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("events_case", "events", ["case_id", "name"])
    op.create_table(
        "checkpoints",
        sa.Column("size", INDEX, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
    )


def _blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("blob", sa.String(32), primary_key=True),
        sa.Column("idx", INDEX, sa.ForeignKey("events.idx"), nullable=False, unique=True),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("compartment", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(32)),
    )
    op.create_index("blobs_case", "blobs", ["case_id", "idx"])
    op.create_table(
        "objects",
        sa.Column("blob", sa.String(32), sa.ForeignKey("blobs.blob"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(80), nullable=False, unique=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
    )


def _keyring() -> None:
    op.create_table(
        "wraps",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("idx", INDEX, sa.ForeignKey("events.idx"), nullable=False, unique=True),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("compartment", sa.String(16)),
        sa.Column("generation", sa.Integer()),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("grant_id", sa.String(32)),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("wraps_case", "wraps", ["case_id"])
    op.create_index("wraps_recipient", "wraps", ["recipient"])
