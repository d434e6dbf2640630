"""The door to the wipe daemon for the console and the command line; it needs no agent.

Passphrases stay on this side: the daemon sees what Argon2id makes of them.
"""

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.adapters.argon2 import Kdf
from appliance.adapters.data_folder import DataFolder, check_sockets
from appliance.agent import reading, seat
from appliance.agent.contract import (
    WipeCertificate,
    WipeLine,
    WipePhase,
    WipePlan,
    WipeRehearsal,
    WipeStep,
)
from appliance.core.canonical import b64
from appliance.core.destruction import Level
from appliance.errors import InvalidInputError, UnavailableError, by_code
from appliance.secret import Secret

ANSWER_WITHIN_S = 60.0
WIPE_WITHIN_S = 3600.0  # between two lines: one large database may take that long


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who asks for a wipe or agrees to it."""

    name: str
    passphrase: Secret[str]


@dataclass(frozen=True, slots=True)
class WipeClient:
    """Speaks to the wipe daemon.

    Args:
        path: its socket.

    Every method raises `UnavailableError` when the daemon does not answer, otherwise the error
    that it gave.
    """

    path: Path

    @classmethod
    def at(cls, folder: DataFolder) -> "WipeClient":
        """Return a client of the daemon of a data folder."""
        return cls(folder.socket("wiped"))

    def state(self) -> Mapping[str, Any]:
        """Return how the daemon is."""
        return dict(self._ask({"op": "state"}))

    def plan(self, level: Level) -> WipePlan:
        """Return what a wipe would destroy and what survives it."""
        return reading.wipe_plan(self._ask({"level": level, "op": "plan"}))

    def agree(self, plan: WipePlan, signer: Signer) -> int:
        """Agree to a plan from another login; return how many have agreed.

        Raises:
            UnauthenticatedError: name or passphrase is wrong.
            ConflictError: the plan is another.
        """
        asked = {"level": plan.level, "op": "agree", "person": self._shown(signer)}
        return int(self._ask({**asked, "plan": plan.hash})["agreed"])

    def rehearse(self, level: Level) -> Iterator[WipeLine]:
        """Do everything but destroy; the last line is the result."""
        for line in self._talk({"level": level, "op": "rehearse"}, WIPE_WITHIN_S):
            yield _progress(line) or WipeRehearsal(**line["result"])

    def run(
        self, plan: WipePlan, signers: Sequence[Signer], out: Path | None = None
    ) -> Iterator[WipeLine]:
        """Destroy exactly what was shown; the last line is the certificate.

        Args:
            plan: what was shown.
            signers: who asks and who agrees.
            out: where to write the certificate as well.

        Raises:
            UnauthenticatedError: a name or passphrase is wrong.
            OneOfTwoError: not enough people agree.
            ConflictError: the plan is another.
        """
        people = [self._shown(each) for each in signers]
        asked = {"level": plan.level, "op": "run", "out": str(out or ""), "people": people}
        for line in self._talk({**asked, "plan": plan.hash}, WIPE_WITHIN_S):
            yield _progress(line) or reading.wipe_certificate(line["result"])

    def lock(self) -> None:
        """End the processes that hold keys; they come back sealed."""
        self._ask({"op": "lock"})

    def duress(self, name: str, auth: bytes) -> None:
        """Hand over what somebody typed under duress; the answer does not wait for the wipe."""
        self._ask({"op": "duress", "person": {"auth": b64(auth), "name": name}})

    def certificate(self) -> WipeCertificate:
        """Return the certificate of the last wipe, while the daemon remembers it.

        Raises:
            NotFoundError: there is none.
        """
        return reading.wipe_certificate(self._ask({"op": "certificate"}))

    def forget(self) -> None:
        """Let the daemon forget the certificate."""
        self._ask({"op": "forget"})

    def endorse(self, key: Mapping[str, Any]) -> None:
        """Hand over what the deployment key says of the daemon's key."""
        self._ask({"key": dict(key), "op": "endorse"})

    def _shown(self, signer: Signer) -> dict[str, str]:
        start = self._ask({"name": signer.name, "op": "start"})
        keys = seat.passphrase_keys(signer.passphrase, Kdf.parse(start["kdf"]))
        return {"auth": b64(keys.login), "name": signer.name}

    def _ask(self, request: Mapping[str, Any]) -> Any:
        *_, last = self._talk(request)
        return last["result"]

    def _talk(
        self, request: Mapping[str, Any], within_s: float = ANSWER_WITHIN_S
    ) -> Iterator[Mapping[str, Any]]:
        """Send one request; yield its lines, and raise the error if that is what comes."""
        check_sockets(self.path.parent)
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(within_s)
                connection.connect(str(self.path))
                connection.sendall(json.dumps(request).encode() + b"\n")
                with connection.makefile("rb") as lines:
                    yield from _checked(lines)
        except OSError as error:
            raise UnavailableError from error


def _checked(lines: Any) -> Iterator[Mapping[str, Any]]:
    ended = False
    for each in lines:
        found = json.loads(each)
        if "error" in found:
            raise by_code(str(found["error"]["error"]))()
        ended = "result" in found
        yield found
    if not ended:
        raise UnavailableError


def _progress(line: Mapping[str, Any]) -> WipeLine | None:
    if "phase" in line:
        return WipePhase(str(line["phase"]))
    if "done" in line:
        return WipeStep(int(line["done"]), int(line["total"]))
    if "result" not in line:
        raise InvalidInputError
    return None
