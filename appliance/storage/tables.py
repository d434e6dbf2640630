"""Tables of storage's two databases: `storage.db` in the vault and `uploads.db` in the spool.

Every row of the vault is covered by a leaf: `events` by the leaf of its index, `blobs`, `objects`
and `wraps` through the hashes in the event whose index they carry. `verify` holds them to it.
No row holds a time of day.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

ID = String(32)
HASH = String(64)
DAY = String(10)
KEY = String(80)

vault = MetaData()
spool = MetaData()

leaves = Table(
    "leaves",
    vault,
    Column("idx", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("entry", LargeBinary, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)

events = Table(
    "events",
    vault,
    Column("idx", ForeignKey("leaves.idx"), primary_key=True),
    Column("id", ID, nullable=False, unique=True),
    Column("name", String(32), nullable=False),
    Column("case_id", ID),
    Column("body", LargeBinary, nullable=False),
    Column("salt", LargeBinary(32), nullable=False),
    Index("events_case", "case_id", "name"),
)

blobs = Table(
    "blobs",
    vault,
    Column("blob", ID, primary_key=True),
    Column("idx", ForeignKey("events.idx"), nullable=False, unique=True),
    Column("case_id", ID, nullable=False),
    Column("compartment", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", HASH, nullable=False),
    Column("day", DAY, nullable=False),
    Column("actor", String(32)),
    Index("blobs_case", "case_id", "idx"),
)

objects = Table(
    "objects",
    vault,
    Column("blob", ForeignKey("blobs.blob"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", KEY, nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
)

wraps = Table(
    "wraps",
    vault,
    Column("id", ID, primary_key=True),
    Column("idx", ForeignKey("events.idx"), nullable=False, unique=True),
    Column("case_id", ID, nullable=False),
    Column("compartment", String(16)),
    Column("generation", Integer),
    Column("recipient", String(32), nullable=False),
    Column("grant_id", ID),
    Column("epoch", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("wraps_case", "case_id"),
    Index("wraps_recipient", "recipient"),
)

checkpoints = Table(
    "checkpoints",
    vault,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("published", Boolean, nullable=False),
)

uploads = Table(
    "uploads",
    spool,
    Column("blob", ID, primary_key=True),
    Column("case_id", ID, nullable=False),
    Column("compartment", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("actor", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("last_day", DAY, nullable=False),
    Column("sha256", HASH),
)

# The days on which storage was at work: an upload waits so many of these, whatever the clock says.
days = Table("days", spool, Column("day", DAY, primary_key=True))

parts = Table(
    "parts",
    spool,
    Column("blob", ForeignKey("uploads.blob", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", KEY, nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
)
