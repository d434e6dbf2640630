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
        "cases",
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("directory", sa.Integer(), nullable=False),
        sa.Column("sealed_by", sa.String(length=16), nullable=False),
        sa.Column("urgent_care", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("assigned", sa.String(length=32), nullable=True),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.Column("last_index", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case"),
    )
    op.create_index("cases_assigned", "cases", ["assigned"], unique=False)
    op.create_table(
        "cursor",
        sa.Column("deployment", sa.String(length=32), nullable=False),
        sa.Column("last_index", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("deployment"),
    )
    op.create_table(
        "duty_wraps",
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("compartment", sa.String(length=8), nullable=False),
        sa.Column("of", sa.String(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "compartment", "of"),
    )
    op.create_table(
        "failures",
        sa.Column("login_hash", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("login_hash"),
    )
    op.create_index("failures_until", "failures", ["until"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("outbox_subject", "outbox", ["subject"], unique=False)
    op.create_table(
        "people",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("verify", sa.String(length=43), nullable=True),
        sa.Column("intake_key", sa.String(length=32), nullable=True),
        sa.Column("intake_recipient", sa.Text(), nullable=True),
        sa.Column("last_seen_week", sa.String(length=8), nullable=True),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "accounts",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("login_hash", sa.String(length=64), nullable=False),
        sa.Column("kdf", sa.Text(), nullable=False),
        sa.Column("auth_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.person"],
        ),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("login_hash"),
    )
    op.create_table(
        "compartments",
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("compartment", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.case"],
        ),
        sa.PrimaryKeyConstraint("case", "compartment"),
    )
    op.create_table(
        "consents",
        sa.Column("consent", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("compartments", sa.Text(), nullable=False),
        sa.Column("expires", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.case"],
        ),
        sa.PrimaryKeyConstraint("consent"),
    )
    op.create_index("consents_case", "consents", ["case"], unique=False)
    op.create_table(
        "grants",
        sa.Column("grant", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("compartment", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("consent", sa.String(length=32), nullable=True),
        sa.Column("duty", sa.String(length=32), nullable=True),
        sa.Column("expires", sa.String(length=10), nullable=False),
        sa.Column("wrap_hash", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("ended", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.case"],
        ),
        sa.PrimaryKeyConstraint("grant"),
    )
    op.create_index("grants_case", "grants", ["case", "recipient"], unique=False)
    op.create_index("grants_consent", "grants", ["consent"], unique=False)
    op.create_index(
        "grants_live_expires",
        "grants",
        ["expires"],
        unique=False,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.create_index("grants_recipient", "grants", ["recipient"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("invitation", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.person"],
        ),
        sa.PrimaryKeyConstraint("invitation"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("invitations_person", "invitations", ["person"], unique=False)
    op.create_table(
        "listings",
        sa.Column("viewer", sa.String(length=32), nullable=False),
        sa.Column("view", sa.String(length=8), nullable=False),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.case"],
        ),
        sa.PrimaryKeyConstraint("viewer", "view", "urgent", "arrival"),
    )
    op.create_index("listings_case", "listings", ["case"], unique=False)
    op.create_table(
        "numbers",
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("counter", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("blob", sa.String(length=32), nullable=True),
        sa.Column("held_until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.case"],
        ),
        sa.PrimaryKeyConstraint("case", "signer", "counter", "seq"),
    )
    op.create_index("numbers_blob", "numbers", ["blob"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("referral", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.case"],
        ),
        sa.PrimaryKeyConstraint("referral"),
    )
    op.create_index("referrals_case", "referrals", ["case"], unique=False)
    op.create_table(
        "second_factors",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("passkey_id", sa.LargeBinary(), nullable=True),
        sa.Column("passkey_public", sa.LargeBinary(), nullable=True),
        sa.Column("passkey_count", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.person"],
        ),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("idle_at", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.person"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("sessions_idle_at", "sessions", ["idle_at"], unique=False)
    op.create_index("sessions_person", "sessions", ["person"], unique=False)
    op.create_table(
        "referral_statuses",
        sa.Column("referral", sa.String(length=32), nullable=False),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral"],
            ["referrals.referral"],
        ),
        sa.PrimaryKeyConstraint("referral", "signer", "seq"),
    )
