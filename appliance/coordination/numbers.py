"""The numbers of a signer's statements in a case: no gap, no number twice (record-format §6).

Clear statements have one counter a case and signer, and the server sees all of it. A message is
sealed, so its number may be named when its ticket is asked for; it is then held until the blob is
stored or the ticket has run out. That is how a second answer from another window learns of the
first before it is sent.
"""

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from appliance.adapters.database import insert_once
from appliance.coordination.tables import numbers
from appliance.errors import SequenceError

CLEAR = "clear"


def expected(connection: Connection, case: str, signer: str) -> int:
    """Return the number that the signer's next clear statement must have."""
    return _highest(connection, case, signer, CLEAR) + 1


def use(connection: Connection, case: str, signer: str, seqs: list[int]) -> None:
    """Use up numbers of clear statements, which must be the next ones in order.

    Raises:
        SequenceError: they are not; it tells which number is.
    """
    following = expected(connection, case, signer)
    if seqs != list(range(following, following + len(seqs))):
        raise _taken(following)
    for seq in seqs:
        connection.execute(insert(numbers).values(case=case, signer=signer, counter=CLEAR, seq=seq))


def learn(connection: Connection, case: str, signer: str, seq: int) -> None:
    """Note a number of a clear statement that the log says is used."""
    connection.execute(
        insert_once(numbers).values(case=case, signer=signer, counter=CLEAR, seq=seq)
    )


class Hold:
    """A message's number on its way: whose, where, which, and the blob that carries it.

    Args:
        case: case id.
        signer: key id.
        compartment: whose counter it is.
        seq: the number.
        blob: the message's blob.
    """

    def __init__(self, case: str, signer: str, compartment: str, seq: int, blob: str) -> None:
        self._values = {
            "case": case,
            "signer": signer,
            "counter": compartment,
            "seq": seq,
        }
        self._blob = blob

    def take(self, connection: Connection, now_s: int, until_s: int) -> None:
        """Hold the number; the same blob may ask again.

        Raises:
            SequenceError: another message has it, stored or on its way.
        """
        this = [numbers.c[name] == value for name, value in self._values.items()]
        row = connection.execute(select(numbers.c.blob, numbers.c.held_until).where(*this)).first()
        if row is not None and row.blob == self._blob:
            self._prolong(connection, until_s)
            return
        if row is not None and (row.held_until is None or row.held_until > now_s):
            counter = (self._values["case"], self._values["signer"], self._values["counter"])
            raise _taken(_highest(connection, *map(str, counter)) + 1)
        connection.execute(delete(numbers).where(*this))
        connection.execute(
            insert(numbers).values(**self._values, blob=self._blob, held_until=until_s)
        )

    def _prolong(self, connection: Connection, until_s: int) -> None:
        held = numbers.c.blob == self._blob, numbers.c.held_until.is_not(None)
        connection.execute(update(numbers).where(*held).values(held_until=until_s))


def settle(connection: Connection, blob: str) -> None:
    """Make the number of a message final: its blob is stored."""
    connection.execute(_SETTLE, {"which": blob})


def _highest(connection: Connection, case: str, signer: str, counter: str) -> int:
    mine = numbers.c.case == case, numbers.c.signer == signer, numbers.c.counter == counter
    return connection.scalar(select(func.max(numbers.c.seq)).where(*mine)) or 0


def _taken(following: int) -> SequenceError:
    return SequenceError(hint="Read what is new, then try again.", expected=following)


# Built once, because it runs for every blob that is stored.
_SETTLE = update(numbers).where(numbers.c.blob == bindparam("which")).values(held_until=None)
