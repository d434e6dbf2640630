"""Restoring a new box, as the console and the command line ask the agent for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.agent import reading
from appliance.agent.backup_client import Caller
from appliance.agent.contract import Job, Plan
from appliance.operations.backup_credentials import Account
from appliance.operations.backup_key import Held, open_key_file, parse_held
from appliance.operations.restore_here import held_to_json
from appliance.secret import Secret


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What would be brought back, and what opens it.

    Args:
        plan: what the agent has shown; its subject says of when it is and how much.
        request: what was asked for.
    """

    plan: Plan
    request: Mapping[str, Any] = field(repr=False)


def held_in(content: bytes, passphrase: Secret[str] | None) -> Held:
    """Return what opens a target.

    Args:
        content: of a key file, or of the passwords of an opened escrow bundle.
        passphrase: any operator's, for a key file.

    Raises:
        InvalidInputError: it is neither.
        PassphraseError: nobody's passphrase is this.
    """
    return parse_held(content) if passphrase is None else open_key_file(content, passphrase)


@dataclass(frozen=True, slots=True)
class RestoreClient:
    """Restores the box that Safehold runs on, before it is set up.

    Args:
        call: sends one request.
    """

    call: Caller

    def plan(
        self, address: str, held: Held, credentials: str = "", account: Account | None = None
    ) -> RestorePlan:
        """Return the newest backup at a target that what is held opens.

        Args:
            address: the target's.
            held: what opens it; the passphrase has stayed here.
            credentials: path of a file with what the target itself asks for.
            account: the same where there is no such file.

        Raises:
            AlreadySetUpError: the box is set up: nothing is restored over it.
            NotFoundError: there is no backup of it there.
            TargetError: the target does not answer, or does not open.
        """
        request: dict[str, Any] = {"address": address, "held": held_to_json(held)}
        if credentials:
            request["credentials"] = credentials
        if account is not None:
            request["account"] = account.to_json()
        return RestorePlan(reading.plan(self.call("POST", "/restore/plan", request)), request)

    def run(self, wanted: RestorePlan) -> Job:
        """Begin to bring exactly that back; everything is started again at its end."""
        request = {**wanted.request, "plan": wanted.plan.hash}
        return reading.job(self.call("POST", "/restore", request))
