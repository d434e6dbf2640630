"""Tables of intake's database, which is open while the vault is sealed.

A mailbox's name stands here only as a keyed hash, a time only as a day, and content only sealed.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

ID = String(32)
HASH = String(64)
DAY = String(10)

metadata = MetaData()

# One row a report, for ever: it opens the mailbox and recognises a report sent twice.
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("name_hash", HASH, primary_key=True),
    Column("case", ID, nullable=False, unique=True),
    Column("pin", String(43), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("verify", String(43), nullable=False),
    Column("report_hash", HASH, nullable=False),
    Column("day", DAY, nullable=False),
)

# Reports that storage has not confirmed yet; `refused` is the code of one it will never take.
spooled = Table(
    "spooled",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("case", ID, nullable=False, unique=True),
    Column("bundle", LargeBinary, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("refused", String(32)),
    Index("spooled_waiting", "refused", "position"),
    sqlite_autoincrement=True,
)

# Her clear statements by number, so that two different ones never share one. `content` is the
# statement until it is in the log. The hash has no key, so that she can tell which are in the log.
statements = Table(
    "statements",
    metadata,
    Column("case", ID, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("statement_hash", HASH, nullable=False),
    Column("event", ID, nullable=False),
    Column("day", DAY, nullable=False),
    Column("content", Text),
)
