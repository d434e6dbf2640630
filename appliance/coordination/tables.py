"""Tables of coordination's database.

No private key, no name of a person and no content stands here: profiles and identities are
sealed, login names and session tokens are hashes.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

ID = String(32)
HASH = String(64)
DAY = String(10)

metadata = MetaData()

people = Table(
    "people",
    metadata,
    Column("person", ID, primary_key=True),
    Column("role", String(32), nullable=False),
    Column("organisation", ID, nullable=False),
    Column("status", String(8), nullable=False),
    Column("profile", LargeBinary, nullable=False),
    Column("key", ID, unique=True),
    Column("recipient", Text),
    Column("verify", String(43)),
    Column("intake_key", ID),
    Column("intake_recipient", Text),
    Column("intake_signature", String(86)),
    Column("last_seen_week", String(8)),
)

# Keys that somebody had before she was invited again; the highest position is the newest.
former_keys = Table(
    "former_keys",
    metadata,
    Column("key", ID, primary_key=True),
    Column("person", ID, ForeignKey("people.person"), nullable=False),
    Column("position", Integer, nullable=False),
    Index("former_keys_person", "person"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("person", ID, ForeignKey("people.person"), primary_key=True),
    Column("login_hash", HASH, nullable=False, unique=True),
    Column("kdf", Text, nullable=False),
    Column("auth_hash", HASH, nullable=False),
    Column("sealed_identity", LargeBinary, nullable=False),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person", ID, ForeignKey("people.person"), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("totp_secret", String(64)),
    Column("totp_step", Integer, nullable=False, server_default="0"),
    Column("passkey_id", LargeBinary),
    Column("passkey_public", LargeBinary),
    Column("passkey_count", Integer, nullable=False, server_default="0"),
)

failures = Table(
    "failures",
    metadata,
    Column("login_hash", HASH, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("until", Integer, nullable=False),
    Index("failures_until", "until"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("invitation", ID, primary_key=True),
    Column("person", ID, ForeignKey("people.person"), nullable=False),
    Column("secret_hash", HASH, nullable=False, unique=True),
    Column("expires", Integer, nullable=False),
    Index("invitations_person", "person"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", HASH, primary_key=True),
    Column("person", ID, ForeignKey("people.person"), nullable=False),
    Column("idle_at", Integer, nullable=False),
    Column("ends_at", Integer, nullable=False),
    Index("sessions_person", "person"),
    Index("sessions_idle_at", "idle_at"),
)

# The intake and the staff key, wrapped to those who hold them; `of` is the key wrapped.
duty_wraps = Table(
    "duty_wraps",
    metadata,
    Column("recipient", ID, primary_key=True),
    Column("compartment", String(8), primary_key=True),
    Column("of", ID, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("wrap", LargeBinary, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("case", ID, primary_key=True),
    Column("day", DAY, nullable=False),
    Column("language", String(16), nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("directory", Integer, nullable=False),
    Column("sealed_by", String(16), nullable=False),
    Column("urgent_care", Integer),
    Column("state", String(8), nullable=False),
    Column("assigned", ID),
    Column("arrival", Integer, nullable=False),
    Column("last_index", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    # 1 from her message, consent or withdrawal until somebody answers in the thread or refers.
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Index("cases_assigned", "assigned"),
)

# What each person's lists show. `viewer` is a key id, or "duty" for cases nobody has taken.
# The primary key is the order of the list, so that a page is one range of it.
listings = Table(
    "listings",
    metadata,
    Column("viewer", ID, primary_key=True),
    Column("view", String(8), primary_key=True),
    Column("urgent", Integer, primary_key=True),
    Column("arrival", Integer, primary_key=True),
    Column("case", ID, ForeignKey("cases.case"), nullable=False),
    Index("listings_case", "case"),
)

compartments = Table(
    "compartments",
    metadata,
    Column("case", ID, ForeignKey("cases.case"), primary_key=True),
    Column("compartment", String(16), primary_key=True),
    Column("generation", Integer, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("consent", ID, primary_key=True),
    Column("case", ID, ForeignKey("cases.case"), nullable=False),
    Column("recipient", ID, nullable=False),
    Column("compartments", Text, nullable=False),
    Column("expires", DAY, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("statement", Text, nullable=False),
    Column("withdrawn", Text),
    Index("consents_case", "case"),
)

grants = Table(
    "grants",
    metadata,
    Column("grant", ID, primary_key=True),
    Column("case", ID, ForeignKey("cases.case"), nullable=False),
    Column("compartment", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("recipient", ID, nullable=False),
    Column("signer", ID, nullable=False),
    Column("consent", ID),
    Column("duty", ID),
    Column("expires", DAY, nullable=False),
    Column("wrap_hash", HASH, nullable=False),
    Column("statement", Text, nullable=False),
    Column("ended", String(16)),
    Column("renews", ID),
    Index("grants_case", "case", "recipient"),
    Index("grants_recipient", "recipient"),
    Index(
        "grants_live_expires",
        "expires",
        sqlite_where=text("ended IS NULL"),
        postgresql_where=text("ended IS NULL"),
    ),
    Index("grants_consent", "consent"),
    Index("grants_renews", "renews"),
)

# What readers' browsers have sealed to a recovery key; no grant, since nobody reads by it.
recovery_wraps = Table(
    "recovery_wraps",
    metadata,
    Column("grant", ID, primary_key=True),
    Column("case", ID, ForeignKey("cases.case"), nullable=False),
    Column("compartment", String(16), nullable=False),
    Column("recipient", ID, nullable=False),
    Column("signer", ID, nullable=False),
    Column("statement", Text, nullable=False),
    Index("recovery_wraps_case", "case", "recipient"),
)

referrals = Table(
    "referrals",
    metadata,
    Column("referral", ID, primary_key=True),
    Column("case", ID, ForeignKey("cases.case"), nullable=False),
    Column("recipient", ID, nullable=False),
    Column("signer", ID, nullable=False),
    Column("status", String(12), nullable=False),
    Column("statement", Text, nullable=False),
    Index("referrals_case", "case"),
)

referral_statuses = Table(
    "referral_statuses",
    metadata,
    Column("referral", ID, ForeignKey("referrals.referral"), primary_key=True),
    Column("signer", ID, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("statement", Text, nullable=False),
)

# The numbers used by each signer in each case (record-format §6): `counter` is "clear" for clear
# statements, a compartment for its messages. A message's number is held from its ticket until
# the blob is stored or the ticket has run out.
numbers = Table(
    "numbers",
    metadata,
    Column("case", ID, ForeignKey("cases.case"), primary_key=True),
    Column("signer", ID, primary_key=True),
    Column("counter", String(16), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("blob", ID),
    Column("held_until", Integer),
    Index("numbers_blob", "blob"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("subject", ID, nullable=False),
    Column("parcel", Text, nullable=False),
    Index("outbox_subject", "subject"),
)

# How far the bus was followed. A deployment that is set up anew has another id and another bus.
cursor = Table(
    "cursor",
    metadata,
    Column("deployment", ID, primary_key=True),
    Column("last_index", Integer, nullable=False),
)
