"""Operators who sign in: passphrase and code, slowing down, sessions in memory only.

A code can be checked only while the box is open, since the secret of the code app is sealed under
the vault. Until then a session of somebody who has one may open the vault, and nothing else.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from appliance.adapters.argon2 import Kdf
from appliance.adapters.randomness import random_token
from appliance.core.canonical import b64
from appliance.errors import (
    ApplianceError,
    CodeError,
    NotApprovedError,
    NotSetUpError,
    TooManyTriesError,
    UnauthenticatedError,
)
from appliance.logs import get_logger
from appliance.operations import codes
from appliance.operations.box import Box
from appliance.operations.records import (
    ACTIVE,
    OperatorRecord,
    auth_hash,
    is_set_up,
    name_hash,
    put_operator,
    read_operators,
)

FREE_TRIES = 5
LONGEST_WAIT_S = 300
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SALT_BYTES = 16
log = get_logger()

REFUSAL = "This name and passphrase do not belong together."


@dataclass(slots=True)
class _Tries:
    failed: int = 0
    not_before: datetime | None = None


@dataclass(slots=True)
class _Session:
    operator: str
    began: datetime
    used: datetime
    proven: bool


@dataclass(slots=True)
class SignIn:
    """Who is signed in. A restart of the agent signs everybody out.

    Args:
        box: this box.

    Attributes:
        seen: how often an operator has shown herself: goes up with each sign-in and request.
    """

    box: Box
    seen: int = 0
    _tries: dict[str, _Tries] = field(default_factory=dict)
    _sessions: dict[str, _Session] = field(default_factory=dict)
    _spent: set[tuple[str, str]] = field(default_factory=set)

    def kdf_of(self, name: str) -> dict[str, Any]:
        """Return how a passphrase is stretched; a name that nobody has gets a stable answer."""
        found = self._find(name)
        if found is not None:
            return dict(found.kdf)
        hashed = name_hash(name, self.box.pepper).encode()
        made_up = hmac.digest(self.box.pepper, b"salt\n" + hashed, "sha256")
        return Kdf(b64(made_up[:SALT_BYTES])).to_json()

    def sign_in(self, name: str, auth: bytes) -> tuple[str, OperatorRecord]:
        """Check a sign-in secret and begin a session.

        Returns:
            The session token and the operator.

        Raises:
            UnauthenticatedError: name or secret is wrong; the words do not tell which.
            NotSetUpError: nobody could be known here.
            TooManyTriesError: too many failures in a row; nothing was checked.
            NotApprovedError: both are right, and nobody has approved this operator yet.
        """
        if not is_set_up(self.box.folder):
            raise NotSetUpError
        hashed = name_hash(name, self.box.pepper)
        tries = self._tries.setdefault(hashed, _Tries())
        self._check_wait(tries)
        found = self._find(name)
        expected = found.auth if found is not None else ""
        if not hmac.compare_digest(expected, auth_hash(auth)) or found is None:
            self._note_failure(tries)
            raise UnauthenticatedError(REFUSAL)
        if found.status != ACTIVE:
            raise NotApprovedError
        if not found.code:  # else a passphrase that is known would clear the count of wrong codes
            del self._tries[hashed]
        self.seen += 1
        return self._begin(found), found

    async def give_code(self, token: str, code: str) -> None:
        """Check the code of a session, which then may do what its operator may.

        Raises:
            UnauthenticatedError: there is no such session.
            SealedError: the box is sealed; the vault comes first.
            TooManyTriesError: too many failures in a row; nothing was checked.
            CodeError: the code is wrong, or used already.
        """
        async with self.box.changing:
            session = self._session(token)
            record = self._record(session)
            tries = self._tries.setdefault(record.name, _Tries())
            self._check_wait(tries)
            try:
                used = self._checked(record, code)
            except CodeError:
                self._note_failure(tries)
                raise
            self._use_up(record, used, code)  # first: a code counts once, whatever happens next
            self._tries.pop(record.name, None)
            session.proven = True

    def operator(self, token: str, *, code: bool = True) -> OperatorRecord:
        """Return who a session belongs to.

        Args:
            token: the session.
            code: whether the code of her code app must have been given, where she has one.

        Raises:
            UnauthenticatedError: there is no such session, or it has ended.
            CodeError: the code is still to come.
        """
        session = self._session(token)
        record = self._record(session)
        if code and not session.proven:
            raise CodeError
        return record

    def sign_out(self, token: str) -> None:
        """End a session, if there is one."""
        self._sessions.pop(_hash(token), None)

    def sign_out_all(self, operator: str) -> None:
        """End every session of an operator."""
        self._sessions = {
            token: each for token, each in self._sessions.items() if each.operator != operator
        }

    def _checked(self, record: OperatorRecord, code: str) -> OperatorRecord:
        if (record.id, code) in self._spent:
            raise CodeError
        return codes.used(self.box, record, code)

    def _use_up(self, record: OperatorRecord, used: OperatorRecord, code: str) -> None:
        """Keep that a code was used; in memory where the disk is full, or nobody could clear it."""
        try:
            put_operator(self.box.folder, used)
        except ApplianceError as error:
            log.exception("code.not_kept", exc_info=error)
            self._spent.add((record.id, code))

    def _begin(self, operator: OperatorRecord) -> str:
        token, now = random_token(), self.box.clock.now()
        self._sessions[_hash(token)] = _Session(operator.id, now, now, not operator.code)
        return token

    def _session(self, token: str) -> _Session:
        hashed = _hash(token)
        session = self._sessions.get(hashed)
        now = self.box.clock.now()
        if session is None or now - session.used > IDLE or now - session.began > LONGEST:
            self._sessions.pop(hashed, None)
            raise UnauthenticatedError
        session.used = now
        self.seen += 1
        return session

    def _record(self, session: _Session) -> OperatorRecord:
        for found in read_operators(self.box.folder):
            if found.id == session.operator and found.status == ACTIVE:
                return found
        raise UnauthenticatedError

    def _find(self, name: str) -> OperatorRecord | None:
        if not is_set_up(self.box.folder):  # nobody is there: as for a name that is not known
            return None
        hashed = name_hash(name, self.box.pepper)
        for found in read_operators(self.box.folder):
            if hmac.compare_digest(found.name, hashed):
                return found
        return None

    def _check_wait(self, tries: _Tries) -> None:
        now = self.box.clock.now()
        longest = now + timedelta(seconds=LONGEST_WAIT_S)  # a longer wait: the clock was ahead
        if tries.not_before is not None and now < tries.not_before <= longest:
            raise TooManyTriesError

    def _note_failure(self, tries: _Tries) -> None:
        tries.failed += 1
        if tries.failed >= FREE_TRIES:
            wait_s = min(2 ** (tries.failed - FREE_TRIES), LONGEST_WAIT_S)
            tries.not_before = self.box.clock.now() + timedelta(seconds=wait_s)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
