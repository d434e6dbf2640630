"""Which compartments readers have sealed to a recovery key, since their report came in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was sealed anew before."""
    op.create_table(
        "recovery_wraps",
        sa.Column("grant", sa.String(32), primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.case"), nullable=False),
        sa.Column("compartment", sa.String(16), nullable=False),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("signer", sa.String(32), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Index("recovery_wraps_case", "case", "recipient"),
    )
