"""Who had which key before, and which grant a later one renews."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody's former key is known from before; no grant renews another yet."""
    op.create_table(
        "former_keys",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(32), sa.ForeignKey("people.person"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Index("former_keys_person", "person"),
    )
    op.add_column("grants", sa.Column("renews", sa.String(32)))
    op.create_index("grants_renews", "grants", ["renews"])
