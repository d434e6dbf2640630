"""Accounts: what somebody signs in with. The server's copy opens nothing.

A login name is stored only as an HMAC; so is the sign-in half of the stretched passphrase. A name
that nobody has is answered exactly as one that somebody has, with parameters that stay the same.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from appliance.adapters.argon2 import SALT_BYTES, Kdf
from appliance.adapters.database import put
from appliance.coordination import second_factor
from appliance.coordination.second_factor import PASSKEY, TOTP, Passkey
from appliance.coordination.tables import accounts, failures, second_factors
from appliance.core.canonical import b64
from appliance.errors import ConflictError, TooManyTriesError

FREE_TRIES = 5
LONGEST_WAIT_S = 300
FORGET_AFTER_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Factor:
    """A person's second factor as stored."""

    kind: str
    totp_secret: str | None
    totp_step: int
    passkey: Passkey | None


@dataclass(frozen=True, slots=True)
class Account:
    """What the server knows of somebody who signs in."""

    person: str
    kdf: dict[str, Any]
    auth_hash: str
    sealed_identity: bytes
    factor: Factor


class Hashes:
    """Keyed hashes of names and sign-in secrets, and made-up answers.

    Args:
        pepper: the server's key.
    """

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper

    def login(self, name: str) -> str:
        """Return the hash of a login name."""
        return self._mac(b"login", name.encode()).hex()

    def auth(self, auth: bytes) -> str:
        """Return the hash of the sign-in half of a stretched passphrase."""
        return self._mac(b"auth", auth).hex()

    def made_up_kdf(self, login_hash: str) -> dict[str, Any]:
        """Return parameters for a name that nobody has, always the same for one name.

        They cost what every browser's do (record-format §10): otherwise they would tell.
        """
        return Kdf(b64(self._mac(b"salt", login_hash.encode())[:SALT_BYTES])).to_json()

    def made_up_kind(self, login_hash: str) -> str:
        """Return the kind of second factor for a name that nobody has."""
        return PASSKEY if self._mac(b"kind", login_hash.encode())[0] < 64 else TOTP

    def made_up_credential(self, login_hash: str) -> bytes:
        """Return the id of a passkey for a name that nobody has."""
        return second_factor.made_up_credential(self._mac(b"passkey", login_hash.encode()))

    def _mac(self, purpose: bytes, value: bytes) -> bytes:
        return hmac.digest(self._pepper, purpose + b"\n" + value, hashlib.sha256)


def find(connection: Connection, login_hash: str) -> Account | None:
    """Return the account with this login."""
    row = connection.execute(
        select(accounts, second_factors)
        .join(second_factors, second_factors.c.person == accounts.c.person)
        .where(accounts.c.login_hash == login_hash)
    ).one_or_none()
    if row is None:
        return None
    passkey = None
    if row.kind == PASSKEY:
        passkey = Passkey(row.passkey_id, row.passkey_public, row.passkey_count)
    factor = Factor(row.kind, row.totp_secret, row.totp_step, passkey)
    kdf = json.loads(row.kdf)
    return Account(row.person, kdf, row.auth_hash, row.sealed_identity, factor)


def add(connection: Connection, login_hash: str, account: Account) -> None:
    """Make an account.

    Raises:
        ConflictError: somebody has this login.
    """
    taken = connection.scalar(select(accounts.c.person).where(accounts.c.login_hash == login_hash))
    if taken is not None:
        raise ConflictError("This login name is taken.", "Choose another one.")
    connection.execute(
        insert(accounts).values(
            person=account.person,
            login_hash=login_hash,
            kdf=json.dumps(account.kdf),
            auth_hash=account.auth_hash,
            sealed_identity=account.sealed_identity,
        )
    )
    connection.execute(
        insert(second_factors).values(person=account.person, **_columns(account.factor))
    )


def used_totp(connection: Connection, person: str, step: int) -> bool:
    """Use up a time step; false where it was used in the meantime."""
    table = second_factors
    older = table.c.person == person, table.c.totp_step < step
    return bool(connection.execute(update(table).where(*older).values(totp_step=step)).rowcount)


def used_passkey(connection: Connection, person: str, count: int) -> None:
    """Note the counter of a passkey."""
    table = second_factors
    connection.execute(update(table).where(table.c.person == person).values(passkey_count=count))


def refuse_if_slowed(connection: Connection, login_hash: str, now_s: int) -> None:
    """Refuse to try while a login is slowed down, whether anybody has it or not.

    A longer wait than there is comes from a clock that was ahead, and does not count.

    Raises:
        TooManyTriesError: there were five failures in a row, the last a short while ago.
    """
    until = connection.scalar(
        select(failures.c.until).where(
            failures.c.login_hash == login_hash, failures.c.count >= FREE_TRIES
        )
    )
    if until is not None and now_s < until <= now_s + LONGEST_WAIT_S:
        raise TooManyTriesError(hint="Wait five minutes at most, then try again.")


def failed(connection: Connection, login_hash: str, now_s: int) -> None:
    """Count a failure; from the fifth on, each doubles the wait up to five minutes."""
    connection.execute(delete(failures).where(failures.c.until < now_s - FORGET_AFTER_S))
    known = connection.scalar(select(failures.c.count).where(failures.c.login_hash == login_hash))
    count = (known or 0) + 1
    wait_s = min(LONGEST_WAIT_S, 2 ** min(count - FREE_TRIES, 10)) if count >= FREE_TRIES else 0
    values = {"count": count, "until": now_s + wait_s}
    put(connection, failures, "login_hash", {"login_hash": login_hash, **values})


def succeeded(connection: Connection, login_hash: str) -> None:
    """Forget the failures of a login."""
    connection.execute(delete(failures).where(failures.c.login_hash == login_hash))


def _columns(factor: Factor) -> dict[str, Any]:
    passkey = factor.passkey
    return {
        "kind": factor.kind,
        "totp_secret": factor.totp_secret,
        "totp_step": factor.totp_step,
        "passkey_id": passkey.id if passkey else None,
        "passkey_public": passkey.public if passkey else None,
        "passkey_count": passkey.count if passkey else 0,
    }
