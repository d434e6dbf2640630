"""Operators who sign in: proof of the passphrase, slowing down, sessions in memory only."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from appliance.adapters.argon2 import Kdf
from appliance.adapters.randomness import random_token
from appliance.core.canonical import b64
from appliance.errors import TooManyTriesError, UnauthenticatedError
from appliance.operations.box import Box
from appliance.operations.records import (
    OperatorRecord,
    auth_hash,
    is_set_up,
    name_hash,
    read_operators,
)

FREE_TRIES = 5
LONGEST_WAIT_S = 300
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SALT_BYTES = 16
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
            TooManyTriesError: too many failures in a row; nothing was checked.
        """
        hashed = name_hash(name, self.box.pepper)
        tries = self._tries.setdefault(hashed, _Tries())
        self._check_wait(tries)
        found = self._find(name)
        expected = found.auth if found is not None else ""
        if not hmac.compare_digest(expected, auth_hash(auth)) or found is None:
            self._note_failure(tries)
            raise UnauthenticatedError(REFUSAL)
        del self._tries[hashed]
        self.seen += 1
        return self._begin(found.id), found

    def operator(self, token: str) -> OperatorRecord:
        """Return who a session belongs to.

        Raises:
            UnauthenticatedError: there is no such session, or it has ended.
        """
        hashed = _hash(token)
        session = self._sessions.get(hashed)
        now = self.box.clock.now()
        if session is None or now - session.used > IDLE or now - session.began > LONGEST:
            self._sessions.pop(hashed, None)
            raise UnauthenticatedError
        session.used = now
        self.seen += 1
        for found in read_operators(self.box.folder):
            if found.id == session.operator:
                return found
        raise UnauthenticatedError

    def sign_out(self, token: str) -> None:
        """End a session, if there is one."""
        self._sessions.pop(_hash(token), None)

    def _begin(self, operator: str) -> str:
        token, now = random_token(), self.box.clock.now()
        self._sessions[_hash(token)] = _Session(operator, now, now)
        return token

    def _find(self, name: str) -> OperatorRecord | None:
        if not is_set_up(self.box.folder):
            return None
        hashed = name_hash(name, self.box.pepper)
        for found in read_operators(self.box.folder):
            if hmac.compare_digest(found.name, hashed):
                return found
        return None

    def _check_wait(self, tries: _Tries) -> None:
        if tries.not_before is not None and self.box.clock.now() < tries.not_before:
            raise TooManyTriesError

    def _note_failure(self, tries: _Tries) -> None:
        tries.failed += 1
        if tries.failed >= FREE_TRIES:
            wait_s = min(2 ** (tries.failed - FREE_TRIES), LONGEST_WAIT_S)
            tries.not_before = self.box.clock.now() + timedelta(seconds=wait_s)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
